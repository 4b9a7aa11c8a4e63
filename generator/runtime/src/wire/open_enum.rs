//! Open enumerations: the documented values have names, any other value is kept as it came.
//!
//! A generated enumeration is an ordinary `enum` with a last variant `Unknown`, a table of its values, and a call of
//! [`open_enum!`](crate::open_enum) or [`open_integer_enum!`](crate::open_integer_enum).

/// An enumeration whose values are text.
pub trait TextEnum: Clone + PartialEq + Sized + 'static {
    /// The documented values with their variants, in document order.
    const VALUES: &'static [(&'static str, Self)];

    /// The variant of a documented value.
    fn known(text: &str) -> Option<Self> {
        Self::VALUES.iter().find(|(value, _)| *value == text).map(|(_, variant)| variant.clone())
    }

    /// The value of a documented variant.
    fn text(&self) -> &'static str {
        Self::VALUES.iter().find(|(_, variant)| variant == self).map_or("", |(value, _)| value)
    }
}

/// An enumeration whose values are whole numbers.
pub trait IntegerEnum: Clone + PartialEq + Sized + 'static {
    /// The documented values with their variants, in document order.
    const VALUES: &'static [(i64, Self)];

    /// The variant of a documented value.
    fn known(number: i64) -> Option<Self> {
        Self::VALUES.iter().find(|(value, _)| *value == number).map(|(_, variant)| variant.clone())
    }

    /// The value of a documented variant.
    fn number(&self) -> i64 {
        Self::VALUES.iter().find(|(_, variant)| variant == self).map_or(0, |(value, _)| *value)
    }
}

/// Gives a [`TextEnum`] its methods, conversions and wire format.
#[macro_export]
macro_rules! open_enum {
    ($type:ident) => {
        impl $type {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    Self::Unknown(text) => text,
                    known => $crate::wire::TextEnum::text(known),
                }
            }
        }
        impl ::std::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                $crate::wire::TextEnum::known(text).unwrap_or_else(|| Self::Unknown(text.to_owned()))
            }
        }
        impl ::std::convert::From<::std::string::String> for $type {
            fn from(text: ::std::string::String) -> Self {
                $crate::wire::TextEnum::known(&text).unwrap_or(Self::Unknown(text))
            }
        }
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl $crate::wire::Wire for $type {
            fn empty() -> Self {
                Self::from("")
            }
            fn read(value: $crate::wire::Value, at: &$crate::wire::Place<'_>) -> ::std::option::Option<Self> {
                let read = Self::from(<::std::string::String as $crate::wire::Wire>::read(value, at)?);
                let is_unknown = ::std::matches!(read, Self::Unknown(_));
                at.is_value(is_unknown, read.as_str().is_empty()).then_some(read)
            }
            fn item(&self) -> $crate::wire::Item<'_> {
                $crate::wire::Item::Text(self.as_str())
            }
        }
        $crate::serde_by_wire!($type, false);
    };
}

/// Gives an [`IntegerEnum`] its methods, conversions and wire format.
#[macro_export]
macro_rules! open_integer_enum {
    ($type:ident) => {
        impl $type {
            /// The value on the wire.
            pub fn value(&self) -> i64 {
                match self {
                    Self::Unknown(number) => *number,
                    known => $crate::wire::IntegerEnum::number(known),
                }
            }
        }
        impl ::std::convert::From<i64> for $type {
            fn from(number: i64) -> Self {
                $crate::wire::IntegerEnum::known(number).unwrap_or(Self::Unknown(number))
            }
        }
        impl ::std::convert::From<i32> for $type {
            fn from(number: i32) -> Self {
                Self::from(i64::from(number))
            }
        }
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }
        impl $crate::wire::Wire for $type {
            fn empty() -> Self {
                Self::from(0i64)
            }
            fn read(value: $crate::wire::Value, at: &$crate::wire::Place<'_>) -> ::std::option::Option<Self> {
                let read = Self::from(<i64 as $crate::wire::Wire>::read(value, at)?);
                at.is_value(::std::matches!(read, Self::Unknown(_)), false).then_some(read)
            }
            fn item(&self) -> $crate::wire::Item<'_> {
                $crate::wire::Item::Integer(self.value())
            }
        }
        $crate::serde_by_wire!($type, false);
    };
}
