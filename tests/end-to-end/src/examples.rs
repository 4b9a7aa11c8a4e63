//! Documented examples as typed clients take them: requests nested, answers without envelope.

use docquarry::spec::model::{Example, Field, Spec, Type};
use docquarry::spec::wire_example::{Request, Wire};
use serde_json::{Map, Value};

/// What the vendor's own clients add to every request whose action takes it, and most examples leave out.
const REGION: (&str, &str) = ("RegionId", "cn-hangzhou");

/// Parameters of an example's request, where `fields` is its table; none where the document prints no request that can
/// be read.
pub fn parameters(fields: &[Field], example: &Example) -> Option<Value> {
    let mut parameters = match Request::of(example) {
        Request::Body(body) => body.clone(),
        Request::Query(query) => nested(query),
        Request::None | Request::Text(_) => return None,
    };
    let object = parameters.as_object_mut()?;
    for field in fields {
        if field.name == REGION.0 {
            object.entry(REGION.0).or_insert_with(|| REGION.1.into());
        }
        // A list may be written as a text that holds JSON.
        if let (Type::Array { .. }, Some(Value::String(text))) = (&field.ty, object.get(&field.name)) {
            let list = serde_json::from_str(text).ok()?;
            object.insert(field.name.clone(), list);
        }
    }
    Some(parameters)
}

/// The answer of an example, taken out of its envelope.
pub fn answer(spec: &Spec, example: &Example) -> Value {
    let wrapper = Wire::of(spec.protocol).wrapper;
    wrapper.and_then(|key| example.response.get(key)).unwrap_or(&example.response).clone()
}

/// `{"A.0.B": "x"}` as `{"A": [{"B": "x"}]}`. Lists may be counted from 0 or 1, or be texts that hold JSON.
pub fn nested(query: &Map<String, Value>) -> Value {
    let mut root = Map::new();
    for (key, value) in query {
        let mut node = &mut root;
        let mut steps = key.split('.').peekable();
        while let Some(step) = steps.next() {
            let entry = node.entry(step);
            if steps.peek().is_none() {
                entry.or_insert_with(|| value.clone());
                break;
            }
            match entry.or_insert_with(|| Value::Object(Map::new())) {
                Value::Object(inner) => node = inner,
                _ => break,
            }
        }
    }
    lists(Value::Object(root))
}

/// Objects whose names are all numbers become lists, in the order of the numbers.
fn lists(value: Value) -> Value {
    let Value::Object(object) = value else { return value };
    let mut items: Vec<(Option<u64>, String, Value)> =
        object.into_iter().map(|(name, item)| (name.parse().ok(), name, lists(item))).collect();
    if !items.is_empty() && items.iter().all(|(index, ..)| index.is_some()) {
        items.sort_by_key(|(index, ..)| *index);
        return items.into_iter().map(|(.., item)| item).collect();
    }
    items.into_iter().map(|(_, name, item)| (name, item)).collect::<Map<String, Value>>().into()
}
