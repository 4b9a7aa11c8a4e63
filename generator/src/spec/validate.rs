//! What a spec must hold to whoever reads it: the one entrance for names, ids, codes, hosts, addresses and nesting.
//!
//! A spec may come from anybody, and its names end up in source code, file names, addresses and terminals. How they are
//! written there is up to `escape`; here is what no name may be at all.

use std::fmt::{self, Display};

use serde_json::Value;

use crate::escape::{Visible, is_hidden};
use crate::source::Source;
use crate::spec::model::{Field, Spec, Type};

/// Longest name, in bytes.
const LONGEST_NAME: usize = 512;
/// Longest name of a document and longest address, in bytes.
const LONGEST_ADDRESS: usize = 4096;
/// Most types within each other, as in an array of arrays, without members.
pub const DEEPEST_TYPE: usize = 16;
/// Most levels of anything: of members, and of values in examples.
pub const DEEPEST: usize = 64;
/// Most problems that are listed.
const LISTED: usize = 8;

/// Something in a spec that no spec may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: `actions.BrewTea.request.Cups`.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", Visible(&self.path), self.message)
    }
}

/// Everything in a spec that no spec may have.
pub fn problems(spec: &Spec) -> Vec<Problem> {
    let mut checker = Checker::default();
    checker.spec(spec);
    checker.problems
}

/// Takes addresses that are none out of a spec that was read from documents: the rest is as good without them.
pub fn drop_addresses(spec: &mut Spec) {
    let actions = spec.actions.values_mut().map(|action| &mut action.url);
    let listed = spec.listed_actions.values_mut().map(|action| &mut action.url);
    let structures = spec.structures.values_mut().map(|structure| &mut structure.url);
    for url in actions.chain(listed).chain(structures) {
        if url.as_ref().is_some_and(|url| !is_address(url)) {
            *url = None;
        }
    }
}

/// Problems in one line; the first ones with their places.
pub fn list(problems: &[Problem]) -> String {
    let mut list = problems.iter().take(LISTED).map(ToString::to_string).collect::<Vec<_>>().join("; ");
    if problems.len() > LISTED {
        list.push_str(&format!("; and {} more", problems.len() - LISTED));
    }
    list
}

/// Whether a text is the address of a page: `https://…` or `http://…`, without blanks and invisible characters.
pub fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && text.len() <= LONGEST_ADDRESS)
        && !text.chars().any(|c| is_hidden(c) || c.is_whitespace())
}

/// What is wrong with a name; `None` if nothing is.
fn of_name(name: &str, longest: usize) -> Option<String> {
    if name.trim().is_empty() {
        return Some("a name is empty".to_owned());
    }
    if name.len() > longest {
        return Some(format!("a name of {} bytes is longer than {longest}", name.len()));
    }
    let hidden = name.chars().find(|c| is_hidden(*c))?;
    Some(format!("the name `{}` has the invisible character U+{:04X}", Visible(name), u32::from(hidden)))
}

#[derive(Default)]
struct Checker {
    path: Vec<String>,
    problems: Vec<Problem>,
}

impl Checker {
    fn within(&mut self, part: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(part.chars().take(LONGEST_NAME).collect());
        check(self);
        self.path.pop();
    }

    fn report(&mut self, message: impl Into<String>) {
        // Paths of many problems would take more room than the spec.
        if self.problems.len() <= LISTED * 100 {
            self.problems.push(Problem { path: self.path.join("."), message: message.into() });
        }
    }

    fn name(&mut self, name: &str) {
        if let Some(message) = of_name(name, LONGEST_NAME) {
            self.report(message);
        }
    }

    fn names<'n>(&mut self, part: &str, names: impl IntoIterator<Item = &'n str>) {
        self.within(part, |checker| names.into_iter().for_each(|name| checker.name(name)));
    }

    fn id(&mut self, id: &str) {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !id.starts_with(|c: char| c.is_ascii_alphanumeric()) || !id.chars().all(is_plain) || id.len() > LONGEST_NAME
        {
            self.report(format!("`{}` is no id: those have letters, digits, `-`, `_` and `.`", Visible(id)));
        }
    }

    fn host(&mut self, host: &str) {
        self.name(host);
        if host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '\\' | '?' | '#' | '@' | '"')) {
            self.report(format!("`{}` is no host", Visible(host)));
        }
    }

    fn url(&mut self, url: Option<&String>) {
        if let Some(url) = url.filter(|url| !is_address(url)) {
            let shown: String = url.chars().take(LONGEST_NAME).collect();
            self.report(format!("`{}` is no address that begins with https:// or http://", Visible(&shown)));
        }
    }

    fn source(&mut self, source: &Source) {
        if let Some(message) = of_name(&source.document, LONGEST_ADDRESS) {
            self.report(format!("source: {message}"));
        }
    }

    fn sources<'s>(&mut self, sources: impl IntoIterator<Item = &'s Source>) {
        sources.into_iter().for_each(|source| self.source(source));
    }

    fn spec(&mut self, spec: &Spec) {
        self.within("id", |checker| checker.id(&spec.id));
        // Empty where the documents do not say them.
        self.names("product", Some(spec.product.as_str()).filter(|name| !name.is_empty()));
        self.names("api_version", Some(spec.api_version.as_str()).filter(|name| !name.is_empty()));
        for endpoint in &spec.endpoints {
            self.within("endpoints", |checker| {
                checker.host(&endpoint.host);
                endpoint.region.iter().for_each(|region| checker.name(region));
                checker.sources(&endpoint.source);
            });
        }
        for region in &spec.regions {
            self.within("regions", |checker| {
                checker.name(&region.id);
                checker.source(&region.source);
            });
        }
        for (scheme, fields) in &spec.common_parameters {
            self.within("common_parameters", |checker| {
                checker.name(scheme);
                checker.within(scheme, |checker| checker.fields(fields, 0));
            });
        }
        self.actions(spec);
        for (name, structure) in &spec.structures {
            self.names("structures", [name.as_str()]);
            self.within("structures", |checker| {
                checker.within(name, |checker| {
                    checker.url(structure.url.as_ref());
                    checker.names("used_by", structure.used_by.iter().map(String::as_str));
                    checker.source(&structure.source);
                    checker.fields(&structure.fields, 0);
                });
            });
        }
        for (code, error) in &spec.errors {
            self.within("errors", |checker| {
                checker.name(code);
                checker.sources(&error.source);
            });
        }
        self.history(spec);
    }

    fn actions(&mut self, spec: &Spec) {
        for (name, action) in &spec.actions {
            self.names("actions", [name.as_str()]);
            self.within("actions", |checker| {
                checker.within(name, |checker| {
                    action.endpoint.iter().for_each(|host| checker.host(host));
                    checker.url(action.url.as_ref());
                    checker.names("errors", action.errors.iter().map(String::as_str));
                    checker.names("successor", action.successor.as_deref());
                    checker.names("task_query", action.task_query.as_deref());
                    checker.source(&action.source);
                    checker.within("request", |checker| checker.fields(&action.request, 0));
                    checker.within("response", |checker| checker.fields(&action.response, 0));
                    for example in &action.examples {
                        checker.within("examples", |checker| {
                            checker.value(&example.request, 0);
                            checker.value(&example.response, 0);
                            checker.sources(&example.source);
                        });
                    }
                });
            });
        }
        for (name, action) in &spec.listed_actions {
            self.within("listed_actions", |checker| {
                checker.name(name);
                checker.url(action.url.as_ref());
                checker.source(&action.source);
            });
        }
    }

    fn history(&mut self, spec: &Spec) {
        for release in &spec.changelog {
            self.within("changelog", |checker| {
                checker.sources(&release.source);
                for change in &release.changes {
                    change.owner.iter().chain(&change.names).for_each(|name| checker.name(name));
                }
            });
        }
        for migration in &spec.migration {
            self.within("migration", |checker| {
                checker.name(&migration.from);
                migration.to.iter().flatten().for_each(|name| checker.name(name));
                checker.source(&migration.source);
            });
        }
    }

    fn fields(&mut self, fields: &[Field], depth: usize) {
        if depth > DEEPEST {
            return self.report(format!("members are nested deeper than {DEEPEST}"));
        }
        for field in fields {
            self.name(&field.name);
            self.within(&field.name, |checker| {
                checker.sources([&field.source].into_iter().chain(&field.facts.enum_source));
                checker.facts(field);
                checker.ty(&field.ty, 0, depth);
            });
        }
    }

    fn facts(&mut self, field: &Field) {
        field.facts.default.iter().chain(&field.facts.enumeration).for_each(|value| self.value(value, 0));
        for name in field.facts.unit.iter().chain(field.facts.rules.keys()) {
            self.name(name);
        }
    }

    fn ty(&mut self, ty: &Type, types: usize, depth: usize) {
        if types > DEEPEST_TYPE {
            return self.report(format!("types are nested deeper than {DEEPEST_TYPE}"));
        }
        match ty {
            Type::Array { items, item_name } => {
                item_name.iter().for_each(|name| self.name(name));
                self.ty(items, types + 1, depth + 1);
            }
            Type::Map { values } => self.ty(values, types + 1, depth + 1),
            Type::String { content: Some(inner), .. } => self.ty(inner, types + 1, depth + 1),
            Type::Object { reference, fields } => {
                reference.iter().for_each(|name| self.name(name));
                self.fields(fields.as_deref().unwrap_or_default(), depth + 1);
            }
            Type::String { .. } | Type::Integer { .. } | Type::Number { .. } | Type::Boolean => {}
        }
    }

    /// Values nest without types, so each level is counted by itself.
    fn value(&mut self, value: &Value, depth: usize) {
        if depth > DEEPEST {
            return self.report(format!("a value is nested deeper than {DEEPEST}"));
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.value(item, depth + 1)),
            Value::Object(members) => members.values().for_each(|member| self.value(member, depth + 1)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A spec of one action, changed at a JSON pointer.
    fn with(pointer: &str, value: Value) -> Vec<Problem> {
        let source = json!({"document": "kites.md", "lines": [1, 1]});
        let field = json!({"name": "Cup", "type": "string", "required": true, "nullable": false, "deprecated": false,
            "since": null, "source": source});
        let mut spec = json!({"spec_version": 1, "id": "kites", "vendor": "tencent", "product": "kites",
            "api_version": "2031-01-02", "protocol": "tencent-v3",
            "endpoints": [{"host": "kites.example.com", "region": null}], "common_parameters": {},
            "actions": {"FlyKite": {"title": "Fly", "group": null, "endpoint": null, "rate_limit": null,
                "updated_at": null, "deprecated": false, "since": null, "url": "https://docs.example.com/1",
                "request": [field], "response": [], "errors": ["NoWind"], "examples": [], "source": source}},
            "structures": {}, "errors": {"NoWind": {"scope": "business", "http_status": null}}, "changelog": []});
        *spec.pointer_mut(pointer).unwrap() = value;
        problems(&serde_json::from_value(spec).unwrap())
    }

    fn one(pointer: &str, value: Value) -> String {
        let problems = with(pointer, value);
        assert!(problems.len() == 1, "{pointer}: {problems:?}");
        problems[0].to_string()
    }

    #[test]
    fn a_spec_in_order_has_no_problem() {
        assert_eq!(with("/product", json!("kites")), []);
        assert_eq!(with("/actions/FlyKite/title", json!("Tîtle 风筝 \u{202e}")), [], "a title is no name");
        assert_eq!(with("/actions/FlyKite/url", json!(null)), []);
    }

    #[test]
    fn names_are_visible_and_of_some_length_wherever_they_are() {
        for name in
            ["", " ", "X\ncargo::warning=x", "a\u{1b}[31m", "abc\u{202e}def", "\u{2066}", "\u{85}", &"x".repeat(600)]
        {
            for pointer in [
                "/product",
                "/api_version",
                "/endpoints/0/host",
                "/actions/FlyKite/errors/0",
                "/actions/FlyKite/request/0/name",
                "/actions/FlyKite/request/0/source/document",
            ] {
                let long_document = name.len() == 600 && pointer.ends_with("document");
                let unknown = name.is_empty() && matches!(pointer, "/product" | "/api_version");
                assert_eq!(with(pointer, json!(name)).is_empty(), long_document || unknown, "{pointer} {name:?}");
            }
        }
        let place = one("/actions/FlyKite/request/0/name", json!("A\nB"));
        assert_eq!(place, "actions.FlyKite.request: the name `A\\nB` has the invisible character U+000A");
    }

    #[test]
    fn references_and_other_names_of_types_are_names() {
        let field = "/actions/FlyKite/request/0/";
        let source = json!({"document": "kites.md", "lines": [1, 1]});
        let of = |ty: Value| {
            let mut all = json!({"name": "Cup", "required": true, "nullable": false, "deprecated": false, "since": null,
                "source": source});
            all.as_object_mut().unwrap().extend(ty.as_object().unwrap().clone());
            one(field.trim_end_matches('/'), all)
        };
        assert!(of(json!({"type": "object", "ref": "X\nY"})).contains("U+000A"));
        assert!(of(json!({"type": "array", "items": {"type": "string"}, "item_name": ""})).contains("empty"));
    }

    #[test]
    fn addresses_are_of_the_web() {
        for url in ["javascript:alert(1)", "https://", "file:///etc/passwd", "https://a b", "https://a/\u{202e}", ""] {
            assert!(one("/actions/FlyKite/url", json!(url)).contains("no address"), "{url}");
        }
        for id in ["", "../x", "a b", "-x", "茶"] {
            assert!(one("/id", json!(id)).contains("is no id"), "{id}");
        }
        assert!(one("/endpoints/0/host", json!("a/b")).contains("is no host"));
    }

    #[test]
    fn nesting_is_bounded() {
        let array = |depth: usize| {
            let ty = (0..depth).fold(json!({"type": "string"}), |items, _| json!({"type": "array", "items": items}));
            let mut field = json!({"name": "Cup", "required": true, "nullable": false, "deprecated": false,
                "since": null, "source": {"document": "kites.md", "lines": [1, 1]}});
            field.as_object_mut().unwrap().extend(ty.as_object().unwrap().clone());
            with("/actions/FlyKite/request/0", field).len()
        };
        assert_eq!((array(DEEPEST_TYPE), array(DEEPEST_TYPE + 1)), (0, 1));
        let value = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!([inner]));
        let example = |depth: usize| {
            let example = json!({"title": null, "request": value(depth), "response": {}});
            with("/actions/FlyKite/examples", json!([example])).len()
        };
        assert_eq!((example(DEEPEST), example(DEEPEST + 1)), (0, 1));
    }
}
