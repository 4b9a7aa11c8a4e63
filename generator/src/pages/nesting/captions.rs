//! Tables of members below a sentence that names the field they belong to.

use serde_json::Value;

use super::{Gathered, Nested, Nesting, Part, relocate};
use crate::document::{Line, Table};
use crate::pages::columns::{self, Columns};
use crate::pages::sink::Sink;
use crate::pages::tencent_v2::tables::{Tables, Trees};
use crate::pages::tencent_v2::words::VOCABULARY;
use crate::pages::tencent_v2::{rows, shape};
use crate::pages::values;
use crate::spec::model::{Field, Type};

impl<'p> Nesting<'p> for Tables<'p> {
    fn caption(&mut self, line: &'p Line) -> bool {
        self.caption(line)
    }

    fn above(&mut self, line: &'p Line) -> bool {
        self.above(line)
    }

    fn is_captioned(&self) -> bool {
        self.is_captioned()
    }

    fn accounts(&self) -> bool {
        true
    }

    fn has(&self, part: Part) -> bool {
        self.has(part)
    }

    fn take(&mut self, part: Part, table: &'p Table, _: &Columns, _: &mut Sink<'_>) {
        self.push(part, table);
    }

    fn finish(self: Box<Self>, page: &Gathered<'_>, sink: &mut Sink<'_>) -> Nested {
        let Trees { mut request, mut response, prose, values } = self.resolve(page.action, page.owner, sink);
        let examples = || page.shown.iter().map(|shown| &shown.example);
        let answers: Vec<Value> =
            examples().filter_map(|example| shape::answer(&example.response)).map(Value::Object).collect();
        let moved = relocate::settle(&mut response, &answers.iter().collect::<Vec<_>>());
        sink.diagnostics.extend(relocate::finding(page.action, &moved));
        for example in examples() {
            let Some(place) = &example.source else { continue };
            let mut corrected = Vec::new();
            if let Some(query) = example.request.get("query").and_then(Value::as_object) {
                corrected.extend(shape::by_query(&mut request, query, place));
            }
            if let Some(answer) = shape::answer(&example.response) {
                corrected.extend(shape::by_json(&mut response, &answer));
            }
            for field in corrected {
                let action = page.action;
                let message =
                    format!("the type of {field} of {action} is taken from the example, which contradicts the table");
                sink.report("type-from-example", message, place);
            }
        }
        for (field, member, table) in values {
            add_values(&mut request, &field, &member, table);
        }
        let used = values::apply(page.values, &mut request, &mut response);
        let renamed = |field: String| match field.strip_prefix("response.") {
            Some(below) => format!("response.{}", relocate::renamed(below.to_owned(), &moved)),
            None => field,
        };
        let prose = prose.into_iter().map(|(field, text)| (renamed(field), text)).collect();
        Nested { request, response, prose, used, flat: None }
    }
}

/// The values of a parameter's member, which a table lists by name.
fn add_values(request: &mut [Field], field: &str, member: &str, table: &Table) {
    let columns = Columns::of(table, &VOCABULARY);
    let Some(field) = rows::find_mut(request, &|known| known.name == *field) else { return };
    let source = field.source.clone();
    let Some(members) = rows::members(&mut field.ty) else { return };
    if !members.iter().any(|known| known.name == member) {
        members.insert(0, Field::new(member, Type::string(), source));
    }
    let Some(known) = members.iter_mut().find(|known| known.name == member) else { return };
    for row in &table.rows {
        let value = Value::String(columns::text(row, columns.name));
        if !known.facts.enumeration.contains(&value) {
            known.facts.enumeration.push(value);
        }
    }
}
