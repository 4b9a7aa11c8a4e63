//! Sentences of marked-up text.

use crate::document::markup::rich::Text;

/// The sentences of a text: each ends with a full stop before a blank, or with its line.
pub(crate) fn of(text: &Text) -> Vec<Text> {
    let mut sentences: Vec<Text> = Vec::new();
    let mut open = Text::default();
    for (index, run) in text.runs.iter().enumerate() {
        if run.style.code {
            open.push(&run.text, run.link.as_deref(), run.style);
            continue;
        }
        let follows = text.runs.get(index + 1).and_then(|next| next.text.chars().next());
        let mut start = 0;
        let mut letters = run.text.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next).or(follows);
            let ends = matches!(c, '\u{3002}' | '\n') && c != '\n'
                || matches!(c, '.' | '!') && next.is_none_or(char::is_whitespace);
            if ends {
                let end = at + c.len_utf8();
                open.push(run.text.get(start..end).unwrap_or_default(), run.link.as_deref(), run.style);
                sentences.push(std::mem::take(&mut open));
                start = end;
            }
        }
        open.push(run.text.get(start..).unwrap_or_default(), run.link.as_deref(), run.style);
    }
    sentences.push(open);
    sentences.retain(|sentence| !sentence.is_blank());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markup::rich::read_markdown;

    #[test]
    fn sentences_end_with_full_stops() {
        let rich = read_markdown("Brew *tea* in v1.2 now. Returns a [Cup](#cup) . `a. b` is code");
        let found: Vec<String> =
            rich.blocks.iter().filter_map(|block| block.kind.prose()).flat_map(of).map(|text| text.plain()).collect();
        assert_eq!(found, ["Brew tea in v1.2 now.", "Returns a Cup .", "a. b is code"]);
    }
}
