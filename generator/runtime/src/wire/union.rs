//! Choices of types: a value is one of several, and nothing on the wire says which.
//!
//! A generated choice is an `enum` with a last variant `Unknown`, a table of what its variants look like, and a call of
//! [`union!`](crate::union). Which variant a value is, is decided by the value's own members alone and never by what is
//! below them: reading stays linear however choices are nested. A value that two variants fit alike is `Unknown`.

use super::{DriftKind, File, Item, Place, Value, kind_of};

/// A choice of types.
pub trait Union: Sized {
    /// What the values of each variant look like, in order.
    const FORMS: &'static [Form];

    /// Reads a value as a variant.
    fn read_as(variant: usize, value: Value, at: &Place<'_>) -> Option<Self>;

    /// The variant of all other values.
    fn unknown(value: Value) -> Self;

    /// The value as it is written.
    fn inner(&self) -> Item<'_>;
}

/// What is known of the fields of a type that is one of a [`Union`].
pub trait Members {
    /// Each documented field.
    const MEMBERS: &'static [Member];
}

/// What values of a type look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A file.
    File,
    /// A list of items of a form.
    List(&'static Form),
    /// An object with any names.
    Map,
    /// An object with these members.
    Record(&'static [Member]),
    /// Of one of these forms.
    OneOf(&'static [Form]),
    /// Anything.
    Any,
}

/// A member of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// It is there in each object of the type.
    pub required: bool,
    /// The texts that it can be; empty where any.
    pub values: &'static [&'static str],
}

/// What a required member counts that is absent.
const ABSENT: u32 = 4;
/// What a member counts that the type does not have.
const FOREIGN: u32 = 2;
/// What a text counts that is not among several documented ones.
const UNLISTED: u32 = 16;
/// Most members of a value that are compared.
const MOST_MEMBERS: usize = 256;

impl Form {
    /// How badly a value fits; none if it cannot be of this form.
    fn misfit(&self, value: &Value) -> Option<u32> {
        match (self, value) {
            (Form::Text, Value::String(_)) | (Form::Boolean, Value::Bool(_)) => Some(0),
            (Form::Integer, Value::Number(number)) if number.is_i64() => Some(0),
            (Form::Number, Value::Number(_)) => Some(1),
            (Form::File, value) if File::is(value) => Some(0),
            (Form::List(form), Value::Array(items)) => match items.first() {
                Some(first) => form.misfit(first),
                None => Some(0),
            },
            (Form::Map, Value::Object(_)) => Some(UNLISTED - 1),
            (Form::Record(members), Value::Object(object)) => {
                let mut misfit = 0;
                for member in *members {
                    let found = object.get(member.name).filter(|value| !value.is_null());
                    let is_listed = |text| member.values.contains(&text) || member.values.is_empty();
                    match found {
                        None if member.required => misfit += ABSENT,
                        // The one value of a member is what tells the type from its neighbours.
                        Some(Value::String(text)) if !is_listed(text.as_str()) && member.values.len() == 1 => {
                            return None;
                        }
                        Some(Value::String(text)) if !is_listed(text.as_str()) => misfit += UNLISTED,
                        _ => {}
                    }
                }
                let is_foreign = |name: &&String| !members.iter().any(|member| member.name == **name);
                let foreign = object.keys().take(MOST_MEMBERS).filter(is_foreign).count();
                Some(misfit + FOREIGN * u32::try_from(foreign).unwrap_or(u32::MAX / FOREIGN / 2))
            }
            (Form::OneOf(forms), value) => forms.iter().filter_map(|form| form.misfit(value)).min(),
            (Form::Any, _) => Some(u32::MAX),
            _ => None,
        }
    }
}

/// Which of some forms a value is of; none if it is of none, or of two alike.
pub(super) fn choice(forms: &[Form], value: &Value) -> Option<usize> {
    let fits = || forms.iter().enumerate().filter_map(|(index, form)| Some((form.misfit(value)?, index)));
    let (least, index) = fits().min()?;
    (fits().filter(|(misfit, _)| *misfit == least).count() == 1).then_some(index)
}

/// What [`union!`](crate::union) implements `Wire::read` with.
pub fn read<T: Union>(value: Value, at: &Place<'_>) -> Option<T> {
    if let Some(variant) = choice(T::FORMS, &value) {
        return T::read_as(variant, value, at);
    }
    at.report(DriftKind::UnknownValue, "one of the documented types", kind_of(&value));
    Some(T::unknown(value))
}

/// Gives a [`Union`] its wire format.
#[macro_export]
macro_rules! union {
    ($type:ty) => {
        impl $crate::wire::Wire for $type {
            const SHAPE: $crate::wire::Shape = $crate::wire::Shape::Open;
            fn empty() -> Self {
                <Self as $crate::wire::Union>::unknown($crate::wire::Value::Null)
            }
            fn read(value: $crate::wire::Value, at: &$crate::wire::Place<'_>) -> ::std::option::Option<Self> {
                $crate::wire::read_union(value, at)
            }
            fn item(&self) -> $crate::wire::Item<'_> {
                $crate::wire::Union::inner(self)
            }
        }
        $crate::serde_by_wire!($type, false);
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const fn member(name: &'static str, required: bool, values: &'static [&'static str]) -> Member {
        Member { name, required, values }
    }

    const RED: Form = Form::Record(&[member("type", true, &["red"]), member("size", false, &[])]);
    const BLUE: Form = Form::Record(&[member("type", true, &["blue"]), member("size", false, &[])]);
    const LINE: Form = Form::Record(&[member("length", true, &[])]);

    #[test]
    fn a_value_is_of_the_form_that_it_fits_best() {
        let forms = [RED, BLUE, LINE, Form::Text, Form::Integer, Form::Number, Form::List(&LINE), Form::Boolean];
        for (value, expected) in [
            (json!({"type": "red"}), Some(0)),
            (json!({"type": "blue", "size": 1}), Some(1)),
            (json!({"type": "green"}), Some(2)),
            (json!({"length": 1, "new": 2}), Some(2)),
            (json!("x"), Some(3)),
            (json!(7), Some(4)),
            (json!(7.5), Some(5)),
            (json!(18_446_744_073_709_551_615_u64), Some(5)),
            (json!([{"length": 1}]), Some(6)),
            (json!([]), Some(6)),
            (json!(true), Some(7)),
            (json!(["x"]), None),
            (json!(null), None),
        ] {
            assert_eq!(choice(&forms, &value), expected, "{value}");
        }
    }

    #[test]
    fn what_two_forms_fit_alike_is_neither() {
        assert_eq!(choice(&[LINE, LINE], &json!({"length": 1})), None);
        assert_eq!(choice(&[RED, BLUE], &json!({"size": 1})), None);
        assert_eq!(choice(&[RED, Form::Map], &json!({"type": "green"})), Some(1));
        assert_eq!(choice(&[Form::OneOf(&[RED, BLUE]), LINE], &json!({"type": "blue"})), Some(0));
    }
}
