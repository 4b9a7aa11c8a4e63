//! The Markdown of the reference as HTML: headings get the anchors that code hosts give them, links lead to the HTML
//! pages, tables scroll or stack, and each row of a table of fields has an anchor.

use std::collections::HashMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html as commonmark};

use crate::emit::reference::markdown::slug;
use crate::escape::{html, push_html};

/// A page's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rendered {
    /// The text of the first heading.
    pub(super) title: String,
    /// The content as HTML.
    pub(super) html: String,
    /// Anchors of the rows of tables of fields: `request.Ports`.
    pub(super) rows: Vec<String>,
}

/// The first column of tables of fields.
const FIELD_COLUMN: &str = "Name";

/// Renders a page of the reference.
pub(super) fn render(markdown: &str) -> Rendered {
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let mut walk = Walk {
        page: Rendered::default(),
        out: Vec::new(),
        anchors: HashMap::new(),
        section: String::new(),
        table: None,
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
                    self.page.title = text;
                }
                self.section.clone_from(&id);
                self.out.push(Event::Start(Tag::Heading { level, id: Some(id.into()), classes, attrs }));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = html_path(&dest_url).into();
                self.out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell)
            | Event::End(TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) => {
                self.table_event(&event, rest);
            }
            Event::Text(text) if self.table.is_some() => self.raw(breakable(&text)),
            Event::Code(text) if self.table.is_some() => self.raw(breakable_code(&text, self.is_field_name())),
            other => self.out.push(other),
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
                self.with_table(|table| table.column = 0);
                self.row(rest)
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".to_owned(),
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

    /// A row of fields can be linked to.
    fn row(&mut self, rest: &[Event<'_>]) -> String {
        let is_fields =
            self.table.as_ref().and_then(|table| table.header.first()).is_some_and(|name| name == FIELD_COLUMN);
        if !is_fields {
            return "<tr>".to_owned();
        }
        let name = text_of(rest.get(1..).unwrap_or_default());
        let id = format!("{}.{name}", self.section);
        let html = format!("<tr id=\"{}\">", html(&id));
        self.page.rows.push(id);
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
                "</td>".to_owned()
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

/// A column's title as a class of the style sheet.
fn class(label: &str) -> String {
    format!("c-{}", label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase())
}

/// A code span that may be broken where its name is joined. The owners of a nested field are dimmed.
fn breakable_code(text: &str, is_field_name: bool) -> String {
    match text.rfind('.').filter(|_| is_field_name) {
        Some(dot) => {
            let (owners, name) = text.split_at(dot + 1);
            format!("<code><span class=\"owner\">{}</span>{}</code>", breakable(owners), breakable(name))
        }
        None => format!("<code>{}</code>", breakable(text)),
    }
}

/// Text with the places where a long name may be broken: behind punctuation, and before capitals.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for c in text.chars() {
        let joint = matches!(before, '.' | '_' | '/' | '-') || (before.is_lowercase() && c.is_uppercase());
        if joint && c.is_alphanumeric() {
            out.push_str("<wbr>");
        }
        push_html(c, &mut out);
        before = c;
    }
    out
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
        let page = render("# A\n\n## Request\n\n| Name | Type |\n| --- | --- |\n| `A.b<c` | x |\n| `D` |  |\n");
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
        let page = render("# A B\n\n# A B\n");
        assert!(page.html.contains("<h1 id=\"a-b\">") && page.html.contains("<h1 id=\"a-b-1\">"), "{}", page.html);
    }
}
