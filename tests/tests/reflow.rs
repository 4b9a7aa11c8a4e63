//! The documents set anew: pages broken elsewhere, cells and paragraphs wrapped at other widths. What they say is the
//! same, so `docquarry diff` has to find nothing.
//!
//! Where a table's rows stand comes from the specs' line numbers, and which lines are one wrapped sentence from the
//! descriptions that were read, so the documents are set anew without a word about any vendor here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use docquarry::coverage::LineUse;
use docquarry::emit::report;
use docquarry::pipeline::{self, Input, ParseOptions, Parsed, ParsedSpec};
use docquarry::prose::Prose;
use docquarry::spec::model::{Field, Type};
use docquarry_tests::documents;

const TEXTS: [&str; 3] = ["tencent-clb.zh.txt", "tencent-ecm.zh.txt", "aliyun-slb.zh.txt"];
const MARKDOWN: &str = "tencent-clb-v2-2018.zh.md";

fn parse(name: &str, text: &str) -> Parsed {
    let input = Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    pipeline::parse(&[input], &ParseOptions::default())
}

/// A row of a table: the lines it stands on and the description in it.
struct Row<'a> {
    lines: [usize; 2],
    prose: Option<&'a str>,
}

/// The tables of all specs of a document, each as its rows in the order of lines.
fn tables(parsed: &Parsed) -> Vec<Vec<Row<'_>>> {
    let mut tables = Vec::new();
    for ParsedSpec { spec, prose } in &parsed.specs {
        for (name, action) in &spec.actions {
            tables.push(rows(&action.request, &format!("actions.{name}.request"), prose));
            tables.push(rows(&action.response, &format!("actions.{name}.response"), prose));
        }
        for (name, structure) in &spec.structures {
            tables.push(rows(&structure.fields, &format!("structures.{name}"), prose));
        }
    }
    tables
}

fn rows<'a>(fields: &[Field], path: &str, prose: &'a Prose) -> Vec<Row<'a>> {
    let mut rows: BTreeMap<[usize; 2], Row<'a>> = BTreeMap::new();
    collect(fields, path, prose, &mut rows);
    rows.into_values().collect()
}

fn collect<'a>(fields: &[Field], path: &str, prose: &'a Prose, rows: &mut BTreeMap<[usize; 2], Row<'a>>) {
    for field in fields {
        let path = format!("{path}.{}", field.name);
        let lines = field.source.lines.map(|line| line as usize);
        rows.entry(lines).or_insert(Row { lines, prose: prose.get(&path) });
        collect(members(&field.ty), &path, prose, rows);
    }
}

fn members(ty: &Type) -> &[Field] {
    match ty {
        Type::Object { fields, .. } => fields.as_deref().unwrap_or_default(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => members(inner),
        _ => &[],
    }
}

/// A document line by line, with line `n` at index `n - 1`.
struct Sheet(Vec<String>);

impl Sheet {
    fn of(text: &str) -> Self {
        Self(text.split('\n').map(str::to_owned).collect())
    }

    fn text(&self) -> String {
        self.0.join("\n")
    }

    fn line(&self, number: usize) -> &str {
        self.0.get(number - 1).map_or("", String::as_str)
    }

    fn is_blank(&self, number: usize) -> bool {
        self.line(number).trim().is_empty()
    }

    /// A printed page begins with a line that has a space more than others and no blank line before it.
    fn opens_page(&self, number: usize) -> bool {
        let indent = self.line(number).len() - self.line(number).trim_start_matches(' ').len();
        number > 1 && indent % 2 == 1 && !self.is_blank(number) && !self.is_blank(number - 1)
    }
}

/// Takes page breaks out that are within a table, and puts others before every `every`-th row. Pages that show their
/// title are left alone: the extraction puts it somewhere on the page, and where it would be on another is not known.
fn break_pages(text: &str, parsed: &Parsed, every: usize) -> (String, usize) {
    let mut sheet = Sheet::of(text);
    let (titled, accounts) = (titled(&sheet, parsed), &parsed.coverage.documents[0].accounts);
    let (mut moved, mut count) = (0, 0);
    for table in tables(parsed) {
        for row in table.iter().skip(1) {
            count += 1;
            let number = row.lines[0];
            if titled[number] {
                continue;
            }
            // A header that is printed again, and what is moved to a page's end, would stand in the middle of one.
            let before = (1..number).rev().find(|before| !sheet.is_blank(*before)).unwrap_or(1);
            let usage = accounts.account(before as u32).map(|(usage, _)| usage);
            let follows_row = matches!(usage, Some(LineUse::RequestRow | LineUse::ResponseRow | LineUse::MemberRow));
            if sheet.opens_page(number) && !titled[number - 1] && follows_row {
                let line = &mut sheet.0[number - 1];
                *line = format!("\n{}", line.strip_prefix(' ').unwrap_or(line));
                moved += 1;
            } else if follows_row && count % every == 0 && break_before(&mut sheet, number) {
                moved += 1;
            }
        }
    }
    sheet.0.retain(|line| line != GONE);
    (sheet.text(), moved)
}

/// What a line is that is taken out at the end: until then, numbers keep their meaning.
const GONE: &str = "\u{0}";

/// Puts a page break before a line, if a page can begin there.
fn break_before(sheet: &mut Sheet, number: usize) -> bool {
    let blank = (1..number).rev().take_while(|before| sheet.is_blank(*before)).count();
    let can_begin = !sheet.is_blank(number) && !sheet.line(number).starts_with(' ');
    if blank == 0 || blank + 1 >= number || !can_begin || sheet.line(number - blank - 1) == GONE {
        return false;
    }
    (number - blank..number).for_each(|line| sheet.0[line - 1] = GONE.to_owned());
    sheet.0[number - 1].insert(0, ' ');
    true
}

/// For each line number, whether its page shows a title, an address, a footer or a caption, which the extraction moves.
fn titled(sheet: &Sheet, parsed: &Parsed) -> Vec<bool> {
    let accounts = &parsed.coverage.documents[0].accounts;
    let last = sheet.0.len();
    let mut titled = vec![false; last + 2];
    let mut start = 1;
    for end in (2..=last + 1).filter(|number| *number > last || sheet.opens_page(*number)) {
        let is_title = |number: &usize| {
            let usage = accounts.account(*number as u32).map(|(usage, _)| usage);
            matches!(
                usage,
                Some(
                    LineUse::PageTitle
                        | LineUse::PageFooter
                        | LineUse::Furniture
                        | LineUse::Link
                        | LineUse::Ghost
                        | LineUse::Caption
                )
            )
        };
        let shows = (start..end).any(|number| is_title(&number));
        titled[start..end].iter_mut().for_each(|line| *line = shows);
        start = end;
    }
    titled
}

/// Width on the page in half-ems of a proportional font.
fn width(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { glyph(c) } else { 2.0 }).sum()
}

fn glyph(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '/' | '(' | ')' | '['
        | ']' => 0.6,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.7,
        'A'..='Z' | '&' | '_' | '<' | '>' | '=' | '+' => 1.3,
        _ => 1.1,
    }
}

/// The pieces of a sentence between which a line may end; a space belongs to the piece before it.
fn pieces(text: &str) -> Vec<String> {
    let closes = |c: char| "，。、；：）】”？！》".contains(c);
    let mut pieces: Vec<String> = Vec::new();
    let mut glued = false;
    for c in text.chars() {
        let narrow = c.is_ascii();
        let last_narrow =
            pieces.last().and_then(|piece| piece.chars().last()).is_some_and(|last| last.is_ascii() && last != ' ');
        match pieces.last_mut() {
            Some(piece) if closes(c) || glued || c == ' ' || (narrow && last_narrow) => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        glued = "（【“《".contains(c);
    }
    pieces
}

/// Fills lines of a width, the first of which has `taken` of it already.
fn wrap(text: &str, column: f32) -> Option<Vec<String>> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        if width(piece.trim_end()) > column * 0.6 {
            return None;
        }
        let line = lines.last_mut()?;
        if width(line) + width(piece.trim_end()) > column {
            *line = line.trim_end().to_owned();
            lines.push(piece);
        } else {
            line.push_str(&piece);
        }
    }
    Some(lines)
}

/// The lines of a paragraph of a description: those from which it can be put together, and what stands before it in
/// the first.
struct Paragraph<'t> {
    numbers: Vec<usize>,
    before: String,
    text: &'t str,
}

fn paragraphs<'t>(row: &Row<'t>, sheet: &Sheet) -> Vec<Paragraph<'t>> {
    let mut found = Vec::new();
    let mut from = row.lines[0];
    for text in row.prose.unwrap_or_default().split('\n') {
        let Some(paragraph) = locate(text, from, row.lines[1], sheet) else { continue };
        from = paragraph.numbers.last().map_or(from, |last| last + 1);
        found.push(paragraph);
    }
    found
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn locate<'t>(text: &'t str, from: usize, to: usize, sheet: &Sheet) -> Option<Paragraph<'t>> {
    let wanted = squeezed(text);
    (from..=to).find_map(|first| {
        let line = sheet.line(first);
        let starts = line.char_indices().map(|(at, _)| at).filter(|at| *at == 0 || line[..*at].ends_with(' '));
        starts.into_iter().find_map(|at| {
            let mut rest =
                wanted.strip_prefix(squeezed(&line[at..]).as_str()).filter(|_| !line[at..].trim().is_empty())?;
            let mut numbers = vec![first];
            for number in first + 1..=to {
                if rest.is_empty() {
                    break;
                }
                if !sheet.is_blank(number) {
                    rest = rest.strip_prefix(squeezed(sheet.line(number)).as_str())?;
                    numbers.push(number);
                }
            }
            rest.is_empty().then(|| Paragraph { numbers, before: line[..at].to_owned(), text })
        })
    })
}

/// The narrowest column of descriptions that is set, in half-ems; in columns of short texts nothing would be wrapped.
const NARROWEST: f32 = 30.0;

/// How much narrower than the widest line a column may be taken to be.
const SLACK: f32 = 0.04;

/// Whether it shows in a cell where its paragraphs end: the last line of each leaves room for the beginning of the next,
/// in a column as wide as the widest line. Where it does not, nobody can tell two paragraphs from one.
fn ends_show(cells: &[Vec<Vec<String>>]) -> bool {
    let lines = cells.iter().flatten().flatten();
    let widest = lines.map(|line| width(line.trim_end())).fold(0.0, f32::max);
    cells.iter().flat_map(|cell| cell.windows(2)).all(|pair| {
        let [before, after] = pair else { return true };
        let last = before.last().map_or(0.0, |line| width(line.trim_end()));
        let first = after.first().and_then(|line| pieces(line).into_iter().next()).unwrap_or_default();
        last + width(first.trim_end()) <= widest * (1.0 - SLACK)
    })
}

/// Wraps the descriptions of every table at a part of their width.
fn wrap_cells(text: &str, parsed: &Parsed, part: f32) -> (String, usize) {
    let (sheet, accounts) = (Sheet::of(text), &parsed.coverage.documents[0].accounts);
    let mut lines = sheet.0.clone();
    let mut wrapped = 0;
    for table in tables(parsed) {
        let found: Vec<Vec<Paragraph<'_>>> = table.iter().map(|row| paragraphs(row, &sheet)).collect();
        // A table of which a description is not found as it was read stays as it is.
        let expected = |row: &Row<'_>| row.prose.map_or(0, |prose| prose.split('\n').count());
        if table.iter().zip(&found).any(|(row, found)| found.len() != expected(row)) {
            continue;
        }
        let texts = found.iter().flatten().flat_map(|paragraph| {
            let lines = paragraph.numbers.iter().map(|number| sheet.line(*number));
            lines.enumerate().map(|(index, line)| if index == 0 { &line[paragraph.before.len()..] } else { line })
        });
        let column = texts.map(|text| width(text.trim())).fold(0.0, f32::max) * part;
        if column < NARROWEST {
            continue;
        }
        // Sample values and rows of common parameters stay as they are, so they must fit.
        let own: Vec<usize> = found.iter().flatten().flat_map(|paragraph| paragraph.numbers.iter().copied()).collect();
        let ends = table.first().map_or(0, |row| row.lines[0])..=table.last().map_or(0, |row| row.lines[1]);
        let is_header =
            |number: &usize| accounts.account(*number as u32).is_some_and(|(usage, _)| usage == LineUse::TableHeader);
        let header = (1..*ends.start()).rev().find(is_header).unwrap_or(*ends.start());
        let mut others = (header + 1..=*ends.end()).filter(|number| !own.contains(number));
        if others.any(|number| width(sheet.line(number).trim()) > column) {
            continue;
        }
        let set = |cell: &Vec<Paragraph<'_>>| cell.iter().map(|paragraph| wrap(paragraph.text, column)).collect();
        let Some(cells) = found.iter().map(set).collect::<Option<Vec<Vec<Vec<String>>>>>() else { continue };
        if !ends_show(&cells) || !cells.iter().flatten().any(|lines| lines.len() > 1) {
            continue;
        }
        for (paragraphs, cell) in found.iter().zip(&cells) {
            let gap = gap(paragraphs, cell, &sheet);
            for (index, (paragraph, new)) in paragraphs.iter().zip(cell).enumerate() {
                place(paragraph, new, gap.filter(|_| index == 0), &mut lines);
            }
        }
        wrapped += 1;
    }
    (lines.into_iter().filter(|line| line != GONE).collect::<Vec<_>>().join("\n"), wrapped)
}

/// What a page puts between a row's name and its text, where that changes with the number of lines: a text of one line
/// stands beside the name, one of two lines directly under it, a longer one has a blank line before it.
fn gap(paragraphs: &[Paragraph<'_>], cell: &[Vec<String>], sheet: &Sheet) -> Option<&'static str> {
    let first = paragraphs.first()?;
    let beside = !first.before.trim().is_empty();
    let under = !beside && !sheet.is_blank(first.numbers[0] - 1);
    let old: usize = paragraphs.iter().map(|paragraph| paragraph.numbers.len()).sum();
    let more = cell.iter().map(Vec::len).sum::<usize>().saturating_sub(old);
    match (beside, under, more) {
        (_, _, 0) | (false, false, _) => None,
        (true, _, 1) => Some("\n"),
        _ => Some("\n\n"),
    }
}

/// Puts the new lines of a paragraph where its old ones stand, or under what stands before it.
fn place(paragraph: &Paragraph<'_>, new: &[String], gap: Option<&str>, lines: &mut [String]) {
    let (first, last) = (paragraph.numbers[0], paragraph.numbers[paragraph.numbers.len() - 1]);
    for number in first..=last {
        lines[number - 1] = GONE.to_owned();
    }
    let text = new.join("\n");
    lines[first - 1] = match gap {
        None => format!("{}{text}", paragraph.before),
        Some(gap) if paragraph.before.trim().is_empty() => format!("{}{text}", gap.replacen('\n', "", 1)),
        Some(gap) => format!("{}{gap}{text}", paragraph.before.trim_end()),
    };
}

/// Wraps the paragraphs of a Markdown document, tables, headings, lists and code excepted.
fn wrap_markdown(text: &str, column: f32) -> (String, usize) {
    let (mut out, mut wrapped, mut code) = (Vec::new(), 0, false);
    for line in text.split('\n') {
        code ^= line.trim_start().starts_with("```");
        let is_plain = !code && !line.contains(['\t', '|', '<', '`', '[']) && line.starts_with(|c: char| !c.is_ascii());
        match wrap(line, column).filter(|lines| is_plain && lines.len() > 1) {
            Some(lines) => {
                wrapped += 1;
                out.extend(lines);
            }
            None => out.push(line.to_owned()),
        }
    }
    (out.join("\n"), wrapped)
}

/// What `docquarry diff` finds between a document and the same one set anew.
fn differences(name: &str, what: &str, before: &Parsed, text: &str) -> Vec<String> {
    let after = parse(name, text);
    if let Ok(dump) = std::env::var("REFLOW_DUMP") {
        fs::write(format!("{dump}/{name}.{}", what.replace(' ', "_")), text).unwrap();
    }
    assert_eq!(after.coverage.residue(), before.coverage.residue(), "{name}, {what}: lines are left over");
    assert_eq!(before.specs.len(), after.specs.len(), "{name}, {what}");
    let pairs = before.specs.iter().zip(&after.specs);
    let compared = pairs.map(|(old, new)| pipeline::compare((name, &old.spec), (what, &new.spec)));
    let lines = compared.flat_map(|comparison| {
        let effects = comparison.crates.effects.iter().filter(|_| comparison.changes.is_empty());
        let effects: Vec<String> = effects.map(|effect| format!("{}: {}", effect.item, effect.message)).collect();
        comparison.changes.iter().map(report::sentence).chain(effects).collect::<Vec<_>>()
    });
    lines.map(|line| format!("{name}, {what}: {line}")).collect()
}

/// Nothing may be found.
fn check(found: &[String]) {
    assert!(found.is_empty(), "{found:#?}");
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn pages_that_end_elsewhere_say_the_same() {
    let Some(folder) = documents() else { return };
    let mut found = Vec::new();
    for name in TEXTS {
        let text = read(&folder, name);
        let before = parse(name, &text);
        for every in [3, 10] {
            let (anew, moved) = break_pages(&text, &before, every);
            eprintln!("{name}: {moved} page breaks moved");
            assert!(moved > 20, "{name}: {moved} page breaks moved");
            found.extend(differences(name, &format!("a page break every {every} rows"), &before, &anew));
        }
    }
    check(&found);
}

#[test]
fn cells_wrapped_at_other_widths_say_the_same() {
    let Some(folder) = documents() else { return };
    let mut found = Vec::new();
    // The columns of the third are so narrow that words are broken in them.
    for name in &TEXTS[..2] {
        let text = read(&folder, name);
        let before = parse(name, &text);
        for part in [0.85, 0.7, 0.55] {
            let (anew, wrapped) = wrap_cells(&text, &before, part);
            eprintln!("{name}: {wrapped} tables wrapped anew");
            assert!(wrapped > 100, "{name}: {wrapped} tables wrapped anew");
            found.extend(differences(name, &format!("cells of {part} of their width"), &before, &anew));
        }
    }
    check(&found);
}

#[test]
fn paragraphs_wrapped_at_other_widths_say_the_same() {
    let Some(folder) = documents() else { return };
    let text = read(&folder, MARKDOWN);
    let before = parse(MARKDOWN, &text);
    // What is narrower than sixty columns is taken for lines of their own.
    for column in [60.0, 80.0] {
        let (anew, wrapped) = wrap_markdown(&text, column);
        assert!(wrapped > 30, "{wrapped} paragraphs wrapped anew");
        let found = differences(MARKDOWN, &format!("paragraphs of {column} half-ems"), &before, &anew);
        check(&found);
    }
}
