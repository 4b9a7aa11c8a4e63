//! Which rows of a request table are members of the row above them.
//!
//! Most tables name a member by its whole path, `Tag.N.Key`. Others announce a list of objects and let the members
//! follow as ordinary rows, some with marks of depth, some with none. Members get the names that they would have in a
//! table of the first kind. Without marks, what answers show of such objects decides, then which parameters are known
//! to stand at the top.

use std::collections::HashSet;

use super::row::{DEEPEST, Parsed};
use super::types::Declared;
use super::words::PHRASES;
use crate::pages::nesting::sample::Shapes;

/// A list or an object whose members may follow.
struct Open {
    name: String,
    /// What the names of members begin with.
    path: String,
    depth: usize,
    members: Vec<String>,
    /// Its first member is one of a pair.
    pair: bool,
}

/// Names that surely stand at the top of a request: those above the first list or object of its table.
pub(in crate::pages) fn roots(rows: &[Parsed]) -> impl Iterator<Item = &str> {
    let plain = |row: &&Parsed| matches!(row.declared, Declared::Plain(_) | Declared::Nothing) && row.depth == 0;
    rows.iter().take_while(plain).map(|row| row.name.as_str())
}

/// Gives members the names of their whole paths.
pub(in crate::pages) fn nest(rows: &mut [Parsed], roots: &HashSet<String>, shapes: &Shapes) {
    let marked = rows.iter().any(|row| row.depth > 0);
    let mut open: Vec<Open> = Vec::new();
    for row in rows {
        if row.inside.is_some() {
            continue;
        }
        let name = row.name.clone();
        if marked {
            while open.last().is_some_and(|above| above.depth >= row.depth) {
                open.pop();
            }
        } else if name.contains('.') || PHRASES.roots.contains(&name.as_str()) {
            open.clear();
        } else if let Some(at) = open.iter().rposition(|above| above.shows(&name, shapes) == Some(true)) {
            open.truncate(at + 1);
        } else if roots.contains(&name) {
            open.clear();
        } else {
            while open.last().is_some_and(|above| !above.takes(&name, shapes)) {
                open.pop();
            }
        }
        if let Some(above) = open.last_mut().filter(|above| !name.starts_with(&above.path)) {
            above.pair |= above.members.is_empty() && PHRASES.pairs.contains(&name.as_str());
            above.members.push(name.clone());
            row.name = format!("{}{name}", above.path);
        }
        let list = matches!(row.declared, Declared::List(_));
        let holds = if marked { list || matches!(row.declared, Declared::Object(_)) } else { row.objects };
        if holds && open.len() < DEEPEST {
            let bare = row.name.trim_end_matches(".N");
            let path = if list { format!("{bare}.N.") } else { format!("{bare}.") };
            open.push(Open { name, path, depth: row.depth, members: Vec::new(), pair: false });
        }
    }
}

impl Open {
    /// What answers show of such objects: they have the member, or they do not, or nothing.
    fn shows(&self, member: &str, shapes: &Shapes) -> Option<bool> {
        let plural = format!("{}s", self.name);
        let names = [self.name.as_str(), plural.as_str(), self.name.trim_end_matches('s')];
        shapes.has("", &names, member).map(|has| has && !self.members.iter().any(|known| known == member))
    }

    /// Without a mark of depth, the row is a member.
    fn takes(&self, member: &str, shapes: &Shapes) -> bool {
        let open = self.members.is_empty() || !self.pair || PHRASES.pairs.contains(&member);
        self.shows(member, shapes).unwrap_or(open)
    }
}
