//! The naming policy: from wire names, which may be anything, to Rust names. All of it is data or a pure function, and
//! nothing else makes identifiers.
//!
//! Names are ASCII with one exception, the common CJK ideographs, which stay as they are because every substitute would
//! be unreadable. Acronyms are words (`LBId` → `LbId`, `lb_id`). Keywords become raw identifiers, but file names get an
//! underscore. When two names become one, the older or else the alphabetically first wire name keeps it, so that
//! neither a new order of the pages nor a new name among them renames what was there.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Spellings that would fall apart into letters, with a spelling that stays one word.
const WORDS: &[(&str, &str)] =
    &[("IPv4", "Ipv4"), ("IPv6", "Ipv6"), ("OAuth", "Oauth"), ("QoS", "Qos"), ("IoT", "Iot"), ("MySQL", "Mysql")];

/// Values without a letter or digit that have a name of their own.
const SYMBOLS: &[(&str, &str)] = &[
    ("", "Empty"),
    ("*", "Asterisk"),
    ("-", "Dash"),
    ("/", "Slash"),
    (".", "Dot"),
    ("+", "Plus"),
    ("=", "Equal"),
    ("!=", "NotEqual"),
    ("<", "Less"),
    ("<=", "LessOrEqual"),
    (">", "Greater"),
    (">=", "GreaterOrEqual"),
];

/// Keywords of all editions, reserved ones included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "Self", "super"];

/// Names that no file may have, on some system or in Cargo's conventions.
const FILES: &[&str] = &["aux", "con", "conin$", "conout$", "lib", "main", "mod", "nul", "prn"];

/// Names that a setter would take from a trait or from the constructor.
const METHODS: &[&str] = &[
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "deserialize",
    "div",
    "drop",
    "empty",
    "eq",
    "fmt",
    "from",
    "from_iter",
    "from_str",
    "has_field",
    "hash",
    "index",
    "index_mut",
    "into",
    "into_iter",
    "item",
    "mul",
    "ne",
    "neg",
    "new",
    "next",
    "not",
    "read",
    "rem",
    "serialize",
    "shl",
    "shr",
    "sub",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
    "write",
];

/// Traits that generated files name without a path.
pub const TYPES: &[&str] = &["Into", "IntoIterator"];

/// Names of a client's own methods.
const CLIENT_METHODS: &[&str] = &[
    "api",
    "clone",
    "clone_into",
    "configure",
    "endpoint",
    "fmt",
    "from",
    "from_env",
    "inner",
    "into",
    "new",
    "region",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// The field that keeps what the documentation does not have. No documented field gets this name beside it.
pub const REST: &str = "undocumented";

/// Longest identifier; what is longer is cut and marked with a hash of the whole.
const MAX_LENGTH: usize = 80;

/// Prefixes of the names of actions that change nothing and can be repeated.
const IDEMPOTENT: &[&str] = &["Describe", "Get", "Inquiry", "List", "Query"];

/// Whether an action can be repeated without changing anything, by its name. A prefix counts only as a whole word.
pub fn is_idempotent(action: &str) -> bool {
    IDEMPOTENT.iter().any(|prefix| {
        action.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
    })
}

/// A type: `LBItem` → `LbItem`.
pub fn type_name(wire: &str) -> String {
    let name = type_base(wire);
    if NEVER_RAW.contains(&name.as_str()) { name + "_" } else { name }
}

/// The beginning of a type's name: `4Get` → `T4Get`.
pub fn type_base(wire: &str) -> String {
    camel(wire, "T")
}

/// A part of a type's name, which needs not stand alone: `4xxCount` → `4xxCount`.
pub fn type_part(wire: &str) -> String {
    camel(wire, "")
}

/// A variant: `LEAST_CONN` → `LeastConn`, `-1` → `Minus1`, `1.0` → `V1_0`.
pub fn variant(value: &str, prefix: &str) -> String {
    if let Some((_, name)) = SYMBOLS.iter().find(|(symbol, _)| *symbol == value) {
        return (*name).to_owned();
    }
    let minus = value.strip_prefix('-').filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let name = match minus {
        Some(rest) => format!("Minus{}", camel(rest, "")),
        None => camel(value, prefix),
    };
    match name.as_str() {
        "Self" => "Self_".to_owned(),
        "Unknown" => "UnknownValue".to_owned(),
        _ => name,
    }
}

/// A field or parameter: `Type` → `r#type`.
pub fn field(wire: &str) -> String {
    keyword_safe(snake(wire))
}

/// A setter of the field of a Rust name.
pub fn setter(field: &str) -> String {
    if METHODS.contains(&field) { format!("with_{field}") } else { field.to_owned() }
}

/// A method of clients and services.
pub fn method(action: &str) -> String {
    let name = snake(action);
    if CLIENT_METHODS.contains(&name.as_str()) { name + "_action" } else { keyword_safe(name) }
}

/// A module, which is also a file and therefore ASCII.
pub fn module(wire: &str) -> String {
    let ascii: String =
        wire.chars().map(|c| if is_ideograph(c) { format!("_u{:x}_", u32::from(c)) } else { c.into() }).collect();
    let name = limit(lead(snake_words(&ascii), "n"), '_', wire);
    let device = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt")).unwrap_or_default();
    let reserved = (device.len() == 1 && device.bytes().all(|byte| byte.is_ascii_digit()))
        || [FILES, KEYWORDS, NEVER_RAW].iter().any(|list| list.contains(&name.as_str()));
    if reserved { name + "_" } else { name }
}

/// A package: lower case, ASCII, dashes.
pub fn package(id: &str) -> String {
    let name: Vec<String> = id
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = name.join("-");
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) && !KEYWORDS.contains(&name.as_str()) {
        name
    } else {
        format!("api-{name}").trim_end_matches('-').to_owned()
    }
}

/// Whether rustdoc takes a text as search alias.
pub fn is_alias(wire: &str) -> bool {
    !wire.is_empty() && wire.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte))
}

/// Whether rustdoc takes words of any language as search alias.
pub fn is_phrase_alias(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.');
    !text.is_empty() && text.trim() == text && text.chars().all(plain)
}

fn keyword_safe(name: String) -> String {
    if NEVER_RAW.contains(&name.as_str()) {
        name + "_"
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

fn snake(wire: &str) -> String {
    limit(lead(snake_words(wire), "n"), '_', wire)
}

fn snake_words(text: &str) -> String {
    parts(text).iter().map(|part| part.to_snake_case()).collect::<Vec<_>>().join("_")
}

fn camel(wire: &str, prefix: &str) -> String {
    let mut name = String::new();
    for part in parts(wire) {
        let part = part.to_upper_camel_case();
        if name.ends_with(is_digit) && part.starts_with(is_digit) {
            name.push('_');
        }
        name.push_str(&part);
    }
    limit(if prefix.is_empty() { name } else { lead(name, prefix) }, 'X', wire)
}

/// The common CJK ideographs, which every Rust lint takes in identifiers.
fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fa5}').contains(&c)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Puts a prefix before what cannot begin an identifier.
fn lead(name: String, prefix: &str) -> String {
    if name.is_empty() || name.starts_with(is_digit) { format!("{prefix}{name}") } else { name }
}

/// The words of a wire name as far as punctuation separates them, in characters that identifiers may have.
fn parts(wire: &str) -> Vec<String> {
    let mut text = wire.to_owned();
    for (spelling, word) in WORDS {
        text = text.replace(spelling, word);
    }
    let mut parts = vec![String::new()];
    for c in plurals(&text).chars() {
        let Some(part) = parts.last_mut() else { continue };
        match c {
            _ if c.is_ascii_alphanumeric() || is_ideograph(c) => part.push(c),
            _ if c.is_ascii() || c.is_whitespace() => parts.push(String::new()),
            _ => parts.extend([format!("u{:x}", u32::from(c)), String::new()]),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Makes plurals of acronyms one word: `SnatIPs` → `SnatIps`.
fn plurals(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let upper = |index: Option<usize>| index.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_uppercase);
    let ends = |index: usize| chars.get(index + 1).is_none_or(|next| !next.is_ascii_lowercase());
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for (index, &c) in chars.iter().enumerate() {
        if c == 's' && run >= 2 && ends(index) {
            // The letters of the run but its first become lower case.
            let tail = out.split_off(out.len().saturating_sub(run - 1));
            out.push_str(&tail.to_ascii_lowercase());
        }
        run = if upper(Some(index)) { run + 1 } else { 0 };
        out.push(c);
    }
    out
}

/// Cuts a long name and marks it with a hash of the wire name.
fn limit(name: String, separator: char, wire: &str) -> String {
    if name.chars().count() <= MAX_LENGTH {
        return name;
    }
    let hash = wire.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let head: String = name.chars().take(MAX_LENGTH - 9).collect();
    format!("{}{separator}{hash:08x}", head.trim_end_matches('_'))
}

/// Names that must differ from each other.
#[derive(Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A name that nothing else in the scope has: the wanted one, the wanted one with `suffix`, or a numbered one.
    pub fn claim(&mut self, wanted: String, suffix: &str) -> String {
        let bare = wanted.strip_prefix("r#").unwrap_or(&wanted).trim_end_matches('_').to_owned();
        let separator =
            if bare.ends_with(is_digit) || bare.starts_with(|c: char| c.is_ascii_lowercase()) { "_" } else { "" };
        let numbered = (2_u32..).map(|number| format!("{bare}{separator}{number}"));
        let suffixed = (!suffix.is_empty()).then(|| format!("{bare}{suffix}"));
        let free = std::iter::once(wanted.clone())
            .chain(suffixed)
            .chain(numbered)
            .find(|name| !self.taken.contains(&key(name)))
            .unwrap_or(wanted);
        self.taken.insert(key(&free));
        free
    }
}

/// What must differ: raw identifiers are the same names as their words.
fn key(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_idiomatic() {
        for (wire, expected_type, expected_field) in [
            ("LoadBalancerId", "LoadBalancerId", "load_balancer_id"),
            ("LBItem", "LbItem", "lb_item"),
            ("SnatIPs", "SnatIps", "snat_ips"),
            ("IPsOfVPCs", "IpsOfVpcs", "ips_of_vpcs"),
            ("IPv6Mode", "Ipv6Mode", "ipv6_mode"),
            ("SSLStatus", "SslStatus", "ssl_status"),
            ("4xxCount", "T4xxCount", "n4xx_count"),
            ("Type", "Type", "r#type"),
            ("self", "Self_", "self_"),
            ("a.b-c d", "ABCD", "a_b_c_d"),
            ("", "T", "n"),
            ("😀", "U1f600", "u1f600"),
            ("端口", "端口", "端口"),
        ] {
            assert_eq!((type_name(wire).as_str(), field(wire).as_str()), (expected_type, expected_field), "{wire:?}");
        }
    }

    #[test]
    fn files_have_names_that_every_system_takes() {
        for (wire, expected) in [
            ("Con", "con_"),
            ("COM1", "com1_"),
            ("COM10", "com10"),
            ("Command", "command"),
            ("mod", "mod_"),
            ("Type", "type_"),
            ("端口", "u7aef_u53e3"),
            ("Self", "self_"),
        ] {
            assert_eq!(module(wire), expected);
        }
    }

    #[test]
    fn values_become_variants() {
        for (value, expected) in [
            ("LEAST_CONN", "LeastConn"),
            ("-1", "Minus1"),
            ("1.0", "V1_0"),
            ("10", "V10"),
            ("*", "Asterisk"),
            ("", "Empty"),
            ("Self", "Self_"),
            ("Unknown", "UnknownValue"),
            ("slb.s1.small", "SlbS1Small"),
        ] {
            assert_eq!(variant(value, "V"), expected);
        }
    }

    #[test]
    fn only_whole_prefixes_make_an_action_repeatable() {
        let repeatable: Vec<&str> =
            ["DescribeX", "ListX", "GetX", "InquiryPriceX", "Get", "QueryX", "Listen", "Getaway", "CreateX"]
                .into_iter()
                .filter(|action| is_idempotent(action))
                .collect();
        assert_eq!(repeatable, ["DescribeX", "ListX", "GetX", "InquiryPriceX", "Get", "QueryX"]);
    }

    #[test]
    fn every_text_gives_valid_identifiers() {
        let mut texts: Vec<String> = KEYWORDS.iter().chain(NEVER_RAW).map(|word| (*word).to_owned()).collect();
        texts.extend((0..0x3000_u32).step_by(41).chain(0x9f90..0x9fb0).filter_map(char::from_u32).flat_map(|c| {
            [c.to_string(), format!("{c}a"), format!("A{c}"), format!("1{c}2"), c.to_string().repeat(120)]
        }));
        for text in &texts {
            for name in
                [type_name(text), field(text), method(text), module(text), variant(text, "V"), setter(&field(text))]
            {
                assert!(
                    syn::parse_str::<syn::Ident>(&name).is_ok_and(|ident| ident == name),
                    "{text:?} gives {name:?}"
                );
            }
        }
    }

    #[test]
    fn a_scope_gives_each_name_once() {
        let mut scope = Scope::default();
        let names: Vec<String> = ["ip", "ip", "r#type", "type", "Ip", "Ip", "V1", "V1", "x_", "x_"]
            .map(|name| scope.claim(name.to_owned(), ""))
            .into();
        assert_eq!(names, ["ip", "ip_2", "r#type", "type_2", "Ip", "Ip2", "V1", "V1_2", "x_", "x_2"]);
        assert_eq!(scope.claim("Ip".to_owned(), "Model"), "IpModel");
    }
}
