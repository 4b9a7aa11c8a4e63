//! The page of data structures: a name, a sentence, the actions that use it, a table of members.

use super::cell;
use super::words::{PHRASES, VOCABULARY};
use crate::coverage::LineUse;
use crate::description;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Line, Page, Span, Table};
use crate::pages::columns::Columns;
use crate::pages::sink::Sink;
use crate::spec::model::{Source, Structure};

/// Descriptions by path.
type Texts = Vec<(String, String)>;

/// Reads the structures of a page.
pub(super) fn read(page: &Page, sink: &mut Sink<'_>) -> (Vec<(String, Structure)>, Texts) {
    let mut reader = Reader { structures: Vec::new(), prose: Vec::new(), current: None };
    for (index, block) in page.blocks.iter().enumerate() {
        match block {
            Block::Heading(heading) => {
                reader.end();
                if defines(page, index) {
                    reader.open(&heading.line, sink);
                }
            }
            Block::Paragraph(line) => reader.paragraph(line, sink),
            Block::List(items) => items.iter().for_each(|item| reader.paragraph(item, sink)),
            Block::Table(table) => reader.table(table, sink),
            Block::Code(_) => {}
        }
    }
    reader.end();
    (reader.structures, reader.prose)
}

/// True where the heading at `index` is the name of a structure: its users, or a table of members, follow.
pub(super) fn defines(page: &Page, index: usize) -> bool {
    let Some(Block::Heading(heading)) = page.blocks.get(index) else { return false };
    let name = heading.line.text.trim();
    if !crate::lexeme::is_identifier(name)
        || VOCABULARY.marked_heading(name).is_some_and(|rule| rule.kind != HeadingKind::Definition)
    {
        return false;
    }
    let below = page.blocks.get(index + 1..).unwrap_or_default();
    below.iter().take_while(|block| !matches!(block, Block::Heading(_))).any(|block| match block {
        Block::Paragraph(line) => users(&line.text).is_some(),
        Block::Table(table) => Columns::of(table, &VOCABULARY).is_fields(),
        _ => false,
    })
}

/// The names behind the words that list a structure's users.
fn users(text: &str) -> Option<&str> {
    PHRASES.users.iter().find_map(|phrase| text.trim().strip_prefix(phrase))
}

struct Reader {
    structures: Vec<(String, Structure)>,
    prose: Texts,
    current: Option<Draft>,
}

struct Draft {
    name: String,
    owner: u32,
    span: Span,
    text: String,
    users: Option<String>,
    structure: Structure,
}

impl Reader {
    fn open(&mut self, heading: &Line, sink: &mut Sink<'_>) {
        let name = heading.text.trim().to_owned();
        let owner = sink.accounts.owner(&name);
        sink.accounts.mark(heading.numbers.iter().copied(), LineUse::Heading, owner);
        let mut span = Span::default();
        span.line(heading);
        let source = Source { document: sink.document.to_owned(), lines: heading.span() };
        let structure = Structure::at(source);
        self.current = Some(Draft { name, owner, span, text: String::new(), users: None, structure });
    }

    fn paragraph(&mut self, line: &Line, sink: &mut Sink<'_>) {
        let Some(draft) = &mut self.current else { return };
        let text = line.text.trim();
        if let Some(names) = users(text) {
            draft.users = Some(names.to_owned());
        } else if let Some(users) = draft.users.as_mut().filter(|users| users.trim_end().ends_with([',', '，'])) {
            users.push(' ');
            users.push_str(text);
        } else if draft.users.is_none() {
            if !draft.text.is_empty() {
                draft.text.push('\n');
            }
            draft.text.push_str(text);
        } else {
            return;
        }
        draft.span.line(line);
        sink.accounts.mark(line.numbers.iter().copied(), LineUse::StructureDescription, draft.owner);
    }

    fn table(&mut self, table: &Table, sink: &mut Sink<'_>) {
        let columns = Columns::of(table, &VOCABULARY);
        let Some(draft) = self.current.as_mut().filter(|_| columns.is_fields()) else { return };
        draft.span.lines(table.header.iter());
        for row in &table.rows {
            sink.accounts.mark(row.numbers(), LineUse::MemberRow, draft.owner);
            draft.span.lines(row.cells.iter().flatten());
        }
        for parsed in cell::fields(table, &columns, sink) {
            self.prose.push((format!("structures.{}.{}", draft.name, parsed.field.name), parsed.prose));
            draft.structure.fields.push(parsed.field);
        }
    }

    fn end(&mut self) {
        let Some(mut draft) = self.current.take() else { return };
        draft.structure.label = description::label(&draft.text);
        draft.structure.source.lines = draft.span.0.unwrap_or([0, 0]);
        let users = draft.users.unwrap_or_default();
        let names = users.trim().trim_end_matches(['。', '.']).split([',', '，']);
        draft.structure.used_by = names.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        self.prose.push((format!("structures.{}", draft.name), draft.text));
        self.structures.push((draft.name, draft.structure));
    }
}
