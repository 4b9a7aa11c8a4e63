//! In which language a run of text is, by its script. The frame of the site is English; labels and titles stay in the
//! language of their document, so that browsers choose their letters and screen readers their voice.

use crate::escape::push_html;

/// The language of a text, if its letters say so: Chinese, Japanese or Korean.
pub(super) fn of(text: &str) -> Option<&'static str> {
    let mut found = None;
    for c in text.chars() {
        match c {
            '\u{3040}'..='\u{30ff}' => return Some("ja"),
            '\u{ac00}'..='\u{d7af}' => return Some("ko"),
            _ if is_letter(c) => found = Some("zh"),
            _ => {}
        }
    }
    found
}

/// A letter that these languages share.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// The attribute for an element whose whole text is this.
pub(super) fn attribute(text: &str) -> String {
    of(text).map(|language| format!(" lang=\"{language}\"")).unwrap_or_default()
}

/// A text as HTML: `write` escapes a piece, and what is between the first and the last foreign letter of a line is
/// marked.
pub(super) fn marked(text: &str, write: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    for line in text.split_inclusive('\n') {
        let ends = (line.find(is_letter), line.char_indices().rev().find(|(_, c)| is_letter(*c)));
        let (Some(first), Some((last, c))) = ends else {
            write(line, &mut out);
            continue;
        };
        let (before, rest) = line.split_at(first);
        let (foreign, after) = rest.split_at(last + c.len_utf8() - first);
        write(before, &mut out);
        out.push_str(&format!("<span lang=\"{}\">", of(foreign).unwrap_or("zh")));
        write(foreign, &mut out);
        out.push_str("</span>");
        write(after, &mut out);
    }
    out
}

/// Escapes a piece of text.
pub(super) fn plain(text: &str, out: &mut String) {
    text.chars().for_each(|c| push_html(c, out));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_tell_languages() {
        for (text, language) in
            [("tea", None), ("茶馆 Tea", Some("zh")), ("お茶", Some("ja")), ("차 茶", Some("ko")), ("é — ·", None)]
        {
            assert_eq!(of(text), language, "{text}");
        }
    }

    #[test]
    fn a_run_of_foreign_letters_is_marked_with_what_is_inside() {
        assert_eq!(marked("a <b>", plain), "a &lt;b&gt;");
        assert_eq!(marked("(是否发RST给茶馆), b", plain), "(<span lang=\"zh\">是否发RST给茶馆</span>), b");
        assert_eq!(marked("x\n茶\n", plain), "x\n<span lang=\"zh\">茶</span>\n");
    }
}
