//! Forms of texts: times, and patterns.

use std::fmt;
use std::sync::OnceLock;

use regex_lite::Regex;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeFormat {
    /// `2022-01-31`.
    Date,
    /// `2022-01-31 23:59:59`.
    Timestamp,
    /// `2022-01-31T23:59:59+08:00`; seconds may be missing or have a fraction, and `Z` may stand for the offset.
    DateTime,
}

impl TimeFormat {
    /// Whether a text is a time of this format.
    pub fn admits(self, text: &str) -> bool {
        match self {
            TimeFormat::Date => date(text),
            TimeFormat::Timestamp => text.split_once(' ').is_some_and(|(day, time)| date(day) && clock(time, true)),
            TimeFormat::DateTime => text.split_once('T').is_some_and(|(day, rest)| date(day) && zoned(rest)),
        }
    }

    /// A time of this format, for messages.
    pub fn example(self) -> &'static str {
        match self {
            TimeFormat::Date => "2022-01-31",
            TimeFormat::Timestamp => "2022-01-31 23:59:59",
            TimeFormat::DateTime => "2022-01-31T23:59:59+08:00",
        }
    }
}

/// Numbers of two digits (four for the first of a date) between marks, each up to its highest value.
fn numbers(text: &str, mark: char, lengths: &[usize], ranges: &[(u16, u16)]) -> bool {
    let parts: Vec<&str> = text.splitn(lengths.len() + 1, mark).collect();
    let fits = |((part, length), (low, high)): ((&&str, &usize), &(u16, u16))| {
        part.len() == *length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u16>().is_ok_and(|number| (*low..=*high).contains(&number))
    };
    parts.len() == lengths.len() && parts.iter().zip(lengths).zip(ranges).all(fits)
}

fn date(text: &str) -> bool {
    numbers(text, '-', &[4, 2, 2], &[(0, 9999), (1, 12), (1, 31)])
}

/// A time of day. The vendors write 24:00:00 too, and a minute may have 61 seconds.
fn clock(text: &str, with_seconds: bool) -> bool {
    let ranges = [(0, 24), (0, 59), (0, 60)];
    numbers(text, ':', &[2, 2, 2], &ranges) || !with_seconds && numbers(text, ':', &[2, 2], &ranges)
}

/// A time of day with its offset from UTC.
fn zoned(text: &str) -> bool {
    let Some(at) = text.find(['Z', '+', '-']) else { return false };
    let (time, zone) = text.split_at(at);
    let time = match time.split_once('.') {
        Some((time, fraction)) if !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()) => time,
        Some(_) => return false,
        None => time,
    };
    let offset = zone.strip_prefix(['+', '-']);
    let is_offset = offset.is_some_and(|offset| clock(offset, false) || numbers(offset, ':', &[4], &[(0, 2400)]));
    clock(time, false) && (zone == "Z" || is_offset)
}

/// A regular expression that texts match. It is compiled when it is first asked.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// The pattern of a text.
    pub fn new(text: impl Into<String>) -> Self {
        Pattern { text: text.into(), compiled: OnceLock::new() }
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this is a regular expression here; documents may use those of another language.
    pub fn is_known(&self) -> bool {
        self.compiled().is_some()
    }

    /// Whether a text matches. Every text does where the pattern is not known.
    pub fn admits(&self, text: &str) -> bool {
        self.compiled().is_none_or(|regex| regex.is_match(text))
    }

    fn compiled(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.text).ok()).as_ref()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.text).finish()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Pattern::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<'t>(format: TimeFormat, texts: &[&'t str]) -> Vec<&'t str> {
        texts.iter().copied().filter(|text| !format.admits(text)).collect()
    }

    #[test]
    fn times_of_a_format_are_admitted() {
        for format in [TimeFormat::Date, TimeFormat::Timestamp, TimeFormat::DateTime] {
            assert!(format.admits(format.example()));
        }
        let nothing: [&str; 0] = [];
        assert_eq!(refused(TimeFormat::Timestamp, &["0000-12-31 00:00:00", "2022-01-31 24:00:00"]), nothing);
        let zoned =
            ["2022-01-31T08:00Z", "2022-01-31T08:00:00Z", "2022-01-31T08:00:00.123-07:00", "2022-01-31T08:00:00+0800"];
        assert_eq!(refused(TimeFormat::DateTime, &zoned), nothing);
    }

    #[test]
    fn other_texts_are_refused() {
        let dates = [
            "",
            "-",
            "2022-1-31",
            "2022-13-01",
            "2022-01-32",
            "2022-01-31 ",
            "２０２２-01-31",
            "2022-01-31-01",
            "+022-01-01",
        ];
        assert_eq!(refused(TimeFormat::Date, &dates), dates);
        let times =
            ["2022-01-31", "2022-01-31T00:00:00", "2022-01-31 00:00", "2022-01-31 25:00:00", "2022-01-31  00:00:00"];
        assert_eq!(refused(TimeFormat::Timestamp, &times), times);
        let zoned = [
            "2022-01-31T08:00:00",
            "2022-01-31T08:00:00.Z",
            "2022-01-31T08:00:00Zx",
            "T",
            "2022-01-31T08:00:00+9999",
            "2022-01-31T08:00:00+",
        ];
        assert_eq!(refused(TimeFormat::DateTime, &zoned), zoned);
    }

    #[test]
    fn a_pattern_that_is_none_here_admits_everything() {
        let pattern = Pattern::new("^[a-z]{2,3}$");
        assert!(pattern.is_known() && pattern.admits("abc") && !pattern.admits("abcd"));
        let foreign = Pattern::new("^(?!lb-)");
        assert!(!foreign.is_known() && foreign.admits("lb-"));
        assert_eq!(serde_json::from_str::<Pattern>("\"^a$\"").ok(), Some(Pattern::new("^a$")));
    }
}
