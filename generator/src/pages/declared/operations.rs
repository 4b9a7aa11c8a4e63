//! From an operation's section to an action: its tables by place, its answer, its sentences.

use std::collections::HashSet;

use super::codes;
use super::library::{At, Section};
use super::nesting::Resolver;
use super::outline::{Operation, Outline};
use super::returns::{self, Returned};
use super::rows::{self, ForAll};
use super::sentences;
use super::words;
use crate::diagnostic::Severity;
use crate::document::markup::rich::{Kind, Text};
use crate::pages::profile::file::Holds;
use crate::spec::model::{Action, Field, Place, Source, Type};

/// An action with its name and its sentences.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) action: Action,
    pub(super) prose: Vec<(String, String)>,
    /// The tables that were read, by what they hold.
    pub(super) tables: Vec<(At, Holds)>,
}

/// Reads an operation.
pub(super) fn read(operation: &Operation, name: String, resolver: &mut Resolver<'_, '_>) -> Found {
    let outline = resolver.outline;
    resolver.begin();
    let source = source(outline, operation.section);
    let mut action = Action::at(source.clone());
    action.title = Some(operation.title.clone()).filter(|title| !title.is_empty() && *title != name);
    action.group = group(outline, operation);
    action.method = Some(operation.method.clone());
    action.path = Some(operation.path.clone());
    let texts = texts(outline, operation.section);
    action.deprecated = is_deprecated(outline, operation, &texts);
    let all = for_all(outline, &texts);
    let path = format!("actions.{name}");
    let mut found = Found { prose: vec![(path.clone(), prose(&texts))], name, action, tables: Vec::new() };
    let tables = tables(outline, operation.section);
    for (at, holds, status) in roots(&tables, resolver) {
        found.tables.push((at, holds));
        if status.is_some_and(|status| !(200..300).contains(&status)) {
            continue;
        }
        add(&mut found.action, operation, at, holds, &all, &path, resolver);
    }
    add_path_fields(&mut found.action, operation, &source);
    statuses(&tables, &mut found, resolver);
    let texts: Vec<&Text> = texts.iter().map(|(text, _)| *text).collect();
    add_returns(&mut found.action, operation, &texts, resolver);
    if outline.is_nested_empty(operation) {
        let message = format!("{} has neither tables nor sentences below its heading", found.name);
        resolver.report("operation-empty", Severity::Warning, message, &source, "the page may be cut off");
    }
    found.prose.append(&mut resolver.prose);
    found
}

fn source(outline: &Outline<'_>, section: usize) -> Source {
    let doc = outline.library.section(section).map_or(0, |section| section.doc);
    outline.library.source(doc, outline.library.span(section))
}

/// The title around an operation, or that of its document.
fn group(outline: &Outline<'_>, operation: &Operation) -> Option<String> {
    let around = outline.library.around(operation.section).skip(1);
    let titles = around.filter_map(|section| outline.library.section(section)).map(Section::name);
    let mut titles = titles.filter(|title| !title.is_empty() && *title != operation.title);
    titles.next()
}

/// The texts directly below an operation's heading; true for those set apart from the others.
fn texts<'l>(outline: &Outline<'l>, section: usize) -> Vec<(&'l Text, bool)> {
    let mut boxes = 0usize;
    let mut found = Vec::new();
    for (_, block) in outline.library.own(section) {
        match &block.kind {
            Kind::Open { .. } => boxes += 1,
            Kind::Close { .. } => boxes = boxes.saturating_sub(1),
            Kind::Quote(text) => found.push((text, true)),
            Kind::Paragraph(text) | Kind::Item(text) => found.push((text, boxes > 0)),
            _ => {}
        }
    }
    found
}

fn prose(texts: &[(&Text, bool)]) -> String {
    texts.iter().map(|(text, _)| text.plain()).collect::<Vec<_>>().join("\n")
}

fn is_deprecated(outline: &Outline<'_>, operation: &Operation, texts: &[(&Text, bool)]) -> bool {
    let words = &outline.profile.operations.deprecated;
    words::holds(&operation.title, words) || texts.iter().any(|(text, _)| words::holds(&text.plain(), words))
}

/// What the sentences of an operation say of all its parameters.
fn for_all(outline: &Outline<'_>, texts: &[(&Text, bool)]) -> ForAll {
    let marks = &outline.profile.marks;
    let mut all = ForAll::default();
    for sentence in texts.iter().flat_map(|(text, _)| sentences::of(text)) {
        let plain = sentence.plain();
        let nullable = words::holds(&plain, &marks.all_nullable);
        if !nullable && !words::holds(&plain, &marks.all_optional) {
            continue;
        }
        (all.optional, all.nullable) = (true, all.nullable || nullable);
        let raw = sentence.raw();
        let Some(from) = marks.except.iter().filter_map(|word| raw.find(word.as_str())).min() else { continue };
        let mut at = 0;
        for run in &sentence.runs {
            if at >= from && (run.style.code || run.style.emphasis) {
                all.except.push(run.text.trim().to_owned());
            }
            at += run.text.len();
        }
    }
    all
}

/// The tables of an operation, without those of operations in it.
fn tables(outline: &Outline<'_>, section: usize) -> Vec<At> {
    let Some(found) = outline.library.section(section) else { return Vec::new() };
    let operation = outline.operation_of(section);
    let blocks = outline.library.blocks(found.doc, found.first, found.end);
    let tables = blocks.filter(|(_, block)| matches!(block.kind, Kind::Table(_)));
    let tables = tables.map(|(block, _)| At { doc: found.doc, block });
    tables.filter(|at| outline.operation_of(outline.library.section_of(*at)) == operation).collect()
}

/// The tables that are a request's or an answer's own, with what they hold and their status.
fn roots(tables: &[At], resolver: &mut Resolver<'_, '_>) -> Vec<(At, Holds, Option<u16>)> {
    let outline = resolver.outline;
    let fields: Vec<At> = tables.iter().copied().filter(|at| outline.are_fields(*at)).collect();
    let referenced = referenced(&fields, resolver);
    let mut sides: HashSet<(usize, Option<u16>)> = HashSet::new();
    let mut roots = Vec::new();
    for at in fields {
        if outline.structure_at(at).is_some() {
            continue;
        }
        let lines = outline.library.block(at).map_or([1, 1], |block| block.lines);
        let source = outline.library.source(at.doc, lines);
        let Some(holds) = outline.holds(at) else {
            let message =
                "a table of fields whose titles do not say what it holds; expected the title of a request or an answer"
                    .to_owned();
            let help = "add its caption or the title above it to a `table` of the profile";
            resolver.report("table-without-role", Severity::Warning, message, &source, help);
            continue;
        };
        if holds == Holds::Nothing {
            roots.push((at, holds, None));
            continue;
        }
        let status = codes::status_above(outline, at);
        let side = outline.library.section_of(at);
        let first = sides.insert((side, status));
        if referenced.contains(&at) {
            continue;
        }
        if !first && !outline.is_captioned(at) && !outline.profile.nesting.ways.is_empty() {
            let caption = outline.caption(at).map(|(_, caption)| caption).unwrap_or_default();
            let message = format!("no row refers to the table `{caption}`; expected a field whose members it lists");
            resolver.report(
                "table-unreferenced",
                Severity::Warning,
                message,
                &source,
                "add what refers to it to `nesting` of the profile, or its caption to a `table`",
            );
            continue;
        }
        roots.push((at, holds, status));
    }
    roots
}

/// The tables that rows of other tables refer to.
fn referenced(fields: &[At], resolver: &Resolver<'_, '_>) -> HashSet<At> {
    let mut found = HashSet::new();
    if resolver.outline.profile.nesting.ways.is_empty() {
        return found;
    }
    for at in fields {
        let (facts, _) = rows::read(resolver.outline, *at, None, &ForAll::default());
        found.extend(facts.iter().filter_map(|fact| resolver.members_of(fact, *at)));
    }
    found
}

/// Puts the fields of a table where they belong.
fn add(
    action: &mut Action,
    operation: &Operation,
    at: At,
    holds: Holds,
    all: &ForAll,
    path: &str,
    resolver: &mut Resolver<'_, '_>,
) {
    let by_method =
        if matches!(operation.method.as_str(), "GET" | "DELETE" | "HEAD") { Place::Query } else { Place::Body };
    let place = match holds {
        Holds::Body => Place::Body,
        Holds::Query | Holds::PathOrQuery => Place::Query,
        Holds::Path => Place::Path,
        Holds::Header => Place::Header,
        Holds::Form => Place::Form,
        Holds::ByMethod => by_method,
        Holds::Response => {
            let fields = resolver.fields(at, None, &ForAll::default(), &format!("{path}.response"));
            return join(&mut action.response, fields);
        }
        Holds::Statuses | Holds::Errors | Holds::Nothing => return,
    };
    let mut fields = resolver.fields(at, Some(place), all, &format!("{path}.request"));
    let mut open: Vec<&str> = words::placeholders(&operation.path).collect();
    for field in &mut fields {
        let named = open.iter().position(|name| *name == field.name).filter(|_| holds == Holds::PathOrQuery);
        let place = match named {
            Some(index) => {
                open.remove(index);
                field.required = Some(true);
                Place::Path
            }
            None => place,
        };
        field.place = Some(place).filter(|place| *place != Place::Body);
    }
    join(&mut action.request, fields);
}

/// Adds the fields of a table. Tables of one place that have a field in common are of different uses of the operation:
/// what one of them lacks is not required.
fn join(fields: &mut Vec<Field>, more: Vec<Field>) {
    let same = |a: &Field, b: &Field| (a.place, &a.name) == (b.place, &b.name);
    let variants = more.iter().any(|field| fields.iter().any(|known| same(known, field)));
    let relax = |field: &mut Field| {
        if field.place != Some(Place::Path) {
            field.required = field.required.map(|_| false);
        }
    };
    if variants {
        let places: Vec<Option<Place>> = more.iter().map(|field| field.place).collect();
        for known in fields.iter_mut().filter(|known| places.contains(&known.place)) {
            match more.iter().find(|field| same(known, field)) {
                Some(twin) => known.required = known.required.zip(twin.required).map(|(a, b)| a && b),
                None => relax(known),
            }
        }
    }
    for mut field in more {
        if !fields.iter().any(|known| same(known, &field)) {
            if variants {
                relax(&mut field);
            }
            fields.push(field);
        }
    }
}

/// The parts of the path that no table lists.
fn add_path_fields(action: &mut Action, operation: &Operation, source: &Source) {
    for name in words::placeholders(&operation.path) {
        let known = action.request.iter_mut().find(|field| field.name == name && field.place == Some(Place::Path));
        match known {
            Some(field) => field.required = Some(true),
            None => {
                let mut field = Field::new(
                    name,
                    Type::string(),
                    Source { document: source.document.clone(), lines: [source.lines[0]; 2] },
                );
                (field.place, field.required) = (Some(Place::Path), Some(true));
                action.request.push(field);
            }
        }
    }
    action.request.sort_by_key(|field| field.place != Some(Place::Path));
}

/// Statuses and error codes that an operation lists, and tables that are not understood.
fn statuses(tables: &[At], found: &mut Found, resolver: &mut Resolver<'_, '_>) {
    let outline = resolver.outline;
    for at in tables.iter().copied().filter(|at| !outline.are_fields(*at)) {
        let holds = outline.holds(at);
        match holds {
            Some(Holds::Statuses) => {
                found.action.statuses.extend(codes::statuses(outline, at));
                found.tables.push((at, Holds::Statuses));
            }
            Some(Holds::Errors) => {
                found.action.errors.extend(codes::errors(outline, at).into_keys());
                found.tables.push((at, Holds::Errors));
            }
            Some(Holds::Nothing) | None => {}
            Some(_) if resolver.values.contains(&at) => {}
            Some(_) => {
                let lines = outline.library.block(at).map_or([1, 1], |block| block.lines);
                let titles: Vec<String> =
                    outline.library.table(at).iter().flat_map(|table| table.columns.iter().map(Text::plain)).collect();
                let message = format!("expected a table of fields, found the columns {}", titles.join(" | "));
                let help = "add the titles to `columns` of the profile if the rows are fields";
                resolver.report(
                    "table-without-role",
                    Severity::Warning,
                    message,
                    &outline.library.source(at.doc, lines),
                    help,
                );
            }
        }
    }
}

fn add_returns(action: &mut Action, operation: &Operation, texts: &[&Text], resolver: &mut Resolver<'_, '_>) {
    let outline = resolver.outline;
    let words = &outline.profile.returns;
    if words.before.is_empty() && words.behind.is_empty() || !action.response.is_empty() {
        return;
    }
    let doc = outline.library.section(operation.section).map_or(0, |section| section.doc);
    let source = Source { document: action.source.document.clone(), lines: [action.source.lines[0]; 2] };
    match returns::read(texts, doc, resolver) {
        Returned::Value(said) => {
            let mut values = None;
            let ty = resolver.ty(&said, At { doc, block: 0 }, &source, &mut values);
            action.returns = Some(ty);
        }
        Returned::Nothing => {}
        Returned::Unclear(sentence) => {
            let message = format!("expected what is returned, found `{sentence}`");
            resolver.report(
                "returns-unclear",
                Severity::Warning,
                message,
                &source,
                "add the words of the sentence to `returns` of the profile",
            );
        }
        Returned::Silent => {
            let message = "no sentence says what is returned".to_owned();
            resolver.report(
                "returns-unclear",
                Severity::Note,
                message,
                &source,
                "add the words of such sentences to `returns` of the profile",
            );
        }
    }
}

impl Outline<'_> {
    /// The caption of a table itself says what it holds.
    fn is_captioned(&self, at: At) -> bool {
        let caption = self.caption(at).map(|(_, caption)| caption).unwrap_or_default();
        self.profile.table.iter().any(|entry| words::is_titled(&entry.titles, &caption))
    }

    /// Nothing at all is below the heading.
    fn is_nested_empty(&self, operation: &Operation) -> bool {
        let Some(section) = self.library.section(operation.section) else { return true };
        self.library.blocks(section.doc, section.first, section.end).all(|(_, block)| match &block.kind {
            Kind::Table(_) => false,
            kind => kind.prose().is_none(),
        })
    }
}
