//! One value against the facts of its field: enumeration, range and length.

use serde_json::{Number, Value};

use crate::spec::model::Facts;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Not one of the documented values.
    NotInEnum,
    /// One of them but for its case.
    EnumCase(String),
    /// Below the minimum or above the maximum.
    OutOfRange,
    /// The number of characters, bytes or items is not allowed.
    Length(&'static str),
}

impl Verdict {
    /// The verdict in words that go on after "is".
    pub(super) fn of(&self, facts: &Facts) -> String {
        match self {
            Self::NotInEnum => {
                let values: Vec<String> = facts.enumeration.iter().map(value_text).collect();
                format!("not among {}", super::findings::preview(&values.join(", ")))
            }
            Self::EnumCase(value) => format!("spelt `{value}` in the table"),
            Self::OutOfRange => {
                let end = |number: &Option<Number>| number.as_ref().map_or_else(|| "…".to_owned(), Number::to_string);
                format!("not within {} to {}", end(&facts.minimum), end(&facts.maximum))
            }
            Self::Length(what) => (*what).to_owned(),
        }
    }
}

/// Everything wrong with a scalar value.
pub(crate) fn judge(facts: &Facts, value: &Value) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let text = match value {
        Value::String(text) => Some(text.as_str()),
        _ => None,
    };
    // A masked value says nothing.
    if text.is_some_and(|text| text.contains('*')) || value.is_null() || value.is_array() || value.is_object() {
        return verdicts;
    }
    verdicts.extend(enumeration(facts, value));
    if out_of_range(&allowed_range(facts), value) {
        verdicts.push(Verdict::OutOfRange);
    }
    verdicts.extend(text.and_then(|text| length(facts, text)));
    verdicts
}

/// The range that values have to be in: the documented one, and the default where that lies beside it, as it does where
/// it stands for "switched off".
pub(crate) fn allowed_range(facts: &Facts) -> [Option<Number>; 2] {
    let mut range = [facts.minimum.clone(), facts.maximum.clone()];
    if let Some(Value::Number(default)) = &facts.default {
        let [minimum, maximum] = &mut range;
        minimum.iter_mut().filter(|minimum| above(minimum, default)).for_each(|minimum| *minimum = default.clone());
        maximum.iter_mut().filter(|maximum| above(default, maximum)).for_each(|maximum| *maximum = default.clone());
    }
    range
}

/// Whether a value is a number that is not in a range.
pub(super) fn out_of_range([minimum, maximum]: &[Option<Number>; 2], value: &Value) -> bool {
    if minimum.is_none() && maximum.is_none() {
        return false;
    }
    let number = match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => number_of(text),
        _ => None,
    };
    let too_low = |number: &Number| minimum.as_ref().is_some_and(|minimum| above(minimum, number));
    let too_high = |number: &Number| maximum.as_ref().is_some_and(|maximum| above(number, maximum));
    number.is_some_and(|number| too_low(&number) || too_high(&number))
}

/// The number that a text is, if it is one.
pub(super) fn number_of(text: &str) -> Option<Number> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    text.parse::<u64>().map(Into::into).ok().or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64))
}

/// True where the first number is larger; whole numbers are compared exactly.
pub(super) fn above(a: &Number, b: &Number) -> bool {
    let whole = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a > b,
        _ => a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a > b),
    }
}

pub(super) use crate::spec::value_text;

fn enumeration(facts: &Facts, value: &Value) -> Option<Verdict> {
    if facts.enumeration.is_empty() {
        return None;
    }
    let found = value_text(value);
    // An empty text stands for no value at all.
    if found.is_empty() {
        return None;
    }
    let mut same_letters = None;
    for documented in &facts.enumeration {
        let documented = value_text(documented);
        if documented == found {
            return None;
        }
        if documented.eq_ignore_ascii_case(&found) {
            same_letters = Some(documented);
        }
    }
    Some(same_letters.map_or(Verdict::NotInEnum, Verdict::EnumCase))
}

fn length(facts: &Facts, text: &str) -> Option<Verdict> {
    if facts.min_length.is_none() && facts.max_length.is_none() && facts.max_bytes.is_none() {
        return None;
    }
    let characters = text.chars().count() as u64;
    if facts.min_length.is_some_and(|shortest| characters < shortest) {
        return Some(Verdict::Length("shorter than the documented length"));
    }
    let too_long = facts.max_length.is_some_and(|longest| characters > longest)
        || facts.max_bytes.is_some_and(|longest| text.len() as u64 > longest);
    too_long.then_some(Verdict::Length("longer than the documented length"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts(default: Value) -> Facts {
        Facts { minimum: Some(30.into()), maximum: Some(900.into()), default: Some(default), ..Facts::default() }
    }

    #[test]
    fn a_default_beside_the_range_is_allowed_and_nothing_else_there() {
        let wrong = |default: Value, value: i64| judge(&facts(default), &json!(value));
        assert_eq!(wrong(json!(0), 0), []);
        assert_eq!(wrong(json!(60), 0), [Verdict::OutOfRange]);
        assert_eq!(wrong(json!(0), 1000), [Verdict::OutOfRange]);
        assert_eq!(wrong(json!(1000), 1000), []);
    }
}
