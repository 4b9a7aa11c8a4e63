//! The tables of a spec: whose they are, and every field in them by its path.
//!
//! Members of unnamed structures belong to the table that they are written out in; members of named structures have a
//! table of their own.

use std::fmt;

use crate::spec::model::{Field, Spec};

/// The table that a field stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner<'a> {
    /// The request of an action.
    Request(&'a str),
    /// The response of an action.
    Response(&'a str),
    /// The members of a structure.
    Structure(&'a str),
    /// The common parameters of a signing scheme.
    Common(&'a str),
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(name) => write!(f, "the request of {name}"),
            Self::Response(name) => write!(f, "the response of {name}"),
            Self::Structure(name) => write!(f, "structure {name}"),
            Self::Common(scheme) => write!(f, "the common parameters of {scheme}"),
        }
    }
}

/// Calls `visit` with the table, the path and each field of a spec, members of unnamed structures included.
pub fn each_field<'a>(spec: &'a Spec, visit: &mut dyn FnMut(Owner<'a>, &str, &'a Field)) {
    each_table(spec, &mut |owner, fields| each_member(fields, &mut |path, field| visit(owner, path, field)));
}

/// Calls `visit` with the fields of each table.
pub fn each_table<'a>(spec: &'a Spec, visit: &mut dyn FnMut(Owner<'a>, &'a [Field])) {
    for (scheme, fields) in &spec.common_parameters {
        visit(Owner::Common(scheme), fields);
    }
    for (name, action) in &spec.actions {
        visit(Owner::Request(name), &action.request);
        visit(Owner::Response(name), &action.response);
    }
    for (name, structure) in &spec.structures {
        visit(Owner::Structure(name), &structure.fields);
    }
}

/// Calls `visit` with the dotted path and each field of one table, members of unnamed structures included.
pub fn each_member<'a>(fields: &'a [Field], visit: &mut dyn FnMut(&str, &'a Field)) {
    descend(fields, &mut String::new(), visit);
}

fn descend<'a>(fields: &'a [Field], path: &mut String, visit: &mut dyn FnMut(&str, &'a Field)) {
    let start = path.len();
    for field in fields {
        path.push_str(&field.name);
        visit(path, field);
        path.push('.');
        descend(field.ty.inline_fields(), path, visit);
        path.truncate(start);
    }
}
