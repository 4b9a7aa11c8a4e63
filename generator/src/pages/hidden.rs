//! Characters of a document that nobody sees and that change what a reader sees: controls, and marks that turn the
//! direction of text. A page that has them may show something else than what is read from it.
//!
//! Finding them does not change what is read. What no name may have is decided by `spec::validate`.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

/// Whether a page has no use for a character. Breaks, tabs and page feeds, marks of one direction and joiners are in
/// ordinary pages.
fn is_suspicious(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => false,
        c => {
            c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
        }
    }
}

/// A finding at the first line that has such a character, with the number of further lines.
pub(super) fn find(document: &str, content: &str) -> Option<Diagnostic> {
    let mut lines = content.split('\n').enumerate().filter_map(|(index, line)| {
        let hidden = line.chars().find(|c| is_suspicious(*c))?;
        Some((u32::try_from(index + 1).unwrap_or(u32::MAX), hidden))
    });
    let (line, hidden) = lines.next()?;
    let others = match lines.count() {
        0 => String::new(),
        1 => ", and another line has one too".to_owned(),
        count => format!(", and {count} more lines have such characters"),
    };
    let message = format!("the line has the invisible character U+{:04X}{others}", u32::from(hidden));
    let help = "a browser may show something else than what is read; compare with the page, or take them out";
    let source = Source { document: document.to_owned(), lines: [line, line] };
    Some(Diagnostic::new("hidden-characters", Severity::Warning, message).at(source).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_named_and_others_are_counted() {
        let found = |text: &str| find("lantern.md", text).map(|finding| finding.to_string());
        assert_eq!(found("a\tb\r\n\u{c}c\u{200e}\u{200d}\u{feff}"), None);
        let text = found("one\ntwo \u{202e}\u{7}\nthree").unwrap_or_default();
        assert!(
            text.starts_with("lantern.md:2: warning[hidden-characters]: the line has the invisible character U+202E (")
        );
        let text = found("\u{1b}\n\u{2066}\n\u{e0041}").unwrap_or_default();
        assert!(text.contains("U+001B, and 2 more lines have such characters"), "{text}");
    }
}
