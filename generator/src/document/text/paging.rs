//! Pages: which sheets of a printed book make one page of the vendor's documentation.
//!
//! Works on cleaned sheets; the lines' meaning is not decided here, but for the names of structures, which
//! the table builder has to know before it reads the first row.

use std::collections::HashSet;

use super::row;
use super::sheet::{Raw, Sheet};
use crate::coverage::{LineUse, LineUses};
use crate::document::vocabulary::{Column, HeadingKind};
use crate::document::{Line, Vocabulary};
use crate::lexeme;

/// A vendor's page before its lines are understood.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) title: Option<Line>,
    /// The title of the chapter that it stands in, in a book of sections.
    pub(super) chapter: Option<String>,
    pub(super) updated: Option<Line>,
    pub(super) lines: Vec<Raw<'a>>,
    pub(super) links: Vec<Line>,
}

impl Draft<'_> {
    /// All texts of the page.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let title = self.title.iter().map(|line| line.text.as_str());
        title.chain(self.lines.iter().map(|line| line.text)).chain(self.links.iter().map(|line| line.text.as_str()))
    }
}

/// Gathers sheets into pages. A sheet with a date begins a page; a surplus date belongs to the next sheet.
pub(super) fn gather<'a>(sheets: Vec<Sheet<'a>>, vocabulary: &Vocabulary) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let mut left_over = None;
    let mut sheets = sheets.into_iter().peekable();
    while let Some(mut sheet) = sheets.next() {
        let mut dates = std::mem::take(&mut sheet.dates).into_iter();
        let surplus = sheets.peek().is_some_and(|next| next.dates.is_empty() && opens_page(next, vocabulary));
        let own = match left_over.take() {
            Some(dated) => Some(dated),
            // A date above a sheet that opens a page belongs to that page, unless this sheet opens one too.
            None if surplus && dates.len() == 1 && !opens_page(&sheet, vocabulary) && !drafts.is_empty() => None,
            None => dates.next(),
        };
        left_over = dates.next_back();
        let opens = own.is_some() || opens_page(&sheet, vocabulary);
        if opens || drafts.is_empty() {
            let (title, updated) = own.map_or((None, None), |dated| (dated.title, Some(dated.date)));
            drafts.push(Draft { title, updated, ..Draft::default() });
        }
        if let Some(draft) = drafts.last_mut() {
            draft.lines.append(&mut sheet.lines);
            draft.links.append(&mut sheet.links);
        }
    }
    drafts
}

/// The first section of a page stands at the top of the sheet.
fn opens_page(sheet: &Sheet<'_>, vocabulary: &Vocabulary) -> bool {
    sheet
        .lines
        .first()
        .and_then(|line| vocabulary.heading(line.text))
        .is_some_and(|rule| rule.kind == HeadingKind::Description)
}

/// Names of structures: definitions of the document, and anchors that its links point to.
pub(super) fn structures(drafts: &[Draft<'_>], vocabulary: &Vocabulary) -> HashSet<String> {
    let anchors = drafts.iter().flat_map(|draft| &draft.links).filter_map(|link| link.text.split_once('#'));
    let linked: HashSet<String> =
        anchors.map(|(_, anchor)| anchor).filter(|anchor| lexeme::is_identifier(anchor)).map(str::to_owned).collect();
    let mut names = linked.clone();
    for draft in drafts {
        let defined = definitions(&draft.lines, vocabulary, &linked);
        names.extend(defined.into_iter().filter_map(|at| draft.lines.get(at)).map(|line| line.text.to_owned()));
    }
    names
}

/// The lines of a page without the header rows that a sheet prints again at its head, where a table goes on. Where the
/// last cell of a row has a form of its own, the line above such a header is a row, or it is the title of another table.
pub(super) fn without_repeated_headers<'a>(
    lines: &[Raw<'a>],
    vocabulary: &Vocabulary,
    accounts: &mut LineUses,
) -> Vec<Raw<'a>> {
    let mut table: Option<(&str, Column)> = None;
    let mut above: Option<Raw<'a>> = None;
    let mut kept = lines.to_vec();
    kept.retain(|line| {
        let ends = vocabulary.heading(line.text).is_some_and(|rule| !rule.kind.opens_code());
        let again = |above: Raw<'_>, last: Column| {
            let cell = above.text.rsplit(' ').next().unwrap_or_default();
            above.text == line.text || above.sheet != line.sheet && row::has_form(last, cell)
        };
        let above = above.replace(*line);
        let table_goes_on = table.filter(|(header, _)| *header == line.text).map(|(_, last)| last);
        if let (Some(above), Some(last)) = (above, table_goes_on)
            && again(above, last)
        {
            accounts.mark([line.number], LineUse::TableHeader, 0);
            return false;
        }
        if let Some((_, last)) = vocabulary.header(line.text).and_then(|columns| columns.last().copied()) {
            table = Some((line.text, last));
        } else if ends || vocabulary.definition_marker.iter().any(|marker| line.text.starts_with(marker)) {
            table = None;
        }
        true
    });
    kept
}

/// The line is the name or the type of a row whose type has two lines.
fn is_in_row(lines: &[Raw<'_>], at: usize, vocabulary: &Vocabulary) -> bool {
    let is_array = |at: Option<usize>| {
        let text = at.and_then(|at| lines.get(at)).map_or("", |line| line.text);
        vocabulary
            .array_of
            .iter()
            .any(|word| text.strip_suffix(word).is_some_and(|head| head.is_empty() || head.ends_with(' ')))
    };
    is_array(at.checked_sub(1)) || is_array(Some(at + 1))
}

/// Indexes of the lines that head a definition: above a line that lists its users, the nearest name that `linked`
/// knows, else the nearest name.
pub(super) fn definitions(lines: &[Raw<'_>], vocabulary: &Vocabulary, linked: &HashSet<String>) -> Vec<usize> {
    const REACH: usize = 40;
    let marked = |line: &Raw<'_>| vocabulary.definition_marker.iter().any(|marker| line.text.starts_with(marker));
    let heads = |marker: usize| {
        let above = lines.get(marker.saturating_sub(REACH)..marker).unwrap_or_default();
        let begin = above
            .iter()
            .rposition(|line| marked(line) || vocabulary.header(line.text).is_some())
            .map_or(0, |at| at + 1);
        let is_name = |at: &usize| above.get(*at).is_some_and(|line| lexeme::is_identifier(line.text));
        let first = marker.saturating_sub(REACH);
        let names = (begin..above.len()).rev().filter(|at| is_name(at) && !is_in_row(lines, first + at, vocabulary));
        let names = names.filter_map(|at| above.get(at).map(|line| (at, line)));
        let known = names.clone().find(|(_, line)| linked.contains(line.text));
        known.or(names.clone().next()).map(|(at, _)| first + at)
    };
    lines.iter().enumerate().filter(|(_, line)| marked(line)).filter_map(|(at, _)| heads(at)).collect()
}
