//! The Markdown of the reference as HTML: headings get the anchors that code hosts give them, links lead to the HTML
//! pages, tables stack where they have no room, each row of a table of fields has an anchor, and text is marked with its
//! language. What only one API knows, a [`Decor`] says.

use std::collections::HashMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html as commonmark};

use crate::emit::reference::markdown::slug;
use crate::escape::{html, push_html};

use super::language;

/// A page's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rendered {
    /// The text of the first heading.
    pub(super) title: String,
    /// The content as HTML.
    pub(super) html: String,
    /// Anchors of the rows of tables of fields: `request.Ports`.
    pub(super) rows: Vec<String>,
    /// The headings: level, text and anchor.
    pub(super) headings: Vec<(u8, String, String)>,
}

/// What the pages of an API know about the things that they link to.
pub(super) trait Decor {
    /// Where a link leads.
    fn address(&self, address: &str) -> String {
        html_path(address)
    }

    /// The states of the action that a link in the first column of a table leads to.
    fn states(&self, _address: &str) -> Vec<State> {
        Vec::new()
    }

    /// The structure that a link in a type leads to, if its members are shown in place.
    fn structure(&self, _address: &str) -> Option<&str> {
        None
    }
}

/// A page that knows nothing.
pub(super) struct Plain;

impl Decor for Plain {}

/// A state of an action that readers look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is going away.
    Deprecated,
    /// It starts a task.
    Asynchronous,
}

impl State {
    /// Its name, which is also a class of the style sheet.
    pub(super) fn name(self) -> &'static str {
        match self {
            State::Deprecated => "deprecated",
            State::Asynchronous => "asynchronous",
        }
    }

    /// The badge.
    pub(super) fn badge(self) -> String {
        format!("<span class=\"badge {0}\">{0}</span>", self.name())
    }
}

/// Stands before and after the name of a structure whose members belong there. No text of a page has this character.
pub(super) const MARK: char = '\0';

/// The first column of tables of fields.
const FIELD_COLUMN: &str = "Name";

/// The first column of tables of actions.
const ACTION_COLUMN: &str = "Action";

/// The column of types in tables of fields.
const TYPE_COLUMN: &str = "Type";

/// Renders a page. Where members of a structure belong, its name is left between two [`MARK`]s.
pub(super) fn render(markdown: &str, decor: &dyn Decor) -> Rendered {
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let mut walk = Walk {
        page: Rendered::default(),
        out: Vec::new(),
        anchors: HashMap::new(),
        section: String::new(),
        table: None,
        in_code: false,
        error: None,
        decor,
    };
    for (index, event) in events.iter().enumerate() {
        walk.event(event.clone(), events.get(index..).unwrap_or_default());
    }
    let Walk { mut page, out, .. } = walk;
    commonmark::push_html(&mut page.html, out.into_iter());
    page
}

/// A table being rendered.
#[derive(Debug, Default)]
struct Table {
    header: Vec<String>,
    in_header: bool,
    column: usize,
    /// Structures that the types of the row name.
    structures: Vec<String>,
    /// Badges of the row's action.
    badges: String,
}

/// The events of a page on their way to HTML.
struct Walk<'e> {
    page: Rendered,
    out: Vec<Event<'e>>,
    /// How often each anchor was wanted.
    anchors: HashMap<String, usize>,
    /// Anchor of the last heading.
    section: String,
    table: Option<Table>,
    /// Within a fenced block.
    in_code: bool,
    /// The anchor of an error code whose name comes next.
    error: Option<String>,
    decor: &'e dyn Decor,
}

impl<'e> Walk<'e> {
    /// Takes an event; `rest` begins with it.
    fn event(&mut self, event: Event<'e>, rest: &[Event<'e>]) {
        match event {
            // The comment that says how the page was made has its place in the frame.
            Event::Html(text) if text.starts_with("<!--") => {}
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                let text = text_of(rest);
                let id = self.anchor(&text);
                if self.page.title.is_empty() {
                    self.page.title.clone_from(&text);
                }
                self.section.clone_from(&id);
                self.page.headings.push((level as u8, text, id.clone()));
                self.out.push(Event::Start(Tag::Heading { level, id: Some(id.into()), classes, attrs }));
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url),
            Event::End(TagEnd::Link) => self.raw("</a>".to_owned()),
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
            | Event::End(TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) => {
                self.table_event(&event, rest);
            }
            // Long lines scroll, so the block can be reached by keyboard.
            Event::Start(Tag::CodeBlock(_)) => {
                self.in_code = true;
                self.raw("<pre tabindex=\"0\"><code>".to_owned());
            }
            Event::End(TagEnd::CodeBlock) => {
                self.in_code = false;
                self.raw("</code></pre>\n".to_owned());
            }
            Event::InlineHtml(text) => self.inline_html(text),
            Event::Text(text) if self.table.is_some() => self.raw(language::marked(&text, breakable)),
            Event::Text(text) => self.raw(language::marked(&text, language::plain)),
            Event::Code(text) => self.code(&text),
            other => self.out.push(other),
        }
    }

    fn link(&mut self, address: &str) {
        if let Some(table) = &mut self.table
            && table.header.get(table.column).is_some_and(|label| label == TYPE_COLUMN)
        {
            table.structures.extend(self.decor.structure(address).map(str::to_owned));
        }
        let address = self.decor.address(address);
        let rel = if address.contains("://") { " rel=\"noopener noreferrer\"" } else { "" };
        self.raw(format!("<a href=\"{}\"{rel}>", html(&address)));
    }

    /// Markup of the reference itself: folds, line breaks, anchors. The anchor of an error code leads to its page.
    fn inline_html(&mut self, text: pulldown_cmark::CowStr<'e>) {
        self.error = text
            .strip_prefix("<a id=\"")
            .and_then(|rest| rest.strip_suffix("\">"))
            .map(str::to_owned)
            .or_else(|| self.error.take().filter(|_| &*text == "</a>"));
        self.out.push(Event::InlineHtml(text));
    }

    fn code(&mut self, text: &str) {
        let code = if self.table.is_some() {
            breakable_code(text, self.is_field_name())
        } else {
            format!("<code{}>{}</code>", language::attribute(text), html(text))
        };
        match self.error.take() {
            Some(anchor) => {
                let address = self.decor.address(&format!("errors.md#{anchor}"));
                self.raw(format!("<a href=\"{}\">{code}</a>", html(&address)));
            }
            None => self.raw(code),
        }
    }

    /// The anchor of a heading; a code host numbers those that repeat.
    fn anchor(&mut self, heading: &str) -> String {
        let plain = slug(heading);
        let count = self.anchors.entry(plain.clone()).or_default();
        let anchor = if *count == 0 { plain } else { format!("{plain}-{count}") };
        *count += 1;
        anchor
    }

    fn table_event(&mut self, event: &Event<'_>, rest: &[Event<'_>]) {
        let html = match event {
            Event::Start(Tag::Table(_)) => {
                self.table = Some(Table::default());
                "<div class=\"table\"><table>\n".to_owned()
            }
            Event::End(TagEnd::Table) => {
                self.table = None;
                "</tbody></table></div>\n".to_owned()
            }
            Event::Start(Tag::TableHead) => {
                self.with_table(|table| table.in_header = true);
                "<thead><tr>".to_owned()
            }
            Event::End(TagEnd::TableHead) => {
                self.with_table(|table| table.in_header = false);
                "</tr></thead><tbody>\n".to_owned()
            }
            Event::Start(Tag::TableRow) => {
                self.with_table(|table| {
                    table.column = 0;
                    table.structures.clear();
                });
                self.row(rest)
            }
            Event::End(TagEnd::TableRow) => self.end_row(),
            Event::Start(Tag::TableCell) => self.cell(rest),
            _ => self.end_cell(),
        };
        self.raw(html);
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = &mut self.table {
            change(table);
        }
    }

    /// A row of fields can be linked to; a row of an action says which states it has.
    fn row(&mut self, rest: &[Event<'_>]) -> String {
        let first = self.table.as_ref().and_then(|table| table.header.first()).map(String::as_str);
        match first {
            Some(FIELD_COLUMN) => {
                let name = text_of(rest.get(1..).unwrap_or_default());
                let id = format!("{}.{name}", self.section);
                let html = format!("<tr id=\"{}\">", html(&id));
                self.page.rows.push(id);
                html
            }
            Some(ACTION_COLUMN) => {
                let states = first_link(rest).map(|address| self.decor.states(address)).unwrap_or_default();
                let badges: Vec<String> = states.iter().map(|state| format!(" {}", state.badge())).collect();
                self.with_table(|table| table.badges = badges.concat());
                let classes: Vec<&str> = states.iter().map(|state| state.name()).collect();
                format!("<tr class=\"action {}\">", classes.join(" ")).replace(" \">", "\">")
            }
            _ => "<tr>".to_owned(),
        }
    }

    fn end_row(&mut self) -> String {
        let mut html = "</tr>\n".to_owned();
        for name in self.table.iter_mut().flat_map(|table| table.structures.drain(..)) {
            html.push(MARK);
            html.push_str(&name);
            html.push(MARK);
        }
        html
    }

    fn cell(&mut self, rest: &[Event<'_>]) -> String {
        let text = text_of(rest);
        let Some(table) = &mut self.table else { return String::new() };
        if table.in_header {
            let html = format!("<th scope=\"col\" class=\"{}\">", class(&text));
            table.header.push(text);
            return html;
        }
        let label = table.header.get(table.column).map(String::as_str).unwrap_or_default();
        let is_empty = matches!(rest.get(1), Some(Event::End(TagEnd::TableCell)));
        let empty = if is_empty { " empty" } else { "" };
        format!("<td class=\"{}{empty}\" data-label=\"{}\">", class(label), html(label))
    }

    fn end_cell(&mut self) -> String {
        match &mut self.table {
            Some(table) if !table.in_header => {
                table.column += 1;
                std::mem::take(&mut table.badges) + "</td>"
            }
            _ => "</th>".to_owned(),
        }
    }

    /// Whether the cell at hand names a field.
    fn is_field_name(&self) -> bool {
        let table = self.table.as_ref();
        table.is_some_and(|table| table.column == 0 && table.header.first().is_some_and(|name| name == FIELD_COLUMN))
    }

    fn raw(&mut self, html: String) {
        self.out.push(Event::InlineHtml(html.into()));
    }
}

/// The text of an element; `events` begins with its start.
fn text_of(events: &[Event<'_>]) -> String {
    let (mut text, mut depth) = (String::new(), 0_usize);
    for event in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    text
}

/// The address of the first link in a row.
fn first_link<'e>(row: &'e [Event<'_>]) -> Option<&'e str> {
    let cell = row.iter().take_while(|event| !matches!(event, Event::End(TagEnd::TableCell)));
    cell.into_iter().find_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(&**dest_url),
        _ => None,
    })
}

/// A column's title as a class of the style sheet.
fn class(label: &str) -> String {
    format!("c-{}", label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase())
}

/// A code span that may be broken where its name is joined. The owners of a nested field are dimmed.
fn breakable_code(text: &str, is_field_name: bool) -> String {
    let mut out = format!("<code{}>", language::attribute(text));
    match text.rfind('.').filter(|_| is_field_name) {
        Some(dot) => {
            let (owners, name) = text.split_at(dot + 1);
            out.push_str("<span class=\"owner\">");
            breakable(owners, &mut out);
            out.push_str("</span>");
            breakable(name, &mut out);
        }
        None => breakable(text, &mut out),
    }
    out + "</code>"
}

/// Text with the places where a long name may be broken: behind punctuation, and before capitals. A date is short.
fn breakable(text: &str, out: &mut String) {
    let mut before = ' ';
    let is_name = text.contains(|c: char| c.is_alphabetic());
    for c in text.chars() {
        let joint = matches!(before, '.' | '_' | '/' | '-') || (before.is_lowercase() && c.is_uppercase());
        if joint && is_name && c.is_alphanumeric() {
            out.push_str("<wbr>");
        }
        push_html(c, out);
        before = c;
    }
}

/// The path of a page of the site for that of a page of the reference; other addresses stay as they are.
pub(super) fn html_path(address: &str) -> String {
    let (path, anchor) = address.find('#').map_or((address, ""), |at| address.split_at(at));
    let Some(stem) = path.strip_suffix(".md").filter(|_| !path.contains("://")) else { return address.to_owned() };
    let folder = stem.strip_suffix("README").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    match folder {
        Some(folder) => format!("{folder}index.html{anchor}"),
        None => format!("{stem}.html{anchor}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_pages_of_the_site() {
        assert_eq!(html_path("README.md"), "index.html");
        assert_eq!(html_path("../README.md#actions"), "../index.html#actions");
        assert_eq!(html_path("actions/X.md"), "actions/X.html");
        assert_eq!(html_path("MyREADME.md"), "MyREADME.html");
        assert_eq!(html_path("https://example.com/a.md"), "https://example.com/a.md");
        assert_eq!(html_path("#request"), "#request");
    }

    #[test]
    fn rows_of_fields_have_anchors_and_labels() {
        let page = render("# A\n\n## Request\n\n| Name | Type |\n| --- | --- |\n| `A.b<c` | x |\n| `D` |  |\n", &Plain);
        assert_eq!(
            (page.title.as_str(), page.rows.as_slice()),
            ("A", ["request.A.b<c".to_owned(), "request.D".to_owned()].as_slice())
        );
        assert!(page.html.contains("<h2 id=\"request\">Request</h2>"), "{}", page.html);
        let row = "<tr id=\"request.A.b&lt;c\"><td class=\"c-name\" data-label=\"Name\"><code><span class=\"owner\">A.</span>b&lt;c</code></td>";
        assert!(page.html.contains(row), "{}", page.html);
        assert!(page.html.contains("<td class=\"c-type empty\" data-label=\"Type\"></td>"), "{}", page.html);
    }

    #[test]
    fn anchors_that_repeat_are_numbered() {
        let page = render("# A B\n\n# A B\n", &Plain);
        assert!(page.html.contains("<h1 id=\"a-b\">") && page.html.contains("<h1 id=\"a-b-1\">"), "{}", page.html);
    }
}
