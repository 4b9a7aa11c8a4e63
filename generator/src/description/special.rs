//! Special values: a number beside the usual ones that means something of its own, such as -1 for "unlimited".

use super::bounds::{self, Bounds};
use super::enumeration::without_means;
use super::label::{begins, explanation, label};
use super::list::List;
use super::reading::Reading;
use super::vocabulary;
use crate::spec::model::Special;

/// More explained numbers than this are an enumeration that was not understood.
const MOST: usize = 3;

/// The value after 0: a text that has it too speaks of more than one value.
const NEXT: &str = "1";

/// The rule, for `Facts::rules`.
pub(super) const RULE: (&str, &str) = ("special.explained", "取值 1~9，-1 表示不限");

/// The numbers that a text explains beside a range; without a range, those that stand for "unlimited".
pub(super) fn find(reading: &Reading<'_>, lists: &[List<'_>], range: Option<&Bounds<'_>>) -> Vec<Special> {
    if !reading.is_numeric() {
        return Vec::new();
    }
    let mut found: Vec<Special> = Vec::new();
    let explained = bounds::explained(reading, lists);
    if explained.len() > MOST {
        return found;
    }
    let others = || (0..reading.tokens.len()).any(|i| reading.token(i).is_some_and(|token| token.text == NEXT));
    let is_alone =
        explained.iter().all(|(value, _)| explained.first().is_some_and(|(first, _)| first == value)) && !others();
    for (value, gloss) in explained {
        let Some(value) = reading.value(value) else { continue };
        let gloss = meaning(gloss);
        let label = name(gloss);
        let is_unlimited = vocabulary::UNLIMITED.iter().any(|word| gloss.starts_with(word));
        let is_usual = range.is_some_and(|range| range.has_within(&value));
        // The only value that is explained, where the others are plain numbers.
        let is_only = is_alone && value.as_f64().is_some_and(|value| value <= 0.0) && label.is_some();
        if (range.is_some() || is_unlimited || is_only)
            && !is_usual
            && found.iter().all(|special| special.value != value)
        {
            found.push(Special { value, label });
        }
    }
    found
}

/// What the value stands for, in short; none where the explanation begins with a case: "for instances that ...".
fn name(gloss: &str) -> Option<String> {
    let of_a_case = || vocabulary::WHEN_STARTS.iter().chain(vocabulary::SCOPES).any(|word| begins(gloss, word));
    label(gloss).map(|(label, _)| label).or_else(|| explanation(gloss).filter(|_| !of_a_case()))
}

/// An explanation without the words that lead to it: `时，表示`.
fn meaning(gloss: &str) -> &str {
    const PAUSES: [char; 3] = [',', '，', ' '];
    let gloss = gloss.trim_start_matches(PAUSES);
    let gloss = gloss.strip_prefix(vocabulary::WHEN).unwrap_or(gloss).trim_start_matches(PAUSES);
    without_means(gloss.strip_prefix('则').unwrap_or(gloss)).trim_start()
}
