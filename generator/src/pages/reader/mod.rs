//! Pages that describe one action, whatever vendor they are of and whatever format they came in.
//!
//! One machine walks over the blocks of a page: a heading opens a section, and the section decides what a paragraph, a
//! table or a piece of code is. The words are those of a profile ([`Words`]). What becomes of tables of fields is the
//! business of a strategy ([`Nesting`]), what becomes of code is in `examples`, and what names the action in
//! `identity`.

mod examples;
mod sections;
mod words;

pub(super) use examples::{Shown, unwrapped};
pub(super) use words::{Explorer, Words, title};

use super::assemble::{Failure, Found};
use super::columns::Columns;
use super::errors;
use super::identity::{self, Identity};
use super::nesting::{Gathered, Nesting, Part};
use super::profile::Profile;
use super::sink::Sink;
use super::values::{Above, ValueTable};
use crate::coverage::LineUse;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Heading, Line, Page, Table};
use crate::lexeme;
use crate::spec::model::{Action, ErrorScope};
use examples::Drafts;
use sections::Sections;

/// Reads the page of an action.
pub(super) fn read(page: &Page, identity: Identity, profile: &Profile, sink: &mut Sink<'_>) -> Found {
    let owner = sink.accounts.owner(&identity.action);
    let mut reader = Reader {
        words: profile.words,
        identity: profile.identity,
        owner,
        sections: Sections::default(),
        marked_up: page.marked_up,
        displaced: profile.words.displaced && !page.marked_up,
        after_table: false,
        part: None,
        nesting: (profile.nesting)(page),
        errors: Vec::new(),
        above: Above::default(),
        values: Vec::new(),
        drafts: Drafts::default(),
        declared: Vec::new(),
        description: Vec::new(),
        first: None,
        endpoint: None,
        rate_limit: None,
        sink,
    };
    reader.mark(&page.title, LineUse::PageTitle);
    for (index, block) in page.blocks.iter().enumerate() {
        reader.block(block, page.blocks.get(index + 1..).unwrap_or_default());
    }
    reader.finish(page, identity, profile)
}

struct Reader<'p, 'r, 's> {
    words: &'static Words,
    identity: &'static identity::Words,
    owner: u32,
    sections: Sections,
    /// The format marks its tables, so that text below one is not a row of it.
    marked_up: bool,
    /// Captions, labels and pieces of examples may be anywhere on their sheet of paper.
    displaced: bool,
    /// The section's table has come.
    after_table: bool,
    /// The name that the last heading consists of, or begins with.
    part: Option<String>,
    nesting: Box<dyn Nesting<'p> + 'p>,
    errors: Vec<Failure>,
    above: Above<'p>,
    /// Tables of the values of a field.
    values: Vec<ValueTable>,
    drafts: Drafts,
    /// What the tables of the request list.
    declared: Vec<String>,
    description: Vec<&'p str>,
    /// The sentence below the title.
    first: Option<&'p str>,
    endpoint: Option<String>,
    /// Requests per second.
    rate_limit: Option<u32>,
    sink: &'r mut Sink<'s>,
}

impl<'p> Reader<'p, '_, '_> {
    fn mark<'l>(&mut self, lines: impl IntoIterator<Item = &'l Line>, usage: LineUse) {
        for line in lines {
            self.sink.accounts.mark(line.numbers.iter().copied(), usage, self.owner);
        }
    }

    fn block(&mut self, block: &'p Block, rest: &[Block]) {
        match block {
            Block::Heading(heading) => self.heading(heading, rest),
            Block::Paragraph(line) => self.paragraph(line),
            Block::List(items) => match items.as_slice() {
                [line] => self.paragraph(line),
                items => items.iter().for_each(|item| self.sentence(item)),
            },
            Block::Table(table) => self.table(table),
            Block::Code(code) => self.code(code),
        }
    }

    fn heading(&mut self, heading: &'p Heading, rest: &[Block]) {
        match self.words.vocabulary.marked_heading(&heading.line.text) {
            // Older editions give the parts of an example the titles of the sections.
            Some(rule) => {
                // Among examples a word may be above the code: what unfolds it, or its language.
                let words = usize::from(self.sections.in_examples());
                let above = rest.iter().take(words).take_while(|block| matches!(block, Block::Paragraph(_))).count();
                let kind = match rule.kind {
                    HeadingKind::Request | HeadingKind::Response
                        if !matches!(rest.get(above), Some(Block::Code(_))) =>
                    {
                        rule.kind
                    }
                    HeadingKind::Request => HeadingKind::ExampleRequest,
                    HeadingKind::Response => HeadingKind::ExampleResponse,
                    kind => kind,
                };
                self.open(kind, Some(heading.level), &heading.line);
            }
            None => self.unknown_heading(heading, rest),
        }
    }

    /// A heading of the vocabulary. `level` is its depth where the format marks it.
    fn open(&mut self, kind: HeadingKind, level: Option<u8>, line: &'p Line) {
        self.above.clear();
        self.mark([line], LineUse::Heading);
        if !self.displaced
            && let Some(finding) = self.sections.out_of_order(line, self.marked_up)
        {
            let source = self.sink.source(line.span());
            self.sink.diagnostics.push(finding.at(source));
        }
        // In displaced text the sentence above an example may stand above the answer's table too.
        if !self.displaced || matches!(kind, HeadingKind::Description | HeadingKind::Request) {
            self.drafts.forget_title();
        }
        self.drafts.heading(kind, level, line, self.words.vocabulary);
        if kind.is_part_of_example() && self.displaced {
            return;
        }
        self.sections.open(kind, level);
        self.after_table = false;
        self.part = None;
    }

    /// A heading of its own wording: the title of an example, a caption, the name of an object, or another section.
    fn unknown_heading(&mut self, heading: &'p Heading, rest: &[Block]) {
        let line = &heading.line;
        self.above.line(line);
        let section = rest.iter().take_while(|block| !matches!(block, Block::Heading(_)));
        if self.sections.in_examples() && (heading.level > self.sections.level || section.clone().any(is_code)) {
            self.mark([line], LineUse::Example);
            return self.drafts.titled(heading);
        }
        // A format that marks headings may mark a caption as one.
        if self.nesting.caption(line) {
            return;
        }
        self.drafts.title(&line.text, self.words.vocabulary);
        if self.marked_up && heading.level <= self.sections.level {
            self.sections.kind = Some(HeadingKind::Other);
        }
        let name: String = line.text.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        self.part = Some(name).filter(|name| lexeme::is_identifier(name));
        if self.sections.in_fields() && self.nesting.above(line) {
            return;
        }
        self.mark([line], LineUse::Heading);
    }

    /// A line that stands alone. It may be a heading that the format does not mark.
    fn paragraph(&mut self, line: &'p Line) {
        let bare = line.text.trim().trim_matches('*').trim();
        match self.words.vocabulary.marked_heading(bare).map(|rule| rule.kind) {
            Some(kind) if self.words.unmarked_headings || kind.opens_code() && self.displaced => {
                self.open(kind, None, line);
            }
            _ => self.sentence(line),
        }
    }

    fn sentence(&mut self, line: &'p Line) {
        self.above.line(line);
        let text = line.text.trim();
        let introduces = self.words.introduction.iter().any(|phrase| text.contains(phrase));
        let usage = if !self.sections.in_examples() && self.names_action(text) {
            Some(LineUse::ActionDescription)
        } else if introduces && !self.marked_up {
            Some(LineUse::Introduction)
        } else if self.nesting.caption(line) {
            None
        } else if introduces {
            Some(LineUse::Introduction)
        } else {
            // What ends with a colon may be the title of an example.
            let ends_open = text.ends_with(['：', ':']);
            if ends_open || self.sections.in_examples() {
                self.drafts.title(text, self.words.vocabulary);
            }
            self.in_section(line, ends_open)
        };
        if let Some(usage) = usage {
            self.mark([line], usage);
        }
    }

    /// What a sentence is used for in the section that it is in; `None` if nothing uses it, or the nesting accounts for
    /// it.
    fn in_section(&mut self, line: &'p Line, ends_open: bool) -> Option<LineUse> {
        if self.sections.in_examples() {
            return Some(LineUse::Example);
        }
        if self.displaced && ends_open {
            return Some(LineUse::Introduction);
        }
        if self.sections.in_fields() && self.nesting.above(line) {
            return None;
        }
        // The name of an object above the table of its members.
        let name = line.text.trim().trim_matches('*').trim();
        if self.sections.in_fields() && self.nesting.is_object(name) {
            self.part = Some(name.to_owned());
            return Some(LineUse::Introduction);
        }
        let introduces = !self.after_table || self.marked_up;
        match self.sections.kind {
            Some(HeadingKind::Other) => Some(LineUse::ProsePage),
            Some(HeadingKind::Resources) => Some(LineUse::Resources),
            Some(HeadingKind::Errors) if introduces => Some(LineUse::Introduction),
            Some(HeadingKind::Request | HeadingKind::Response | HeadingKind::Errors) if !self.displaced => {
                let below = ends_open || self.marked_up && !self.is_like_row(&line.text);
                (!self.after_table || below).then_some(LineUse::Introduction)
            }
            _ => {
                self.describe(line.text.trim());
                Some(LineUse::ActionDescription)
            }
        }
    }

    /// The sentence names the action, or the host that takes it.
    fn names_action(&mut self, text: &str) -> bool {
        let host = text.split([' ', '`', '：', ':', '，', '。', '/']).map(|word| word.trim_end_matches('.'));
        let host = host.into_iter().find(|word| self.words.is_own_host(word));
        if let Some(host) = host {
            self.endpoint.get_or_insert_with(|| host.to_owned());
        }
        host.is_some() || self.displaced && identity::names_action(text, self.identity)
    }

    /// A name and a type begin the line, as they do a row; or it is a row that the format drew.
    fn is_like_row(&self, text: &str) -> bool {
        let is_type = |word: &str| self.words.vocabulary.scalars.iter().any(|known| known.eq_ignore_ascii_case(word));
        let mut words = text.split([' ', '|', '\t']).filter(|word| !word.is_empty());
        text.starts_with('|') || words.next().is_some_and(lexeme::is_parameter) && words.next().is_some_and(is_type)
    }

    /// A sentence of what the action does.
    fn describe(&mut self, text: &'p str) {
        if self.words.vocabulary.updated(text).is_some() {
            return;
        }
        if let Some(rate) = self.words.rate_limit(text) {
            self.rate_limit = Some(rate);
        } else if !self.words.tools.iter().any(|phrase| text.starts_with(phrase)) {
            if self.sections.kind.is_none() {
                self.first.get_or_insert(text);
            }
            self.description.push(text);
        }
    }

    fn table(&mut self, table: &'p Table) {
        let columns = Columns::of(table, self.words.vocabulary);
        self.after_table = true;
        let role = if columns.is_fields() { self.role(&columns) } else { None };
        let side = match (role, self.sections.kind) {
            (Some(part), _) => part,
            (None, Some(HeadingKind::Request)) => Part::Request,
            (None, Some(HeadingKind::Response)) => Part::Response,
            (None, _) if !self.displaced && !self.nesting.has(Part::Response) => Part::Request,
            (None, _) if columns.required.is_some() || columns.value.is_some() => Part::Request,
            (None, _) => Part::Response,
        };
        let source = self.sink.source(table.span());
        let values = self.above.table(table, &columns, side as usize, source);
        self.mark(&table.header, LineUse::TableHeader);
        let usage =
            if let Some(name) = self.part.take().filter(|name| columns.is_fields() && self.nesting.is_object(name)) {
                self.nesting.object(&name, table, &columns, self.sink);
                LineUse::MemberRow
            } else if let Some(part) = role {
                if part == Part::Request {
                    self.declared.extend(table.rows.iter().map(|row| super::columns::text(row, columns.name)));
                }
                self.nesting.take(part, table, &columns, self.sink);
                if self.nesting.accounts() {
                    return;
                }
                part.usage()
            } else if columns.code.is_some() && !columns.is_fields() {
                self.errors.extend(errors::read(table, &columns, ErrorScope::Business, self.sink));
                LineUse::ErrorRow
            } else if let Some(values) = values {
                self.values.push(values);
                return;
            } else if columns.value.is_some() {
                LineUse::ValueRow
            } else if self.marked_up
                || matches!(self.sections.kind, None | Some(HeadingKind::Other | HeadingKind::Description))
            {
                // What it lists is not an element of the action.
                LineUse::ProsePage
            } else {
                return;
            };
        self.sink.accounts.mark(table.rows.iter().flat_map(|row| row.numbers()), usage, self.owner);
    }

    /// Whose fields a table lists: its section says it, or elsewhere its columns do.
    fn role(&self, columns: &Columns) -> Option<Part> {
        match self.sections.kind {
            Some(HeadingKind::Request) => Some(Part::Request),
            Some(HeadingKind::Response) => Some(Part::Response),
            _ => {
                let part = if columns.required.is_some() { Part::Request } else { Part::Response };
                let elsewhere = self.sections.kind == Some(HeadingKind::Other) && !self.nesting.is_captioned();
                (!elsewhere || !self.nesting.has(part)).then_some(part)
            }
        }
    }

    fn finish(mut self, page: &Page, identity: Identity, profile: &Profile) -> Found {
        let Identity { action: name, version, host, .. } = identity;
        let words = self.words;
        let context = examples::Context { action: &name, words, declared: &self.declared, wrapped: !self.marked_up };
        let shown = std::mem::take(&mut self.drafts).read(&context, self.sink);
        let tables = [Part::Request, Part::Response].map(|part| self.nesting.has(part));
        self.sections.check(page, &name, tables, !shown.is_empty(), words.vocabulary, self.sink);
        words::check_explorer(page, &name, words.explorer, self.sink);
        let (explored, known_version) = words::explored(page, words.explorer);
        let called = shown.iter().find_map(|shown| shown.host.clone());
        let own = called.clone().or(host).filter(|host| words.is_own_host(host));
        let endpoint = self.endpoint.take().or(own);
        let named = endpoint.as_deref().or(called.as_deref()).and_then(|host| profile.product(host));
        let page_of = Gathered { action: &name, owner: self.owner, shown: &shown, values: &self.values };
        let nested = self.nesting.finish(&page_of, self.sink);
        for (table, used) in self.values.iter().zip(nested.used) {
            let usage = if used { LineUse::ValueRow } else { LineUse::ProsePage };
            self.sink.accounts.mark(table.numbers.iter().copied(), usage, self.owner);
        }
        let (examples, xml) = shown.into_iter().map(|shown| (shown.example, shown.xml)).unzip();
        let going = self.description.iter().filter(|text| words.notes.is_deprecated(text));
        let action = Action {
            title: words::page_title(page, &name, self.first, words),
            group: page.chapter.clone().filter(|_| words.chapters),
            endpoint,
            rate_limit: self.rate_limit,
            updated_at: page.updated.as_ref().map(|date| date.text.replacen(' ', "T", 1)),
            deprecated: going.clone().next().is_some(),
            successor: going.filter_map(|text| words.successor(text)).next_back(),
            request: nested.request,
            response: nested.response,
            errors: errors::codes(&self.errors),
            examples,
            ..Action::at(self.sink.source(page.span().unwrap_or([0, 0])))
        };
        let path = format!("actions.{name}");
        let fields = nested.prose.into_iter().map(|(field, text)| (format!("{path}.{field}"), text));
        let prose = std::iter::once((path.clone(), self.description.join("\n"))).chain(fields).collect();
        let flat = nested.flat.map(|flat| flat.with(xml));
        let (product, version) = (explored.or(named), known_version.or(version));
        Found { name, product, version, action, prose, errors: self.errors, flat }
    }
}

fn is_code(block: &Block) -> bool {
    matches!(block, Block::Code(_))
}
