//! Short names: the leading phrase of a description.

use super::vocabulary;

/// The longest label, in characters.
const LONGEST: usize = 24;

/// The leading phrase of `text` up to the first punctuation mark, Chinese or ASCII.
///
/// None where the phrase is longer than 24 characters, names nothing (a bare number, a word like "Note", a condition),
/// or is a value that the text goes on to explain.
pub fn label(text: &str) -> Option<String> {
    let starts = |words: &[&str]| words.iter().any(|word| text.trim_start().starts_with(word));
    let condition = starts(vocabulary::NO_LABEL_STARTS) && !starts(vocabulary::NO_CONDITIONS);
    if condition { None } else { short_name(text) }
}

/// The leading phrase of an explanation, which unlike the name of a field may say "only".
pub(super) fn short_name(text: &str) -> Option<String> {
    let text = text.trim_start();
    let end = text.char_indices().find(|&(i, c)| ends_phrase(text, i, c)).map_or(text.len(), |(i, _)| i);
    let phrase = without_first_value(text.get(..end)?, text.get(end..)?);
    let named = phrase.chars().any(char::is_alphabetic) && phrase.chars().count() <= LONGEST;
    let explained = phrase.bytes().all(|b| b.is_ascii_graphic())
        && matches!(text.get(end..).and_then(|tail| tail.chars().next()), Some(':' | '：' | '|'));
    // "Note" leads in to something, unless it is all that the text says.
    let alone = text.get(end..).is_none_or(|tail| !tail.chars().any(char::is_alphanumeric));
    let leads_in = vocabulary::NO_LABEL.contains(&phrase) && !(alone && vocabulary::LABELS_ALONE.contains(&phrase));
    (named && !explained && !leads_in).then(|| phrase.to_owned())
}

/// The phrase without the number that it ends in, where that is the first of several values that the text explains:
/// `state 1: lost, 2: found`.
fn without_first_value<'a>(phrase: &'a str, rest: &str) -> &'a str {
    let name = phrase.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let stands_apart = name.len() < phrase.len() && !name.ends_with(|c: char| c.is_ascii_graphic());
    let colon = |c: char| matches!(c, ':' | '：');
    // A later number has a colon behind it too.
    let goes_on = || {
        let mut pieces = rest.split(colon).skip(1).peekable();
        std::iter::from_fn(|| pieces.next().filter(|_| pieces.peek().is_some()))
            .any(|piece| piece.trim_end().ends_with(|c: char| c.is_ascii_digit()))
    };
    if stands_apart && rest.starts_with(colon) && goes_on() { name.trim() } else { phrase.trim() }
}

/// True at the first character that does not belong to the phrase.
fn ends_phrase(text: &str, i: usize, c: char) -> bool {
    match c {
        '.' => text.get(i + 1..).and_then(|tail| tail.chars().next()).is_none_or(|next| !next.is_ascii_alphanumeric()),
        '-' | '/' | '_' | '+' | '&' | '%' | '#' | '@' | '\'' | '’' | '*' => false,
        '\n' | '～' => true,
        c if c.is_ascii() => c.is_ascii_punctuation(),
        '·' | '《' | '》' => false,
        c => {
            ('\u{3000}'..='\u{303f}').contains(&c)
                || ('\u{2010}'..='\u{2027}').contains(&c)
                || ('\u{ff01}'..='\u{ff0f}').contains(&c)
                || ('\u{ff1a}'..='\u{ff20}').contains(&c)
                || ('\u{ff3b}'..='\u{ff40}').contains(&c)
                || ('\u{ff5b}'..='\u{ff65}').contains(&c)
        }
    }
}
