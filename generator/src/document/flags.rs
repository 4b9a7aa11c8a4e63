//! Cells that say whether something must be sent: the words that every vendor uses, remarks behind them, and conditions
//! among these remarks. Words that only one vendor uses are in its [`Vocabulary`](super::Vocabulary).

/// Words of flags, in small letters.
const WORDS: &[(&str, bool)] = &[
    ("yes", true),
    ("y", true),
    ("true", true),
    ("required", true),
    ("mandatory", true),
    ("must", true),
    ("是", true),
    ("必选", true),
    ("必填", true),
    ("必须", true),
    ("必需", true),
    ("✓", true),
    ("✔", true),
    ("√", true),
    ("no", false),
    ("n", false),
    ("false", false),
    ("optional", false),
    ("not required", false),
    ("not mandatory", false),
    ("否", false),
    ("可选", false),
    ("选填", false),
    ("非必选", false),
    ("非必填", false),
    ("非必须", false),
    ("非必需", false),
    ("×", false),
    ("✗", false),
    ("✘", false),
    // Required in some cases is not required of every call.
    ("conditional", false),
    ("conditionally required", false),
    ("conditionally", false),
    ("depends", false),
    ("sometimes", false),
    ("yes/no", false),
    ("no/yes", false),
    ("是/否", false),
    ("否/是", false),
    ("条件必选", false),
    ("条件必填", false),
    ("视情况而定", false),
];

/// Words of a remark that make what stands before it hold in some cases only; those in letters are whole words.
const CONDITIONS: &[&str] =
    &["if", "when", "unless", "only", "for", "except", "with", "如果", "若", "当", "仅", "时", "除", "二选一", "至少"];

/// Signs behind a flag, before a remark.
const BEHIND: &[char] = &['(', '（', ',', '，', ';', '；', ':', '：', '.', '。', ' ', '-', '—', '/'];

/// The value of a cell of flags; `own` are the words of the vendor. What is required on a condition is not required.
pub(super) fn flag(cell: &str, own: &[(&str, Option<bool>)]) -> Option<bool> {
    let cell = cell.trim().trim_end_matches(['。', '.', '*']);
    if let Some((_, value)) = own.iter().find(|(word, _)| super::vocabulary::same_word(word, cell)) {
        return *value;
    }
    let known = |word: &&(&str, bool)| super::vocabulary::same_word(word.0, cell);
    if let Some((_, value)) = WORDS.iter().find(known) {
        return Some(*value);
    }
    let (word, remark) = split(cell, own)?;
    Some(word && !is_condition(remark))
}

/// The condition that a cell puts behind `Yes`, as a sentence.
pub(super) fn condition(cell: &str) -> Option<String> {
    let cell = cell.trim().trim_end_matches(['。', '.', '*']);
    if WORDS.iter().any(|(word, _)| super::vocabulary::same_word(word, cell)) {
        return None;
    }
    let (required, remark) = split(cell, &[])?;
    let remark = remark.trim_matches(|c: char| BEHIND.contains(&c) || matches!(c, ')' | '）'));
    if !required || !is_condition(remark) {
        return None;
    }
    Some(match remark.is_ascii() {
        true if remark.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("required")) => format!("{remark}."),
        true => format!("Required {remark}."),
        false if remark.contains("必") => format!("{remark}。"),
        false => format!("{remark}必填。"),
    })
}

/// The flag that a cell begins with, and the remark behind it.
fn split<'c>(cell: &'c str, own: &[(&str, Option<bool>)]) -> Option<(bool, &'c str)> {
    let own = own.iter().filter_map(|(word, value)| Some((*word, (*value)?)));
    let mut words = own.chain(WORDS.iter().copied());
    words.find_map(|(word, value)| {
        let head = cell.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        let remark = cell.get(head.len()..)?;
        remark.starts_with(BEHIND).then_some((value, remark))
    })
}

fn is_condition(remark: &str) -> bool {
    let lower = remark.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| CONDITIONS.contains(&word))
        || CONDITIONS.iter().any(|word| !word.is_ascii() && lower.contains(word))
}
