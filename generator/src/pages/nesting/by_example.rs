//! Fields of an answer from a flat table: how lists look on the wire, and the fields of the rows in their places.
//!
//! Where each row belongs is decided in `search`. Lists come bare, `"Xs": [..]`, or wrapped, `"Xs": {"X": [..]}`; the
//! sample shows which.

use serde_json::Value;

use super::relocate::{self, Moved};
use super::sample::{self, Shapes, Wire};
use super::{dotted, search};
use crate::pages::aliyun_rpc::row::Parsed;
use crate::pages::aliyun_rpc::types::{self, Declared};
use crate::pages::lenient;
use crate::spec::model::{Field, Type};

/// The fields of a response table, and descriptions by path below `response`.
pub(crate) fn fields(
    action: &str,
    rows: &[Parsed],
    examples: &[&Value],
    shapes: &Shapes,
) -> (Vec<Field>, Vec<(String, String)>, Vec<Moved>) {
    let mended: Vec<Value> =
        examples.iter().filter_map(|example| lenient::object(example.as_str()?)).map(Value::Object).collect();
    let examples: Vec<&Value> = examples.iter().copied().filter(|example| example.is_object()).chain(&mended).collect();
    let rows = &dotted::split(rows, &sample::keys(&examples));
    let assigned = search::assign(action, rows, &examples, shapes);
    let mut tree = Tree {
        rows,
        members: vec![Vec::new(); rows.len() + 1],
        headers: vec![None; rows.len() + 1],
        shown: vec![0; rows.len() + 1],
        wires: &assigned.wires,
    };
    for (index, (step, row)) in assigned.steps.iter().zip(rows).enumerate() {
        match step.items_of {
            Some(list) => {
                if let Some(header) = tree.headers.get_mut(list) {
                    *header = Some(row.name.as_str());
                }
            }
            None => {
                if let Some(members) = tree.members.get_mut(step.parent) {
                    members.push(index + 1);
                }
                if let Some(shown) = tree.shown.get_mut(index + 1) {
                    *shown = step.wire;
                }
            }
        }
    }
    let mut prose = Vec::new();
    let mut fields = tree.fields(0, "", &mut prose);
    let aligned: Vec<Value> = examples.iter().map(|example| relocate::align(&fields, example)).collect();
    let moved = relocate::settle(&mut fields, &aligned.iter().collect::<Vec<_>>());
    let prose = prose.into_iter().map(|(path, text)| (relocate::renamed(path, &moved), text)).collect();
    (fields, prose, moved)
}

/// Rows in their places; the row at `n` is the node `n + 1`, and node 0 is the answer itself.
struct Tree<'t, 'v> {
    rows: &'t [Parsed],
    /// The members of each node.
    members: Vec<Vec<usize>>,
    /// The name of a node's items, where a row of its own says it.
    headers: Vec<Option<&'t str>>,
    /// What samples show of each node, an index into `wires`.
    shown: Vec<usize>,
    wires: &'t [Wire<'v>],
}

impl Tree<'_, '_> {
    fn fields(&self, node: usize, path: &str, prose: &mut Vec<(String, String)>) -> Vec<Field> {
        let members = self.members.get(node).map_or(&[][..], Vec::as_slice);
        members.iter().filter_map(|member| self.field(*member, path, prose)).collect()
    }

    fn wire(&self, node: usize) -> Option<&Wire<'_>> {
        self.wires.get(*self.shown.get(node)?)
    }

    fn field(&self, node: usize, path: &str, prose: &mut Vec<(String, String)>) -> Option<Field> {
        let (row, wire) = (self.rows.get(node.checked_sub(1)?)?, self.wire(node)?);
        let path = if path.is_empty() { row.name.clone() } else { format!("{path}.{}", row.name) };
        prose.push((path.clone(), row.text.clone()));
        let members = self.fields(node, &path, prose);
        let shown = || wire.scalars.iter().find_map(|value| types::shown(value));
        let item = match &row.declared {
            Declared::Plain(Type::Array { items, .. }) => (**items).clone(),
            Declared::Plain(ty) => return Some(row.field(&row.name, ty.clone())),
            _ if !members.is_empty() => types::object(members),
            Declared::List(Some(_)) | Declared::Object(_) => {
                shown().filter(|_| wire.objects.is_empty()).unwrap_or_else(|| types::object(members))
            }
            Declared::List(None) if row.objects => types::object(members),
            Declared::List(None) => shown().unwrap_or_else(Type::string),
            Declared::Nothing if wire.objects.is_empty() => shown().unwrap_or_else(Type::string),
            Declared::Nothing => types::object(members),
        };
        let named = self.headers.get(node).is_some_and(Option::is_some) && row.declared == Declared::Nothing;
        let list = wire.list || named || matches!(row.declared, Declared::Plain(_) | Declared::List(_));
        let ty = if list { Type::Array { items: Box::new(item), item_name: self.item_name(node) } } else { item };
        Some(row.field(&row.name, ty))
    }

    /// The key that wraps the items: as the sample shows it, or as other lists of the page have it.
    fn item_name(&self, node: usize) -> Option<String> {
        let wire = self.wire(node)?;
        if wire.item_name.is_some() || !wire.objects.is_empty() || !wire.scalars.is_empty() {
            return wire.item_name.clone();
        }
        let fields = self.members.iter().flatten();
        let wrapped = fields.filter_map(|node| self.wire(*node)).any(|wire| wire.item_name.is_some());
        match self.rows.get(node.checked_sub(1)?).map(|row| &row.declared) {
            Some(Declared::List(item)) if wrapped => {
                item.clone().or_else(|| self.headers.get(node).copied().flatten().map(str::to_owned))
            }
            _ => None,
        }
    }
}
