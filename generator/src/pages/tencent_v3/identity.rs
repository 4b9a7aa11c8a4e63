//! What a page is about: the action that it describes, the API's version, and its product.
//!
//! The rows of the common parameters say so. Where a page has none, its first section or its examples do.

use super::words::{HOST_SUFFIX, PHRASES, VERSION, VERSION_HEADER, VOCABULARY};
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Page};
use crate::lexeme;
use crate::pages::columns::{self, Columns};
use crate::pages::words::{ACTION, ACTION_HEADER};

/// The action that a page describes.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) version: Option<String>,
    /// A host that the examples call.
    pub(super) host: Option<String>,
}

/// The action of a page; none where the page describes none.
pub(super) fn of(page: &Page) -> Option<Identity> {
    let named = common_row(page, ACTION).filter(|name| !name.is_empty());
    let name = named.or_else(|| has_sections(page).then(|| described(page).or_else(|| called(page))).flatten())?;
    let version = common_row(page, VERSION).or_else(|| sent(page, VERSION, VERSION_HEADER));
    Some(Identity { name, version, host: host(page) })
}

/// The product that a host names.
pub(super) fn product(host: &str) -> Option<String> {
    let product = host.split('.').next()?;
    host.ends_with(HOST_SUFFIX).then(|| product.to_owned())
}

/// The value of a common parameter, from its row in the request table.
fn common_row(page: &Page, parameter: &str) -> Option<String> {
    page.blocks.iter().find_map(|block| {
        let Block::Table(table) = block else { return None };
        let columns = Columns::of(table, &VOCABULARY);
        let row = table.rows.iter().find(|row| columns::text(row, columns.name) == parameter)?;
        let text: String = columns::cell(row, columns.description).iter().map(|line| line.text.as_str()).collect();
        let (_, value) = PHRASES.common_value.iter().find_map(|phrase| text.split_once(phrase))?;
        let value = value.trim_start();
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(value.len());
        value.get(..end).map(str::to_owned)
    })
}

/// The page has the sections of an action.
fn has_sections(page: &Page) -> bool {
    page.blocks.iter().any(|block| {
        let Block::Heading(heading) = block else { return false };
        VOCABULARY
            .marked_heading(&heading.line.text)
            .is_some_and(|rule| matches!(rule.kind, HeadingKind::Request | HeadingKind::Response))
    })
}

/// The name in the sentence that says what the action is for.
fn described(page: &Page) -> Option<String> {
    let mut described = false;
    for block in &page.blocks {
        match block {
            Block::Heading(heading) => {
                let rule = VOCABULARY.marked_heading(&heading.line.text);
                described = rule.is_some_and(|rule| rule.kind == HeadingKind::Description);
            }
            Block::Paragraph(line) if described => {
                if let Some(name) = in_brackets(&line.text) {
                    return Some(name);
                }
            }
            _ => {}
        }
    }
    None
}

/// The action in a sentence such as `This API (Name) is used to …`.
pub(super) fn in_brackets(text: &str) -> Option<String> {
    let rest = PHRASES.subject.iter().find_map(|phrase| text.trim().strip_prefix(phrase))?;
    let rest = rest.trim_start().strip_prefix(['(', '（'])?;
    let (name, _) = rest.split_once([')', '）'])?;
    Some(name.trim().to_owned()).filter(|name| lexeme::is_identifier(name))
}

/// The action that the first example calls.
fn called(page: &Page) -> Option<String> {
    sent(page, ACTION, ACTION_HEADER).filter(|name| lexeme::is_identifier(name))
}

/// The value of a parameter in the examples' addresses, or of a header in their requests.
fn sent(page: &Page, parameter: &str, header: &str) -> Option<String> {
    code_lines(page).find_map(|line| {
        let in_address = || {
            let (before, value) = line.split_once(&format!("{parameter}="))?;
            let begins = before.is_empty() || before.ends_with(['?', '&']);
            begins.then(|| value.split('&').next().unwrap_or_default())
        };
        let in_header = || {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case(header).then_some(value)
        };
        in_address().or_else(in_header).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    })
}

/// The host of the first example.
fn host(page: &Page) -> Option<String> {
    code_lines(page).find_map(|line| {
        let host = match line.split_once("://") {
            Some((_, rest)) => rest.split(['/', '?']).next().unwrap_or_default(),
            None => line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("host"))?.1.trim(),
        };
        product(host).map(|_| host.to_owned())
    })
}

fn code_lines(page: &Page) -> impl Iterator<Item = &str> {
    page.blocks
        .iter()
        .filter_map(|block| match block {
            Block::Code(code) => Some(&code.lines),
            _ => None,
        })
        .flatten()
        .map(|line| line.text.trim())
}
