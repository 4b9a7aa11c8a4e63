//! Action pages: six numbered sections that describe one action.

use super::cell;
use super::words::{COMMON, HOST_SUFFIX, NOTES, PHRASES, VOCABULARY};
use crate::coverage::LineUse;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Code, Heading, Line, Page, Span, Table};
use crate::pages::assemble::{Failure, Found};
use crate::pages::columns::Columns;
use crate::pages::errors;
use crate::pages::example;
use crate::pages::identity::{self, Identity};
use crate::pages::merge;
use crate::pages::sink::Sink;
use crate::pages::values::{self, Above, ValueTable};
use crate::spec::model::{Action, ErrorScope, Example, Field};

/// Reads an action page.
pub(super) fn read(page: &Page, identity: Identity, sink: &mut Sink<'_>) -> Found {
    let Identity { action: name, version, host, .. } = identity;
    let mut reader = Reader::new(&name, page, sink);
    for (index, block) in page.blocks.iter().enumerate() {
        reader.block(block, page.blocks.get(index + 1..).unwrap_or_default());
    }
    reader.end_example();
    reader.merge_cases();
    reader.give_values();
    reader.check_sections(page);
    let Reader { mut action, prose, errors, sink, .. } = reader;
    action.errors = errors::codes(&errors);
    check_explorer(page, &name, sink);
    action.endpoint = action.endpoint.or(host);
    let product = action.endpoint.as_deref().and_then(|host| Some(identity::product(host, HOST_SUFFIX)?.to_owned()));
    action.title = page.title.as_ref().map(|title| title.text.clone());
    action.updated_at = page.updated.as_ref().map(|date| date.text.replacen(' ', "T", 1));
    Found { name, version, product, action, prose, errors, flat: None }
}

struct Reader<'p, 'r, 's> {
    action: Action,
    prose: Vec<(String, String)>,
    errors: Vec<Failure>,
    path: String,
    sink: &'r mut Sink<'s>,
    owner: u32,
    section: Option<HeadingKind>,
    example: Option<Draft>,
    description: String,
    /// The section's table has come; what follows is no introduction to it.
    after_table: bool,
    /// Number of the section before.
    number: Option<u32>,
    /// Sections whose table was read.
    tables: Vec<HeadingKind>,
    /// How many fields each table of the request gave.
    cases: Vec<usize>,
    above: Above<'p>,
    /// Tables of the values of a field.
    values: Vec<ValueTable>,
    /// The format marks its tables, so that text below one is none of its rows.
    marked_up: bool,
}

/// An example under construction.
#[derive(Default)]
struct Draft {
    /// Depth of its heading.
    level: u8,
    title: Option<String>,
    request: Code,
    response: Code,
    span: Span,
}

impl Draft {
    fn is_answered(&self) -> bool {
        !self.response.lines.is_empty()
    }
}

impl<'p, 'r, 's> Reader<'p, 'r, 's> {
    fn new(name: &str, page: &'p Page, sink: &'r mut Sink<'s>) -> Self {
        let action = Action::at(sink.source(page.span().unwrap_or([0, 0])));
        let owner = sink.accounts.owner(name);
        let path = format!("actions.{name}");
        Self {
            action,
            prose: Vec::new(),
            errors: Vec::new(),
            path,
            sink,
            owner,
            section: None,
            example: None,
            description: String::new(),
            after_table: false,
            number: None,
            tables: Vec::new(),
            cases: Vec::new(),
            above: Above::default(),
            values: Vec::new(),
            marked_up: page.marked_up,
        }
    }

    fn mark<'l>(&mut self, lines: impl IntoIterator<Item = &'l Line>, usage: LineUse) {
        for line in lines {
            self.sink.accounts.mark(line.numbers.iter().copied(), usage, self.owner);
        }
    }

    fn block(&mut self, block: &'p Block, rest: &[Block]) {
        match block {
            Block::Heading(heading) => {
                // Among examples a word may stand above the code: what unfolds it, or its language.
                let words = if self.section.is_some_and(HeadingKind::is_example) { 1 } else { 0 };
                let above = rest.iter().take(words).take_while(|block| matches!(block, Block::Paragraph(_))).count();
                self.heading(heading, matches!(rest.get(above), Some(Block::Code(_))));
            }
            Block::Paragraph(line) => self.paragraph(line),
            Block::List(items) => items.iter().for_each(|item| self.paragraph(item)),
            Block::Table(table) => self.table(table),
            Block::Code(code) => self.code(code),
        }
    }

    /// Without a request or response table the page was cut off, or is none of the kind.
    fn check_sections(&mut self, page: &Page) {
        let goes_on = page.blocks.iter().any(|block| {
            let Block::Heading(heading) = block else { return false };
            VOCABULARY.marked_heading(&heading.line.text).is_some_and(|rule| is_behind_tables(rule.kind))
        });
        let expected = [
            (self.tables.contains(&HeadingKind::Request), "a table of the request"),
            (self.tables.contains(&HeadingKind::Response), "a table of the response"),
            (goes_on || !self.action.examples.is_empty(), "examples or error codes"),
        ];
        // Formats that mark their structure lose nothing on the way; what such a page lacks, it never had.
        let whole = page.marked_up && expected.iter().any(|(found, _)| *found);
        let severity = if whole { Severity::Warning } else { Severity::Error };
        for (_, what) in expected.into_iter().filter(|(found, _)| !found) {
            let name = self.path.trim_start_matches("actions.");
            let message = format!("expected {what} on the page of {name}, found none");
            let source = self.sink.source(page.span().unwrap_or([0, 0]));
            let finding = Diagnostic::new("section-missing", severity, message).at(source);
            let help = "the page may be cut off, or its sections may have titles that the dialect does not know";
            self.sink.diagnostics.push(finding.help(help));
        }
    }

    /// Numbered sections ascend on a page; where they do not, text of another page got in between.
    fn check_order(&mut self, line: &Line) {
        let Some(number) = line.text.split('.').next().and_then(|number| number.parse::<u32>().ok()) else { return };
        let before = self.number.replace(number);
        if before.is_some_and(|before| before >= number) {
            let name = self.path.trim_start_matches("actions.");
            let message = format!(
                "expected the sections of {name} in order, found section {number} behind section {}",
                before.unwrap_or(0)
            );
            let source = self.sink.source(line.span());
            let finding = Diagnostic::new("sections-out-of-order", Severity::Error, message).at(source);
            self.sink.diagnostics.push(finding.help("put the pages of the document in order and read it again"));
        }
    }

    fn heading(&mut self, heading: &'p Heading, code_follows: bool) {
        let line = &heading.line;
        let Some(rule) = VOCABULARY.marked_heading(&line.text) else {
            self.above.line(line);
            return self.example_heading(heading);
        };
        self.above.clear();
        self.mark([line], LineUse::Heading);
        self.check_order(line);
        let kind = match rule.kind {
            // Older editions give the parts of an example the titles of the sections.
            HeadingKind::Request if code_follows => HeadingKind::ExampleRequest,
            HeadingKind::Response if code_follows => HeadingKind::ExampleResponse,
            kind => kind,
        };
        match kind {
            HeadingKind::Example => self.open_example(heading, example::title(&line.text, &VOCABULARY)),
            HeadingKind::ExampleRequest if self.example.as_ref().is_some_and(Draft::is_answered) => {
                self.open_example(heading, None);
            }
            HeadingKind::ExampleRequest | HeadingKind::ExampleResponse => {}
            _ => self.end_example(),
        }
        self.section = Some(kind);
        self.after_table = false;
    }

    /// A heading of its own wording among the examples: the title of one, or of a part of one.
    fn example_heading(&mut self, heading: &Heading) {
        if !self.section.is_some_and(HeadingKind::is_example) {
            if self.marked_up {
                self.mark([&heading.line], LineUse::Heading);
            }
            return;
        }
        self.mark([&heading.line], LineUse::Example);
        match &mut self.example {
            Some(draft) if draft.level < heading.level => draft.span.line(&heading.line),
            _ => self.open_example(heading, Some(heading.line.text.trim().to_owned())),
        }
        self.section = Some(HeadingKind::Example);
    }

    fn open_example(&mut self, heading: &Heading, title: Option<String>) {
        self.end_example();
        let mut draft = Draft { level: heading.level, title, ..Draft::default() };
        draft.span.line(&heading.line);
        self.example = Some(draft);
    }

    fn paragraph(&mut self, line: &'p Line) {
        self.above.line(line);
        let usage = match self.section {
            Some(HeadingKind::Description) => {
                self.describe(line);
                LineUse::ActionDescription
            }
            Some(HeadingKind::Request | HeadingKind::Response | HeadingKind::Errors | HeadingKind::Examples)
                if !self.after_table || self.marked_up =>
            {
                LineUse::Introduction
            }
            // Above the first section stands what the site or the editor put there.
            None if self.marked_up => LineUse::Introduction,
            Some(HeadingKind::Example) => LineUse::Example,
            Some(kind) if kind.is_example() && self.marked_up => LineUse::Example,
            Some(HeadingKind::Resources) => LineUse::Resources,
            _ => return,
        };
        self.mark([line], usage);
    }

    fn describe(&mut self, line: &Line) {
        let text = line.text.trim();
        if let Some(host) = PHRASES.host.iter().find_map(|phrase| text.strip_prefix(phrase)) {
            let host = host.trim().trim_end_matches(['。', '.']).trim();
            self.action.endpoint = Some(host.to_owned());
        } else if let Some(rate) = rate(text) {
            self.action.rate_limit = Some(rate);
        } else if !PHRASES.tools.iter().any(|phrase| text.starts_with(phrase)) {
            if NOTES.is_deprecated(text) {
                self.action.deprecated = true;
                self.action.successor = successor(text);
            }
            if !self.description.is_empty() {
                self.description.push('\n');
            }
            self.description.push_str(text);
            self.prose.retain(|(path, _)| *path != self.path);
            self.prose.push((self.path.clone(), self.description.clone()));
        }
    }

    fn table(&mut self, table: &Table) {
        let columns = Columns::of(table, &VOCABULARY);
        let source = self.sink.source(table.span());
        let part = usize::from(self.section == Some(HeadingKind::Response));
        let values = self.above.table(table, &columns, part, source);
        self.after_table = true;
        self.tables.extend(self.section.filter(|_| columns.is_fields()));
        match self.section {
            Some(HeadingKind::Request) if columns.is_fields() => {
                let fields = self.fields(table, &columns, "request", LineUse::RequestRow);
                self.cases.push(fields.len());
                self.action.request.extend(fields);
            }
            Some(HeadingKind::Response) if columns.is_fields() => {
                let fields = self.fields(table, &columns, "response", LineUse::ResponseRow);
                self.action.response.extend(fields);
            }
            Some(HeadingKind::Errors) if columns.code.is_some() => {
                for row in &table.rows {
                    self.sink.accounts.mark(row.numbers(), LineUse::ErrorRow, self.owner);
                }
                self.errors.extend(errors::read(table, &columns, ErrorScope::Business, self.sink));
            }
            _ => self.values.extend(values),
        }
    }

    /// A request may have a table for each use of the action.
    fn merge_cases(&mut self) {
        let mut fields = std::mem::take(&mut self.action.request).into_iter();
        let tables = self.cases.iter().map(|count| fields.by_ref().take(*count).collect()).collect();
        self.action.request = merge::cases(tables);
    }

    /// Gives tables of values to the fields that own them.
    fn give_values(&mut self) {
        let tables = std::mem::take(&mut self.values);
        let used = values::apply(&tables, &mut self.action.request, &mut self.action.response);
        for (table, _) in tables.iter().zip(used).filter(|(_, used)| *used) {
            self.sink.accounts.mark(table.numbers.iter().copied(), LineUse::ValueRow, self.owner);
        }
    }

    /// The fields of a table; rows of common parameters are read and left out.
    fn fields(&mut self, table: &Table, columns: &Columns, part: &str, usage: LineUse) -> Vec<Field> {
        let mut fields = Vec::new();
        for row in &table.rows {
            self.sink.accounts.mark(row.numbers(), usage, self.owner);
        }
        for parsed in cell::fields(table, columns, self.sink) {
            if parsed.common {
                continue;
            }
            self.prose.push((format!("{}.{part}.{}", self.path, parsed.field.name), parsed.prose));
            fields.push(parsed.field);
        }
        fields
    }

    fn code(&mut self, code: &Code) {
        self.above.clear();
        if !self.section.is_some_and(HeadingKind::is_example) && !example::is_request(code) {
            return self.mark(&code.lines, LineUse::Introduction);
        }
        self.mark(&code.lines, LineUse::Example);
        let is_request = match self.section {
            Some(HeadingKind::ExampleRequest) => true,
            Some(HeadingKind::ExampleResponse) => false,
            // Without a label the code itself says what it is.
            _ => example::is_request(code),
        };
        if is_request && self.example.as_ref().is_some_and(Draft::is_answered) {
            self.end_example();
        }
        let draft = self.example.get_or_insert_default();
        draft.span.lines(code.lines.iter());
        let part = if is_request { &mut draft.request } else { &mut draft.response };
        part.lines.extend(code.lines.iter().cloned());
    }

    fn end_example(&mut self) {
        let Some(draft) = self.example.take() else { return };
        if draft.request.lines.is_empty() && draft.response.lines.is_empty() {
            return;
        }
        let source = self.sink.source(draft.span.0.unwrap_or([0, 0]));
        let fields = &self.action.request;
        let is_common = |name: &str| COMMON.contains(&name) && !fields.iter().any(|field| field.name == name);
        let request = example::request(&draft.request, &is_common, !self.marked_up);
        let (response, problem) = example::json(draft.response.lines.iter().map(|line| line.text.as_str()));
        for (part, problem) in [("request", request.problem), ("response", problem)] {
            if let Some(problem) = problem {
                self.sink.report("example-not-json", format!("the example's {part} is no JSON: {problem}"), &source);
            }
        }
        if let Some(other) = request.action.filter(|action| self.path != format!("actions.{action}")) {
            let message =
                format!("the example calls {other} on the page of {}", self.path.trim_start_matches("actions."));
            self.sink.report("example-other-action", message, &source);
        }
        self.action.examples.push(Example {
            title: draft.title,
            request: request.body,
            response,
            response_xml: None,
            source: Some(source),
        });
    }
}

/// Sections that stand behind the tables of the request and the response.
fn is_behind_tables(kind: HeadingKind) -> bool {
    matches!(
        kind,
        HeadingKind::Examples
            | HeadingKind::Example
            | HeadingKind::ExampleRequest
            | HeadingKind::ExampleResponse
            | HeadingKind::Resources
            | HeadingKind::Errors
    )
}

/// Requests per second.
fn rate(text: &str) -> Option<u32> {
    PHRASES.rate.iter().find_map(|(before, after)| {
        let rest = text.strip_prefix(before)?;
        let (number, _) = rest.split_once(after)?;
        number.trim().parse().ok()
    })
}

/// The action named as successor of a deprecated one.
fn successor(text: &str) -> Option<String> {
    let (_, rest) = PHRASES.successor.iter().find_map(|phrase| text.split_once(phrase))?;
    let name: String = rest.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
    name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(name)
}

/// The page's link to the vendor's explorer must name the same action.
fn check_explorer(page: &Page, name: &str, sink: &mut Sink<'_>) {
    let explorer = page.links.iter().find(|link| link.text.contains(PHRASES.explorer));
    let named = explorer.and_then(|link| Some((link, link.text.split_once("Action=")?.1)));
    if let Some((link, action)) = named.filter(|(_, action)| *action != name) {
        let source = sink.source(link.span());
        sink.report("explorer-other-action", format!("the page of {name} links to the explorer of {action}"), &source);
    }
}
