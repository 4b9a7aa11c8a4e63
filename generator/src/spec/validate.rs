//! What a spec must hold to whoever reads it: the one entrance for names, ids, codes, hosts, addresses and nesting.
//!
//! A spec may come from anybody, and its names end up in source code, file names, addresses and terminals. How they are
//! written there is up to `escape`; here is what no name may be at all. A spec that is read from a file is refused as a
//! whole. One that was read from documents loses the fields, actions and examples that have such a name, each with a
//! finding, and the rest of it is as good without them.

use std::fmt::{self, Display};

use indexmap::IndexMap;
use serde_json::Value;

use crate::escape::{Visible, is_hidden};
use crate::source::Source;
use crate::spec::model::{Action, Field, Rest, Spec, Type};

/// Longest name, in bytes.
const LONGEST_NAME: usize = 512;

/// More types than any document gives a value to choose from.
const MOST_CHOICES: usize = 256;
/// Longest name of a document and longest address, in bytes.
const LONGEST_ADDRESS: usize = 4096;
/// Most types within each other, as in an array of arrays, without members.
pub const DEEPEST_TYPE: usize = 16;
/// Most levels of members and of the types between them. A JSON reader stops at 128 levels, and each takes two.
pub const DEEPEST_MEMBER: usize = 48;
/// Most levels of values in examples.
pub const DEEPEST_VALUE: usize = 64;
/// Most problems that are listed.
const LISTED: usize = 8;
/// Most problems that are kept. Those of many would take more room than the spec.
const MOST: usize = 800;

/// Something in a spec that no spec may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: `actions.BrewTea.request.Cups`.
    pub path: String,
    /// What is wrong there.
    pub message: String,
    /// The lines of the document that it was read from.
    pub source: Option<Source>,
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", Visible(&self.path), self.message)
    }
}

/// Takes out of a spec what no spec may have, as far as it can be taken out, and reports all of it.
pub fn purge(spec: &mut Spec) -> Vec<Problem> {
    let mut checker = Checker::default();
    checker.spec(spec);
    if checker.unlisted > 0 {
        let message = format!("{} more problems like these", checker.unlisted);
        checker.problems.push(Problem { path: spec.id.clone(), message, source: None });
    }
    checker.problems
}

/// Takes addresses that are none out of a spec that was read from documents.
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

/// Walks over a spec. What has a problem is taken out of the list that it is in.
#[derive(Default)]
struct Checker {
    path: Vec<String>,
    problems: Vec<Problem>,
    /// Problems that are not kept.
    unlisted: usize,
    /// Where the field, action or example was read that is being looked at.
    source: Option<Source>,
    /// The item of the innermost list has a problem.
    spoilt: bool,
}

impl Checker {
    fn within(&mut self, part: &str, check: impl FnOnce(&mut Self)) {
        self.path.push(part.chars().take(LONGEST_NAME).collect());
        check(self);
        self.path.pop();
    }

    fn report(&mut self, message: impl Into<String>) {
        self.spoilt = true;
        if self.problems.len() < MOST {
            let (path, source) = (self.path.join("."), self.source.clone());
            self.problems.push(Problem { path, message: message.into(), source });
        } else {
            self.unlisted += 1;
        }
    }

    /// Looks at an item of a list; false if it has a problem.
    fn is_sound(&mut self, check: impl FnOnce(&mut Self)) -> bool {
        let outer = std::mem::take(&mut self.spoilt);
        check(self);
        !std::mem::replace(&mut self.spoilt, outer)
    }

    /// Keeps the items of a list that have no problem.
    fn each<T>(&mut self, part: &str, items: &mut Vec<T>, check: impl Fn(&mut Self, &mut T)) {
        self.within(part, |checker| items.retain_mut(|item| checker.is_sound(|checker| check(checker, item))));
    }

    /// Keeps the entries of a map whose name and content have no problem.
    fn entries<T>(&mut self, part: &str, items: &mut IndexMap<String, T>, check: impl Fn(&mut Self, &mut T)) {
        self.within(part, |checker| {
            items.retain(|name, item| {
                checker.is_sound(|checker| {
                    checker.name(name);
                    checker.within(name, |checker| check(checker, item));
                })
            });
        });
    }

    fn name(&mut self, name: &str) {
        if let Some(message) = of_name(name, LONGEST_NAME) {
            self.report(message);
        }
    }

    fn names(&mut self, part: &str, names: &mut Vec<String>) {
        self.each(part, names, |checker, name| checker.name(name));
    }

    /// A name that may be missing.
    fn optional(&mut self, part: &str, name: &mut Option<String>) {
        self.within(part, |checker| {
            if name.as_ref().is_some_and(|name| !checker.is_sound(|checker| checker.name(name))) {
                *name = None;
            }
        });
    }

    fn id(&mut self, id: &str) {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !id.starts_with(|c: char| c.is_ascii_alphanumeric()) || !id.chars().all(is_plain) || id.len() > LONGEST_NAME
        {
            self.report(format!("`{}` is no id: those have letters, digits, `-`, `_` and `.`", shown(id)));
        }
    }

    /// An HTTP method: a few capital letters.
    fn method(&mut self, method: &str) {
        if method.is_empty() || method.len() > 16 || !method.chars().all(|c| c.is_ascii_uppercase()) {
            self.report(format!("`{}` is no HTTP method: those are capital letters, as in `GET`", shown(method)));
        }
    }

    /// A path with placeholders, `/kites/{kite_id}`: what a URL's path may have, and braces in pairs.
    fn path_template(&mut self, path: &str) {
        self.name(path);
        let is_foreign = |c: char| c.is_whitespace() || matches!(c, '\\' | '?' | '#' | '"' | '<' | '>' | '`');
        let braces = path.chars().filter(|c| matches!(c, '{' | '}'));
        let paired = braces.enumerate().all(|(index, brace)| (brace == '{') == (index % 2 == 0));
        let even = path.matches(['{', '}']).count().is_multiple_of(2);
        if !path.starts_with('/') || path.contains(is_foreign) || !paired || !even {
            self.report(format!("`{}` is no path: expected one such as `/kites/{{kite_id}}`", shown(path)));
        }
    }

    /// What the operations of an API share.
    fn rest(&mut self, rest: &mut Rest) {
        self.each("servers", &mut rest.servers, |checker, server| checker.url(Some(server)));
        self.each("auth", &mut rest.auth, |checker, auth| {
            checker.name(&auth.name);
            auth.format.iter().for_each(|format| checker.name(format));
        });
        let envelope = rest.envelope.iter();
        for name in envelope.flat_map(|envelope| {
            let error = envelope.error.iter().flat_map(|error| [&error.code, &error.message]);
            envelope.result.iter().chain(&envelope.ok).chain(error)
        }) {
            self.name(name);
        }
    }

    fn host(&mut self, host: &str) {
        self.name(host);
        if host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '\\' | '?' | '#' | '@' | '"')) {
            self.report(format!("`{}` is no host", shown(host)));
        }
    }

    fn url(&mut self, url: Option<&String>) {
        if let Some(url) = url.filter(|url| !is_address(url)) {
            self.report(format!("`{}` is no address that begins with https:// or http://", shown(url)));
        }
    }

    fn source(&mut self, source: &Source) {
        self.source = Some(source.clone());
        if let Some(message) = of_name(&source.document, LONGEST_ADDRESS) {
            self.report(format!("source: {message}"));
        }
    }

    fn sources<'s>(&mut self, sources: impl IntoIterator<Item = &'s Source>) {
        sources.into_iter().for_each(|source| self.source(source));
    }

    fn spec(&mut self, spec: &mut Spec) {
        self.within("id", |checker| checker.id(&spec.id));
        // Empty where the documents do not say them.
        for (part, name) in [("product", &spec.product), ("api_version", &spec.api_version)] {
            self.within(part, |checker| {
                if !name.is_empty() {
                    checker.name(name);
                }
            });
        }
        self.within("vendor", |checker| checker.name(&spec.vendor));
        if let Some(rest) = &mut spec.rest {
            self.within("rest", |checker| checker.rest(rest));
        }
        self.each("endpoints", &mut spec.endpoints, |checker, endpoint| {
            checker.sources(&endpoint.source);
            checker.host(&endpoint.host);
            endpoint.region.iter().for_each(|region| checker.name(region));
        });
        self.each("regions", &mut spec.regions, |checker, region| {
            checker.source(&region.source);
            checker.name(&region.id);
        });
        self.entries("common_parameters", &mut spec.common_parameters, |checker, fields| checker.fields(fields, 0));
        self.entries("actions", &mut spec.actions, Self::action);
        self.entries("listed_actions", &mut spec.listed_actions, |checker, action| {
            checker.source(&action.source);
            checker.url(action.url.as_ref());
        });
        self.entries("structures", &mut spec.structures, |checker, structure| {
            checker.source(&structure.source);
            checker.url(structure.url.as_ref());
            checker.names("used_by", &mut structure.used_by);
            checker.fields(&mut structure.fields, 0);
            structure.one_of.iter_mut().for_each(|choice| checker.ty(choice, 1, 0));
        });
        self.entries("errors", &mut spec.errors, |checker, error| checker.sources(&error.source));
        self.each("changelog", &mut spec.changelog, |checker, release| {
            checker.sources(&release.source);
            release.version.iter().for_each(|version| checker.name(version));
            checker.each("changes", &mut release.changes, |checker, change| {
                change.owner.iter().chain(&change.names).for_each(|name| checker.name(name));
            });
        });
        self.each("migration", &mut spec.migration, |checker, migration| {
            checker.source(&migration.source);
            checker.name(&migration.from);
            migration.to.iter().flatten().for_each(|name| checker.name(name));
        });
    }

    fn action(&mut self, action: &mut Action) {
        self.source(&action.source);
        action.endpoint.iter().for_each(|host| self.host(host));
        self.url(action.url.as_ref());
        self.names("errors", &mut action.errors);
        action.method.iter().for_each(|method| self.method(method));
        action.path.iter().for_each(|path| self.path_template(path));
        action.body.iter_mut().chain(&mut action.returns).for_each(|ty| self.ty(ty, 0, 0));
        self.entries("statuses", &mut action.statuses, |checker, status| checker.source(&status.source));
        self.optional("successor", &mut action.successor);
        self.optional("task_query", &mut action.task_query);
        self.within("request", |checker| checker.fields(&mut action.request, 0));
        self.within("response", |checker| checker.fields(&mut action.response, 0));
        self.each("examples", &mut action.examples, |checker, example| {
            checker.sources(&example.source);
            checker.value(&example.request, DEEPEST_VALUE);
            checker.value(&example.response, DEEPEST_VALUE);
        });
    }

    fn fields(&mut self, fields: &mut Vec<Field>, depth: usize) {
        if depth > DEEPEST_MEMBER && !fields.is_empty() {
            self.is_sound(|checker| checker.report(format!("members are nested deeper than {DEEPEST_MEMBER}")));
            return fields.clear();
        }
        fields.retain_mut(|field| self.is_sound(|checker| checker.field(field, depth)));
    }

    fn field(&mut self, field: &mut Field, depth: usize) {
        self.source(&field.source);
        self.name(&field.name);
        let name = field.name.clone();
        self.within(&name, |checker| {
            checker.sources(&field.facts.enum_source);
            let values = field.facts.default.iter().chain(&field.facts.enumeration);
            values.for_each(|value| checker.value(value, DEEPEST_TYPE));
            for name in field.facts.unit.iter().chain(field.facts.rules.keys()) {
                checker.name(name);
            }
            checker.ty(&mut field.ty, 0, depth);
        });
    }

    fn ty(&mut self, ty: &mut Type, types: usize, depth: usize) {
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
                if let Some(fields) = fields {
                    self.fields(fields, depth + 1);
                }
            }
            Type::OneOf { one_of } => {
                if one_of.is_empty() || one_of.len() > MOST_CHOICES {
                    self.report(format!("a type is one of 1 to {MOST_CHOICES} types, not of {}", one_of.len()));
                }
                one_of.iter_mut().for_each(|choice| self.ty(choice, types + 1, depth + 1));
            }
            Type::String { .. } | Type::Integer { .. } | Type::Number { .. } | Type::Boolean => {}
        }
    }

    /// Values nest without types, so each level is counted by itself.
    fn value(&mut self, value: &Value, levels: usize) {
        match (value, levels.checked_sub(1)) {
            (Value::Array(_) | Value::Object(_), None) => self.report(String::from("a value is nested too deep")),
            (Value::Array(items), Some(left)) => items.iter().for_each(|item| self.value(item, left)),
            (Value::Object(members), Some(left)) => members.values().for_each(|member| self.value(member, left)),
            _ => {}
        }
    }
}

/// The beginning of a text, in a message.
fn shown(text: &str) -> String {
    Visible(&text.chars().take(LONGEST_NAME).collect::<String>()).to_string()
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
        purge(&mut serde_json::from_value(spec).unwrap())
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
        assert_eq!((example(DEEPEST_VALUE), example(DEEPEST_VALUE + 1)), (0, 1));
    }

    /// What is left of a spec with these parameters, and how many problems it had.
    fn left(fields: &[Value]) -> (Vec<String>, usize) {
        let source = json!({"document": "kites.md", "lines": [1, 1]});
        let action = json!({"title": null, "group": null, "endpoint": null, "rate_limit": null, "updated_at": null,
            "deprecated": false, "since": null, "url": null, "request": fields, "response": [], "errors": [],
            "examples": [], "source": source});
        let spec = json!({"spec_version": 1, "id": "kites", "vendor": "tencent", "product": "kites",
            "api_version": "2031-01-02", "protocol": "tencent-v3", "endpoints": [], "common_parameters": {},
            "actions": {"FlyKite": action}, "structures": {}, "errors": {}, "changelog": []});
        let mut spec = serde_json::from_value(spec).unwrap();
        let problems = purge(&mut spec);
        assert!(problems.iter().take(MOST).all(|problem| problem.source.is_some()), "{problems:?}");
        assert_eq!(purge(&mut spec), [], "nothing is left to take out");
        let names = spec.actions["FlyKite"].request.iter().map(|field| field.name.clone()).collect();
        (names, problems.len())
    }

    #[test]
    fn what_no_spec_may_have_is_taken_out_and_its_neighbours_stay() {
        let field = |name: &str, ty: Value| {
            let mut field = json!({"name": name, "required": true, "nullable": false, "deprecated": false, "since": null,
                "source": {"document": "kites.md", "lines": [7, 7]}});
            field.as_object_mut().unwrap().extend(ty.as_object().unwrap().clone());
            field
        };
        let plain = || json!({"type": "string"});
        let deep = (0..40).fold(plain(), |items, _| json!({"type": "array", "items": items}));
        let inside = json!({"type": "object", "fields": [field("A\nB", plain()), field("Tail", plain())]});
        let fields = [field("Kite", plain()), field("Line", deep), field("Reel", inside), field("X\u{202e}", plain())];
        assert_eq!(left(&fields), (vec!["Kite".to_owned(), "Reel".to_owned()], 3));
        let nest = |depth: usize| {
            (0..depth)
                .fold(field("Knot", plain()), |inner, _| field("Knot", json!({"type": "object", "fields": [inner]})))
        };
        assert_eq!(left(&[nest(DEEPEST_MEMBER)]), (vec!["Knot".to_owned()], 0));
        assert_eq!(left(&[nest(DEEPEST_MEMBER + 1)]), (vec!["Knot".to_owned()], 1));
        let many: Vec<Value> = (0..MOST + 5).map(|_| field("", plain())).collect();
        assert_eq!(left(&many).0, Vec::<String>::new());
    }
}
