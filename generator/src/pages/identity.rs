//! What a page is about: the action that it describes, and the version and the host that it calls.
//!
//! Several places of a page name its action: the title, the first sentence, the row of the common parameter, the calls
//! of the examples, the links to the vendor's explorer, the answer's root element, the name of the file. One of them may be wrong, because pages are
//! written by copying others, so the majority decides and the finding names what was outvoted. The sentences are words of a
//! profile ([`Words`]). Which pages make one API is not decided here.

use indexmap::IndexMap;

use super::columns::{self, Columns};
use super::profile::common::{ACTION, ACTION_HEADER};
use super::sink::Sink;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Code, Line, Page, Row, Vocabulary};
use crate::lexeme;

/// The words with which a profile's pages name their action.
pub(super) struct Words {
    /// Headings and columns.
    pub(super) vocabulary: &'static Vocabulary,
    /// Before the action's name in brackets, at the beginning of a sentence: `This API`.
    pub(super) subject: &'static [&'static str],
    /// Directly before the action's name, anywhere in a sentence.
    pub(super) named: &'static [&'static str],
    /// Around the action's name at the beginning of the sentence that says what it does, before the first table.
    pub(super) opening: &'static [(&'static str, &'static str)],
    /// Before the value of a parameter that has only one: `Value:`.
    pub(super) value: &'static [&'static str],
    /// Ends every host of the vendor.
    pub(super) host_suffix: &'static str,
}

/// The action that a page describes.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) action: String,
    pub(super) version: Option<String>,
    /// The first host of the vendor that an example calls.
    pub(super) host: Option<String>,
    /// Witnesses that name another action.
    outvoted: Vec<Witness>,
}

/// A place that names an action.
#[derive(Debug, Clone)]
struct Witness {
    place: Place,
    name: String,
    weight: u32,
    lines: [u32; 2],
}

/// Where a witness is, the most reliable first: of equal votes, the first place decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Title,
    Row,
    Call,
    Sentence,
    Link,
    Answer,
    File,
}

impl Place {
    const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Row => "row of the parameter Action",
            Self::Call => "example",
            Self::Sentence => "sentence",
            Self::Link => "link to the explorer",
            Self::Answer => "example's answer",
            Self::File => "file's name",
        }
    }
}

/// The vote of a place that names the action and nothing else.
const FULL: u32 = 2;
/// The vote of a place that may mean something else: it needs another witness to win against a full one.
const HALF: u32 = 1;

/// The action that a page describes; `None` if it describes none. `file` is the name of the document if it has no
/// other page.
pub(super) fn of(page: &Page, words: &Words, file: Option<&str>) -> Option<Identity> {
    let row = row_value(page, words, ACTION).filter(|(name, _)| lexeme::is_identifier(name));
    if row.is_none() && !has_sections(page, words.vocabulary) {
        return None;
    }
    let mut witnesses: Vec<Witness> = Vec::new();
    witnesses.extend(page.title.as_ref().and_then(titled));
    witnesses.extend(row.map(|(name, lines)| Witness { place: Place::Row, name, weight: FULL, lines }));
    witnesses.extend(called(page));
    witnesses.extend(sentences(page, words));
    witnesses.extend(linked(page));
    witnesses.extend(answered(page));
    witnesses.extend(file.and_then(filed));
    let action = elect(&witnesses)?;
    witnesses.retain(|witness| !witness.name.eq_ignore_ascii_case(&action));
    Some(Identity {
        version: version(page, words),
        host: code_lines(page).find_map(|line| host(&line.text, words)).map(str::to_owned),
        outvoted: witnesses,
        action,
    })
}

impl Identity {
    /// Reports what names another action. Examples that call another one are reported where they are read.
    pub(super) fn report(&self, sink: &mut Sink<'_>) {
        for witness in self.outvoted.iter().filter(|witness| witness.place <= Place::Sentence) {
            if witness.place == Place::Call || witness.weight < FULL {
                continue;
            }
            let (place, other, action) = (witness.place.name(), &witness.name, &self.action);
            let message =
                format!("the page describes {action} by most of what names an action; its {place} says {other}");
            let source = sink.source(witness.lines);
            sink.report("action-outvoted", message, &source);
        }
    }
}

/// The name with most votes, as most of its witnesses spell it.
fn elect(witnesses: &[Witness]) -> Option<String> {
    let votes = |same: &dyn Fn(&str) -> bool| {
        witnesses.iter().filter(|witness| same(&witness.name)).map(|witness| witness.weight).sum::<u32>()
    };
    let best = |candidates: &mut dyn Iterator<Item = &Witness>, same: &dyn Fn(&str, &str) -> bool| {
        candidates
            .min_by_key(|witness| (u32::MAX - votes(&|name| same(name, &witness.name)), witness.place))
            .map(|witness| witness.name.clone())
    };
    let winner = best(&mut witnesses.iter(), &|a, b| a.eq_ignore_ascii_case(b))?;
    best(&mut witnesses.iter().filter(|witness| witness.name.eq_ignore_ascii_case(&winner)), &|a, b| a == b)
}

/// The page has the sections of an action.
fn has_sections(page: &Page, vocabulary: &Vocabulary) -> bool {
    let text = |block: &Block| match block {
        Block::Heading(heading) => Some(heading.line.text.clone()),
        Block::Paragraph(line) => Some(line.text.clone()),
        Block::List(lines) => lines.first().filter(|_| lines.len() == 1).map(|line| line.text.clone()),
        _ => None,
    };
    page.blocks.iter().filter_map(text).any(|text| {
        vocabulary
            .marked_heading(text.trim().trim_matches('*').trim())
            .is_some_and(|rule| matches!(rule.kind, HeadingKind::Request | HeadingKind::Response))
    })
}

/// The name in a title. A word of several humps is a name wherever it stands first or alone in brackets; another word,
/// only where the title has nothing else or a dash behind it.
fn titled(title: &Line) -> Option<Witness> {
    let text = title.text.trim();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let bracketed = || {
        let (_, inner) = text.trim_end_matches([')', '）']).rsplit_once(['(', '（'])?;
        Some(inner.trim()).filter(|name| lexeme::is_type_like(name))
    };
    let set_off = rest.is_empty() || rest.starts_with(['-', '–', '—', '(', '（', ':', '：']);
    let (name, weight) = if lexeme::is_identifier(first) && set_off && (rest.is_empty() || lexeme::is_type_like(first))
    {
        (first, FULL)
    } else if let Some(name) = bracketed() {
        (name, FULL)
    } else if lexeme::is_type_like(first) || lexeme::is_identifier(first) && set_off {
        (first, HALF)
    } else {
        return None;
    };
    Some(Witness { place: Place::Title, name: name.to_owned(), weight, lines: title.span() })
}

/// A row of a request table gives the action, in the words of the profile.
pub(super) fn has_row(page: &Page, words: &Words) -> bool {
    row_value(page, words, ACTION).is_some_and(|(name, _)| lexeme::is_identifier(&name))
}

/// The value of a common parameter in its row of the request table, with the row's lines.
fn row_value(page: &Page, words: &Words, parameter: &str) -> Option<(String, [u32; 2])> {
    let tables = page.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some((table, Columns::of(table, words.vocabulary))),
        _ => None,
    });
    let value = |row: &Row, columns: &Columns| {
        let text: String = columns::cell(row, columns.description).iter().map(|line| line.text.as_str()).collect();
        let named =
            words.value.iter().find_map(|phrase| text.split_once(phrase)).map(|(_, behind)| behind.trim_start());
        let sample = columns::text(row, columns.sample).replace(' ', "");
        let value = named.map(|text| leading(text, "_-")).filter(|value| !value.is_empty());
        let value = value.or_else(|| columns.required.map(|_| leading(&sample, "_-")))?.to_owned();
        (!value.is_empty()).then(|| (value, row.span()))
    };
    tables.flat_map(|(table, columns)| table.rows.iter().map(move |row| (row, columns))).find_map(|(row, columns)| {
        (columns::text(row, columns.name) == parameter).then(|| value(row, &columns)).flatten()
    })
}

/// The names in sentences: the name that opens one, the name in brackets behind a subject, and the name behind a phrase
/// that announces it.
fn sentences(page: &Page, words: &Words) -> Vec<Witness> {
    let (mut opening, mut subject, mut named) = (None, None, None);
    let mut before = "";
    let mut has_table = false;
    for block in &page.blocks {
        let lines = match block {
            Block::Paragraph(line) => std::slice::from_ref(line),
            Block::List(items) => items.as_slice(),
            _ => &[],
        };
        has_table |= matches!(block, Block::Table(_));
        for line in lines {
            let text = line.text.trim();
            let witness = |name: &str| {
                Some(Witness { place: Place::Sentence, name: name.to_owned(), weight: FULL, lines: line.span() })
            };
            opening = opening.or_else(|| witness(opened(text, words.opening).filter(|_| !has_table)?));
            subject = subject.or_else(|| witness(in_brackets(text, words.subject)?));
            // A printed page may break the phrase over two lines.
            named = named.or_else(|| witness(behind(&joined(&format!("{before} {text}")), words.named)?));
            before = text;
        }
    }
    [opening, subject, named].into_iter().flatten().collect()
}

/// The action in a sentence such as `Name is used to …`.
fn opened<'t>(text: &'t str, opening: &[(&str, &str)]) -> Option<&'t str> {
    opening.iter().find_map(|(before, after)| {
        let rest = text.strip_prefix(before)?.trim_start();
        let name = leading(rest, "_");
        let goes_on = rest.get(name.len()..)?.trim_start().starts_with(after);
        (goes_on && lexeme::is_type_like(name)).then_some(name)
    })
}

/// The text says which action its page is about.
pub(super) fn names_action(text: &str, words: &Words) -> bool {
    words.named.iter().any(|phrase| text.contains(phrase)) || in_brackets(text, words.subject).is_some()
}

/// The action in a sentence such as `This API (Name) is used to …`.
fn in_brackets<'t>(text: &'t str, subject: &[&str]) -> Option<&'t str> {
    let rest = subject.iter().find_map(|phrase| text.trim().strip_prefix(phrase))?;
    let (name, _) = rest.trim_start().strip_prefix(['(', '（'])?.split_once([')', '）'])?;
    Some(name.trim()).filter(|name| lexeme::is_identifier(name))
}

/// The identifier behind one of the phrases.
fn behind<'t>(text: &'t str, phrases: &[&str]) -> Option<&'t str> {
    phrases.iter().find_map(|phrase| {
        text.match_indices(phrase).find_map(|(at, _)| {
            let rest = text.get(at + phrase.len()..)?;
            let rest = rest.trim_start_matches([' ', '`', '*', '(', '（', ':', '：', '"', '“', '\u{a0}']);
            Some(leading(rest, "_")).filter(|name| lexeme::is_identifier(name))
        })
    })
}

/// The text without spaces inside its Chinese words.
fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let wide =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
    let kept = |(at, c): &(usize, &char)| **c != ' ' || !(wide(at.checked_sub(1)) && wide(Some(at + 1)));
    chars.iter().enumerate().filter(kept).map(|(_, c)| *c).collect()
}

/// The letters and digits that a text begins with, and the other characters given.
fn leading<'t>(text: &'t str, others: &str) -> &'t str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !others.contains(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The action that most examples call; of several, the first.
fn called(page: &Page) -> Option<Witness> {
    let calls = codes(page).flat_map(|code| sent(code, !page.marked_up, ACTION, ACTION_HEADER));
    most(calls).map(|(name, lines)| Witness { place: Place::Call, name, weight: FULL, lines })
}

/// The action that most links to an explorer open; of several, the first.
fn linked(page: &Page) -> Option<Witness> {
    let opened = page.links.iter().filter_map(|link| {
        let (_, query) = link.text.split_once("explorer?")?;
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.into_iter().find(|(name, _)| *name == ACTION)?;
        Some((leading(value, "_").to_owned(), link.span()))
    });
    most(opened).map(|(name, lines)| Witness { place: Place::Link, name, weight: FULL, lines })
}

/// The identifier that is there most often, with its first lines; of several, the first.
fn most(names: impl Iterator<Item = (String, [u32; 2])>) -> Option<(String, [u32; 2])> {
    let mut counts: IndexMap<String, ([u32; 2], usize)> = IndexMap::new();
    for (name, lines) in names.filter(|(name, _)| lexeme::is_identifier(name)) {
        counts.entry(name).or_insert((lines, 0)).1 += 1;
    }
    let most = counts.values().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, (_, count))| *count == most).map(|(name, (lines, _))| (name, lines))
}

/// The values of a parameter in the addresses of a piece of code, or of a header in its requests. Where the page may have broken its
/// lines, a name continues on the next one.
fn sent(code: &Code, wrapped: bool, parameter: &str, header: &str) -> Vec<(String, [u32; 2])> {
    let mut values = Vec::new();
    for (at, line) in code.lines.iter().enumerate() {
        let text = line.text.trim();
        let in_header = || {
            let (name, value) = text.split_once(':')?;
            let name = name.rsplit(['"', '\'', ' ']).next().unwrap_or(name);
            name.eq_ignore_ascii_case(header).then(|| leading(value.trim_start(), "_-").to_owned())
        };
        let in_address = || {
            let mut value = text.split(['?', '&']).find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                (name.trim() == parameter).then(|| leading(value.trim_start(), "_-").to_owned())
            })?;
            let next = code.lines.get(at + 1).map_or("", |line| line.text.trim());
            let rest = next.split('&').next().unwrap_or_default();
            if wrapped && text.ends_with(value.as_str()) && leading(rest, "_") == rest {
                value.push_str(rest);
            }
            Some(value)
        };
        let value = in_address().or_else(in_header).filter(|value| !value.is_empty());
        values.extend(value.map(|value| (value, line.span())));
    }
    values
}

/// The action in the name of an answer's root element: `<NameResponse>`.
fn answered(page: &Page) -> Option<Witness> {
    let name = |line: &Line| {
        let root = leading(line.text.trim().strip_prefix('<')?, "_").strip_suffix("Response")?.to_owned();
        lexeme::is_type_like(&root).then(|| (root, line.span()))
    };
    let (name, lines) = code_lines(page).find_map(name)?;
    Some(Witness { place: Place::Answer, name, weight: HALF, lines })
}

/// The action that the file of a page is named like.
fn filed(file: &str) -> Option<Witness> {
    let name = file.rsplit(['/', '\\']).next()?.split('.').next()?;
    let witness = || Witness { place: Place::File, name: name.to_owned(), weight: HALF, lines: [1, 1] };
    lexeme::is_type_like(name).then(witness)
}

/// The version of the API, by the row of its common parameter or by what the examples send.
fn version(page: &Page, words: &Words) -> Option<String> {
    let row = row_value(page, words, VERSION).map(|(version, _)| version);
    row.or_else(|| {
        codes(page)
            .find_map(|code| sent(code, false, VERSION, VERSION_HEADER).into_iter().next())
            .map(|(version, _)| version)
    })
}

/// The vendor's host in a line of a request.
fn host<'t>(line: &'t str, words: &Words) -> Option<&'t str> {
    let host = match line.split_once("://") {
        Some((_, rest)) => rest.split(['/', '?']).next().unwrap_or_default(),
        None => line.split_once(':').filter(|(name, _)| name.trim().eq_ignore_ascii_case("host"))?.1.trim(),
    };
    product(host, words.host_suffix).map(|_| host)
}

/// Begin the values of regions; `region` stands for any.
const REGIONS: &[&str] = &["cn-", "us-", "ap-", "eu-", "me-", "na-", "sa-", "region"];

/// The product that a host of the vendor names, without a region behind it; a region alone and a blank for the product
/// (`*`) name none.
pub(super) fn product<'h>(host: &'h str, suffix: &str) -> Option<&'h str> {
    let label = host.strip_suffix(suffix)?.split('.').next()?;
    let region = REGIONS.iter().filter_map(|region| label.find(&format!("-{region}"))).min();
    let product = label.get(..region.unwrap_or(label.len()))?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_region = REGIONS.iter().any(|region| product.starts_with(region));
    (!product.is_empty() && !is_region && product.chars().all(is_name)).then_some(product)
}

fn codes(page: &Page) -> impl Iterator<Item = &Code> {
    page.blocks.iter().filter_map(|block| match block {
        Block::Code(code) => Some(code),
        _ => None,
    })
}

fn code_lines(page: &Page) -> impl Iterator<Item = &Line> {
    codes(page).flat_map(|code| &code.lines)
}

/// The parameter that names the version.
const VERSION: &str = "Version";
/// The header that does so.
const VERSION_HEADER: &str = "X-TC-Version";
