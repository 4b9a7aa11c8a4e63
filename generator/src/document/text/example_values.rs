//! Samples: what the examples of a page say about the cells of its tables.
//!
//! Two columns of free text side by side leave no mark between them in a PDF's text. The examples hold
//! the same values as the column of samples, so that they tell where a sample ends.

use std::collections::{HashMap, HashSet};

use super::printed_page::Raw;

/// Values by name, and names that hold other names.
#[derive(Debug, Default)]
pub(super) struct Samples {
    values: HashMap<String, Vec<String>>,
    containers: HashSet<String>,
}

impl Samples {
    /// Collects the values of a page's addresses, JSON and XML.
    pub(super) fn of(lines: &[Raw<'_>]) -> Self {
        let mut samples = Self::default();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at += 1;
            if line.text.starts_with('&') {
                let mut pair = line.text.trim_start_matches('&').to_owned();
                // A long value goes on in lines that hang on to it.
                while let Some(next) = lines.get(at).filter(|next| next.close && !next.text.starts_with('&')) {
                    pair.push_str(next.text);
                    at += 1;
                }
                if let Some((name, value)) = pair.split_once('=') {
                    samples.add(name, value);
                }
            } else if line.text.starts_with('"') {
                samples.json(line.text);
            } else if let Some(tag) = line.text.strip_prefix('<') {
                samples.xml(tag);
            }
        }
        samples
    }

    fn json(&mut self, line: &str) {
        let Some((name, rest)) = line.get(1..).and_then(|rest| rest.split_once('"')) else { return };
        let Some(value) = rest.trim_start().strip_prefix(':') else { return };
        let value = value.trim().trim_end_matches(',');
        if value.starts_with(['{', '[']) {
            self.containers.insert(name.trim().to_owned());
        } else {
            self.add(name.trim(), value.trim_matches('"'));
        }
    }

    fn xml(&mut self, tag: &str) {
        let Some((name, rest)) = tag.split_once('>') else { return };
        match rest.split_once("</") {
            Some((value, _)) => self.add(name, value),
            None if rest.is_empty() => drop(self.containers.insert(name.to_owned())),
            None => {}
        }
    }

    fn add(&mut self, name: &str, value: &str) {
        const MOST: usize = 64;
        let values = self.values.entry(name.to_owned()).or_default();
        if !value.is_empty() && values.len() < MOST {
            values.push(value.to_owned());
        }
    }

    /// The values of a name; an index stands as a number in addresses.
    fn values(&self, name: &str) -> &[String] {
        let numbered;
        let key = if name.contains(".N") {
            numbered = name.replace(".N", ".1");
            numbered.as_str()
        } else {
            name
        };
        self.values.get(key).map_or(&[], Vec::as_slice)
    }

    /// True where examples show the name with members.
    pub(super) fn is_container(&self, name: &str) -> bool {
        self.containers.contains(name)
    }

    /// The longest value of the name that the text begins with as a cell.
    pub(super) fn prefix<'t>(&self, name: &str, text: &'t str) -> Option<&'t str> {
        let stands = |value: &&String| {
            text.strip_prefix(value.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let length = self.values(name).iter().filter(stands).map(String::len).max()?;
        text.get(..length)
    }

    /// The longest words of the text that a longer value of the name begins with too.
    pub(super) fn common<'t>(&self, name: &str, text: &'t str) -> Option<&'t str> {
        let begins = |words: &str| {
            let behind = |value: &String| value.strip_prefix(words).is_some_and(|rest| rest.starts_with(' '));
            self.values(name).iter().any(behind)
        };
        let ends = text.match_indices(' ').map(|(at, _)| at);
        ends.rev().filter_map(|at| text.get(..at)).find(|words| begins(words))
    }

    /// True where `pieces`, one after the other, begin a value of the name.
    pub(super) fn begins(&self, name: &str, pieces: &str) -> bool {
        let pieces = squeezed(pieces);
        self.values(name).iter().any(|value| squeezed(value).starts_with(&pieces))
    }

    /// The value as the examples write it, where it is the same but for its spaces.
    pub(super) fn exact(&self, name: &str, text: &str) -> Option<&str> {
        let text = squeezed(text);
        self.values(name).iter().find(|value| squeezed(value) == text).map(String::as_str)
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| *c != ' ').collect()
}
