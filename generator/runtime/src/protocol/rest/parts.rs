//! The parameters of a request, each in its place: path, query, headers, body. What is not here yet is what depends on
//! the moment or on the caller: credentials, and the boundary of a body of several parts.

#[cfg(test)]
use serde_json::Map;
use serde_json::Value;

use crate::client::Error;
use crate::sign::percent_encode;
use crate::wire::{Entries, File, Item, Sink};

use super::{Place, Routed, template};

/// A request without its credentials.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    /// Encoded, without the server's part.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
}

/// What a request carries behind its head.
#[derive(Debug, Clone, Default)]
pub(super) enum Body {
    #[default]
    None,
    Json(Vec<u8>),
    Form(Vec<(String, String)>),
    Multipart(Vec<(String, Part)>),
    File(File),
}

/// A part of a body of several parts.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Text(String),
    File(File),
}

/// The value of a parameter.
enum Sent {
    Value(Value),
    Files(Vec<File>),
}

/// What goes into the body, as it is collected.
#[derive(Default)]
struct Members {
    fields: Vec<(String, Sent)>,
    is_form: bool,
    whole: Option<Sent>,
}

impl Parts {
    /// Puts the parameters of a request into their places.
    ///
    /// # Errors
    /// A parameter that cannot be where it belongs: a segment of a path that is empty or `..`.
    pub(crate) fn new(item: Item<'_>, (_, route): Routed) -> Result<Self, Error> {
        let mut parts = Parts::default();
        let mut path: Vec<(String, Value)> = Vec::new();
        let mut members = Members::default();
        for (name, sent) in parameters(item)? {
            let (place, name) = route.place_of(&name);
            match (place, sent) {
                (Place::Body, sent) => members.fields.push((name.to_owned(), sent)),
                (Place::Form, sent) => {
                    members.is_form = true;
                    members.fields.push((name.to_owned(), sent));
                }
                (Place::Whole, sent) => members.whole = Some(sent),
                (Place::Path, Sent::Value(value)) => path.push((name.to_owned(), value)),
                (Place::Query, Sent::Value(value)) => push_query(&mut parts.query, name, value),
                (Place::Header, Sent::Value(value)) => parts.headers.push((name.to_owned(), in_header(value))),
                (Place::Path | Place::Query | Place::Header, Sent::Files(_)) => {
                    return Err(Error::request("a file can only be sent in a body"));
                }
            }
        }
        parts.path = filled(&route.path, &path)?;
        parts.body = members.body()?;
        Ok(parts)
    }
}

/// The path of a route with the values of its placeholders.
fn filled(path: &str, values: &[(String, Value)]) -> Result<String, Error> {
    let path = template::filled(path, |name| {
        let value = values.iter().find(|(place, _)| place == name).map(|(_, value)| text(value.clone()));
        match value.as_deref() {
            None => Err(Error::request("a parameter of the path is missing")),
            Some("") => Err(Error::request("a parameter of the path is empty")),
            Some(value) => Ok(percent_encode(value).to_string()),
        }
    })?;
    // Whoever reads addresses takes these for steps between folders, encoded or not.
    if path.split('/').any(|segment| segment == "." || segment == "..") {
        return Err(Error::request("a parameter of the path is `.` or `..`, which no address can have"));
    }
    Ok(path)
}

impl Members {
    /// A file makes parts, a field of a form makes a form, and everything else is JSON.
    fn body(self) -> Result<Body, Error> {
        let has_file = self.fields.iter().any(|(_, sent)| matches!(sent, Sent::Files(_)));
        match self.whole {
            Some(Sent::Files(files)) => return Ok(files.into_iter().next().map_or(Body::None, Body::File)),
            Some(Sent::Value(Value::Object(mut object))) => {
                object.extend(self.fields.into_iter().filter_map(|(name, sent)| Some((name, sent.value()?))));
                return json(&Value::Object(object));
            }
            Some(Sent::Value(value)) => return json(&value),
            None if self.fields.is_empty() => return Ok(Body::None),
            None => {}
        }
        if has_file {
            return Ok(Body::Multipart(self.fields.into_iter().flat_map(|(name, sent)| sent.parts(&name)).collect()));
        }
        let values = self.fields.into_iter().filter_map(|(name, sent)| Some((name, sent.value()?)));
        if self.is_form {
            let mut form = Vec::new();
            values.for_each(|(name, value)| push_form(&mut form, name, value));
            return Ok(Body::Form(form));
        }
        json(&Value::Object(values.collect()))
    }
}

fn json(value: &Value) -> Result<Body, Error> {
    serde_json::to_vec(value).map(Body::Json).map_err(Error::unserializable)
}

impl Sent {
    fn value(self) -> Option<Value> {
        match self {
            Sent::Value(value) => Some(value),
            Sent::Files(_) => None,
        }
    }

    fn parts(self, name: &str) -> Vec<(String, Part)> {
        match self {
            Sent::Value(value) => vec![(name.to_owned(), Part::Text(text(value)))],
            Sent::Files(files) => files.into_iter().map(|file| (name.to_owned(), Part::File(file))).collect(),
        }
    }
}

/// The parameters of a request that are there, in document order.
fn parameters(item: Item<'_>) -> Result<Vec<(String, Sent)>, Error> {
    let mut found = Vec::new();
    let mut failed = None;
    let mut give = |name: &str, item: Item<'_>| match sent(item) {
        Ok(sent) => found.push((name.to_owned(), sent)),
        Err(error) => failed = Some(error),
    };
    match item {
        Item::Record(record) => record.write(&mut Sink::new(&mut give)),
        Item::Map(entries) => Entries::each(entries, &mut give),
        _ => {}
    }
    match failed {
        Some(error) => Err(Error::unserializable(error)),
        None => Ok(found),
    }
}

fn sent(item: Item<'_>) -> serde_json::Result<Sent> {
    let mut files = Vec::new();
    match item {
        Item::File(file) => files.push(file.clone()),
        Item::List(list) => list.each(&mut |item| {
            if let Item::File(file) = item {
                files.push(file.clone());
            }
        }),
        _ => {}
    }
    if files.is_empty() { serde_json::to_value(item).map(Sent::Value) } else { Ok(Sent::Files(files)) }
}

/// A list is sent as one parameter for each item.
fn push_query(query: &mut Vec<(String, String)>, name: &str, value: Value) {
    match value {
        Value::Array(items) => query.extend(items.into_iter().map(|item| (name.to_owned(), text(item)))),
        value => query.push((name.to_owned(), text(value))),
    }
}

/// A list of texts or numbers is sent as one field for each item, and what is nested as JSON.
fn push_form(form: &mut Vec<(String, String)>, name: String, value: Value) {
    match value {
        Value::Array(items) if !items.is_empty() && !items.iter().any(|item| item.is_array() || item.is_object()) => {
            form.extend(items.into_iter().map(|item| (name.clone(), text(item))));
        }
        value => form.push((name, text(value))),
    }
}

fn in_header(value: Value) -> String {
    match value {
        Value::Array(items) => items.into_iter().map(text).collect::<Vec<_>>().join(", "),
        value => text(value),
    }
}

/// A value as text: text as it is, everything else as JSON.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A body of several parts. The boundary is random, so that it is in no value.
pub(super) fn multipart(parts: &[(String, Part)], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, part) in parts {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(name)).as_bytes(),
        );
        match part {
            Part::Text(text) => {
                body.extend_from_slice(b"\r\n\r\n");
                body.extend_from_slice(text.as_bytes());
            }
            Part::File(file) => {
                let kind = file.content_type.as_deref().unwrap_or("application/octet-stream");
                let kind: String = kind.chars().filter(|c| !c.is_control()).collect();
                let name = if file.name.is_empty() { "file" } else { &file.name };
                let head = format!("; filename=\"{}\"\r\nContent-Type: {kind}\r\n\r\n", quoted(name));
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(&file.bytes);
            }
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

/// A name within quotation marks.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A JSON object of the parameters, as `Debug` and tests show them.
#[cfg(test)]
pub(super) fn shown(parts: &Parts) -> Map<String, Value> {
    let pairs =
        |pairs: &[(String, String)]| pairs.iter().map(|(n, v)| Value::from(format!("{n}={v}"))).collect::<Vec<_>>();
    let body = match &parts.body {
        Body::None => Value::Null,
        Body::Json(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        Body::Form(form) => pairs(form).into(),
        Body::Multipart(parts) => String::from_utf8_lossy(&multipart(parts, "b")).into_owned().into(),
        Body::File(file) => file.bytes.len().into(),
    };
    [
        ("path".to_owned(), parts.path.as_str().into()),
        ("query".to_owned(), pairs(&parts.query).into()),
        ("headers".to_owned(), pairs(&parts.headers).into()),
        ("body".to_owned(), body),
    ]
    .into_iter()
    .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super::{Parameter, Rest, Route};
    use super::*;
    use crate::wire::Wire as _;

    fn route(method: &'static str, path: &'static str, places: &[(&'static str, &'static str, Place)]) -> Routed {
        let parameter = |(name, sent, place): &(&'static str, &'static str, Place)| Parameter {
            name: (*name).into(),
            sent: (name != sent).then(|| (*sent).into()),
            place: *place,
        };
        let parameters: Vec<Parameter> = places.iter().map(parameter).collect();
        let route = Route { method: method.into(), path: path.into(), parameters: parameters.into(), status: None };
        (Box::leak(Box::new(Rest::default())), Box::leak(Box::new(route)))
    }

    fn parts(route: Routed, request: Value) -> Result<Value, String> {
        let request: BTreeMap<String, Value> = serde_json::from_value(request).unwrap();
        Parts::new(request.item(), route).map(|parts| Value::Object(shown(&parts))).map_err(|error| error.to_string())
    }

    const ID: (&str, &str, Place) = ("id", "id", Place::Path);

    #[test]
    fn each_parameter_goes_where_it_belongs() {
        let places =
            [ID, ("query:id", "id", Place::Query), ("tags", "tags", Place::Query), ("wind", "X-Wind", Place::Header)];
        let request =
            json!({"id": "a b/茶", "query:id": 7, "tags": ["x", "y&z"], "wind": [1, 2], "size": 2.5, "gone": {"a": 1}});
        assert_eq!(
            parts(route("POST", "/kites/{id}", &places), request),
            Ok(json!({"path": "/kites/a%20b%2F%E8%8C%B6", "query": ["id=7", "tags=x", "tags=y&z"],
                "headers": ["X-Wind=1, 2"], "body": {"gone": {"a": 1}, "size": 2.5}}))
        );
    }

    #[test]
    fn no_value_of_a_path_leads_elsewhere() {
        let of = |value: &str| parts(route("GET", "/kites/{id}/x", &[ID]), json!({"id": value}));
        assert_eq!(of("../../admin").unwrap()["path"], "/kites/..%2F..%2Fadmin/x");
        assert_eq!(of("%2F").unwrap()["path"], "/kites/%252F/x");
        assert_eq!(of("a?b#c").unwrap()["path"], "/kites/a%3Fb%23c/x");
        for wrong in ["", ".", ".."] {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
        assert!(parts(route("GET", "/kites/{id}", &[ID]), json!({})).is_err());
    }

    #[test]
    fn fields_of_forms_make_a_form_and_values_stand_alone() {
        let form = [("name", "name", Place::Form)];
        let request = json!({"name": "red", "size": 1, "tags": ["a", "b"], "shape": [{"x": 1}]});
        let body = parts(route("POST", "/kites", &form), request).unwrap();
        assert_eq!(body["body"], json!(["name=red", "shape=[{\"x\":1}]", "size=1", "tags=a", "tags=b"]));
        let whole = [("body", "", Place::Whole)];
        assert_eq!(parts(route("PUT", "/kites", &whole), json!({"body": [1, 2]})).unwrap()["body"], json!([1, 2]));
        assert_eq!(parts(route("POST", "/kites", &[]), json!({})).unwrap()["body"], Value::Null);
    }

    #[test]
    fn a_file_makes_parts() {
        let picture = File::new("red \"1\".png", b"\x89PNG\xff".to_vec()).of_type("image/png");
        let body = Members {
            fields: vec![("p".into(), Sent::Files(vec![picture])), ("n".into(), Sent::Value(json!([1])))],
            ..Members::default()
        };
        let Body::Multipart(parts) = body.body().unwrap() else { unreachable!("a file makes parts") };
        let bytes = multipart(&parts, "b");
        let head = b"--b\r\nContent-Disposition: form-data; name=\"p\"; filename=\"red %221%22.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\xff\r\n";
        assert!(bytes.starts_with(head));
        assert!(bytes.ends_with(b"\r\n--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n[1]\r\n--b--\r\n"));
    }
}
