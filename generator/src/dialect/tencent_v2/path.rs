//! Names of parameters and fields as printed: dotted, with indexes, with marks of depth.

use super::words::PHRASES;

/// A part of a dotted name; `indexed` where an index follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) indexed: bool,
    /// The index is a number: the name stands for one of several items.
    pub(super) numbered: bool,
}

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
    parts
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
    use super::{below, parts};

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
