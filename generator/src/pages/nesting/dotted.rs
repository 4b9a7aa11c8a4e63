//! Rows of a flat table whose names are paths: `Lamp.Wick`, `Lamp.N.Wick`.
//!
//! Such a row is a member of the row that the beginning of its name names. If no row does, one is made. Where that row
//! belongs is decided as for all others.

use std::collections::{HashMap, HashSet};

use crate::pages::aliyun_rpc::row::{DEEPEST, Parsed};
use crate::pages::aliyun_rpc::types::Declared;
use crate::spec::model::Type;

/// `N` of a name or another letter alone, or a number.
pub(crate) fn is_index(part: &str) -> bool {
    part.len() == 1 && part.starts_with(|c: char| c.is_ascii_alphabetic())
        || (!part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}

/// Rows with the last part of their names, each inside of what the other parts name. Names that samples have as they
/// are, dots included, stay.
pub(super) fn split(rows: &[Parsed], keys: &HashSet<&str>) -> Vec<Parsed> {
    let mut split = Split::default();
    for row in rows {
        let index = split.row(row, keys);
        split.places.push(index);
    }
    split.rows
}

#[derive(Default)]
struct Split {
    rows: Vec<Parsed>,
    /// Where each of the table's rows is now.
    places: Vec<usize>,
    /// The last row of each path, by the row that it is inside of.
    paths: HashMap<(Option<usize>, String), usize>,
    /// Members that rows made here or found here have.
    members: HashSet<(usize, String)>,
}

impl Split {
    fn row(&mut self, row: &Parsed, keys: &HashSet<&str>) -> usize {
        let mut inside = row.inside.and_then(|owner| self.places.get(owner).copied());
        let literal = keys.contains(row.name.as_str());
        let mut parts: Vec<(&str, bool)> = Vec::new();
        for part in row.name.splitn(DEEPEST, '.').filter(|part| !part.is_empty()) {
            match parts.last_mut() {
                Some(last) if is_index(part) => last.1 = true,
                _ => parts.push((part, false)),
            }
        }
        let is_path = !literal && (parts.len() > 1 || parts.iter().any(|(_, list)| *list));
        let Some((leaf, above)) = parts.split_last().filter(|_| is_path) else {
            return self.push(Parsed { inside, ..row.clone() });
        };
        for (part, list) in above {
            inside = Some(self.owner(row, inside, part, *list, leaf.0));
        }
        if let Some(owner) = inside {
            self.members.insert((owner, leaf.0.to_owned()));
        }
        let declared = match &row.declared {
            Declared::Plain(ty) if leaf.1 && !matches!(ty, Type::Array { .. }) => {
                Declared::Plain(Type::array(ty.clone()))
            }
            declared => declared.clone(),
        };
        self.push(Parsed { name: leaf.0.to_owned(), declared, inside, ..row.clone() })
    }

    /// The row that a part of a name names, found or made.
    fn owner(&mut self, row: &Parsed, inside: Option<usize>, name: &str, list: bool, leaf: &str) -> usize {
        let known = self.paths.get(&(inside, name.to_owned())).copied();
        let fits = |at: &usize| {
            let holds = self.rows.get(*at).is_some_and(|row| !matches!(row.declared, Declared::Plain(_)));
            holds && !self.members.contains(&(*at, leaf.to_owned()))
        };
        if let Some(at) = known.filter(fits) {
            return at;
        }
        let declared = if list { Declared::List(None) } else { Declared::Object(None) };
        self.push(Parsed {
            name: name.to_owned(),
            objects: true,
            inside,
            bare: false,
            echo: false,
            declared,
            required: None,
            nullable: false,
            struck: false,
            sample: None,
            text: String::new(),
            values: Vec::new(),
            ..row.clone()
        })
    }

    fn push(&mut self, row: Parsed) -> usize {
        let index = self.rows.len();
        self.paths.insert((row.inside, row.name.clone()), index);
        self.rows.push(row);
        index
    }
}
