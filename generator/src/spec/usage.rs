//! Who uses which structure: references followed from the actions through all structures.
//!
//! Computed from the types alone. The lists that a vendor prints beside its structures stay in
//! [`Structure::used_by`](crate::spec::model::Structure::used_by); comparing the two is the job of
//! [`check`](crate::check).

use indexmap::{IndexMap, IndexSet};

use crate::spec::model::{Field, Spec, Type};

/// The users of one structure, each list in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Users<'a> {
    /// Actions whose request holds the structure, directly or through other structures.
    pub requests: IndexSet<&'a str>,
    /// Actions whose response holds it.
    pub responses: IndexSet<&'a str>,
    /// Structures with a member of this type.
    pub containers: IndexSet<&'a str>,
}

impl<'a> Users<'a> {
    /// Actions that hold the structure in either direction, sorted by name.
    pub fn actions(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self.requests.union(&self.responses).copied().collect();
        names.sort_unstable();
        names
    }
}

/// The users of every structure that is defined or referenced.
#[derive(Debug, Clone, Default)]
pub struct Usage<'a> {
    users: IndexMap<&'a str, Users<'a>>,
}

impl<'a> Usage<'a> {
    /// Follows every reference of a spec.
    pub fn of(spec: &'a Spec) -> Self {
        let mut users: IndexMap<&str, Users> =
            spec.structures.keys().map(|name| (name.as_str(), Users::default())).collect();
        let mut members: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
        for (name, structure) in &spec.structures {
            let mut references = IndexSet::new();
            collect(&structure.fields, &mut references);
            structure.one_of.iter().for_each(|choice| collect_type(choice, &mut references));
            for reference in &references {
                users.entry(reference).or_default().containers.insert(name);
            }
            members.insert(name, references);
        }
        for (name, action) in &spec.actions {
            for reference in reachable(&action.request, action.body.as_ref(), &members) {
                users.entry(reference).or_default().requests.insert(name);
            }
            for reference in reachable(&action.response, action.returns.as_ref(), &members) {
                users.entry(reference).or_default().responses.insert(name);
            }
        }
        Self { users }
    }

    /// The users of a structure; none where nothing defines or names it.
    pub fn get(&self, structure: &str) -> Option<&Users<'a>> {
        self.users.get(structure)
    }
}

/// Structures named in the types of `fields` and in that of the whole, and all that those reach.
fn reachable<'a>(
    fields: &'a [Field],
    whole: Option<&'a Type>,
    members: &IndexMap<&'a str, IndexSet<&'a str>>,
) -> IndexSet<&'a str> {
    let mut found = IndexSet::new();
    collect(fields, &mut found);
    whole.into_iter().for_each(|ty| collect_type(ty, &mut found));
    let mut next = 0;
    while let Some(name) = found.get_index(next).copied() {
        found.extend(members.get(name).into_iter().flatten().copied());
        next += 1;
    }
    found
}

/// Structures named directly in the types of `fields`, unnamed structures included.
fn collect<'a>(fields: &'a [Field], into: &mut IndexSet<&'a str>) {
    for field in fields {
        collect_type(&field.ty, into);
    }
}

fn collect_type<'a>(ty: &'a Type, into: &mut IndexSet<&'a str>) {
    match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => collect_type(inner, into),
        Type::String { content: Some(inner), .. } => collect_type(inner, into),
        Type::Object { reference, fields } => {
            into.extend(reference.as_deref());
            collect(fields.as_deref().unwrap_or_default(), into);
        }
        Type::OneOf { one_of } => one_of.iter().for_each(|choice| collect_type(choice, into)),
        Type::String { .. } | Type::Integer { .. } | Type::Number { .. } | Type::Boolean => {}
    }
}
