//! The time of day as answers write it.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::spec::model::{Field, StringFormat, Type};

/// Milliseconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A moment in the form of a field: by its type, or by the sample that the documents show.
pub(super) fn written(millis: u64, field: &Field, sample: Option<&Value>) -> Option<Value> {
    let sample = sample.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let sample = sample.or_else(|| field.example.clone()).unwrap_or_default();
    let seconds = millis / 1000;
    match &field.ty {
        Type::Integer { .. } => Some(Value::from(if sample.len() >= 13 { millis } else { seconds })),
        Type::String { format: Some(StringFormat::Date), .. } => Some(Value::String(date(seconds))),
        Type::String { format: Some(StringFormat::DateTime), .. } => Some(Value::String(text(seconds, "T", "+00:00"))),
        Type::String { .. } if sample.ends_with('Z') => Some(Value::String(text(seconds, "T", "Z"))),
        Type::String { .. } if sample.contains('T') => Some(Value::String(text(seconds, "T", "+00:00"))),
        Type::String { .. } => Some(Value::String(text(seconds, " ", ""))),
        _ => None,
    }
}

/// A moment for people, in UTC.
pub(super) fn readable(millis: u64) -> String {
    text(millis / 1000, " ", "")
}

fn text(seconds: u64, between: &str, end: &str) -> String {
    let of_day = seconds % 86_400;
    let (hours, minutes, seconds_of_minute) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{}{between}{hours:02}:{minutes:02}:{seconds_of_minute:02}{end}", date(seconds))
}

/// A day of the Gregorian calendar, UTC.
fn date(seconds: u64) -> String {
    // Years begin in March here, so that the leap day is their last.
    let days = seconds / 86_400 + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_709_164_800, "2024-02-29"),
            (1_735_689_600, "2025-01-01"),
        ] {
            assert_eq!(date(seconds), day);
        }
        assert_eq!(text(1_000_000_000, " ", ""), "2001-09-09 01:46:40");
    }
}
