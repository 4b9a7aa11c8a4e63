//! What is kept as a page for browsers: a table for each family, whose parents are links. Everything that was sent is
//! escaped, and the page loads nothing and runs nothing.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::Value;

use crate::escape::{html, shorten};
use crate::lexeme::counted;

use super::kinds::Kind;
use super::world::{Object, World};
use super::{Engine, State, clock};

/// Rows of a table; further ones are counted only.
const MOST_ROWS: usize = 200;
/// Columns of kept fields; further ones are in the JSON only.
const MOST_COLUMNS: usize = 12;
/// Characters of a cell.
const LONGEST: usize = 120;

impl State {
    /// A section for each API, in HTML.
    pub(in crate::serve) fn tables(&self) -> String {
        let mut ids: Vec<&String> = self.engines.keys().collect();
        ids.sort();
        let engines = ids.into_iter().filter_map(|id| self.engines.get(id)).enumerate();
        let mut out = String::new();
        engines.for_each(|(number, engine)| engine.tables(number, &mut out));
        out
    }
}

impl Engine {
    /// The families that keep something, each in a table. `number` tells the anchors of APIs apart.
    fn tables(&self, number: usize, out: &mut String) {
        let world = self.reading();
        let kept = |kind: &Kind| world.of_noun(&kind.family.noun).count();
        let kinds: Vec<(&Kind, usize)> = self.kinds.all.iter().map(|kind| (kind, kept(kind))).collect();
        let total: usize = kinds.iter().map(|(_, count)| count).sum();
        let (id, total) = (html(&self.spec.id), counted(total, "thing"));
        // Writing into a `String` cannot fail.
        let _ = writeln!(out, "<section>\n<h2>{id} keeps {total}</h2>\n<p class=\"nouns\">");
        for (index, (kind, count)) in kinds.iter().enumerate() {
            let noun = html(&kind.family.noun);
            let _ = match count {
                0 => writeln!(out, "<span>{noun} 0</span>"),
                count => writeln!(out, "<a href=\"#f{number}-{index}\">{noun} {count}</a>"),
            };
        }
        out.push_str("</p>\n");
        for (index, (kind, count)) in kinds.iter().enumerate().filter(|(_, (_, count))| *count > 0) {
            self.table(&world, (number, index), kind, *count, out);
        }
        out.push_str("</section>\n");
    }

    fn table(&self, world: &World, (number, index): (usize, usize), kind: &Kind, count: usize, out: &mut String) {
        let rows: Vec<&Arc<Object>> = world.of_noun(&kind.family.noun).take(MOST_ROWS).collect();
        let mut columns: Vec<&str> = Vec::new();
        for name in rows.iter().flat_map(|row| row.values.keys()) {
            if !columns.contains(&name.as_str()) {
                columns.push(name);
            }
        }
        let hidden = columns.split_off(columns.len().min(MOST_COLUMNS)).len();
        let has_region = rows.iter().any(|row| row.region.is_some());
        let parent = kind.parent.and_then(|parent| self.kinds.get(parent)).map(|outer| outer.family.noun.as_str());
        let linked: HashSet<u64> =
            parent.into_iter().flat_map(|noun| world.of_noun(noun).take(MOST_ROWS)).map(|outer| outer.seq).collect();
        let id = kind.family.ids.first().map(String::as_str).unwrap_or("id");
        let heads = [Some(id), parent, has_region.then_some("region"), Some("made")];
        let heads = heads.into_iter().flatten().chain(columns.iter().copied());
        let heads: String = heads.map(|head| format!("<th>{}</th>", html(head))).collect();
        let noun = html(&kind.family.noun);
        let _ = writeln!(out, "<h3 id=\"f{number}-{index}\">{noun}</h3>\n<table>\n<tr>{heads}</tr>");
        for row in rows {
            let _ = write!(out, "<tr id=\"t{number}-{}\"><td>{}</td>", row.seq, cell(&row.id));
            if parent.is_some() {
                let _ = write!(out, "<td>{}</td>", outer(world, row, number, &linked));
            }
            if has_region {
                let _ = write!(out, "<td>{}</td>", cell(row.region.as_deref().unwrap_or_default()));
            }
            let _ = write!(out, "<td>{}</td>", clock::readable(row.made));
            for name in &columns {
                let _ = write!(out, "<td>{}</td>", row.values.get(*name).map(value).unwrap_or_default());
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>\n");
        let further = [(count.saturating_sub(MOST_ROWS), "row"), (hidden, "column")];
        let further: Vec<String> =
            further.iter().filter(|(more, _)| *more > 0).map(|(more, what)| counted(*more, what)).collect();
        if !further.is_empty() {
            let _ = writeln!(out, "<p>… and {} more in <a href=\"/-/state\">the JSON</a></p>", further.join(" and "));
        }
    }
}

/// The id of what holds a thing, as a link to its row if the row is there.
fn outer(world: &World, row: &Object, number: usize, linked: &HashSet<u64>) -> String {
    let Some(outer) = row.parent.and_then(|seq| world.get(seq)) else { return String::new() };
    match linked.contains(&outer.seq) {
        true => format!("<a href=\"#t{number}-{}\">{}</a>", outer.seq, cell(&outer.id)),
        false => cell(&outer.id),
    }
}

/// A kept value: a text as it is, anything else as JSON.
fn value(value: &Value) -> String {
    match value {
        Value::String(text) => cell(text),
        other => format!("<code>{}</code>", cell(&other.to_string())),
    }
}

fn cell(text: &str) -> String {
    html(&shorten(text, LONGEST))
}
