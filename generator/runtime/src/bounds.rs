//! How much an answer may hold. A small value takes many times its bytes on the wire once it is in memory, so values are
//! bounded beside bytes.

/// Most values of a JSON text, counted by what separates and opens them.
pub(crate) const MAX_VALUES: usize = 1 << 20;

/// Most objects among them. An object without fields becomes a value of a generated type, of up to a few kilobytes.
pub(crate) const MAX_OBJECTS: usize = 1 << 17;

/// Whether a JSON text holds no more than that. What is inside of its strings does not count.
pub(crate) fn is_bounded(json: &[u8]) -> bool {
    let (mut values, mut objects, mut bytes) = (0_usize, 0_usize, json.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => {
                while bytes.next().is_some_and(|byte| *byte != b'"' && (*byte != b'\\' || bytes.next().is_some())) {}
            }
            b'{' => {
                objects += 1;
                values += 1;
            }
            b'[' | b',' => values += 1,
            _ => {}
        }
        if values > MAX_VALUES || objects > MAX_OBJECTS {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_count_and_what_is_in_strings_does_not() {
        let list = |item: &str, count: usize| format!("[{}0]", format!("{item},").repeat(count));
        assert!(is_bounded(list("0", MAX_VALUES - 1).as_bytes()));
        assert!(!is_bounded(list("0", MAX_VALUES).as_bytes()));
        assert!(is_bounded(list("{}", MAX_OBJECTS).as_bytes()));
        assert!(!is_bounded(list("{}", MAX_OBJECTS + 1).as_bytes()));
        assert!(is_bounded(format!(r#"["\"{}\\"]"#, "{,".repeat(MAX_VALUES)).as_bytes()));
        assert!(!is_bounded(format!(r#"["\\",{}]"#, "{},".repeat(MAX_VALUES)).as_bytes()));
    }
}
