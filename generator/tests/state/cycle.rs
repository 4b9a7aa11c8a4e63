//! One family after the other through create, describe, modify, describe, delete, describe, delete.

use std::collections::HashMap;

use docquarry::emit::schema::{example_request, schema};
use docquarry::families::{Answer, Families, Family, Part, Role, View, families};
use docquarry::spec::model::{Field, Spec, Type};
use docquarry_runtime::schema::Schema;
use serde_json::{Map, Value, json};

use super::wire::{Server, listed, object};

struct Cycle<'s> {
    spec: &'s Spec,
    schema: Schema,
    families: Families,
    server: Server,
}

/// Runs the cycles of an API; a line for each family says what was done and what is not there to be done.
pub(crate) fn run(spec: &Spec) -> String {
    let families = families(spec);
    let server = Server::of(spec.clone());
    let cycle = Cycle { spec, schema: schema(spec), families, server };
    let lines =
        cycle.families.families.iter().map(|family| format!("{} {}: {}\n", spec.id, family.noun, cycle.family(family)));
    lines.collect()
}

impl Cycle<'_> {
    fn family(&self, family: &Family) -> String {
        let mut done: Vec<String> = Vec::new();
        let (part, ids) = self.create(family);
        done.push(part.action.clone());
        let id = ids[&family.noun].clone();
        let shown = self.described(family, &ids);
        assert!(shown.is_empty() || shown.iter().any(|(_, answer)| has(answer, &id)), "{}: {shown:?}", family.noun);
        done.extend(shown.iter().map(|(action, _)| action.clone()));
        done.push(self.modify(family, &ids));
        match family.parts.iter().find(|part| matches!(part.role, Role::Delete) && part.select.id.is_some()) {
            Some(delete) => {
                let request = self.request(delete, &ids);
                self.server.call(&delete.action, &request);
                for (action, answer) in self.described(family, &ids) {
                    assert!(!has(&answer, &id) || answer == "refused", "{action} shows {id} after it is gone");
                }
                let again = self.server.try_call(&delete.action, &request);
                assert_eq!(again, Err(delete.missing.code.clone()), "{}", delete.action);
                done.push(format!("{} twice: {}", delete.action, delete.missing.code));
            }
            None => done.push("(nothing deletes it)".to_owned()),
        }
        done.join(", ")
    }

    /// Makes a thing and what holds it; the ids by noun.
    fn create<'f>(&self, family: &'f Family) -> (&'f Part, HashMap<String, String>) {
        let mut ids = match &family.parent {
            Some(parent) => self.create(self.families.families.iter().find(|family| family.noun == *parent).unwrap()).1,
            None => HashMap::new(),
        };
        let part = family.parts.iter().find(|part| matches!(part.role, Role::Create { .. })).unwrap();
        let request = self.request(part, &ids);
        let answer = self.server.call(&part.action, &request);
        let newest = self.server.ids()[&family.noun].last().unwrap().clone();
        if let Role::Create { answer: Some(form), .. } = &part.role {
            let field = match form {
                Answer::Id { field } | Answer::Ids { field } | Answer::IdsByKey { field } => field,
                Answer::Object { field } | Answer::Objects { field } => field,
            };
            assert!(has(&answer[field], &newest), "{}: {answer}", part.action);
        }
        ids.insert(family.noun.clone(), newest);
        (part, ids)
    }

    /// The answers of all actions that show the thing by its id, or with all that are in the same thing.
    fn described(&self, family: &Family, ids: &HashMap<String, String>) -> Vec<(String, Value)> {
        let mut shown = Vec::new();
        for part in &family.parts {
            let Role::Describe { view, .. } = &part.role else { continue };
            let by_id = part.select.id.is_some() || !part.select.parents.is_empty();
            let is_list = matches!(view, View::List { .. });
            if !by_id {
                continue;
            }
            let request = self.request(part, ids);
            match self.server.try_call(&part.action, &request) {
                Ok(answer) => shown.push((part.action.clone(), answer)),
                Err(code) => {
                    let codes: Vec<&String> = part
                        .select
                        .parents
                        .iter()
                        .map(|parent| &parent.missing.code)
                        .chain([&part.missing.code])
                        .collect();
                    assert!(codes.contains(&&code), "{} {request}: {code}", part.action);
                    assert!(
                        !is_list || part.select.id.as_ref().is_some_and(|id| id.required),
                        "{}: {code}",
                        part.action
                    );
                    shown.push((part.action.clone(), json!("refused")));
                }
            }
        }
        shown
    }

    /// Changes a text that is shown, and looks at it.
    fn modify(&self, family: &Family, ids: &HashMap<String, String>) -> String {
        for part in family.parts.iter().filter(|part| matches!(part.role, Role::Modify)) {
            let action = &self.spec.actions[&part.action];
            for field in &action.request {
                let shown_as = family
                    .renames
                    .iter()
                    .find(|rename| rename.sent == field.name)
                    .map_or(&field.name, |rename| &rename.shown);
                let is_free = matches!(field.ty, Type::String { .. })
                    && field.facts.enumeration.is_empty()
                    && field.facts.pattern.is_none();
                let is_id =
                    family.ids.contains(&field.name) || field.name.ends_with("Id") || field.name.ends_with("Region");
                if !is_free || is_id {
                    continue;
                }
                let id = &ids[&family.noun];
                let before = self.described(family, ids);
                let is_shown = before.iter().any(|(_, answer)| fields(answer, id, shown_as).next().is_some());
                let mut request = self.request(part, ids);
                request[&field.name] = json!("renamed-7");
                if !is_shown || self.server.try_call(&part.action, &request).is_err() {
                    continue;
                }
                let after = self.described(family, ids);
                let new = after.iter().flat_map(|(_, answer)| fields(answer, id, shown_as)).collect::<Vec<_>>();
                assert!(new.contains(&&json!("renamed-7")), "{} {}: {after:?}", part.action, field.name);
                return format!("{} {}", part.action, field.name);
            }
        }
        "(nothing changes a text of it that is shown)".to_owned()
    }

    /// What an action requires, as its example has it or by its type, for the things of these ids.
    fn request(&self, part: &Part, ids: &HashMap<String, String>) -> Value {
        let action = &self.spec.actions[&part.action];
        let examples = action.examples.iter();
        let example =
            examples.filter_map(|example| example_request(self.spec, &self.schema, &part.action, example)).next();
        let required = action.request.iter().filter(|field| field.required == Some(true));
        let shown = |field: &Field| example.as_ref().and_then(|example| example.get(&field.name)).cloned();
        let value =
            |field: &Field| shown(field).filter(|value| fits(value, &field.ty)).unwrap_or_else(|| self.value(field));
        let mut request = object(required.map(|field| (field.name.clone(), value(field))));
        let is_list = |name: &str| {
            action.request.iter().any(|field| field.name == name && matches!(field.ty, Type::Array { .. }))
        };
        let noun = &self.families.families.iter().find(|family| family.parts.contains(part)).unwrap().noun;
        if let (Some(id), Some(own)) = (&part.select.id, ids.get(noun)) {
            let is_number = action
                .request
                .iter()
                .any(|field| field.name == id.parameter && matches!(field.ty, Type::Integer { .. }));
            let own = if is_number { json!(own.parse::<u64>().unwrap()) } else { json!(own) };
            // A text that names several holds a list.
            let is_text = id.several && !is_list(&id.parameter);
            let own = if is_text { json!(json!([own]).to_string()) } else { own };
            request[&id.parameter] = listed(own, is_list(&id.parameter));
        }
        for parent in &part.select.parents {
            let id = &ids[&parent.noun];
            let is_number = action
                .request
                .iter()
                .any(|field| field.name == parent.parameter && matches!(field.ty, Type::Integer { .. }));
            let id = if is_number { json!(id.parse::<u64>().unwrap()) } else { json!(id) };
            request[&parent.parameter] = listed(id, is_list(&parent.parameter));
        }
        request
    }

    fn value(&self, field: &Field) -> Value {
        if let Some(value) = field.facts.enumeration.first().or(field.facts.default.as_ref()) {
            return if matches!(field.ty, Type::Array { .. }) { json!([value]) } else { value.clone() };
        }
        match &field.ty {
            Type::String { .. } => json!(field.example.clone().unwrap_or_else(|| "text".to_owned())),
            Type::Integer { .. } => field.facts.minimum.clone().map_or_else(|| json!(80), Value::Number),
            Type::Number { .. } => json!(1),
            Type::Boolean => json!(true),
            Type::Array { items, .. } => json!([self.item(items)]),
            other => self.item(other),
        }
    }

    fn item(&self, ty: &Type) -> Value {
        match ty {
            Type::String { .. } => json!("text"),
            Type::Integer { .. } => json!(80),
            _ => {
                let required = self.spec.members(ty).iter().filter(|field| field.required == Some(true));
                Value::Object(
                    required.map(|field| (field.name.clone(), self.value(field))).collect::<Map<String, Value>>(),
                )
            }
        }
    }
}

fn fits(value: &Value, ty: &Type) -> bool {
    match ty {
        Type::Array { .. } => value.is_array(),
        Type::Object { .. } => value.is_object(),
        Type::Integer { .. } => value.is_number(),
        Type::Boolean => value.is_boolean(),
        _ => value.is_string(),
    }
}

/// The values of a field of the objects that have an id, or of the answer itself.
fn fields<'v>(answer: &'v Value, id: &str, name: &str) -> Box<dyn Iterator<Item = &'v Value> + 'v> {
    let own = match answer {
        Value::Object(members)
            if members.values().any(|value| !value.is_object() && !value.is_array() && has(value, id)) =>
        {
            members.get(name)
        }
        _ => None,
    };
    let (id, name) = (id.to_owned(), name.to_owned());
    let inner: Vec<&Value> = match answer {
        Value::Object(members) => members.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    Box::new(
        own.into_iter().chain(inner.into_iter().flat_map(move |inner| fields(inner, &id, &name).collect::<Vec<_>>())),
    )
}

/// Whether a text or number is anywhere in a value.
fn has(value: &Value, id: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| has(item, id)),
        Value::Object(members) => members.values().any(|member| has(member, id)),
        Value::String(text) => text == id,
        other => id == other.to_string().as_str(),
    }
}
