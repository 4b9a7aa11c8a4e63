//! The parameters of a request that has arrived: taken from path, query, headers and body, by the types of the schema.
//!
//! Nothing is refused here that validation can say better. What a route does not have keeps its name, so that
//! validation finds it.

use http::header;
use serde_json::{Map, Value};

use crate::schema::{Field, Schema, Type, scalar};
use crate::server::{Content, Fault, Kind, Message, Pairs, Part, parse_json};
use crate::wire::File;

use super::template::Values;
use super::{AuthPlace, Place, Rest, Route};

/// An operation and what its parameters are read by.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) schema: &'a Schema,
    pub(super) rest: &'a Rest,
    pub(super) route: &'a Route,
    pub(super) fields: &'a [Field],
}

impl Reader<'_> {
    /// The parameters of a request as one object.
    pub(super) async fn parameters(&self, message: &Message, path: &Values) -> Result<Map<String, Value>, Fault> {
        let mut found = Map::new();
        self.body(message, &mut found).await?;
        for (sent, text) in path {
            if let Some(name) = self.route.parameter_in(Place::Path, sent) {
                found.insert(name.to_owned(), self.scalar(name, text));
            }
        }
        for parameter in self.route.parameters.iter().filter(|parameter| parameter.place == Place::Header) {
            if let Some(text) = message.header(parameter.sent()) {
                found.insert(parameter.name.to_string(), self.listed(&parameter.name, text));
            }
        }
        self.query(message, &mut found);
        Ok(found)
    }

    /// Parameters of the query. Those of the body may be there too where a caller chooses between the methods.
    fn query(&self, message: &Message, found: &mut Map<String, Value>) {
        let is_credential =
            |name: &str| self.rest.auth.iter().any(|auth| auth.place == AuthPlace::Query && auth.name == name);
        let pairs = message.query_pairs();
        let own: Pairs<'_> = pairs.into_iter().filter(|(name, _)| !is_credential(name)).collect();
        self.pairs(&own, Place::Query, found);
    }

    /// Names and values, of which several may have one name.
    fn pairs(&self, pairs: &Pairs<'_>, place: Place, found: &mut Map<String, Value>) {
        let mut seen: Vec<&str> = Vec::new();
        for (sent, _) in pairs {
            if seen.contains(&sent.as_ref()) || seen.len() >= MOST_NAMES {
                continue;
            }
            seen.push(sent);
            let texts: Vec<&str> =
                pairs.iter().filter(|(name, _)| name == sent).map(|(_, text)| text.as_ref()).collect();
            let name = self.name(place, sent);
            let value = self.texts(&name, &texts);
            found.insert(name, value);
        }
    }

    /// The name in the schema of what was sent under a name.
    fn name(&self, place: Place, sent: &str) -> String {
        let mut places = match place {
            Place::Query if self.route.method.is_empty() => vec![Place::Query, Place::Form, Place::Body],
            Place::Form | Place::Body => vec![Place::Form, Place::Body],
            place => vec![place],
        };
        let in_body = places.contains(&Place::Body);
        let named = places.drain(..).find_map(|place| self.route.parameter_in(place, sent));
        let is_elsewhere = || self.route.parameters.iter().any(|parameter| parameter.name == sent);
        match named {
            Some(name) => name.to_owned(),
            // A member of the body has its own name, unless a parameter of another place has it.
            None if in_body && !is_elsewhere() => sent.to_owned(),
            None if !in_body && self.field(sent).is_none() => sent.to_owned(),
            None => format!("{sent} ({})", in_words(place)),
        }
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn scalar(&self, name: &str, text: &str) -> Value {
        self.field(name).map_or_else(|| text.into(), |field| scalar(text, &field.ty))
    }

    /// A header's value, which may be a list.
    fn listed(&self, name: &str, text: &str) -> Value {
        match self.field(name).map(|field| &field.ty) {
            Some(Type::List(items)) => text.split(',').map(|item| scalar(item.trim(), items)).collect(),
            _ => self.scalar(name, text),
        }
    }

    /// One or several texts of one name as the value that they stand for.
    fn texts(&self, name: &str, texts: &[&str]) -> Value {
        let ty = self.field(name).map(|field| &field.ty);
        match (ty, texts) {
            (Some(ty), [text]) => of_text(text, ty),
            (Some(Type::List(items)), texts) => texts.iter().map(|text| scalar(text, items)).collect(),
            (_, texts) => texts.first().map_or(Value::Null, |text| (*text).into()),
        }
    }

    /// What the body holds.
    async fn body(&self, message: &Message, found: &mut Map<String, Value>) -> Result<(), Fault> {
        if message.body.is_empty() {
            return Ok(());
        }
        let whole = self.route.parameters.iter().find(|parameter| parameter.place == Place::Whole);
        let is_file = whole.and_then(|whole| self.field(&whole.name)).is_some_and(|field| field.ty == Type::File);
        match message.content() {
            _ if is_file => {
                let kind = message.header(header::CONTENT_TYPE.as_str()).unwrap_or("application/octet-stream");
                let name = whole.map(|whole| whole.name.to_string()).unwrap_or_default();
                found.insert(name, file(File::new("", message.body.to_vec()).of_type(kind)));
                Ok(())
            }
            Content::Form => {
                self.pairs(&message.form_pairs(), Place::Form, found);
                Ok(())
            }
            Content::Multipart => self.parts(message.multipart_parts().await?, found),
            Content::Json => self.json(message, whole.map(|whole| &*whole.name), found),
            Content::Other(kind) if kind.ends_with("+json") => {
                self.json(message, whole.map(|whole| &*whole.name), found)
            }
            Content::None if message.body.starts_with(b"{") || message.body.starts_with(b"[") => {
                self.json(message, whole.map(|whole| &*whole.name), found)
            }
            Content::None | Content::Other(_) => {
                Err(Fault::new(Kind::Type, "The body is neither JSON nor a form, by its header Content-Type."))
            }
        }
    }

    fn json(&self, message: &Message, whole: Option<&str>, found: &mut Map<String, Value>) -> Result<(), Fault> {
        let value = parse_json(&message.body)
            .map_err(|error| Fault::new(Kind::Body, format!("The body is no JSON: {error}.")))?;
        match (whole, value) {
            (Some(name), value) => _ = found.insert(name.to_owned(), value),
            (None, Value::Object(members)) => {
                for (sent, value) in members {
                    found.insert(self.name(Place::Body, &sent), value);
                }
            }
            (None, _) => return Err(Fault::new(Kind::Body, "The body is no JSON object.")),
        }
        Ok(())
    }

    fn parts(&self, parts: Vec<Part>, found: &mut Map<String, Value>) -> Result<(), Fault> {
        for part in parts {
            let name = self.name(Place::Form, &part.name);
            let ty = self.field(&name).map(|field| &field.ty);
            let value = match (part.file_name, ty) {
                (Some(file_name), _) => {
                    let sent = File::new(file_name, part.bytes);
                    file(part.content_type.into_iter().fold(sent, |sent, kind| sent.of_type(kind)))
                }
                (None, ty) => {
                    let text = String::from_utf8(part.bytes)
                        .map_err(|_| Fault::new(Kind::Multipart, "A part of the multipart body is not UTF-8."))?;
                    ty.map_or_else(|| text.as_str().into(), |ty| of_text(&text, ty))
                }
            };
            if !matches!(ty, Some(Type::List(_))) {
                found.insert(name, value);
                continue;
            }
            // Several parts of one name are a list.
            let items = match value {
                Value::Array(items) => items,
                item => vec![item],
            };
            match found.get_mut(&name) {
                Some(Value::Array(list)) => list.extend(items),
                _ => _ = found.insert(name, Value::Array(items)),
            }
        }
        Ok(())
    }
}

/// Most names of a query or form.
const MOST_NAMES: usize = 1000;

fn in_words(place: Place) -> &'static str {
    match place {
        Place::Path => "in the path",
        Place::Query => "in the query",
        Place::Header => "in the headers",
        Place::Form => "in the form",
        Place::Body | Place::Whole => "in the body",
    }
}

/// A text as a value of a type. What has parts of its own is written as JSON; a list of one item may be the item.
fn of_text(text: &str, ty: &Type) -> Value {
    match ty {
        Type::List(items) => match written(text) {
            Some(list @ Value::Array(_)) => list,
            _ if text.is_empty() => Value::Array(Vec::new()),
            _ => Value::Array(vec![of_text(text, items)]),
        },
        Type::Map(_) | Type::Ref(_) | Type::Object(_) | Type::Any => written(text).unwrap_or_else(|| scalar(text, ty)),
        Type::OneOf(choices) => {
            let has_parts =
                choices.iter().any(|ty| !matches!(ty, Type::String | Type::Integer | Type::Number | Type::Boolean));
            written(text).filter(|_| has_parts).unwrap_or_else(|| scalar(text, ty))
        }
        ty => scalar(text, ty),
    }
}

fn written(text: &str) -> Option<Value> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    parse_json(text.as_bytes()).ok()
}

fn file(file: File) -> Value {
    crate::wire::to_value(&file)
}
