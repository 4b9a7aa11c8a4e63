//! From bytes to the tree: what html5ever's tree builder asks of whoever keeps the nodes, and a guard that keeps tags
//! from the builder where the tree is too deep already. Like in browsers, the text of such elements stays.
//!
//! What is deep is measured on the tree itself. The same goes for the elements that the builder adds by itself: it
//! opens unclosed emphasis again in every paragraph.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{
    ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink, create_element,
};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, ns};

use super::tree::{DEEPEST, Element, Id, ROOT, Tree};

/// Elements that have no end tag.
const VOID: &[&str] = &[
    "area", "base", "body", "br", "col", "embed", "frame", "head", "hr", "html", "image", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
];
/// Most nodes for each tag, once there are many.
const NODES_PER_TAG: usize = 16;
const MANY_NODES: usize = 4096;

/// Parses a document, or a fragment as it stands in a body.
pub(super) fn parse(text: &str, fragment: bool) -> Tree {
    let options = TreeBuilderOpts::default();
    let sink = Sink::new();
    let builder = if fragment {
        let body = create_element(&sink, QualName::new(None, ns!(html), LocalName::from("body")), Vec::new());
        TreeBuilder::new_for_fragment(sink, body, None, options)
    } else {
        TreeBuilder::new(sink, options)
    };
    let tokenizer = Tokenizer::new(Shallow::new(builder), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    // It stops behind scripts, which are not run.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let cut = tokenizer.sink.cut.get();
    let mut tree = tokenizer.sink.builder.sink.finish();
    tree.cut = cut;
    tree
}

/// A tree builder that is not given tags beyond the bounds.
struct Shallow {
    builder: TreeBuilder<Id, Sink>,
    tags: Cell<usize>,
    /// Elements that were not taken in and whose end tags have not come.
    outside: RefCell<Vec<LocalName>>,
    cut: Cell<Option<u32>>,
}

impl Shallow {
    fn new(builder: TreeBuilder<Id, Sink>) -> Self {
        Self { builder, tags: Cell::new(0), outside: RefCell::default(), cut: Cell::new(None) }
    }

    /// True for a tag that may go on to the builder.
    fn admits(&self, tag: &Tag, line: u64) -> bool {
        let mut outside = self.outside.borrow_mut();
        if tag.kind == TagKind::EndTag {
            return outside.pop_if(|name| *name == tag.name).is_none();
        }
        self.tags.set(self.tags.get() + 1);
        let sink = &self.builder.sink;
        let is_void = VOID.contains(&&*tag.name);
        let is_deep = sink.depth.get() >= DEEPEST && !is_void;
        if is_deep || sink.tree.borrow().len() > MANY_NODES + NODES_PER_TAG * self.tags.get() {
            if !tag.self_closing && !is_void {
                outside.push(tag.name.clone());
            }
            self.cut.set(self.cut.get().or(Some(u32::try_from(line).unwrap_or(u32::MAX))));
            return false;
        }
        if !is_void {
            outside.clear();
        }
        true
    }
}

impl TokenSink for Shallow {
    type Handle = Id;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Id> {
        let closed = match &token {
            Token::TagToken(tag) if !self.admits(tag, line_number) => return TokenSinkResult::Continue,
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

struct Sink {
    tree: RefCell<Tree>,
    line: Cell<u32>,
    /// The depth of the element that was opened last and is not closed.
    depth: Cell<u16>,
}

impl Sink {
    fn new() -> Self {
        Self { tree: RefCell::new(Tree::new()), line: Cell::new(1), depth: Cell::new(0) }
    }

    fn insert(&self, child: NodeOrText<Id>, parent: Id, previous: Option<Id>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            // The tokenizer has counted the line breaks of the text already.
            NodeOrText::AppendText(text) => tree.insert_text(&text, self.line.get(), parent, previous),
            NodeOrText::AppendNode(node) => {
                tree.insert(node, parent, previous);
                // What is never open has nothing inside.
                let is_open = tree.element(node).is_some_and(|element| !VOID.contains(&element.name()));
                self.depth.set(tree.depth(node) - u16::from(!is_open));
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn set_current_line(&self, line_number: u64) {
        self.line.set(u32::try_from(line_number).unwrap_or(u32::MAX));
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        self.tree.borrow_mut().add(Element::new(name, attrs), self.line.get())
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        let last = self.tree.borrow().last_child(*parent);
        self.insert(child, *parent, last);
    }

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.tree.borrow_mut().detach(*child);
        }
        let (parent, previous) = {
            let tree = self.tree.borrow();
            (tree.parent(*sibling), tree.previous(*sibling))
        };
        if let Some(parent) = parent {
            self.insert(child, parent, previous);
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let has_parent = self.tree.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn pop(&self, node: &Id) {
        self.depth.set(self.tree.borrow().depth(*node).saturating_sub(1));
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        Ref::map(self.tree.borrow(), |tree| tree.name(*target))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.tree.borrow_mut().add_other()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.tree.borrow_mut().add_other()
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, a: &Id, b: &Id) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, _: &Id, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Id) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.first_child(*node) {
            let last = tree.last_child(*new_parent);
            tree.insert(child, *new_parent, last);
        }
    }
}
