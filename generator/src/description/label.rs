//! Labels: the clause of a description that names the thing.
//!
//! Clauses are looked at in their order. One that only says when or for what the field is sent is passed over; one that
//! says "this parameter means X" is the label X. The first clause that is a sentence about anything else ends the
//! search: no label is better than a fragment. Which words do this is in the vocabulary.

use super::vocabulary as words;
use crate::rules::Rule;

/// The longest label: letters of Chinese count one, words of ASCII two.
const LONGEST: usize = 28;

/// The longest leading phrase of an explanation, in characters.
const LONGEST_PHRASE: usize = 24;

/// The longest explanation of a value in English, in characters.
const LONGEST_EXPLANATION: usize = 60;

/// The fewest words of an English name that was cut, its article included.
const FEWEST_WORDS: usize = 3;

/// The longest label that asks whether something is so: such a clause is not cut anywhere.
const LONGEST_QUESTION: usize = 40;

/// Clauses that are looked at.
const MOST_CLAUSES: usize = 8;

/// What a clause is to the search for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role<'t> {
    /// It says when, or how the field is sent: the next clause may name it.
    Aside,
    /// It says for what the field is: the next sentence may name it.
    Scope,
    /// It names the thing.
    Name(&'t str),
    /// It is something else.
    Other,
}

/// How a clause that names the thing is recognized.
type FindName = for<'t> fn(&'t str) -> Option<&'t str>;

/// The ways of naming a thing that take more than the first clause. The first that fits is right.
pub(super) static RULES: &[Rule<FindName>] = &[
    crate::rules::rule("label.as-follows", "过滤条件如下", |phrase| {
        let end = words::AS_FOLLOWS.iter().find_map(|end| phrase.strip_suffix(end))?;
        Some(words::DETAILED.iter().find_map(|start| end.strip_prefix(start)).unwrap_or(end))
    }),
    crate::rules::rule("label.means", "该参数表示杯子的编号", |phrase| {
        let within = || words::TO_GIVE.iter().find_map(|word| phrase.split_once(word)).map(|(_, name)| name);
        without_any(phrase, words::NAMES_FOLLOW).or_else(within)
    }),
    crate::rules::rule("label.filter", "按照杯子的编号过滤", |phrase| {
        let end = words::FILTERED.iter().find_map(|end| phrase.strip_suffix(end))?;
        without_any(end, words::FILTER_BY)
    }),
    crate::rules::rule("label.purpose", "用于盛茶的杯子", |phrase| {
        let rest = without_any(phrase, words::PURPOSE)?;
        rest.contains('的').then_some(rest)
    }),
];

/// The rule for a clause behind others that only say when the field is sent.
const BEHIND: &str = "label.behind";

/// The identifiers of the rules, with an invented example of each.
pub(super) fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.id, rule.meaning)).chain([(BEHIND, "泡茶时，杯子的编号")])
}

/// What a reader would call the thing that `text` describes, and the rule behind it; no rule where it is simply the
/// first clause.
///
/// None where the clause is longer than 28 letters (a word of ASCII counts two), names nothing (a bare number, a word
/// like "Note", a condition), or is a value that the text goes on to explain.
pub(super) fn label(text: &str) -> Option<(String, Option<&'static str>)> {
    let mut behind = false;
    let mut is_scope = false;
    for clause in clauses(text).take(MOST_CLAUSES) {
        if std::mem::take(&mut is_scope) && !clause.begins_sentence {
            is_scope = true;
            continue;
        }
        let (phrase, rule) = named(&clause.text);
        // `Filter: the name of the cup`
        let filters = words::FILTER_CONDITIONS.contains(&phrase) && clause.end == Some(':') && !behind;
        if filters && let Some(next) = clauses(text).nth(1).filter(|next| next.is_last && !next.text.is_ascii()) {
            return Some((next.text.into_owned(), Some(BEHIND)));
        }
        match role(&clause, phrase, behind || rule.is_some()) {
            Role::Aside => {}
            Role::Scope => is_scope = true,
            Role::Name(name) => return Some((name.to_owned(), rule.or(behind.then_some(BEHIND)))),
            Role::Other => return None,
        }
        behind = true;
    }
    None
}

/// The phrase of a clause that names something, with the rule that found it.
fn named(clause: &str) -> (&str, Option<&'static str>) {
    let found = RULES.iter().find_map(|rule| Some(((rule.by)(clause)?.trim(), Some(rule.id))));
    found.filter(|(phrase, _)| !phrase.is_empty()).unwrap_or((clause, None))
}

/// `strict`: the phrase stands behind others, so it has to look like a name.
fn role<'t>(clause: &Clause<'_>, phrase: &'t str, strict: bool) -> Role<'t> {
    let asks = words::QUESTIONS.iter().any(|word| begins(phrase, word) || (!word.is_ascii() && phrase.contains(word)));
    if words::SCOPES.iter().any(|word| begins(phrase, word)) {
        return Role::Scope;
    }
    let aside = is_aside(phrase) || is_header(clause, phrase) || !asks && is_circumstance(phrase);
    if aside {
        let goes_on = !clause.is_last && (!clause.ends_sentence || asks || !is_circumstance(phrase));
        return if goes_on { Role::Aside } else { Role::Other };
    }
    let longest = if asks { LONGEST_QUESTION } else { LONGEST };
    let is_sentence = words::NO_NAMES.iter().any(|word| begins(phrase, word))
        || strict && is_action(phrase, asks)
        || !asks && is_cut(phrase, clause.ends_sentence)
        || is_prepositional(phrase);
    if is_sentence || is_explained(clause, phrase) || leads_in(clause, phrase) {
        return Role::Other;
    }
    let Some(phrase) = within(phrase, longest) else { return Role::Other };
    if phrase.chars().any(char::is_alphabetic) { Role::Name(phrase) } else { Role::Other }
}

/// The phrase, or of a long one in English what stands before a clause that says more of the thing.
fn within(phrase: &str, longest: usize) -> Option<&str> {
    if length(phrase) <= longest {
        return Some(phrase);
    }
    let places = words::MORE_OF_IT.iter().flat_map(|joint| phrase.match_indices(joint)).map(|(at, _)| at);
    let heads = places.filter_map(|at| phrase.get(..at)).filter(|head| phrase.is_ascii() && !is_cut(head, false));
    // "The method" names nothing.
    heads
        .filter(|head| length(head) <= longest && head.split(' ').count() >= FEWEST_WORDS)
        .max_by_key(|head| head.len())
}

/// The clause says how the field is sent.
fn is_aside(phrase: &str) -> bool {
    words::ASIDES.contains(&phrase) || words::ASIDES_WITHIN.iter().any(|word| phrase.contains(word))
}

/// `HTTP header: X-Cup. The number of the cup.`
fn is_header(clause: &Clause<'_>, phrase: &str) -> bool {
    let named = words::HEADERS.iter().any(|word| phrase.contains(word)) && clause.end == Some(':');
    named || (phrase.starts_with("X-") && phrase.chars().all(|c| c.is_ascii_graphic()))
}

/// Behind other clauses, the phrase says what happens.
fn is_action(phrase: &str, asks: bool) -> bool {
    words::VERBS.iter().any(|word| begins(phrase, word))
        || !asks && words::VERBS_WITHIN.iter().any(|word| phrase.contains(word))
}

/// `OPEN: the shelf is open`, `0-closed`, `BY_WEIGHT is ...`, `<li>`, `Cups.N`: a value, a mark or a path, not a name.
fn is_explained(clause: &Clause<'_>, phrase: &str) -> bool {
    let first = phrase.split(' ').next().unwrap_or_default();
    let behind_number = phrase.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_value = behind_number.len() < phrase.len() && behind_number.starts_with('-');
    let is_value = is_value || is_range(phrase);
    let is_path = first.len() == phrase.len() && phrase.is_ascii() && phrase.contains('.');
    if is_value || is_path {
        return true;
    }
    phrase.chars().all(|c| c.is_ascii_graphic()) && matches!(clause.end, Some(':' | '|' | '>'))
        || first.len() < phrase.len() && first.contains('_')
}

/// `1 Mbps 至 100 Mbps`
fn is_range(phrase: &str) -> bool {
    let begins = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let mut joints = words::THROUGH.iter().chain(&["~", "～", "-"]);
    begins(phrase) && joints.any(|joint| phrase.split_once(joint).is_some_and(|(_, behind)| begins(behind)))
}

/// "Note" leads in to something, unless it is all that the text says.
fn leads_in(clause: &Clause<'_>, phrase: &str) -> bool {
    words::NO_LABEL.contains(&phrase) && !(clause.is_last && words::LABELS_ALONE.contains(&phrase))
}

/// The text begins with the word; one of letters ends there.
pub(super) fn begins(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else { return false };
    let ends =
        || !text.get(word.len()..).and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_ascii_alphanumeric());
    start.eq_ignore_ascii_case(word) && (!word.ends_with(|c: char| c.is_ascii_alphanumeric()) || ends())
}

/// The text behind one of the words that it begins with.
fn without_any<'t>(text: &'t str, leads: &[&str]) -> Option<&'t str> {
    leads.iter().filter(|word| begins(text, word)).max_by_key(|word| word.len()).and_then(|word| text.get(word.len()..))
}

/// The phrase says when the field counts.
fn is_circumstance(phrase: &str) -> bool {
    let is_noun = words::NO_CONDITIONS.iter().any(|word| phrase.ends_with(word));
    let ends = words::WHEN_ENDS.iter().any(|end| phrase.ends_with(end) && !(is_noun && end.chars().count() == 1));
    let starts = words::WHEN_STARTS.iter().any(|start| begins(phrase, start));
    let is_name = words::NO_CONDITIONS.iter().any(|word| phrase.starts_with(word));
    let in_place = words::PLACES.iter().any(|word| phrase.starts_with(word)) && !phrase.contains('的');
    ends || (starts && !is_name) || in_place
}

/// The phrase ends in a word that needs another behind it. An English sentence may end in such a word.
fn is_cut(phrase: &str, ends_sentence: bool) -> bool {
    let last = phrase.rsplit(' ').next().unwrap_or_default();
    let is = |word: &str| {
        if word.is_ascii() { !ends_sentence && last.eq_ignore_ascii_case(word) } else { phrase.ends_with(word) }
    };
    words::DANGLING.iter().any(|word| is(word))
}

/// The phrase says by what something is done, and names no thing: it has no attribute.
fn is_prepositional(phrase: &str) -> bool {
    words::PREPOSITIONS.iter().any(|word| phrase.starts_with(word)) && !phrase.contains('的')
}

/// Letters of Chinese count one, words of ASCII two.
fn length(phrase: &str) -> usize {
    let mut in_word = false;
    phrase.chars().fold(0, |sum, c| {
        let begins_word = c.is_ascii_alphanumeric() && !in_word;
        in_word = c.is_ascii() && c != ' ' && (in_word || begins_word);
        sum + if begins_word { 2 } else { usize::from(!c.is_ascii()) }
    })
}

/// A piece of a description between two marks.
struct Clause<'t> {
    /// Without what stands in parentheses.
    text: std::borrow::Cow<'t, str>,
    /// The mark behind it, colons and bars as their ASCII form.
    end: Option<char>,
    begins_sentence: bool,
    ends_sentence: bool,
    /// Nothing that could name the thing follows.
    is_last: bool,
}

/// The clauses of a text that have letters or digits.
fn clauses(text: &str) -> impl Iterator<Item = Clause<'_>> {
    let mut rest = text.trim_start();
    let mut begins_sentence = true;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (clause, behind) = clause(rest, begins_sentence);
            begins_sentence = clause.ends_sentence || (begins_sentence && clause.text.is_empty());
            rest = behind;
            if !clause.text.is_empty() {
                return Some(clause);
            }
        }
    })
}

/// The clause at the beginning of a text, and what is behind its mark.
fn clause(text: &str, begins_sentence: bool) -> (Clause<'_>, &str) {
    let phrase = leading(text);
    let behind = text.get(phrase.len()..).unwrap_or_default();
    let (mut joined, mut after) = (std::borrow::Cow::Borrowed(phrase), behind);
    // `The cup (of tea) on the tray`: the clause goes on behind parentheses.
    if let Some(closed) = behind.strip_prefix(['(', '（']).and_then(|inner| inner.split_once([')', '）'])) {
        let tail = leading(closed.1);
        after = closed.1.get(tail.len()..).unwrap_or_default();
        let goes_on = tail.chars().any(char::is_alphanumeric)
            && !words::NOT_JOINED.iter().any(|word| tail.trim_start().starts_with(word))
            && (phrase.is_ascii() || !tail.starts_with(' '));
        if !phrase.is_empty() && goes_on {
            joined.to_mut().push_str(tail);
        } else if phrase.is_empty() {
            // `(a remark) The cup`: the clause begins behind the parentheses.
            return self::clause(closed.1, begins_sentence);
        } else if !tail.trim().is_empty() {
            after = closed.1;
        }
    }
    let mark = after.chars().next();
    let rest = mark.map_or("", |mark| after.get(mark.len_utf8()..).unwrap_or_default());
    let end = mark.map(|mark| match mark {
        '：' => ':',
        '|' | '｜' => '|',
        mark => mark,
    });
    let text = match joined {
        std::borrow::Cow::Borrowed(text) => std::borrow::Cow::Borrowed(name_of(text, after)),
        std::borrow::Cow::Owned(text) => std::borrow::Cow::Owned(name_of(&text, after).to_owned()),
    };
    let is_last = !rest.chars().any(char::is_alphanumeric);
    let ends_sentence = matches!(end, None | Some('。' | '.' | '\n' | ';' | '；' | '！' | '!'));
    (Clause { text, end, begins_sentence, ends_sentence, is_last }, rest.trim_start_matches([' ', '\t']))
}

/// The clause without the first of several values; a clause that is a value stays.
fn name_of<'a>(clause: &'a str, rest: &str) -> &'a str {
    let name = before_values(without_first_value(clause, rest));
    if name.is_empty() { clause.trim() } else { name }
}

/// The phrase before a blank and what announces values, or a value in quotes: `the cup 'BIG'-big`, `杯子 取值范围`.
fn before_values(phrase: &str) -> &str {
    let announces = |rest: &str| {
        let mut cues = words::CUES.iter().filter(|(cue, _)| *cue == words::Cue::Values);
        rest.starts_with(['\'', '"', '“', '`'])
            || !phrase.is_ascii() && cues.any(|(_, words)| words.iter().any(|word| rest.starts_with(word)))
    };
    let mut blanks = phrase.match_indices(' ').filter(|(at, _)| *at > 0);
    let end = blanks.find(|(at, _)| phrase.get(at + 1..).is_some_and(announces)).map(|(at, _)| at);
    let name = end.and_then(|end| phrase.get(..end)).unwrap_or(phrase).trim_end();
    if name.is_ascii() { phrase } else { name }
}

/// What stands before the first mark; names joined by `、` are one phrase.
fn leading(text: &str) -> &str {
    until(text, |i, c| c != '、' && ends_phrase(text, i, c))
}

/// What stands before the first such letter.
fn until(text: &str, ends: impl Fn(usize, char) -> bool) -> &str {
    let end = text.char_indices().find(|&(i, c)| ends(i, c)).map_or(text.len(), |(i, _)| i);
    text.get(..end).unwrap_or_default()
}

/// The leading phrase of a message or of the explanation of a value, cut short: those are sentences, which are not ours.
pub(super) fn phrase(text: &str) -> Option<String> {
    let starts = |words: &[&str]| words.iter().any(|word| text.trim_start().starts_with(word));
    let condition = starts(words::NO_PHRASE_STARTS) && !starts(words::NO_CONDITIONS);
    if condition { None } else { short_name(text) }
}

/// The leading phrase of an explanation, which unlike the name of a field may say "only".
pub(super) fn short_name(text: &str) -> Option<String> {
    leading_phrase(text, LONGEST_PHRASE, |_| false)
}

/// What the explanation of a value says, in short: its leading phrase, things joined by `、` included.
pub(super) fn explanation(text: &str) -> Option<String> {
    let longest = if text.is_ascii() { LONGEST_EXPLANATION } else { LONGEST_PHRASE };
    let found = leading_phrase(text, longest, |c| c == '、').or_else(|| short_name(text))?;
    // "When it was made, ..." is cut.
    let goes_on = text.trim_start().get(found.len()..).is_some_and(|rest| rest.starts_with(['，', ',']));
    let is_cut = goes_on && words::WHEN_ENDS.iter().any(|end| found.ends_with(end));
    (!is_cut).then_some(found)
}

/// The phrase before the first mark, but those that `joins`.
fn leading_phrase(text: &str, longest: usize, joins: impl Fn(char) -> bool) -> Option<String> {
    let text = text.trim_start();
    let before = until(text, |i, c| !joins(c) && ends_phrase(text, i, c));
    let behind = text.get(before.len()..)?;
    let phrase = without_first_value(before, behind);
    let named = phrase.chars().any(char::is_alphabetic) && phrase.chars().count() <= longest;
    let explained =
        phrase.bytes().all(|b| b.is_ascii_graphic()) && matches!(behind.chars().next(), Some(':' | '：' | '|'));
    // "Note" leads in to something, unless it is all that the text says.
    let alone = !behind.chars().any(char::is_alphanumeric);
    let leads_in = words::NO_LABEL.contains(&phrase) && !(alone && words::LABELS_ALONE.contains(&phrase));
    (named && !explained && !leads_in).then(|| phrase.to_owned())
}

/// The phrase without the number that it ends in, where that is the first of several values that the text explains:
/// `state 1: lost, 2: found`.
fn without_first_value<'a>(phrase: &'a str, rest: &str) -> &'a str {
    let name = phrase.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let stands_apart = name.len() < phrase.len() && !name.ends_with(|c: char| c.is_ascii_graphic());
    let colon = |c: char| matches!(c, ':' | '：');
    // A later number has a colon behind it too.
    let goes_on = || {
        let mut pieces = rest.split(colon).skip(1).peekable();
        std::iter::from_fn(|| pieces.next().filter(|_| pieces.peek().is_some()))
            .any(|piece| piece.trim_end().ends_with(|c: char| c.is_ascii_digit()))
    };
    if stands_apart && rest.starts_with(colon) && goes_on() { name.trim() } else { phrase.trim() }
}

/// True at the first character that does not belong to the phrase.
fn ends_phrase(text: &str, i: usize, c: char) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let next = || text.get(i + c.len_utf8()..).and_then(|tail| tail.chars().next());
    let before = || text.get(..i).and_then(|head| head.chars().next_back());
    match c {
        '.' => !is_word(next()),
        // `HTTPS:443`
        ':' => !(is_word(before()) && next().is_some_and(|c| c.is_ascii_digit())) || i == 0,
        '-' | '/' | '_' | '+' | '&' | '%' | '#' | '@' | '\'' | '’' | '*' => false,
        '\n' | '～' => true,
        c if c.is_ascii() => c.is_ascii_punctuation(),
        '·' | '《' | '》' => false,
        c => {
            ('\u{3000}'..='\u{303f}').contains(&c)
                || ('\u{2010}'..='\u{2027}').contains(&c)
                || ('\u{ff01}'..='\u{ff0f}').contains(&c)
                || ('\u{ff1a}'..='\u{ff20}').contains(&c)
                || ('\u{ff3b}'..='\u{ff40}').contains(&c)
                || ('\u{ff5b}'..='\u{ff65}').contains(&c)
        }
    }
}
