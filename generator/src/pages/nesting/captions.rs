//! Tables of members below a sentence that names the field they belong to: what the page's samples say of their fields.
//! Which table is of which field is decided in `tencent_v2/tables`.

use serde_json::Value;

use super::{Gathered, Nested, relocate};
use crate::document::Table;
use crate::pages::columns::{self, Columns};
use crate::pages::sink::Sink;
use crate::pages::tencent_v2::tables::Trees;
use crate::pages::tencent_v2::words::VOCABULARY;
use crate::pages::tencent_v2::{rows, shape};
use crate::pages::values;
use crate::spec::model::{Field, Type};

/// Puts the fields of such tables where the page's samples have them, and gives them the types that those show.
pub(in crate::pages) fn settle(trees: Trees<'_>, page: &Gathered<'_>, sink: &mut Sink<'_>) -> Nested {
    let Trees { mut request, mut response, prose, values } = trees;
    let examples = page.shown.iter().map(|shown| &shown.example);
    let answers: Vec<Option<Value>> =
        examples.clone().map(|example| shape::answer(&example.response).map(Value::Object)).collect();
    let moved = relocate::settle(&mut response, &answers.iter().flatten().collect::<Vec<_>>());
    sink.diagnostics.extend(relocate::finding(page.action, &moved));
    for (example, answer) in examples.zip(&answers) {
        let Some(place) = &example.source else { continue };
        let mut corrected = Vec::new();
        if let Some(query) = example.request.get("query").and_then(Value::as_object) {
            corrected.extend(shape::by_query(&mut request, query, place));
        }
        if let Some(answer) = answer.as_ref().and_then(Value::as_object) {
            corrected.extend(shape::by_json(&mut response, answer));
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
