//! Which of the lists in a description is the enumeration of the field, if one is.
//!
//! A wrong enumeration is worse than none: lists that are open, that contradict each other, that hold the members of
//! a structure or bits to add up, are left alone. A list that nothing announces must agree with the sample value.

use indexmap::IndexMap;
use serde_json::Value;

use super::label::{explanation, short_name};
use super::lead::Lead;
use super::list::{Item, List};
use super::reading::{Reading, Scalar};
use super::token::Mark;
use super::value::{Form, is_plain_code};
use super::vocabulary::{self, Cue};
use crate::rules::{Rule, rule};

/// What speaks for a list: what must hold so that its form leaves no doubt.
type Need = fn(&Evidence<'_, '_>) -> bool;

/// A row of the truth table: a list of this form, with this lead and number of values, is the enumeration of its field
/// where all needs are met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    form: Form,
    leads: &'static [Lead],
    count: Count,
    needs: &'static [Need],
}

/// How many values a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    One,
    Several,
}

/// A list with its values and the text that it stands in.
#[derive(Clone, Copy)]
struct Evidence<'r, 'a> {
    reading: &'r Reading<'a>,
    list: &'r List<'a>,
    values: &'r [Value],
}

const VALUES: &[Lead] = &[Lead::Values];
const ANNOUNCED: &[Lead] = &[Lead::Support, Lead::Values];
const COLON: &[Lead] = &[Lead::Colon, Lead::Support, Lead::Values];
const NOT_VALUES: &[Lead] = &[Lead::Clause, Lead::Colon, Lead::Support];
const ANY: &[Lead] = &[Lead::Clause, Lead::Colon, Lead::Support, Lead::Values];

const fn one(form: Form, leads: &'static [Lead], needs: &'static [Need]) -> Row {
    Row { form, leads, count: Count::One, needs }
}

const fn several(form: Form, leads: &'static [Lead], needs: &'static [Need]) -> Row {
    Row { form, leads, count: Count::Several, needs }
}

/// The forms of enumerations, each with the rows of the truth table in which it is certain. A list that is in no row is
/// no enumeration. The first rule that has the list names it.
pub(super) static RULES: &[Rule<&[Row]>] = &[
    rule(
        "enum.key-colon",
        "HOT：标准，COLD：低频",
        &[
            one(Form::Colon, VALUES, &[is_explained_in_words]),
            several(Form::Colon, VALUES, &[]),
            several(Form::Colon, NOT_VALUES, &[sets_values_apart]),
        ],
    ),
    rule(
        "enum.dash-label",
        "0 - 标准；1 - 低频",
        &[
            one(Form::Dash, VALUES, &[has_blank_dash]),
            several(Form::Dash, VALUES, &[]),
            several(Form::Dash, NOT_VALUES, &[sets_values_apart]),
        ],
    ),
    rule(
        "enum.means",
        "0表示关闭，1表示开启",
        &[one(Form::Means, ANNOUNCED, &[has_sample]), several(Form::Means, ANY, &[])],
    ),
    rule("enum.numbered", "其中：0，标准；1，低频", &[several(Form::Numbered, COLON, &[])]),
    rule(
        "enum.respectively",
        "HOT、COLD分别表示标准、低频",
        &[
            several(Form::Bare, ANY, &[is_explained_behind]),
            several(Form::Pipe, ANY, &[is_explained_behind]),
            several(Form::Quoted, COLON, &[is_explained_behind]),
        ],
    ),
    rule(
        "enum.paren-label",
        "HOT（标准）、COLD（低频）",
        &[several(Form::Paren, VALUES, &[]), several(Form::Paren, NOT_VALUES, &[is_chinese])],
    ),
    rule(
        "enum.glued",
        "HOT 标准，COLD 低频",
        &[
            one(Form::Glued, VALUES, &[begins_line, has_short_labels]),
            several(Form::Glued, COLON, &[has_short_labels]),
            several(Form::Glued, ANY, &[has_short_labels, has_codes]),
        ],
    ),
    rule(
        "enum.single",
        "取值固定为HOT",
        &[
            one(Form::Bare, ANNOUNCED, &[ends_sentence, agrees_or_is_line, is_no_example, is_of_field]),
            one(Form::Quoted, VALUES, &[ends_sentence, is_of_field]),
        ],
    ),
    rule("enum.pipe", "HOT | COLD", &[several(Form::Pipe, ANY, &[])]),
    rule("enum.quoted", "\"HOT\", \"COLD\"", &[several(Form::Quoted, COLON, &[])]),
    rule(
        "enum.slash",
        "取值60/300",
        &[several(Form::Slash, ANNOUNCED, &[]), several(Form::Slash, ANY, &[has_codes, ends_text])],
    ),
    rule(
        "enum.bullets",
        "支持以下字段：\n- HOT\n- COLD",
        &[
            several(Form::Bare, VALUES, &[begins_line]),
            // What must be sent in place of the field is none of its values.
            several(Form::Bare, &[Lead::Support], &[begins_line, is_not_instead]),
            several(Form::Bare, &[Lead::Colon], &[begins_line, ends_sentence, has_witness]),
            several(Form::Bare, &[Lead::Clause], &[are_lines, ends_text, has_witness]),
        ],
    ),
    rule(
        "enum.or",
        "存储类型，hot 或 cold",
        &[
            several(Form::Bare, &[Lead::Clause], &[is_choice_of_words, ends_clause]),
            several(Form::Bare, &[Lead::Colon], &[has_or, ends_sentence, has_witness]),
            several(Form::Bare, &[Lead::Colon], &[ends_in_or, ends_sentence, has_codes]),
        ],
    ),
    rule(
        "enum.listed",
        "可选值：HOT、COLD",
        &[
            several(Form::Bare, VALUES, &[]),
            several(Form::Bare, &[Lead::Support], &[is_not_instead]),
            several(Form::Bare, &[Lead::Colon], &[ends_sentence, has_witness]),
            several(Form::Bare, &[Lead::Clause], &[is_explained_behind_in_text]),
        ],
    ),
];

/// The rule that takes the list as an enumeration.
fn certain(of: &Evidence<'_, '_>) -> Option<&'static str> {
    let count = if of.values.len() > 1 { Count::Several } else { Count::One };
    let holds = |row: &Row| {
        let found = row.form == of.list.form && row.leads.contains(&of.list.lead) && row.count == count;
        found && row.needs.iter().all(|need| need(of))
    };
    RULES.iter().find(|rule| rule.by.iter().any(holds)).map(|rule| rule.id)
}

/// The sample value, if there is one, is a value of the list.
fn agrees(of: &Evidence<'_, '_>) -> bool {
    let same = |a: &Value, b: &Value| match (a, b) {
        (Value::String(a), Value::String(b)) => a.eq_ignore_ascii_case(b),
        _ => a == b,
    };
    of.reading.samples().iter().all(|sample| of.values.iter().any(|value| same(value, sample)))
}

fn is_chinese(of: &Evidence<'_, '_>) -> bool {
    of.reading.cjk
}

fn has_sample(of: &Evidence<'_, '_>) -> bool {
    !of.reading.samples().is_empty()
}

fn has_or(of: &Evidence<'_, '_>) -> bool {
    of.list.alternatives
}

fn has_codes(of: &Evidence<'_, '_>) -> bool {
    of.list.items.iter().all(|item| is_plain_code(item.value))
}

fn begins_line(of: &Evidence<'_, '_>) -> bool {
    of.list.lines
}

/// Nobody takes the values for words of the text around them.
fn sets_values_apart(of: &Evidence<'_, '_>) -> bool {
    is_chinese(of) || has_codes(of) || begins_line(of)
}

fn agrees_or_is_line(of: &Evidence<'_, '_>) -> bool {
    agrees(of) || begins_line(of)
}

fn is_no_example(of: &Evidence<'_, '_>) -> bool {
    !of.reading.is_illustration(of.list.start)
}

/// The clause names no other field: "then `Kind` can only be HOT". Nor is the value the number of an item: `1).`
fn is_of_field(of: &Evidence<'_, '_>) -> bool {
    let closes = of.reading.is(of.list.end, Mark::Close) && !of.reading.is_in_parentheses(of.list.start);
    !of.reading.is_conditional(of.list.start) && !closes
}

fn is_not_instead(of: &Evidence<'_, '_>) -> bool {
    !of.reading.is_instead(of.list.start)
}

fn is_choice_of_words(of: &Evidence<'_, '_>) -> bool {
    let words = of.reading.scalar == Some(Scalar::Text);
    has_or(of) && words && !begins_line(of) && of.list.start > 0
}

/// "Respectively" follows with a label for each value.
fn is_explained_behind(of: &Evidence<'_, '_>) -> bool {
    !labels(of.reading, of.list, of.values).is_empty()
}

/// "Respectively" follows.
fn is_explained_behind_in_text(of: &Evidence<'_, '_>) -> bool {
    of.reading.cue(of.list.end) == Some(Cue::Respectively)
}

/// Glued explanations are short and hold no other value.
fn has_short_labels(of: &Evidence<'_, '_>) -> bool {
    of.list.items.iter().all(|item| {
        let head = short_name(item.gloss).unwrap_or_default();
        !head.is_empty() && !head.bytes().any(|b| b.is_ascii_alphanumeric())
    })
}

/// What stands behind the value is no other value glued to it: `p1:p2`.
fn is_explained_in_words(of: &Evidence<'_, '_>) -> bool {
    of.list.items.iter().all(|item| {
        let glued = item.gloss.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        glued.is_empty() || !of.reading.subject.text.contains(&format!("{}:{glued}", item.value))
    })
}

/// A blank stands before the dash: `1-limit` is a range whose end is named.
fn has_blank_dash(of: &Evidence<'_, '_>) -> bool {
    let item = of.list.items.first();
    item.and_then(|item| of.reading.token(item.start + 1)).is_some_and(|dash| dash.spaced)
}

/// The sample or the stated default is a value of the list.
fn has_witness(of: &Evidence<'_, '_>) -> bool {
    has_sample(of) || names_default(of)
}

/// The default that the text states is a value of the list.
fn names_default(of: &Evidence<'_, '_>) -> bool {
    let reading = of.reading;
    let cues = (0..reading.tokens.len()).filter(|i| matches!(reading.cue(*i), Some(Cue::Default | Cue::DefaultValue)));
    let mut stated = cues.filter_map(|i| reading.token(super::phrase::lead(reading, i + 1)));
    stated.any(|token| of.list.items.iter().any(|item| item.value == token.text))
}

/// Each value begins a line.
fn are_lines(of: &Evidence<'_, '_>) -> bool {
    of.list.items.iter().all(|item| item.start > 0 && of.reading.begins_line(item.start))
}

fn ends_text(of: &Evidence<'_, '_>) -> bool {
    (of.list.end..of.reading.tokens.len()).all(|i| of.reading.is(i, Mark::Newline))
}

/// The last value is joined to the others by "or".
fn ends_in_or(of: &Evidence<'_, '_>) -> bool {
    let last = of.list.items.last().and_then(|item| item.start.checked_sub(1));
    last.is_some_and(|before| of.reading.cue(before) == Some(Cue::Or))
}

fn ends_sentence(of: &Evidence<'_, '_>) -> bool {
    let ends = [Mark::Stop, Mark::Semicolon, Mark::Newline, Mark::Bullet, Mark::Close];
    ends_text(of)
        || ends.iter().any(|mark| of.reading.is(of.list.end, *mark))
        || of.reading.cue(of.list.end + 1) == Some(Cue::Default)
}

fn ends_clause(of: &Evidence<'_, '_>) -> bool {
    ends_sentence(of) || of.reading.is(of.list.end, Mark::Comma)
}

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

impl Enumeration {
    /// The default is no value of the list, and nothing makes sure of the list: it is not announced as the values, it is
    /// a single value, or it is two numbers that the default lies between, as it does where the joint of a range is lost.
    pub(super) fn is_refuted_by(&self, default: &Value) -> bool {
        let between = || match (self.values.as_slice(), default.as_f64()) {
            ([low, high], Some(default)) => low.as_f64() < Some(default) && Some(default) < high.as_f64(),
            _ => false,
        };
        !self.values.contains(default) && (!self.announced || self.values.len() == 1 || between())
    }
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
    // A single value that the text explains elsewhere, for another case.
    let known = |value: &str| found.iter().any(|one| one.values.iter().any(|known| key(known) == value));
    let is_case = |list: &List<'_>| {
        list.form == Form::Dash && list.lead >= Lead::Support && list.items.iter().any(|item| !known(item.value))
    };
    if lists.iter().any(is_case) {
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
    let evidence = Evidence { reading, list, values: &values };
    let announced = list.lead == Lead::Values;
    let rule = certain(&evidence).filter(|_| announced || agrees(&evidence))?;
    let labels = labels(reading, list, &values);
    Some(Enumeration { rule, values, labels, announced, start: list.start, lead: list.lead })
}

/// A quoted value stands before the first one of the list, which therefore is not the first.
fn begins_amid(reading: &Reading<'_>, list: &List<'_>) -> bool {
    let Some(before) = list.start.checked_sub(2) else { return false };
    let separated = reading.is(before + 1, Mark::Comma) || reading.is(before + 1, Mark::Pause);
    let closed = reading.is(before, Mark::Quote) || reading.is(before, Mark::Close);
    let quoted = || (reading.clause_start(before)..before).any(|i| reading.is(i, Mark::Quote));
    separated && (closed || quoted()) && reading.is(list.start, Mark::Quote)
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
        let Some(short) = explanation(without_means(gloss)) else { continue };
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

/// What the two values of a switch mean, where the text explains both.
pub(super) fn of_switch(lists: &[List<'_>]) -> IndexMap<String, String> {
    let explained = |form| matches!(form, Form::Colon | Form::Paren | Form::Means | Form::Dash);
    let labels = |list: &List<'_>| {
        let words = |item: &Item<'_>| {
            let value = item.value.to_ascii_lowercase();
            matches!(value.as_str(), "true" | "false").then_some(value)
        };
        let label = |item: &Item<'_>| Some((words(item)?, explanation(without_means(item.gloss))?));
        let labels: IndexMap<String, String> = list.items.iter().filter_map(label).collect();
        (labels.len() == 2 && list.items.len() == 2).then_some(labels)
    };
    lists.iter().filter(|list| explained(list.form)).find_map(labels).unwrap_or_default()
}

/// What the values mean that may be joined in one text: the text itself has other values.
pub(super) fn of_joined(reading: &Reading<'_>, lists: &[List<'_>]) -> IndexMap<String, String> {
    if reading.scalar != Some(Scalar::Text) || reading.list || !reading.mentions(vocabulary::JOINED) {
        return IndexMap::new();
    }
    let is_whole = |list: &&List<'_>| {
        let form = matches!(list.form, Form::Colon | Form::Paren | Form::Dash);
        form && list.lead == Lead::Values && list.items.len() > 1 && !list.open && !list.half
    };
    let found = lists.iter().find(is_whole).filter(|list| !declares_members(list) && !names_fields(reading, list));
    let values = |list: &List<'_>| list.items.iter().map(|item| Value::from(item.value)).collect::<Vec<_>>();
    found.map(|list| labels(reading, list, &values(list))).unwrap_or_default()
}

/// An explanation without the "means" it may begin with.
pub(super) fn without_means(gloss: &str) -> &str {
    let gloss = gloss.trim_start_matches(['：', ':', ' ', '，']);
    if vocabulary::NO_GLOSS_STARTS.iter().any(|word| gloss.starts_with(word)) {
        return gloss;
    }
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
