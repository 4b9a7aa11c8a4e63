//! Generated types on the wire: JSON in and out, without code generated per format.
//!
//! A generated type says only which field has which wire name ([`Record`]); everything else is here, once. Reading goes
//! through [`Value`] and writing through [`Item`], both concrete types, so that a crate with hundreds of types compiles
//! in seconds: derived `serde` implementations of the same types take several times the time and the memory. `serde`
//! works all the same; the macros implement its traits with a call of [`deserialize`] or [`Item`].
//!
//! Reading is lenient, because services differ from their documentation. Whatever can be read without loss is read: a
//! number for a text, a text for a number, one value for a list, a wrapped list for a bare one, null for nothing.
//! What a value looked like on the way is told by [`Drift`]. Reading an answer never fails for one odd value: it is
//! left out and reported. Reading a request (`input`) fails if anything was lost.

mod file;
mod look;
mod open_enum;
mod read;
mod undocumented;
mod union;
mod write;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
pub use serde_json::Value;

pub use self::file::File;
pub use self::look::{Patched, scalar_at};
pub use self::open_enum::{IntegerEnum, TextEnum};
pub use self::read::Object;
pub use self::undocumented::{Redacted, Undocumented};
#[doc(hidden)]
pub use self::union::read as read_union;
pub use self::union::{Form, Member, Members, Union};
pub use self::write::{Entries, Item, List, Sink};

/// Up to this, `f64` holds every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Most items of a list for which there is room before they are read. The items of a type may be large.
const MOST_AT_ONCE: usize = 256;

/// A value that a generated type can hold.
pub trait Wire: Sized {
    /// Absence is an ordinary value of the type.
    const OPTIONAL: bool = false;

    /// What an object among values of the type is.
    const SHAPE: Shape = Shape::Scalar;

    /// The value that stands for nothing.
    fn empty() -> Self;

    /// Reads a value that is not null. None if it was unreadable, which has then been reported to `at`.
    fn read(value: Value, at: &Place<'_>) -> Option<Self>;

    /// The value as it is written.
    fn item(&self) -> Item<'_>;
}

/// What an object means where a list of some type is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// It cannot be an item, so it wraps the items.
    Scalar,
    /// It is an item if the item has fields of its names.
    Record,
    /// It is an item.
    Open,
}

/// A type with named fields. Generated; made usable by [`record!`](crate::record).
pub trait Record {
    /// Takes the fields out of an object.
    fn read(object: &mut Object<'_>) -> Self
    where
        Self: Sized;

    /// Gives the fields to a sink, in document order.
    fn write(&self, sink: &mut Sink<'_>);
}

/// A value that was not as documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Where: `Listeners[0].Rules[2].Url`.
    pub path: String,
    /// What kind of difference.
    pub kind: DriftKind,
    /// What the documentation promises.
    pub expected: &'static str,
    /// What came: the kind of JSON value, never the value itself, which may be a secret.
    pub found: &'static str,
}

/// How a value differed from its documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriftKind {
    /// Another type, read without loss.
    Converted,
    /// A value that the type cannot hold; it was left out.
    Unreadable,
    /// A required field that is absent or null. Reported for requests only.
    Missing,
    /// A field that the documentation does not have; it was kept in types of answers, and left out of others.
    UnknownField,
    /// A value outside the documented enumeration; it was kept.
    UnknownValue,
}

impl Drift {
    /// Whether the value that was read says less than what came.
    pub fn is_fatal_for_requests(&self) -> bool {
        matches!(self.kind, DriftKind::Unreadable | DriftKind::Missing)
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, kind, expected, found } = self;
        match kind {
            DriftKind::Converted => write!(f, "{path}: {found} for a documented {expected}"),
            DriftKind::Unreadable => write!(f, "{path}: expected {expected}, found {found}"),
            DriftKind::Missing => write!(f, "{path}: {expected} is missing"),
            DriftKind::UnknownField => write!(f, "{path}: not documented"),
            DriftKind::UnknownValue => write!(f, "{path}: value not documented"),
        }
    }
}

/// Where in a document a value stands, and where to report what is odd about it.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    key: Key<'a>,
    source: Source,
    log: Option<&'a RefCell<Vec<Drift>>>,
}

/// Where values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A request: nothing may be lost.
    Request,
    /// An answer in JSON.
    Answer,
    /// An answer in a format whose values are all text, such as XML: that a number is text is no difference then.
    TextAnswer,
}

#[derive(Debug, Clone, Copy)]
enum Key<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The top of a document; without a log nothing is reported.
    fn root(source: Source, log: Option<&'a RefCell<Vec<Drift>>>) -> Self {
        Place { parent: None, key: Key::Root, source, log }
    }

    /// Whether the value is part of a request.
    fn is_input(&self) -> bool {
        self.source == Source::Request
    }

    /// A field of this place.
    pub fn field<'b>(&'b self, name: &'b str) -> Place<'b> {
        Place { parent: Some(self), key: Key::Name(name), ..*self }
    }

    /// An item of this place.
    pub fn index(&self, index: usize) -> Place<'_> {
        Place { parent: Some(self), key: Key::Index(index), ..*self }
    }

    /// Whether a value of an enumeration counts, after reporting one that is not documented. Empty text stands for
    /// nothing in answers, unless it is documented.
    #[doc(hidden)]
    pub fn is_value(&self, is_unknown: bool, is_empty: bool) -> bool {
        if is_unknown {
            self.report(DriftKind::UnknownValue, "documented value", "another value");
        }
        self.is_input() || !(is_unknown && is_empty)
    }

    /// Reports a difference, if anyone listens.
    pub fn report(&self, kind: DriftKind, expected: &'static str, found: &'static str) {
        if self.source == Source::TextAnswer && kind == DriftKind::Converted {
            return;
        }
        if let Some(log) = self.log {
            log.borrow_mut().push(Drift { path: self.to_string(), kind, expected, found });
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.key {
            Key::Root => Ok(()),
            Key::Index(index) => write!(f, "[{index}]"),
            Key::Name(name) if self.parent.is_none_or(|parent| matches!(parent.key, Key::Root)) => f.write_str(name),
            Key::Name(name) => write!(f, ".{name}"),
        }
    }
}

/// What a JSON value is, in words.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Reads an answer: never fails for a value inside it. The differences from the documentation come along.
pub fn from_answer<T: Wire>(value: Value) -> (T, Vec<Drift>) {
    from_source(value, Source::Answer)
}

/// Reads an answer as [`from_answer`] does, from values of a [`Source`].
pub fn from_source<T: Wire>(value: Value, source: Source) -> (T, Vec<Drift>) {
    let log = RefCell::default();
    let read = read_root(value, &Place::root(source, Some(&log)));
    (read.unwrap_or_else(T::empty), log.into_inner())
}

/// Reads an answer as [`from_source`] does, without taking down the differences.
pub fn from_source_unlogged<T: Wire>(value: Value, source: Source) -> T {
    read_root(value, &Place::root(source, None)).unwrap_or_else(T::empty)
}

/// Reads a request.
///
/// # Errors
/// Everything that is missing or cannot be read.
pub fn from_request<T: Wire>(value: Value) -> Result<T, Vec<Drift>> {
    let log = RefCell::default();
    let read = read_root(value, &Place::root(Source::Request, Some(&log)));
    let mut drifts = log.into_inner();
    drifts.retain(Drift::is_fatal_for_requests);
    match read {
        Some(read) if drifts.is_empty() => Ok(read),
        _ => Err(drifts),
    }
}

fn read_root<T: Wire>(value: Value, at: &Place<'_>) -> Option<T> {
    match value {
        Value::Null => {
            at.report(DriftKind::Missing, "value", "null");
            None
        }
        value => T::read(value, at),
    }
}

/// A value as JSON; null for a value that is absent or cannot be written, such as a number that is not finite.
pub fn to_value<T: Wire>(value: &T) -> Value {
    serde_json::to_value(value.item()).unwrap_or(Value::Null)
}

/// What the macros implement `serde::Deserialize` with.
///
/// # Errors
/// Text that is not of the format, or, for `input`, a value that [`from_request`] refuses.
pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D, input: bool) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let read = if input {
        from_request(value).map_err(|drifts| list(&drifts))
    } else {
        read_root(value, &Place::root(Source::Answer, None))
            .ok_or_else(|| "a value of another type was expected".to_owned())
    };
    read.map_err(serde::de::Error::custom)
}

/// Differences in one line.
pub(crate) fn list(drifts: &[Drift]) -> String {
    drifts.iter().map(Drift::to_string).collect::<Vec<_>>().join("; ")
}

/// What the macros implement `serde::Serialize` with.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: Wire, S: serde::Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.item().serialize(serializer)
}

/// Implements [`Wire`] and the traits of `serde` for a [`Record`]: `record!(Target, input)` where the type is part of
/// requests, `record!(Listener, output)` where it only occurs in answers.
#[macro_export]
macro_rules! record {
    ($type:ty, input) => {
        $crate::record!($type, true);
    };
    ($type:ty, output) => {
        $crate::record!($type, false);
    };
    ($type:ty, $input:literal) => {
        impl $crate::wire::Wire for $type {
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Record;
            fn empty() -> Self {
                $crate::wire::Object::nothing(<Self as $crate::wire::Record>::read)
            }
            fn read(value: $crate::wire::Value, at: &$crate::wire::Place<'_>) -> ::std::option::Option<Self> {
                $crate::wire::Object::read(value, at, <Self as $crate::wire::Record>::read)
            }
            fn item(&self) -> $crate::wire::Item<'_> {
                $crate::wire::Item::Record(self)
            }
        }
        $crate::serde_by_wire!($type, $input);
    };
}

/// Implements the traits of `serde` for a type by its [`Wire`] implementation.
#[doc(hidden)]
#[macro_export]
macro_rules! serde_by_wire {
    ($type:ty, $input:literal) => {
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, serializer)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer, $input)
            }
        }
    };
}

impl<T: Wire> Wire for Option<T> {
    const OPTIONAL: bool = true;
    const SHAPE: Shape = T::SHAPE;

    fn empty() -> Self {
        None
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        T::read(value, at).map(Some)
    }

    fn item(&self) -> Item<'_> {
        self.as_ref().map_or(Item::Absent, T::item)
    }
}

impl<T: Wire> Wire for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn empty() -> Self {
        Box::new(T::empty())
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        T::read(value, at).map(Box::new)
    }

    fn item(&self) -> Item<'_> {
        T::item(self)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn empty() -> Self {
        Vec::new()
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        let items = read::items(value, at, read::wraps::<T>);
        let mut list = Vec::with_capacity(items.len().min(MOST_AT_ONCE));
        for (index, item) in items.into_iter().enumerate() {
            list.extend(read::present(item, &at.index(index)).and_then(|(item, at)| T::read(item, &at)));
        }
        Some(list)
    }

    fn item(&self) -> Item<'_> {
        Item::List(self)
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    const SHAPE: Shape = Shape::Open;

    fn empty() -> Self {
        BTreeMap::new()
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        let mut map = BTreeMap::new();
        for (key, value) in read::entries(value, at)? {
            if let Some(value) = T::read(value, &at.field(&key)) {
                map.insert(key, value);
            }
        }
        Some(map)
    }

    fn item(&self) -> Item<'_> {
        Item::Map(self)
    }
}
