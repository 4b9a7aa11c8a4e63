//! Action pages: a sentence that names the action, tables, and examples.
//!
//! Which table is of which field is decided in `tables`, what the examples say about types in `shape`.

use serde_json::Value;

use super::example;
use super::rows;
use super::shape;
use super::tables::{Part, Tables, Trees};
use super::words::{HOST_SUFFIX, IDENTITY, NOTES, PHRASES, PROFILE, VOCABULARY};
use crate::coverage::LineUse;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Code, Heading, Line, Page, Span, Table};
use crate::lexeme;
use crate::pages::assemble::{Failure, Found};
use crate::pages::columns::{self, Columns};
use crate::pages::errors;
use crate::pages::example as shared;
use crate::pages::identity;
use crate::pages::sink::Sink;
use crate::pages::values::{self, Above, ValueTable};
use crate::spec::model::{Action, ErrorScope, Example, Field, Type};

/// Reads an action page.
pub(super) fn read(page: &Page, name: &str, sink: &mut Sink<'_>) -> Found {
    let mut reader = Reader {
        owner: sink.accounts.owner(name),
        section: None,
        level: 0,
        tables: Tables::new(page.marked_up),
        errors: Vec::new(),
        above: Above::default(),
        values: Vec::new(),
        examples: Vec::new(),
        label: None,
        description: Vec::new(),
        endpoint: None,
        sink,
    };
    for block in &page.blocks {
        reader.block(block);
    }
    reader.finish(page, name)
}

/// An example under construction.
#[derive(Default)]
struct Draft<'p> {
    title: Option<String>,
    request: Vec<&'p Line>,
    response: Option<&'p Code>,
    span: Span,
}

struct Reader<'p, 'r, 's> {
    owner: u32,
    section: Option<HeadingKind>,
    /// Depth of the section's heading.
    level: u8,
    tables: Tables<'p>,
    errors: Vec<Failure>,
    above: Above<'p>,
    /// Tables of the values of a field.
    values: Vec<ValueTable>,
    examples: Vec<Draft<'p>>,
    /// The sentence above the next example.
    label: Option<String>,
    description: Vec<&'p str>,
    endpoint: Option<String>,
    sink: &'r mut Sink<'s>,
}

impl<'p> Reader<'p, '_, '_> {
    fn mark(&mut self, line: &Line, usage: LineUse) {
        self.sink.accounts.mark(line.numbers.iter().copied(), usage, self.owner);
    }

    fn block(&mut self, block: &'p Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(line) => self.paragraph(line),
            Block::List(items) => items.iter().for_each(|item| self.paragraph(item)),
            Block::Table(table) => self.table(table),
            Block::Code(code) => self.code(code),
        }
    }

    /// Inside the description of parameters or of the answer.
    fn in_fields(&self) -> bool {
        matches!(self.section, Some(HeadingKind::Request | HeadingKind::Response))
    }

    fn heading(&mut self, heading: &'p Heading) {
        let line = &heading.line;
        let rule = VOCABULARY.marked_heading(&line.text);
        if rule.is_none() {
            self.above.line(line);
        } else {
            self.above.clear();
        }
        match rule.map(|rule| rule.kind) {
            Some(HeadingKind::ExampleRequest | HeadingKind::ExampleResponse) => {}
            Some(kind) => {
                self.section = Some(kind);
                self.level = heading.level;
                // In printed text the sentence above an example may stand above the answer's table too.
                if self.tables.marked_up || matches!(kind, HeadingKind::Description | HeadingKind::Request) {
                    self.label = None;
                }
            }
            // A format that marks headings may mark a caption as one.
            None if self.tables.caption(line) => return,
            None => {
                self.label = example_title(&line.text);
                if self.tables.marked_up && heading.level <= self.level {
                    self.section = Some(HeadingKind::Other);
                }
                if self.in_fields() && self.tables.above(line) {
                    return;
                }
            }
        }
        self.mark(line, LineUse::Heading);
    }

    fn paragraph(&mut self, line: &'p Line) {
        let text = line.text.trim();
        self.above.line(line);
        let host = text.split([' ', '`', '：', ':', '，', '。', '/']).find(|word| is_host(word));
        if let Some(host) = host.filter(|_| self.section != Some(HeadingKind::Examples)) {
            self.endpoint.get_or_insert_with(|| host.to_owned());
        }
        let names_action = identity::names_action(text, &IDENTITY);
        let introduces = PHRASES.introduction.iter().any(|phrase| text.contains(phrase));
        let usage = if VOCABULARY.marked_heading(text).is_some_and(|rule| rule.kind.opens_code()) {
            LineUse::Heading
        } else if names_action || host.is_some() {
            LineUse::ActionDescription
        } else if introduces && !self.tables.marked_up {
            LineUse::Introduction
        } else if self.tables.caption(line) {
            return;
        } else if introduces {
            LineUse::Introduction
        } else if self.section == Some(HeadingKind::Examples)
            || text.ends_with(['：', ':']) && !(self.tables.marked_up && self.in_fields())
        {
            self.label = example_title(text);
            if self.section == Some(HeadingKind::Examples) { LineUse::Example } else { LineUse::Introduction }
        } else if self.in_fields() && self.tables.above(line) {
            if text.ends_with(['：', ':']) {
                self.label = example_title(text);
            }
            return;
        } else if self.section == Some(HeadingKind::Other) {
            LineUse::ProsePage
        } else {
            self.description.push(text);
            LineUse::ActionDescription
        };
        self.mark(line, usage);
    }

    fn table(&mut self, table: &'p Table) {
        let columns = Columns::of(table, &VOCABULARY);
        let part = match self.section {
            Some(HeadingKind::Request) => Part::Request,
            Some(HeadingKind::Response) => Part::Response,
            _ if columns.required.is_some() || !columns.is_fields() && columns.value.is_some() => Part::Request,
            _ => Part::Response,
        };
        let source = self.sink.source(table.span());
        let values = self.above.table(table, &columns, part as usize, source);
        let elsewhere = self.section == Some(HeadingKind::Other) && !self.tables.is_captioned();
        if columns.is_fields() && (!elsewhere || !self.tables.has(part)) {
            self.tables.push(part, table);
            return;
        }
        let usage = if let Some(values) = values {
            self.values.push(values);
            return;
        } else if columns.value.is_some() {
            LineUse::ValueRow
        } else if columns.code.is_some() {
            self.errors.extend(errors::read(table, &columns, ErrorScope::Business, self.sink));
            LineUse::ErrorRow
        } else if self.tables.marked_up {
            // What it lists is no element of the action.
            LineUse::ProsePage
        } else {
            return;
        };
        self.sink.accounts.mark(table.rows.iter().flat_map(|row| row.numbers()), usage, self.owner);
    }

    fn code(&mut self, code: &'p Code) {
        self.above.clear();
        // A host may stand apart like an example.
        if let [line] = code.lines.as_slice()
            && self.section != Some(HeadingKind::Examples)
            && is_host(line.text.trim())
        {
            self.endpoint.get_or_insert_with(|| line.text.trim().to_owned());
            return self.mark(line, LineUse::ActionDescription);
        }
        for line in &code.lines {
            self.mark(line, LineUse::Example);
        }
        let request = example::is_request(code);
        // A sample of a parameter's value stands among the parameters, and a request that says nothing anywhere.
        let sample = self.tables.marked_up
            && self.section == Some(HeadingKind::Request)
            && self.examples.is_empty()
            && !(request && example::is_call(code));
        let waits = self.examples.last().is_some_and(|last| last.response.is_none());
        if sample || request && example::is_silent(code) && waits {
            return;
        }
        let fresh = match self.examples.last() {
            None => true,
            Some(last) if request => {
                last.response.is_some() || example::opens_request(code) && !last.request.is_empty()
            }
            Some(last) => last.response.is_some(),
        };
        if fresh {
            self.examples.push(Draft { title: self.label.take(), ..Draft::default() });
        }
        let Some(draft) = self.examples.last_mut() else { return };
        draft.span.lines(code.lines.iter());
        if request {
            draft.request.extend(&code.lines);
        } else {
            draft.response = Some(code);
        }
    }

    fn finish(mut self, page: &Page, name: &str) -> Found {
        let path = format!("actions.{name}");
        let trees = std::mem::take(&mut self.tables).resolve(name, self.owner, self.sink);
        let Trees { mut request, mut response, prose, values } = trees;
        let examples = self.read_examples(name);
        for example in &examples {
            let Some(place) = &example.source else { continue };
            let mut corrected = Vec::new();
            if let Some(query) = example.request.get("query").and_then(Value::as_object) {
                corrected.extend(shape::by_query(&mut request, query, place));
            }
            if let Some(answer) = shape::answer(&example.response) {
                corrected.extend(shape::by_json(&mut response, &answer));
            }
            for field in corrected {
                let message =
                    format!("the type of {field} of {name} is taken from the example, which contradicts the table");
                self.sink.report("type-from-example", message, place);
            }
        }
        for (field, member, table) in values {
            add_values(&mut request, &field, &member, table);
        }
        self.give_values(&mut request, &mut response);
        let mut texts = vec![(path.clone(), self.description.join("\n"))];
        texts.extend(prose.into_iter().map(|(field, text)| (format!("{path}.{field}"), text)));
        let action = Action {
            title: page.title.as_ref().map(|title| title.text.clone()),
            endpoint: self.endpoint,
            updated_at: page.updated.as_ref().map(|date| date.text.replacen(' ', "T", 1)),
            deprecated: self.description.iter().any(|text| NOTES.is_deprecated(text)),
            asynchronous: is_task(&response, &texts, &path),
            request,
            response,
            errors: errors::codes(&self.errors),
            examples,
            ..Action::at(self.sink.source(page.span().unwrap_or([0, 0])))
        };
        let product = action.endpoint.as_deref().and_then(|host| PROFILE.product(host));
        let name = name.to_owned();
        Found { name, product, version: None, action, prose: texts, errors: self.errors, flat: None }
    }

    fn read_examples(&mut self, name: &str) -> Vec<Example> {
        let mut examples = Vec::new();
        for draft in std::mem::take(&mut self.examples) {
            let lines: Vec<Line> = draft.request.into_iter().cloned().collect();
            let request = example::request(&lines);
            if draft.response.is_none() && request.action.is_none() && request.query.is_empty() {
                continue;
            }
            let source = self.sink.source(draft.span.0.unwrap_or([0, 0]));
            if let Some(other) = request.action.filter(|action| action != name) {
                let message = format!("the example calls {other} on the page of {name}");
                self.sink.report("example-other-action", message, &source);
            }
            self.endpoint = self.endpoint.take().or(request.host.filter(|host| is_host(host)));
            let code = draft.response.map_or(&[][..], |code| code.lines.as_slice());
            let (response, problem) = shared::json(code.iter().map(|line| line.text.as_str()));
            if let Some(problem) = problem {
                self.sink.report("example-not-json", format!("the example's response is no JSON: {problem}"), &source);
            }
            let query = Value::Object(request.query);
            examples.push(Example {
                title: draft.title,
                request: Value::Object([("query".to_owned(), query)].into_iter().collect()),
                response,
                response_xml: None,
                source: Some(source),
            });
        }
        examples
    }

    /// Hands tables of values out to the fields whose they are.
    fn give_values(&mut self, request: &mut [Field], response: &mut [Field]) {
        let tables = std::mem::take(&mut self.values);
        for (table, used) in tables.iter().zip(values::apply(&tables, request, response)) {
            let usage = if used { LineUse::ValueRow } else { LineUse::ProsePage };
            self.sink.accounts.mark(table.numbers.iter().copied(), usage, self.owner);
        }
    }
}

/// The values of a parameter's member, which a table lists by name.
fn add_values(request: &mut [Field], field: &str, member: &str, table: &Table) {
    let columns = Columns::of(table, &VOCABULARY);
    let Some(field) = rows::find_mut(request, &|known| known.name == *field) else { return };
    let source = field.source.clone();
    let Some(members) = rows::members(&mut field.ty) else { return };
    if !members.iter().any(|known| known.name == member) {
        members.insert(0, Field::new(member, Type::string(), source));
    }
    let Some(known) = members.iter_mut().find(|known| known.name == member) else { return };
    for row in &table.rows {
        let value = Value::String(columns::text(row, columns.name));
        if !known.facts.enumeration.contains(&value) {
            known.facts.enumeration.push(value);
        }
    }
}

/// A short line above an example, that is not a mark of a note.
fn example_title(text: &str) -> Option<String> {
    const LONGEST: usize = 24;
    let is_mark = VOCABULARY.line_starts.iter().any(|mark| *mark == text.trim());
    let title = text.trim().trim_end_matches(['：', ':']);
    (!is_mark && !title.is_empty() && title.chars().count() <= LONGEST).then(|| title.to_owned())
}

/// A host of the vendor's.
fn is_host(word: &str) -> bool {
    lexeme::is_host(word) && word.ends_with(HOST_SUFFIX)
}

/// The answer names a task to ask for.
fn is_task(response: &[Field], prose: &[(String, String)], path: &str) -> bool {
    let (name, words) = PHRASES.task;
    let path = format!("{path}.response.{name}");
    response.iter().any(|field| field.name == name)
        && prose
            .iter()
            .any(|(known, text)| *known == path && words.iter().any(|word| text.to_lowercase().contains(word)))
}
