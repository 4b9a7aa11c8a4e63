//! Structures against the types that name them and the lists of users printed beside them.

use std::collections::HashSet;

use crate::spec::model::{Spec, Structure};
use crate::spec::usage::{Usage, Users};
use crate::spec::walk::each_field;

use super::findings::{Findings, list};
use super::rules::{
    INPUT_WITHOUT_REQUIRED, OUTPUT_WITH_REQUIRED, STRUCTURE_UNDEFINED, STRUCTURE_UNUSED, USED_BY_EXTRA, USED_BY_MISSING,
};

pub(super) fn check(spec: &Spec, usage: &Usage<'_>, findings: &mut Findings) {
    each_field(spec, &mut |owner, path, field| {
        if let Some(name) = field.ty.referenced().filter(|name| !spec.structures.contains_key(*name)) {
            let message = format!("`{path}` in {owner} has the type {name}, which is not defined");
            findings.add(&STRUCTURE_UNDEFINED, Some(&field.source), message);
        }
    });
    let lists_printed = spec.structures.values().any(|structure| !structure.used_by.is_empty());
    for (name, structure) in &spec.structures {
        let users = usage.get(name).cloned().unwrap_or_default();
        if users.requests.is_empty() && users.responses.is_empty() {
            let message = format!("no action uses structure {name}");
            findings.add(&STRUCTURE_UNUSED, Some(&structure.source), message);
        }
        if lists_printed {
            compare_users(spec, name, structure, &users, findings);
        }
        required_column(name, structure, &users, findings);
    }
}

fn compare_users(spec: &Spec, name: &str, structure: &Structure, users: &Users<'_>, findings: &mut Findings) {
    let printed: HashSet<&str> = structure.used_by.iter().map(String::as_str).collect();
    let actual = users.actions();
    let missing: Vec<&str> = actual.iter().copied().filter(|action| !printed.contains(action)).collect();
    if !missing.is_empty() {
        let message = format!("the users printed at structure {name} lack {}, whose types reach it", list(&missing));
        findings.add(&USED_BY_MISSING, Some(&structure.source), message);
    }
    let known: HashSet<&str> = actual.into_iter().collect();
    let extra = structure.used_by.iter().map(String::as_str).filter(|action| !known.contains(action));
    let (described, absent): (Vec<&str>, Vec<&str>) = extra.partition(|action| spec.actions.contains_key(*action));
    for (names, reason) in [(described, "whose types do not reach it"), (absent, "which no page describes")] {
        if !names.is_empty() {
            let message = format!("the users printed at structure {name} name {}, {reason}", list(&names));
            findings.add(&USED_BY_EXTRA, Some(&structure.source), message);
        }
    }
}

fn required_column(name: &str, structure: &Structure, users: &Users<'_>, findings: &mut Findings) {
    let column = structure.fields.iter().any(|field| field.required.is_some());
    let source = Some(&structure.source);
    if column && users.requests.is_empty() && !users.responses.is_empty() {
        let message = format!("structure {name} says which members are required, and only responses use it");
        findings.add(&OUTPUT_WITH_REQUIRED, source, message);
    }
    if !column && !structure.fields.is_empty() && !users.requests.is_empty() {
        let message = format!("structure {name} does not say which members are required, and requests use it");
        findings.add(&INPUT_WITHOUT_REQUIRED, source, message);
    }
}
