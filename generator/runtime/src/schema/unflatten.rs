//! Flat, dotted parameters as the JSON that they stand for: the way back from `sign::flatten`.
//!
//! The schema says what a segment of a name is (member, index, key) and what type a value has. Nothing is refused
//! here: what does not fit becomes a text where none is expected, and validation says so with its place. Indexes only
//! order the items, from whatever base and with whatever gaps, so that none of them asks for memory.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::{Field, Schema, Type};

/// Most segments of a name; deeper ones are no parameter of any API.
const DEEPEST: usize = 32;

/// The parameters of one name or below it.
#[derive(Debug, Default)]
struct Tree<'a> {
    value: Option<&'a str>,
    below: BTreeMap<&'a str, Tree<'a>>,
    /// Position in the request.
    order: usize,
}

/// The JSON object of flat parameters. `any_case` takes names whose first letter differs in case.
pub fn unflatten<'a>(
    schema: &Schema,
    fields: &[Field],
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
    any_case: bool,
) -> Map<String, Value> {
    let mut root = Tree::default();
    let mut object = Map::new();
    for (order, (name, value)) in parameters.into_iter().enumerate() {
        if name.split('.').count() > DEEPEST {
            object.insert(name.to_owned(), value.into());
            continue;
        }
        let leaf = name.split('.').fold(&mut root, |tree, segment| {
            tree.below.entry(segment).or_insert_with(|| Tree { order, ..Tree::default() })
        });
        // The first of several values counts, as it does for the common parameters.
        leaf.value.get_or_insert(value);
    }
    let convert = Convert { schema, any_case };
    convert.members(root, fields, &mut object);
    object
}

struct Convert<'s> {
    schema: &'s Schema,
    any_case: bool,
}

impl Convert<'_> {
    fn members(&self, tree: Tree<'_>, fields: &[Field], object: &mut Map<String, Value>) {
        for (name, below) in in_order(tree) {
            match self.field(fields, name) {
                Some(field) => object.insert(field.name.clone(), self.value(below, &field.ty)),
                None => object.insert(name.to_owned(), plain(below)),
            };
        }
    }

    fn field<'f>(&self, fields: &'f [Field], name: &str) -> Option<&'f Field> {
        let exact = fields.iter().find(|field| field.name == name);
        exact.or_else(|| fields.iter().find(|field| self.any_case && differs_in_first_case(&field.name, name)))
    }

    fn value(&self, tree: Tree<'_>, ty: &Type) -> Value {
        match (ty, tree.value) {
            (Type::List(items), None) => self.list(tree, items),
            // An empty list cannot be written otherwise.
            (Type::List(_), Some("")) => Value::Array(Vec::new()),
            (Type::Map(values), None) => Value::Object(
                in_order(tree).into_iter().map(|(key, below)| (key.to_owned(), self.value(below, values))).collect(),
            ),
            (Type::Object(_) | Type::Ref(_), None) => {
                let mut object = Map::new();
                self.members(tree, self.schema.members(ty).unwrap_or_default(), &mut object);
                Value::Object(object)
            }
            (Type::List(_) | Type::Map(_) | Type::Object(_) | Type::Ref(_), Some(text)) if tree.below.is_empty() => {
                written(text).unwrap_or_else(|| text.into())
            }
            (_, Some(text)) if tree.below.is_empty() => scalar(text, ty),
            _ => plain(tree),
        }
    }

    /// The items in the order of their indexes.
    fn list(&self, tree: Tree<'_>, items: &Type) -> Value {
        let mut indexed = Vec::with_capacity(tree.below.len());
        for (index, below) in tree.below {
            match index.parse::<u64>() {
                Ok(index) => indexed.push((index, below)),
                Err(_) => return Value::String(index.to_owned()),
            }
        }
        indexed.sort_by_key(|(index, below)| (*index, below.order));
        indexed.into_iter().map(|(_, below)| self.value(below, items)).collect()
    }
}

/// What is below a name, in the order sent.
fn in_order(tree: Tree<'_>) -> Vec<(&str, Tree<'_>)> {
    let mut below: Vec<_> = tree.below.into_iter().collect();
    below.sort_by_key(|(_, tree)| tree.order);
    below
}

/// What is written as JSON where its parts would be parameters of their own; some documented examples do so.
fn written(text: &str) -> Option<Value> {
    let value = text.starts_with(['[', '{']).then(|| serde_json::from_str(text).ok());
    value.flatten()
}

/// A text as a value of a type, or as it is if it is none.
pub fn scalar(text: &str, ty: &Type) -> Value {
    if let Type::OneOf(choices) = ty {
        // Whatever is more than text, but for a text that says the same in another way.
        let mut values = choices.iter().map(|choice| scalar(text, choice));
        let is_same = |value: &Value| !value.is_string() && format!("{value}") == text;
        return values.find(is_same).unwrap_or_else(|| Value::String(text.to_owned()));
    }
    let value = match ty {
        Type::Integer => text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<u64>().map(Value::from)).ok(),
        Type::Number => text.parse().ok().and_then(Number::from_f64).map(Value::Number),
        // Some of the vendors' clients write them as their language does.
        Type::Boolean => match text {
            "true" | "True" | "TRUE" => Some(Value::Bool(true)),
            "false" | "False" | "FALSE" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Parameters that no type describes.
fn plain(tree: Tree<'_>) -> Value {
    match tree.value {
        Some(text) if tree.below.is_empty() => Value::String(text.to_owned()),
        _ => Value::Object(in_order(tree).into_iter().map(|(key, below)| (key.to_owned(), plain(below))).collect()),
    }
}

/// Names that are equal but for the case of their first letter.
fn differs_in_first_case(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.get(..1).zip(b.get(..1)).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
        && a.get(1..) == b.get(1..)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Schema {
        let schema = json!({
            "id": "", "product": "", "version": "", "host": "", "protocol": "tencent-v3",
            "actions": {"Do": [
                {"name": "Name", "type": "string"}, {"name": "Count", "type": "integer"},
                {"name": "Share", "type": "number"}, {"name": "Ready", "type": "boolean"},
                {"name": "Ids", "type": {"list": "string"}}, {"name": "Ports", "type": {"list": {"list": "integer"}}},
                {"name": "Tags", "type": {"map": "integer"}}, {"name": "Node", "type": {"ref": "Node"}},
                {"name": "Memo", "type": {"json": {"list": "integer"}}}, {"name": "Free", "type": "any"}]},
            "structures": {"Node": [
                {"name": "Id", "type": "string"}, {"name": "Below", "type": {"list": {"ref": "Node"}}}]},
        });
        serde_json::from_value(schema).unwrap()
    }

    fn read(parameters: &[(&str, &str)]) -> Value {
        let schema = schema();
        Value::Object(unflatten(&schema, &schema.actions["Do"], parameters.iter().copied(), false))
    }

    #[cfg(feature = "sign")]
    #[test]
    fn what_was_flattened_comes_back_from_either_base() {
        use crate::sign::flatten::{ALIYUN, TENCENT, flatten};
        let value = json!({
            "Name": "80", "Count": -1, "Share": 0.5, "Ready": true, "Ids": ["b", "a"],
            "Ports": [[1, 2], [3]], "Tags": {"x": 1, "7": 2},
            "Node": {"Id": "top", "Below": [{"Id": "1"}, {"Below": [{"Id": "deep"}]}]}, "Memo": "[1]", "Free": "x",
        });
        for base in [TENCENT, ALIYUN] {
            let flat = flatten(&value, base);
            let flat: Vec<(&str, &str)> = flat.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(read(&flat), value, "from {base}");
        }
    }

    #[test]
    fn indexes_order_the_items_and_nothing_else() {
        assert_eq!(read(&[("Ids.10", "c"), ("Ids.9", "b"), ("Ids.007", "a")]), json!({"Ids": ["a", "b", "c"]}));
        assert_eq!(read(&[("Ids", "")]), json!({"Ids": []}));
        assert_eq!(read(&[("Ids", r#"["a", "b"]"#)]), json!({"Ids": ["a", "b"]}));
    }

    #[test]
    fn what_does_not_fit_stays_text_for_the_checks_to_find() {
        assert_eq!(read(&[("Count", "1.0"), ("Ready", "yes")]), json!({"Count": "1.0", "Ready": "yes"}));
        assert_eq!(read(&[("Share", "NaN"), ("Ids.x", "1")]), json!({"Share": "NaN", "Ids": "x"}));
        assert_eq!(read(&[("Node", "x"), ("Name.0", "a")]), json!({"Node": "x", "Name": {"0": "a"}}));
        assert_eq!(
            read(&[("New.0.Id", "x"), ("Node.New", "1")]),
            json!({"New": {"0": {"Id": "x"}}, "Node": {"New": "1"}})
        );
    }

    #[test]
    fn the_first_of_two_values_counts() {
        assert_eq!(read(&[("Name", "a"), ("Name", "b")]), json!({"Name": "a"}));
    }

    #[test]
    fn a_first_letter_may_differ_in_case_where_allowed() {
        let schema = schema();
        let fields = &schema.actions["Do"];
        let read = |name| Value::Object(unflatten(&schema, fields, [(name, "1")], true));
        assert_eq!(read("count"), json!({"Count": 1}));
        assert_eq!(read("COUNT"), json!({"COUNT": "1"}));
        assert_eq!(read("ä"), json!({"ä": "1"}));
    }
}
