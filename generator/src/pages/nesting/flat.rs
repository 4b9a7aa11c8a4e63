//! Names with dots, and flat tables whose members follow: rows are kept as printed until the pages of the whole API are
//! known, because the samples of one page help with the others.

use serde_json::Value;

use super::sample::Shapes;
use super::{Gathered, Nested, Nesting, Part, by_example, relocate};
use crate::diagnostic::Diagnostic;
use crate::document::Table;
use crate::pages::aliyun_rpc::row::{self, Parsed};
use crate::pages::aliyun_rpc::{below, request};
use crate::pages::assemble::Found;
use crate::pages::columns::Columns;
use crate::pages::reader::unwrapped;
use crate::pages::sink::Sink;
use crate::pages::xml;

/// The rows of an action's tables, before it is decided where they belong.
pub(in crate::pages) struct Flat {
    request: Vec<Parsed>,
    response: Vec<Parsed>,
    /// The answers in XML that the examples show, by the index of the example.
    xml: Vec<Option<xml::Answer>>,
}

impl Flat {
    /// The same rows with the answers in XML.
    pub(in crate::pages) fn with(self, xml: Vec<Option<xml::Answer>>) -> Self {
        Self { xml, ..self }
    }
}

/// The rows of a page.
#[derive(Default)]
pub(in crate::pages) struct FlatTables {
    parts: [Vec<Parsed>; 2],
    /// Tables of members, by the name of the object.
    objects: Vec<(String, Vec<Parsed>)>,
}

impl<'p> Nesting<'p> for FlatTables {
    fn is_object(&self, name: &str) -> bool {
        let objects = self.objects.iter().flat_map(|(_, rows)| rows);
        self.parts.iter().flatten().chain(objects).any(|row| row.declared.object_name() == Some(name))
    }

    fn object(&mut self, name: &str, table: &'p Table, columns: &Columns, sink: &mut Sink<'_>) {
        self.objects.push((name.to_owned(), row::read(table, columns, sink.document)));
    }

    fn has(&self, part: Part) -> bool {
        self.parts.get(part as usize).is_some_and(|rows| !rows.is_empty())
    }

    fn take(&mut self, part: Part, table: &'p Table, columns: &Columns, sink: &mut Sink<'_>) {
        if let Some(rows) = self.parts.get_mut(part as usize) {
            rows.extend(row::read(table, columns, sink.document));
        }
    }

    fn finish(mut self: Box<Self>, page: &Gathered<'_>, _: &mut Sink<'_>) -> Nested {
        let [request, response] = &mut self.parts;
        let used = row::give_values(page.values, [request, response]);
        let [request, response] = self.parts.map(|rows| row::expand(rows, &self.objects));
        Nested { used, flat: Some(Flat { request, response, xml: Vec::new() }), ..Nested::default() }
    }
}

/// Decides where the rows of all actions belong; the examples of one help with the others.
pub(in crate::pages) fn nest(found: &mut [Found], diagnostics: &mut Vec<Diagnostic>) {
    let mut shapes = Shapes::default();
    for found in found.iter() {
        for example in &found.action.examples {
            shapes.learn(&found.name, unwrapped(&example.response, &found.name));
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
        let json = examples.iter().map(|example| unwrapped(&example.response, &found.name));
        let answers: Vec<&Value> = json.zip(xml).flat_map(|(json, xml)| [Some(json), xml]).flatten().collect();
        let (response, response_prose, moved) = by_example::fields(&found.name, &flat.response, &answers, &shapes);
        diagnostics.extend(relocate::finding(&found.name, &moved));
        found.action.request = request;
        found.action.response = response;
        found.prose.extend(request_prose.into_iter().map(|(name, text)| (format!("{path}.request.{name}"), text)));
        found.prose.extend(response_prose.into_iter().map(|(name, text)| (format!("{path}.response.{name}"), text)));
    }
}
