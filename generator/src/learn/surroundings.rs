//! What is around the operations: hosts, servers, authentication, errors, and what links name.

use indexmap::{IndexMap, IndexSet};

use super::draft::{Draft, Value};
use super::lexicon;
use super::survey::Survey;
use crate::document::markup::rich::{Kind, Text};
use crate::pages::declared::outline::Outline;

/// A URL without what is behind its path.
fn urls(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("https://").chain(text.match_indices("http://")).filter_map(|(at, _)| {
        let rest = text.get(at..)?;
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | ']' | '`' | ',' | '\\' | '|' | '>');
        let end = rest.find(is_end).unwrap_or(rest.len());
        rest.get(..end).map(|url| url.trim_end_matches(['.', ';', ':', '\u{3002}', '\u{ff0c}']))
    })
}

fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    (host.contains('.') && host.chars().all(plain)).then_some(host)
}

fn is_common(host: &str) -> bool {
    lexicon::COMMON_HOSTS.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
}

/// Writes the texts that choose the profile: the hosts that most documents name.
pub(super) fn write_signs(survey: &Survey<'_>, draft: &mut Draft) {
    let mut counts: IndexMap<String, usize> = IndexMap::new();
    for document in &survey.library.docs {
        let texts = document.rich.blocks.iter().flat_map(|block| match &block.kind {
            Kind::Code(code) => vec![code.clone()],
            kind => kind.prose().map(all).unwrap_or_default(),
        });
        let mut hosts: IndexSet<String> = IndexSet::new();
        texts.for_each(|text| {
            hosts.extend(urls(&text).filter_map(host).filter(|host| !is_common(host)).map(str::to_owned))
        });
        hosts.into_iter().for_each(|host| *counts.entry(host).or_default() += 1);
    }
    let all = survey.library.docs.len();
    let most = counts.values().max().copied().unwrap_or_default();
    let mut hosts: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count * 3 >= most).collect();
    hosts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    hosts.truncate(3);
    match hosts.first() {
        None => draft.guess(
            "",
            "signs",
            Value::Words(Vec::new()),
            "no host is on the pages; add a text that only they have",
        ),
        Some((_, count)) => {
            let why = format!("hosts on {count} of {all} pages");
            draft.words("", "signs", hosts.iter().map(|(host, _)| host.clone()).collect(), why);
        }
    }
}

/// A text and the targets of its links.
fn all(text: &Text) -> Vec<String> {
    std::iter::once(text.plain()).chain(text.links().map(str::to_owned)).collect()
}

/// Writes servers, authentication and the envelope of errors.
pub(super) fn write_protocol(survey: &Survey<'_>, draft: &mut Draft) {
    let mut servers: IndexMap<String, usize> = IndexMap::new();
    let mut path_token: IndexMap<String, usize> = IndexMap::new();
    for url in survey.texts.iter().flat_map(|text| urls(text)) {
        let Some(host) = host(url).filter(|host| !is_common(host)) else { continue };
        let path =
            url.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..))).unwrap_or("");
        let names_api = host.split(['.', '-']).any(|part| part == "api") || path.split('/').any(|part| part == "api");
        if !names_api && !is_versioned(path) {
            continue;
        }
        *servers.entry(format!("https://{host}{}", base(path))).or_default() += 1;
        if let Some(format) = token_part(path) {
            *path_token.entry(format).or_default() += 1;
        }
    }
    let most = servers.values().max().copied().unwrap_or_default();
    let mut best: Vec<(String, usize)> = servers.into_iter().filter(|(_, count)| *count * 2 >= most).collect();
    best.sort_by_key(|(url, count)| (std::cmp::Reverse(*count), std::cmp::Reverse(url.len())));
    best.truncate(1);
    match best.first() {
        Some((_, count)) => {
            let list = best.iter().map(|(url, _)| url.clone()).collect();
            draft.guess("[protocol]", "servers", Value::Words(list), format!("{count} addresses in texts and code"));
        }
        None => draft.guess("[protocol]", "servers", Value::Words(Vec::new()), "no address of an API is on the pages"),
    }
    let (auth, why) = authentication(survey, &path_token);
    match auth.is_empty() {
        true => draft.guess(
            "[protocol]",
            "auth",
            Value::Raw("[]".to_owned()),
            "no page shows how requests are authenticated",
        ),
        false => draft.guess("[protocol]", "auth", Value::Raw(format!("[{}]", auth.join(", "))), why),
    }
    if let Some(((code, message), count)) = error_keys(survey) {
        let text = format!("{{ error = {{ code = \"{code}\", message = \"{message}\" }} }}");
        draft.guess("[protocol]", "envelope", Value::Raw(text), format!("{count} samples in code"));
    }
}

fn is_versioned(path: &str) -> bool {
    path.split('/')
        .any(|part| part.len() < 5 && part.starts_with('v') && part.chars().skip(1).any(|c| c.is_ascii_digit()))
}

/// The part of a path that all operations have: `/api` and a version.
fn base(path: &str) -> String {
    let is_base = |part: &&str| {
        let version =
            part.len() < 5 && part.starts_with('v') && part.chars().skip(1).all(|c| c.is_ascii_digit() || c == '.');
        *part == "api" || *part == "rest" || version && part.len() > 1
    };
    path.split('/').skip(1).take_while(is_base).map(|part| format!("/{part}")).collect()
}

/// The part of a path with a token in it: `/bot<token>` is `/bot{token}`.
fn token_part(path: &str) -> Option<String> {
    let part = path.split('/').find(|part| part.to_lowercase().contains("token") && part.contains(['<', '{']))?;
    let start = part.find(['<', '{'])?;
    let before = part.get(..start)?;
    before.chars().all(|c| c.is_ascii_alphanumeric()).then(|| format!("/{before}{{token}}"))
}

/// Headers that carry credentials, as TOML, with what speaks for them.
fn authentication(survey: &Survey<'_>, path_token: &IndexMap<String, usize>) -> (Vec<String>, String) {
    let mut found: Vec<String> = Vec::new();
    if let Some((format, count)) = path_token.iter().max_by_key(|(_, count)| **count) {
        found.push(format!("{{ scheme = \"path\", name = \"token\", format = \"{format}\" }}"));
        return (found, format!("{count} addresses"));
    }
    let mut headers: IndexMap<String, usize> = IndexMap::new();
    let mut schemes: IndexMap<String, usize> = IndexMap::new();
    let cells = survey.tables.iter().flat_map(|found| found.table.rows.iter().filter_map(|row| row.cells.first()));
    let texts = survey.texts.iter().cloned().chain(cells.map(Text::plain));
    for text in texts {
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
            let lower = word.to_lowercase();
            let is_key = lower.starts_with("x-") && ["token", "key", "secret"].iter().any(|end| lower.ends_with(end));
            if is_key || word == "Authorization" {
                *headers.entry(word.to_owned()).or_default() += 1;
            }
        }
        if let Some(rest) = text.split("Authorization:").nth(1) {
            let scheme: String = rest.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
            if !scheme.is_empty() && scheme.len() < 12 {
                *schemes.entry(scheme).or_default() += 1;
            }
        }
    }
    let Some((name, count)) = headers.iter().max_by_key(|(_, count)| **count) else { return (found, String::new()) };
    let scheme = schemes.iter().max_by_key(|(_, count)| **count).map(|(scheme, _)| scheme);
    found.push(match scheme.filter(|_| name == "Authorization") {
        Some(scheme) => format!("{{ scheme = \"header\", name = \"{name}\", format = \"{scheme} {{token}}\" }}"),
        None => format!("{{ scheme = \"header\", name = \"{name}\" }}"),
    });
    (found, format!("named {count} times"))
}

/// The keys of code and message in samples of errors.
fn error_keys(survey: &Survey<'_>) -> Option<((String, String), usize)> {
    let mut counts: IndexMap<(String, String), usize> = IndexMap::new();
    for text in survey.texts.iter().filter(|text| text.len() < 2000 && text.trim_start().starts_with('{')) {
        let Ok(serde_json::Value::Object(sample)) = serde_json::from_str(text) else { continue };
        let sample = match sample.values().next() {
            Some(serde_json::Value::Object(inner)) if sample.len() == 1 => inner.clone(),
            _ => sample,
        };
        let key =
            |ends: &[&str]| sample.keys().find(|key| ends.iter().any(|end| key.to_lowercase().ends_with(end))).cloned();
        if let (Some(code), Some(message), true) = (key(&["code"]), key(&["message", "msg"]), sample.len() < 6) {
            *counts.entry((code, message)).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count)
}

/// Writes the parameters of links that name operations and products.
pub(super) fn write_links(survey: &Survey<'_>, outline: &Outline<'_>, draft: &mut Draft) {
    let mut values: IndexMap<String, (usize, IndexSet<String>)> = IndexMap::new();
    for operation in &outline.operations {
        let Some(section) = survey.library.section(operation.section) else { continue };
        let blocks = survey.library.blocks(section.doc, section.first, section.end);
        let mut seen: IndexSet<String> = IndexSet::new();
        for link in blocks.filter_map(|(_, block)| block.kind.prose()).flat_map(Text::links) {
            let query = link.split_once(['?', '#']).map(|(_, query)| query).unwrap_or_default();
            for (key, value) in query.split(['&', '#', '?']).filter_map(|pair| pair.split_once('=')) {
                if seen.insert(key.to_owned()) && crate::lexeme::is_identifier(value) {
                    let entry = values.entry(key.to_owned()).or_default();
                    entry.0 += 1;
                    entry.1.insert(value.to_owned());
                }
            }
        }
    }
    let all = outline.operations.len();
    let often = |(_, (count, _)): &(&String, &(usize, IndexSet<String>))| *count * 4 > all && *count > 4;
    let name = values.iter().filter(often).filter(|(_, (count, values))| values.len() * 10 > count * 8);
    if let Some((key, (count, _))) = name.max_by_key(|(_, (count, _))| *count) {
        draft.set(
            "[operations]",
            "name_link",
            Value::Text(key.clone()),
            format!("links of {count} of {all} operations"),
        );
    }
    let product =
        values.iter().filter(often).filter(|(_, (count, values))| values.len() > 1 && values.len() * 5 < *count);
    if let Some((key, (count, values))) = product.max_by_key(|(_, (count, _))| *count) {
        let why = format!("links of {count} of {all} operations name {} products", values.len());
        draft.set("", "product_link", Value::Text(key.clone()), why);
    }
}
