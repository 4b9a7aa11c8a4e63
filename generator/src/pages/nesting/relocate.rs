//! Moves fields to where the page's own samples have them.
//!
//! A table may leave out what is around its rows: an envelope, or the list that its rows are items of. A field that no
//! sample shows at its place, and that samples show at exactly one other place, belongs there. Objects that only
//! samples name are made on the way. Nothing is moved without a finding.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::{Field, Source, Type};

/// A field that was moved.
#[derive(Debug)]
pub(crate) struct Moved {
    /// Its dotted path in the table.
    pub(crate) from: String,
    /// Its dotted path in the samples.
    pub(crate) to: String,
    /// The row.
    pub(crate) source: Source,
}

/// Deeper levels of a sample are not looked at.
const DEEPEST: usize = 24;
/// Places of a sample that are known at most.
const MOST: usize = 20_000;

/// What a place of the samples holds.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    list: bool,
    object: bool,
    scalar: bool,
}

/// All places that samples have.
#[derive(Default)]
struct Places {
    shapes: HashMap<String, Shape>,
    /// By the last part of a place: the places, in the order of the samples.
    named: HashMap<String, Vec<String>>,
    /// Keys that wrap the items of a list are no level.
    wrapped: bool,
    /// Fields of the table that hold members, by their places.
    holders: HashMap<String, Holder>,
}

/// A field that holds members.
struct Holder {
    /// The key around its items.
    item: Option<String>,
    members: HashSet<String>,
}

impl Places {
    fn learn(&mut self, value: &Value, path: &str, depth: usize) {
        if depth > DEEPEST || self.shapes.len() > MOST {
            return;
        }
        match value {
            Value::Object(map) if self.is_map(map, path) => {
                map.values().for_each(|inner| self.learn(inner, path, depth + 1));
            }
            Value::Object(map) => match self.items(map, path) {
                Some(items) => {
                    self.shapes.entry(path.to_owned()).or_default().list = true;
                    self.learn(items, path, depth);
                }
                None => map.iter().for_each(|(key, inner)| self.member(key.trim(), inner, path, depth)),
            },
            Value::Array(items) => items.iter().for_each(|item| self.learn(item, path, depth + 1)),
            _ => {}
        }
    }

    /// The items of a list that has a key around them: no row names the key.
    fn items<'v>(&self, map: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
        let (key, inner) = map.iter().next().filter(|_| map.len() == 1 && !path.is_empty())?;
        match self.holders.get(path) {
            Some(holder) => {
                let item = holder.item.as_deref()?;
                let known = inner.is_array() && item == key.trim();
                (known || !inner.is_null() && !holder.members.contains(key.trim())).then_some(inner)
            }
            None => (self.wrapped && inner.is_array()).then_some(inner),
        }
    }

    /// The keys are identifiers, which have digits, and no names of members.
    fn is_map(&self, map: &Map<String, Value>, path: &str) -> bool {
        let is_identifier = |key: &String| key.contains(|c: char| c.is_ascii_digit());
        let holder = self.holders.get(path).filter(|holder| !holder.members.is_empty());
        holder.is_some_and(|holder| map.keys().all(|key| is_identifier(key) && !holder.members.contains(key.trim())))
    }

    fn member(&mut self, key: &str, value: &Value, path: &str, depth: usize) {
        let place = join(path, key);
        let shape = self.shapes.entry(place.clone()).or_insert_with(|| {
            self.named.entry(key.to_owned()).or_default().push(place.clone());
            Shape::default()
        });
        match value {
            Value::Object(_) => shape.object = true,
            Value::Array(items) => {
                shape.list = true;
                shape.object |= items.iter().any(Value::is_object);
            }
            Value::Null => {}
            _ => shape.scalar = true,
        }
        self.learn(value, &place, depth + 1);
    }
}

/// Moves fields of an answer to where its samples have them.
pub(crate) fn settle(fields: &mut Vec<Field>, samples: &[&Value]) -> Vec<Moved> {
    let mut places = Places { wrapped: has_wrapped(fields), ..Places::default() };
    holders(fields, "", &mut places.holders);
    samples.iter().for_each(|sample| places.learn(sample, "", 0));
    let mut moved = Vec::new();
    if places.shapes.is_empty() {
        return moved;
    }
    let mut known = HashSet::new();
    paths(fields, "", &mut |path| {
        known.insert(path.to_owned());
    });
    let mut out = Vec::new();
    take(fields, "", &places, &mut known, &mut out);
    for (field, from, to) in out {
        moved.push(Moved { from, to: to.clone(), source: field.source.clone() });
        put(fields, field, &to, &places);
    }
    moved
}

/// A sample with the table's names: an object of another name that has most members of a field no sample shows is it.
pub(super) fn align(fields: &[Field], sample: &Value) -> Value {
    let Value::Object(map) = sample else { return sample.clone() };
    let is_known = |name: &str| fields.iter().any(|field| field.name == name);
    let mut missing: Vec<&Field> =
        fields.iter().filter(|field| inner(&field.ty).len() > 1 && !map.contains_key(&field.name)).collect();
    let mut aligned = Map::new();
    for (key, value) in map {
        let same = |(at, field): (usize, &&Field)| Some((at, same(field, value, 0)?));
        match missing.iter().enumerate().find_map(same).filter(|_| !is_known(key.trim())) {
            Some((at, value)) => aligned.insert(missing.swap_remove(at).name.clone(), value.clone()),
            None => aligned.insert(key.clone(), value.clone()),
        };
    }
    Value::Object(aligned)
}

/// What has at least two and most of the field's members, in the value or below keys around it; none of these is the
/// field's own name.
fn same<'v>(field: &Field, value: &'v Value, depth: usize) -> Option<&'v Value> {
    const MOST_AROUND: usize = 3;
    let map = match value {
        Value::Array(items) => items.first()?.as_object()?,
        value => value.as_object()?,
    };
    let common = inner(&field.ty).iter().filter(|member| map.contains_key(&member.name)).count();
    if map.contains_key(&field.name) || depth > MOST_AROUND {
        None
    } else if common > 1 && 2 * common > map.len() {
        Some(value)
    } else {
        map.values().next().filter(|_| map.len() == 1).and_then(|around| same(field, around, depth + 1))
    }
}

/// Lists have a key around their items.
fn has_wrapped(fields: &[Field]) -> bool {
    fields.iter().any(|field| match &field.ty {
        Type::Array { item_name: Some(_), .. } => true,
        ty => has_wrapped(inner(ty)),
    })
}

fn holders(fields: &[Field], above: &str, found: &mut HashMap<String, Holder>) {
    for field in fields {
        let (path, members) = (join(above, &field.name), inner(&field.ty));
        holders(members, &path, found);
        let item = match &field.ty {
            Type::Array { item_name, .. } => item_name.clone(),
            _ => None,
        };
        if item.is_some() || !members.is_empty() {
            let members = members.iter().map(|member| member.name.clone()).collect();
            found.insert(path, Holder { item, members });
        }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

fn inner(ty: &Type) -> &[Field] {
    match ty {
        Type::Object { fields, .. } => fields.as_deref().unwrap_or_default(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => self::inner(inner),
        _ => &[],
    }
}

fn members(ty: &mut Type) -> Option<&mut Vec<Field>> {
    match ty {
        Type::Object { fields, .. } => fields.as_mut(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => members(inner),
        _ => None,
    }
}

fn paths(fields: &[Field], above: &str, found: &mut dyn FnMut(&str)) {
    for field in fields {
        let path = join(above, &field.name);
        found(&path);
        paths(inner(&field.ty), &path, found);
    }
}

/// Takes the fields out that belong elsewhere: each with the place that it had and the place that it gets.
fn take(
    fields: &mut Vec<Field>,
    above: &str,
    places: &Places,
    known: &mut HashSet<String>,
    out: &mut Vec<(Field, String, String)>,
) {
    let mut targets: Vec<Option<String>> = Vec::with_capacity(fields.len());
    let mut seen = HashSet::new();
    for field in fields.iter() {
        let path = join(above, &field.name);
        let again = !seen.insert(field.name.clone());
        let stays = places.shapes.contains_key(&path) && !again;
        let last = targets.last().and_then(|target| target.as_deref()).map(|target| parent(target).to_owned());
        let target = if stays { None } else { target(field, &path, last.as_deref(), places, known) };
        known.extend(target.clone());
        targets.push(target);
    }
    follow(fields, above, places, &mut targets, known);
    let mut kept = Vec::with_capacity(fields.len());
    for (mut field, target) in std::mem::take(fields).into_iter().zip(targets) {
        let from = join(above, &field.name);
        let at = target.clone().unwrap_or_else(|| from.clone());
        if let Some(members) = members(&mut field.ty) {
            take(members, &at, places, known, out);
        }
        match target {
            Some(to) => out.push((field, from, to)),
            None => kept.push(field),
        }
    }
    *fields = kept;
}

/// The only place where samples have such a field and no row is; of several, the one beside the row before.
fn target(field: &Field, path: &str, beside: Option<&str>, places: &Places, known: &HashSet<String>) -> Option<String> {
    let holds = !inner(&field.ty).is_empty();
    let fits = |place: &&String| {
        let shape = places.shapes.get(*place).copied().unwrap_or_default();
        let inside = place.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        !inside && !known.contains(*place) && (!holds || shape.object || shape.list)
    };
    let found: Vec<&String> = places.named.get(&field.name)?.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Some((*one).clone()),
        several => several.iter().find(|place| beside == Some(parent(place))).map(|place| (*place).clone()),
    }
}

/// A row that no sample shows at all goes with the rows around it.
fn follow(fields: &[Field], above: &str, places: &Places, targets: &mut [Option<String>], known: &mut HashSet<String>) {
    let around = |targets: &[Option<String>], at: usize| -> Option<String> {
        targets.get(at)?.as_deref().map(parent).map(str::to_owned)
    };
    // For each row, the next one that samples show.
    let mut next = None;
    let mut after = vec![None; fields.len()];
    for (at, field) in fields.iter().enumerate().rev() {
        if let Some(after) = after.get_mut(at) {
            *after = next;
        }
        if places.named.contains_key(&field.name) {
            next = Some(at);
        }
    }
    for (at, (field, after)) in fields.iter().zip(after).enumerate() {
        let shown = places.named.contains_key(&field.name);
        let before = at.checked_sub(1).and_then(|before| around(targets, before));
        let together = before.is_some() && after.is_none_or(|after| around(targets, after) == before);
        if let (false, true, Some(parent), Some(target)) = (shown, together, before, targets.get_mut(at)) {
            let place = join(&parent, &field.name);
            if place != join(above, &field.name) && known.insert(place.clone()) {
                *target = Some(place);
            }
        }
    }
}

/// Puts a field at a place; objects that no row names are made.
fn put(fields: &mut Vec<Field>, field: Field, place: &str, places: &Places) {
    let mut level = fields;
    let mut path = String::new();
    for name in parent(place).split('.').filter(|name| !name.is_empty()) {
        path = join(&path, name);
        let shape = places.shapes.get(&path).copied().unwrap_or_default();
        let at = level.iter().position(|known| known.name == name).unwrap_or(level.len());
        if at == level.len() {
            let object = Type::Object { reference: None, fields: Some(Vec::new()) };
            let ty = if shape.list { Type::array(object) } else { object };
            level.push(Field::new(name, ty, field.source.clone()));
        }
        let Some(next) = level.get_mut(at).and_then(|known| open(&mut known.ty, shape.list)) else { return };
        level = next;
    }
    let is_list = places.shapes.get(place).is_some_and(|shape| shape.list);
    let ty = match field.ty {
        object @ Type::Object { .. } if is_list => Type::array(object),
        ty => ty,
    };
    level.push(Field { ty, ..field });
}

/// The members of a type, which becomes one that has some.
fn open(ty: &mut Type, list: bool) -> Option<&mut Vec<Field>> {
    let object = || Type::Object { reference: None, fields: Some(Vec::new()) };
    match ty {
        Type::Object { reference, fields } => {
            *reference = None;
            Some(fields.get_or_insert_default())
        }
        Type::Array { items: inner, .. } | Type::Map { values: inner } => open(inner, false),
        other => {
            *other = if list { Type::array(object()) } else { object() };
            open(other, false)
        }
    }
}

/// The path of a description after fields were moved.
pub(crate) fn renamed(path: String, moved: &[Moved]) -> String {
    let below = |from: &str| match path.strip_prefix(from) {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix('.'),
        None => None,
    };
    let best = moved.iter().filter_map(|moved| Some((moved, below(&moved.from)?))).max_by_key(|(m, _)| m.from.len());
    match best {
        Some((moved, "")) => moved.to.clone(),
        Some((moved, rest)) => format!("{}.{rest}", moved.to),
        None => path,
    }
}

/// What to say of the fields that were moved.
pub(crate) fn finding(action: &str, moved: &[Moved]) -> Option<Diagnostic> {
    const SHOWN: usize = 4;
    let first = moved.first()?;
    let list: Vec<String> =
        moved.iter().take(SHOWN).map(|moved| format!("{} is at {}", moved.from, moved.to)).collect();
    let more = moved.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let list = list.join(", ");
    let message =
        format!("fields of {action} are where the page's sample has them, not where the table does: {list}{more}");
    Some(Diagnostic::new("place-from-sample", Severity::Warning, message).at(first.source.clone()))
}

#[cfg(test)]
mod tests {
    use super::{paths, renamed, settle};
    use crate::spec::model::{Field, Source, Type};
    use serde_json::{Value, json};

    fn field(name: &str, ty: Type) -> Field {
        Field::new(name, ty, Source { document: "lantern.md".to_owned(), lines: [1, 1] })
    }

    fn settled(names: &[&str], sample: &Value) -> (Vec<String>, usize) {
        let mut fields: Vec<Field> = names.iter().map(|name| field(name, Type::string())).collect();
        let moved = settle(&mut fields, &[sample]).len();
        let mut found = Vec::new();
        paths(&fields, "", &mut |path| found.push(path.to_owned()));
        (found, moved)
    }

    #[test]
    fn fields_go_where_the_only_sample_has_them() {
        let sample = json!({"code": 0, "data": {"id": "l-1", "parts": [{"wick": "w"}]}});
        let (found, moved) = settled(&["code", "id", "wick"], &sample);
        assert_eq!(found, ["code", "data", "data.id", "data.parts", "data.parts.wick"]);
        assert_eq!(moved, 2);
    }

    #[test]
    fn fields_of_several_places_and_fields_of_none_stay() {
        let sample = json!({"a": {"id": 1}, "b": {"id": 2}, "total": 2});
        assert_eq!(settled(&["total", "id", "other"], &sample), (vec!["total".into(), "id".into(), "other".into()], 0));
    }

    #[test]
    fn descriptions_move_with_their_fields() {
        let mut fields = vec![field("id", Type::string())];
        let moved = settle(&mut fields, &[&json!({"data": {"id": 1}})]);
        assert_eq!(renamed("id".to_owned(), &moved), "data.id");
        assert_eq!(renamed("identity".to_owned(), &moved), "identity");
    }
}
