//! What surrounds the content of a page: the head of the file, the header with the search, the ways to other pages.

use crate::escape::{self, html as escape_html};
use crate::files::MARKER;

use super::language;
use super::render::Rendered;

/// A page within its frame.
pub(super) struct Frame<'a> {
    /// The command that writes the site.
    pub(super) command: &'a str,
    /// The page's path in the site.
    pub(super) path: &'a str,
    /// The API with its folder.
    pub(super) api: Option<(&'a str, &'a str)>,
    /// What the page is, in a sentence.
    pub(super) description: &'a str,
    /// The links beside the content.
    pub(super) side: &'a str,
    /// What follows the content.
    pub(super) after: &'a str,
}

impl Frame<'_> {
    /// The way from the page to the folder of the site.
    fn root(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }

    /// The file.
    pub(super) fn around(&self, page: &Rendered) -> String {
        let (root, command) = (self.root(), escape::comment(self.command, "-->"));
        let mut title = escape_html(&page.title);
        let mut path = format!("<a class=\"home\" href=\"{root}index.html\">API reference</a>");
        let mut folder = "";
        if let Some((name, of)) = self.api {
            let language = language::attribute(name);
            let name = escape_html(name);
            path.push_str(&format!("<a class=\"api\" href=\"{root}{of}/index.html\"{language}>{name}</a>"));
            title = format!("{title} · {name}");
            folder = of;
        }
        let language = language::attribute(&title);
        let description = escape_html(self.description);
        format!(
            "<!doctype html><!-- {MARKER}`{command}`. Do not edit. -->\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"description\" content=\"{description}\">\n\
             <title{language}>{title}</title>\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"{root}icon.svg\">\n\
             <link rel=\"stylesheet\" href=\"{root}style.css\">\n<script src=\"{root}theme.js\"></script>\n\
             <script defer src=\"{root}page.js\"></script>\n<script defer src=\"{root}search.js\"></script>\n</head>\n\
             <body data-root=\"{root}\" data-api=\"{folder}\">\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n\
             <header>\n<nav class=\"path\" aria-label=\"Where this page is\">{path}</nav>\n\
             <div class=\"tools\"><a class=\"menu\" href=\"#side\">Contents</a>\n\
             <div class=\"search\" role=\"search\" hidden></div>\n\
             <button class=\"theme\" type=\"button\" hidden>Dark</button></div>\n</header>\n<div class=\"columns\">\n\
             <main id=\"content\" tabindex=\"-1\">\n{}{}</main>\n{}</div>\n</body>\n</html>\n",
            page.html, self.after, self.side
        )
    }
}

/// Links to the pages before and after one in its folder.
pub(super) fn pager(before: Option<(&str, &str)>, after: Option<(&str, &str)>) -> String {
    let mut out = String::new();
    for (class, mark, found) in [("prev", "←", before), ("next", "→", after)] {
        if let Some((address, title)) = found {
            let language = language::attribute(title);
            out.push_str(&format!(
                "<a class=\"{class}\" rel=\"{class}\" href=\"{}\"{language}><span aria-hidden=\"true\">{mark}</span> {}</a>",
                escape_html(address),
                escape_html(title)
            ));
        }
    }
    if out.is_empty() {
        out
    } else {
        format!("<nav class=\"pager\" aria-label=\"Pages before and after\">{out}</nav>\n")
    }
}
