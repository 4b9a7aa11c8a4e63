//! What a PDF's font did to the letters of a text.
//!
//! A font without some kerned letters leaves a space behind each of them: `Creat eT ime`. A space is removed where it
//! cannot be a space between words: by the letters around it, or because the word without it is in the document's code.

use std::borrow::Cow;
use std::collections::HashSet;

use super::layout::Layout;
use crate::document::vocabulary::{self, Union};

/// Letters that are narrower than their box, which a font may lack as kerned forms.
pub(super) const KERNED: &str = "tTfz";

/// Words that stand in the code of a document, whole.
#[derive(Debug, Default)]
pub(super) struct Words<'t>(HashSet<&'t str>);

impl<'t> Words<'t> {
    /// The words of the lines that look like code.
    pub(super) fn of(text: &'t str) -> Self {
        let separates = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
        let words = text.lines().filter(|line| is_code(line)).flat_map(|line| line.split(separates));
        Self(words.filter(|word| word.len() > 2).collect())
    }
}

/// A line of an address, of markup or of JSON, or a numbered heading: fonts for these are whole.
fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['<', '&', '{', '}', '"', '['])
        || line.contains("://")
        || line.starts_with(|c: char| c.is_ascii_digit()) && line.get(..8).unwrap_or(line).contains(". ")
}

/// The text with its letters mended and its notes marked; it keeps its lines.
pub(super) fn mend<'t>(text: &'t str, layout: Layout, words: Union<'_>) -> Cow<'t, str> {
    if !layout.numbered {
        return text.into();
    }
    // A type word of another profile may be a piece of a broken word.
    let own = vocabulary::choose(words.0, text.lines());
    let types = own.as_ref().map_or(words, |own| Union(std::slice::from_ref(own)));
    let font = Font { code: if layout.kerned { Words::of(text) } else { Words::default() }, types };
    let mut mended = String::with_capacity(text.len());
    for line in text.lines() {
        match words.note(line.trim_start()) {
            Some((note, rest)) => {
                let indent = line.len() - line.trim_start().len();
                mended.extend([
                    line.get(..indent).unwrap_or_default(),
                    note,
                    "：",
                    if layout.kerned { "" } else { rest },
                ]);
                if layout.kerned {
                    font.mend_line(rest, &mut mended);
                }
            }
            None if !layout.kerned || is_code(line) || !line.contains(' ') => mended.push_str(line),
            None => font.mend_line(line, &mut mended),
        }
        mended.push('\n');
    }
    mended.into()
}

/// What decides whether a space is between words.
struct Font<'t, 'v> {
    code: Words<'t>,
    types: Union<'v>,
}

impl Font<'_, '_> {
    /// Stretches of ASCII are looked at one by one; ideographs bound them.
    fn mend_line(&self, line: &str, mended: &mut String) {
        let bounded = !line.is_ascii();
        let mut rest = line;
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
            let (ascii, tail) = rest.split_at(end);
            self.mend_stretch(ascii, bounded, mended);
            let end = tail.find(|c: char| c.is_ascii()).unwrap_or(tail.len());
            let (wide, tail) = tail.split_at(end);
            mended.push_str(wide);
            rest = tail;
        }
    }

    fn mend_stretch(&self, stretch: &str, bounded: bool, mended: &mut String) {
        let start = stretch.len() - stretch.trim_start_matches(' ').len();
        mended.extend(std::iter::repeat_n(' ', start));
        let tokens = tokens(stretch.get(start..).unwrap_or_default());
        let font = tokens.iter().all(|token| is_consistent(token.text));
        let whole = bounded && font && self.is_broken_run(&tokens);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let joined = if whole { tokens.len() - at } else { self.joined(&tokens, at, font) };
            let run = tokens.get(at..at + joined).unwrap_or_default();
            run.iter().for_each(|token| mended.push_str(token.text));
            let gap = run.last().unwrap_or(token).gap;
            mended.extend(std::iter::repeat_n(' ', gap));
            at += joined;
        }
    }

    /// The stretch is one run: every such letter has its space, and no other does.
    fn is_broken_run(&self, tokens: &[Token<'_>]) -> bool {
        let is_mark = |token: &&Token<'_>| token.text.chars().all(|c| c.is_ascii_punctuation());
        let marks = tokens.iter().rev().take_while(is_mark).count();
        let tokens = tokens.get(..tokens.len() - marks).unwrap_or_default();
        let Some((_, heads)) = tokens.split_last() else { return false };
        let is_type = |token: &Token<'_>| {
            self.types.scalars().any(|word| word == token.text)
                || self.types.array_of().any(|word| word.starts_with(token.text))
        };
        !heads.is_empty()
            && heads.iter().all(|token| token.gap == 1 && token.text.ends_with(is_kerned))
            && tokens.iter().all(|token| !is_type(token))
    }

    /// How many tokens, from `at` on, are pieces of one word; `font` says that no word of the stretch is of another
    /// font.
    fn joined(&self, tokens: &[Token<'_>], at: usize, font: bool) -> usize {
        const PIECES: usize = 8;
        const PADDING: usize = 4;
        let mut text = String::new();
        let mut known = 1;
        let mut run = 1;
        for (index, token) in tokens.iter().skip(at).take(PIECES).enumerate() {
            text.push_str(token.text);
            let count = index + 1;
            if count > 1 && self.code.0.contains(text.trim_matches(|c: char| !c.is_ascii_alphanumeric())) {
                known = count;
            }
            let ends = token.text.ends_with(is_kerned);
            if count > 1 && (!ends || at + count == tokens.len() || token.gap != 1) && run == 1 {
                run = if font && is_run(tokens, at, count) { count } else { 1 };
            }
            // Where a page breaks a run, its padding is inside.
            if !ends && !(2..=PADDING).contains(&token.gap) {
                break;
            }
        }
        match tokens.get(at..at + 2) {
            _ if known.max(run) > 1 => known.max(run),
            Some([left, right]) if is_break(left, right) => 2,
            _ => 1,
        }
    }
}

fn is_kerned(c: char) -> bool {
    KERNED.contains(c)
}

/// A word of a stretch and the number of spaces behind it.
#[derive(Clone, Copy)]
struct Token<'l> {
    text: &'l str,
    gap: usize,
}

fn tokens(stretch: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = stretch;
    while !rest.is_empty() {
        let end = rest.find(' ').unwrap_or(rest.len());
        let (text, tail) = rest.split_at(end);
        let behind = tail.trim_start_matches(' ');
        tokens.push(Token { text, gap: tail.len() - behind.len() });
        rest = behind;
    }
    tokens
}

/// No letter of the broken font stands inside the word.
fn is_consistent(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next_back();
    !letters.any(is_kerned)
}

/// Pieces as the broken font leaves them, one of them a letter alone.
fn is_run(tokens: &[Token<'_>], at: usize, count: usize) -> bool {
    let pieces = tokens.get(at..at + count).unwrap_or_default();
    let lone = pieces.iter().any(|piece| piece.text.len() == 1 && piece.text.starts_with(is_kerned));
    let spaced = pieces.split_last().is_some_and(|(_, heads)| heads.iter().all(|piece| piece.gap == 1));
    lone && spaced
}

/// A space inside a word of a whole font: behind a lone letter, behind a capital `T`, before an ending that is not a word.
fn is_break(left: &Token<'_>, right: &Token<'_>) -> bool {
    const ENDINGS: &[&str] = &["ing", "ion", "ions", "ive", "ied", "ies", "icate", "ication"];
    let letters = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if left.gap != 1 || !letters(left.text) || !left.text.ends_with(is_kerned) {
        return false;
    }
    let ending = right.text.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let small = right.text.starts_with(|c: char| c.is_ascii_lowercase());
    let capital = left.text.ends_with('T') && right.text.starts_with(['i', 'l']);
    capital || left.text.len() == 1 && small || ENDINGS.contains(&ending)
}
