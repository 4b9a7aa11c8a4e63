//! The changelog: releases, and what each announces.
//!
//! A line is a verb and a thing (`新增入参：`). The thing's names follow, in a list behind the colon or one
//! on each line; for `修改接口：` and the like they are the owners of the changes below them.

use super::words::{PHRASES, THINGS, VERBS, VOCABULARY};
use crate::coverage::LineUse;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Line, Page, Span};
use crate::pages::sink::Sink;
use crate::spec::model::{Change, ChangeKind, ChangeOp, Release, Source};

/// Reads the releases of a page.
pub(super) fn read(page: &Page, sink: &mut Sink<'_>) -> Vec<Release> {
    let mut reader =
        Reader { releases: Vec::new(), section: None, owner: None, open_list: false, span: Span::default() };
    let mut inside = false;
    for block in &page.blocks {
        match block {
            Block::Heading(heading) => {
                let release = release_number(&heading.line.text);
                inside = release.is_some();
                if let Some(number) = release {
                    let owner = sink.accounts.owner(&format!("release {number}"));
                    sink.accounts.mark(heading.line.numbers.iter().copied(), LineUse::Heading, owner);
                    reader.open(number, &heading.line, sink);
                }
            }
            Block::Paragraph(line) if inside => reader.line(line, sink),
            Block::List(items) if inside => items.iter().for_each(|item| reader.line(item, sink)),
            _ => {}
        }
    }
    reader.releases
}

/// The number of a release's heading.
pub(super) fn release_number(heading: &str) -> Option<u32> {
    let rule = VOCABULARY.marked_heading(heading).filter(|rule| rule.kind == HeadingKind::Release)?;
    let [before, after] = rule.words else { return None };
    heading.strip_prefix(before)?.strip_suffix(after)?.trim().parse().ok()
}

struct Reader {
    releases: Vec<Release>,
    /// Verb and thing of the line that the names below belong to.
    section: Option<(ChangeOp, ChangeKind)>,
    /// The action or structure that changed.
    owner: Option<String>,
    /// The list before ended with a comma.
    open_list: bool,
    span: Span,
}

impl Reader {
    fn open(&mut self, number: u32, heading: &Line, sink: &Sink<'_>) {
        self.section = None;
        self.owner = None;
        self.open_list = false;
        self.span = Span::default();
        self.span.line(heading);
        let source = Source { document: sink.document.to_owned(), lines: heading.span() };
        self.releases.push(Release {
            release: Some(number),
            version: None,
            date: String::new(),
            changes: Vec::new(),
            source: Some(source),
        });
    }

    fn line(&mut self, line: &Line, sink: &mut Sink<'_>) {
        let Some(release) = self.releases.last_mut() else { return };
        self.span.line(line);
        if let (Some(source), Some(lines)) = (&mut release.source, self.span.0) {
            source.lines = lines;
        }
        let text = line.text.trim();
        let understood = if let Some(date) = PHRASES.released.iter().find_map(|phrase| text.strip_prefix(phrase)) {
            release.date = date.trim().split(' ').next().unwrap_or_default().to_owned();
            true
        } else {
            // A line that names nothing announces nothing.
            self.announcement(text, line.span()[0]) || !text.contains(|c: char| c.is_ascii_alphanumeric())
        };
        if understood {
            let owner = sink.accounts.owner(&self.title());
            sink.accounts.mark(line.numbers.iter().copied(), LineUse::Changelog, owner);
        }
    }

    fn title(&self) -> String {
        self.releases
            .last()
            .and_then(|release| release.release)
            .map_or_else(String::new, |number| format!("release {number}"))
    }

    fn announcement(&mut self, text: &str, line: u32) -> bool {
        let Some(changes) = self.releases.last_mut().map(|release| &mut release.changes) else { return false };
        if let Some((op, kind, names)) = verb_and_thing(text) {
            let owned = !matches!(kind, ChangeKind::Action | ChangeKind::Structure);
            if owned {
                self.open_list = names.ends_with([',', '，']);
                changes.push(change(op, kind, self.owner.clone(), split(names), line));
            } else {
                self.section = Some((op, kind));
                self.owner = None;
                if !names.is_empty() {
                    changes.push(change(op, kind, None, split(names), line));
                }
            }
            return true;
        }
        if self.open_list {
            self.open_list = text.ends_with([',', '，']);
            if let Some(change) = changes.last_mut() {
                extend(change, split(text), line);
            }
            return true;
        }
        let names = split(text);
        if names.is_empty() || !names.iter().all(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')) {
            return false;
        }
        match self.section {
            Some((ChangeOp::Modify, _)) => self.owner = names.into_iter().next(),
            Some((op, kind)) => match changes.last_mut() {
                Some(change) if change.op == op && change.kind == kind && change.owner.is_none() => {
                    extend(change, names, line)
                }
                _ => changes.push(change(op, kind, None, names, line)),
            },
            None => return false,
        }
        true
    }
}

/// An announcement whose names stand in one line.
fn change(op: ChangeOp, kind: ChangeKind, owner: Option<String>, names: Vec<String>, line: u32) -> Change {
    let lines = vec![line; names.len()];
    Change { op, kind, owner, names, lines }
}

/// Adds the names of a further line.
fn extend(change: &mut Change, names: Vec<String>, line: u32) {
    change.lines.extend(std::iter::repeat_n(line, names.len()));
    change.names.extend(names);
}

/// Verb and thing of an announcement, and the text behind its colon.
fn verb_and_thing(text: &str) -> Option<(ChangeOp, ChangeKind, &str)> {
    let (head, names) = text.split_once(['：', ':'])?;
    let (verb, op) = VERBS.iter().find(|(verb, _)| head.starts_with(verb))?;
    let thing = head.strip_prefix(verb)?.trim();
    let (_, kind) = THINGS.iter().find(|(name, _)| *name == thing)?;
    Some((*op, *kind, names.trim()))
}

fn split(names: &str) -> Vec<String> {
    names.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
