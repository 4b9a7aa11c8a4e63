//! Alibaba Cloud's RPC-style APIs: what their pages mean, whatever format they came in.
//!
//! A page describes one action (`page`), or lists things that actions share. The rows of a
//! request are nested by their names (`request`, `members`) or by what follows a list (`below`), those of an answer by
//! what the examples show (`answer`, `xml`). The words are data in `words`.

mod below;
mod members;
pub(super) mod page;
mod request;
pub(super) mod row;
mod type_words;
pub(super) mod types;
mod xml;

use serde_json::Value;

use super::assemble::{Api, Found};
use super::columns::Columns;
use super::identity::Identity;
use super::lists;
use super::nesting::by_example;
use super::nesting::sample::Shapes;
pub(super) use super::profile::aliyun_rpc as words;
use super::sink::Sink;
use crate::document::{Page, Table};
use crate::spec::model::Type;
use row::Parsed;
use types::Declared;
use words::{LISTS, VERSION};

/// The rows of an action's tables, before it is decided where they belong.
pub(super) struct Flat {
    request: Vec<Parsed>,
    response: Vec<Parsed>,
    /// The answers in XML that the examples show, by the index of the example.
    xml: Vec<Option<xml::Answer>>,
}

/// Reads a page.
pub(super) fn page(
    page: &Page,
    identity: Option<Identity>,
    alone: bool,
    api: &mut Api,
    sink: &mut Sink<'_>,
) -> Option<Found> {
    api.called.extend(page::called_hosts(page, sink));
    if let Some(identity) = identity {
        return Some(page::read(page, &identity.action, sink));
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

/// Decides where the rows of all actions belong; the examples of one help with the others.
pub(super) fn nest(found: &mut [Found]) {
    let mut shapes = Shapes::default();
    for found in found.iter() {
        for example in &found.action.examples {
            shapes.learn(&found.name, page::unwrapped(&example.response, &found.name));
        }
    }
    let flat = found.iter().filter_map(|found| found.flat.as_ref());
    let roots = flat.flat_map(|flat| below::roots(&flat.request)).map(str::to_owned).collect();
    for found in found {
        let Some(mut flat) = found.flat.take() else { continue };
        below::nest(&mut flat.request, &roots, &shapes);
        let path = format!("actions.{}", found.name);
        let examples: Vec<_> = found.action.examples.iter().collect();
        let (request, request_prose) = request::fields(&flat.request, &examples);
        let xml = flat.xml.iter().map(|xml| xml.as_ref().map(|xml| &xml.value));
        let json = examples.iter().map(|example| page::unwrapped(&example.response, &found.name));
        let answers: Vec<&Value> = json.zip(xml).flat_map(|(json, xml)| [Some(json), xml]).flatten().collect();
        let (response, response_prose) = by_example::fields(&found.name, &flat.response, &answers, &shapes);
        found.action.request = request;
        found.action.response = response;
        found.prose.extend(request_prose.into_iter().map(|(name, text)| (format!("{path}.request.{name}"), text)));
        found.prose.extend(response_prose.into_iter().map(|(name, text)| (format!("{path}.response.{name}"), text)));
    }
}
