//! What is documented of APIs, and how an exchange differs from it.
//!
//! Requests and answers are compared with the tables by the runtime's validator. What the documents' own examples show
//! is documented too, whatever the table says: it is no drift.

use std::collections::{HashMap, HashSet};

use docquarry_runtime::relay::{self, Answered, Asked, Relay, Seen};
use docquarry_runtime::schema::{Difference, DifferenceKind, Sight, differences};
use docquarry_runtime::schema::{Schema, Type, scalar};
use docquarry_runtime::server::axum::http::Response;
use serde_json::{Map, Value};

use crate::emit::schema::{answers, example_request, schema};
use crate::spec::model::{Action, ErrorScope, Spec};
use crate::spec::rest;
use crate::spec::wire_example::Wire;

use super::drift::{Drift, Kind, Side, cut};
use super::record::{Exchange, Outcome};
use super::redact::{REDACTED, Redactor};

/// The documents of several APIs.
#[derive(Debug)]
pub struct Contract {
    apis: HashMap<String, Api>,
    relay: Relay,
    redactor: Redactor,
}

/// What is documented of one API.
#[derive(Debug)]
struct Api {
    requests: Schema,
    answers: Schema,
    /// What examples show beside the tables; see [`key`].
    shown: HashSet<String>,
    /// Codes that every action may answer.
    common: HashSet<String>,
    /// Codes of each action, and whether it has a list of them.
    own: HashMap<String, HashSet<String>>,
    /// Nothing is documented of codes.
    is_silent: bool,
}

/// How traffic is looked at: what was taken out of a record may be anything.
const SIGHT: Sight<'static> = Sight { is_answer: false, is_text: false, blank: Some(REDACTED) };

impl Contract {
    /// The contract of specs. What is told of it passes through `redactor`.
    pub fn of(specs: &[Spec], redactor: Redactor) -> Self {
        let apis: HashMap<String, Api> = specs.iter().map(|spec| (spec.id.clone(), Api::of(spec))).collect();
        let relay = Relay::new(specs.iter().map(schema));
        Contract { apis, relay, redactor }
    }

    /// What reads and signs requests.
    pub fn relay(&self) -> &Relay {
        &self.relay
    }

    /// What takes secrets out.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// An exchange of a request that was read and its answer. None if the request is nothing of the APIs.
    pub fn exchange(&self, seen: Seen, answer: &Response<Vec<u8>>) -> Option<Exchange> {
        let action = seen.action.unwrap_or_default();
        let (parameters, region, unread) = match seen.request {
            Asked::Call { parameters, region, .. } => (Some(Value::Object(parameters)), region, None),
            Asked::Unknown(reason) | Asked::Unreadable(reason) => (None, None, Some(reason)),
            _ => return None,
        };
        let packed = answer.headers().get("content-encoding").is_some_and(|coding| coding != "identity");
        let api = seen.api.as_deref().and_then(|id| self.apis.get(id));
        let outcome = match api.map(|api| (api, relay::answer(&api.requests, answer))) {
            _ if packed => Outcome::Unreadable("it is compressed".to_owned()),
            Some((api, Answered::Result { value, is_text: true, .. })) => Outcome::Result(api.typed(&action, value)),
            Some((_, Answered::Result { value, .. })) => Outcome::Result(value),
            Some((_, Answered::Failure { code, message, status })) => Outcome::Failure { code, message, status },
            Some((_, Answered::Unreadable(reason))) => Outcome::Unreadable(reason),
            _ => Outcome::Unreadable("it answers a call of no documented API".to_owned()),
        };
        let api = seen.api.unwrap_or_else(|| "?".to_owned());
        Some(Exchange { api, action, region, parameters, unread, outcome })
    }

    /// What differs from the documents in an exchange. `secrets` are told nowhere.
    pub fn drifts(&self, exchange: &Exchange, secrets: &[String]) -> Vec<Drift> {
        let told = |side, kind, expected: &str, found: &str| {
            let Exchange { api, action, .. } = exchange;
            let [expected, found] = [expected, found].map(cut);
            Drift { kind, api: api.clone(), action: cut(action), side, path: String::new(), expected, found }
        };
        let unread = exchange.unread.as_deref().unwrap_or("another one");
        let api = self.apis.get(&exchange.api).filter(|api| api.requests.actions.contains_key(&exchange.action));
        let Some(api) = api else {
            let drift = told(Side::Request, Kind::UnknownAction, "a documented action", unread);
            return vec![self.clean(drift, secrets)];
        };
        let mut found = Vec::new();
        match &exchange.parameters {
            Some(Value::Object(parameters)) => {
                found.extend(api.differences(Side::Request, &exchange.action, parameters, false));
            }
            _ => found.push(told(Side::Request, Kind::Unreadable, "a request of the API", unread)),
        }
        match &exchange.outcome {
            Outcome::Result(value) => found.extend(api.result(&exchange.action, value)),
            Outcome::Failure { code, .. } => {
                let expected = api.unknown_code(&exchange.action, code);
                found.extend(expected.map(|expected| told(Side::Answer, Kind::UnknownCode, expected, code)));
            }
            Outcome::Unreadable(reason) => {
                found.push(told(Side::Answer, Kind::Unreadable, "an answer of the API", reason));
            }
        }
        for drift in &mut found {
            drift.api.clone_from(&exchange.api);
        }
        found.into_iter().map(|drift| self.clean(drift, secrets)).collect()
    }

    /// A drift without secrets.
    fn clean(&self, mut drift: Drift, secrets: &[String]) -> Drift {
        let name = drift.path.rsplit(['.', '[']).find(|name| *name != "]").unwrap_or_default();
        let tells_value = matches!(drift.kind, Kind::OtherValue | Kind::BeyondBound);
        if tells_value && self.redactor.is_secret(name) {
            drift.found = REDACTED.to_owned();
        }
        for text in [&mut drift.action, &mut drift.path, &mut drift.found] {
            self.redactor.text(text, secrets);
        }
        drift
    }
}

impl Api {
    fn of(spec: &Spec) -> Self {
        let (requests, answers) = (schema(spec), answers(spec));
        let is_common = |scope| scope == ErrorScope::Common;
        let common = spec.errors.iter().filter(|(_, error)| is_common(error.scope)).map(|(code, _)| code.clone());
        let failures = |action: &Action| {
            let codes = action.statuses.keys().filter(|status| status.starts_with(['4', '5']));
            action.errors.iter().chain(codes).cloned().collect::<HashSet<String>>()
        };
        let own: HashMap<String, HashSet<String>> =
            spec.actions.iter().map(|(name, action)| (name.clone(), failures(action))).collect();
        let is_silent = spec.errors.is_empty() && own.values().all(HashSet::is_empty);
        let mut api = Api { requests, answers, shown: HashSet::new(), common: common.collect(), own, is_silent };
        // Actions without a list of their own may answer any code of the API's list.
        let listed: HashSet<String> = spec.errors.keys().cloned().collect();
        for codes in api.own.values_mut().filter(|codes| codes.is_empty()) {
            codes.extend(listed.iter().cloned());
        }
        api.learn(&rest::resolved(spec));
        api
    }

    /// Notes what examples show beside the tables.
    fn learn(&mut self, spec: &Spec) {
        let mut shown = HashSet::new();
        for (name, action) in &spec.actions {
            for example in &action.examples {
                if let Some(Value::Object(request)) = example_request(spec, &self.requests, name, example) {
                    let all = differences(&self.requests, name, &request, SIGHT);
                    shown.extend(all.iter().map(|one| key(Side::Request, name, one)));
                }
                match self.documented(spec, &example.response) {
                    Some(Answered::Result { value, .. }) => {
                        let fields = fields(&self.answers, name, value);
                        let sight = Sight { is_answer: true, ..SIGHT };
                        let all = differences(&self.answers, name, &fields, sight);
                        shown.extend(all.iter().map(|one| key(Side::Answer, name, one)));
                    }
                    Some(Answered::Failure { code, .. }) => {
                        self.own.entry(name.clone()).or_default().insert(code);
                    }
                    _ => {}
                }
            }
        }
        self.shown = shown;
    }

    /// A documented answer as the service would send it.
    fn documented(&self, spec: &Spec, answer: &Value) -> Option<Answered> {
        let mut answer = answer.clone();
        let wire = Wire::of(spec.protocol);
        let inner = match wire.wrapper {
            Some(wrapper) => answer.get_mut(wrapper)?,
            None => &mut answer,
        };
        // Some examples leave out what every answer has.
        if wire.envelope.contains(&"RequestId")
            && let Value::Object(members) = inner
        {
            members.entry("RequestId").or_insert_with(|| Value::from("1"));
        }
        let response = Response::new(answer.to_string().into_bytes());
        Some(relay::answer(&self.requests, &response))
    }

    fn result(&self, action: &str, value: &Value) -> Vec<Drift> {
        self.differences(Side::Answer, action, &fields(&self.answers, action, value.clone()), true)
    }

    fn differences(&self, side: Side, action: &str, object: &Map<String, Value>, is_answer: bool) -> Vec<Drift> {
        let schema = if is_answer { &self.answers } else { &self.requests };
        let all = differences(schema, action, object, Sight { is_answer, ..SIGHT });
        let new = all.into_iter().filter(|one| !self.shown.contains(&key(side, action, one)));
        let told = new.map(|one| Drift {
            kind: one.kind.into(),
            api: String::new(),
            action: action.to_owned(),
            side,
            path: cut(one.path.trim_start_matches(&format!("{}.", rest::ANSWER))),
            expected: cut(&one.expected),
            found: cut(&one.found),
        });
        told.collect()
    }

    /// What is documented in place of a code that is not.
    fn unknown_code(&self, action: &str, code: &str) -> Option<&'static str> {
        let is_own = self.own.get(action).is_some_and(|own| own.contains(code));
        if self.is_silent || is_own || self.common.contains(code) {
            return None;
        }
        let elsewhere = self.own.values().any(|own| own.contains(code));
        Some(if elsewhere { "a code of this action, and not of another one" } else { "a documented code" })
    }

    /// A value out of a format that has texts alone, with the documented types.
    fn typed(&self, action: &str, value: Value) -> Value {
        let Value::Object(object) = value else { return value };
        let fields = self.answers.actions.get(action).map(Vec::as_slice).unwrap_or_default();
        Value::Object(self.typed_members(fields, object))
    }

    fn typed_members(
        &self,
        fields: &[docquarry_runtime::schema::Field],
        object: Map<String, Value>,
    ) -> Map<String, Value> {
        let typed = |(name, value): (String, Value)| {
            let ty = fields.iter().find(|field| field.name == name).map(|field| &field.ty);
            let value = match ty {
                Some(ty) => self.typed_value(ty, value),
                None => value,
            };
            (name, value)
        };
        object.into_iter().map(typed).collect()
    }

    fn typed_value(&self, ty: &Type, value: Value) -> Value {
        match (ty, value) {
            (Type::List(items), Value::Array(list)) => {
                list.into_iter().map(|item| self.typed_value(items, item)).collect()
            }
            (Type::List(_), Value::String(text)) if text.trim().is_empty() => Value::Array(Vec::new()),
            (Type::List(items), single) => Value::Array(vec![self.typed_value(items, single)]),
            (Type::Object(_) | Type::Ref(_) | Type::Map(_), Value::String(text)) if text.trim().is_empty() => {
                Value::Object(Map::new())
            }
            (Type::Map(values), Value::Object(object)) => {
                object.into_iter().map(|(key, value)| (key, self.typed_value(values, value))).collect()
            }
            (ty, Value::Object(object)) => match self.answers.members(ty) {
                Some(fields) => Value::Object(self.typed_members(fields, object)),
                None => Value::Object(object),
            },
            (ty, Value::String(text)) => scalar(&text, ty),
            (_, other) => other,
        }
    }
}

/// The fields of an answer; of one that is no object, itself as the one field that stands for it.
fn fields(answers: &Schema, action: &str, value: Value) -> Map<String, Value> {
    let is_whole =
        answers.actions.get(action).is_some_and(|fields| fields.iter().any(|field| field.name == rest::ANSWER));
    match value {
        Value::Object(object) if !is_whole => object,
        Value::Null if !is_whole => Map::new(),
        value => Map::from_iter([(rest::ANSWER.to_owned(), value)]),
    }
}

/// What a difference is told apart by: its place, which is the same wherever a structure is used, and what came.
fn key(side: Side, action: &str, difference: &Difference) -> String {
    let Difference { kind, path, within, found, .. } = difference;
    let place = match within {
        Some(structure) => format!("{structure}#{}", path.rsplit('.').next().unwrap_or_default()),
        None => format!("{action}.{path}"),
    };
    let found = match kind {
        DifferenceKind::Type | DifferenceKind::Value => found.as_str(),
        _ => "",
    };
    format!("{side:?} {kind:?} {place} {found}")
}
