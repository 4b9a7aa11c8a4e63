//! Values of the model of which little is known yet: types by name, actions and fields of which nothing but a place is
//! known. Who knows more sets it (`Field { nullable: true, ..Field::new(name, ty, source) }`), so that a new key of the
//! contract is no change of every place that makes a field.

use indexmap::IndexMap;

use super::model::{Action, Facts, Field, ListedAction, Source, StringFormat, Structure, Type};

impl Type {
    /// Text without a format.
    pub fn string() -> Self {
        Self::String { format: None, content: None }
    }

    /// Text of a format.
    pub fn formatted(format: StringFormat) -> Self {
        Self::String { format: Some(format), content: None }
    }

    /// A whole number of unknown width.
    pub fn integer() -> Self {
        Self::Integer { format: None }
    }

    /// A list of `items`, sent bare.
    pub fn array(items: Type) -> Self {
        Self::Array { items: Box::new(items), item_name: None }
    }

    /// A named structure.
    pub fn reference(name: impl Into<String>) -> Self {
        Self::Object { reference: Some(name.into()), fields: None }
    }
}

impl ListedAction {
    /// An action of which a place alone is known.
    pub fn at(source: Source) -> Self {
        Self { title: None, group: None, rate_limit: None, url: None, since: None, uncertain: Vec::new(), source }
    }
}

impl Action {
    /// An action of which the page alone is known.
    pub fn at(source: Source) -> Self {
        Self {
            title: None,
            titles: IndexMap::new(),
            group: None,
            endpoint: None,
            rate_limit: None,
            updated_at: None,
            deprecated: false,
            deprecated_since: None,
            successor: None,
            asynchronous: false,
            task_query: None,
            since: None,
            uncertain: Vec::new(),
            url: None,
            method: None,
            path: None,
            request: Vec::new(),
            body: None,
            conditions: Vec::new(),
            response: Vec::new(),
            returns: None,
            statuses: IndexMap::new(),
            errors: Vec::new(),
            examples: Vec::new(),
            source,
        }
    }
}

impl Structure {
    /// A structure of which a place alone is known.
    pub fn at(source: Source) -> Self {
        Self {
            label: None,
            labels: IndexMap::new(),
            since: None,
            uncertain: Vec::new(),
            fields: Vec::new(),
            conditions: Vec::new(),
            one_of: Vec::new(),
            used_by: Vec::new(),
            url: None,
            source,
        }
    }
}

impl Field {
    /// A field of which name, type and place alone are known.
    pub fn new(name: &str, ty: Type, source: Source) -> Self {
        Self {
            name: name.to_owned(),
            label: None,
            labels: IndexMap::new(),
            place: None,
            ty,
            required: None,
            nullable: false,
            example: None,
            facts: Facts::default(),
            deprecated: false,
            deprecated_since: None,
            since: None,
            uncertain: Vec::new(),
            source,
        }
    }
}
