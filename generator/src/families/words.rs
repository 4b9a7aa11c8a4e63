//! Names as words: where a name in camel case is cut, what a verb at its beginning does, and when
//! two names mean the same thing. General English only; no name of an API is known here.

use crate::lexeme::singular;

/// What a verb at the beginning of an action's name says that the action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Makes a thing, or adds a member to one.
    Create,
    /// Shows things.
    Read,
    /// Changes a thing.
    Modify,
    /// Ends a thing, or takes a member from one.
    Delete,
    /// Adds a member to a thing.
    Join,
    /// Takes a member from a thing.
    Leave,
    /// Does something to a thing that no field shows.
    Act,
}

/// The verbs, by what they do.
const VERBS: &[(Verb, &[&str])] = &[
    (
        Verb::Create,
        &["create", "add", "run", "allocate", "upload", "import", "apply", "launch", "new", "buy", "purchase"],
    ),
    (Verb::Read, &["describe", "query", "list", "get", "show"]),
    (Verb::Modify, &["modify", "set", "update", "change", "rename", "replace", "edit"]),
    (Verb::Delete, &["delete", "release", "remove", "terminate", "destroy", "drop"]),
    (Verb::Join, &["register", "associate", "attach", "bind", "join", "assign"]),
    (Verb::Leave, &["deregister", "unregister", "disassociate", "detach", "unbind", "leave", "unassign"]),
    (Verb::Act, &["start", "stop", "reboot", "restart", "reset", "enable", "disable", "migrate", "renew"]),
];

/// A word in front of a verb that says that the action takes several things at once.
const BATCH: &str = "batch";

/// The verb of an action and the words behind it, in lower case and singular.
pub(super) fn verb(action: &str) -> Option<(Verb, Vec<String>)> {
    let words = words(action);
    let rest = words.strip_prefix(&[BATCH.to_owned()][..]).unwrap_or(&words);
    let (first, rest) = rest.split_first()?;
    let (verb, _) = VERBS.iter().find(|(_, verbs)| verbs.contains(&first.as_str()))?;
    Some((*verb, rest.iter().map(|word| singular(word)).collect()))
}

/// Whether an action's verb replaces a whole list.
pub(super) fn is_reset(action: &str) -> bool {
    words(action).first().is_some_and(|word| word == "reset")
}

/// The words of a name in camel case or with hyphens and underscores, in lower case: `tls`, `cipher`, `policy`.
pub(super) fn words(name: &str) -> Vec<String> {
    pieces(name).iter().map(|piece| piece.to_lowercase()).collect()
}

/// The last words of a name as it writes them, the last one in the singular: `TLSPolicy`.
pub(super) fn last_pieces(name: &str, number: usize) -> String {
    let mut pieces = pieces(name);
    let mut pieces = pieces.split_off(pieces.len().saturating_sub(number));
    if let Some(last) = pieces.last_mut() {
        *last = singular(last);
    }
    pieces.concat()
}

/// The words of a name as it writes them.
fn pieces(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| letters.get(index)).copied();
        let after = letters.get(index + 1).copied();
        let begins = letter.is_uppercase()
            && (before.is_some_and(|before| !before.is_uppercase())
                || is_last_capital(&letters, index, after) && before.is_some());
        if begins && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter);
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// Whether a capital after capitals begins a word: `P` of `TLSPolicy`, and not the one of `TLSs`.
fn is_last_capital(letters: &[char], index: usize, after: Option<char>) -> bool {
    let is_plural = after == Some('s') && letters.get(index + 2).is_none_or(|letter| !letter.is_lowercase());
    after.is_some_and(char::is_lowercase) && !is_plural
}

/// Words at the end of a name that say only that there are several, or that it is the thing itself.
const SEVERAL: &[&str] = &["set", "list"];

/// The words of a field's name without what says that it is a list: `vpc`, `id` for `VpcIds`, `VpcIdSet`, `VpcIdList`.
pub(super) fn base(name: &str) -> Vec<String> {
    let mut words = words(name);
    if words.len() > 1 && words.last().is_some_and(|word| SEVERAL.contains(&word.as_str())) {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// A field's [`base`] as one text, to be compared.
pub(super) fn key(name: &str) -> String {
    base(name).concat()
}

/// Whether a name says that it holds more than one.
pub(super) fn is_several(name: &str) -> bool {
    words(name).concat() != key(name)
}

/// The words in front of `id` in the name of an id or of a list of ids.
pub(super) fn id_stem(name: &str) -> Option<Vec<String>> {
    let mut words = base(name);
    let last = words.pop()?;
    (last == "id" && !words.is_empty()).then_some(words)
}

/// Whether two ids' names differ by no more than one or two letters in front: `UconfigId`, `unListenerId`.
pub(super) fn is_same_id(a: &str, b: &str) -> bool {
    let (a, b) = (key(a), key(b));
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    short.len() > 4 && long.strip_suffix(&short).is_some_and(|prefix| prefix.chars().count() <= 2)
}

/// The first letters of words: `lb` for `load`, `balancer`.
pub(super) fn initials(words: &[String]) -> String {
    words.iter().filter_map(|word| word.chars().next()).collect()
}

/// Whether two words are the same or one is short for the other: `desc` and `description`, `secure` and `security`.
pub(super) fn is_alike(a: &str, b: &str) -> bool {
    let (a, b) = (singular(a), singular(b));
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let shorter = a.chars().count().min(b.chars().count());
    a == b || (shorter >= 4 && common == shorter) || common >= 5 && a.len().abs_diff(b.len()) <= 3
}

/// Whether names consist of alike words, one by one.
pub(super) fn are_alike(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_alike(a, b))
}

/// Where `part` is in `whole`, as words one after the other.
pub(super) fn position(whole: &[String], part: &[String]) -> Option<usize> {
    if part.is_empty() {
        return None;
    }
    whole.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_capitals() {
        for (name, expected) in [
            ("TLSCipherPolicy", "tls cipher policy"),
            ("VKiteShed", "v kite shed"),
            ("HTTPKites", "http kites"),
            ("kiteIDs", "kite ids"),
            ("KiteIPs", "kite ips"),
            ("Ipv6Lines", "ipv6 lines"),
            ("kite-name_of", "kite name of"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn lists_are_named_like_what_they_hold() {
        for name in ["KiteId", "KiteIds", "kiteIDs", "KiteIdSet", "KiteIdList"] {
            assert_eq!(key(name), "kiteid", "{name}");
        }
        for (plural, one) in [("policies", "policy"), ("addresses", "address"), ("boxes", "box"), ("status", "status")]
        {
            assert_eq!(singular(plural), one);
        }
        assert!(is_several("KiteIds") && is_several("KiteSet") && !is_several("Status"));
        assert_eq!(id_stem("TeaPotIds"), Some(vec!["tea".to_owned(), "pot".to_owned()]));
        assert_eq!(id_stem("Id"), None);
    }

    #[test]
    fn verbs_are_the_first_word() {
        let found = |name| verb(name).map(|(verb, rest)| (verb, rest.join(" ")));
        assert_eq!(found("DescribeKites"), Some((Verb::Read, "kite".to_owned())));
        assert_eq!(found("BatchRegisterKites"), Some((Verb::Join, "kite".to_owned())));
        assert_eq!(found("InquireKitePrice"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn short_forms_are_alike() {
        assert!(is_alike("desc", "description") && is_alike("secure", "security"));
        assert!(!is_alike("name", "number") && !is_alike("id", "ip"));
        assert!(is_same_id("UconfigId", "ConfigId") && !is_same_id("SourceKiteId", "KiteId"));
    }
}
