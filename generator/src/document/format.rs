//! File formats: their names, and which one a text is in.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

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
            "md" | "markdown" | "mdown" | "mkd" => Some(Self::Markdown),
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

    /// Reads a text with the words of the dialects that it may be written in.
    pub fn read(self, name: &str, content: &str, vocabularies: &[&'static Vocabulary]) -> Document {
        let content = &plain(content);
        match self {
            Self::Text => text::read(name, content, vocabularies),
            Self::Markdown => markdown::read(name, content, vocabularies),
            Self::Html => html::read(name, content, vocabularies),
        }
    }
}

/// The text with the letters that its author meant. A no-break space is a space: editors and web pages put it where a
/// person typed one, in front of a title too. Extractors of PDF print a radical (`⼝`) where the page has the character (`口`).
fn plain(content: &str) -> Cow<'_, str> {
    let is_radical = |c: char| matches!(c, '\u{2e80}'..='\u{2fdf}');
    if !content.contains(|c: char| c == '\u{a0}' || is_radical(c)) {
        return content.into();
    }
    let mut out = String::with_capacity(content.len());
    for c in content.chars() {
        match c {
            '\u{a0}' => out.push(' '),
            c if is_radical(c) => out.extend(std::iter::once(c).nfkc()),
            c => out.push(c),
        }
    }
    out.into()
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
