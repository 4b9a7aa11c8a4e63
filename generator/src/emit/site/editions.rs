//! What changed in each year, by the changelog: new actions and structures, and for each that changed, all announcements
//! together. The page of releases has the same by release.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::emit::reference::Site;
use crate::emit::reference::layout::Place;
use crate::emit::reference::markdown::{Table, code, link, text};
use crate::emit::reference::releases::{noun, verb};
use crate::files::Files;
use crate::lexeme::{counted, plural};
use crate::spec::model::{Change, ChangeKind, ChangeOp, Field, Release};

/// The pages, as Markdown by path: `releases/2024.md`.
pub(super) fn pages(site: &Site<'_>) -> Files {
    let years = years(&site.spec.changelog);
    years.iter().map(|(year, releases)| (format!("releases/{year}.md"), page(site, year, releases))).collect()
}

/// The releases of each year, the oldest first.
pub(super) fn years(changelog: &[Release]) -> BTreeMap<&str, Vec<&Release>> {
    let mut years: BTreeMap<&str, Vec<&Release>> = BTreeMap::new();
    for release in changelog.iter().rev() {
        let year = release.date.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(year) = year {
            years.entry(year).or_default().push(release);
        }
    }
    years
}

fn page(site: &Site<'_>, year: &str, releases: &[&Release]) -> String {
    let mut page = site.page();
    page.heading(1, &format!("Changes in {year}"));
    page.block(&format!("{} · [all releases](../releases.md)", counted(releases.len(), "release")));
    let mut sections = Sections::default();
    for release in releases {
        release.changes.iter().for_each(|change| sections.add(site, release, change));
    }
    for (title, kind, names) in [
        ("New actions", ChangeKind::Action, &sections.actions),
        ("New structures", ChangeKind::Structure, &sections.structures),
    ] {
        if !names.is_empty() {
            page.heading(2, title);
            page.table(&table(site, kind, names), "");
        }
    }
    for (title, column, changed) in [
        ("Changed actions", "Action", &sections.changed_actions),
        ("Changed structures", "Structure", &sections.changed_structures),
        ("Error codes", "Of", &sections.codes),
    ] {
        if changed.is_empty() {
            continue;
        }
        page.heading(2, title);
        let mut table = Table::new([column, "Changes"]);
        for (owner, lines) in changed {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            table.row([owner.clone(), lines.join("<br>")]);
        }
        page.table(&table, "");
    }
    if sections.is_empty() {
        page.block("No change of an action or structure is listed.");
    }
    page.finish()
}

/// Links to what is new, with the release of each.
fn table(site: &Site<'_>, kind: ChangeKind, names: &[(String, String)]) -> Table<3> {
    let is_action = kind == ChangeKind::Action;
    let mut table = Table::new([if is_action { "Action" } else { "Structure" }, "Title", "Release"]);
    for (name, release) in names {
        let title = if is_action {
            site.spec.actions.get(name).and_then(|action| action.title.as_deref())
        } else {
            site.spec.structures.get(name).and_then(|structure| structure.label.as_deref())
        };
        table.row([owner(site, kind, name), title.map(text).unwrap_or_default(), release.clone()]);
    }
    table
}

/// Announcements by what they are about, in the order of their releases.
#[derive(Default)]
struct Sections {
    actions: Vec<(String, String)>,
    structures: Vec<(String, String)>,
    changed_actions: IndexMap<String, Vec<String>>,
    changed_structures: IndexMap<String, Vec<String>>,
    codes: IndexMap<String, Vec<String>>,
}

impl Sections {
    fn add(&mut self, site: &Site<'_>, release: &Release, change: &Change) {
        let date = match release.release {
            Some(number) => site.layout.release(Place::Releases, number),
            None => text(&release.date),
        };
        let names = || change.names.iter().map(|name| (name.clone(), date.clone()));
        let (_, verb) = verb(change.op);
        let of = match (change.kind, change.op) {
            (ChangeKind::Action, ChangeOp::Add) => return self.actions.extend(names()),
            (ChangeKind::Structure, ChangeOp::Add) => return self.structures.extend(names()),
            (ChangeKind::Action | ChangeKind::Structure, _) => {
                let is_action = change.kind == ChangeKind::Action;
                let changed = if is_action { &mut self.changed_actions } else { &mut self.changed_structures };
                for name in &change.names {
                    changed.entry(owner(site, change.kind, name)).or_default().push(format!("{date}: {verb}"));
                }
                return;
            }
            (ChangeKind::RequestField | ChangeKind::ResponseField, _) => &mut self.changed_actions,
            (ChangeKind::Member, _) => &mut self.changed_structures,
            (ChangeKind::ErrorCode, _) => &mut self.codes,
        };
        let shown: Vec<String> = change.names.iter().map(|name| part(site, change, name)).collect();
        let what = plural(shown.len() as u64, noun(change.kind));
        let owner = change.owner.as_deref().map_or_else(|| "the API".to_owned(), |name| owner(site, change.kind, name));
        of.entry(owner).or_default().push(format!("{date}: {verb} {what} {}", shown.join(", ")));
    }

    fn is_empty(&self) -> bool {
        let lists = [&self.changed_actions, &self.changed_structures, &self.codes];
        self.actions.is_empty() && self.structures.is_empty() && lists.iter().all(|list| list.is_empty())
    }
}

/// The action or structure, linked where it is still there.
fn owner(site: &Site<'_>, kind: ChangeKind, name: &str) -> String {
    match kind {
        ChangeKind::Structure | ChangeKind::Member => site.layout.structure(Place::Releases, name),
        _ => site.layout.action(Place::Releases, name),
    }
}

/// A field or code, linked where its page still has it.
fn part(site: &Site<'_>, change: &Change, name: &str) -> String {
    if change.kind == ChangeKind::ErrorCode {
        return site.layout.error(Place::Releases, name);
    }
    let owner = change.owner.as_deref().unwrap_or_default();
    let action = site.spec.actions.get(owner);
    let structure = site.spec.structures.get(owner);
    let (fields, section, path): (&[Field], _, _) = match change.kind {
        ChangeKind::RequestField => {
            (action.map_or(&[], |action| &action.request), "request", site.layout.action_path(owner))
        }
        ChangeKind::ResponseField => {
            (action.map_or(&[], |action| &action.response), "response", site.layout.action_path(owner))
        }
        _ => (structure.map_or(&[], |structure| &structure.fields), "members", site.layout.structure_path(owner)),
    };
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let path = path.filter(|_| is_plain && fields.iter().any(|field| field.name == name));
    path.map_or_else(|| code(name), |path| link(&text(name), &format!("../{path}#{section}.{name}")))
}
