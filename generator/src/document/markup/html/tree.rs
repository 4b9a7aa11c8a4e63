//! The tree of an HTML document: nodes in one list, small enough that a tree costs a few times its document. Each node
//! knows the line that it began on.

use html5ever::tendril::StrTendril;
use html5ever::{LocalName, QualName, ns};

/// A node, as its place in the list. The first is the root, which is nobody's child, so it also stands for "none".
pub(super) type Id = u32;

/// The root.
pub(super) const ROOT: Id = 0;
/// The parent of a node that is nowhere.
const NOWHERE: Id = Id::MAX;
/// Deepest nesting of elements. The pages of vendors have 15 levels; the cost of a tag grows with the number of open
/// elements.
pub(super) const DEEPEST: u16 = 64;
/// The attributes that anybody asks for.
const ATTRIBUTES: &[&str] = &["class", "id", "name", "role", "href", "colspan", "rowspan"];

/// A document.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    text: String,
    /// The name of what is no element.
    nameless: QualName,
    /// The line of the first tag that was not taken in, since it is nested too deep.
    pub(super) cut: Option<u32>,
}

#[derive(Debug)]
struct Node {
    parent: Id,
    previous: Id,
    next: Id,
    first: Id,
    last: Id,
    line: u32,
    depth: u16,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Element(Element),
    /// A range of the document's text, and the line that it ends on.
    Text(u32, u32, u32),
    /// The root, and what nobody reads: comments.
    Other,
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: QualName,
    attributes: Box<[(LocalName, StrTendril)]>,
}

impl Element {
    pub(super) fn new(name: QualName, attributes: Vec<html5ever::Attribute>) -> Self {
        let known = attributes.into_iter().filter(|attribute| ATTRIBUTES.contains(&&*attribute.name.local));
        Self { name, attributes: known.map(|attribute| (attribute.name.local, attribute.value)).collect() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name.local
    }

    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| &**known == name).map(|(_, value)| &**value)
    }
}

/// A step of a walk over the tree.
pub(super) enum Edge {
    Open(Id),
    Close(Id),
}

impl Tree {
    pub(super) fn new() -> Self {
        let nameless = QualName::new(None, ns!(), LocalName::default());
        let mut tree = Self { nodes: Vec::new(), text: String::new(), nameless, cut: None };
        tree.push(Kind::Other, 1);
        tree
    }

    fn push(&mut self, kind: Kind, line: u32) -> Id {
        let id = u32::try_from(self.nodes.len()).unwrap_or(ROOT);
        self.nodes.push(Node { parent: NOWHERE, previous: 0, next: 0, first: 0, last: 0, line, depth: 0, kind });
        id
    }

    /// A new element that is nowhere yet.
    pub(super) fn add(&mut self, element: Element, line: u32) -> Id {
        self.push(Kind::Element(element), line)
    }

    /// A new node without content.
    pub(super) fn add_other(&mut self) -> Id {
        self.push(Kind::Other, 0)
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn node_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)
    }

    pub(super) fn element(&self, id: Id) -> Option<&Element> {
        match &self.node(id)?.kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match self.node(id)?.kind {
            Kind::Text(start, end, _) => self.text.get(start as usize..end as usize),
            _ => None,
        }
    }

    /// The line that a node began on, counted from 1.
    pub(super) fn line(&self, id: Id) -> u32 {
        self.node(id).map_or(1, |node| node.line)
    }

    /// How many nodes a node is inside of.
    pub(super) fn depth(&self, id: Id) -> u16 {
        self.node(id).map_or(0, |node| node.depth)
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        self.node(id).map(|node| node.parent).filter(|parent| *parent != NOWHERE)
    }

    pub(super) fn name(&self, id: Id) -> &QualName {
        self.element(id).map_or(&self.nameless, |element| &element.name)
    }

    fn present(id: Id) -> Option<Id> {
        (id != ROOT).then_some(id)
    }

    pub(super) fn first_child(&self, id: Id) -> Option<Id> {
        Self::present(self.node(id)?.first)
    }

    pub(super) fn last_child(&self, id: Id) -> Option<Id> {
        Self::present(self.node(id)?.last)
    }

    pub(super) fn previous(&self, id: Id) -> Option<Id> {
        Self::present(self.node(id)?.previous)
    }

    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.first_child(id), |child| Self::present(self.node(*child)?.next))
    }

    /// A node and everything in it, in order.
    pub(super) fn walk(&self, root: Id) -> impl Iterator<Item = Edge> + '_ {
        let mut next = Some(Edge::Open(root));
        std::iter::from_fn(move || {
            let edge = next.take()?;
            next = match edge {
                Edge::Open(id) => Some(self.first_child(id).map_or(Edge::Close(id), Edge::Open)),
                Edge::Close(id) if id == root => None,
                Edge::Close(id) => {
                    self.node(id).map(|node| Self::present(node.next).map_or(Edge::Close(node.parent), Edge::Open))
                }
            };
            Some(edge)
        })
    }

    /// Everything in a node, in order.
    pub(super) fn descendants(&self, root: Id) -> impl Iterator<Item = Id> + '_ {
        let opened = |edge| match edge {
            Edge::Open(id) => Some(id),
            Edge::Close(_) => None,
        };
        self.walk(root).filter_map(opened).skip(1)
    }

    /// Puts a node behind another child of `parent`, or before all of them.
    pub(super) fn insert(&mut self, id: Id, parent: Id, previous: Option<Id>) {
        self.detach(id);
        let depth = self.depth(parent).saturating_add(1);
        let previous = previous.unwrap_or(ROOT);
        let next = match previous {
            ROOT => self.node(parent).map_or(ROOT, |parent| parent.first),
            previous => self.node(previous).map_or(ROOT, |previous| previous.next),
        };
        if let Some(node) = self.node_mut(id) {
            (node.parent, node.previous, node.next, node.depth) = (parent, previous, next, depth);
        }
        self.join(parent, previous, id);
        self.join(parent, id, next);
    }

    /// Makes two nodes, or an end of the children of `parent` and a node, neighbours.
    fn join(&mut self, parent: Id, before: Id, behind: Id) {
        match before {
            ROOT => self.node_mut(parent).map(|parent| parent.first = behind),
            before => self.node_mut(before).map(|before| before.next = behind),
        };
        match behind {
            ROOT => self.node_mut(parent).map(|parent| parent.last = before),
            behind => self.node_mut(behind).map(|behind| behind.previous = before),
        };
    }

    /// Takes a node out of its parent.
    pub(super) fn detach(&mut self, id: Id) {
        let Some(parent) = self.parent(id) else { return };
        let Some(node) = self.node_mut(id) else { return };
        let (previous, next) = (std::mem::take(&mut node.previous), std::mem::take(&mut node.next));
        node.parent = NOWHERE;
        self.join(parent, previous, next);
    }

    /// Adds text that ends on a line behind a child of `parent`, or before all of them.
    pub(super) fn insert_text(&mut self, text: &str, last_line: u32, parent: Id, previous: Option<Id>) {
        let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
        let line = last_line.saturating_sub(u32::try_from(breaks).unwrap_or(0));
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let before = previous.and_then(|previous| self.node_mut(previous)).map(|node| &mut node.kind);
        if let Some(Kind::Text(_, before, at)) = before
            && (*before, *at) == (start, line)
        {
            (*before, *at) = (end, last_line);
            return;
        }
        let id = self.push(Kind::Text(start, end, last_line), line);
        self.insert(id, parent, previous);
    }
}
