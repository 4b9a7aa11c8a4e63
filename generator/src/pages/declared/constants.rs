//! Fields with one value: `must be photo`, `always “creator”`.

use crate::document::markup::rich::Text;

/// The value behind one of the words: emphasized, as code, or between quotation marks.
pub(crate) fn of(description: &Text, words: &[String]) -> Option<String> {
    for (at, run) in description.runs.iter().enumerate() {
        let text = run.text.trim_end();
        for word in words {
            // The value is set apart: it is the next run.
            let next = description.runs.get(at + 1).filter(|next| next.style.emphasis || next.style.code);
            if let Some(next) = next.filter(|_| ends_with_word(text, word)) {
                return value(&next.text);
            }
            let quoted = text.split_once(word.as_str()).map(|(_, rest)| rest.trim_start());
            let Some(rest) = quoted else { continue };
            for [open, close] in [['\u{201c}', '\u{201d}'], ['"', '"']] {
                if let Some((inner, _)) = rest.strip_prefix(open).and_then(|rest| rest.split_once(close)) {
                    return value(inner);
                }
            }
        }
    }
    None
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
}

fn value(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['"', '\u{201c}', '\u{201d}']);
    let is_value = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/'));
    is_value.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::markup::rich::read_markdown;

    #[test]
    fn values_behind_words() {
        let words = ["must be".to_owned(), "always".to_owned()];
        let found = |text: &str| {
            let rich = read_markdown(text);
            let text = rich.blocks.first().and_then(|block| block.kind.prose()).cloned().unwrap();
            of(&text, &words)
        };
        assert_eq!(found("Kind of the cup, must be *mug*").as_deref(), Some("mug"));
        assert_eq!(found("The state, always \u{201c}full\u{201d}.").as_deref(), Some("full"));
        assert_eq!(found("It must be between 1 and 3"), None);
        assert_eq!(found("It must be *one of two*"), None);
    }
}
