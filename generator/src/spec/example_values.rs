//! The values that documented examples show, by the field they stand in.
//!
//! Members of named structures are found wherever a structure is used. Names that no table has are kept too, in the table
//! that they would belong to. Whether a value fits its field is for [`check`](crate::check) to say.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::model::{Action, Field, Source, Spec, Type};
use super::walk::Owner;
use super::wire_example::{Request, Wire};

/// A value of an example.
#[derive(Debug, Clone, Copy)]
pub struct Occurrence<'a> {
    /// The action whose page has the example.
    pub action: &'a str,
    /// Which of its examples, from 0.
    pub example: usize,
    /// The value; text where it stands in a URL.
    pub value: &'a Value,
    /// The lines of the example.
    pub source: Option<&'a Source>,
}

/// All values of a spec's examples.
#[derive(Debug, Default)]
pub struct Occurrences<'a> {
    by_place: HashMap<(Owner<'a>, String), Vec<Occurrence<'a>>>,
}

impl<'a> Occurrences<'a> {
    /// Follows every example through the tables.
    pub fn of(spec: &'a Spec) -> Self {
        let mut walk = Walk { spec, found: Self::default() };
        for (name, action) in &spec.actions {
            walk.action(name, action);
        }
        walk.found
    }

    /// The values of the field at a dotted `path` of a table, in the order of the documents.
    pub fn get(&self, owner: Owner<'a>, path: &str) -> &[Occurrence<'a>] {
        self.by_place.get(&(owner, path.to_owned())).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A table within the walk, and the way to its fields.
#[derive(Clone)]
struct At<'a> {
    owner: Owner<'a>,
    fields: &'a [Field],
    prefix: String,
}

impl<'a> At<'a> {
    fn path(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}.{name}", self.prefix) }
    }

    fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

struct Walk<'a> {
    spec: &'a Spec,
    found: Occurrences<'a>,
}

impl<'a> Walk<'a> {
    fn action(&mut self, name: &'a str, action: &'a Action) {
        let wire = Wire::of(self.spec.protocol);
        for (index, example) in action.examples.iter().enumerate() {
            let shown = |value| Occurrence { action: name, example: index, value, source: example.source.as_ref() };
            let request = At { owner: Owner::Request(name), fields: &action.request, prefix: String::new() };
            match Request::of(example) {
                Request::Body(body) => self.value(&request, None, shown(body)),
                Request::Query(query) => self.query(&request, query, shown(&Value::Null)),
                Request::None | Request::Text(_) => {}
            }
            let body = match wire.wrapper {
                Some(key) => example.response.get(key),
                None => Some(&example.response),
            };
            let response = At { owner: Owner::Response(name), fields: &action.response, prefix: String::new() };
            body.into_iter().for_each(|body| self.value(&response, None, shown(body)));
        }
    }

    /// Follows a value: the whole of a table where there is no type, else the value of a field of that type.
    fn value(&mut self, at: &At<'a>, ty: Option<&'a Type>, shown: Occurrence<'a>) {
        match (ty, shown.value) {
            (Some(Type::Array { items, .. }), Value::Array(values)) => {
                values.iter().for_each(|value| self.value(at, Some(items), Occurrence { value, ..shown }));
            }
            (Some(Type::Array { items, item_name: Some(name) }), Value::Object(map)) if map.contains_key(name) => {
                let inner = map.get(name).and_then(Value::as_array).into_iter().flatten();
                inner.for_each(|value| self.value(at, Some(items), Occurrence { value, ..shown }));
            }
            (Some(Type::Map { values }), Value::Object(map)) => {
                map.values().for_each(|value| self.value(at, Some(values), Occurrence { value, ..shown }));
            }
            (Some(ty @ Type::Object { .. }), Value::Object(map)) => {
                let table = self.table(at, ty);
                self.object(&table, map, shown);
            }
            (None, Value::Object(map)) => self.object(at, map, shown),
            _ => {}
        }
    }

    fn object(&mut self, at: &At<'a>, map: &'a Map<String, Value>, shown: Occurrence<'a>) {
        for (name, value) in map {
            let shown = Occurrence { value, ..shown };
            self.add(at, name, shown);
            if let Some(field) = at.field(name) {
                self.value(&At { prefix: at.path(name), ..at.clone() }, Some(&field.ty), shown);
            }
        }
    }

    /// Follows flattened keys; a value belongs to the last field on its way.
    fn query(&mut self, at: &At<'a>, query: &'a Map<String, Value>, shown: Occurrence<'a>) {
        for (key, value) in query {
            let mut at = at.clone();
            let mut steps = key.split('.').filter(|step| step.parse::<u32>().is_err()).peekable();
            while let Some(step) = steps.next() {
                if steps.peek().is_none() {
                    self.add(&at, step, Occurrence { value, ..shown });
                } else if let Some(field) = at.field(step) {
                    let inner = At { prefix: at.path(step), ..at };
                    at = self.table(&inner, &field.ty);
                } else {
                    break;
                }
            }
        }
    }

    /// The table that the members of a type stand in.
    fn table(&self, at: &At<'a>, ty: &'a Type) -> At<'a> {
        match ty.referenced() {
            Some(name) => {
                let fields = self.spec.structures.get(name).map(|found| found.fields.as_slice()).unwrap_or_default();
                At { owner: Owner::Structure(name), fields, prefix: String::new() }
            }
            None => At { fields: ty.inline_fields(), ..at.clone() },
        }
    }

    fn add(&mut self, at: &At<'a>, name: &str, shown: Occurrence<'a>) {
        self.found.by_place.entry((at.owner, at.path(name))).or_default().push(shown);
    }
}
