//! Examples against the tables of their action.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::changelog::timeline::{Subject, title};
use crate::spec::model::{Action, ChangeKind, Example, Field, Place, Protocol, Source, Spec};
use crate::spec::rest;
use crate::spec::walk::Owner;
use crate::spec::wire_example::{Node, Request, Wire};

use super::changelog::Gone;
use super::findings::Findings;
use super::rules::{
    CHANGELOG_REMOVED_IN_EXAMPLE, EXAMPLE_ACTION_DIFFERS, EXAMPLE_ENUM, EXAMPLE_ENUM_CASE, EXAMPLE_ENVELOPE,
    EXAMPLE_LENGTH, EXAMPLE_NOT_JSON, EXAMPLE_NULL, EXAMPLE_OUT_OF_RANGE, EXAMPLE_OUTPUT_MISSING,
    EXAMPLE_REQUIRED_MISSING, EXAMPLE_TYPE, EXAMPLE_UNKNOWN_FIELD,
};
use super::walk::{RuleSet, Table, Tables, Walk, kind};

static RESPONSE: RuleSet = RuleSet {
    unknown: EXAMPLE_UNKNOWN_FIELD,
    ty: EXAMPLE_TYPE,
    null: EXAMPLE_NULL,
    // Services leave members out freely; top-level fields are checked over all examples.
    required: None,
    value: EXAMPLE_ENUM,
    case: EXAMPLE_ENUM_CASE,
    range: EXAMPLE_OUT_OF_RANGE,
    length: EXAMPLE_LENGTH,
};

static REQUEST: RuleSet = RuleSet { required: Some(EXAMPLE_REQUIRED_MISSING), ..RESPONSE };

/// Fields that examples show and no table has, with the places of the examples.
type Unknown<'a> = IndexMap<(Owner<'a>, String), Vec<&'a Source>>;

pub(super) fn check<'a>(spec: &'a Spec, tables: &Tables<'a>, gone: &Gone<'a>, findings: &mut Findings) {
    let mut unknown = Unknown::new();
    for (name, action) in &spec.actions {
        let mut checker =
            Checker { wire: Wire::of(spec.protocol), tables, name, action, unknown: &mut unknown, findings };
        checker.action();
    }
    removed(gone, &unknown, findings);
}

/// Fields that the changelog took away and examples still show.
fn removed(gone: &Gone<'_>, unknown: &Unknown<'_>, findings: &mut Findings) {
    for ((owner, field), places) in unknown {
        let (kind, owner_name) = match owner {
            Owner::Request(name) => (ChangeKind::RequestField, name),
            Owner::Response(name) => (ChangeKind::ResponseField, name),
            Owner::Structure(name) => (ChangeKind::Member, name),
            Owner::Common(_) => continue,
        };
        let Some(event) = gone.get(&Subject { kind, owner: Some(owner_name), name: field }) else { continue };
        let mut lines: Vec<String> = places.iter().map(|source| source.lines[0].to_string()).collect();
        lines.dedup();
        let message = format!(
            "{} takes `{field}` away from {owner}, and the examples at line {} show it",
            title(event.release),
            lines.join(", ")
        );
        findings.add(&CHANGELOG_REMOVED_IN_EXAMPLE, event.source().as_ref(), message);
    }
}

/// The examples of one action.
struct Checker<'c, 'a> {
    wire: Wire,
    tables: &'c Tables<'a>,
    name: &'a str,
    action: &'a Action,
    unknown: &'c mut Unknown<'a>,
    findings: &'c mut Findings,
}

impl<'a> Checker<'_, 'a> {
    fn action(&mut self) {
        let request = Table::new(Owner::Request(self.name), &self.action.request);
        let response = Table::new(Owner::Response(self.name), &self.action.response);
        let mut shown: Option<HashSet<&str>> = None;
        for (index, example) in self.action.examples.iter().enumerate() {
            let source = example.source.as_ref().unwrap_or(&self.action.source);
            let name = self.name;
            let place = |part: &str| format!("{part} of example {} of {name}", index + 1);
            self.request(&request, example, &place("request"), source);
            if let Some(keys) = self.response(&response, &example.response, &place("response"), source) {
                shown.get_or_insert_default().extend(keys);
            }
        }
        let Some(shown) = shown else { return };
        for field in self.action.response.iter().filter(|field| !shown.contains(field.name.as_str())) {
            let message = format!("no example of {} shows `{}`, a field of its response", self.name, field.name);
            self.findings.add(&EXAMPLE_OUTPUT_MISSING, Some(&field.source), message);
        }
    }

    fn request(&mut self, table: &Table<'_, 'a>, example: &'a Example, context: &str, source: &'a Source) {
        if self.is_rest() {
            return self.parts(table, example, context, source);
        }
        let (tables, action_key) = (self.tables, self.wire.action_key);
        let ignored = |name: &str| name == action_key || tables.is_common(name);
        let mut walk = Walk::new(tables, &REQUEST);
        match Request::of(example) {
            Request::None => return,
            Request::Text(_) => {
                return self.findings.add(&EXAMPLE_NOT_JSON, Some(source), format!("the {context} is no JSON"));
            }
            Request::Query(query) => {
                self.called_action(query, context, source);
                walk.parameters(table, &Node::of(query), &ignored);
            }
            Request::Body(Value::Object(body)) => {
                self.called_action(body, context, source);
                walk.object(table, body, &ignored);
            }
            Request::Body(other) => {
                walk.report(EXAMPLE_TYPE, format!("is {}, and a request is an object", kind(other)))
            }
        }
        self.finish(walk, context, source);
    }

    fn is_rest(&self) -> bool {
        self.tables.spec().protocol == Protocol::Rest
    }

    /// The body or the query of a request, whose other parameters are elsewhere.
    fn parts(&mut self, table: &Table<'_, 'a>, example: &'a Example, context: &str, source: &'a Source) {
        let mut walk = Walk::new(self.tables, &RESPONSE);
        let whole = self.action.body.as_ref().and_then(|_| self.action.request.last());
        match (Request::of(example), whole) {
            (Request::None, _) => return,
            (Request::Text(_), _) => {
                return self.findings.add(&EXAMPLE_NOT_JSON, Some(source), format!("the {context} is no JSON"));
            }
            (Request::Query(query), _) => walk.parameters(table, &Node::of(query), &|_| false),
            (Request::Body(body), Some(field)) => walk.value(table.owner, field, &field.ty, body),
            (Request::Body(Value::Object(body)), None) => {
                walk.object(table, body, &|_| false);
                let is_inside = |field: &&Field| matches!(field.place, Some(Place::Body | Place::Form));
                for field in self.action.request.iter().filter(is_inside) {
                    if field.required == Some(true) && !body.contains_key(&field.name) {
                        walk.step(&field.name, |walk| {
                            walk.report(EXAMPLE_REQUIRED_MISSING, "is required and missing".to_owned());
                        });
                    }
                }
            }
            (Request::Body(other), None) => {
                walk.report(EXAMPLE_TYPE, format!("is {}, and a request is an object", kind(other)));
            }
        }
        self.finish(walk, context, source);
    }

    /// The answer of an operation, without its envelope; whether it is one of a success.
    fn answer(
        &mut self,
        table: &Table<'_, 'a>,
        response: &'a Value,
        context: &str,
        source: &'a Source,
    ) -> Option<&'a Map<String, Value>> {
        let result = rest::result(self.tables.spec(), response)?;
        let mut walk = Walk::new(self.tables, &RESPONSE);
        let found = match (self.action.returns.is_some(), table.fields.first(), result) {
            (true, Some(field), result) => {
                walk.value(table.owner, field, &field.ty, result);
                None
            }
            (_, _, Value::Object(body)) => {
                walk.object(table, body, &|_| false);
                Some(body)
            }
            (_, _, other) => {
                walk.report(EXAMPLE_TYPE, format!("is {}, and a response is an object", kind(other)));
                None
            }
        };
        self.finish(walk, context, source);
        found
    }

    /// A request may name its action; a table that has such a field of its own is another matter.
    fn called_action(&mut self, request: &Map<String, Value>, context: &str, source: &Source) {
        let own = self.action.request.iter().any(|field| field.name == self.wire.action_key);
        let called = request.get(self.wire.action_key).and_then(Value::as_str);
        if let Some(called) = called.filter(|called| !own && *called != self.name) {
            let message = format!("the {context} calls {called}");
            self.findings.add(&EXAMPLE_ACTION_DIFFERS, Some(source), message);
        }
    }

    /// The top-level fields that a response shows; none where it is no successful response.
    fn response(
        &mut self,
        table: &Table<'_, 'a>,
        response: &'a Value,
        context: &str,
        source: &'a Source,
    ) -> Option<Vec<&'a str>> {
        if self.is_rest() && !response.is_string() {
            return self.answer(table, response, context, source).map(keys);
        }
        let mut walk = Walk::new(self.tables, &RESPONSE);
        let body = match response {
            Value::Null => return None,
            Value::String(_) => {
                self.findings.add(&EXAMPLE_NOT_JSON, Some(source), format!("the {context} is no JSON"));
                return None;
            }
            Value::Object(body) => self.unwrap(table, body, context, source),
            other => {
                walk.report(EXAMPLE_TYPE, format!("is {}, and a response is an object", kind(other)));
                self.finish(walk, context, source);
                return None;
            }
        };
        let envelope = self.wire.envelope;
        walk.object(table, body, &|name| envelope.contains(&name));
        self.finish(walk, context, source);
        let failed = self.wire.failure.is_some_and(|key| body.contains_key(key) && !table.members.contains_key(key));
        (!failed).then(|| keys(body))
    }

    /// The document inside the envelope. A wrapper too few or too many is reported.
    fn unwrap(
        &mut self,
        table: &Table<'_, 'a>,
        body: &'a Map<String, Value>,
        context: &str,
        source: &Source,
    ) -> &'a Map<String, Value> {
        if let Some(wrapper) = self.wire.wrapper {
            if let Some(Value::Object(inner)) = body.get(wrapper) {
                return inner;
            }
            let message = format!("the {context} has no object `{wrapper}` around it");
            self.findings.add(&EXAMPLE_ENVELOPE, Some(source), message);
            return body;
        }
        let known = |name: &str| table.members.contains_key(name) || self.wire.envelope.contains(&name);
        let mut entries = body.iter();
        let (Some((name, Value::Object(inner))), None) = (entries.next(), entries.next()) else { return body };
        if known(name) || !inner.keys().any(|name| known(name)) {
            return body;
        }
        let message = format!("the {context} is wrapped in an object `{name}` that no table has");
        self.findings.add(&EXAMPLE_ENVELOPE, Some(source), message);
        inner
    }

    fn finish(&mut self, walk: Walk<'_, 'a>, context: &str, source: &'a Source) {
        for unknown in walk.finish(context, source, self.findings) {
            self.unknown.entry(unknown).or_default().push(source);
        }
    }
}

fn keys(body: &Map<String, Value>) -> Vec<&str> {
    body.keys().map(String::as_str).collect()
}
