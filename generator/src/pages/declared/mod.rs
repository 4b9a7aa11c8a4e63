//! Reading pages by a profile that is a file.
//!
//! The room knows no vendor. `library` cuts documents into sections and tables and follows links; `outline` says which
//! sections are operations and structures; `rows`, `types` and `nesting` read fields; `returns`, `codes` and `changelog`
//! read what else the profile has words for; `build` makes the spec; `lines` accounts for every line. What is not
//! understood becomes a finding.

mod build;
mod changelog;
mod codes;
pub(crate) mod constants;
pub(crate) mod dates;
pub(crate) mod library;
mod lines;
mod nesting;
mod operations;
pub(crate) mod outline;
mod returns;
mod rows;
pub(crate) mod sentences;
mod trial;
mod types;
mod usage;
pub(crate) mod words;

use super::choose::Text;
use super::profile::file::ProfileFile;
use super::{Parsed, UNKNOWN_PRODUCT};
use crate::document::Format;
use crate::document::markup::html;
use crate::document::markup::rich::{self, Rich};
use library::Library;
use outline::Outline;
pub(crate) use trial::{Outcome, Trial};
pub(crate) use usage::{Use, uses};

/// Reads documents with a profile: one spec for each product. Returns what their lines were used for.
pub(super) fn read(
    profile: &ProfileFile,
    texts: &[&Text<'_>],
    parsed: &mut Parsed,
) -> Vec<(String, crate::coverage::LineUses)> {
    let mut products: Vec<(String, Vec<(String, Rich)>)> = Vec::new();
    for (product, name, document) in by_product(profile, texts) {
        match products.iter_mut().find(|(known, _)| *known == product) {
            Some((_, documents)) => documents.push((name, document)),
            None => products.push((product, vec![(name, document)])),
        }
    }
    let mut accounts = Vec::new();
    for (product, documents) in products {
        let library = Library::new(documents);
        let outline = Outline::new(&library, profile, &mut parsed.diagnostics);
        let built = build::spec(&library, profile, &product, &outline, &mut parsed.diagnostics);
        accounts.extend(lines::account(&outline, &built.used));
        if !built.parsed.spec.is_bare() {
            parsed.specs.push(built.parsed);
        }
    }
    accounts
}

/// Each document with its product: the profile's own, or the one that links in the documents of its folder name most often.
fn by_product(profile: &ProfileFile, texts: &[&Text<'_>]) -> Vec<(String, String, Rich)> {
    let documents: Vec<(String, Rich)> =
        texts.iter().map(|text| (text.name.to_owned(), document(profile.element.as_deref(), text))).collect();
    if let Some(product) = &profile.product {
        return documents.into_iter().map(|(name, rich)| (product.clone(), name, rich)).collect();
    }
    let folder = |name: &str| name.split_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut counts: Vec<(String, String, usize)> = Vec::new();
    for (name, rich) in &documents {
        for product in products(profile, rich) {
            let folder = folder(name);
            match counts.iter_mut().find(|(known, named, _)| (known, named) == (&folder, &product)) {
                Some((_, _, count)) => *count += 1,
                None => counts.push((folder, product, 1)),
            }
        }
    }
    let most = |folder: &str| {
        let found = counts.iter().filter(|(known, _, _)| known == folder);
        found
            .max_by_key(|(_, product, count)| (*count, std::cmp::Reverse(product)))
            .map(|(_, product, _)| product.clone())
    };
    let named =
        |(name, rich): (String, Rich)| (most(&folder(&name)).unwrap_or_else(|| UNKNOWN_PRODUCT.to_owned()), name, rich);
    documents.into_iter().map(named).collect()
}

/// The products that links of a document name.
fn products(profile: &ProfileFile, rich: &Rich) -> Vec<String> {
    let Some(key) = &profile.product_link else { return Vec::new() };
    let key = format!("{key}=");
    let links = rich.blocks.iter().filter_map(|block| block.kind.prose()).flat_map(rich::Text::links);
    let values = links.filter_map(|link| {
        let (_, query) = link.split_once('?')?;
        query.split(['&', '#']).find_map(|pair| pair.strip_prefix(key.as_str()))
    });
    let plain = |value: &str| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !value.is_empty();
    values.filter(|value| plain(value)).map(str::to_lowercase).collect()
}

fn document(element: Option<&str>, text: &Text<'_>) -> Rich {
    match text.format {
        Format::Html => html::read_rich(text.content, element),
        Format::Markdown | Format::Text => rich::read_markdown(text.content),
    }
}
