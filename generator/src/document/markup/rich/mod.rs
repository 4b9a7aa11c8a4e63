//! Marked-up documents with what stands inside their lines: links with their targets, emphasis, code, anchors.
//!
//! A [`Rich`] document is a list of blocks in reading order, each with its source lines. Profiles that are files read
//! these. What a block means is not decided here, and no vendor is known. Markdown is read in `markdown` and `inline`,
//! HTML in [`html::rich`](super::html).

mod inline;
mod markdown;
mod table;

pub(crate) use markdown::read as read_markdown;
pub(super) use table::{Draft, DraftCell};

use crate::coverage::{LineUse, LineUses};

/// A document as blocks.
#[derive(Debug, Default)]
pub(crate) struct Rich {
    /// What the document says its title is, outside its text.
    pub(crate) title: Option<String>,
    /// The date that it says it is of, outside its text.
    pub(crate) date: Option<String>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) accounts: LineUses,
}

/// A piece of a document.
#[derive(Debug)]
pub(crate) struct Block {
    /// First and last source line.
    pub(crate) lines: [u32; 2],
    /// Names by which links point here.
    pub(crate) anchors: Vec<String>,
    pub(crate) kind: Kind,
}

/// What a block is.
#[derive(Debug)]
pub(crate) enum Kind {
    Heading {
        level: u8,
        text: Text,
    },
    Paragraph(Text),
    /// An item of a list.
    Item(Text),
    Quote(Text),
    Table(Table),
    Code(String),
    /// A component of MDX begins: `<Note>`.
    Open {
        name: String,
        attributes: Vec<(String, String)>,
    },
    /// A component ends.
    Close {
        name: String,
    },
}

impl Kind {
    /// The running text of a paragraph, an item or a quotation.
    pub(crate) fn prose(&self) -> Option<&Text> {
        match self {
            Self::Paragraph(text) | Self::Item(text) | Self::Quote(text) => Some(text),
            _ => None,
        }
    }
}

/// Text with its marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) runs: Vec<Run>,
}

/// A piece of text whose marks are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) link: Option<String>,
    pub(crate) style: Style,
}

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) strong: bool,
    pub(crate) emphasis: bool,
    pub(crate) code: bool,
    /// Set higher: the sign of a footnote.
    pub(crate) raised: bool,
}

impl Text {
    /// Adds text; it joins the last run if its marks are the same.
    pub(crate) fn push(&mut self, text: &str, link: Option<&str>, style: Style) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(last) if last.style == style && last.link.as_deref() == link => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), link: link.map(str::to_owned), style }),
        }
    }

    /// The letters alone, with single blanks.
    pub(crate) fn plain(&self) -> String {
        squeeze(&self.raw())
    }

    /// The letters alone, with the line breaks.
    pub(crate) fn raw(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// No letter.
    pub(crate) fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }

    /// The targets of its links.
    pub(crate) fn links(&self) -> impl Iterator<Item = &str> {
        self.runs.iter().filter_map(|run| run.link.as_deref())
    }
}

/// Text with single blanks.
pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A table.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Text>,
    pub(crate) rows: Vec<Row>,
}

/// A row: as many cells as there are columns, where the source has them.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Text>,
    pub(crate) lines: [u32; 2],
}

/// What both readers keep while they read.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) blocks: Vec<Block>,
    pub(super) anchors: Vec<String>,
}

impl Builder {
    pub(super) fn push(&mut self, lines: [u32; 2], kind: Kind) {
        let anchors = std::mem::take(&mut self.anchors);
        self.blocks.push(Block { lines, anchors, kind });
    }

    /// The document, whose lines outside of blocks and those `without_text` are furniture.
    pub(super) fn finish(self, title: Option<String>, text: &str, without_text: impl Fn(u32) -> bool) -> Rich {
        let mut accounts = LineUses::new(text.lines());
        let mut inside = vec![false; accounts.len()];
        for block in &self.blocks {
            for line in block.lines[0]..=block.lines[1] {
                if let Some(inside) = (line as usize).checked_sub(1).and_then(|at| inside.get_mut(at)) {
                    *inside = true;
                }
            }
        }
        let owner = accounts.owner("");
        for (line, inside) in (1u32..).zip(&inside) {
            if !inside || without_text(line) {
                accounts.mark([line], LineUse::Furniture, owner);
            }
        }
        Rich { title, date: None, blocks: self.blocks, accounts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(rich: &Rich) -> Vec<String> {
        let kind = |block: &Block| match &block.kind {
            Kind::Heading { level, text } => format!("h{level} {}", text.plain()),
            Kind::Paragraph(text) => format!("p {}", text.plain()),
            Kind::Item(text) => format!("li {}", text.plain()),
            Kind::Quote(text) => format!("q {}", text.plain()),
            Kind::Table(table) => format!("table {}x{}", table.columns.len(), table.rows.len()),
            Kind::Code(code) => format!("code {}", code.len()),
            Kind::Open { name, attributes } => format!("<{name} {attributes:?}>"),
            Kind::Close { name } => format!("</{name}>"),
        };
        rich.blocks.iter().map(|block| format!("{}-{} {}", block.lines[0], block.lines[1], kind(block))).collect()
    }

    #[test]
    fn markdown_with_components_becomes_blocks() {
        let text = "---\ntitle: \"Tea House\"\n---\n\n<Anchor id=\"pots\" />\n## Pots\n<Route method=\"GET\">/pots/[\\{pot.id\\}](/tea#pot)</Route>\n\nText *goes* on,\nhere.\n\n<Note>\nAll optional.\n</Note>\n\n| name | type |\n|---|---|\n| a\\* | `x` |\n";
        let rich = read_markdown(text);
        assert_eq!(rich.title.as_deref(), Some("Tea House"));
        let expected = [
            "6-6 h2 Pots",
            "7-7 <Route [(\"method\", \"GET\")]>",
            "7-7 p /pots/{pot.id}",
            "7-7 </Route>",
            "9-10 p Text goes on, here.",
            "12-12 <Note []>",
            "13-13 p All optional.",
            "14-14 </Note>",
            "16-18 table 2x1",
        ];
        assert_eq!(kinds(&rich), expected);
        assert_eq!(rich.blocks.first().map(|block| block.anchors.clone()), Some(vec!["pots".to_owned()]));
    }

    #[test]
    fn html_keeps_anchors_links_and_spans() {
        let text = "<div id=\"x\"><p>outside</p></div><div id=\"page\"><h4><a class=\"anchor\" name=\"tea\" href=\"#tea\"></a>Tea</h4>\n<p>A <a href=\"#cup\">Cup</a></p><table><tbody><tr><td><strong>Name</strong></td><td>Kind</td></tr><tr><td rowspan=\"2\">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table></div>";
        let rich = crate::document::markup::html::read_rich(text, Some("page"));
        assert_eq!(kinds(&rich), ["1-1 h4 Tea", "2-2 p A Cup", "2-2 table 2x2"]);
        assert_eq!(
            rich.blocks.first().map(|block| block.anchors.clone()),
            Some(vec!["page".to_owned(), "tea".to_owned()])
        );
        let Some(Block { kind: Kind::Table(table), .. }) = rich.blocks.last() else { unreachable!() };
        let cells: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.cells.iter().map(Text::plain).collect()).collect();
        assert_eq!(cells, [["a", "b"], ["a", "c"]]);
    }
}
