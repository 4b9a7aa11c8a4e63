//! Regions and their hosts, from answers that list them.
//!
//! An item of an answer lists a place if it has a region's identifier and a host of the same product. What an answer
//! says about other hosts is the caller's data.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::profile::Profile;
use crate::lexeme;
use crate::spec::model::{Action, Endpoint, Region};

/// Adds the places that the examples' answers list, each region once.
pub(super) fn read(
    actions: &IndexMap<String, Action>,
    profile: &Profile,
    product: &str,
    regions: &mut Vec<Region>,
    endpoints: &mut Vec<Endpoint>,
) {
    let mut known = HashSet::new();
    for example in actions.values().flat_map(|action| &action.examples) {
        let mut items = Vec::new();
        objects(&example.response, &mut items);
        for (id, host, label) in items.into_iter().filter_map(|item| place(item, profile, product)) {
            if !known.insert(id.clone()) {
                continue;
            }
            let source = example.source.clone();
            let region = source.clone().map(|source| Region { id: id.clone(), label: label.clone(), source });
            regions.extend(region);
            endpoints.push(Endpoint { host, region: Some(id), label, source });
        }
    }
}

/// The region, the host and the name of an item that has the first two.
fn place(item: &Map<String, Value>, profile: &Profile, product: &str) -> Option<(String, String, Option<String>)> {
    let texts = || item.values().filter_map(Value::as_str);
    let is_host = |text: &&str| lexeme::is_host(text) && profile.product(text).is_some_and(|named| named == product);
    let host = texts().find(is_host)?;
    let region = texts().find(|text| text.contains('-') && lexeme::is_region(text))?;
    // A host of all regions has no label beside the product's; any other names its region.
    let is_central = host.strip_suffix(profile.host_suffix).is_some_and(|label| !label.contains('.'));
    let label = texts().find(|text| *text != host && *text != region)?;
    (is_central || host.contains(region)).then(|| (region.to_owned(), host.to_owned(), Some(label.to_owned())))
}

/// All objects inside a value.
fn objects<'v>(value: &'v Value, found: &mut Vec<&'v Map<String, Value>>) {
    match value {
        Value::Object(map) => {
            found.push(map);
            map.values().for_each(|inner| objects(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|item| objects(item, found)),
        _ => {}
    }
}
