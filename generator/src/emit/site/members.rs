//! Types in place: below a field whose type is a structure, the structure's members, folded, and theirs in turn.
//!
//! Each structure is rendered once and put together where it is used. A structure is not unfolded within itself, and a
//! page has a bound on how much is unfolded; the link to the structure's own page is always there.

use std::collections::HashMap;

use crate::emit::reference::Site;
use crate::emit::reference::fields::{self, Rows};
use crate::emit::reference::layout::Place;
use crate::emit::reference::markdown::Page;
use crate::escape::html;

use super::render::{Decor, MARK, render};

/// How deep structures are unfolded.
const DEEPEST: usize = 3;

/// How many characters of members a page has at most.
const MOST: usize = 120_000;

/// The tables of all structures, with marks where further members belong.
pub(super) struct Members<'a>(HashMap<&'a str, String>);

impl<'a> Members<'a> {
    /// Renders the members of each structure. Links lead from a folder beside that of structures.
    pub(super) fn of(site: &Site<'a>, decor: &dyn Decor) -> Self {
        let table = |(name, structure): (&'a String, &'a crate::spec::model::Structure)| {
            let path = format!("structures.{name}");
            // Anchors of releases would be said again for each member.
            let rows = Rows { place: Place::Actions, since: structure.since, prose: &path };
            let mut page = Page::default();
            page.table(&fields::table(site, &structure.fields, rows), "");
            let html = without_anchors(&render(&page.finish(), decor).html);
            (!html.trim().is_empty()).then_some((name.as_str(), html))
        };
        Members(site.spec.structures.iter().filter_map(table).collect())
    }

    /// A page with members in the place of their marks.
    pub(super) fn unfold(&self, page: &str) -> String {
        let (mut out, mut left) = (String::with_capacity(page.len()), MOST);
        self.push(page, &mut Vec::new(), &mut left, &mut out);
        out
    }

    fn push<'s>(&'s self, text: &'s str, owners: &mut Vec<&'s str>, left: &mut usize, out: &mut String) {
        for (index, piece) in text.split(MARK).enumerate() {
            if index % 2 == 0 {
                out.push_str(piece);
                continue;
            }
            let Some(table) = self.0.get(piece).filter(|_| owners.len() < DEEPEST && !owners.contains(&piece)) else {
                continue;
            };
            let Some(rest) = left.checked_sub(table.len()) else { continue };
            *left = rest;
            out.push_str("<tr class=\"members\"><td colspan=\"4\"><details><summary>Members of <code>");
            out.push_str(&html(piece));
            out.push_str("</code></summary>\n");
            owners.push(piece);
            self.push(table, owners, left, out);
            owners.pop();
            out.push_str("</details></td></tr>\n");
        }
    }
}

/// Rows without their anchors, which a page can have once only.
fn without_anchors(table: &str) -> String {
    let mut out = String::with_capacity(table.len());
    let mut rest = table;
    while let Some((before, after)) = rest.split_once("<tr id=\"") {
        out.push_str(before);
        out.push_str("<tr");
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
    }
    out + rest
}
