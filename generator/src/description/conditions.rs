//! Conditions: what a description says of its field together with others of the same request.
//!
//! A sentence is taken only if it names fields of the request as they are spelled and has one of the turns of the
//! [`vocabulary`]. Sentences with more than one premise, or with a premise that is no field, are left alone: a wrong
//! condition is worse than none.

use std::collections::BTreeSet;

use super::vocabulary as words;
use crate::spec::model::ConditionKind;

/// A condition as a sentence states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionStated {
    /// What is said.
    pub kind: ConditionKind,
    /// Of which fields.
    pub fields: Vec<String>,
    /// The field that decides and its values as printed; no values where it is enough that the field is sent.
    pub when: Option<(String, Vec<String>)>,
    /// The rule.
    pub rule: &'static str,
}

/// A turn of speech: what it finds in a sentence.
type FindConditions = fn(&Sentence<'_>) -> Vec<ConditionStated>;

/// The turns, all of which are tried.
pub(super) static RULES: &[crate::rules::Rule<FindConditions>] = &[
    crate::rules::rule("condition.exclusive", "不支持同时指定 CupIds 和 Filters。", exclusive),
    crate::rules::rule("condition.one-of", "与 Spoons 至少提供一个。", one_of),
    crate::rules::rule("condition.together", "VpcId 与 SubnetId 必须同时指定。", together),
    crate::rules::rule("condition.required-if", "当 Kind 为 CUSTOM 时必填。", required_if),
    crate::rules::rule("condition.required-unless", "如果没有 LeafId，则此项必传。", required_unless),
    crate::rules::rule("condition.others", "若此项不填，则 LeafId、BagId 必填。", others_required),
    crate::rules::rule("condition.applies", "仅当 Kind 为 CUSTOM 时生效。", applies),
];

/// The conditions that the description of the field `own` states; `names` are the fields beside it, itself included.
pub fn conditions(text: &str, own: &str, names: &BTreeSet<&str>) -> Vec<ConditionStated> {
    let mut found: Vec<ConditionStated> = Vec::new();
    let parts = apart(text);
    for sentence in parts.iter().flat_map(|part| sentences(part)) {
        let sentence = Sentence { text: sentence, own, mentions: mentions(sentence, names), names };
        if sentence.mentions.is_empty() {
            continue;
        }
        for stated in RULES.iter().flat_map(|rule| (rule.by)(&sentence)) {
            if !found.contains(&stated) {
                found.push(stated);
            }
        }
    }
    found
}

/// A sentence and the fields that it names.
pub(super) struct Sentence<'t> {
    text: &'t str,
    own: &'t str,
    /// Where each name begins, in order.
    mentions: Vec<(usize, &'t str)>,
    /// The fields that it may name.
    names: &'t BTreeSet<&'t str>,
}

impl<'t> Sentence<'t> {
    fn has(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| has_phrase(self.text, phrase))
    }

    /// The clause that has one of the phrases; the whole sentence where that clause names no field.
    fn clause_with(&self, phrases: &[&str]) -> &'t str {
        let mut start = 0;
        for clause in self.text.split(['，', ',']) {
            let end = start + clause.len();
            let says = phrases.iter().any(|phrase| has_phrase(clause, phrase));
            if says && !mentions(clause, self.names).is_empty() {
                return if self.goes_on_at(end) { self.text } else { clause };
            }
            start = end + self.text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
        self.text
    }

    /// The comma at a place stands between two fields of one list.
    fn goes_on_at(&self, comma: usize) -> bool {
        let last = self.mentions.iter().rev().find(|(at, _)| *at < comma);
        let next = self.mentions.iter().find(|(at, _)| *at > comma);
        last.zip(next).is_some_and(|(last, next)| are_joined(self.text, &[*last, *next]))
    }

    /// The only other field that it names, and where.
    fn only_other(&self) -> Option<(usize, &'t str)> {
        let mut others = self.mentions.iter().filter(|(_, name)| *name != self.own);
        others.next().filter(|_| others.next().is_none()).copied()
    }

    /// The names, each once; with the field's own where there is only one other.
    fn together(&self, mentions: &[(usize, &'t str)]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (_, name) in mentions {
            if !names.iter().any(|known| known == name) {
                names.push((*name).to_owned());
            }
        }
        if names.len() == 1 && names.first().is_some_and(|name| name != self.own) {
            names.insert(0, self.own.to_owned());
        }
        names
    }

    /// What is said of several fields, where nothing but the fields and the phrase stands before them in their clause.
    fn stated(&self, kind: ConditionKind, rule: &'static str, phrases: &[&str]) -> Vec<ConditionStated> {
        if !self.has(phrases) {
            return Vec::new();
        }
        let clause = self.clause_with(phrases);
        let mentions = mentions(clause, self.names);
        let fields = self.together(&mentions);
        let before = mentions.first().and_then(|(at, _)| clause.get(..*at)).unwrap_or_default();
        let several = (2..=MOST_TOGETHER).contains(&fields.len());
        let premise = self.has(words::PREMISES) || clause.contains('+') || !leads_to_fields(before, phrases);
        if several && !premise { vec![ConditionStated { kind, fields, when: None, rule }] } else { Vec::new() }
    }
}

/// The text has the phrase; `…` in it stands for a few words.
fn has_phrase(text: &str, phrase: &str) -> bool {
    let mut rest = Some(text);
    phrase.split('…').all(|part| {
        rest = rest.and_then(|text| text.split_once(part)).map(|(_, behind)| behind);
        rest.is_some()
    })
}

/// More fields than a sentence sets against each other.
const MOST_TOGETHER: usize = 6;

fn exclusive(sentence: &Sentence<'_>) -> Vec<ConditionStated> {
    if let Some(choice) = only_one(sentence) {
        return vec![choice];
    }
    let stated = sentence.stated(ConditionKind::Exclusive, "condition.exclusive", words::NOT_TOGETHER);
    let alternatives = sentence.clause_with(words::NOT_TOGETHER).contains('或');
    let split = |stated: ConditionStated| {
        let others = stated.fields.iter().filter(|name| *name != sentence.own);
        let pair =
            |name: &String| ConditionStated { fields: vec![sentence.own.to_owned(), name.clone()], ..stated.clone() };
        others.map(pair).collect::<Vec<_>>()
    };
    // `This excludes A or B` sets the field against each of them.
    if alternatives { stated.into_iter().flat_map(split).collect() } else { stated }
}

/// `只能设置 CupId 或 PotId`
fn only_one(sentence: &Sentence<'_>) -> Option<ConditionStated> {
    if !sentence.has(words::ONLY) {
        return None;
    }
    let clause = sentence.clause_with(words::ONLY);
    let found = mentions(clause, sentence.names);
    let is_choice = found.len() > 1 && clause.contains('或') && are_joined(clause, &found);
    let has_own = found.iter().any(|(_, name)| *name == sentence.own);
    (is_choice && has_own).then(|| ConditionStated {
        kind: ConditionKind::Exclusive,
        fields: sentence.together(&found),
        when: None,
        rule: "condition.exclusive",
    })
}

fn one_of(sentence: &Sentence<'_>) -> Vec<ConditionStated> {
    sentence.stated(ConditionKind::OneOf, "condition.one-of", words::AT_LEAST_ONE)
}

fn together(sentence: &Sentence<'_>) -> Vec<ConditionStated> {
    if sentence.has(words::NOT_TOGETHER) {
        return Vec::new();
    }
    sentence.stated(ConditionKind::Requires, "condition.together", words::TOGETHER)
}

/// Where the first of the words stands that say what follows from a premise.
fn said_at(text: &str, phrases: &[&str]) -> Option<(usize, usize)> {
    let found = phrases.iter().filter_map(|word| text.find(word).map(|at| (at, at + word.len())));
    found.min_by_key(|(at, _)| *at)
}

/// `Kind 为 A 或 B 时必填`, `指定了 Kind 时必填`, `required if Kind is A`.
fn required_if(sentence: &Sentence<'_>) -> Vec<ConditionStated> {
    let Some(at) = said_at(sentence.text, words::MUST_BE_SENT) else { return Vec::new() };
    sentence.under_premise(at, ConditionKind::RequiredIf, "condition.required-if")
}

/// `仅当 Kind 为 A 时生效`, `takes effect only if Kind is A`.
fn applies(sentence: &Sentence<'_>) -> Vec<ConditionStated> {
    if sentence.has(words::NOT_EFFECTIVE) {
        return Vec::new();
    }
    let Some(at) = said_at(sentence.text, words::EFFECTIVE) else { return Vec::new() };
    sentence.under_premise(at, ConditionKind::Applies, "condition.applies")
}

impl Sentence<'_> {
    /// What is said of the field itself at a place, where a premise about the only other field stands before or behind it.
    fn under_premise(
        &self,
        (from, to): (usize, usize),
        kind: ConditionKind,
        rule: &'static str,
    ) -> Vec<ConditionStated> {
        let Some((at, name)) = self.only_other() else { return Vec::new() };
        let before = self.text.get(..at).unwrap_or_default();
        let until = if at < from { from } else { self.text.len() };
        let Some(behind) = self.text.get(at + name.len()..until) else { return Vec::new() };
        let since = if at < from { before } else { self.text.get(to..at).unwrap_or_default() };
        let english = words::PREMISE_STARTS_EN.iter().any(|start| since.contains(start));
        let values = if sends(before) {
            words::PREMISE_ENDS.iter().any(|end| behind.trim_start().starts_with(end)).then(Vec::new)
        } else if english || begins_premise_with_field(before) && at < from {
            premise_values(behind, english)
        } else {
            None
        };
        // `必选且有效` says two things of the field, under one premise.
        let both = words::AND_REQUIRED.iter().any(|words| behind.ends_with(words));
        let also = !both && behind.contains(words::ALSO) || before.replace(words::ONLY_IF, "").contains(words::ALSO);
        let Some(values) = values.filter(|_| !also && !self.has(words::NOT_REQUIRED)) else { return Vec::new() };
        let when = Some((name.to_owned(), values));
        vec![ConditionStated { kind, fields: vec![self.own.to_owned()], when, rule }]
    }
}

/// The text before a field ends in the word that begins a premise about it.
fn begins_premise_with_field(before: &str) -> bool {
    before.is_empty() || words::PREMISE_STARTS.iter().any(|start| before.trim_end().ends_with(start))
}

/// The text before a field begins a premise that the field is sent: `如果指定了`.
fn sends(before: &str) -> bool {
    let before = before.trim_end_matches(['`', ' ', '"', '“']);
    words::IS_SENT_BEFORE.iter().filter_map(|word| before.strip_suffix(word)).any(begins_premise)
}

/// The values of a premise behind the field's name: `为 A 或 B 时`, `is set to A or B`; none for `is specified`.
fn premise_values(clause: &str, english: bool) -> Option<Vec<String>> {
    let mut rest = clause.trim_start_matches(['`', '"', '”', ' ']);
    let skipped = words::OF_A_FIELD.iter().find_map(|word| rest.strip_prefix(word));
    rest = skipped.unwrap_or(rest).trim_start();
    let ends = |rest: &str| {
        if english {
            rest.is_empty() || rest.starts_with([',', '.', ')'])
        } else {
            rest.trim().is_empty() || words::PREMISE_ENDS.iter().any(|end| rest.starts_with(end))
        }
    };
    if words::IS_SENT.iter().filter_map(|word| rest.strip_prefix(word)).any(ends) {
        return Some(Vec::new());
    }
    rest = words::EQUALS.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len())?;
    let mut values = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '`', '"', '“', '\'', '【', '*']);
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(rest.len());
        let value = rest.get(..end)?.trim_end_matches('.');
        // A word that only leads to a value, or says that there is one.
        if value.is_empty() || english && words::NO_VALUES_EN.contains(&value) {
            return None;
        }
        values.push(value.to_owned());
        rest = rest.get(end..)?.trim_start_matches(['`', '"', '”', '\'', '】', '*', ' ']);
        match words::OR.iter().find_map(|word| rest.strip_prefix(word)) {
            Some(next) => rest = next,
            None => break,
        }
    }
    ends(rest).then_some(values)
}

/// `未指定 LeafId 时必填`, `required if LeafId is not specified`.
fn required_unless(sentence: &Sentence<'_>) -> Vec<ConditionStated> {
    let Some((from, to)) = said_at(sentence.text, words::MUST_BE_SENT) else { return Vec::new() };
    let Some((at, name)) = sentence.only_other() else { return Vec::new() };
    let before = sentence.text.get(..at).unwrap_or_default().trim_end_matches(['`', ' ', '"']);
    let behind = sentence.text.get(at + name.len()..).unwrap_or_default().trim_start_matches(['`', ' ', '"']);
    let unsent = words::NOT_SENT.iter().filter_map(|word| before.strip_suffix(word)).min_by_key(|before| before.len());
    let absent = unsent.is_some_and(begins_premise) || words::IS_NOT_SENT.iter().any(|word| behind.starts_with(word));
    let is_premise = at < from || at >= to;
    if !absent || !is_premise || sentence.text.contains(words::ALSO) {
        return Vec::new();
    }
    let when = Some((name.to_owned(), Vec::new()));
    let fields = vec![sentence.own.to_owned()];
    vec![ConditionStated { kind: ConditionKind::RequiredUnless, fields, when, rule: "condition.required-unless" }]
}

/// `若此项不填，则 CupId、PotId 必填`: a premise about the field itself, and what it says of others.
fn others_required(sentence: &Sentence<'_>) -> Vec<ConditionStated> {
    let begins = |clause: &str| words::PREMISE_STARTS_OWN.iter().any(|start| clause.starts_with(start));
    let commas = sentence.text.match_indices(['，', ',']).map(|(at, comma)| at + comma.len());
    let since = std::iter::once(0).chain(commas).find_map(|at| sentence.text.get(at..).filter(|rest| begins(rest)));
    let Some((premise, consequence)) = since.and_then(|rest| rest.split_once(['，', ','])) else { return Vec::new() };
    let named = premise.contains(sentence.own) || words::THIS_FIELD.iter().any(|word| premise.contains(word));
    let until = said_at(consequence, words::MUST_BE_SENT).map_or(consequence.len(), |(from, _)| from);
    let mut others = mentions(consequence, sentence.names);
    others.retain(|(at, _)| *at < until);
    let (Some((first, _)), Some((last, name))) = (others.first(), others.last()) else { return Vec::new() };
    let lead = consequence.get(..*first).unwrap_or_default();
    let rest = consequence.get(last + name.len()..).unwrap_or_default();
    let rest = rest.trim_start_matches(['`', ' ', '"', '”', '也', '均', '都', '为', '是']);
    let must = words::MUST_BE_SENT.iter().any(|word| rest.starts_with(word));
    let joined = are_joined(consequence, &others) && lead.trim_matches(['则', ' ', '`', '"', '“']).is_empty();
    let foreign = mentions(premise, sentence.names).iter().any(|(_, name)| *name != sentence.own);
    if !(named && must && joined) || foreign || others.iter().any(|(_, name)| *name == sentence.own) {
        return Vec::new();
    }
    let absent = words::NOT_SENT.iter().chain(words::IS_NOT_SENT).any(|word| premise.contains(word));
    let sent = words::IS_SENT_BEFORE.iter().any(|word| premise.contains(word));
    let kind = match (absent, sent) {
        (true, _) => ConditionKind::RequiredUnless,
        (false, true) => ConditionKind::RequiredIf,
        (false, false) => return Vec::new(),
    };
    let fields = others.iter().map(|(_, name)| (*name).to_owned()).collect();
    vec![ConditionStated { kind, fields, when: Some((sentence.own.to_owned(), Vec::new())), rule: "condition.others" }]
}

/// Nothing but words that join them stands between the fields.
fn are_joined(text: &str, mentions: &[(usize, &str)]) -> bool {
    mentions.windows(2).all(|pair| {
        let [(at, name), (next, _)] = pair else { return true };
        let between = text.get(at + name.len()..*next).unwrap_or_default().replace(words::JOINTS_EN.0, "");
        between
            .replace(words::JOINTS_EN.1, "")
            .trim_matches(['`', ' ', '"', '“', '”', '或', '者', '、', '和', '与', '，', ',', '/'])
            .is_empty()
    })
}

/// What stands before the first field says nothing but that fields follow, or is the phrase itself.
fn leads_to_fields(before: &str, phrases: &[&str]) -> bool {
    let parts = phrases.iter().flat_map(|phrase| phrase.split('…'));
    let before = parts.fold(before.to_owned(), |text, phrase| text.replace(phrase, ""));
    let before = words::LEADS_TO_FIELDS.iter().fold(before, |text, word| text.replace(word, ""));
    !before.contains(|c: char| c.is_alphanumeric()) || before.is_ascii()
}

/// Nothing stands before a premise but the word that begins it.
fn begins_premise(before: &str) -> bool {
    let before = before.trim_end();
    let rest = words::PREMISE_STARTS.iter().find_map(|start| before.strip_suffix(start)).unwrap_or(before);
    rest.is_empty() || rest.ends_with(['，', ',', '：', ':'])
}

/// The text without what stands in parentheses, and then each of these: a remark about a word does not end its sentence.
fn apart(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut open: Vec<usize> = Vec::new();
    for c in text.chars() {
        match c {
            '(' | '（' => {
                open.push(parts.len());
                parts.push(String::new());
            }
            ')' | '）' => drop(open.pop()),
            _ => {
                if let Some(part) = parts.get_mut(open.last().copied().unwrap_or_default()) {
                    part.push(c);
                }
            }
        }
    }
    parts
}

/// Sentences and lines; a full stop of ASCII ends one only before a blank.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| matches!(c, '。' | '；' | ';' | '\n' | '！');
    text.split(ends).flat_map(|part| part.split(". ")).map(str::trim).filter(|part| !part.is_empty())
}

/// The fields that a sentence names, whole words only.
fn mentions<'t>(sentence: &str, names: &BTreeSet<&'t str>) -> Vec<(usize, &'t str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = sentence.get(at..).and_then(|rest| rest.find(is_part)).map(|start| at + start) {
        let rest = sentence.get(start..).unwrap_or_default();
        let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if let Some(name) = names.get(word) {
            found.push((start, *name));
        }
        at = start + length.max(1);
    }
    found
}
