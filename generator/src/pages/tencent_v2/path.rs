//! Names of parameters and fields as printed: dotted, with indexes, with marks of depth.

use super::words::PHRASES;
use crate::pages::columns;

/// A part of a dotted name; `indexed` where an index follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) indexed: bool,
    /// The index is a number: the name stands for one of several items.
    pub(super) numbered: bool,
}

/// The most parts of a name; what names more nests by mistake.
pub(super) const DEEPEST: usize = 32;

/// The parts of a printed name; none of a cell that names nothing.
pub(super) fn parts(printed: &str) -> Vec<Part> {
    let name: String = printed.chars().filter(|c| !c.is_whitespace()).collect();
    let name = name.trim_start_matches(|c: char| PHRASES.marks.contains(&c)).replace("::", ".");
    let name = name.replace("->", ".").replace("[]", ".n").replace(['[', '{'], ".").replace([']', '}'], "");
    // A remark may stand behind the name: `ids.n（必填）`.
    let end = name
        .find(|c: char| !c.is_ascii() || matches!(c, '(' | ',' | '*' | '\'' | '"' | ':' | ';'))
        .unwrap_or(name.len());
    let mut parts: Vec<Part> = Vec::new();
    for word in name.get(..end).unwrap_or_default().split('.').filter(|word| !word.is_empty()) {
        let number = word.chars().all(|c| c.is_ascii_digit());
        match parts.last_mut() {
            // `Kind5.5` is a name with a version in it.
            Some(last) if number && last.name.ends_with(|c: char| c.is_ascii_digit()) => {
                last.name.push('.');
                last.name.push_str(word);
            }
            Some(last) if (number || PHRASES.index.contains(&word)) && !last.indexed => {
                last.indexed = true;
                last.numbered = number;
            }
            _ => parts.push(Part { name: word.to_owned(), indexed: false, numbered: false }),
        }
    }
    parts.retain(|part| part.name.chars().any(|c| c.is_ascii_alphanumeric()));
    parts.truncate(DEEPEST);
    parts
}

/// The parts of all names of a table, from the top. A name with marks of depth before it is below the nearest name
/// above that is set in less, or beside that one if it `holds` no members.
pub(super) fn outlined(names: &[(String, bool)]) -> Vec<Vec<Part>> {
    let mut above: Vec<(usize, Vec<Part>, bool)> = Vec::new();
    let mut paths = Vec::with_capacity(names.len());
    for ((printed, holds), depth) in names.iter().zip(columns::depths(names, PHRASES.marks)) {
        let mut own = parts(printed);
        while above.last().is_some_and(|(other, ..)| *other >= depth) {
            above.pop();
        }
        if let Some((_, nearest, holds)) = above.last() {
            let parents = if *holds { nearest.as_slice() } else { nearest.split_last().map_or(&[][..], |(_, up)| up) };
            let again = parents.iter().zip(&own).take_while(|(a, b)| a.name == b.name).count();
            let rest = own.split_off(if own.len() > again { again } else { 0 });
            own = parents.iter().cloned().chain(rest).take(DEEPEST).collect();
        }
        above.push((depth, own.clone(), *holds));
        paths.push(own);
    }
    paths
}

/// The parts below `base`: names may be printed from the root, or from any object on the way.
pub(super) fn below(parts: Vec<Part>, base: &[String]) -> Vec<Part> {
    let most = base.len().min(parts.len().saturating_sub(1));
    let same = |count: usize| {
        let end = base.get(base.len() - count..).unwrap_or_default();
        parts.iter().zip(end).all(|(part, name)| part.name.eq_ignore_ascii_case(name))
    };
    let above = (1..=most).rev().find(|count| same(*count)).unwrap_or(0);
    parts.into_iter().skip(above).collect()
}

#[cfg(test)]
mod tests {
    use super::{below, outlined, parts};

    fn shown(printed: &str) -> String {
        let parts = parts(printed);
        parts
            .iter()
            .map(|part| format!("{}{}", part.name, if part.indexed { "*" } else { "" }))
            .collect::<Vec<_>>()
            .join("/")
    }

    #[test]
    fn names_are_cut_at_every_kind_of_separator() {
        assert_eq!(shown("pods.n.podId"), "pods*/podId");
        assert_eq!(shown("pods.0.podId"), "pods*/podId");
        assert_eq!(shown("pods::pod"), "pods/pod");
        assert_eq!(shown("pods[].id"), "pods*/id");
        assert_eq!(shown("pods[n].id"), "pods*/id");
        assert_eq!(shown("Kind5.5"), "Kind5.5");
        assert_eq!(shown("ids.n（必填）"), "ids*");
        assert_eq!(shown("└ name"), "name");
        assert_eq!(shown("无"), "");
    }

    #[test]
    fn marks_of_depth_nest() {
        let names = |rows: &[(&str, bool)]| -> Vec<String> {
            let rows: Vec<_> = rows.iter().map(|(name, holds)| ((*name).to_owned(), *holds)).collect();
            let path =
                |parts: &Vec<super::Part>| parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join("/");
            outlined(&rows).iter().map(path).collect()
        };
        let tree = [("pods", true), ("├─ id", false), ("├─ disks", true), ("│  └─ size", false), ("└─ name", false)];
        assert_eq!(names(&tree), ["pods", "pods/id", "pods/disks", "pods/disks/size", "pods/name"]);
        let trimmed = [("pods", true), ("├─ id", false), ("└─ owner", true), ("└─ name", false), ("total", false)];
        assert_eq!(names(&trimmed), ["pods", "pods/id", "pods/owner", "pods/owner/name", "total"]);
        assert_eq!(names(&[("pods", true), (">id", false), (">>x", false)]), ["pods", "pods/id", "pods/x"]);
        assert_eq!(names(&[("- a", false), ("- b", false), ("c", false)]), ["a", "b", "c"]);
        assert_eq!(names(&[("count", false), ("└ id", false)]), ["count", "id"]);
        assert_eq!(names(&[("pods", true), ("└ pods.n.id", false)]), ["pods", "pods/id"]);
    }

    #[test]
    fn names_from_the_root_lose_what_stands_above() {
        let base = ["data".to_owned(), "pods".to_owned()];
        let names =
            |printed: &str| below(parts(printed), &base).iter().map(|part| part.name.clone()).collect::<Vec<_>>();
        assert_eq!(names("data.pods.n.id"), ["id"]);
        assert_eq!(names("pods.id"), ["id"]);
        assert_eq!(names("id"), ["id"]);
        assert_eq!(names("pods"), ["pods"]);
    }
}
