//! Documentation comments, composed from the facts of a spec. Whatever a document says is escaped, so that no label and
//! no example can break rustdoc or mean Markdown.

use serde_json::Value;

use crate::escape;
use crate::spec::model::{
    Action, Condition, ErrorCode, ErrorScope, Facts, Field, Place, Special, StringFormat, Type, Uncertain,
};

/// Longest value that is shown.
const MAX_VALUE: usize = 80;

/// Longest line, in characters, that sentences are joined to.
const MAX_LINE: usize = 100;

/// Most values that are listed in a sentence.
const MAX_VALUES: usize = 24;

/// Text as Markdown that shows it as it is, in one line.
pub fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (index, c) in text.char_indices() {
        let rest = text.get(index + c.len_utf8()..).unwrap_or_default();
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '$' | '^' | '{' | '}' => {
                true
            }
            '-' | '+' | '=' => index == 0,
            '.' | ')' => {
                text.get(..index).is_some_and(|head| !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit()))
            }
            // A bare address; rustdoc asks for a link.
            ':' => rest.starts_with("//"),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text in one line, with single blanks.
pub fn one_line(text: &str) -> String {
    escape::one_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value as code: shown as it is, cut if it is long.
pub fn code(text: &str) -> String {
    let text = one_line(text);
    let text = escape::beginning(&text, MAX_VALUE);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    if text.is_empty() { "empty".to_owned() } else { format!("{fence}{space}{text}{space}{fence}") }
}

/// A JSON value as code.
pub fn value(value: &Value) -> String {
    match value {
        Value::String(text) => code(text),
        other => code(&other.to_string()),
    }
}

/// A link, if the address is one.
pub fn link(label: &str, url: &str) -> Option<String> {
    let fit = url.starts_with("https://") || url.starts_with("http://");
    let clean = url.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c));
    (fit && clean).then(|| format!("[{label}]({url})"))
}

/// Lines of a description, as a paragraph of its own.
pub fn prose(text: Option<&str>) -> Vec<String> {
    let lines: Vec<String> = text.unwrap_or_default().lines().map(escape).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { lines } else { std::iter::once(String::new()).chain(lines).collect() }
}

/// The documentation of a field: its label, then what is known of it. `typed` says that its type lists the values.
pub fn field(field: &Field, typed: bool, text: Option<&str>) -> Vec<String> {
    let title = field.label.as_deref().map_or_else(|| code(&field.name), escape);
    let mut facts = Vec::new();
    facts.extend(field.place.map(|place| format!("in the {}", in_words(place))));
    facts.extend(format_fact(&field.ty));
    facts.extend(limits(&field.facts));
    if !typed && !field.facts.enumeration.is_empty() {
        facts.push(values(&field.facts));
    }
    facts.extend(field.facts.default.as_ref().map(|default| format!("default {}", value(default))));
    facts.extend(field.facts.unit.as_deref().map(|unit| format!("unit {}", escape(unit))));
    let meanings = field.facts.meanings().take(MAX_VALUES);
    facts.extend(meanings.map(|(value, label)| format!("{} means {}", code(value), escape(label))));
    facts.extend(field.facts.special.iter().map(special));
    facts.extend(keys(&field.facts));
    if field.nullable {
        facts.push("may be null".to_owned());
    }
    facts.extend(field.since.map(|release| format!("since release {release}")));
    facts.extend(field.deprecated.then(|| deprecated_since("deprecated", field.deprecated_since)));
    facts.extend(doubts(&field.uncertain));
    let facts = (!facts.is_empty()).then(|| sentence(&capitalized(&facts.join("; "))));
    let example = field.example.as_deref().map(one_line).filter(|example| !example.is_empty());
    let example = example.map(|example| format!("Example: {}.", code(&example)));
    let mut lines = paragraph([Some(sentence(&title)), facts, example].into_iter().flatten());
    lines.extend(prose(text));
    lines
}

fn in_words(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "headers",
        Place::Body => "body",
        Place::Form => "form",
    }
}

/// Sentences in as few lines as fit.
fn paragraph(sentences: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for sentence in sentences {
        match lines.last_mut() {
            Some(line) if line.chars().count() + sentence.chars().count() < MAX_LINE => {
                line.push(' ');
                line.push_str(&sentence);
            }
            _ => lines.push(sentence),
        }
    }
    lines
}

/// Ends a sentence, unless it has an end.
pub fn sentence(text: &str) -> String {
    if text.ends_with(['.', '。', '!', '！', '?', '？']) { text.to_owned() } else { format!("{text}.") }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn format_fact(ty: &Type) -> Option<String> {
    let Type::String { format: Some(format), .. } = ty else { return None };
    let text = match format {
        StringFormat::Date => "a date as `2022-01-01`",
        StringFormat::Timestamp => "a time as `2022-01-01 00:00:00`",
        StringFormat::DateTime => "a time as `2022-01-01T00:00:00+08:00`",
        StringFormat::Binary => "bytes as text",
        StringFormat::Json => "JSON in a string on the wire",
    };
    Some(text.to_owned())
}

fn limits(facts: &Facts) -> Vec<String> {
    let range = match (&facts.minimum, &facts.maximum) {
        (Some(low), Some(high)) => Some(format!("{low} to {high}")),
        (Some(low), None) => Some(format!("at least {low}")),
        (None, Some(high)) => Some(format!("at most {high}")),
        (None, None) => None,
    };
    let length = match (facts.min_length, facts.max_length) {
        (Some(low), Some(high)) => Some(format!("{low} to {high} characters")),
        (Some(low), None) => Some(format!("at least {low} characters")),
        (None, Some(high)) => Some(format!("at most {high} characters")),
        (None, None) => None,
    };
    let bytes = facts.max_bytes.map(|high| format!("at most {high} bytes"));
    let items = facts.max_items.map(|high| format!("at most {high} items"));
    let pattern = facts.pattern.as_deref().map(|pattern| format!("pattern {}", code(pattern)));
    [range, length, bytes, items, pattern].into_iter().flatten().collect()
}

/// The documented values with their labels.
fn values(facts: &Facts) -> String {
    let shown = facts.enumeration.iter().take(MAX_VALUES).map(|item| labelled(item, facts));
    let rest = facts.enumeration.len().saturating_sub(MAX_VALUES);
    let more = (rest > 0).then(|| format!("{rest} more"));
    format!("one of {}", shown.chain(more).collect::<Vec<_>>().join(", "))
}

/// A value that means something of its own.
fn special(special: &Special) -> String {
    match &special.label {
        Some(label) => format!("{} means {}", value(&special.value), escape(label)),
        None => format!("{} has a meaning of its own", value(&special.value)),
    }
}

/// Names that the items of a list of filters may have.
fn keys(facts: &Facts) -> Option<String> {
    let shown: Vec<String> = facts.keys.iter().take(MAX_VALUES).map(|key| code(key)).collect();
    (!shown.is_empty()).then(|| format!("keys: {}", shown.join(", ")))
}

/// What holds between the fields of a type, as a list.
pub fn conditions(conditions: &[Condition]) -> Vec<String> {
    let items = conditions.iter().map(|condition| format!("* {}", sentence(&escape(&condition.to_string()))));
    let items: Vec<String> = items.collect();
    if items.is_empty() { items } else { std::iter::once(String::new()).chain(items).collect() }
}

/// A documented value with its label.
pub fn labelled(item: &Value, facts: &Facts) -> String {
    let label = match item {
        Value::String(text) => facts.enum_labels.get(text),
        other => facts.enum_labels.get(&other.to_string()),
    };
    match label {
        Some(label) => format!("{} {}", value(item), escape(label)),
        None => value(item),
    }
}

/// What `#[deprecated]` says. The releases are the vendor's and no versions of the crate, so they stand in the note.
pub fn retirement(since: Option<u32>) -> String {
    deprecated_since("the vendor is retiring it", since)
}

fn deprecated_since(word: &str, since: Option<u32>) -> String {
    match since {
        Some(release) => format!("{word} since release {release}"),
        None => word.to_owned(),
    }
}

/// What is not known about the moment that a spec describes.
fn doubts(uncertain: &[Uncertain]) -> Option<String> {
    let names: Vec<String> = uncertain.iter().map(Uncertain::to_string).collect();
    (!names.is_empty()).then(|| format!("uncertain: {}", names.join(", ")))
}

/// What an action is, for its methods and its request.
pub fn action(name: &str, action: &Action, text: Option<&str>) -> Vec<String> {
    let title = action.title.as_deref().map_or_else(|| code(name), escape);
    let mut facts = Vec::new();
    facts.extend(
        action
            .path
            .as_deref()
            .map(|path| code(format!("{} {path}", action.method.as_deref().unwrap_or_default()).trim())),
    );
    facts.extend(action.group.as_deref().map(|group| format!("Group: {}", escape(group))));
    facts.extend(action.rate_limit.map(|limit| format!("At most {limit} requests per second")));
    facts.extend(action.since.map(|release| format!("Since release {release}")));
    if action.deprecated {
        let deprecated = deprecated_since("Deprecated", action.deprecated_since);
        facts.push(match &action.successor {
            Some(successor) => format!("{deprecated}, use {}", code(successor)),
            None => deprecated,
        });
    }
    facts.extend(doubts(&action.uncertain).map(|doubts| capitalized(&doubts)));
    let mut lines = vec![sentence(&title)];
    let page = action.url.as_deref().and_then(|url| link("The vendor's page", url));
    let facts: Vec<String> = facts.iter().map(|fact| sentence(fact)).chain(page.map(|page| sentence(&page))).collect();
    if !facts.is_empty() {
        lines.extend([String::new(), facts.join(" ")]);
    }
    lines.extend(conditions(&action.conditions));
    lines.extend(prose(text));
    lines
}

/// What an error code means.
pub fn error_code(name: &str, entry: Option<&ErrorCode>, text: Option<&str>) -> Vec<String> {
    let label = entry.and_then(|entry| entry.label.as_deref()).map(|label| format!(": {}", escape(label)));
    let mut line = sentence(&format!("{}{}", code(name), label.unwrap_or_default()));
    if let Some(ErrorCode { scope: ErrorScope::Common, .. }) = entry {
        line.push_str(" Common to the vendor's APIs.");
    }
    if let Some(status) = entry.and_then(|entry| entry.http_status) {
        line.push_str(&format!(" HTTP {status}."));
    }
    std::iter::once(line).chain(prose(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_mean_markdown() {
        for (text, expected) in [
            ("a[0] <b> `c`", r"a\[0\] \<b\> \`c\`"),
            ("- item", r"\- item"),
            ("a - b", "a - b"),
            ("12. item", r"12\. item"),
            ("v1.2", "v1.2"),
            ("see https://e.example", r"see https\://e.example"),
            ("a\r\n  b\u{202e}c\u{7}", r"a b\\u\{202e\}c\\u\{7\}"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn code_keeps_its_backticks_inside() {
        for (text, expected) in
            [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("``x", "``` ``x ```"), ("", "empty")]
        {
            assert_eq!(code(text), expected);
        }
        assert_eq!(code(&"x".repeat(200)).chars().count(), MAX_VALUE + 3);
    }

    #[test]
    fn only_addresses_become_links() {
        assert_eq!(link("a", "https://e.example/x?y=1#z").as_deref(), Some("[a](https://e.example/x?y=1#z)"));
        for text in ["ftp://e.example", "javascript:1", "https://e.example/a b", "https://e.example/)"] {
            assert_eq!(link("a", text), None, "{text}");
        }
    }
}
