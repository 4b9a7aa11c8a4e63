//! The links beside a page: the parts of the API, its groups, and of the group that the page is in, every action.
//!
//! A page has only the links of its own group. All links on all pages would be most of a site's bytes.

use crate::escape::html;

use super::language;

/// The links of a page, one after another.
#[derive(Debug, Default)]
pub(super) struct Sidebar {
    out: String,
}

/// A link: address, text, and how many things are behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'a> {
    /// Where it leads.
    pub(super) address: &'a str,
    /// What it says.
    pub(super) text: &'a str,
    /// How many things there are.
    pub(super) count: Option<usize>,
    /// Whether it is the page itself.
    pub(super) is_here: bool,
}

impl Sidebar {
    /// Begins a list.
    pub(super) fn open(&mut self) {
        self.out.push_str("<ul>\n");
    }

    /// Ends a list.
    pub(super) fn close(&mut self) {
        self.out.push_str("</ul>\n");
    }

    /// A title above a list.
    pub(super) fn title(&mut self, text: &str) {
        self.out.push_str(&format!("<p>{}</p>\n", html(text)));
    }

    /// A link in a list.
    pub(super) fn link(&mut self, link: Link<'_>) {
        let here = if link.is_here { " aria-current=\"page\"" } else { "" };
        let count = link.count.map(|count| format!(" <small>{count}</small>")).unwrap_or_default();
        let (address, language, text) = (html(link.address), language::attribute(link.text), html(link.text));
        self.out.push_str(&format!("<li><a href=\"{address}\"{here}{language}>{text}</a>{count}\n"));
    }

    /// The element.
    pub(super) fn finish(self) -> String {
        format!("<nav class=\"side\" id=\"side\" aria-label=\"Contents\">\n{}</nav>\n", self.out)
    }
}
