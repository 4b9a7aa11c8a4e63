//! Alibaba Cloud's RPC-style APIs: what their pages mean, whatever format they came in.
//!
//! A page describes one action (`page`), or lists things that actions share. The rows of a
//! request are nested by their names (`request`, `members`) or by what follows a list (`below`), those of an answer by
//! what the examples show (`answer`, `xml`). The words are data in `words`.

pub(super) mod below;
mod members;
pub(super) mod request;
pub(super) mod row;
mod type_words;
pub(super) mod types;

use super::assemble::{Api, Found};
use super::columns::Columns;
use super::identity::Identity;
use super::lists;
pub(super) use super::profile::aliyun_rpc as words;
use super::reader;
use super::sink::Sink;
use crate::document::{Block, Page, Table};
use crate::lexeme;
use crate::spec::model::{Endpoint, Type};
use types::Declared;
use words::{LISTS, PHRASES, PROFILE, VERSION};

/// Reads a page.
pub(super) fn page(
    page: &Page,
    identity: Option<Identity>,
    alone: bool,
    api: &mut Api,
    sink: &mut Sink<'_>,
) -> Option<Found> {
    api.called.extend(called_hosts(page, sink));
    if let Some(identity) = identity {
        return Some(reader::read(page, identity, &PROFILE, sink));
    }
    lists::read(page, &LISTS, alone, api, sink);
    None
}

/// Reads a table of common parameters, one of which has the version as its value.
pub(super) fn common(table: &Table, columns: &Columns, scheme: &'static str, api: &mut Api, sink: &mut Sink<'_>) {
    for parsed in row::read(table, columns, sink.document) {
        let ty = match &parsed.declared {
            Declared::Plain(ty) => ty.clone(),
            _ => Type::string(),
        };
        if parsed.name == VERSION {
            let mut words = parsed.text.split(|c: char| !(c.is_ascii_digit() || c == '-'));
            let date = words.find(|word| word.len() == 10 && word.matches('-').count() == 2);
            api.version = api.version.take().or_else(|| date.map(str::to_owned));
        }
        let field = parsed.field(&parsed.name, ty);
        api.common_parameter(scheme, field, parsed.text, sink);
    }
}

/// The hosts that a page's examples call, without those of a region.
fn called_hosts(page: &Page, sink: &Sink<'_>) -> Vec<Endpoint> {
    let lines = page.blocks.iter().filter_map(|block| match block {
        Block::Code(code) => Some(&code.lines),
        _ => None,
    });
    let mut called: Vec<Endpoint> = Vec::new();
    for line in lines.flatten() {
        let host = line.text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', ' ', '&']).next());
        let is_central = |host: &&str| {
            lexeme::is_host(host) && host.ends_with(PHRASES.host_suffix) && host.matches('.').count() == 2
        };
        if let Some(host) = host.filter(is_central).filter(|host| called.iter().all(|known| known.host != **host)) {
            let source = Some(sink.source(line.span()));
            called.push(Endpoint { host: host.to_owned(), region: None, label: None, source });
        }
    }
    called
}
