//! Pages: which sheets of a printed book make one page of the vendor's documentation.
//!
//! Works on cleaned sheets; the lines' meaning is not decided here, but for the names of structures, which
//! the table builder has to know before it reads the first row.

use std::collections::HashSet;

use super::cells;
use super::layout::Layout;
use super::printed_page::{Raw, Sheet};
use super::table;
use crate::coverage::{LineUse, LineUses};
use crate::document::vocabulary::{Column, HeadingKind, Union};
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
pub(super) fn gather<'a>(sheets: Vec<Sheet<'a>>, words: Union<'_>) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let mut left_over = None;
    let mut sheets = sheets.into_iter().peekable();
    while let Some(mut sheet) = sheets.next() {
        let mut dates = std::mem::take(&mut sheet.dates).into_iter();
        let surplus = sheets.peek().is_some_and(|next| next.dates.is_empty() && opens_page(next, words));
        let own = match left_over.take() {
            Some(dated) => Some(dated),
            // A date above a sheet that opens a page belongs to that page, unless this sheet opens one too.
            None if surplus && dates.len() == 1 && !opens_page(&sheet, words) && !drafts.is_empty() => None,
            None => dates.next(),
        };
        left_over = dates.next_back();
        let opens = own.is_some() || opens_page(&sheet, words);
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
fn opens_page(sheet: &Sheet<'_>, words: Union<'_>) -> bool {
    sheet.lines.first().and_then(|line| words.heading(line.text)) == Some(HeadingKind::Description)
}

/// Names of structures: definitions of the document, and anchors that its links point to.
pub(super) fn structures(drafts: &[Draft<'_>], words: Union<'_>) -> HashSet<String> {
    let anchors = drafts.iter().flat_map(|draft| &draft.links).filter_map(|link| link.text.split_once('#'));
    let linked: HashSet<String> =
        anchors.map(|(_, anchor)| anchor).filter(|anchor| lexeme::is_identifier(anchor)).map(str::to_owned).collect();
    let mut names = linked.clone();
    for draft in drafts {
        let defined = definitions(&draft.lines, words, &linked);
        names.extend(defined.into_iter().filter_map(|at| draft.lines.get(at)).map(|line| line.text.to_owned()));
    }
    names
}

/// The lines of a page without the header rows that are printed again where a table goes on over a printed page.
pub(super) fn without_repeated_headers<'a>(
    lines: &[Raw<'a>],
    layout: Layout,
    vocabulary: &Vocabulary,
    accounts: &mut LineUses,
) -> Vec<Raw<'a>> {
    if layout.apart {
        // The same header again is another table's.
        return lines.to_vec();
    }
    let mut kept: Vec<Raw<'a>> = Vec::with_capacity(lines.len());
    let mut seen = Headers::default();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let Some((columns, height)) = table::header_at(lines, at, layout, vocabulary) else {
            let ends = vocabulary.heading(line.text).is_some_and(|rule| !rule.kind.opens_code());
            if !layout.numbered && (ends || vocabulary.is_definition_marker(line.text)) {
                seen.0.clear();
            }
            kept.push(*line);
            at += 1;
            continue;
        };
        let titles: Vec<&str> = columns.iter().map(|(title, _)| *title).collect();
        let header = lines.get(at..at + height).unwrap_or_default();
        let again = if layout.numbered {
            // At the end of a page's part of the table.
            lines.get(at + height).is_none_or(|next| next.opens || vocabulary.heading(next.text).is_some())
        } else {
            at.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|above| continues(above, line, &columns))
        };
        if again && seen.0.contains(&titles) {
            accounts.mark(header.iter().map(|line| line.number), LineUse::TableHeader, 0);
        } else {
            if !layout.numbered {
                seen.0.clear();
            }
            seen.0.insert(titles);
            kept.extend_from_slice(header);
        }
        at += height;
    }
    kept
}

/// The headers of tables that may go on.
#[derive(Default)]
struct Headers<'t>(HashSet<Vec<&'t str>>);

/// The line above a header that is printed again at the head of a sheet is the end of a row. Where the last cell of a
/// row has a form of its own, the line above any other header is a row, or it is the title of another table.
fn continues(above: &Raw<'_>, header: &Raw<'_>, columns: &[(&'static str, Column)]) -> bool {
    let cell = above.text.rsplit(' ').next().unwrap_or_default();
    let ends_row = || columns.last().is_some_and(|(_, last)| cells::has_form(*last, cell));
    above.text == header.text || above.sheet != header.sheet && ends_row()
}

/// The line is the name or the type of a row whose type has two lines.
fn is_in_row(lines: &[Raw<'_>], at: usize, words: Union<'_>) -> bool {
    let is_array = |at: Option<usize>| {
        let text = at.and_then(|at| lines.get(at)).map_or("", |line| line.text);
        words.array_of().any(|word| text.strip_suffix(word).is_some_and(|head| head.is_empty() || head.ends_with(' ')))
    };
    is_array(at.checked_sub(1)) || is_array(Some(at + 1))
}

/// Indexes of the lines that head a definition: above a line that lists its users, the nearest name that `linked`
/// knows, else the nearest name.
pub(super) fn definitions(lines: &[Raw<'_>], words: Union<'_>, linked: &HashSet<String>) -> Vec<usize> {
    const REACH: usize = 40;
    let marked = |line: &Raw<'_>| words.is_definition_marker(line.text);
    let heads = |marker: usize| {
        let above = lines.get(marker.saturating_sub(REACH)..marker).unwrap_or_default();
        let begin =
            above.iter().rposition(|line| marked(line) || words.header(line.text).is_some()).map_or(0, |at| at + 1);
        let is_name = |at: &usize| above.get(*at).is_some_and(|line| lexeme::is_identifier(line.text));
        let first = marker.saturating_sub(REACH);
        let names = (begin..above.len()).rev().filter(|at| is_name(at) && !is_in_row(lines, first + at, words));
        let names = names.filter_map(|at| above.get(at).map(|line| (at, line)));
        let known = names.clone().find(|(_, line)| linked.contains(line.text));
        known.or(names.clone().next()).map(|(at, _)| first + at)
    };
    lines.iter().enumerate().filter(|(_, line)| marked(line)).filter_map(|(at, _)| heads(at)).collect()
}
