//! Which of the lists in a description is the enumeration of the field, if one is.
//!
//! A wrong enumeration is worse than none: lists that are open, that contradict each other, that hold the members of
//! a structure or bits to add up, are left alone. A list that nothing announces must agree with the sample value.

use indexmap::IndexMap;
use serde_json::Value;

use super::label::short_name;
use super::list::{Form, Item, Lead, List, is_plain_code};
use super::reading::{Reading, Scalar};
use super::rule::{self, Rule};
use super::token::Mark;
use super::vocabulary::{self, Cue};

/// An enumeration.
pub(super) struct Enumeration {
    pub(super) rule: &'static str,
    pub(super) values: Vec<Value>,
    pub(super) labels: IndexMap<String, String>,
    /// A phrase announces it as the values of the field.
    pub(super) announced: bool,
    /// First token of the list.
    pub(super) start: usize,
    lead: Lead,
}

/// The enumeration of the field.
pub(super) fn find(reading: &Reading<'_>, lists: &[List<'_>]) -> Option<Enumeration> {
    if matches!(reading.scalar, None | Some(Scalar::Boolean)) {
        return None;
    }
    // What one list leaves open, no other list completes.
    let is_incomplete = |list: &List<'_>| {
        list.open && list.lines && list.form == Form::Bare && list.lead > Lead::Example && list.items.len() > 1
    };
    let found: Vec<_> = lists.iter().filter_map(|list| enumeration(reading, list)).collect();
    if found.is_empty() || holds_more(reading) || lists.iter().any(is_incomplete) {
        return None;
    }
    let announced = found.iter().any(|one| one.announced);
    let mut found = found.into_iter().filter(|one| one.announced || !announced || !one.labels.is_empty());
    let mut best = found.next()?;
    for other in found {
        best = if best.lead < other.lead { merged(other, best)? } else { merged(best, other)? };
    }
    Some(best)
}

/// Two lists of one description: the same values, or one only has values of the other.
fn merged(mut first: Enumeration, mut second: Enumeration) -> Option<Enumeration> {
    let covers = |a: &Enumeration, b: &Enumeration| b.values.iter().all(|value| a.values.contains(value));
    // Values of one case, and more of another.
    if covers(&second, &first) && first.announced && second.announced {
        std::mem::swap(&mut first, &mut second);
    }
    if !covers(&first, &second) {
        return (first.lead > second.lead && first.lead >= Lead::Support).then_some(first);
    }
    if first.labels.is_empty() {
        first.labels = second.labels;
    }
    Some(first)
}

/// Values are added up, joined in one string, or are members of a structure.
fn holds_more(reading: &Reading<'_>) -> bool {
    let text = reading.scalar == Some(Scalar::Text);
    reading.mentions(vocabulary::SUMS)
        || (text && reading.mentions(vocabulary::STRUCTURED))
        || (text && !reading.list && reading.mentions(vocabulary::JOINED))
}

fn enumeration(reading: &Reading<'_>, list: &List<'_>) -> Option<Enumeration> {
    let is_part = |item: &Item<'_>| reading.is_part_of_format(item.value, list.start);
    if list.open
        || list.half
        || begins_amid(reading, list)
        || list.items.iter().any(|item| is_placeholder(item) || is_part(item))
    {
        return None;
    }
    if declares_members(list) || names_fields(reading, list) {
        return None;
    }
    let mut values: Vec<Value> = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let value = reading.value(item.value)?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let rule = rule_of(list)?;
    let announced = list.lead == Lead::Values;
    if !announced && !agrees(reading, &values) || !is_certain(reading, list, &values) {
        return None;
    }
    let labels = labels(reading, list, &values);
    let rule = if labels.is_empty() || !matches!(list.form, Form::Bare | Form::Pipe | Form::Quoted) {
        rule
    } else {
        &rule::RESPECTIVELY
    };
    Some(Enumeration { rule: rule.id, values, labels, announced, start: list.start, lead: list.lead })
}

/// A quoted value stands before the first one of the list, which therefore is not the first.
fn begins_amid(reading: &Reading<'_>, list: &List<'_>) -> bool {
    let Some(before) = list.start.checked_sub(2) else { return false };
    let separated = reading.is(before + 1, Mark::Comma) || reading.is(before + 1, Mark::Pause);
    let closed = reading.is(before, Mark::Quote) || reading.is(before, Mark::Close);
    separated && closed && reading.is(list.start, Mark::Quote)
}

/// The explanations begin with types: the list is one of members, or of keys.
fn declares_members(list: &List<'_>) -> bool {
    let is_type = |gloss: &str| {
        let word = gloss.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let rest = gloss.get(word.len()..).unwrap_or_default().trim_start();
        let alone = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
        alone && vocabulary::TYPES.iter().any(|ty| ty.eq_ignore_ascii_case(word))
    };
    list.items.iter().map(|item| item.gloss.trim_start()).any(is_type)
}

/// The field's own name is among the values: the list names fields, "one of `A` and `B` must be sent". So does one that
/// explains a single word in several ways: the word is what the values begin with.
fn names_fields(reading: &Reading<'_>, list: &List<'_>) -> bool {
    let Some(first) = list.items.first() else { return false };
    let own = list.items.len() > 1 && list.items.iter().any(|item| item.value == reading.subject.name);
    let same = |item: &Item<'_>| item.value == first.value;
    let again =
        || list.items.get(1).is_some_and(|second| same(second) && short_name(second.gloss) != short_name(first.gloss));
    own || again() && list.items.iter().all(same)
}

/// The item stands for values that the text does not list.
fn is_placeholder(item: &Item<'_>) -> bool {
    let head = item.gloss.split(['，', '。', '；', ',', ';']).next().unwrap_or_default();
    vocabulary::PLACEHOLDERS.iter().any(|phrase| head.contains(phrase))
}

fn rule_of(list: &List<'_>) -> Option<&'static Rule> {
    let single = list.items.len() == 1;
    Some(match list.form {
        Form::Colon => &rule::KEY_COLON,
        Form::Paren => &rule::PAREN_LABEL,
        Form::Means => &rule::MEANS,
        Form::Dash => &rule::DASH_LABEL,
        Form::Numbered => &rule::NUMBERED,
        Form::Glued => &rule::GLUED,
        Form::Bare | Form::Quoted | Form::Pipe | Form::Slash if single => &rule::SINGLE,
        Form::Pipe => &rule::PIPE,
        Form::Quoted => &rule::QUOTED,
        Form::Slash => &rule::SLASH,
        Form::Bare if list.lines => &rule::BULLETS,
        Form::Bare if list.alternatives && list.lead < Lead::Support => &rule::OR,
        Form::Bare => &rule::LISTED,
    })
}

/// The sample value, if there is one, is a value of the list.
fn agrees(reading: &Reading<'_>, values: &[Value]) -> bool {
    let same = |a: &Value, b: &Value| match (a, b) {
        (Value::String(a), Value::String(b)) => a.eq_ignore_ascii_case(b),
        _ => a == b,
    };
    reading.samples().iter().all(|sample| values.iter().any(|value| same(value, sample)))
}

/// The form of the list, what announces it and where it ends leave no doubt.
fn is_certain(reading: &Reading<'_>, list: &List<'_>, values: &[Value]) -> bool {
    let several = values.len() > 1;
    let announced = list.lead == Lead::Values;
    let supported = || list.lead >= Lead::Support && !reading.samples().is_empty();
    let codes = || list.items.iter().all(|item| is_plain_code(item.value));
    match list.form {
        Form::Colon | Form::Dash => (several || announced) && (reading.cjk || announced || codes() || list.lines),
        Form::Means => several || supported(),
        Form::Numbered => several && list.lead >= Lead::Colon,
        Form::Paren => several && (reading.cjk || announced),
        Form::Glued => {
            (several || announced && list.lines)
                && short_glosses(list)
                && (announced || list.lead > Lead::Clause || codes())
        }
        Form::Pipe => several,
        Form::Quoted => (several && list.lead > Lead::Clause) || (announced && ends_sentence(reading, list)),
        Form::Slash => several && (list.lead > Lead::Colon || (codes() && ends_text(reading, list))),
        Form::Bare if !several => {
            list.lead >= Lead::Support
                && ends_sentence(reading, list)
                && (agrees(reading, values) || list.lines)
                && !reading.is_illustration(list.start)
        }
        Form::Bare => match list.lead {
            Lead::Values => true,
            // What must be sent in place of the field is none of its values.
            Lead::Support => !reading.is_instead(list.start),
            Lead::Colon => ends_sentence(reading, list) && !reading.samples().is_empty(),
            Lead::Example => false,
            Lead::Clause if reading.cue(list.end) == Some(Cue::Respectively) => true,
            Lead::Clause => {
                list.alternatives
                    && !list.lines
                    && reading.scalar == Some(Scalar::Text)
                    && list.start > 0
                    && ends_clause(reading, list)
            }
        },
    }
}

/// Glued explanations are short and hold no other value.
fn short_glosses(list: &List<'_>) -> bool {
    list.items.iter().all(|item| {
        let head = short_name(item.gloss).unwrap_or_default();
        !head.is_empty() && !head.bytes().any(|b| b.is_ascii_alphanumeric())
    })
}

fn ends_text(reading: &Reading<'_>, list: &List<'_>) -> bool {
    list.end >= reading.tokens.len()
}

fn ends_sentence(reading: &Reading<'_>, list: &List<'_>) -> bool {
    let ends = [Mark::Stop, Mark::Semicolon, Mark::Newline, Mark::Bullet, Mark::Close];
    ends_text(reading, list)
        || ends.iter().any(|mark| reading.is(list.end, *mark))
        || reading.cue(list.end + 1) == Some(Cue::Default)
}

fn ends_clause(reading: &Reading<'_>, list: &List<'_>) -> bool {
    ends_sentence(reading, list) || reading.is(list.end, Mark::Comma)
}

/// Short names of the values: their explanations, or a later "respectively".
fn labels(reading: &Reading<'_>, list: &List<'_>, values: &[Value]) -> IndexMap<String, String> {
    let glosses: Vec<&str> = match list.form {
        Form::Bare | Form::Pipe | Form::Quoted => respective(reading, list),
        _ => list.items.iter().map(|item| item.gloss).collect(),
    };
    if glosses.len() != list.items.len() {
        return IndexMap::new();
    }
    if list.form == Form::Paren && glosses.iter().any(|gloss| gloss.is_empty()) {
        return IndexMap::new();
    }
    let mut labels = IndexMap::new();
    for (item, gloss) in list.items.iter().zip(glosses) {
        let Some(short) = short_name(without_means(gloss)) else { continue };
        if vocabulary::DEFAULT_MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(&short)) {
            continue;
        }
        let key = reading.value(item.value).map(|value| key(&value)).unwrap_or_default();
        labels.entry(key).or_insert(short);
    }
    if labels.len() > values.len() { IndexMap::new() } else { labels }
}

/// A value as the key of a map of labels.
pub(super) fn key(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An explanation without the "means" it may begin with.
pub(super) fn without_means(gloss: &str) -> &str {
    let gloss = gloss.trim_start_matches(['：', ':', ' ', '，']);
    vocabulary::GLOSS_STARTS.iter().find_map(|means| gloss.strip_prefix(means)).unwrap_or(gloss)
}

/// The explanations behind "respectively", as many as the list has values.
fn respective<'a>(reading: &Reading<'a>, list: &List<'a>) -> Vec<&'a str> {
    let at = (list.end..list.end + 3).find(|&j| reading.cue(j) == Some(Cue::Respectively));
    let Some(at) = at else { return Vec::new() };
    let rest = reading.rest(at + 1);
    let end = rest.find(['。', '；', ';']).unwrap_or(rest.len());
    let head = rest.get(..end).unwrap_or_default();
    let parts: Vec<&str> = head.split(['、', '，', ',', '|']).map(str::trim).collect();
    let is_default = |part: &&str| vocabulary::DEFAULT_MARKS.iter().any(|mark| part.starts_with(mark));
    let labels: Vec<&str> = parts.into_iter().filter(|part| !is_default(part)).collect();
    if labels.len() == list.items.len() { labels } else { Vec::new() }
}
