//! The pages of one API: those of the reference and those that only the site has, with what surrounds each.

use indexmap::IndexMap;

use crate::emit::Files;
use crate::emit::reference::{self, Site};
use crate::spec::model::{Action, Spec};

use super::frame::{Frame, pager};
use super::members::Members;
use super::render::{Decor, Rendered, State, html_path, render};
use super::samples::Samples;
use super::search::Index;
use super::sidebar::{Link, Sidebar};
use super::{Api, Options, title};
use super::{downloads, editions, errors, pictures};

/// An API on its way to pages.
pub(super) struct Book<'a> {
    pub(super) spec: &'a Spec,
    pub(super) site: Site<'a>,
    /// The folder of its pages in the site.
    pub(super) folder: String,
    /// The name of the API as people say it.
    pub(super) title: String,
    /// Names of actions by the file names of their pages.
    actions: IndexMap<String, &'a str>,
    /// Names of structures likewise.
    structures: IndexMap<String, &'a str>,
    samples: Samples<'a>,
}

/// How many codes are linked before and after one.
const AROUND: usize = 12;

/// A page, by its path in the folder of the API.
type Page = (String, Rendered);

impl<'a> Book<'a> {
    pub(super) fn new(api: &Api<'a>, folder: String, options: &Options<'a>) -> Self {
        let reference = reference::Options::new(options.command).prose(api.prose).families(api.families);
        let site = Site::of(api.spec, reference);
        let spec = api.spec;
        let by_path = |path: Option<String>, name: &'a String| Some((path?, name.as_str()));
        let actions = spec.actions.keys().filter_map(|name| by_path(site.layout.action_path(name), name)).collect();
        let structures =
            spec.structures.keys().filter_map(|name| by_path(site.layout.structure_path(name), name)).collect();
        Book { spec, site, folder, title: title(spec), actions, structures, samples: Samples::of(spec) }
    }

    /// Writes the pages, and what the search finds in them.
    pub(super) fn write(&self, options: &Options<'_>, index: &mut Index, files: &mut Files) {
        let pages = self.pages();
        let groups = Groups::of(&self.site, &pages);
        index.add_api(&self.title, &self.folder, &self.site);
        for (position, (path, page)) in pages.iter().enumerate() {
            index.add_page(path, page, self.spec);
            let in_site = format!("{}/{path}", self.folder);
            let neighbour = |position: Option<usize>| neighbour(&pages, path, position?);
            let frame = Frame {
                command: options.command,
                path: &in_site,
                api: Some((&self.title, &self.folder)),
                description: &self.description(path, page),
                side: &self.sidebar(&groups, path, &pages),
                after: &pager(neighbour(position.checked_sub(1)), neighbour(position.checked_add(1))),
            };
            files.insert(in_site.clone(), frame.around(page));
        }
    }

    fn pages(&self) -> Vec<Page> {
        let members = Members::of(&self.site, self);
        let mut markdown = self.site.pages();
        markdown.extend(errors::pages(&self.site));
        markdown.extend(editions::pages(&self.site));
        markdown.insert(COVERAGE.to_owned(), coverage(&self.site));
        let render = |(path, text): (&String, &String)| {
            let mut page = render(text, self);
            page.html = members.unfold(&page.html);
            self.add(path, &mut page);
            (html_path(path), page)
        };
        markdown.iter().map(render).collect()
    }

    /// Adds to a page of the reference what only the site has.
    fn add(&self, path: &str, page: &mut Rendered) {
        if let Some(name) = self.actions.get(path) {
            if let Some(action) = self.spec.actions.get(*name) {
                insert_before(&mut page.html, "<p>", &badges(action));
            }
            let samples = self.samples.section(name);
            insert_before(&mut page.html, "<a href=\"#request\">", "<a href=\"#call\">Call</a> · ");
            insert_before(&mut page.html, "<h2 id=\"request\">", &samples);
            return;
        }
        match path {
            "README.md" => {
                insert_before(&mut page.html, "<h3 ", &filters(self.spec));
                insert_before(&mut page.html, "<h2 ", &downloads::links());
            }
            "releases.md" => {
                insert_before(&mut page.html, "<h2 ", &(pictures::growth(self.spec) + &years(self.spec)));
            }
            COVERAGE => page.html.push_str(&pictures::coverage(self.spec)),
            _ => {}
        }
    }

    /// What a page is, in a sentence.
    fn description(&self, path: &str, page: &Rendered) -> String {
        let name = page.title.as_str();
        let (what, label) = match path.split_once('/') {
            Some(("actions", _)) => ("action", self.spec.actions.get(name).and_then(|action| action.title.as_deref())),
            Some(("structures", _)) => {
                ("structure", self.spec.structures.get(name).and_then(|structure| structure.label.as_deref()))
            }
            Some(("releases", _)) => return format!("{name} of the API {}, by its changelog.", self.title),
            Some(("errors", _)) => ("error code", self.spec.errors.get(name).and_then(|error| error.label.as_deref())),
            _ if path == "index.html" => {
                return format!("Reference of the API {}: actions, structures and error codes.", self.title);
            }
            _ => return format!("{name} of the API {}.", self.title),
        };
        let label = label.map(|label| format!(" ({label})")).unwrap_or_default();
        format!("{name}{label}: {what} of the API {}.", self.title)
    }

    fn sidebar(&self, groups: &Groups<'a>, path: &str, pages: &[Page]) -> String {
        let up = if path.contains('/') { "../" } else { "" };
        let mut side = Sidebar::default();
        let link = |side: &mut Sidebar, address: &str, text: &str, count: Option<usize>| {
            let (address, is_here) = (format!("{up}{address}"), address == path);
            side.link(Link { address: &address, text, count, is_here });
        };
        side.open();
        link(&mut side, "index.html", "Overview", None);
        link(&mut side, "parameters.html", "Endpoints and parameters", None);
        link(&mut side, "releases.html", "Releases", Some(self.spec.changelog.len()));
        if path.starts_with("releases") {
            side.open();
            for year in editions::years(&self.spec.changelog).keys().rev() {
                link(&mut side, &format!("releases/{year}.html"), &format!("Changes in {year}"), None);
            }
            side.close();
        }
        link(&mut side, "errors.html", "Error codes", Some(self.site.layout.errors().count()));
        if path.starts_with("errors/") {
            self.relatives(&mut side, path, pages);
        }
        let structures = Some(self.spec.structures.len()).filter(|count| *count > 0);
        if structures.is_some() {
            link(&mut side, "index.html#structures", "Structures", structures);
        }
        if path.starts_with("structures/") {
            side.open();
            for (of, name) in &self.structures {
                link(&mut side, &html_path(of), name, None);
            }
            side.close();
        }
        link(&mut side, "coverage.html", "What is documented", None);
        side.close();
        side.title("Actions");
        side.open();
        for Group { name, anchor, actions } in &groups.0 {
            link(&mut side, &format!("index.html#{anchor}"), name, Some(actions.len()));
            if actions.iter().any(|(of, _)| of == path) {
                side.open();
                actions.iter().for_each(|(of, name)| link(&mut side, of, name, None));
                side.close();
            }
        }
        side.close();
        side.finish()
    }

    /// Links to the codes around that of a page which begin with the same word.
    fn relatives(&self, side: &mut Sidebar, path: &str, pages: &[Page]) {
        let Some((_, page)) = pages.iter().find(|(of, _)| of == path) else { return };
        let family = errors::family(&page.title);
        let codes: Vec<(&str, String)> = (self.site.layout.errors())
            .filter(|(code, _)| errors::family(code) == family)
            .map(|(code, stem)| (code, format!("errors/{stem}.html")))
            .collect();
        let here = codes.iter().position(|(_, of)| of == path).unwrap_or_default();
        side.open();
        for (code, of) in codes.iter().skip(here.saturating_sub(AROUND)).take(2 * AROUND + 1) {
            side.link(Link { address: &format!("../{of}"), text: code, count: None, is_here: of == path });
        }
        side.close();
    }
}

impl Decor for Book<'_> {
    /// An error code has a page of its own here.
    fn address(&self, address: &str) -> String {
        match address.split_once("errors.md#") {
            Some((up, anchor)) if up.is_empty() || up == "../" => format!("{up}errors/{anchor}.html"),
            _ => html_path(address),
        }
    }

    fn states(&self, address: &str) -> Vec<State> {
        let name = self.actions.get(address.trim_start_matches("../"));
        name.and_then(|name| self.spec.actions.get(*name)).map(states).unwrap_or_default()
    }

    fn structure(&self, address: &str) -> Option<&str> {
        let path = address.trim_start_matches("../");
        // Within the folder of structures, links name the file alone.
        let found = self.structures.get(path).or_else(|| self.structures.get(&format!("structures/{path}")));
        found.copied()
    }
}

/// The states of an action that readers look for.
fn states(action: &Action) -> Vec<State> {
    let deprecated = action.deprecated.then_some(State::Deprecated);
    deprecated.into_iter().chain(action.asynchronous.then_some(State::Asynchronous)).collect()
}

fn badges(action: &Action) -> String {
    let badges: Vec<String> = states(action).into_iter().map(State::badge).collect();
    if badges.is_empty() { String::new() } else { format!("<p class=\"badges\">{}</p>\n", badges.join(" ")) }
}

/// What chooses actions by their state; the script of the page makes it work and shows it.
fn filters(spec: &Spec) -> String {
    let mut out = String::new();
    for state in [State::Deprecated, State::Asynchronous] {
        let count = spec.actions.values().filter(|action| states(action).contains(&state)).count();
        if count > 0 {
            let name = state.name();
            out.push_str(&format!(
                "<label><input type=\"checkbox\" value=\"{name}\"> {name} <small>{count}</small></label>\n"
            ));
        }
    }
    if out.is_empty() {
        return out;
    }
    format!("<fieldset class=\"filters\" hidden><legend>Show only</legend>\n{out}</fieldset>\n")
}

/// The page about how much of the API is documented.
const COVERAGE: &str = "coverage.md";

fn coverage(site: &Site<'_>) -> String {
    let mut page = site.page();
    page.heading(1, "What is documented");
    page.block("[Index](README.md)");
    page.block(
        "How much of the documentation could be read as facts. The spec names the lines of the document that each fact was \
         read from.",
    );
    page.finish()
}

/// Links to the pages of years, the newest first.
fn years(spec: &Spec) -> String {
    let years = editions::years(&spec.changelog);
    let links: Vec<String> =
        years.keys().rev().map(|year| format!("<a href=\"releases/{year}.html\">{year}</a>")).collect();
    if links.is_empty() { String::new() } else { format!("<p>What changed in a year: {}.</p>\n", links.join(", ")) }
}

/// Inserts before the first occurrence of a mark, or at the end.
pub(super) fn insert_before(text: &mut String, mark: &str, inserted: &str) {
    let at = text.find(mark).unwrap_or(text.len());
    text.insert_str(at, inserted);
}

/// The page at a position, if it is in the same folder below the API's own.
fn neighbour<'p>(pages: &'p [Page], path: &str, position: usize) -> Option<(&'p str, &'p str)> {
    let (folder, _) = path.rsplit_once('/')?;
    let (of, page) = pages.get(position)?;
    let (other, file) = of.rsplit_once('/')?;
    (other == folder).then_some((file, page.title.as_str()))
}

/// A group of actions.
struct Group<'a> {
    name: String,
    /// Its anchor on the overview.
    anchor: String,
    /// The path and the name of each action.
    actions: Vec<(String, &'a str)>,
}

/// The groups of actions.
struct Groups<'a>(Vec<Group<'a>>);

impl<'a> Groups<'a> {
    /// The headings below that of the actions are the groups, in the order of the spec.
    fn of(site: &Site<'a>, pages: &[Page]) -> Self {
        let mut groups: IndexMap<Option<&str>, Vec<(String, &'a str)>> = IndexMap::new();
        for (name, action) in &site.spec.actions {
            let path = site.layout.action_path(name).map(|path| html_path(&path));
            groups.entry(action.group.as_deref()).or_default().extend(path.map(|path| (path, name.as_str())));
        }
        let overview = pages.iter().find(|(path, _)| path == "index.html");
        let headings = overview.map(|(_, page)| page.headings.as_slice()).unwrap_or_default();
        let below = headings.iter().skip_while(|(level, ..)| *level < 2).skip(1);
        let mut anchors = below.take_while(|(level, ..)| *level == 3).map(|(.., anchor)| anchor.clone());
        let named = groups.into_iter().map(|(group, actions)| {
            let anchor = anchors.next().unwrap_or_else(|| "actions".to_owned());
            Group { name: group.unwrap_or("All actions").to_owned(), anchor, actions }
        });
        Groups(named.collect())
    }
}
