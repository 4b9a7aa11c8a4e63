//! Fields of an answer: which rows are members of which, and how lists look on the wire.
//!
//! A table announces an object or a list of them, and its members follow as ordinary rows; nothing marks their
//! end. The answer of the example decides: a row belongs to the innermost open object that shows its name and does
//! not have it yet. Where the example is silent, objects of the same name on other pages decide, then the rows
//! around. Lists come bare, `"Xs": [..]`, or wrapped, `"Xs": {"X": [..]}`; the example shows which.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::row::{DEEPEST, Parsed};
use super::types::{self, Declared};
use super::words::PHRASES;
use crate::spec::model::{Field, Type};

/// Members of objects by the objects' names, over all pages: the action that shows them, and their names.
#[derive(Debug, Default)]
pub(super) struct Shapes(BTreeMap<String, Vec<(String, BTreeSet<String>)>>);

impl Shapes {
    /// Takes in what an answer of an action shows.
    pub(super) fn learn(&mut self, action: &str, value: &Value) {
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    let objects: Vec<&Map<String, Value>> = match inner {
                        Value::Object(map) => vec![map],
                        Value::Array(items) => items.iter().filter_map(Value::as_object).collect(),
                        _ => continue,
                    };
                    if objects.iter().all(|map| wraps(map)) {
                        self.learn(action, inner);
                        continue;
                    }
                    let names: BTreeSet<String> =
                        objects.iter().flat_map(|map| map.keys()).map(|name| name.trim().to_owned()).collect();
                    if !names.is_empty() {
                        self.0.entry(key.trim().to_owned()).or_default().push((action.to_owned(), names));
                    }
                    self.learn(action, inner);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(action, item)),
            _ => {}
        }
    }

    /// Whether objects of one of these names have the member on other pages; none where no other page shows them.
    pub(super) fn has(&self, action: &str, names: &[&str], member: &str) -> Option<bool> {
        let others = names.iter().filter_map(|name| self.0.get(*name)).flatten().filter(|(by, _)| by != action);
        let mut known = None;
        for (_, members) in others {
            known = Some(known.unwrap_or(false) || members.contains(member));
        }
        known
    }
}

/// An object that only holds the items of a list.
fn wraps(map: &Map<String, Value>) -> bool {
    map.len() == 1 && map.values().all(|inner| inner.is_array() || inner.is_object())
}

/// The fields of a response table, and descriptions by path below `response`.
pub(super) fn fields(
    action: &str,
    rows: &[Parsed],
    examples: &[&Value],
    shapes: &Shapes,
) -> (Vec<Field>, Vec<(String, String)>) {
    let mut tree = Tree {
        action,
        rows,
        shapes,
        marked: rows.iter().any(|row| row.depth > 0),
        graded: is_graded(rows),
        nodes: vec![Node { row: None, header: None, parent: 0, children: Vec::new(), wire: Wire::root(examples) }],
        current: 0,
    };
    for index in 0..rows.len() {
        tree.place(index);
    }
    let mut prose = Vec::new();
    let fields = tree.fields(0, "", &mut prose);
    (fields, prose)
}

/// The name is that of one of the items of a list.
fn is_singular(name: &str, plural: &str) -> bool {
    plural.strip_prefix(name).is_some_and(|end| end.len() < 3)
}

/// Marks set rows in by different widths.
fn is_graded(rows: &[Parsed]) -> bool {
    let mut depths = rows.iter().map(|row| row.depth).filter(|depth| *depth > 0);
    let first = depths.next();
    depths.any(|depth| Some(depth) != first)
}

/// How an object or a list of them looks in the examples.
#[derive(Debug, Default)]
struct Wire<'v> {
    /// The objects shown.
    objects: Vec<&'v Map<String, Value>>,
    /// Shown as a list, or declared as one.
    list: bool,
    /// An example shows the list without a key around its items; what looks like one is an item with one member.
    plain: bool,
    /// The key that wraps the items.
    item_name: Option<String>,
    /// Values shown that are no objects.
    scalars: Vec<&'v Value>,
}

impl<'v> Wire<'v> {
    fn root(examples: &[&'v Value]) -> Self {
        Self { objects: examples.iter().filter_map(|value| value.as_object()).collect(), ..Self::default() }
    }

    fn has(&self, name: &str) -> bool {
        self.objects.iter().any(|map| map.keys().any(|key| key.trim() == name))
    }

    fn values(&self, name: &str) -> Vec<&'v Value> {
        let found = self.objects.iter().filter_map(|map| map.iter().find(|(key, _)| key.trim() == name));
        found.map(|(_, value)| value).collect()
    }

    /// What the values of a field show, if it is declared as a list, an object or not at all.
    fn of(values: &[&'v Value], declared: &Declared, header: Option<&str>) -> Self {
        let mut wire = Self { list: matches!(declared, Declared::List(_)), ..Self::default() };
        for value in values {
            match value {
                Value::Array(items) => {
                    wire.list = true;
                    wire.plain |= wire.item_name.is_none();
                    wire.take(items.iter());
                }
                Value::Object(map) if wire.plain => wire.objects.push(map),
                Value::Object(map) => wire.object(map, declared, header),
                Value::Null => {}
                // An empty element may be an empty list.
                Value::String(text) if text.trim().is_empty() => {}
                scalar => wire.scalars.push(scalar),
            }
        }
        wire
    }

    fn object(&mut self, map: &'v Map<String, Value>, declared: &Declared, header: Option<&str>) {
        let single = match map.iter().next() {
            Some((key, inner)) if map.len() == 1 => Some((key.trim(), inner)),
            _ => None,
        };
        let named = |key: &str| header == Some(key) || matches!(declared, Declared::List(Some(item)) if item == key);
        let wraps = single.filter(|(key, inner)| match declared {
            Declared::Object(_) => false,
            Declared::List(_) | Declared::Plain(_) => true,
            Declared::Nothing => inner.is_array() || named(key),
        });
        match wraps {
            Some((key, inner)) => {
                self.list = true;
                self.item_name.get_or_insert_with(|| key.to_owned());
                match inner {
                    Value::Array(items) => self.take(items.iter()),
                    other => self.take(std::iter::once(other)),
                }
            }
            None => self.objects.push(map),
        }
    }

    fn take(&mut self, items: impl Iterator<Item = &'v Value>) {
        for item in items {
            match item {
                Value::Object(map) => self.objects.push(map),
                other => self.scalars.push(other),
            }
        }
    }
}

/// A row in its place.
struct Node<'v> {
    /// Index of the row; none for the answer itself.
    row: Option<usize>,
    /// The name of its items, where a row of its own says it.
    header: Option<String>,
    parent: usize,
    children: Vec<usize>,
    wire: Wire<'v>,
}

struct Tree<'t, 'v> {
    action: &'t str,
    rows: &'t [Parsed],
    shapes: &'t Shapes,
    /// The table marks rows that are members.
    marked: bool,
    /// Its marks say how deep.
    graded: bool,
    nodes: Vec<Node<'v>>,
    /// The innermost open object.
    current: usize,
}

impl<'t> Tree<'t, '_> {
    fn row(&self, node: usize) -> Option<&'t Parsed> {
        self.nodes.get(node)?.row.and_then(|row| self.rows.get(row))
    }

    /// A node and what it is part of, innermost first, the root last.
    fn upwards(&self, node: usize) -> impl Iterator<Item = usize> + Clone {
        std::iter::successors(Some(node), |at| self.nodes.get(*at).filter(|_| *at != 0).map(|node| node.parent))
    }

    /// The open objects, innermost first.
    fn chain(&self) -> Vec<usize> {
        self.upwards(self.current).collect()
    }

    fn place(&mut self, index: usize) {
        let Some(row) = self.rows.get(index) else { return };
        if row.bare && self.open_header(index, &row.name) || self.is_item(index, row) {
            return;
        }
        let parent = self.parent_of(index, row);
        let header = self.rows.get(index + 1).filter(|next| next.bare).map(|next| next.name.as_str());
        let values = self.nodes.get(parent).map(|node| node.wire.values(&row.name)).unwrap_or_default();
        let wire = Wire::of(&values, &row.declared, header);
        let opens = self.opens(index, row, &wire) && self.chain().len() < DEEPEST;
        let node = self.nodes.len();
        self.nodes.push(Node { row: Some(index), header: None, parent, children: Vec::new(), wire });
        if let Some(parent) = self.nodes.get_mut(parent) {
            parent.children.push(node);
        }
        self.current = if row.inside.is_some() {
            self.outside(parent)
        } else if opens {
            node
        } else {
            parent
        };
    }

    /// True where members of the row may follow.
    fn opens(&self, index: usize, row: &Parsed, wire: &Wire<'_>) -> bool {
        let below = self.rows.get(index + 1).is_some_and(|next| next.depth > row.depth || next.bare) || row.objects;
        match &row.declared {
            Declared::Plain(_) => false,
            Declared::List(None) | Declared::Nothing => below || wire.scalars.is_empty() || !wire.objects.is_empty(),
            Declared::List(Some(_)) | Declared::Object(_) => true,
        }
    }

    /// A row that holds nothing but a name opens the list or object that has items of that name, or the list right
    /// above it.
    fn open_header(&mut self, index: usize, name: &str) -> bool {
        let announces = |node: &usize| {
            let item = match self.row(*node).map(|row| &row.declared) {
                Some(Declared::List(item) | Declared::Object(item)) => item.as_deref(),
                Some(Declared::Nothing) => None,
                _ => return false,
            };
            let plural = self.row(*node).map_or("", |row| row.name.as_str());
            item == Some(name) || is_singular(name, plural)
        };
        let above = (self.nodes.len() - 1, index.checked_sub(1));
        let is_above = |node: &usize| {
            let list = || self.row(*node).is_some_and(|row| row.declared == Declared::List(None));
            let known = self.nodes.get(*node).filter(|known| known.row == above.1 && known.wire.scalars.is_empty());
            *node == above.0 && known.is_some() && list()
        };
        let found = (1..self.nodes.len()).rev().find(|node| is_above(node) || announces(node));
        let Some(node) = found.and_then(|node| self.nodes.get_mut(node)) else { return false };
        node.header = Some(name.to_owned());
        self.current = found.unwrap_or(0);
        true
    }

    /// The row is of the items of the list right above it: it has the name of the key around them, or is an object that
    /// the items do not hold.
    fn is_item(&mut self, index: usize, row: &Parsed) -> bool {
        let last = self.nodes.len() - 1;
        let list = index.checked_sub(1).and_then(|before| self.rows.get(before));
        let (Some(list), Some(node)) = (list, self.nodes.get_mut(last)) else { return false };
        if node.row != index.checked_sub(1) {
            return false;
        }
        let wraps = node.wire.item_name.as_deref() == Some(&row.name);
        if let Declared::Plain(Type::Array { .. }) = list.declared {
            return row.bare && (wraps || is_singular(&row.name, &list.name));
        }
        let object = row.declared == Declared::Object(None);
        let alone = if node.wire.objects.is_empty() { list.objects } else { !node.wire.has(&row.name) };
        if list.declared != Declared::List(None) || !(wraps || object && alone) {
            return false;
        }
        node.header = Some(row.name.clone());
        if object {
            self.current = last;
        }
        true
    }

    fn has_child(&self, node: usize, name: &str) -> bool {
        let children = self.nodes.get(node).map_or(&[][..], |node| &node.children);
        children.iter().any(|child| self.row(*child).is_some_and(|row| row.name == name))
    }

    /// The example shows the name in the object, and no row has taken it.
    fn expects(&self, node: usize, name: &str) -> bool {
        self.nodes.get(node).is_some_and(|node| node.wire.has(name)) && !self.has_child(node, name)
    }

    /// The object that goes on behind members that stand in tables of their own.
    fn outside(&self, node: usize) -> usize {
        let is_own = |at: &usize| self.row(*at).is_some_and(|row| row.inside.is_some());
        self.upwards(node).skip_while(is_own).nth(1).unwrap_or(0)
    }

    fn parent_of(&self, index: usize, row: &Parsed) -> usize {
        if let Some(owner) = row.inside {
            return self.nodes.iter().position(|node| node.row == Some(owner)).unwrap_or(0);
        }
        if self.marked && row.depth == 0 {
            return 0;
        }
        if self.graded {
            return self.shallower(row.depth);
        }
        let mut chain = self.chain();
        if self.marked && chain.len() > 1 {
            chain.pop();
        }
        let last = chain.last().copied().unwrap_or(0);
        if let Some(node) = chain.iter().find(|node| self.expects(**node, &row.name)) {
            return *node;
        }
        if PHRASES.top.contains(&row.name.as_str()) && !self.has_child(last, &row.name) {
            return last;
        }
        if let Some(node) = chain.first().filter(|node| **node != last && self.resumes(index, **node)) {
            return *node;
        }
        for node in &chain {
            if *node == 0 || self.has_child(*node, &row.name) || self.leaves_order(*node, &row.name) {
                continue;
            }
            match self.shapes.has(self.action, &self.names(*node), &row.name) {
                Some(false) => {}
                Some(true) | None => return *node,
            }
        }
        last
    }

    /// The nearest row above that is set in less, and not too deep.
    fn shallower(&self, depth: usize) -> usize {
        let is_as_deep = |at: &usize| self.row(*at).is_some_and(|row| row.depth >= depth);
        let mut chain = self.upwards(self.nodes.len() - 1).skip_while(is_as_deep);
        let levels = chain.clone().count();
        chain.nth(levels.saturating_sub(DEEPEST)).unwrap_or(0)
    }

    /// Tables made by machines have every level in the order of the alphabet: the row breaks the order of the object's
    /// members, and keeps that of the level around it.
    fn leaves_order(&self, node: usize, name: &str) -> bool {
        let parent = self.nodes.get(node).map_or(0, |node| node.parent);
        let folded = |node: &usize| self.row(*node).map(|row| row.name.to_lowercase()).unwrap_or_default();
        let names = |node: usize| -> Vec<String> {
            self.nodes.get(node).map_or(&[][..], |node| &node.children).iter().map(folded).collect()
        };
        let (inner, outer, name) = (names(node), names(parent), name.to_lowercase());
        let after = |names: &[String]| names.last().is_none_or(|last| *last < name);
        inner.len() > 1 && inner.is_sorted() && outer.is_sorted() && !after(&inner) && after(&outer)
    }

    /// Names that objects of a node go by.
    fn names(&self, node: usize) -> Vec<&str> {
        let item = match self.row(node).map(|row| &row.declared) {
            Some(Declared::List(item) | Declared::Object(item)) => item.as_deref(),
            _ => None,
        };
        let wrapped = self.nodes.get(node).and_then(|node| node.wire.item_name.as_deref());
        let header = self.nodes.get(node).and_then(|node| node.header.as_deref());
        let own = self.row(node).map(|row| row.name.as_str());
        [item, header, wrapped, own].into_iter().flatten().collect()
    }

    /// A later row goes on with members that only this object has.
    fn resumes(&self, index: usize, node: usize) -> bool {
        let later = self.rows.iter().skip(index + 1).take_while(|row| matches!(row.declared, Declared::Plain(_)));
        let mut later = later.filter(|row| !row.bare);
        let outer = self.chain();
        later.any(|row| {
            self.expects(node, &row.name)
                && !outer.iter().any(|other| *other != node && self.expects(*other, &row.name))
        })
    }

    fn fields(&self, node: usize, path: &str, prose: &mut Vec<(String, String)>) -> Vec<Field> {
        let children = self.nodes.get(node).map_or(&[][..], |node| &node.children);
        children.iter().filter_map(|child| self.field(*child, path, prose)).collect()
    }

    fn field(&self, index: usize, path: &str, prose: &mut Vec<(String, String)>) -> Option<Field> {
        let (row, node) = (self.row(index)?, self.nodes.get(index)?);
        let path = if path.is_empty() { row.name.clone() } else { format!("{path}.{}", row.name) };
        prose.push((path.clone(), row.text.clone()));
        let members = self.fields(index, &path, prose);
        let shown = || node.wire.scalars.iter().find_map(|value| types::shown(value));
        let item = match &row.declared {
            Declared::Plain(Type::Array { items, .. }) => (**items).clone(),
            Declared::Plain(ty) => return Some(row.field(&row.name, ty.clone())),
            _ if !members.is_empty() => types::object(members),
            Declared::List(Some(_)) | Declared::Object(_) => {
                shown().filter(|_| node.wire.objects.is_empty()).unwrap_or_else(|| types::object(members))
            }
            Declared::List(None) if row.objects => types::object(members),
            Declared::List(None) => shown().unwrap_or_else(Type::string),
            Declared::Nothing if node.wire.objects.is_empty() => shown().unwrap_or_else(Type::string),
            Declared::Nothing => types::object(members),
        };
        let list = node.wire.list || matches!(row.declared, Declared::Plain(_) | Declared::List(_));
        let ty = if list { Type::Array { items: Box::new(item), item_name: self.item_name(index) } } else { item };
        Some(row.field(&row.name, ty))
    }

    /// The key that wraps the items: as the example shows it, or as other lists of the page have it.
    fn item_name(&self, index: usize) -> Option<String> {
        let node = self.nodes.get(index)?;
        if node.wire.item_name.is_some() || !node.wire.objects.is_empty() || !node.wire.scalars.is_empty() {
            return node.wire.item_name.clone();
        }
        let wrapped = self.nodes.iter().any(|node| node.wire.item_name.is_some());
        match self.row(index).map(|row| &row.declared) {
            Some(Declared::List(item)) if wrapped => item.clone().or_else(|| node.header.clone()),
            _ => None,
        }
    }
}
