//! What every line of a document was used for.
//!
//! A row that was not understood keeps no account, so that its lines show up as unread.

use std::collections::HashSet;

use super::build::Used;
use super::library::At;
use super::outline::Outline;
use super::rows::{self, ForAll};
use crate::coverage::{LineUse, LineUses};
use crate::document::markup::rich::{Kind, Text};
use crate::pages::profile::file::Holds;

/// The accounts of all documents of an API.
pub(super) fn account(outline: &Outline<'_>, used: &Used) -> Vec<(String, LineUses)> {
    let mut all = Vec::new();
    for (doc, document) in outline.library.docs.iter().enumerate() {
        let mut accounts = document.rich.accounts.clone();
        let mut marker = Marker { outline, used, doc, accounts: &mut accounts };
        marker.releases();
        for index in outline.library.sections_of(doc) {
            marker.section(index);
        }
        all.push((document.name.clone(), accounts));
    }
    all
}

struct Marker<'m, 'l> {
    outline: &'m Outline<'l>,
    used: &'m Used,
    doc: usize,
    accounts: &'m mut LineUses,
}

impl Marker<'_, '_> {
    fn mark(&mut self, lines: [u32; 2], usage: LineUse, owner: u32) {
        self.accounts.mark(lines[0]..=lines[1], usage, owner);
    }

    fn releases(&mut self) {
        let owner = self.accounts.owner("changelog");
        let (used, doc) = (self.used, self.doc);
        for (_, [from, to]) in used.releases.iter().filter(|(release, _)| *release == doc) {
            for (_, block) in self.outline.library.blocks(self.doc, *from, *to) {
                self.mark(block.lines, LineUse::Changelog, owner);
            }
        }
    }

    fn section(&mut self, index: usize) {
        let library = self.outline.library;
        let Some(section) = library.section(index) else { return };
        let operation = self.outline.operation_of(index).and_then(|at| self.outline.operations.get(at));
        let is_structure = self.outline.structure_in(index).is_some();
        let owner = operation.map_or_else(|| section.name(), |operation| operation.title.clone());
        let owner = self.accounts.owner(&owner);
        let describes = operation.is_some() || is_structure;
        let text = match () {
            () if operation.is_some() => LineUse::ActionDescription,
            () if is_structure => LineUse::StructureDescription,
            () => LineUse::ProsePage,
        };
        if let Some(block) = section.heading.and_then(|block| library.block(At { doc: self.doc, block })) {
            self.mark(block.lines, if describes { LineUse::Heading } else { LineUse::ProsePage }, owner);
        }
        for (block, found) in library.own(index) {
            let at = At { doc: self.doc, block };
            match &found.kind {
                Kind::Table(_) => self.table(at, owner),
                Kind::Code(_) if operation.is_some() => self.mark(found.lines, LineUse::Example, owner),
                _ => self.mark(found.lines, text, owner),
            }
        }
    }

    /// What the rows of a table are; `None` if nobody read it.
    fn usage(&self, at: At) -> Option<LineUse> {
        let used = self.used;
        if used.structures.contains(&at) || used.members.contains(&at) {
            return Some(LineUse::MemberRow);
        }
        if used.values.contains(&at) {
            return Some(LineUse::ValueRow);
        }
        if used.errors.contains(&at) {
            return Some(LineUse::ErrorRow);
        }
        used.tables.iter().find(|(table, _)| *table == at).map(|(_, holds)| match holds {
            Holds::Response => LineUse::ResponseRow,
            Holds::Statuses | Holds::Errors => LineUse::ErrorRow,
            _ => LineUse::RequestRow,
        })
    }

    fn table(&mut self, at: At, owner: u32) {
        let library = self.outline.library;
        let (Some(block), Some(table)) = (library.block(at), library.table(at)) else { return };
        let usage = self.usage(at);
        let in_operation = self.outline.operation_of(library.section_of(at)).is_some();
        let Some(usage) = usage else {
            // A table of a guide, or of values that no field refers to.
            let unread = in_operation && self.outline.are_fields(at);
            if !unread {
                self.mark(
                    block.lines,
                    if in_operation { LineUse::ActionDescription } else { LineUse::ProsePage },
                    owner,
                );
            }
            return;
        };
        let unread: HashSet<u32> = match usage {
            LineUse::ErrorRow | LineUse::ValueRow => HashSet::new(),
            _ => rows::read(self.outline, at, None, &ForAll::default())
                .1
                .into_iter()
                .flat_map(|[from, to]| from..=to)
                .collect(),
        };
        let rows: Vec<[u32; 2]> =
            table.rows.iter().filter(|row| !row.cells.iter().all(Text::is_blank)).map(|row| row.lines).collect();
        for [from, to] in rows {
            self.accounts.mark((from..=to).filter(|line| !unread.contains(line)), usage, owner);
        }
        let head = block.lines[0]..=block.lines[1];
        self.accounts.mark(head.filter(|line| !unread.contains(line)), LineUse::TableHeader, owner);
    }
}
