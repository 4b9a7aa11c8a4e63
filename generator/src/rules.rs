//! Rules: an identifier that stays, what it says in one line, and what its room does by it.
//!
//! Each room that judges by rules has its table of them: [`check`](crate::check), [`diff`](crate::diff) and
//! [`migrate`](crate::migrate) with severities, [`description`](crate::description) with the functions that find facts.

/// A row of a table of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule<T> {
    /// Stable identifier: `field-removed`.
    pub id: &'static str,
    /// What it says, in one line; of a form of sentences, an example.
    pub meaning: &'static str,
    /// What its room does by it: a severity, a function.
    pub by: T,
}

/// A row of a table of rules that need no names of their own.
pub(crate) const fn rule<T: Copy>(id: &'static str, meaning: &'static str, by: T) -> Rule<T> {
    Rule { id, meaning, by }
}

/// Declares a constant for each rule, and a table of all of them.
macro_rules! rules {
    ($(#[$doc:meta])* $table:ident: $by:ty; $($name:ident = $id:literal, $value:expr, $meaning:literal;)+) => {
        $(pub(super) const $name: $crate::rules::Rule<$by> = $crate::rules::rule($id, $meaning, $value);)+

        $(#[$doc])*
        pub const $table: &[$crate::rules::Rule<$by>] = &[$($name),+];
    };
}
pub(crate) use rules;
