//! Which objects a request means: by ids, by what holds them, by filters, in pages.

use std::sync::Arc;

use docquarry_runtime::server::{Call, Error};
use serde_json::{Map, Value};

use crate::families::{Filter, Missing, Pages, Part, Way};
use crate::spec::model::Field;

use super::Engine;
use super::kinds::{items, text, texts};
use super::world::{Object, World};

/// Parameters of a call.
pub(super) fn parameters(call: &Call) -> Map<String, Value> {
    call.parameters.as_object().cloned().unwrap_or_default()
}

pub(super) fn not_there(missing: &Missing, noun: &str, id: &str) -> Error {
    Error::new(missing.code.clone(), format!("There is no {noun} {id:?}."))
}

impl Engine {
    /// The region that a call is about; none if any.
    pub(super) fn region(&self, kind: usize, call: &Call, parameters: &Map<String, Value>) -> Option<String> {
        match self.kinds.get(kind).and_then(|kind| kind.region.as_ref()) {
            Some(name) => parameters.get(name).and_then(Value::as_str).map(str::to_owned),
            None => call.region.clone(),
        }
    }

    /// The objects that hold what a request means, if it names them.
    pub(super) fn outer(
        &self,
        world: &World,
        part: &Part,
        parameters: &Map<String, Value>,
    ) -> Result<Option<Vec<u64>>, Error> {
        let mut scope: Option<Vec<u64>> = None;
        for parent in part.select.parents.iter().rev() {
            let ids = texts(parameters.get(&parent.parameter), parent.several);
            if ids.is_empty() {
                continue;
            }
            let mut found = Vec::new();
            for id in ids {
                let mut with_id =
                    world.with_id(&parent.noun, &id).filter(|object| is_in(world, object, scope.as_deref()));
                match with_id.next() {
                    Some(object) => found.push(object.seq),
                    None => return Err(not_there(&parent.missing, &parent.noun, &id)),
                }
            }
            scope = Some(found);
        }
        Ok(scope)
    }

    /// What a request means. What is named and not there is an error if `strict`, or else left out.
    pub(super) fn find(
        &self,
        world: &World,
        (kind, part): (usize, &Part),
        call: &Call,
        parameters: &Map<String, Value>,
        strict: bool,
    ) -> Result<Vec<Arc<Object>>, Error> {
        let Some(family) = self.kinds.get(kind).map(|kind| &kind.family) else { return Ok(Vec::new()) };
        let region = self.region(kind, call, parameters);
        let scope = self.outer(world, part, parameters)?;
        let fits = |object: &Object| {
            let is_there = region.is_none() || object.region.is_none() || object.region == region;
            is_there && is_in(world, object, scope.as_deref())
        };
        let named = part.select.id.as_ref().map(|id| texts(parameters.get(&id.parameter), id.several));
        if let Some(ids) = named.filter(|ids| !ids.is_empty()) {
            let mut found: Vec<Arc<Object>> = Vec::new();
            for id in ids {
                match world.with_id(&family.noun, &id).find(|object| fits(object)) {
                    Some(object) if found.iter().any(|known| known.seq == object.seq) => {}
                    Some(object) => found.push(Arc::clone(object)),
                    None if strict => return Err(not_there(&part.missing, &family.noun, &id)),
                    None => {}
                }
            }
            return Ok(found);
        }
        let of = |object: &&Arc<Object>| object.noun == family.noun && fits(object);
        Ok(match scope.as_deref() {
            Some(scope) if self.is_parent(kind, part) => {
                scope.iter().flat_map(|seq| world.children(*seq)).filter(of).cloned().collect()
            }
            _ => world.of_noun(&family.noun).filter(of).cloned().collect(),
        })
    }

    /// Whether the nearest of what a request names holds the things directly.
    fn is_parent(&self, kind: usize, part: &Part) -> bool {
        let parent = self.kinds.get(kind).and_then(|kind| kind.family.parent.as_ref());
        parent.is_some() && part.select.parents.first().map(|parent| &parent.noun) == parent
    }

    /// The page that a request asks for; nothing but that page is looked at where the request selects nothing.
    pub(super) fn page(
        &self,
        world: &World,
        (kind, part): (usize, &Part),
        call: &Call,
        (parameters, pages): (&Map<String, Value>, Option<&Pages>),
        (fields, strict): (&[Field], bool),
    ) -> Result<Page<Arc<Object>>, Error> {
        let select = &part.select;
        let mut chosen = select.filters.iter().map(|filter| &filter.parameter).chain(&select.by_name);
        let mut ids =
            select.id.iter().map(|id| &id.parameter).chain(select.parents.iter().map(|parent| &parent.parameter));
        let is_sent = |name: &String| parameters.contains_key(name);
        if !chosen.any(is_sent) && !ids.any(is_sent) {
            let noun = self.kinds.get(kind).map(|kind| kind.family.noun.as_str()).unwrap_or_default();
            let region = self.region(kind, call, parameters);
            if let Some((total, all)) = world.of_region(noun, region.as_deref()) {
                return Ok(page_of(pages, parameters, total, all.cloned()));
            }
        }
        let found = self.find(world, (kind, part), call, parameters, strict)?;
        let found = self.filtered(world, part, parameters, found, fields)?;
        Ok(page(pages, parameters, found))
    }

    /// Leaves what the request's filters mean, by the objects as they are shown.
    pub(super) fn filtered(
        &self,
        world: &World,
        part: &Part,
        parameters: &Map<String, Value>,
        objects: Vec<Arc<Object>>,
        fields: &[Field],
    ) -> Result<Vec<Arc<Object>>, Error> {
        let plain: Vec<(&Filter, &Value)> = part
            .select
            .filters
            .iter()
            .filter_map(|filter| Some((filter, parameters.get(&filter.parameter)?)))
            .collect();
        let by_name = part.select.by_name.as_ref().map(|name| items(parameters.get(name))).unwrap_or_default();
        let mut named: Vec<(String, Value)> = Vec::new();
        for filter in &by_name {
            let of = |wanted: &str| {
                let mut members = filter.as_object().into_iter().flatten();
                members.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
            };
            let name = of("name").map(text).unwrap_or_default();
            let field = self.filter_field(part, &name, fields).ok_or_else(|| self.unknown_filter(part, &name))?;
            named.push((field, of("values").cloned().unwrap_or_default()));
        }
        if plain.is_empty() && named.is_empty() {
            return Ok(objects);
        }
        let is_shown = |object: &Object, name: &str, wanted: &Value| {
            let field = fields.iter().find(|field| field.name == *name);
            let kind = self.kinds.named(&object.noun).map(|(_, kind)| kind);
            let shown = match field {
                Some(field) => Some(self.shown_field(world, object, field, None, 0)),
                None => self
                    .id(world, object, kind, name)
                    .map(Value::String)
                    .or_else(|| kind?.value(&object.values, name).cloned()),
            };
            shown.is_some_and(|shown| matches(&shown, wanted))
        };
        let fits = |object: &Arc<Object>| {
            plain.iter().all(|(filter, wanted)| is_shown(object, &filter.field, wanted))
                && named.iter().all(|(field, wanted)| is_shown(object, field, wanted))
        };
        Ok(objects.into_iter().filter(fits).collect())
    }

    /// The field that the name of a filter means: `kite-id`, `KiteId`, or `id` of a kite.
    fn filter_field(&self, part: &Part, name: &str, fields: &[Field]) -> Option<String> {
        let wanted = self.kinds.key(name).into_owned();
        let (index, _) = self.kinds.plan(&part.action)?;
        let noun = self.kinds.key(&self.kinds.get(index)?.family.noun).into_owned();
        let with_noun = format!("{noun}{wanted}");
        let is = |field: &&Field, wanted: &str| self.kinds.key(&field.name) == wanted;
        let mut next = Some(index);
        while let Some(kind) = next.and_then(|index| self.kinds.get(index)) {
            if self.kinds.is_id(kind, name) {
                return kind.family.ids.first().cloned();
            }
            next = kind.parent;
        }
        let found = fields
            .iter()
            .find(|field| is(field, &wanted))
            .or_else(|| fields.iter().find(|field| is(field, &with_noun)));
        let without = || {
            let short = wanted.strip_prefix(&noun).filter(|short| !short.is_empty())?;
            fields.iter().find(|field| is(field, short))
        };
        found.or_else(without).map(|field| field.name.clone())
    }

    fn unknown_filter(&self, part: &Part, name: &str) -> Error {
        let own = self.spec.actions.get(&part.action).map(|action| action.errors.as_slice()).unwrap_or_default();
        let code = own.iter().find(|code| code.ends_with("InvalidFilter"));
        let code = code.or_else(|| own.iter().find(|code| *code == "InvalidParameterValue"));
        let code = code.cloned().unwrap_or_else(|| "InvalidParameterValue".to_owned());
        Error::new(code, format!("This server keeps nothing that the filter {name:?} could be compared with."))
    }
}

/// Whether an object is in one of a scope.
pub(super) fn is_in(world: &World, object: &Object, scope: Option<&[u64]>) -> bool {
    scope.is_none_or(|scope| world.ancestors(object).any(|outer| scope.contains(&outer.seq)))
}

/// Whether what is shown is what was asked for: one of several, or a list that has one of them.
pub(super) fn matches(shown: &Value, wanted: &Value) -> bool {
    let shown_list = items(Some(shown));
    let wanted_list: Vec<Value> = match wanted {
        Value::String(text) if text.trim_start().starts_with('[') => items(Some(wanted)),
        Value::Array(items) => items.clone(),
        other => vec![other.clone()],
    };
    let is_same = |shown: &Value, wanted: &Value| match (shown, wanted) {
        (Value::Object(shown), Value::Object(wanted)) => {
            wanted.iter().all(|(name, value)| shown.get(name).is_some_and(|shown| text(shown) == text(value)))
        }
        _ => text(shown) == text(wanted),
    };
    let shown_list = if shown.is_array() { shown_list } else { vec![shown.clone()] };
    wanted_list.iter().any(|wanted| shown_list.iter().any(|shown| is_same(shown, wanted)))
}

/// A page of a list.
pub(super) struct Page<T> {
    /// The number of all items.
    pub(super) total: usize,
    pub(super) items: Vec<T>,
    /// The text that asks for the next page; none on the last one.
    pub(super) next: Option<String>,
}

/// The page that a request asks for.
pub(super) fn page<T>(pages: Option<&Pages>, parameters: &Map<String, Value>, list: Vec<T>) -> Page<T> {
    page_of(pages, parameters, list.len(), list.into_iter())
}

/// The page of a list of which the length is known.
fn page_of<T>(
    pages: Option<&Pages>,
    parameters: &Map<String, Value>,
    total: usize,
    list: impl Iterator<Item = T>,
) -> Page<T> {
    let Some(pages) = pages else { return Page { total, items: list.collect(), next: None } };
    let number = |name: &str| parameters.get(name).and_then(|value| text(value).trim().parse::<usize>().ok());
    let default = pages.default_size.and_then(|size| usize::try_from(size).ok());
    let size = pages.size.as_deref().and_then(number).or(default).filter(|size| *size > 0 || pages.way == Way::Items);
    let position = number(&pages.position).unwrap_or(0);
    let size = size.unwrap_or(total);
    let from = match pages.way {
        Way::Items | Way::Token => position,
        Way::Pages => position.saturating_sub(1).saturating_mul(size),
    };
    let end = from.saturating_add(size);
    let next = (end < total).then(|| end.to_string());
    Page { total, items: list.skip(from).take(size).collect(), next }
}
