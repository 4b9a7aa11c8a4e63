//! What the sentences, the title and the links of an action's page say about the action, by the words of a profile.

use crate::document::{Page, Vocabulary};
use crate::lexeme;
use crate::pages::description::Notes;
use crate::pages::sink::Sink;

/// The words and habits of a vendor's pages of actions.
pub(in crate::pages) struct Words {
    /// Headings and columns.
    pub(in crate::pages) vocabulary: &'static Vocabulary,
    /// Marks of what is deprecated.
    pub(in crate::pages) notes: &'static Notes,
    /// What the host of an action ends with, where pages of actions name it.
    pub(in crate::pages) own_host: Option<&'static str>,
    /// Around the number of requests per second.
    pub(in crate::pages) rate: &'static [(&'static str, &'static str)],
    /// Before the name of the successor.
    pub(in crate::pages) successor: &'static [&'static str],
    /// Begins a sentence about the vendor's own tools.
    pub(in crate::pages) tools: &'static [&'static str],
    /// In a sentence that only introduces a table.
    pub(in crate::pages) introduction: &'static [&'static str],
    /// Around an action's name at the beginning of the sentence that says what it does.
    pub(in crate::pages) calls: &'static [(&'static str, &'static str)],
    /// Between the name of an action and what it does, in a page's title.
    pub(in crate::pages) title: &'static [&'static str],
    /// Addresses of the vendor's explorer.
    pub(in crate::pages) explorer: &'static Explorer,
    /// A line with the words of a heading is one, whether the format marks it or not.
    pub(in crate::pages) unmarked_headings: bool,
    /// In printed text captions, labels and parts of examples may be anywhere on their sheet of paper.
    pub(in crate::pages) displaced: bool,
    /// The chapter that a page is in is the action's group.
    pub(in crate::pages) chapters: bool,
}

/// How an address of the vendor's explorer names what it opens.
pub(in crate::pages) struct Explorer {
    /// In every such address.
    pub(in crate::pages) marker: &'static str,
    /// Before the product, the version and the action; empty where that says nothing new.
    pub(in crate::pages) product: &'static str,
    pub(in crate::pages) version: &'static str,
    pub(in crate::pages) action: &'static str,
    /// Hosts whose addresses may also have product and version as parts of their path.
    pub(in crate::pages) hosts: &'static [&'static str],
}

impl Words {
    /// A host of the vendor's that names an action's API.
    pub(super) fn is_own_host(&self, word: &str) -> bool {
        self.own_host.is_some_and(|suffix| word.ends_with(suffix) && lexeme::is_host(word))
    }

    /// Requests per second.
    pub(super) fn rate_limit(&self, text: &str) -> Option<u32> {
        self.rate.iter().find_map(|(before, after)| {
            let rest = text.strip_prefix(before)?;
            let (number, _) = rest.split_once(after)?;
            number.trim().parse().ok()
        })
    }

    /// The action named as successor of a deprecated one.
    pub(super) fn successor(&self, text: &str) -> Option<String> {
        let (_, rest) = self.successor.iter().find_map(|phrase| text.split_once(phrase))?;
        let name: String = rest.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(name)
    }
}

/// What the action does: the page's title without the name, or else the sentence below it.
pub(super) fn page_title(page: &Page, name: &str, first: Option<&str>, words: &Words) -> Option<String> {
    let printed = page.title.as_ref().map(|title| title.text.trim());
    let own = printed.and_then(|printed| {
        let behind = words.title.iter().find_map(|mark| printed.strip_prefix(name)?.strip_prefix(mark));
        behind.or_else(|| Some(printed).filter(|printed| words.calls.is_empty() || !printed.contains(name)))
    });
    own.map(str::to_owned).or_else(|| title(first?, name, words.calls))
}

/// What an action does, from the sentence that says so: without the words around its name, up to the first stop.
pub(in crate::pages) fn title(sentence: &str, name: &str, calls: &[(&str, &str)]) -> Option<String> {
    const LONGEST: usize = 80;
    let behind = calls.iter().find_map(|(before, after)| {
        let rest = sentence.strip_prefix(before)?.trim_start().strip_prefix(name)?;
        rest.trim_start().strip_prefix(after)
    });
    let text = behind.unwrap_or(sentence).trim();
    let stops = |(at, c): (usize, char)| {
        let ends = matches!(c, '。' | '，' | '；' | '\n');
        let period = c == '.' && text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        (ends || period).then_some(at)
    };
    let end = text.char_indices().find_map(stops).unwrap_or(text.len());
    let title = text.get(..end)?.trim();
    (!title.is_empty() && title.chars().count() <= LONGEST).then(|| title.to_owned())
}

/// What the links of a page to the explorer say: product and version.
pub(in crate::pages) fn explored(page: &Page, explorer: &Explorer) -> (Option<String>, Option<String>) {
    let mut found = (None, None);
    for link in page.links.iter().filter(|link| link.text.contains(explorer.marker)) {
        let part = |key: &str| {
            let (_, behind) = link.text.split_once(key).filter(|_| !key.is_empty())?;
            let value: String = behind.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            (!value.is_empty()).then_some(value)
        };
        found.0 = part(explorer.product).map(|product| product.to_ascii_lowercase()).or(found.0);
        found.1 = part(explorer.version).or(found.1);
    }
    if found.1.is_none()
        && let Some((product, version)) = page.links.iter().find_map(|link| in_path(&link.text, explorer))
    {
        found = (Some(product), Some(version));
    }
    found
}

/// Product and version in the path of an address of the explorer: `…/api/Lamp/2033-01-01/CreateLamp`.
fn in_path(address: &str, explorer: &Explorer) -> Option<(String, String)> {
    let (_, rest) = address.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let known = |known: &str| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    explorer.hosts.iter().find(|host| known(host))?;
    let parts: Vec<&str> = path.split(['/', '?', '#']).collect();
    let pair = parts.windows(2).find(|pair| matches!(pair, [_, date] if date.len() == 10 && lexeme::is_date(date)))?;
    match pair {
        [product, version] if !product.is_empty() => Some((product.to_ascii_lowercase(), (*version).to_owned())),
        _ => None,
    }
}

/// The page's link to the vendor's explorer must name the same action.
pub(super) fn check_explorer(page: &Page, name: &str, explorer: &Explorer, sink: &mut Sink<'_>) {
    let link = page.links.iter().find(|link| link.text.contains(explorer.marker));
    let named = link.and_then(|link| {
        let (_, behind) = link.text.split_once(explorer.action)?;
        Some((link, behind.split(['&', '#']).next()?))
    });
    if let Some((link, action)) = named.filter(|(_, action)| *action != name) {
        let source = sink.source(link.span());
        sink.report("explorer-other-action", format!("the page of {name} links to the explorer of {action}"), &source);
    }
}
