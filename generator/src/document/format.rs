//! File formats: their names, and which one a text is in.

use super::letters::plain;
use super::markup::{html, markdown};
use super::{Document, Vocabulary, text};

/// A format that a reader exists for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text of a PDF or of a web page.
    Text,
    /// Markdown with tables and HTML in it.
    Markdown,
    /// HTML.
    Html,
}

impl Format {
    /// Its name in options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Text, Self::Markdown, Self::Html].into_iter().find(|format| format.name() == name)
    }

    /// The format of a document: the one its file extension names, otherwise the one its content suggests.
    pub fn of(name: &str, content: &str) -> Self {
        Self::by_extension(name).unwrap_or_else(|| Self::detect(content))
    }

    /// The format that the extension of a file name stands for.
    fn by_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "md" | "mdx" | "markdown" | "mdown" | "mkd" => Some(Self::Markdown),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }

    /// The format that the content suggests. For documents whose name does not tell, such as standard input.
    pub fn detect(content: &str) -> Self {
        /// One line of so many is a mark of Markdown in a Markdown document, at least. Samples of code in plain text have fewer.
        const SPARSE: usize = 50;
        let lines = content.lines().filter(|line| !line.trim().is_empty()).count();
        let marks = markdown::marks(content);
        let has_table = || content.lines().any(|line| line.trim_start().starts_with("<table"));
        if is_html(content, marks) {
            Self::Html
        } else if marks > 0 && (marks * SPARSE >= lines || has_table()) {
            Self::Markdown
        } else {
            Self::Text
        }
    }

    /// Reads a text with the words of the profiles that its pages may follow. `all` are the words of every profile there
    /// is: they find the pages of a plain text, whichever profiles are chosen.
    pub fn read(
        self,
        name: &str,
        content: &str,
        vocabularies: &[&'static Vocabulary],
        all: &[&'static Vocabulary],
    ) -> Document {
        let content = &plain(content);
        match self {
            Self::Text => text::read(name, content, vocabularies, all),
            Self::Markdown => markdown::read(name, content, vocabularies),
            Self::Html => html::read(name, content, vocabularies),
        }
    }
}

/// HTML begins with a tag, and has more lines that do than marks of Markdown.
fn is_html(content: &str, marks: usize) -> bool {
    let start = content.trim_start();
    let head: String = start.chars().take(16).flat_map(char::to_lowercase).collect();
    if ["<!doctype html", "<html", "<?xml", "<head", "<body"].iter().any(|tag| head.starts_with(tag)) {
        return true;
    }
    let is_tag = |line: &str| {
        let name = line.trim_start_matches(['<', '/']);
        name.len() < line.len() && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!')
    };
    let tags = content.lines().filter(|line| is_tag(line.trim_start())).count();
    is_tag(start) && tags > marks && tags * 4 >= content.lines().filter(|line| !line.trim().is_empty()).count()
}
