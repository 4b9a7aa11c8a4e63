//! Action pages: what stands in their sections, before the pages are understood together.
//!
//! Gathers the rows of the request and response tables, the codes and the examples. Where the rows of an answer
//! belong is decided later (`answer`), because the examples of other pages help to decide it.

use super::Flat;
use super::row::{self, Parsed};
use super::types;
use super::words::{COMMON, NOTES, PHRASES, VOCABULARY};
use super::xml;
use crate::coverage::LineUse;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Code, Line, Page, Span, Table};
use crate::lexeme;
use crate::pages::assemble::{Failure, Found};
use crate::pages::columns::Columns;
use crate::pages::errors;
use crate::pages::example;
use crate::pages::identity;
use crate::pages::sink::Sink;
use crate::pages::values::{Above, ValueTable};
use crate::spec::model::{Action, Endpoint, ErrorScope, Example, Source};

/// What the page of an action holds.
struct Gathered {
    name: String,
    product: Option<String>,
    version: Option<String>,
    title: Option<String>,
    /// The chapter that the page stands in.
    chapter: Option<String>,
    description: String,
    url: Option<String>,
    /// When the page was last changed.
    updated: Option<String>,
    request: Vec<Parsed>,
    response: Vec<Parsed>,
    /// Tables of members, by the name of the object.
    parts: Vec<(String, Vec<Parsed>)>,
    errors: Vec<Failure>,
    examples: Vec<Shown>,
    source: Source,
}

/// An example and what its XML says.
struct Shown {
    example: Example,
    xml: Option<xml::Answer>,
}

/// The heading that a block is, marked as one or only worded so.
fn heading(block: &Block) -> Option<(HeadingKind, &Line)> {
    let rule = |text: &str| VOCABULARY.marked_heading(text).map(|rule| rule.kind);
    match block {
        Block::Heading(heading) => Some((rule(heading.line.text.trim()).unwrap_or(HeadingKind::Other), &heading.line)),
        Block::Paragraph(line) => Some((rule(plain(&line.text))?, line)),
        Block::List(lines) => match lines.as_slice() {
            [line] => Some((rule(plain(&line.text))?, line)),
            _ => None,
        },
        _ => None,
    }
}

/// The text without marks of emphasis.
fn plain(text: &str) -> &str {
    text.trim().trim_matches('*').trim()
}

/// Reads an action page.
pub(super) fn read(page: &Page, name: &str, sink: &mut Sink<'_>) -> Found {
    let owner = sink.accounts.owner(name);
    let source = sink.source(page.span().unwrap_or([0, 0]));
    let found = Gathered {
        name: name.to_owned(),
        product: None,
        version: None,
        title: None,
        chapter: page.chapter.clone(),
        description: String::new(),
        url: None,
        updated: page.updated.as_ref().map(|date| date.text.replacen(' ', "T", 1)),
        request: Vec::new(),
        response: Vec::new(),
        parts: Vec::new(),
        errors: Vec::new(),
        examples: Vec::new(),
        source,
    };
    let mut reader = Reader {
        found,
        sink,
        owner,
        section: None,
        after_table: false,
        marked_up: page.marked_up,
        examples: false,
        part: None,
        above: Above::default(),
        values: Vec::new(),
        draft: Draft::default(),
    };
    if let Some(title) = &page.title {
        reader.mark([title], LineUse::PageTitle);
    }
    for block in &page.blocks {
        reader.block(block);
    }
    reader.end_example();
    reader.give_values();
    reader.identify(page);
    let mut found = reader.found;
    found.request = row::expand(found.request, &found.parts);
    found.response = row::expand(found.response, &found.parts);
    // What a title has beside the name says what the action does.
    if let Some(title) = page.title.as_ref().map(|title| title.text.trim()) {
        let behind = PHRASES.title.iter().find_map(|mark| title.strip_prefix(name)?.strip_prefix(mark));
        let title = behind.or_else(|| Some(title).filter(|title| !title.contains(name)));
        found.title = title.map(str::to_owned).or(found.title);
    }
    found.finish()
}

impl Gathered {
    fn finish(self) -> Found {
        let (examples, xml) = self.examples.into_iter().map(|shown| (shown.example, shown.xml)).unzip();
        let action = Action {
            title: self.title,
            group: self.chapter,
            updated_at: self.updated,
            deprecated: NOTES.is_deprecated(&self.description),
            url: self.url,
            errors: errors::codes(&self.errors),
            examples,
            ..Action::at(self.source)
        };
        Found {
            prose: vec![(format!("actions.{}", self.name), self.description)],
            name: self.name,
            product: self.product,
            version: self.version,
            action,
            errors: self.errors,
            flat: Some(Flat { request: self.request, response: self.response, xml }),
        }
    }
}

/// An example under construction.
#[derive(Default)]
struct Draft {
    request: Code,
    json: Code,
    xml: Code,
    span: Span,
}

struct Reader<'p, 'r, 's> {
    found: Gathered,
    sink: &'r mut Sink<'s>,
    owner: u32,
    section: Option<HeadingKind>,
    /// The section's table has come.
    after_table: bool,
    /// The format marks its tables, so that text below one is none of its rows.
    marked_up: bool,
    /// What follows is part of the examples.
    examples: bool,
    /// The name that the last heading consists of, or begins with.
    part: Option<String>,
    above: Above<'p>,
    /// Tables of the values of a field.
    values: Vec<ValueTable>,
    draft: Draft,
}

impl<'p> Reader<'p, '_, '_> {
    fn mark<'l>(&mut self, lines: impl IntoIterator<Item = &'l Line>, usage: LineUse) {
        for line in lines {
            self.sink.accounts.mark(line.numbers.iter().copied(), usage, self.owner);
        }
    }

    fn block(&mut self, block: &'p Block) {
        if let Some((kind, line)) = heading(block) {
            self.heading(kind, line);
            return;
        }
        match block {
            Block::Heading(_) => {}
            Block::Paragraph(line) => self.paragraph(line),
            Block::List(items) => items.iter().for_each(|item| self.paragraph(item)),
            Block::Table(table) => self.table(table),
            Block::Code(code) => self.code(code),
        }
    }

    fn heading(&mut self, kind: HeadingKind, line: &'p Line) {
        if kind != HeadingKind::Other {
            self.above.clear();
        }
        self.above.line(line);
        self.mark([line], LineUse::Heading);
        match kind {
            HeadingKind::Request | HeadingKind::Response | HeadingKind::Errors | HeadingKind::Description => {
                self.examples = false;
            }
            HeadingKind::Examples | HeadingKind::ExampleRequest | HeadingKind::Example => self.examples = true,
            _ => {}
        }
        // The formats are told by what stands in the code.
        if !matches!(kind, HeadingKind::ExampleXml | HeadingKind::ExampleJson) {
            self.section = Some(kind);
            self.after_table = false;
            let name: String = line.text.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            self.part = Some(name).filter(|name| kind == HeadingKind::Other && lexeme::is_identifier(name));
        }
    }

    fn paragraph(&mut self, line: &'p Line) {
        self.above.line(line);
        let usage = match self.section {
            None | Some(HeadingKind::Description) => {
                self.describe(line);
                LineUse::ActionDescription
            }
            Some(HeadingKind::Resources) => LineUse::Resources,
            Some(HeadingKind::Errors) => LineUse::Introduction,
            Some(HeadingKind::Request | HeadingKind::Response)
                if !line.text.starts_with('|')
                    && (!self.after_table || introduces(&line.text) || self.marked_up && !is_like_row(&line.text)) =>
            {
                LineUse::Introduction
            }
            Some(HeadingKind::Examples | HeadingKind::ExampleRequest | HeadingKind::Example) => LineUse::Example,
            Some(HeadingKind::Other) => LineUse::ProsePage,
            _ => return,
        };
        self.mark([line], usage);
    }

    fn describe(&mut self, line: &Line) {
        let text = line.text.trim();
        if VOCABULARY.updated(text).is_some() {
            return;
        }
        if self.section.is_none() && self.found.title.is_none() {
            self.found.title = title(text, &self.found.name);
        }
        if !self.found.description.is_empty() {
            self.found.description.push('\n');
        }
        self.found.description.push_str(text);
    }

    fn table(&mut self, table: &Table) {
        let columns = Columns::of(table, &VOCABULARY);
        self.after_table = true;
        let source = self.sink.source(table.span());
        let part = usize::from(!self.found.response.is_empty());
        let values = self.above.table(table, &columns, part, source);
        let usage = match self.role(&columns) {
            Some(HeadingKind::Other) if columns.is_fields() && self.part.is_some() => {
                let rows = row::read(table, &columns, self.sink.document);
                self.found.parts.extend(self.part.take().map(|part| (part, rows)));
                LineUse::MemberRow
            }
            Some(HeadingKind::Request) => {
                self.found.request.extend(row::read(table, &columns, self.sink.document));
                LineUse::RequestRow
            }
            Some(HeadingKind::Response) => {
                self.found.response.extend(row::read(table, &columns, self.sink.document));
                LineUse::ResponseRow
            }
            _ if columns.code.is_some() => {
                self.found.errors.extend(errors::read(table, &columns, ErrorScope::Business, self.sink));
                LineUse::ErrorRow
            }
            _ if values.is_some() => {
                self.values.extend(values);
                return self.mark(&table.header, LineUse::TableHeader);
            }
            Some(HeadingKind::Other | HeadingKind::Description) | None => LineUse::ProsePage,
            _ => return,
        };
        self.mark(&table.header, LineUse::TableHeader);
        for row in &table.rows {
            self.sink.accounts.mark(row.numbers(), usage, self.owner);
        }
    }

    /// Hands tables of values out to the rows whose they are.
    fn give_values(&mut self) {
        let tables = std::mem::take(&mut self.values);
        let used = row::give_values(&tables, [&mut self.found.request, &mut self.found.response]);
        for (table, used) in tables.iter().zip(used) {
            let usage = if used { LineUse::ValueRow } else { LineUse::ProsePage };
            self.sink.accounts.mark(table.numbers.iter().copied(), usage, self.owner);
        }
    }

    /// What a table is of: the heading says it, or under an unknown one its columns do.
    fn role(&self, columns: &Columns) -> Option<HeadingKind> {
        let known = matches!(self.section, Some(HeadingKind::Request | HeadingKind::Response));
        if !columns.is_fields() {
            return self.section.filter(|_| !known);
        }
        if self.section == Some(HeadingKind::Other) && self.is_part() {
            return self.section;
        }
        let open = matches!(self.section, None | Some(HeadingKind::Other | HeadingKind::Description));
        match columns.required {
            Some(_) if open && self.found.request.is_empty() => Some(HeadingKind::Request),
            None if open && !self.found.request.is_empty() && self.found.response.is_empty() => {
                Some(HeadingKind::Response)
            }
            _ => self.section,
        }
    }

    /// The heading names the objects of a row.
    fn is_part(&self) -> bool {
        let parts = self.found.parts.iter().flat_map(|(_, rows)| rows);
        let mut rows = self.found.request.iter().chain(&self.found.response).chain(parts);
        self.part.is_some() && rows.any(|row| row.declared.object_name() == self.part.as_deref())
    }

    fn code(&mut self, code: &Code) {
        self.above.clear();
        self.mark(&code.lines, LineUse::Example);
        if !self.examples {
            return;
        }
        let first = code.lines.iter().map(|line| line.text.trim()).find(|line| !line.is_empty()).unwrap_or_default();
        if is_request(first) || self.section == Some(HeadingKind::ExampleRequest) && !first.starts_with(['<', '{']) {
            if !self.draft.request.lines.is_empty() {
                self.end_example();
            }
            self.draft.request = code.clone();
        } else {
            let body = body(code);
            let opens = body.first().map_or("", |line| line.text.trim_start());
            let part = if opens.starts_with('<') { &mut self.draft.xml } else { &mut self.draft.json };
            if part.lines.is_empty() {
                part.lines = body;
            }
        }
        self.draft.span.lines(code.lines.iter());
    }

    fn end_example(&mut self) {
        let draft = std::mem::take(&mut self.draft);
        let Some(lines) = draft.span.0 else { return };
        let source = self.sink.source(lines);
        self.found.product =
            self.found.product.take().or_else(|| draft.request.lines.first().and_then(|line| product(&line.text)));
        let declared: Vec<&str> = self.found.request.iter().map(|row| row.name.as_str()).collect();
        let common = |name: &str| COMMON.contains(&name) && !declared.contains(&name);
        let request = example::request(&draft.request, &common, true);
        let (response, problem) = example::json(draft.json.lines.iter().map(|line| line.text.as_str()));
        if let Some(problem) = problem {
            self.sink.report("example-not-json", format!("the answer is no JSON: {problem}"), &source);
        }
        if let Some(other) = request.action.filter(|action| *action != self.found.name) {
            let message = format!("the example calls {other} on the page of {}", self.found.name);
            self.sink.report("example-other-action", message, &source);
        }
        let text = xml::text(&draft.xml);
        let xml = text.as_deref().and_then(|text| xml::read(text, &self.found.name, &source, self.sink));
        if let Some(xml) = xml.as_ref().filter(|_| response.is_object()) {
            xml::compare(&xml.value, unwrapped(&response, &self.found.name), &source, self.sink);
        }
        let example =
            Example { title: None, request: request.body, response, response_xml: text, source: Some(source) };
        self.found.examples.push(Shown { example, xml });
    }

    /// What the page's links and hosts say about the API.
    fn identify(&mut self, page: &Page) {
        let [product, version] = PHRASES.explorer;
        for link in page.links.iter().filter(|link| link.text.contains(PHRASES.explorer[0])) {
            let part = |key: &str| {
                let (_, behind) = link.text.split_once(key)?;
                let value: String = behind.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                (!value.is_empty()).then_some(value)
            };
            let named = part(product).map(|product| product.to_ascii_lowercase());
            self.found.product = named.or_else(|| self.found.product.take());
            self.found.version = part(version).or_else(|| self.found.version.take());
        }
        if let (None, Some((product, version))) = (&self.found.version, page.links.iter().find_map(explored)) {
            self.found.product = Some(product);
            self.found.version = Some(version);
        }
    }
}

/// Product and version in the path of an address of the explorer: `…/api/Lamp/2033-01-01/CreateLamp`.
fn explored(link: &Line) -> Option<(String, String)> {
    let (_, rest) = link.text.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let known = |known: &str| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    PHRASES.explorer_hosts.iter().find(|host| known(host))?;
    let parts: Vec<&str> = path.split(['/', '?', '#']).collect();
    let pair = parts.windows(2).find(|pair| matches!(pair, [_, date] if date.len() == 10 && lexeme::is_date(date)))?;
    match pair {
        [product, version] if !product.is_empty() => Some((product.to_ascii_lowercase(), (*version).to_owned())),
        _ => None,
    }
}

/// The product that the host of an address names.
fn product(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', ':']).next()?;
    identity::product(host, PHRASES.host_suffix).map(str::to_owned)
}

/// The JSON answer without a wrapper named as the action.
pub(super) fn unwrapped<'v>(response: &'v serde_json::Value, name: &str) -> &'v serde_json::Value {
    match response {
        serde_json::Value::Object(map) if map.len() == 1 => match map.iter().next() {
            Some((key, inner)) if inner.is_object() && key.starts_with(name) => inner,
            _ => response,
        },
        _ => response,
    }
}

/// A name and a type begin the line, as they do a row.
fn is_like_row(text: &str) -> bool {
    let mut words = text.split([' ', '|', '\t']).filter(|word| !word.is_empty());
    words.next().is_some_and(lexeme::is_parameter) && words.next().is_some_and(|word| types::named(word).is_some())
}

/// A sentence before code or a list.
fn introduces(text: &str) -> bool {
    text.trim_end().ends_with(['：', ':'])
}

fn is_request(first: &str) -> bool {
    first.contains("?Action=")
        || first.contains("? Action=")
        || first.starts_with("GET ")
        || first.starts_with("http") && !first.starts_with("HTTP/")
}

/// The lines of an answer behind its HTTP head.
fn body(code: &Code) -> Vec<Line> {
    let opens = |line: &Line| line.text.trim_start().starts_with(['<', '{', '[']);
    let head = |line: &Line| {
        ["HTTP/", "//", "#"].iter().any(|mark| line.text.trim_start().starts_with(mark)) || line.text.contains(':')
    };
    let skip = match code.lines.iter().position(opens) {
        Some(at) if code.lines.iter().take(at).all(|line| head(line) || line.text.trim().is_empty()) => at,
        _ => 0,
    };
    code.lines.get(skip..).unwrap_or_default().to_vec()
}

/// The hosts that a page's examples call, without those of a region.
pub(super) fn called_hosts(page: &Page, sink: &Sink<'_>) -> Vec<Endpoint> {
    let lines = page.blocks.iter().filter_map(|block| match block {
        Block::Code(code) => Some(&code.lines),
        _ => None,
    });
    let mut called: Vec<Endpoint> = Vec::new();
    for line in lines.flatten() {
        let host = line.text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', ' ', '&']).next());
        let is_central = |host: &&str| {
            lexeme::is_host(host) && host.ends_with(PHRASES.host_suffix) && host.matches('.').count() == 2
        };
        if let Some(host) = host.filter(is_central).filter(|host| called.iter().all(|known| known.host != **host)) {
            let source = Some(sink.source(line.span()));
            called.push(Endpoint { host: host.to_owned(), region: None, label: None, source });
        }
    }
    called
}

/// What an action does, from the sentence that says so: without the words around its name, up to the first stop.
pub(in crate::pages) fn title(sentence: &str, name: &str) -> Option<String> {
    const LONGEST: usize = 80;
    let behind = PHRASES.calls.iter().find_map(|(before, after)| {
        let rest = sentence.strip_prefix(before)?.trim_start().strip_prefix(name)?;
        rest.trim_start().strip_prefix(after)
    });
    let text = behind.unwrap_or(sentence).trim();
    let stops = |(at, c): (usize, char)| {
        let ends = matches!(c, '。' | '，' | '；' | '\n');
        let period = c == '.' && text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        (ends || period).then_some(at)
    };
    let end = text.char_indices().find_map(stops).unwrap_or(text.len());
    let title = text.get(..end)?.trim();
    (!title.is_empty() && title.chars().count() <= LONGEST).then(|| title.to_owned())
}
