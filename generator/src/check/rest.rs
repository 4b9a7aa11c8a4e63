//! Operations of an API of methods and paths against their own paths.

use std::collections::HashMap;

use crate::spec::model::{Protocol, Spec};
use crate::spec::rest::{self, Oddity};

use super::findings::Findings;
use super::rules::{
    PATH_MISSING, PATH_PARAMETER_NAME, PATH_PARAMETER_PLACELESS, PATH_PARAMETER_UNDOCUMENTED, PATH_REPEATED,
};

pub(super) fn check(spec: &Spec, findings: &mut Findings) {
    if spec.protocol != Protocol::Rest {
        return;
    }
    let mut seen: HashMap<(&str, &str), &str> = HashMap::new();
    for (name, action) in &spec.actions {
        let source = Some(&action.source);
        let Some(path) = action.path.as_deref() else {
            findings.add(&PATH_MISSING, source, format!("{name} has no path, so nobody can call it"));
            continue;
        };
        let method = action.method.as_deref().unwrap_or_default();
        if let Some(first) = seen.get(&(method, path)) {
            let message = format!("{name} is called as {first} is, by {method} {path}");
            findings.add(&PATH_REPEATED, source, message);
        } else {
            seen.insert((method, path), name);
        }
        for oddity in rest::oddities(spec, action) {
            match oddity {
                Oddity::Undocumented(place) => {
                    let message = format!("no row of {name} documents `{{{place}}}` of {path}");
                    findings.add(&PATH_PARAMETER_UNDOCUMENTED, source, message);
                }
                Oddity::Placeless(field) => {
                    let message =
                        format!("`{}` of {name} is a part of the path, and {path} has no place for it", field.name);
                    findings.add(&PATH_PARAMETER_PLACELESS, Some(&field.source), message);
                }
                Oddity::Renamed(field, place) => {
                    let message = format!("`{}` of {name} is called `{{{place}}}` in {path}", field.name);
                    findings.add(&PATH_PARAMETER_NAME, Some(&field.source), message);
                }
            }
        }
    }
}
