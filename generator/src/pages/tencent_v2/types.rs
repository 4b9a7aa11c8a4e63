//! Type cells: `Int`, `Array`, `Array (String)`, `array of DataDisk objects`, `String(64)`, `字符串数组`.
//!
//! Pages of this vendor spell types as their authors liked. What a list's items are is often not said; examples and
//! tables of members say more.

use super::type_words::{TYPE_WORDS, TYPES};
use crate::lexeme;
use crate::spec::model::{NumberFormat, StringFormat, Type};

/// Types as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Whole,
    Number,
    Flag,
    Day,
    Moment,
    List,
    Object,
}

/// What stands around the name of a type.
pub(super) struct TypeWords {
    /// Before and after the type of a list's items.
    pub(super) lists: &'static [(&'static str, &'static str)],
    /// Behind the name of a structure.
    pub(super) structures: &'static [&'static str],
}

/// Reads a type cell. False where no word of the dialect names the type, which is taken for a string then.
pub(super) fn parse(text: &str) -> (Type, bool) {
    const DEEPEST: usize = 4;
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '。' | '.'));
    read(text, DEEPEST).map_or_else(|| (Type::string(), false), |ty| (ty, true))
}

/// The cell names a type.
pub(super) fn is_type(text: &str) -> bool {
    parse(text).1
}

/// The cell says that a list's items are plain values.
pub(super) fn says_items(text: &str) -> bool {
    match parse(text).0 {
        Type::Array { items, .. } => {
            matches!(*items, Type::String { .. }) && scalar(&text.trim().to_lowercase()).is_none()
        }
        _ => false,
    }
}

fn read(text: &str, depth: usize) -> Option<Type> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    let folded = text.to_lowercase();
    if let Some(scalar) = scalar(&folded) {
        return Some(scalar);
    }
    for (before, after) in TYPE_WORDS.lists {
        let inner =
            folded.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).filter(|item| !item.is_empty());
        // The letters of names count, so the piece is cut out of the text as printed.
        let start = before.len();
        if let Some(item) = inner.and_then(|inner| text.get(start..start + inner.len()))
            && let Some(ty) = read(item, depth)
        {
            return Some(Type::array(ty));
        }
    }
    for behind in TYPE_WORDS.structures {
        let end = folded.strip_suffix(behind).map(str::len);
        if let Some(name) =
            end.and_then(|end| text.get(..end)).map(str::trim).filter(|name| lexeme::is_identifier(name))
        {
            return Some(scalar(&name.to_lowercase()).unwrap_or_else(|| Type::reference(name)));
        }
    }
    // `Strings` as the items of a list, `String(64)`.
    let plural = folded.strip_suffix('s').and_then(scalar);
    let sized = || {
        let (name, size) = folded.split_once(['(', '（'])?;
        let size = size.trim_end_matches([')', '）']);
        scalar(name.trim()).filter(|_| !size.is_empty() && size.chars().all(|c| c.is_ascii_digit() || c == ','))
    };
    // Of several types, the first.
    let several = || read(text.split_once(['/', '|', '或'])?.0, depth);
    plural.or_else(sized).or_else(several)
}

fn scalar(folded: &str) -> Option<Type> {
    let (_, scalar) = TYPES.iter().find(|(word, _)| *word == folded)?;
    Some(match scalar {
        Scalar::Text => Type::string(),
        Scalar::Whole => Type::integer(),
        Scalar::Number => Type::Number { format: Some(NumberFormat::Double) },
        Scalar::Flag => Type::Boolean,
        Scalar::Day => Type::formatted(StringFormat::Date),
        Scalar::Moment => Type::formatted(StringFormat::Timestamp),
        Scalar::List => Type::array(Type::string()),
        Scalar::Object => Type::Object { reference: None, fields: None },
    })
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::spec::model::Type;

    #[test]
    fn lists_are_read_however_they_are_spelled() {
        for text in [
            "Array of String",
            "array of Strings",
            "Array (String)",
            "Array(string)",
            "List<String>",
            "String[]",
            "String 数组",
        ] {
            assert_eq!(parse(text), (Type::array(Type::string()), true), "{text}");
        }
        assert_eq!(parse("Array(Int)"), (Type::array(Type::integer()), true));
        assert_eq!(parse("array of Pod objects"), (Type::array(Type::reference("Pod")), true));
        assert_eq!(parse("Pod object"), (Type::reference("Pod"), true));
        assert_eq!(parse("String(64)"), (Type::string(), true));
        assert_eq!(parse("Uint/Float"), (Type::integer(), true));
        assert_eq!(parse("整型"), (Type::integer(), true));
        assert_eq!(parse("whatever"), (Type::string(), false));
    }
}
