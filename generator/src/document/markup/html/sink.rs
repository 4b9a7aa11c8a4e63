//! The HTML tree with source lines: a sink that notes, while the tree is built, on which line each element
//! and each piece of text began.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;

use ego_tree::NodeId;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{
    ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink, create_element,
};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, ns};
use scraper::{Html, HtmlTreeSink, Node};

use super::depth::Shallow;

/// A parsed document.
pub(super) struct Lined {
    pub(super) html: Html,
    /// For a text: offsets into it and the lines that begin there; for an element: its line at offset 0.
    lines: HashMap<NodeId, Vec<(usize, u32)>>,
}

impl Lined {
    /// Parses a document, or a fragment as it stands in a body.
    pub(super) fn parse(text: &str, fragment: bool) -> Self {
        let options = TreeBuilderOpts::default();
        let builder = if fragment {
            let sink = LineSink::new(Html::new_fragment());
            let body = create_element(&sink, QualName::new(None, ns!(html), LocalName::from("body")), Vec::new());
            TreeBuilder::new_for_fragment(sink, body, None, options)
        } else {
            TreeBuilder::new(LineSink::new(Html::new_document()), options)
        };
        let tokenizer = Tokenizer::new(Shallow::new(builder), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(text));
        // It stops behind scripts, which are not run.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.end();
        tokenizer.sink.builder.sink.finish()
    }

    /// The line that an element began on, counted from 1.
    pub(super) fn line(&self, node: NodeId) -> u32 {
        self.lines.get(&node).and_then(|lines| lines.first()).map_or(1, |(_, line)| *line)
    }

    /// The pieces of a text, each with its line.
    pub(super) fn pieces<'t>(&'t self, node: NodeId, text: &'t str) -> impl Iterator<Item = (&'t str, u32)> + 't {
        let starts = self.lines.get(&node).map_or(&[][..], Vec::as_slice);
        starts.iter().enumerate().filter_map(move |(at, (start, line))| {
            let end = starts.get(at + 1).map_or(text.len(), |(next, _)| *next);
            Some((text.get(*start..end)?, *line))
        })
    }
}

struct LineSink {
    tree: HtmlTreeSink,
    line: Cell<u32>,
    lines: RefCell<HashMap<NodeId, Vec<(usize, u32)>>>,
}

impl LineSink {
    fn new(html: Html) -> Self {
        Self { tree: HtmlTreeSink::new(html), line: Cell::new(1), lines: RefCell::default() }
    }

    /// Notes the line of a text that was just added to the end of `node`.
    fn added(&self, node: NodeId, text: &str) {
        let html = self.tree.0.borrow();
        let Some(Node::Text(whole)) = html.tree.get(node).map(|node| node.value()) else { return };
        let start = whole.text.len().saturating_sub(text.len());
        // The tokenizer has counted the line breaks of the text already.
        let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
        let line = self.line.get().saturating_sub(u32::try_from(breaks).unwrap_or(0));
        self.lines.borrow_mut().entry(node).or_default().push((start, line));
    }

    /// The text node that ends the children of `parent`, or that stands before `sibling`.
    fn text_node(&self, parent: Option<NodeId>, sibling: Option<NodeId>) -> Option<NodeId> {
        let html = self.tree.0.borrow();
        let last = parent.and_then(|parent| html.tree.get(parent)?.last_child());
        let before = sibling.and_then(|sibling| html.tree.get(sibling)?.prev_sibling());
        last.or(before).map(|node| node.id())
    }
}

impl TreeSink for LineSink {
    type Handle = NodeId;
    type Output = Lined;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Lined {
        Lined { html: self.tree.finish(), lines: self.lines.into_inner() }
    }

    fn set_current_line(&self, line_number: u64) {
        self.line.set(u32::try_from(line_number).unwrap_or(u32::MAX));
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let node = self.tree.create_element(name, attrs, flags);
        self.lines.borrow_mut().insert(node, vec![(0, self.line.get())]);
        node
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendText(text) => {
                self.tree.append(parent, NodeOrText::AppendText(text.clone()));
                if let Some(node) = self.text_node(Some(*parent), None) {
                    self.added(node, &text);
                }
            }
            node => self.tree.append(parent, node),
        }
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendText(text) => {
                self.tree.append_before_sibling(sibling, NodeOrText::AppendText(text.clone()));
                if let Some(node) = self.text_node(None, Some(*sibling)) {
                    self.added(node, &text);
                }
            }
            node => self.tree.append_before_sibling(sibling, node),
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.tree.0.borrow().tree.get(*element).is_some_and(|node| node.parent().is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.tree.elem_name(target)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.tree.create_pi(target, data)
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.tree.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.tree.get_template_contents(target)
    }

    fn same_node(&self, a: &NodeId, b: &NodeId) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.tree.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.tree.reparent_children(node, new_parent);
    }
}
