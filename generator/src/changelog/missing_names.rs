//! Things that were there and that no table has any more: known by the names that the changelog gives them.
//!
//! A field's type is taken from what is left of it: values in examples, a field that looks alike, fields of the same name
//! elsewhere. It stays marked as uncertain.

use std::cell::OnceCell;

use indexmap::IndexMap;
use serde_json::Value;

use crate::spec::example_values::Occurrences;
use crate::spec::model::{ChangeKind, ChangeOp, Field, ListedAction, Source, Spec, Structure, Type, Uncertain};
use crate::spec::similar_names;
use crate::spec::walk::{Owner, each_field};

use super::locate::{Today, steps, table, today};
use super::past::{Past, State};
use super::timeline::{Event, Subject};

pub(super) struct MissingNames<'a> {
    past: &'a Past<'a>,
    /// Followed through the examples only when something is to be found there.
    occurrences: OnceCell<Occurrences<'a>>,
}

impl<'a> MissingNames<'a> {
    pub(super) fn new(past: &'a Past<'a>) -> Self {
        Self { past, occurrences: OnceCell::new() }
    }

    /// Adds the fields of an owner that the changelog alone knows, behind those of the table.
    pub(super) fn add_fields(&self, kind: ChangeKind, owner: &str, fields: &mut Vec<Field>, place: &Source) {
        let has_column = fields.iter().any(|field| field.required.is_some());
        for (name, events) in self.past.named(kind, owner) {
            let subject = Subject { kind, owner: Some(owner), name };
            if !is_told(events) || today(self.past.spec, &subject) != Today::Absent {
                continue;
            }
            let state = self.state(events);
            if !state.present {
                continue;
            }
            let steps: Vec<&str> = steps(name).collect();
            let Some((last, parents)) = steps.split_last() else { continue };
            let Some(table) = descend(fields, parents) else { continue };
            let required = (has_column && kind != ChangeKind::ResponseField).then_some(false);
            let found = self.field((kind, owner, last), events, state.doubts(required), place);
            table.push(Field { required, ..found });
        }
    }

    /// Adds actions and structures that the changelog alone knows: by their own names, or as the owners of what it names.
    pub(super) fn add_owners(&self, past: &mut Spec) {
        let named = self.past.subjects().filter(|(subject, events)| subject.owner.is_none() && is_told(events));
        let mut found: IndexMap<Subject<'_>, Vec<Event<'_>>> =
            named.map(|(subject, events)| (*subject, events.to_vec())).collect();
        for (subject, events) in self.past.subjects() {
            let Some(owner) = subject.owner().filter(|owner| !self.past.is_named(owner)) else { continue };
            // What happens to a part says nothing of its owner but that it is there.
            let of_owner = events.iter().map(|event| event.saying(ChangeOp::Modify));
            found.entry(owner).or_default().extend(of_owner);
        }
        for (subject, mut events) in found {
            events.sort_by_key(|event| event.at);
            let state = self.state(&events);
            if !state.present || today(self.past.spec, &subject) != Today::Absent {
                continue;
            }
            let source = announcement(&events).unwrap_or_else(|| Source { document: String::new(), lines: [0, 0] });
            let presence: Vec<Uncertain> =
                state.uncertain.into_iter().filter(|what| *what == Uncertain::Presence).collect();
            let name = subject.name.to_owned();
            if subject.kind == ChangeKind::Action {
                past.listed_actions.insert(name, ListedAction { uncertain: presence, ..ListedAction::at(source) });
            } else if subject.kind == ChangeKind::Structure {
                past.structures.insert(name, self.structure(subject.name, presence, source));
            }
        }
    }

    /// Whether something that no table has was there. Of the newest release the tables say that, but for what was
    /// announced as going away: they drop it before it is gone.
    fn state(&self, events: &[Event<'_>]) -> State {
        let state = self.past.state(events, false);
        if self.past.is_newest() && !self.past.deprecated(events) { State::default() } else { state }
    }

    /// A structure of which the members are known that the changelog names.
    fn structure(&self, name: &str, presence: Vec<Uncertain>, source: Source) -> Structure {
        let mut fields = Vec::new();
        for (member, events) in self.past.named(ChangeKind::Member, name) {
            let state = self.state(events);
            if state.present && !member.contains('.') {
                fields.push(self.field((ChangeKind::Member, name, member), events, state.doubts(None), &source));
            }
        }
        let uncertain = presence.into_iter().chain([Uncertain::Members]).collect();
        Structure { uncertain, fields, ..Structure::at(source) }
    }

    /// A field of which nothing is known but its name; `place` is where its owner stands.
    fn field(
        &self,
        (kind, owner, name): (ChangeKind, &str, &str),
        events: &[Event<'_>],
        uncertain: Vec<Uncertain>,
        place: &Source,
    ) -> Field {
        let source = announcement(events).unwrap_or_else(|| place.clone());
        let field = Field::new(name, self.ty(kind, owner, name), source);
        Field { deprecated: self.past.deprecated(events), uncertain, ..field }
    }

    /// The type that a field probably had; text where nothing is left of it.
    fn ty(&self, kind: ChangeKind, owner: &str, name: &str) -> Type {
        // A name that looks alike may be the younger one, so it is looked for in today's table.
        let subject = Subject { kind, owner: Some(owner), name };
        let twin = || similar_names::twin(name, table(self.past.spec, &subject)?).map(|field| field.ty.clone());
        self.shown(kind, owner, name)
            .or_else(twin)
            .or_else(|| namesake(self.past.spec, name))
            .unwrap_or_else(Type::string)
    }

    /// The type of a scalar that examples show.
    fn shown(&self, kind: ChangeKind, owner: &str, name: &str) -> Option<Type> {
        let spec = self.past.spec;
        let owner = match kind {
            ChangeKind::RequestField => Owner::Request(spec.actions.get_key_value(owner)?.0),
            ChangeKind::ResponseField => Owner::Response(spec.actions.get_key_value(owner)?.0),
            _ => Owner::Structure(spec.structures.get_key_value(owner)?.0),
        };
        let occurrences = self.occurrences.get_or_init(|| Occurrences::of(spec));
        let types: Vec<Type> = occurrences.get(owner, name).iter().filter_map(|shown| type_of(shown.value)).collect();
        let (first, rest) = types.split_first()?;
        rest.iter().all(|ty| ty == first).then(|| first.clone())
    }
}

/// True where the changelog tells of something as existing. That a name "was modified" alone may be a way of speaking.
fn is_told(events: &[Event<'_>]) -> bool {
    events.iter().any(|event| event.op != ChangeOp::Modify)
}

/// Where the changelog first speaks of something.
fn announcement(events: &[Event<'_>]) -> Option<Source> {
    events.iter().find_map(Event::source)
}

/// The table that the last step of a path belongs to.
fn descend<'f>(fields: &'f mut Vec<Field>, parents: &[&str]) -> Option<&'f mut Vec<Field>> {
    parents
        .iter()
        .try_fold(fields, |fields, step| fields.iter_mut().find(|field| field.name == *step)?.ty.inline_fields_mut())
}

fn type_of(value: &Value) -> Option<Type> {
    match value {
        Value::String(_) => Some(Type::string()),
        Value::Bool(_) => Some(Type::Boolean),
        Value::Number(number) if number.is_f64() => Some(Type::Number { format: None }),
        Value::Number(_) => Some(Type::integer()),
        Value::Array(items) => Some(Type::array(items.first().and_then(type_of)?)),
        Value::Null | Value::Object(_) => None,
    }
}

/// The type of the fields of the same name, if they all have one type.
fn namesake(spec: &Spec, name: &str) -> Option<Type> {
    let mut types: Vec<&Type> = Vec::new();
    each_field(spec, &mut |owner, _, field| {
        if field.name == name && !matches!(owner, Owner::Common(_)) && field.ty.inline_fields().is_empty() {
            types.push(&field.ty);
        }
    });
    let (first, rest) = types.split_first()?;
    rest.iter().all(|ty| ty == first).then(|| (*first).clone())
}
