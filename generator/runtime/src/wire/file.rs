//! Files in requests and answers: bytes with a name and a type.
//!
//! A file is sent as it is, in a body or in a part of one. Between the parts of this crate, where values are JSON, it is
//! an object whose `content` has one character for each byte.

use serde::ser::{SerializeMap, Serializer};

use super::{DriftKind, Item, Place, Shape, Value, Wire, kind_of};

/// A file that is sent.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct File {
    /// Its name, without a folder; may be empty.
    pub name: String,
    /// Its media type, `image/png`.
    pub content_type: Option<String>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

const NAME: &str = "file_name";
const TYPE: &str = "content_type";
const CONTENT: &str = "content";

impl File {
    /// A file of a name with its content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        File { name: name.into(), content_type: None, bytes: bytes.into() }
    }

    /// The same with a media type.
    #[must_use]
    pub fn of_type(self, content_type: impl Into<String>) -> Self {
        File { content_type: Some(content_type.into()), ..self }
    }

    /// Whether a value is a file as JSON.
    pub fn is(value: &Value) -> bool {
        value.as_object().is_some_and(|object| {
            let is_text = |name| object.get(name).is_some_and(Value::is_string);
            is_text(CONTENT) && is_text(NAME) && object.len() == 2 + usize::from(object.contains_key(TYPE))
        })
    }

    /// The file that a value is; none if it is no file.
    pub fn of(value: &Value) -> Option<Self> {
        let object = value.as_object().filter(|_| Self::is(value))?;
        let text = |name| object.get(name).and_then(Value::as_str);
        let bytes: Option<Vec<u8>> = text(CONTENT)?.chars().map(|c| u8::try_from(c).ok()).collect();
        Some(File { name: text(NAME)?.to_owned(), content_type: text(TYPE).map(str::to_owned), bytes: bytes? })
    }
}

impl Wire for File {
    const SHAPE: Shape = Shape::Open;

    fn empty() -> Self {
        File::default()
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        match value {
            Value::String(text) => Some(File::new("", text.into_bytes())),
            value => {
                let file = File::of(&value);
                if file.is_none() {
                    at.report(DriftKind::Unreadable, "file", kind_of(&value));
                }
                file
            }
        }
    }

    fn item(&self) -> Item<'_> {
        Item::File(self)
    }
}

crate::serde_by_wire!(File, false);

/// Writes a file as JSON.
pub(super) fn write<S: Serializer>(file: &File, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry(NAME, &file.name)?;
    if let Some(kind) = &file.content_type {
        map.serialize_entry(TYPE, kind)?;
    }
    map.serialize_entry(CONTENT, &file.bytes.iter().map(|byte| char::from(*byte)).collect::<String>())?;
    map.end()
}

impl<N: Into<String>, B: Into<Vec<u8>>> From<(N, B)> for File {
    fn from((name, bytes): (N, B)) -> Self {
        File::new(name, bytes)
    }
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let File { name, content_type, bytes } = self;
        f.debug_struct("File")
            .field("name", name)
            .field("content_type", content_type)
            .field("bytes", &format_args!("{} bytes", bytes.len()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{from_answer, to_value};

    #[test]
    fn every_byte_comes_back() {
        let file = File::new("a.bin", (0..=255).collect::<Vec<u8>>()).of_type("x/y");
        assert_eq!(File::of(&to_value(&file)), Some(file.clone()));
        assert_eq!(from_answer::<File>(to_value(&file)).0, file);
        assert_eq!(from_answer::<File>("text".into()).0, File::new("", "text"));
        assert!(!format!("{file:?}").contains("254"));
        for wrong in [serde_json::json!({"content": "x"}), serde_json::json!({"file_name": "", "content": "茶"})] {
            assert_eq!(File::of(&wrong), None);
        }
    }
}
