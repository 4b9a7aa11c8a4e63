//! Tokens of a line: identifiers, error codes, hosts and the like, told by their letters alone.

/// A name: letters, digits and underscores, letter first.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A parameter's name, which may have parts joined by dots: `Tag.N.Key`.
pub(crate) fn is_parameter(text: &str) -> bool {
    !text.is_empty()
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'))
}

/// A structure's name: an identifier with a capital and a small letter, so that no plain word of a sentence matches.
pub(crate) fn is_type_like(text: &str) -> bool {
    is_identifier(text) && humps(text) > 1
}

/// An error code: `Word.Word` or a word of several humps.
pub(crate) fn is_error_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .split('.')
            .all(|part| is_identifier(part) || (!part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric())))
        && (text.contains('.') || humps(text) > 1)
}

/// A day: `2019.05.17` or `2019-05-17`.
pub(crate) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['.', '-', '/']).collect();
    matches!(parts.as_slice(), [year, month, day]
        if year.len() == 4 && month.len() <= 2 && day.len() <= 2 && parts.iter().all(|part| is_number(part)))
}

/// A piece that a parameter's name may be broken into: what a name is made of, at any place of it.
pub(crate) fn is_name_piece(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// A host name of at least three labels.
pub(crate) fn is_host(text: &str) -> bool {
    text.split('.').count() > 2
        && text
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

/// A region's value: `ap-guangzhou`.
pub(crate) fn is_region(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// An HTTP status of a failure.
pub(crate) fn is_status(text: &str) -> bool {
    text.len() == 3 && text.starts_with(['3', '4', '5']) && is_number(text)
}

/// A whole number.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// How many words an identifier in camel case has: a capital letter followed by or after a small one begins a word.
pub(crate) fn humps(text: &str) -> usize {
    let bytes = text.as_bytes();
    let starts = |i: usize| {
        let upper = bytes.get(i).is_some_and(u8::is_ascii_uppercase);
        let before = i.checked_sub(1).and_then(|i| bytes.get(i));
        let after = bytes.get(i + 1);
        upper
            && (i == 0 || before.is_some_and(|b| !b.is_ascii_uppercase()) || after.is_some_and(u8::is_ascii_lowercase))
    };
    (0..bytes.len()).filter(|&i| starts(i)).count()
}

/// Short forms that end with an `s` of their own.
const SHORT: &[&str] = &["tls", "dns", "https", "os", "sms", "ddos"];

/// A word of small letters in the singular, as far as its letters say.
pub(crate) fn singular(word: &str) -> String {
    if SHORT.contains(&word) {
        return word.to_owned();
    }
    let stem = |end: &str| word.strip_suffix(end).filter(|stem| stem.len() > 1);
    if let Some(stem) = stem("ies") {
        return format!("{stem}y");
    }
    for end in ["sses", "xes", "ches", "shes", "uses"] {
        if word.ends_with(end) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    if ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        return word.to_owned();
    }
    stem("s").unwrap_or(word).to_owned()
}

/// The candidate that looks most like a name, if one does.
pub(crate) fn near<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// From 0 to 1; any two names have as much in common as less likeness says.
    const LEAST: f64 = 0.82;
    /// Bounds the work on hostile names.
    const LONGEST: usize = 128;
    let name = name.to_lowercase();
    let candidates = candidates.filter(|candidate| candidate.len() <= LONGEST && name.len() <= LONGEST);
    candidates
        .map(|candidate| (strsim::jaro_winkler(&name, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= LEAST)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// `1 action`, `2 actions`: a number with what it counts, whose plural ends with `s`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {}", plural(count as u64, noun))
}

/// A noun in the form for a number of things, whose plural ends with `s`.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}

/// Of a hundred letters of a Chinese text, so many at least are Chinese: its names, types and values are not.
const CHINESE_SHARE: usize = 5;

/// The language of a text by its letters, `zh` or `en`; `None` if the text has no letter.
pub(crate) fn language<'a>(texts: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let [mut chinese, mut letters] = [0, 0];
    for text in texts {
        chinese += text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        letters += text.chars().filter(|c| c.is_alphabetic()).count();
    }
    let language = if chinese * 100 >= letters * CHINESE_SHARE { "zh" } else { "en" };
    (letters > 0).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_chinese_words_make_no_chinese_text() {
        let of = |texts: &[&'static str]| language(texts.iter().copied());
        assert_eq!(of(&["The colour of the kite, as in 红色, or of the string that it is held by"]), Some("en"));
        assert_eq!(of(&["KiteId", "String", "风筝的ID"]), Some("zh"));
        assert_eq!(of(&["12", "-"]), None);
    }
}
