//! How a text is laid out. It is measured on the text and never concluded from the vendor.
//!
//! | measured | by |
//! |---|---|
//! | `numbered`: sections are numbered, and their titles are printed behind the text of their page | ascending section numbers and lines that end a section, more of them than pages with a date |
//! | `kerned`: a font leaves a space behind some letters | such a letter alone before the rest of a word |
//! | `wrapped`: lines end at the edge of a printed page | blank lines: print has one under almost every line |
//! | `apart`: captions, labels and brackets are printed apart from the text that they belong to | keys of JSON that no bracket is open for |
//!
//! The first two belong to a document, `apart` to the pages of one profile in it: a document can be two books.

use super::printed_page::Raw;
use super::sections;
use super::split_pages::Draft;
use crate::document::Vocabulary;
use crate::document::vocabulary::Union;

/// How a text is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// The sections are numbered; titles and repeated headers are printed behind the text of their page, and a row's
    /// two columns of free text are told apart by blank lines.
    pub(super) numbered: bool,
    /// A font leaves a space behind some letters.
    pub(super) kerned: bool,
    /// Lines end at the edge of a printed page.
    pub(super) wrapped: bool,
    /// Captions, labels and brackets are printed apart from their text, at the head or the end of a page. Names and
    /// types go on in lines of their own, and examples are recognized by their form.
    pub(super) apart: bool,
}

impl Layout {
    /// What can be measured before the text is cut into pages.
    pub(super) fn of_text(text: &str, words: Union<'_>) -> Self {
        let lines = || text.lines().map(str::trim);
        let dates = lines().filter(|line| words.updated(line).is_some()).count();
        let closers = lines().filter(|line| words.closes(line)).count();
        let numbered = closers + sections::count(lines()) > dates;
        Self { numbered, kerned: numbered && lines().any(has_lone_letter), wrapped: true, apart: false }
    }

    /// The layouts of pages, each with the profile that it follows.
    pub(super) fn of_pages(
        self,
        drafts: &[Draft<'_>],
        profiles: &[&'static Vocabulary],
        words: Union<'_>,
    ) -> Vec<Self> {
        let wrapped = self.numbered || is_printed(drafts, words);
        let votes: Vec<i32> =
            drafts.iter().map(|draft| if self.numbered { 0 } else { brackets_apart(&draft.lines) }).collect();
        let sum = |dialect: Option<&str>| -> i32 {
            let own =
                profiles.iter().zip(&votes).filter(|(profile, _)| dialect.is_none_or(|own| profile.dialect == own));
            own.map(|(_, vote)| vote).sum()
        };
        let all = sum(None);
        let mut known: Vec<(&str, bool)> = Vec::new();
        let mut layouts = Vec::with_capacity(drafts.len());
        for profile in profiles {
            let apart = known.iter().find(|(dialect, _)| *dialect == profile.dialect).map(|(_, apart)| *apart);
            let apart = apart.unwrap_or_else(|| {
                let own = sum(Some(profile.dialect));
                known.push((profile.dialect, if own == 0 { all > 0 } else { own > 0 }));
                if own == 0 { all > 0 } else { own > 0 }
            });
            layouts.push(Self { wrapped, apart, ..self });
        }
        layouts
    }
}

/// A letter that fonts are known to set apart, alone before the rest of its word: `t ree`.
fn has_lone_letter(line: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.match_indices(' ').any(|(at, _)| {
        let (before, behind) = line.split_at(at);
        let mut letters = before.chars().rev();
        letters.next().is_some_and(|c| super::font_repair::KERNED.contains(c))
            && !letters.next().is_some_and(is_letter)
            && behind.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
    })
}

/// Text of a printed page has a blank line under almost every line; text of a web page has them between paragraphs,
/// and its lines are whole. Rows directly follow the header of their table there, which is decisive.
fn is_printed(drafts: &[Draft<'_>], words: Union<'_>) -> bool {
    let mostly = |lines: &mut dyn Iterator<Item = bool>| {
        let (close, all) = lines.fold((0, 0), |(close, all), is_close| (close + usize::from(is_close), all + 1));
        (all > 0).then_some(close * 2 >= all)
    };
    let pairs = drafts.iter().flat_map(|draft| draft.lines.windows(2));
    let rows = pairs.filter_map(|pair| match pair {
        [header, row] if words.header(header.text).is_some() => Some(row.close),
        _ => None,
    });
    let all = drafts.iter().flat_map(|draft| &draft.lines).map(|line| line.close);
    !mostly(&mut { rows }).or_else(|| mostly(&mut { all })).unwrap_or(true)
}

/// How many more keys of JSON stand outside of any bracket than inside.
fn brackets_apart(lines: &[Raw<'_>]) -> i32 {
    let mut depth = 0i32;
    let mut votes = 0;
    for line in lines {
        let is_json = super::examples::opens_json(line.text);
        if !is_json && !line.text.is_ascii() {
            depth = 0;
            continue;
        }
        if is_json && line.text.starts_with('"') {
            votes += if depth > 0 { -1 } else { 1 };
        }
        if is_json || depth > 0 {
            let opened = line.text.matches(['{', '[']).count();
            let closed = line.text.matches(['}', ']']).count();
            depth = (depth + i32::try_from(opened).unwrap_or(0) - i32::try_from(closed).unwrap_or(0)).max(0);
        }
    }
    votes
}
