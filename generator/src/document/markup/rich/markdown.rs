//! Blocks of Markdown and MDX, found line by line.
//!
//! Lines may be indented, as inside items and components: code is what is fenced. Tables are those between pipes and
//! those in HTML.

use super::table::{Draft, DraftCell};
use super::{Builder, Kind, Rich, inline};

/// Reads a document.
pub(crate) fn read(text: &str) -> Rich {
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader { lines: &lines, at: 0, out: Builder::default(), title: None, date: None };
    reader.front_matter();
    while reader.at < reader.lines.len() {
        let before = reader.at;
        reader.block();
        reader.at = reader.at.max(before + 1);
    }
    let (title, date) = (reader.title.take(), reader.date.take());
    Rich { date, ..reader.out.finish(title, text, |_| false) }
}

struct Reader<'l, 't> {
    lines: &'l [&'t str],
    at: usize,
    out: Builder,
    title: Option<String>,
    date: Option<String>,
}

/// Longest list of attributes of a component, in lines.
const LONGEST_TAG: usize = 60;

fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

impl<'t> Reader<'_, 't> {
    fn line(&self, at: usize) -> Option<&'t str> {
        self.lines.get(at).map(|line| line.trim())
    }

    /// `key: value` lines between two rulers at the beginning.
    fn front_matter(&mut self) {
        const LONGEST: usize = 60;
        if self.line(0) != Some("---") {
            return;
        }
        let Some(end) = (1..LONGEST).find(|at| self.line(*at) == Some("---")) else { return };
        let value = |key: &str| {
            let found = (1..end).find_map(|at| self.line(at)?.strip_prefix(key)?.strip_prefix(':'));
            let value = found.map(|value| value.trim().trim_matches(['"', '\'']).trim());
            value.filter(|value| !value.is_empty()).map(str::to_owned)
        };
        (self.title, self.date) = (value("title"), value("date"));
        self.at = end + 1;
    }

    fn block(&mut self) {
        let Some(line) = self.line(self.at) else { return };
        if line.is_empty() || is_ruler(line) || is_import(line) {
            return;
        }
        if let Some(mark) = fence(line) {
            self.code(mark);
        } else if let Some((level, title)) = heading(line) {
            let text = inline::read(title, &mut self.out.anchors);
            self.out.push([number(self.at); 2], Kind::Heading { level, text });
        } else if self.is_table(self.at) {
            self.piped();
        } else if opens_table(line) {
            self.html_table();
        } else if line.starts_with("<!--") {
            self.comment();
        } else if is_component(line) {
            self.component(line);
        } else {
            self.prose(line);
        }
    }

    fn code(&mut self, mark: (char, usize)) {
        let start = self.at;
        let closes = |line: &str| {
            let line = line.trim();
            line.len() >= mark.1 && line.chars().all(|c| c == mark.0)
        };
        let body = self.lines.iter().skip(start + 1).take_while(|line| !closes(line));
        let code: Vec<&str> = body.copied().collect();
        let end = (start + code.len() + 1).min(self.lines.len().saturating_sub(1));
        self.out.push([number(start), number(end)], Kind::Code(code.join("\n")));
        self.at = end + 1;
    }

    fn comment(&mut self) {
        let end = (self.at..self.lines.len()).find(|at| self.line(*at).is_some_and(|line| line.contains("-->")));
        self.at = end.unwrap_or(self.at) + 1;
    }

    /// A line with pipes above a ruler of pipes.
    fn is_table(&self, at: usize) -> bool {
        self.line(at).is_some_and(|line| line.contains('|') && !is_pipe_ruler(line))
            && self.line(at + 1).is_some_and(is_pipe_ruler)
    }

    fn piped(&mut self) {
        let start = self.at;
        let mut draft = Draft::default();
        let mut anchors = Vec::new();
        let mut end = start;
        while let Some(line) = self.line(end) {
            if line.is_empty() || !line.contains('|') || end > start && self.is_table(end) {
                break;
            }
            if end != start + 1 {
                let cell =
                    |text: &str| DraftCell { text: inline::read(text.trim(), &mut anchors), columns: 1, rows: 1 };
                draft.rows.push((split_row(line).into_iter().map(cell).collect(), [number(end); 2]));
            }
            end += 1;
        }
        if let Some(table) = draft.table() {
            self.out.push([number(start), number(end - 1)], Kind::Table(table));
        }
        self.at = end;
    }

    /// An HTML table, to the line that closes it.
    fn html_table(&mut self) {
        let start = self.at;
        let mut depth = 0usize;
        let mut end = self.lines.len();
        for at in start..self.lines.len() {
            let line = self.line(at).unwrap_or_default();
            if at > start && (heading(line).is_some() || fence(line).is_some()) {
                end = at;
                break;
            }
            depth = (depth + line.matches("<table").count()).saturating_sub(line.matches("</table").count());
            if depth == 0 {
                end = at + 1;
                break;
            }
        }
        let html = self.lines.get(start..end).unwrap_or_default().join("\n");
        let anchors = std::mem::take(&mut self.out.anchors);
        let mut found = crate::document::markup::html::rich_fragment(&html, number(start));
        if let Some(first) = found.first_mut() {
            first.anchors.extend(anchors);
        }
        self.out.blocks.append(&mut found);
        self.at = end;
    }

    /// `<Name key="value">`, maybe with its content and its end in the same line, or `</Name>`.
    fn component(&mut self, line: &'t str) {
        let at = number(self.at);
        if let Some(rest) = line.strip_prefix("</") {
            let name = rest.split('>').next().unwrap_or_default().trim().to_owned();
            self.out.push([at; 2], Kind::Close { name });
            self.at += 1;
            return;
        }
        let last = (self.at + LONGEST_TAG).min(self.lines.len());
        let source = self.lines.get(self.at..last).unwrap_or_default().join("\n");
        let Some((tag, behind)) = split_tag(source.trim_start()) else { return self.prose(line) };
        let taken = tag.matches('\n').count();
        let behind = behind.split('\n').next().unwrap_or_default().trim();
        self.at += taken + 1;
        let (tag, alone) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let name: String = tag.chars().take_while(|c| c.is_alphanumeric() || *c == '.').collect();
        let attributes = attributes(tag.get(name.len()..).unwrap_or_default());
        let lines = [at, number(self.at - 1)];
        if alone {
            // A component without content is an anchor, if it is anything here.
            let id = attributes.iter().find(|(key, _)| key == "id");
            self.out.anchors.extend(id.map(|(_, id)| id.clone()));
            return;
        }
        let close = format!("</{name}>");
        self.out.push(lines, Kind::Open { name: name.clone(), attributes });
        let content = behind.strip_suffix(close.as_str());
        let text = inline::read(content.unwrap_or(behind).trim(), &mut self.out.anchors);
        if !text.is_blank() {
            self.out.push(lines, Kind::Paragraph(text));
        }
        if content.is_some() {
            self.out.push(lines, Kind::Close { name });
        }
    }

    /// A paragraph, an item or a quotation, down to the next block.
    fn prose(&mut self, first: &'t str) {
        let start = self.at;
        let quoted = first.starts_with('>');
        let item = item(first);
        let mut source = item.unwrap_or(first.trim_start_matches('>')).trim().to_owned();
        let mut end = start + 1;
        while let Some(line) = self.line(end) {
            let ends = if quoted { !line.starts_with('>') } else { line.starts_with('>') };
            if ends || line.is_empty() || self.begins_block(end, line) {
                break;
            }
            source.push('\n');
            source.push_str(line.trim_start_matches('>').trim());
            end += 1;
        }
        let text = inline::read(&source, &mut self.out.anchors);
        self.at = end;
        if text.is_blank() {
            return;
        }
        let kind = match item {
            Some(_) => Kind::Item(text),
            None if quoted => Kind::Quote(text),
            None => Kind::Paragraph(text),
        };
        self.out.push([number(start), number(end - 1)], kind);
    }

    fn begins_block(&self, at: usize, line: &str) -> bool {
        fence(line).is_some()
            || heading(line).is_some()
            || item(line).is_some()
            || is_component(line)
            || opens_table(line)
            || self.is_table(at)
            || line.starts_with("<!--")
    }
}

fn opens_table(line: &str) -> bool {
    line.starts_with("<table") || line.starts_with("<a name=") && line.contains("<table")
}

fn is_component(line: &str) -> bool {
    let name = line.strip_prefix("</").or_else(|| line.strip_prefix('<'));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn is_import(line: &str) -> bool {
    line.starts_with("import ") && line.contains(" from ") && line.trim_end_matches(';').ends_with(['\'', '"'])
}

fn is_ruler(line: &str) -> bool {
    line.len() > 2 && ['-', '*', '_', '='].iter().any(|mark| line.chars().all(|c| c == *mark || c == ' '))
}

fn is_pipe_ruler(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '-' | ':' | '|' | ' ' | '\t'))
}

/// The text of an item.
fn item(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '+'])?,
        1..=3 => line.get(digits..)?.strip_prefix(['.', ')'])?,
        _ => return None,
    };
    rest.starts_with([' ', '\t']).then(|| rest.trim_start())
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let depth = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(depth..)?;
    let level = u8::try_from(depth).ok().filter(|level| (1..=6).contains(level))?;
    rest.starts_with([' ', '\t']).then(|| (level, rest.trim().trim_end_matches(" #").trim()))
}

fn fence(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    (length >= 3 && !line.get(length..)?.contains(mark)).then_some((mark, length))
}

/// The cells of a row between pipes. A pipe behind a backslash and one in code are letters.
fn split_row(line: &str) -> Vec<&str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let (mut start, mut escaped, mut code) = (0, false, false);
    let closed = line.matches('`').count().is_multiple_of(2);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' => code = !code && closed,
            '|' if !code => {
                cells.push(line.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = line.get(start..).unwrap_or_default();
    if !last.trim().is_empty() {
        cells.push(last);
    }
    cells
}

/// A tag without its brackets, and what is behind it. Brackets in quotes and braces are part of it.
fn split_tag(source: &str) -> Option<(&str, &str)> {
    let body = source.strip_prefix('<')?;
    let (mut braces, mut quote) = (0usize, None);
    for (at, c) in body.char_indices() {
        match (quote, c) {
            (Some(mark), c) => quote = (c != mark).then_some(mark),
            (None, '"') => quote = Some(c),
            (None, '\'') if braces == 0 => quote = Some(c),
            (None, '{') => braces += 1,
            (None, '}') => braces = braces.saturating_sub(1),
            (None, '>') if braces == 0 => return Some((body.get(..at)?.trim_end(), body.get(at + 1..)?)),
            (None, _) => {}
        }
    }
    None
}

/// `key="value"` pairs; values in braces are left out.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((key, value)) = rest.split_once('=') {
        let key = key.split_whitespace().last().unwrap_or_default();
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            rest = value.get(value.find('}').map_or(value.len(), |end| end + 1)..).unwrap_or_default();
            continue;
        };
        let inner = value.get(1..).unwrap_or_default();
        let (value, behind) = inner.split_once(quote).unwrap_or((inner, ""));
        found.push((key.trim_matches(['{', '}', ',']).to_owned(), value.to_owned()));
        rest = behind;
    }
    found
}

/// The value of an attribute of a tag.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    attributes(tag).into_iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value)
}
