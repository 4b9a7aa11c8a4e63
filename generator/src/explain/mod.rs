//! Everything that is known of one action, structure, field or error code, gathered from the places of a spec where it
//! stands. What it looks like in a terminal is decided by the command.

mod path;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

use crate::changelog::locate::means;
use crate::changelog::timeline::{Event, Subject, Timeline};
use crate::changelog::values;
use crate::check::check;
use crate::diagnostic::Diagnostic;
use crate::spec::example_values::{Occurrence, Occurrences};
use crate::spec::model::{
    Action, ChangeKind, ChangeOp, Condition, ErrorCode, Field, ListedAction, Source, Spec, Structure, Uncertain,
};
use crate::spec::usage::Usage;
use crate::spec::walk::Owner;

use path::{Found, Target};

/// What is known of one thing. Empty parts are left out of the JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// What it is: `HealthCheck.TimeOut in the request of CreateListener`.
    pub subject: String,
    /// Its short name in the document's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Properties in a few words each, with the rule that found a fact.
    pub facts: Vec<Fact>,
    /// What an object consists of: names with their types.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub members: IndexMap<String, String>,
    /// Who uses it: lists of names by kind.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub users: IndexMap<&'static str, Vec<String>>,
    /// What the changelog says of it and of what it belongs to, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Announcement>,
    /// What is not known about the moment that the spec describes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uncertain: Vec<Uncertain>,
    /// Values that examples show, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Shown>,
    /// Contradictions at this place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
    /// Where the document says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The document's lines, where it is at hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

/// A property.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// Its name, as in the spec.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// The rule that found it in a description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// An entry of the changelog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// The release's number.
    pub release: Option<u32>,
    /// Its day.
    pub date: String,
    /// What was announced.
    pub op: ChangeOp,
    /// Of what.
    pub what: String,
    /// The lines of the entry.
    pub source: Option<Source>,
}

/// A value that examples show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The value.
    pub value: Value,
    /// How often it occurs.
    pub times: usize,
    /// The action of the first example that has it.
    pub action: String,
    /// The place of that example.
    pub source: Option<Source>,
}

/// Explains everything that a path names.
///
/// # Errors
/// A finding `no-such-path` that names the nearest names.
pub fn explain(spec: &Spec, path: &str) -> Result<Vec<Explanation>, Diagnostic> {
    let targets = path::resolve(spec, path)?;
    let book = Book {
        spec,
        timeline: Timeline::of(&spec.changelog),
        occurrences: Occurrences::of(spec),
        diagnostics: check(spec),
        usage: Usage::of(spec),
    };
    Ok(targets.into_iter().map(|target| book.target(target)).collect())
}

/// A spec, opened at all the places that an explanation takes from.
struct Book<'a> {
    spec: &'a Spec,
    timeline: Timeline<'a>,
    occurrences: Occurrences<'a>,
    diagnostics: Vec<Diagnostic>,
    usage: Usage<'a>,
}

impl Book<'_> {
    fn target(&self, target: Target<'_>) -> Explanation {
        match target {
            Target::Action(name, action) => self.action(name, action),
            Target::Listed(name, action) => self.listed(name, action),
            Target::Structure(name, structure) => self.structure(name, structure),
            Target::Field(found) => self.field(&found),
            Target::Error(code, entry) => self.error_code(code, entry),
            Target::Gone(subject) => self.gone(&subject),
        }
    }

    fn action(&self, name: &str, action: &Action) -> Explanation {
        let mut facts = Facts::default();
        facts.text("title", action.title.as_ref());
        facts.text("group", action.group.as_ref());
        facts.text("endpoint", action.endpoint.as_ref());
        facts.add("requests per second", action.rate_limit.map(Value::from));
        facts.text("updated", action.updated_at.as_ref());
        facts.deprecation(action.deprecated, action.deprecated_since);
        facts.text("successor", action.successor.as_ref());
        facts.add("since", action.since.map(|release| self.release(release)));
        facts.text("page", action.url.as_ref());
        facts.add("error codes", (!action.errors.is_empty()).then(|| json!(action.errors)));
        facts.conditions(&action.conditions, None);
        facts.add("examples", Some(action.examples.len().into()));
        let mut members = names("request", &action.request);
        members.extend(names("response", &action.response));
        Explanation {
            members,
            history: self.history(&[Subject::action(name)]),
            uncertain: action.uncertain.clone(),
            ..self.thing(format!("action {name}"), facts, Some(&action.source))
        }
    }

    /// The conditions of the table that a field stands in.
    fn conditions(&self, table: Owner<'_>) -> &[Condition] {
        match table {
            Owner::Request(name) => self.spec.actions.get(name).map(|action| action.conditions.as_slice()),
            Owner::Structure(name) => self.spec.structures.get(name).map(|structure| structure.conditions.as_slice()),
            Owner::Response(_) | Owner::Common(_) => None,
        }
        .unwrap_or_default()
    }

    fn listed(&self, name: &str, action: &ListedAction) -> Explanation {
        let mut facts = Facts::default();
        facts.text("title", action.title.as_ref());
        facts.text("group", action.group.as_ref());
        facts.add("requests per second", action.rate_limit.map(Value::from));
        facts.add("since", action.since.map(|release| self.release(release)));
        facts.text("page", action.url.as_ref());
        let subject = format!("action {name}, which no page describes");
        let history = self.history(&[Subject::action(name)]);
        Explanation { history, uncertain: action.uncertain.clone(), ..self.thing(subject, facts, Some(&action.source)) }
    }

    fn structure(&self, name: &str, structure: &Structure) -> Explanation {
        let mut facts = Facts::default();
        facts.add("since", structure.since.map(|release| self.release(release)));
        facts.text("page", structure.url.as_ref());
        facts.conditions(&structure.conditions, None);
        Explanation {
            label: structure.label.clone(),
            members: names("", &structure.fields),
            users: self.users(name),
            history: self.history(&[Subject::structure(name)]),
            uncertain: structure.uncertain.clone(),
            ..self.thing(format!("structure {name}"), facts, Some(&structure.source))
        }
    }

    fn error_code(&self, code: &str, entry: Option<&ErrorCode>) -> Explanation {
        let mut facts = Facts::default();
        facts.add("list", entry.and_then(|entry| serde_json::to_value(entry.scope).ok()));
        facts.add("HTTP status", entry.and_then(|entry| entry.http_status).map(Value::from));
        let actions = self.spec.actions.iter();
        let lists = actions.filter(|(_, action)| action.errors.iter().any(|listed| listed == code));
        let users: Vec<String> = lists.map(|(name, _)| name.clone()).collect();
        Explanation {
            label: entry.and_then(|entry| entry.label.clone()),
            users: if users.is_empty() { IndexMap::new() } else { IndexMap::from([("actions", users)]) },
            ..self.thing(format!("error code {code}"), facts, entry.and_then(|entry| entry.source.as_ref()))
        }
    }

    fn field(&self, found: &Found<'_>) -> Explanation {
        let Found { field, table, path, root, asked } = found;
        let mut facts = Facts::default();
        facts.add("type", Some(field.ty.to_string().into()));
        facts.add("required", field.required.map(Value::from));
        facts.add("nullable", field.nullable.then_some(Value::Bool(true)));
        facts.described(field);
        facts.conditions(self.conditions(*table), Some(path));
        facts.add("sample", field.example.as_deref().map(Value::from));
        facts.deprecation(field.deprecated, field.deprecated_since);
        facts.add("since", field.since.map(|release| self.release(release)));
        let subject = if table == root {
            format!("{path} in {table}")
        } else {
            format!("{path} in {table}, as {asked} in {root}")
        };
        let mut subjects = self.subjects(*table, path);
        subjects.extend(owner(*table));
        let reference = field.ty.referenced();
        let users = match (table, reference) {
            (Owner::Structure(name), _) => self.users(name),
            _ => IndexMap::new(),
        };
        let messages = [(path.as_str(), *table), (asked.as_str(), *root)];
        let is_here = |finding: &&Diagnostic| {
            finding.source.as_ref().is_some_and(|source| is_within(source, &field.source))
                || messages.iter().any(|(path, owner)| is_about(&finding.message, path, *owner))
        };
        Explanation {
            label: field.label.clone(),
            members: names("", self.spec.members(&field.ty)),
            users,
            history: self.history(&subjects),
            uncertain: field.uncertain.clone(),
            examples: shown(self.occurrences.get(*table, path)),
            diagnostics: self.diagnostics.iter().filter(is_here).cloned().collect(),
            ..self.thing(subject, facts, Some(&field.source))
        }
    }

    /// What no table has: what the changelog says of it, and the line that spoke of it last.
    fn gone(&self, subject: &Subject<'_>) -> Explanation {
        let mut subjects = vec![*subject];
        subjects.extend(subject.owner());
        let events = self.timeline.events(subject);
        let source = events.last().and_then(Event::source);
        let mut facts = Facts::default();
        facts.add("a value of", values::taken_by(self.spec, subject, events).map(Value::from));
        Explanation {
            history: self.history(&subjects),
            ..self.thing(format!("{subject}, which no table has"), facts, source.as_ref())
        }
    }

    /// An explanation with what all have. Its diagnostics are those of its lines.
    fn thing(&self, subject: String, facts: Facts, source: Option<&Source>) -> Explanation {
        let is_here =
            |finding: &&Diagnostic| finding.source.as_ref().zip(source).is_some_and(|(at, all)| is_within(at, all));
        Explanation {
            subject,
            label: None,
            facts: facts.0,
            members: IndexMap::new(),
            users: IndexMap::new(),
            history: Vec::new(),
            uncertain: Vec::new(),
            examples: Vec::new(),
            diagnostics: self.diagnostics.iter().filter(is_here).cloned().collect(),
            source: source.cloned(),
            lines: Vec::new(),
        }
    }

    fn users(&self, structure: &str) -> IndexMap<&'static str, Vec<String>> {
        let Some(users) = self.usage.get(structure) else { return IndexMap::new() };
        let lists =
            [("requests of", &users.requests), ("responses of", &users.responses), ("members of", &users.containers)];
        let names = |list: &indexmap::IndexSet<&str>| list.iter().map(|name| (*name).to_owned()).collect();
        lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(kind, list)| (kind, names(list))).collect()
    }

    /// What the changelog names that means a field.
    fn subjects(&self, table: Owner<'_>, path: &str) -> Vec<Subject<'_>> {
        let (kind, owner) = match table {
            Owner::Request(name) => (ChangeKind::RequestField, name),
            Owner::Response(name) => (ChangeKind::ResponseField, name),
            Owner::Structure(name) => (ChangeKind::Member, name),
            Owner::Common(_) => return Vec::new(),
        };
        let named = self.timeline.subjects().map(|(subject, _)| *subject);
        named
            .filter(|subject| subject.kind == kind && subject.owner == Some(owner) && means(subject.name, path))
            .collect()
    }

    fn history(&self, subjects: &[Subject<'_>]) -> Vec<Announcement> {
        let mut found: Vec<(usize, Announcement)> = Vec::new();
        for subject in subjects {
            for event in self.timeline.events(subject) {
                let Event { op, at, release, .. } = event;
                let announcement = Announcement {
                    release: release.release,
                    date: release.date.clone(),
                    op: *op,
                    what: subject.to_string(),
                    source: event.source(),
                };
                found.push((*at, announcement));
            }
        }
        found.sort_by_key(|(at, _)| *at);
        found.into_iter().map(|(_, announcement)| announcement).collect()
    }

    /// `release 90 (2023-06-02)`
    fn release(&self, number: u32) -> Value {
        let found = self.spec.changelog.iter().find(|release| release.release == Some(number));
        let date = found.map(|release| format!(" ({})", release.date)).unwrap_or_default();
        Value::from(format!("release {number}{date}"))
    }
}

/// The properties of a thing in the making.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn add(&mut self, name: &str, value: Option<Value>) {
        self.0.extend(value.map(|value| Fact { name: name.to_owned(), value, rule: None }));
    }

    /// What holds between fields; of a path, the ones that speak of it.
    fn conditions(&mut self, conditions: &[Condition], path: Option<&str>) {
        for condition in conditions.iter().filter(|condition| path.is_none_or(|path| condition.is_about(path))) {
            let value = Value::from(condition.to_string());
            self.0.push(Fact { name: "condition".to_owned(), value, rule: Some(condition.rule.clone()) });
        }
    }

    fn text(&mut self, name: &str, value: Option<&String>) {
        self.add(name, value.map(|text| Value::from(text.as_str())));
    }

    fn deprecation(&mut self, deprecated: bool, since: Option<u32>) {
        let value = since.map_or(Value::Bool(true), |release| format!("since release {release}").into());
        self.add("deprecated", deprecated.then_some(value));
    }

    /// What a description says, each fact with its rule.
    fn described(&mut self, field: &Field) {
        let Ok(Value::Object(facts)) = serde_json::to_value(&field.facts) else { return };
        for (name, value) in facts.into_iter().filter(|(name, _)| !matches!(name.as_str(), "rules" | "enum_source")) {
            let rule = field.facts.rules.get(&name).cloned();
            self.0.push(Fact { name, value, rule });
        }
        let table = field.facts.enum_source.as_ref().map(|source| {
            let [first, last] = source.lines;
            format!("{}:{first}-{last}", source.document)
        });
        self.text("values listed at", table.as_ref());
    }
}

/// The action or structure that a table belongs to.
fn owner(table: Owner<'_>) -> Option<Subject<'_>> {
    match table {
        Owner::Request(name) | Owner::Response(name) => Some(Subject::action(name)),
        Owner::Structure(name) => Some(Subject::structure(name)),
        Owner::Common(_) => None,
    }
}

/// Names with types, under a prefix.
fn names(prefix: &str, fields: &[Field]) -> IndexMap<String, String> {
    let path = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
    let ty = |field: &Field| {
        let required = if field.required == Some(true) { ", required" } else { "" };
        format!("{}{required}", field.ty)
    };
    fields.iter().map(|field| (path(&field.name), ty(field))).collect()
}

/// The different values of examples, in the order of the documents.
fn shown(occurrences: &[Occurrence<'_>]) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    for Occurrence { action, value, source, .. } in occurrences {
        match found.iter_mut().find(|shown| shown.value == **value) {
            Some(shown) => shown.times += 1,
            None => found.push(Shown {
                value: (*value).clone(),
                times: 1,
                action: (*action).to_owned(),
                source: source.cloned(),
            }),
        }
    }
    found
}

fn is_within(inner: &Source, outer: &Source) -> bool {
    inner.document == outer.document && outer.lines[0] <= inner.lines[0] && inner.lines[1] <= outer.lines[1]
}

/// Whether a finding's message speaks of a path in an action or structure: `` `Rules[].Url` `` and `of CreateRule:`.
fn is_about(message: &str, path: &str, owner: Owner<'_>) -> bool {
    let (place, example) = match owner {
        Owner::Request(name) => (owner.to_string(), format!("request of example # of {name}:")),
        Owner::Response(name) => (owner.to_string(), format!("response of example # of {name}:")),
        Owner::Structure(_) | Owner::Common(_) => (owner.to_string(), String::new()),
    };
    let plain = message.replace("[]", "");
    let names_path = plain.contains(&format!("`{path}`"));
    let words: String =
        plain.split(' ').map(|word| if word.parse::<u32>().is_ok() { "#" } else { word }).collect::<Vec<_>>().join(" ");
    names_path && (plain.contains(&place) || !example.is_empty() && words.starts_with(&example))
}
