//! The small grammar of types: `array of X`, `X or Y`, `List<X>`, `String(64)`, links.
//!
//! Its words are data of a profile. What a name or a link leads to is decided in [`nesting`](super::nesting).

use crate::document::markup::rich::Text;
use crate::pages::profile::file::{TypeName, TypeWord, TypeWords};
use crate::spec::model::Type;

/// A type as a cell says it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// A type of which all is known.
    Known(Type),
    /// A link, with its text.
    Link {
        text: String,
        target: String,
    },
    /// A known type, whose values stand where the link leads.
    KnownAt {
        ty: Type,
        target: String,
    },
    /// A name that is no word of types.
    Name(String),
    Array(Box<Said>),
    Map(Box<Said>),
    OneOf(Vec<Said>),
    /// Words that are not understood.
    Unknown(String),
}

/// A word of a type.
#[derive(Debug, Clone, PartialEq)]
struct Token {
    text: String,
    link: Option<String>,
    /// It directly follows the token before.
    close: bool,
}

/// Types nest no deeper.
const DEEPEST: usize = 8;
/// Longest type, in tokens.
const LONGEST: usize = 120;

/// Reads a type. `None` if the cell is empty.
pub(super) fn read(cell: &Text, words: &TypeWords) -> Option<Said> {
    let tokens = tokens(cell);
    let tokens = without_remarks(tokens, words);
    if tokens.is_empty() {
        return None;
    }
    Some(Grammar { words }.choice(&tokens, DEEPEST))
}

struct Grammar<'w> {
    words: &'w TypeWords,
}

impl Grammar<'_> {
    /// Types between `or`.
    fn choice(&self, tokens: &[Token], deep: usize) -> Said {
        if let Some(known) = self.known(tokens) {
            return known;
        }
        self.one_of(split(tokens, &self.words.or), deep)
    }

    fn one_of(&self, parts: Vec<&[Token]>, deep: usize) -> Said {
        let mut said: Vec<Said> = Vec::new();
        for part in parts {
            let one = self.single(part, deep.saturating_sub(1));
            let all = match one {
                Said::OneOf(all) => all,
                one => vec![one],
            };
            for one in all {
                if !said.contains(&one) {
                    said.push(one);
                }
            }
        }
        match said.len() {
            1 => said.remove(0),
            _ => Said::OneOf(said),
        }
    }

    fn single(&self, tokens: &[Token], deep: usize) -> Said {
        if deep == 0 || tokens.is_empty() {
            return Said::Unknown(shown(tokens));
        }
        let tokens = self.stripped(tokens);
        if let Some(known) = self.known(tokens) {
            return known;
        }
        if let Some(said) = self.generic(tokens, deep) {
            return said;
        }
        let pair = |phrase: &String| starts(tokens, phrase);
        if let Some(behind) = self.words.array.iter().find_map(pair) {
            return Said::Array(Box::new(self.items(behind, deep)));
        }
        if let Some(behind) = self.words.map.iter().find_map(pair) {
            let behind = if behind.is_empty() { Said::Known(Type::string()) } else { self.items(behind, deep) };
            return Said::Map(Box::new(behind));
        }
        let listed = split(tokens, &self.words.and);
        if listed.len() > 1 && listed.iter().all(|part| part.len() == 1) {
            return self.one_of(listed, deep);
        }
        self.name(tokens)
    }

    /// What an array or a map holds: one type, or one of several.
    fn items(&self, tokens: &[Token], deep: usize) -> Said {
        let tokens = self.stripped(tokens);
        if let Some(known) = self.known(tokens) {
            return known;
        }
        self.one_of(split(tokens, &self.words.and), deep)
    }

    /// Without the words that say nothing, before and behind.
    fn stripped<'t>(&self, tokens: &'t [Token]) -> &'t [Token] {
        let is_dropped =
            |token: &Token| token.link.is_none() && self.words.drop.iter().any(|word| same(word, &token.text));
        let mut tokens = tokens;
        while let [first, rest @ ..] = tokens
            && !rest.is_empty()
            && is_dropped(first)
        {
            tokens = rest;
        }
        while let [rest @ .., last] = tokens
            && !rest.is_empty()
            && is_dropped(last)
        {
            tokens = rest;
        }
        tokens
    }

    /// All tokens are one word of types, maybe in the plural.
    fn known(&self, tokens: &[Token]) -> Option<Said> {
        let text = shown(tokens);
        let ty = self.word(&text).or_else(|| self.word(text.strip_suffix('s')?))?;
        let target = tokens.iter().find_map(|token| token.link.clone());
        Some(match target {
            Some(target) => Said::KnownAt { ty, target },
            None => Said::Known(ty),
        })
    }

    fn word(&self, text: &str) -> Option<Type> {
        let (_, word) = self.words.words.iter().find(|(word, _)| same(word, text))?;
        Some(match word {
            TypeWord::Type(ty) => ty.clone(),
            TypeWord::Name(name) => match name {
                TypeName::String => Type::string(),
                TypeName::Integer => Type::integer(),
                TypeName::Number => Type::Number { format: None },
                TypeName::Boolean => Type::Boolean,
                TypeName::Object => Type::Object { reference: None, fields: None },
                // Of what is not said.
                TypeName::Array => Type::array(Type::Object { reference: None, fields: None }),
            },
        })
    }

    /// `List<X>`, `Array(X)`, `Map<String, X>`, and `String(64)`.
    fn generic(&self, tokens: &[Token], deep: usize) -> Option<Said> {
        let [head, open, inner @ .., end] = tokens else { return None };
        let closed = matches!((open.text.as_str(), end.text.as_str()), ("<", ">") | ("(", ")") | ("[", "]"));
        if !closed || !open.close {
            return None;
        }
        let head_word = self.known(std::slice::from_ref(head));
        // `string[]`
        if open.text == "[" && inner.is_empty() {
            return Some(Said::Array(Box::new(self.single(std::slice::from_ref(head), deep - 1))));
        }
        let is_number =
            inner.iter().all(|token| token.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ',')));
        if let Some(known) = head_word.clone().filter(|_| is_number) {
            return Some(known);
        }
        let is = |phrases: &[String]| {
            phrases.iter().any(|phrase| same(phrase.split(' ').next().unwrap_or_default(), &head.text))
        };
        if is(&self.words.map) {
            let values =
                inner.iter().position(|token| token.text == ",").and_then(|at| inner.get(at + 1..)).unwrap_or(inner);
            return Some(Said::Map(Box::new(self.single(values, deep - 1))));
        }
        let is_array = matches!(head_word, Some(Said::Known(Type::Array { .. })));
        (is_array || is(&self.words.array)).then(|| Said::Array(Box::new(self.single(inner, deep - 1))))
    }

    /// A link or a name.
    fn name(&self, tokens: &[Token]) -> Said {
        if let Some(at) = tokens.iter().position(|token| token.link.is_some()) {
            let (Some(link), behind) = (tokens.get(at), tokens.get(at + 1..).unwrap_or_default()) else {
                return Said::Unknown(shown(tokens));
            };
            let (text, target) = (link.text.clone(), link.link.clone().unwrap_or_default());
            // `[role](…) ids`: what stands behind the link says what it is.
            if let Some(Said::Known(ty)) = self.known(behind) {
                return Said::KnownAt { ty, target };
            }
            if let Some(ty) = self.word(&text) {
                return Said::KnownAt { ty, target };
            }
            return Said::Link { text, target };
        }
        match tokens {
            [one] if is_name(&one.text) => Said::Name(one.text.clone()),
            _ => Said::Unknown(shown(tokens)),
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.'))
}

fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.eq_ignore_ascii_case(b)
}

fn shown(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        if !token.close && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    text
}

/// What is behind a phrase at the beginning. `*` in it is one or more words, up to its next word.
fn starts<'t>(tokens: &'t [Token], phrase: &str) -> Option<&'t [Token]> {
    let mut rest = tokens;
    let mut words = phrase.split(' ').peekable();
    while let Some(word) = words.next() {
        if word != "*" {
            let (first, behind) =
                rest.split_first().filter(|(first, _)| first.link.is_none() && same(word, &first.text))?;
            let _ = first;
            rest = behind;
            continue;
        }
        let end = match words.peek() {
            Some(next) => rest.iter().position(|token| same(next, &token.text))?,
            None => rest.len(),
        };
        rest = rest.get(end..).filter(|_| end > 0)?;
    }
    Some(rest)
}

/// The parts between separators, outside of brackets.
fn split<'t>(tokens: &'t [Token], separators: &[String]) -> Vec<&'t [Token]> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "<" | "(" | "[" => depth += 1,
            ">" | ")" | "]" => depth = depth.saturating_sub(1),
            text if depth == 0 && token.link.is_none() && separators.iter().any(|word| same(word, text)) => {
                parts.push(tokens.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(tokens.get(start..).unwrap_or_default());
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() { vec![tokens] } else { parts }
}

fn tokens(cell: &Text) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut close = false;
    for run in &cell.runs {
        if run.style.raised {
            continue;
        }
        if let Some(link) = &run.link {
            let text = crate::document::markup::rich::squeeze(&run.text);
            match found.last_mut() {
                // One link may have several styles.
                Some(last) if last.link.as_ref() == Some(link) && !text.is_empty() => {
                    last.text.push_str(&text);
                }
                _ if text.is_empty() => {}
                _ => found.push(Token { text, link: Some(link.clone()), close }),
            }
            close = !run.text.ends_with(char::is_whitespace);
            continue;
        }
        let mut word = String::new();
        for c in run.text.chars() {
            if c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '?' | '\'' | '@' | '*') {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                found.push(Token { text: std::mem::take(&mut word), link: None, close });
                close = true;
            }
            if c.is_whitespace() {
                close = false;
            } else {
                found.push(Token { text: c.to_string(), link: None, close });
                close = true;
            }
        }
        if !word.is_empty() {
            found.push(Token { text: word, link: None, close });
            close = true;
        }
    }
    found.truncate(LONGEST);
    for token in &mut found {
        if token.link.is_none() && token.text.len() > 1 {
            token.text = token.text.trim_end_matches(['.', ':', '*']).to_owned();
        }
    }
    found.retain(|token| !token.text.is_empty());
    found
}

/// Without the remarks in brackets that follow a blank; `String(64)` is no remark.
fn without_remarks(tokens: Vec<Token>, words: &TypeWords) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut depth = 0usize;
    let mut inside: Vec<bool> = Vec::new();
    let is_word = |token: Option<&Token>| {
        token.is_some_and(|token| {
            let text = &token.text;
            let array = words
                .array
                .iter()
                .chain(&words.map)
                .any(|phrase| same(phrase.split(' ').next().unwrap_or_default(), text));
            array || words.words.keys().any(|word| same(word, text))
        })
    };
    for token in tokens {
        if matches!(token.text.as_str(), ";" | "\u{ff1b}") && depth == 0 {
            break;
        }
        let opens = matches!(token.text.as_str(), "(" | "\u{ff08}");
        let closes = matches!(token.text.as_str(), ")" | "\u{ff09}");
        if opens {
            let remark = depth > 0 || !token.close || !is_word(kept.last());
            inside.push(remark);
            depth += usize::from(remark);
            if !remark {
                kept.push(token);
            }
        } else if closes {
            let remark = inside.pop().unwrap_or(true);
            depth = depth.saturating_sub(usize::from(remark));
            if !remark {
                kept.push(token);
            }
        } else if depth == 0 {
            kept.push(token);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::markup::rich::read_markdown;

    fn words() -> TypeWords {
        toml::from_str(
            r#"
            array = ["array of", "list of", "List"]
            map = ["map of * to", "Map"]
            or = ["or"]
            and = ["and", ","]
            drop = ["a", "an", "partial", "object", "objects"]
            [words]
            string = "string"
            integer = "integer"
            leaf = "string"
            "leaf data" = "string"
            id = "string"
            Array = "array"
            object = "object"
            "#,
        )
        .unwrap()
    }

    fn said(source: &str) -> String {
        let rich = read_markdown(&format!("x {source}\n"));
        let text = rich.blocks.first().and_then(|block| block.kind.prose()).cloned().unwrap();
        let mut text = text;
        if let Some(run) = text.runs.first_mut() {
            run.text = run.text.trim_start_matches("x ").to_owned();
        }
        read(&text, &words()).map(|said| write(&said)).unwrap_or_default()
    }

    fn write(said: &Said) -> String {
        match said {
            Said::Known(ty) => ty.to_string(),
            Said::Link { text, .. } => format!("[{text}]"),
            Said::KnownAt { ty, .. } => format!("{ty}@"),
            Said::Name(name) => name.clone(),
            Said::Array(inner) => format!("array<{}>", write(inner)),
            Said::Map(inner) => format!("map<{}>", write(inner)),
            Said::OneOf(all) => all.iter().map(write).collect::<Vec<_>>().join("|"),
            Said::Unknown(text) => format!("?{text}"),
        }
    }

    #[test]
    fn types_in_words() {
        let cases = [
            ("Integer or String", "integer|string"),
            ("Array of Array of Cup", "array<array<Cup>>"),
            ("Array of Cup, Pot and Tray", "array<Cup|Pot|Tray>"),
            ("Cup, Pot or Tray", "Cup|Pot|Tray"),
            ("leaf or array of leafs", "string|array<string>"),
            ("array of partial [cup](#cup) objects", "array<[cup]>"),
            ("array of [cup](#cup) ids", "array<string@>"),
            ("[leaf data](#data)", "string@"),
            ("a [cup](#cup) object (only if full)", "[cup]"),
            ("map of leafs to [cup](#cup) objects", "map<[cup]>"),
            ("String(64)", "string"),
            ("Array of Cup objects", "array<Cup>"),
            ("Array(cup_rule)", "array<cup_rule>"),
            ("List<Cup>", "array<Cup>"),
            ("Map<String, Cup>", "map<Cup>"),
            ("object", "object"),
            ("some strange words", "?some strange words"),
        ];
        for (source, expected) in cases {
            assert_eq!(said(source), expected, "{source}");
        }
    }
}
