//! A bound on the depth of the tree: like browsers, the parser takes no element in that stands deeper than anybody
//! writes by hand. Its text stays. The cost of a tag grows with the number of open elements.

use std::cell::RefCell;

use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeSink};

/// Deepest nesting of elements that have to be closed.
const DEEPEST: usize = 512;
/// Elements that have no end tag.
const VOID: &[&str] = &[
    "area", "base", "body", "br", "col", "embed", "frame", "head", "hr", "html", "image", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];
/// Elements that are never open, that the next one of their kind closes, or whose content is no markup.
const UNCOUNTED: &[&str] = &[
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li",
    "link", "meta", "option", "p", "script", "source", "style", "tbody", "td", "textarea", "tfoot", "th", "thead",
    "title", "tr", "wbr",
];

/// A tree builder that is not given tags beyond the bound.
pub(super) struct Shallow<Handle, Sink> {
    pub(super) builder: TreeBuilder<Handle, Sink>,
    open: RefCell<Vec<LocalName>>,
}

impl<Handle: Clone, Sink: TreeSink<Handle = Handle>> Shallow<Handle, Sink> {
    /// Guards a builder.
    pub(super) fn new(builder: TreeBuilder<Handle, Sink>) -> Self {
        Self { builder, open: RefCell::default() }
    }

    /// True for a tag that may go on to the builder.
    fn admits(&self, tag: &Tag) -> bool {
        if UNCOUNTED.contains(&&*tag.name) {
            return true;
        }
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag if open.len() >= DEEPEST => return false,
            // Closed at once, see `process_token`.
            TagKind::StartTag if tag.self_closing => {}
            TagKind::StartTag => open.push(tag.name.clone()),
            TagKind::EndTag => {
                if let Some(at) = open.iter().rposition(|name| *name == tag.name) {
                    open.remove(at);
                }
            }
        }
        true
    }
}

impl<Handle: Clone, Sink: TreeSink<Handle = Handle>> TokenSink for Shallow<Handle, Sink> {
    type Handle = Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        let closed = match &token {
            Token::TagToken(tag) if !self.admits(tag) => return TokenSinkResult::Continue,
            Token::TagToken(tag) if tag.kind == TagKind::StartTag && tag.self_closing => Some(tag.name.clone()),
            _ => None,
        };
        let result = self.builder.process_token(token, line_number);
        // HTML ignores the slash of `<div/>` and leaves the element open, which nobody who writes it means.
        match closed.filter(|name| !VOID.contains(&&**name)) {
            Some(name) if matches!(result, TokenSinkResult::Continue) => {
                let end = Tag {
                    kind: TagKind::EndTag,
                    name,
                    self_closing: false,
                    attrs: Vec::new(),
                    had_duplicate_attributes: false,
                };
                self.builder.process_token(Token::TagToken(end), line_number)
            }
            _ => result,
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
