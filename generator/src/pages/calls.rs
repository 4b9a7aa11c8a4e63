//! Calls on pages that describe no action: a tutorial names actions by the requests that it shows.

use super::profile::common as words;
use super::sink::Sink;
use crate::coverage::LineUse;
use crate::document::vocabulary::strip_numbering;
use crate::document::{Block, Line, Page};
use crate::lexeme;
use crate::spec::model::ListedAction;

/// An action that a page calls, and the host that it calls.
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) listed: ListedAction,
    pub(crate) host: Option<String>,
}

/// The actions that a page calls, with the titles of the parts that call them. A page that calls one action only
/// shows how to sign or to send a request, whatever the action; it lists none.
pub(crate) fn of(page: &Page, sink: &mut Sink<'_>) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut title = None;
    let mut lines: Vec<&Line> = Vec::new();
    for block in &page.blocks {
        match block {
            Block::Heading(heading) => title = Some(heading.line.text.trim()),
            Block::Code(code) => {
                let Some((name, host)) = call(code.lines.iter().map(|line| line.text.trim())) else { continue };
                lines.extend(&code.lines);
                if calls.iter().any(|known| known.name == name) {
                    continue;
                }
                let title = title
                    .map(|title| strip_numbering(title).unwrap_or(title))
                    .map(|title| crate::document::vocabulary::strip_number(title).unwrap_or(title).to_owned());
                let span = [code.lines.first(), code.lines.last()].map(|line| line.map_or(0, |line| line.span()[0]));
                let source = sink.source(span);
                let listed = ListedAction { title, ..ListedAction::at(source) };
                calls.push(Call { name, listed, host });
            }
            _ => {}
        }
    }
    if calls.len() < 2 {
        return Vec::new();
    }
    let owner = sink.accounts.owner("calls");
    for line in lines {
        sink.accounts.mark(line.numbers.iter().copied(), LineUse::OverviewRow, owner);
    }
    calls
}

/// The action that a request names in its address or its headers, and the host.
fn call<'l>(lines: impl Iterator<Item = &'l str>) -> Option<(String, Option<String>)> {
    let mut name = None;
    let mut host = None;
    for line in lines {
        if let Some((_, rest)) = line.split_once("://") {
            let end = rest.find(['/', '?', ' ']).unwrap_or(rest.len());
            host = host.or_else(|| rest.get(..end).map(str::to_owned));
        }
        let in_address =
            line.split(['?', '&']).find_map(|pair| pair.trim().strip_prefix(words::ACTION)?.strip_prefix('='));
        let in_header =
            || line.split_once(':').filter(|(name, _)| name.trim().eq_ignore_ascii_case(words::ACTION_HEADER));
        name = name.or_else(|| in_address.or_else(|| in_header().map(|(_, value)| value)).map(str::trim));
    }
    let name = name.filter(|name| lexeme::is_type_like(name))?;
    Some((name.to_owned(), host))
}
