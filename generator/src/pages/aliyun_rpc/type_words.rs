//! Names of types in flat tables, as data.

use super::types::Kind;

/// What the names of types mean, in small letters.
pub(super) static TYPES: &[(&str, Kind)] = &[
    ("string", Kind::Text),
    ("date", Kind::Text),
    ("any", Kind::Text),
    ("json", Kind::Json),
    ("integer", Kind::Integer),
    ("int", Kind::Integer),
    ("long", Kind::Long),
    ("boolean", Kind::Boolean),
    ("float", Kind::Float),
    ("double", Kind::Double),
    ("repeatlist", Kind::List),
    ("list", Kind::List),
    ("array", Kind::List),
    ("object", Kind::Object),
    ("struct", Kind::Object),
    ("map", Kind::Object),
    ("字符串", Kind::Text),
    ("整数", Kind::Integer),
    ("布尔", Kind::Boolean),
    ("int64", Kind::Long),
    ("int32", Kind::Integer),
    ("bool", Kind::Boolean),
    ("number", Kind::Double),
    ("datetime", Kind::Text),
    ("byte", Kind::Text),
    ("binary", Kind::Text),
    ("file", Kind::Text),
    ("short", Kind::Integer),
    ("timestamp", Kind::Text),
];

/// What stands around the type of a list's items, beside the words of the vocabulary.
pub(super) static ARRAYS: &[(&str, &str)] =
    &[("", "的数组"), ("", "数组"), ("", "列表"), ("", "[]"), ("List<", ">"), ("Array<", ">"), ("array<", ">")];
