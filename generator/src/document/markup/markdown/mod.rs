//! The Markdown reader: CommonMark with tables of several kinds and HTML.
//!
//! Vendors' Markdown was made by converters, and its tables are wider than any Markdown parser takes: cells with
//! lists and blank lines, rows between tabs, HTML tables with open cells. `region` finds these before the
//! text is parsed and takes them out; `walk` makes an outline of what pulldown-cmark says about the rest and
//! puts the tables back where they stood. What is a page and what a heading means is decided with the other
//! formats, in `paging`.

mod region;
mod row;
mod walk;

use std::borrow::Cow;

use super::outline::Outline;
use super::split_pages;
use crate::coverage::LineUses;
use crate::document::vocabulary::Vocabulary;
use crate::document::{Document, Line};

/// Reads a Markdown document with the words of the dialects that it may be written in.
pub fn read(name: &str, text: &str, vocabularies: &[&'static Vocabulary]) -> Document {
    let accounts = LineUses::new(text.lines());
    let mut outline = Outline::new(accounts.len());
    let text = &*body(text, &mut outline);
    let regions = region::find(text, vocabularies);
    walk::document(text, regions, vocabularies, &mut outline);
    outline.finish();
    split_pages::finish(name, outline, accounts, vocabularies)
}

/// The text with its front matter blanked out: `key: value` lines between two rulers at the beginning, which tools put
/// there. The title among them is the document's.
fn body<'t>(text: &'t str, outline: &mut Outline) -> Cow<'t, str> {
    const LONGEST: usize = 60;
    const RULER: &str = "---";
    let mut lines = text.split_inclusive('\n');
    if lines.next().is_none_or(|line| line.trim_end() != RULER) {
        return text.into();
    }
    let mut title = None;
    let mut length = text.len() - lines.clone().map(str::len).sum::<usize>();
    for (number, line) in (2..).zip(lines.take(LONGEST)) {
        length += line.len();
        if line.trim_end() == RULER {
            outline.title = title;
            let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
            let head = text.get(..length).unwrap_or_default().bytes().map(blank);
            return head.chain(text.get(length..).unwrap_or_default().chars()).collect::<String>().into();
        }
        let pair = line.split_once(':').filter(|(key, _)| !key.is_empty() && !key.contains(' '));
        match pair {
            Some(("title", value)) => {
                let value = value.trim().trim_matches(['"', '\'']);
                title = (!value.is_empty()).then(|| Line::new(number, value));
            }
            Some(_) => {}
            // An item of the list above, or the rest of its value.
            None if line.starts_with([' ', '-', '#']) || line.trim().is_empty() => {}
            None => break,
        }
    }
    text.into()
}

/// True for a line that opens or closes a fence, with the fence's character and length.
fn fence(line: &str) -> Option<(char, usize)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.chars().take_while(|c| *c == mark).count();
    let inline = mark == '`' && line.get(length..).is_some_and(|info| info.contains('`'));
    (length >= 3 && !inline).then_some((mark, length))
}

/// Depth and text of a heading line.
fn heading(line: &str) -> Option<(usize, &str)> {
    let line = line.trim_start();
    let depth = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = line.get(depth..)?;
    ((1..=6).contains(&depth) && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some((depth, rest.trim()))
}

/// How many of the lines are written as only Markdown writes them.
pub(crate) fn marks(text: &str) -> usize {
    let marked = |line: &&str| {
        fence(line).is_some()
            || heading(line).is_some_and(|(_, text)| !text.is_empty())
            || row::is_ruler(line)
            || line.contains("](") && line.contains('[')
    };
    text.lines().filter(marked).count()
}
