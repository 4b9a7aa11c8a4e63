//! A request as a command of curl: for a call that is not sent, and for a sample in documentation.

/// The command. `headers` are names and values; the body is text.
pub fn command(method: &str, url: &str, headers: &[(String, String)], body: &str) -> String {
    let mut lines = vec![format!("curl -sS -X {method} {}", quoted(url))];
    lines.extend(headers.iter().map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}")))));
    if !body.is_empty() {
        lines.push(format!("--data-binary {}", quoted(body)));
    }
    lines.join(" \\\n  ") + "\n"
}

/// A text as one word of a shell, without quotes where it needs none.
pub fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '=');
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { quoted(text) }
}

/// A text as one word of a shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_word() {
        for (text, expected) in
            [("ap-east", "ap-east"), ("a;b", "'a;b'"), ("it's $(x)", r"'it'\''s $(x)'"), ("", "''"), ("`x`", "'`x`'")]
        {
            assert_eq!(word(text), expected);
        }
    }
}
