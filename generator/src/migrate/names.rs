//! Names against names: how two names can mean one thing, as a table of rules in the order of certainty.

use heck::ToSnakeCase;

use crate::lexeme::singular;
use crate::spec::similar_names;

/// Words and what they are short for.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("addr", "address"),
    ("cert", "certificate"),
    ("cnt", "count"),
    ("conf", "configuration"),
    ("config", "configuration"),
    ("desc", "description"),
    ("dest", "destination"),
    ("dst", "destination"),
    ("freq", "frequency"),
    ("info", "information"),
    ("lan", "private"),
    ("lb", "load balancer"),
    ("max", "maximum"),
    ("min", "minimum"),
    ("msg", "message"),
    ("num", "number"),
    ("pwd", "password"),
    ("src", "source"),
    ("wan", "public"),
];

/// More words in front make another name.
const MOST_IN_FRONT: usize = 2;

/// How certain a match is, less for better ones, and the rule.
pub(super) type Match = (u8, &'static str);

/// The best rule by which two names are one.
pub(super) fn compare(old: &str, new: &str) -> Option<Match> {
    if old == new {
        return Some((0, "name.same"));
    }
    if old.eq_ignore_ascii_case(new) {
        return Some((1, "name.case"));
    }
    let (a, b) = (words(old), words(new));
    if a.concat() == b.concat() {
        return Some((2, "name.plural"));
    }
    let (long_a, long_b) = (expanded(&a), expanded(&b));
    if long_a == long_b {
        return Some((3, "name.abbreviation"));
    }
    if similar_names::twin_of(old, [new].into_iter()).is_some() {
        return Some((4, "name.misspelt"));
    }
    let (short, long) = if long_a.len() < long_b.len() { (&long_a, &long_b) } else { (&long_b, &long_a) };
    let extra = long.len() - short.len();
    if extra == 0 || short.is_empty() {
        return None;
    }
    let grade = u8::try_from(extra).unwrap_or(u8::MAX);
    if extra <= MOST_IN_FRONT && long.ends_with(short) {
        return Some((grade.saturating_add(4), "name.prefix"));
    }
    (extra == 1 && long.starts_with(short)).then_some((grade.saturating_add(5), "name.suffix"))
}

/// True where two names end in the same word, or have two words in common.
pub(super) fn shared_words(old: &str, new: &str) -> bool {
    let (old, new) = (words(old), words(new));
    let (old, new) = (expanded(&old), expanded(&new));
    let shared = old.iter().filter(|word| new.contains(word)).count();
    old.last() == new.last() || shared >= 2
}

/// The words of a name in lower case, the last one in the singular.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name.to_snake_case().split('_').map(str::to_owned).collect();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// The words with abbreviations written out.
fn expanded(words: &[String]) -> Vec<&str> {
    words
        .iter()
        .flat_map(|word| {
            let long = ABBREVIATIONS.iter().find(|(short, _)| short == word);
            long.map_or(word.as_str(), |(_, long)| long).split(' ')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn each_rule_takes_what_it_should() {
        for (old, new, rule) in [
            ("port", "port", Some("name.same")),
            ("vpcId", "VpcId", Some("name.case")),
            ("SSLMode", "SslMode", Some("name.case")),
            ("lanternIds", "LanternId", Some("name.plural")),
            ("address", "Addresses", Some("name.plural")),
            ("status", "Statu", None),
            ("oldCertId", "OldCertificateId", Some("name.abbreviation")),
            ("cloneLBId", "CloneLoadBalancerId", Some("name.abbreviation")),
            ("sourceuLampId", "SourceLampId", Some("name.misspelt")),
            ("unLanternId", "LanternId", Some("name.prefix")),
            ("lanternPort", "Ports", Some("name.prefix")),
            ("sessionExpire", "SessionExpireTime", Some("name.suffix")),
            ("log", "LogSetId", None),
            ("port", "Protocol", None),
            ("healthNum", "UnHealthNum", Some("name.prefix")),
        ] {
            assert_eq!(compare(old, new).map(|(_, rule)| rule), rule, "{old} {new}");
        }
    }

    #[test]
    fn a_name_of_hundreds_of_words_is_another_name() {
        let long = "LanternOf".repeat(200);
        assert_eq!(compare("LanternId", &long), None);
    }
}
