//! What the sections and tables of an API's documents are: operations, structures, tables of fields.

use std::collections::HashMap;

use super::library::{At, Library, Section};
use super::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::markup::rich::{Kind, Table, Text};
use crate::pages::profile::file::{Columns, Holds, OperationForm, ProfileFile};

/// An operation that a section describes.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) title: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) section: usize,
    /// The heading itself is the name.
    pub(crate) named: bool,
}

/// A structure that a section or its table describes.
#[derive(Debug)]
pub(crate) struct StructureAt {
    pub(crate) name: String,
    pub(crate) section: usize,
    pub(crate) table: Option<At>,
}

/// What is where.
pub(crate) struct Outline<'l> {
    pub(crate) library: &'l Library,
    pub(crate) profile: &'l ProfileFile,
    pub(crate) operations: Vec<Operation>,
    operation_at: HashMap<usize, usize>,
    pub(crate) structures: Vec<StructureAt>,
    structure_at: HashMap<At, usize>,
    structure_in: HashMap<usize, usize>,
    by_name: HashMap<String, usize>,
}

/// The columns of a table by what they hold.
#[derive(Debug, Default, Clone)]
pub(crate) struct Roles {
    pub(crate) name: Option<usize>,
    pub(crate) ty: Option<usize>,
    pub(crate) required: Option<usize>,
    pub(crate) default: Option<usize>,
    pub(crate) description: Option<usize>,
    pub(crate) value: Option<usize>,
    pub(crate) code: Option<usize>,
    pub(crate) status: Option<usize>,
    /// Titles that the profile does not know.
    pub(crate) unknown: Vec<String>,
}

impl Roles {
    pub(crate) fn of(table: &Table, columns: &Columns) -> Self {
        let mut roles = Self::default();
        for (at, title) in table.columns.iter().enumerate() {
            let title = title.plain();
            let known = [
                (&columns.name, &mut roles.name),
                (&columns.r#type, &mut roles.ty),
                (&columns.required, &mut roles.required),
                (&columns.default, &mut roles.default),
                (&columns.description, &mut roles.description),
                (&columns.value, &mut roles.value),
                (&columns.code, &mut roles.code),
                (&columns.status, &mut roles.status),
            ];
            let slot = known.into_iter().find(|(titles, _)| words::is_one(titles, &title));
            match slot {
                // Of several titles for one thing the one that the profile names first counts.
                Some((titles, slot)) => {
                    let rank = |at: usize| {
                        let title = table.columns.get(at).map(Text::plain).unwrap_or_default();
                        titles.iter().position(|known| words::same(known, &title))
                    };
                    if slot.is_none_or(|known| rank(at) < rank(known)) {
                        *slot = Some(at);
                    }
                }
                None if title.is_empty() || words::is_one(&columns.ignored, &title) => {}
                None => roles.unknown.push(title),
            }
        }
        roles
    }

    /// The rows are fields.
    pub(crate) fn are_fields(&self) -> bool {
        self.name.is_some() && (self.ty.is_some() || self.required.is_some()) && self.code.is_none()
    }
}

impl<'l> Outline<'l> {
    pub(crate) fn new(library: &'l Library, profile: &'l ProfileFile, findings: &mut Vec<Diagnostic>) -> Self {
        let mut outline = Self {
            library,
            profile,
            operations: Vec::new(),
            operation_at: HashMap::new(),
            structures: Vec::new(),
            structure_at: HashMap::new(),
            structure_in: HashMap::new(),
            by_name: HashMap::new(),
        };
        for section in 0..library.sections.len() {
            if !outline.is_ignored(section) {
                outline.add_operation(section, findings);
            }
        }
        for section in 0..library.sections.len() {
            if !outline.is_ignored(section) {
                outline.add_structures(section, findings);
            }
        }
        outline
    }

    /// The section, or one around it, describes no API or is the changelog.
    pub(crate) fn is_ignored(&self, section: usize) -> bool {
        let titled = |section: usize| {
            let name = self.library.section(section).map(Section::name).unwrap_or_default();
            let changelog = self.profile.changelog.as_ref().map_or(&[][..], |words| &words.titles);
            !name.is_empty() && (words::is_titled(&self.profile.ignored, &name) || words::is_titled(changelog, &name))
        };
        self.is_changelog_document(section) || self.library.around(section).any(titled)
    }

    fn is_changelog_document(&self, section: usize) -> bool {
        let Some(words) = &self.profile.changelog else { return false };
        let document = self.library.section(section).and_then(|section| self.library.docs.get(section.doc));
        document.is_some_and(|doc| is_changelog(&doc.name, &words.documents))
    }

    fn add_operation(&mut self, section: usize, findings: &mut Vec<Diagnostic>) {
        let Some(found) = self.profile.operation.iter().find_map(|form| self.operation(form, section)) else { return };
        match found {
            Ok(operation) => {
                self.operation_at.entry(operation.section).or_insert(self.operations.len());
                self.operations.push(operation);
            }
            Err(finding) => findings.push(*finding),
        }
    }

    /// The operation that a section describes in a form; a finding if it looks like one and has no path.
    pub(super) fn operation(&self, form: &OperationForm, index: usize) -> Option<Result<Operation, Box<Diagnostic>>> {
        let section = self.library.section(index)?;
        let title = section.name();
        let found = |title: &str, method: &str, path: Option<String>, owner: usize, named: bool| match path {
            Some(path) => Ok(Operation {
                title: title.to_owned(),
                method: method.to_ascii_uppercase(),
                path,
                section: owner,
                named,
            }),
            None => Err(Box::new(self.without_path(index))),
        };
        match form {
            OperationForm::HeadingWord { level, method, path } => {
                let is_word = is_word(&title) && title.starts_with(|c: char| c.is_ascii_lowercase());
                let path = path.replace("{name}", &title);
                (section.level == *level && is_word).then(|| found(&title, method, words::path(&path), index, true))
            }
            OperationForm::Component { name, attribute } => {
                let mut blocks = self.library.own(index).map(|(_, block)| &block.kind);
                let method = blocks.find_map(|kind| match kind {
                    Kind::Open { name: open, attributes } if open == name => {
                        attributes.iter().find(|(key, _)| key == attribute).map(|(_, method)| method.as_str())
                    }
                    _ => None,
                })?;
                let path = blocks.next().and_then(Kind::prose).and_then(|text| words::path(&text.plain()));
                Some(found(&title, method, path, index, false))
            }
            OperationForm::HeadingEnd { mark } => {
                let (name, call) = heading_end(&title, mark)?;
                let (method, path) = call.unzip();
                Some(found(name, &method.unwrap_or_default(), path, index, false))
            }
            OperationForm::OwnLine { not } => {
                if words::is_titled(not, &title) {
                    return None;
                }
                let (method, path) = first_call(self.library, index)?;
                Some(found(&title, &method, Some(path), index, false))
            }
            OperationForm::Line { titles } => {
                if !words::is_titled(titles, &title) {
                    return None;
                }
                let call = self.any_call(index);
                let owner = section.parent.unwrap_or(index);
                let title = self.library.section(owner).map(Section::name).unwrap_or_default();
                Some(match call {
                    Some((method, path)) => found(&title, &method, Some(path), owner, false),
                    None => found(&title, "", None, owner, false),
                })
            }
        }
    }

    /// The first method and path in a section.
    fn any_call(&self, index: usize) -> Option<(String, String)> {
        let prose = self.library.own(index).filter_map(|(_, block)| match &block.kind {
            Kind::Code(code) => Some(code.clone()),
            kind => kind.prose().map(Text::raw),
        });
        prose.take(8).find_map(|text| text.lines().find_map(words::call))
    }

    fn without_path(&self, section: usize) -> Diagnostic {
        let name = self.library.section(section).map(Section::name).unwrap_or_default();
        let message = format!("the section `{name}` looks like an operation; expected a method and a path, found none");
        let source =
            self.library.section(section).map(|found| self.library.source(found.doc, self.library.span(section)));
        let finding = Diagnostic::new("operation-without-path", Severity::Warning, message)
            .help("if it describes an operation, add the form of its method and path to `operation` of the profile");
        match source {
            Some(source) => finding.at(source),
            None => finding,
        }
    }

    /// The structures that a section itself describes.
    fn add_structures(&mut self, index: usize, findings: &mut Vec<Diagnostic>) {
        let Some(section) = self.library.section(index) else { return };
        let title = section.name();
        let words = &self.profile.structures;
        let mut tables = self.library.own(index).filter(|(_, block)| matches!(block.kind, Kind::Table(_)));
        if words.heading_word == Some(section.level)
            && is_word(&title)
            && title.starts_with(|c: char| c.is_ascii_uppercase())
        {
            let table = tables.map(|(block, _)| At { doc: section.doc, block }).find(|at| self.are_fields(*at));
            return self.add_structure(title, index, table);
        }
        if !words.tables {
            return;
        }
        let fields: Vec<At> = tables
            .by_ref()
            .map(|(block, _)| At { doc: section.doc, block })
            .filter(|at| self.are_fields(*at))
            .collect();
        let mut named = false;
        for at in fields {
            if self.operation_of(index).is_some() && self.holds(at).is_some() {
                continue;
            }
            // The title of a request's table, outside of an operation: it describes something else.
            let of_request = self.profile.table.iter().any(|entry| words::is_titled(&entry.titles, &title));
            if words::is_titled(&words.not, &title) || title.is_empty() || of_request {
                continue;
            }
            if named {
                let lines = self.library.block(at).map_or([1, 1], |block| block.lines);
                let message =
                    format!("the section `{title}` has a second table of fields; expected one, and it was left out");
                let finding = Diagnostic::new("table-without-role", Severity::Warning, message);
                findings.push(finding.at(self.library.source(at.doc, lines)));
                continue;
            }
            named = true;
            let name = self.structure_name(&title);
            self.add_structure(name, index, Some(at));
        }
    }

    /// The title of a section without the words that are no part of a structure's name.
    fn structure_name(&self, title: &str) -> String {
        let mut parts: Vec<&str> = title.split_whitespace().collect();
        while parts.len() > 1
            && parts.last().is_some_and(|last| words::is_one(&self.profile.structures.drop_words, last))
        {
            parts.pop();
        }
        words::camel(&parts.join(" "))
    }

    fn add_structure(&mut self, name: String, section: usize, table: Option<At>) {
        let mut unique = name.clone();
        let mut count = 1;
        while self.by_name.contains_key(&unique.to_lowercase()) {
            count += 1;
            unique = format!("{name}{count}");
        }
        let index = self.structures.len();
        self.by_name.insert(unique.to_lowercase(), index);
        self.structure_in.entry(section).or_insert(index);
        if let Some(at) = table {
            self.structure_at.insert(at, index);
        }
        self.structures.push(StructureAt { name: unique, section, table });
    }

    pub(crate) fn roles(&self, at: At) -> Option<Roles> {
        self.library.table(at).map(|table| Roles::of(table, &self.profile.columns))
    }

    pub(crate) fn are_fields(&self, at: At) -> bool {
        self.roles(at).is_some_and(|roles| roles.are_fields() && !self.has_numbers(at, roles.ty))
    }

    /// All cells of a column are numbers: those of a type's column are values of an enumeration.
    pub(crate) fn has_numbers(&self, at: At, column: Option<usize>) -> bool {
        let (Some(table), Some(column)) = (self.library.table(at), column) else { return false };
        let mut cells =
            table.rows.iter().map(|row| row.cells.get(column).map(Text::plain).unwrap_or_default()).peekable();
        let is_number = |cell: String| cell.trim_matches(['*', ' ', '\\', '`']).parse::<i64>().is_ok();
        cells.peek().is_some() && cells.all(is_number)
    }

    /// The operation that a section is in.
    pub(crate) fn operation_of(&self, section: usize) -> Option<usize> {
        self.library.around(section).find_map(|section| self.operation_at.get(&section).copied())
    }

    /// The structure of a section that has a heading of its own.
    pub(crate) fn structure_in(&self, section: usize) -> Option<usize> {
        self.structure_in.get(&section).copied()
    }

    pub(crate) fn structure_at(&self, at: At) -> Option<usize> {
        self.structure_at.get(&at).copied()
    }

    /// The structure of a name; letters small or capital alike, maybe in the plural.
    pub(crate) fn structure_named(&self, name: &str) -> Option<usize> {
        let name = name.to_lowercase();
        let singular = || name.strip_suffix('s').and_then(|name| self.by_name.get(name));
        self.by_name.get(&name).or_else(singular).copied()
    }

    /// What a table of an operation holds: by its caption, or by the nearest title around it that says it.
    pub(crate) fn holds(&self, at: At) -> Option<Holds> {
        let section = self.library.section_of(at);
        let titled = |title: &str| {
            self.profile.table.iter().find(|entry| words::is_titled(&entry.titles, title)).map(|entry| entry.holds)
        };
        let captioned = self.caption(at).and_then(|(_, caption)| titled(&caption));
        // A caption that does not say the place gives way to the title of the section.
        if let Some(holds) = captioned.filter(|holds| *holds != Holds::ByMethod) {
            return Some(holds);
        }
        for around in self.library.around(section) {
            if self.operation_at.contains_key(&around) {
                let own = self.library.section(around).is_some_and(|found| found.next > at.block);
                return captioned.or(self.profile.operations.table.filter(|_| own));
            }
            let title = self.library.section(around).map(Section::name).unwrap_or_default();
            if let Some(holds) = titled(&title) {
                return Some(holds);
            }
            if self.are_fields(at) && around == section && self.profile.structures.tables {
                return None;
            }
        }
        captioned
    }

    /// Number and name in the caption above a table.
    pub(crate) fn caption(&self, at: At) -> Option<(u32, String)> {
        const NEAR: usize = 2;
        let word = self.profile.nesting.caption.as_deref()?;
        let section = self.library.section(self.library.section_of(at))?;
        let from = section.first.max(at.block.saturating_sub(NEAR));
        let above: Vec<_> = self.library.blocks(at.doc, from, at.block).collect();
        let text = above.iter().rev().take_while(|(_, block)| !matches!(block.kind, Kind::Table(_)));
        text.filter_map(|(_, block)| block.kind.prose()).find_map(|text| {
            let text = text.plain();
            let rest = text.trim_start_matches('*').strip_prefix(word)?.trim_start();
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number = rest.get(..digits)?.parse().ok()?;
            Some((number, rest.get(digits..)?.trim().to_owned()))
        })
    }
}

/// The name in a heading and what follows the mark: method and path, or `None` if it has none. Without a mark only a method
/// and a path make a heading an operation's.
#[allow(clippy::type_complexity)]
fn heading_end<'t>(title: &'t str, mark: &str) -> Option<(&'t str, Option<(String, String)>)> {
    let (name, call) = title.split_once(mark)?;
    if mark.is_empty() && !call.split_whitespace().next().is_some_and(words::is_method) {
        return None;
    }
    Some((name.trim(), words::call(call)))
}

/// Method and path on a line of their own near the beginning of a section.
pub(crate) fn first_call(library: &Library, section: usize) -> Option<(String, String)> {
    /// Blocks of a section that may have it.
    const NEAR: usize = 4;
    let texts = library.own(section).take(NEAR).map(|(_, block)| match &block.kind {
        Kind::Code(code) => code.clone(),
        kind => kind.prose().map(Text::raw).unwrap_or_default(),
    });
    let mut lines = texts.flat_map(|text| text.lines().take(NEAR).map(str::to_owned).collect::<Vec<_>>());
    lines.find_map(|line| {
        let line = line.trim().trim_matches(['`', '*']);
        line.split_whitespace().next().filter(|first| words::is_method(first))?;
        words::call(line)
    })
}

/// One word of letters, digits and underscores.
pub(crate) fn is_word(title: &str) -> bool {
    !title.is_empty() && title.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The document, or a folder that it is in, is called as a changelog.
pub(crate) fn is_changelog(name: &str, documents: &[String]) -> bool {
    name.split('/').any(|part| words::is_one(documents, part.split('.').next().unwrap_or_default()))
}

impl Outline<'_> {
    /// The section is that of an operation.
    pub(crate) fn is_operation(&self, section: usize) -> bool {
        self.operation_at.contains_key(&section)
    }
}
