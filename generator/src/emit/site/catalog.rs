//! What programs read of the site: `llms.txt`, a list of all pages in Markdown for language models, and `sitemap.xml` for
//! search engines.

use std::fmt::Write as _;

use docquarry_runtime::sign::percent_encode;

use crate::emit::Files;
use crate::emit::reference::markdown::{link, text};
use crate::escape::html;

use super::Options;
use super::book::Book;
use super::downloads;
use super::render::html_path;

/// Every action and structure of every API with its title.
pub(super) fn llms(books: &[Book<'_>]) -> String {
    let mut out = String::from(
        "# API reference\n\n> Actions, structures and error codes of APIs, read from their documentation. \
         Addresses are relative to this file.\n",
    );
    for book in books {
        let (spec, layout, folder) = (book.spec, &book.site.layout, &book.folder);
        let _ = write!(out, "\n## {}\n\n", text(&book.title));
        for (name, label) in downloads::FILES {
            let _ = writeln!(out, "- {}", link(label, &format!("{folder}/{name}")));
        }
        let mut line = |path: Option<String>, name: &str, label: Option<&str>| {
            let Some(path) = path else { return };
            let label = label.map(|label| format!(": {}", text(label))).unwrap_or_default();
            let _ = writeln!(out, "- {}{label}", link(&text(name), &format!("{folder}/{}", html_path(&path))));
        };
        line(Some("README.md".to_owned()), "Overview", None);
        line(Some("parameters.md".to_owned()), "Endpoints, regions and common parameters", None);
        line(Some("errors.md".to_owned()), "Error codes", None);
        line(Some("releases.md".to_owned()), "Releases", None);
        for (name, action) in &spec.actions {
            line(layout.action_path(name), name, action.title.as_deref());
        }
        for (name, structure) in &spec.structures {
            line(layout.structure_path(name), name, structure.label.as_deref());
        }
    }
    out
}

/// The map of the site. Its addresses must be whole, so there is one only if the site's own address is known.
pub(super) fn sitemap(files: &Files, options: &Options<'_>) -> Option<String> {
    let base = options.base?.trim_end_matches('/');
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for path in files.keys().filter(|path| path.ends_with(".html")) {
        let _ = writeln!(out, "<url><loc>{}</loc></url>", html(&format!("{base}/{}", encoded(path))));
    }
    Some(out + "</urlset>\n")
}

/// A path as part of an address.
fn encoded(path: &str) -> String {
    path.split('/').map(|part| percent_encode(part).to_string()).collect::<Vec<_>>().join("/")
}
