//! The spec of an earlier release, as far as the changelog tells.
//!
//! What exists is taken from today's tables and dated by the changelog; what the tables no longer have is known by name
//! (the module `missing_names`). The rules, for anything that can be announced:
//!
//! * Without an announcement it is as old as its owner, and no older than the structure that it holds. Announced first
//!   as new, it came with that release; announced first as anything else, it had been there from the beginning of its
//!   owner.
//! * Removed, it is gone with that release until it is announced as new again.
//! * Modified later or announced anew later, it had another shape before: type, requiredness and facts are uncertain.
//! * Announced as going away it is still there, and deprecated. Where today's tables lack it and no release takes it
//!   away, its presence is uncertain from the last release on that speaks of it.
//! * Announced as new twice, its presence is uncertain in between.
//! * Structures that no action reached at the time and no release had announced by then are left out, unless none
//!   reaches them today either.
//!
//! An action or structure that no table has, and that a release says something of, was there until then.
//!
//! The newest release is the spec as it is, and what was announced as going away and never as gone.

use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::{Action, AsOf, ChangeKind, ChangeOp, Condition, Field, Release, Spec, Structure, Uncertain};
use crate::spec::usage::Usage;

use super::locate::means;
use super::missing_names::MissingNames;
use super::payloads;
use super::timeline::{Event, Subject, Timeline, title};
use super::{birth, set_births};

/// A point in an API's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// Directly after the release of this number.
    Release(u32),
    /// The end of a day, `2021-07-14`.
    Day(String),
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_day = || {
            let shape =
                |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
            text.len() == 10 && text.bytes().enumerate().all(shape)
        };
        match text.parse() {
            Ok(number) => Ok(Self::Release(number)),
            Err(_) if is_day() => Ok(Self::Day(text.to_owned())),
            Err(_) => Err("expected the number of a release (`50`) or a day (`2021-07-14`)".to_owned()),
        }
    }
}

/// The spec as it was at a moment.
///
/// # Errors
/// A finding `no-such-release` where the changelog has no such release, or none so early.
pub fn at(spec: &Spec, moment: &Moment) -> Result<Spec, Diagnostic> {
    let timeline = Timeline::of(&spec.changelog);
    let cut = find(&timeline, moment).ok_or_else(|| no_such_release(spec, &timeline, moment))?;
    let (Some(release), Some(newest)) = (timeline.releases().get(cut), timeline.releases().last()) else {
        return Err(no_such_release(spec, &timeline, moment));
    };
    let is_newest = cut + 1 == timeline.releases().len();
    let as_of = AsOf {
        release: release.release,
        date: release.date.clone(),
        newest_release: newest.release,
        newest_date: newest.date.clone(),
        from_newest: if is_newest { Vec::new() } else { Spec::UNDATED.map(str::to_owned).to_vec() },
    };
    let past = Past::new(spec, timeline, cut);
    let spec = if is_newest { past.newest() } else { past.spec() };
    Ok(Spec { as_of: Some(as_of), ..spec })
}

fn find(timeline: &Timeline<'_>, moment: &Moment) -> Option<usize> {
    let is_it = |release: &&Release| match moment {
        Moment::Release(number) => release.release == Some(*number),
        Moment::Day(day) => release.date.as_str() <= day.as_str(),
    };
    timeline.releases().iter().rposition(is_it)
}

fn no_such_release(spec: &Spec, timeline: &Timeline<'_>, moment: &Moment) -> Diagnostic {
    let asked = match moment {
        Moment::Release(number) => format!("release {number}"),
        Moment::Day(day) => format!("release up to {day}"),
    };
    let found = Diagnostic::new("no-such-release", Severity::Error, format!("{} has no {asked}", spec.id));
    let name = |release: &Release| match release.release {
        Some(_) => format!("{} ({})", title(release), release.date),
        None => title(release),
    };
    found.help(match (timeline.releases().first(), timeline.releases().last()) {
        (Some(first), Some(last)) => format!("its changelog goes from {} to {}", name(first), name(last)),
        _ => "its documents have no changelog".to_owned(),
    })
}

/// What is known of something at the moment.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) present: bool,
    pub(super) uncertain: Vec<Uncertain>,
}

impl State {
    /// What is uncertain of a field; none can be sure or unsure that must be sent where the table has no such column.
    pub(super) fn doubts(self, required: Option<bool>) -> Vec<Uncertain> {
        let counts = |what: &Uncertain| required.is_some() || *what != Uncertain::Required;
        self.uncertain.into_iter().filter(counts).collect()
    }
}

/// What the announcements up to the moment say last of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing.
    Nothing,
    /// That it is there: new, changed or going away.
    There,
    /// That it is removed.
    Removed,
}

impl Last {
    fn of(past: &[Event<'_>]) -> Self {
        let is_life = |event: &&Event<'_>| matches!(event.op, ChangeOp::Add | ChangeOp::Remove);
        match past.iter().rev().find(is_life) {
            Some(event) if event.op == ChangeOp::Remove => Self::Removed,
            None if past.is_empty() => Self::Nothing,
            _ => Self::There,
        }
    }
}

/// What the announcements behind the moment say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Nothing.
    Nothing,
    /// That it is new.
    New,
    /// Something that only can be said of what is there, and never that it is new.
    There,
    /// The same, and later that it is new.
    ThereThenNew,
}

impl Next {
    fn of(later: &[Event<'_>]) -> Self {
        let is_new = |event: &Event<'_>| event.op == ChangeOp::Add;
        match later.first() {
            None => Self::Nothing,
            Some(first) if is_new(first) => Self::New,
            Some(_) if later.iter().any(is_new) => Self::ThereThenNew,
            Some(_) => Self::There,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Absent,
    Doubtful,
    Sure,
}

/// Was it there at the moment? The answer where today's tables lack it, and where they have it.
fn presence(last: Last, next: Next) -> [Presence; 2] {
    use Presence::{Absent, Doubtful, Sure};
    match (last, next) {
        (Last::Nothing, Next::Nothing) => [Doubtful, Sure],
        (Last::Nothing, Next::New) => [Absent, Absent],
        (Last::Nothing, Next::There | Next::ThereThenNew) => [Sure, Sure],
        (Last::There, Next::Nothing) => [Doubtful, Sure],
        (Last::There, Next::New) => [Doubtful, Doubtful],
        (Last::There, Next::There | Next::ThereThenNew) => [Sure, Sure],
        (Last::Removed, Next::Nothing) => [Absent, Doubtful],
        (Last::Removed, Next::There) => [Absent, Sure],
        (Last::Removed, Next::New | Next::ThereThenNew) => [Absent, Absent],
    }
}

/// A name that the changelog gives something of an owner, with its announcements.
pub(super) type Named<'a> = (&'a str, Vec<Event<'a>>);

/// A spec, its changelog, and the moment to go back to.
pub(super) struct Past<'a> {
    pub(super) spec: &'a Spec,
    /// The last release that counts, by its place in time.
    cut: usize,
    timeline: Timeline<'a>,
    /// What the changelog says about the fields and codes of an owner.
    by_owner: HashMap<(ChangeKind, &'a str), Vec<Named<'a>>>,
}

/// All that a condition speaks of was there.
fn names_fields_of(condition: &Condition, fields: &[Field]) -> bool {
    let mut names = condition.fields.iter().chain(condition.when.iter().map(|when| &when.field));
    names.all(|path| {
        let mut level = fields;
        path.split('.').all(|part| match level.iter().find(|field| field.name == part) {
            Some(field) => {
                level = field.ty.inline_fields();
                true
            }
            None => false,
        })
    })
}

impl<'a> Past<'a> {
    fn new(spec: &'a Spec, timeline: Timeline<'a>, cut: usize) -> Self {
        let mut by_owner: HashMap<_, Vec<_>> = HashMap::new();
        for (subject, events) in timeline.subjects() {
            if let Some(owner) = subject.owner {
                by_owner.entry((subject.kind, owner)).or_default().push((subject.name, events.to_vec()));
            }
        }
        Self { spec, cut, timeline, by_owner }
    }

    /// The newest release: today's tables as they are, and what is known by name beside them.
    fn newest(&self) -> Spec {
        let missing = MissingNames::new(self);
        let mut today = self.spec.clone();
        for (name, action) in &mut today.actions {
            missing.add_fields(ChangeKind::RequestField, name, &mut action.request, &action.source);
            missing.add_fields(ChangeKind::ResponseField, name, &mut action.response, &action.source);
        }
        for (name, structure) in &mut today.structures {
            missing.add_fields(ChangeKind::Member, name, &mut structure.fields, &structure.source);
        }
        missing.add_owners(&mut today);
        set_births(&mut today);
        today
    }

    /// An earlier release.
    fn spec(&self) -> Spec {
        let missing = MissingNames::new(self);
        let mut past = self.spec.clone();
        past.actions.retain(|name, _| self.state(self.timeline.events(&Subject::action(name)), true).present);
        past.listed_actions.retain(|name, _| self.state(self.timeline.events(&Subject::action(name)), true).present);
        for (name, action) in &mut past.actions {
            self.action(name, action, &missing);
        }
        for (name, structure) in &mut past.structures {
            self.structure(name, structure, &missing);
        }
        self.keep_reachable(&mut past);
        missing.add_owners(&mut past);
        past.errors.retain(|code, _| {
            let subject = Subject { kind: ChangeKind::ErrorCode, owner: None, name: code };
            self.state(self.timeline.events(&subject), true).present
        });
        let releases: BTreeSet<*const Release> =
            self.timeline.releases().iter().take(self.cut + 1).map(|release| std::ptr::from_ref(*release)).collect();
        let counts = |release: &&Release| releases.contains(&std::ptr::from_ref(*release));
        past.changelog = self.spec.changelog.iter().filter(counts).cloned().collect();
        set_births(&mut past);
        payloads::prune(self.spec, &mut past);
        past
    }

    fn action(&self, name: &str, action: &mut Action, missing: &MissingNames<'_>) {
        let events = self.timeline.events(&Subject::action(name));
        self.deprecation(events, &mut action.deprecated, &mut action.uncertain);
        let date = self.timeline.releases().get(self.cut).map(|release| release.date.as_str()).unwrap_or_default();
        let is_later = |time: &String| time.get(..10).is_some_and(|day| day > date);
        action.updated_at = action.updated_at.take().filter(|time| !is_later(time));
        // A page cannot have named a successor that was still to come.
        let was_there = |name: &String| self.state(self.timeline.events(&Subject::action(name)), true).present;
        if action.successor.as_ref().is_some_and(|name| !was_there(name)) {
            action.successor = None;
            action.deprecated = false;
            action.uncertain.clear();
        }
        for (kind, fields) in
            [(ChangeKind::RequestField, &mut action.request), (ChangeKind::ResponseField, &mut action.response)]
        {
            *fields = self.fields(kind, name, "", fields);
            missing.add_fields(kind, name, fields, &action.source);
        }
        action.conditions.retain(|condition| names_fields_of(condition, &action.request));
        action.errors.retain(|code| self.state(&self.events(ChangeKind::ErrorCode, name, code), true).present);
    }

    fn structure(&self, name: &str, structure: &mut Structure, missing: &MissingNames<'_>) {
        structure.fields = self.fields(ChangeKind::Member, name, "", &structure.fields);
        missing.add_fields(ChangeKind::Member, name, &mut structure.fields, &structure.source);
        structure.conditions.retain(|condition| names_fields_of(condition, &structure.fields));
    }

    /// The fields of a table that were there, members of unnamed structures included.
    fn fields(&self, kind: ChangeKind, owner: &str, prefix: &str, fields: &[Field]) -> Vec<Field> {
        let mut kept = Vec::with_capacity(fields.len());
        for field in fields {
            let path = format!("{prefix}{}", field.name);
            let events = self.events(kind, owner, &path);
            let state = self.state(&events, true);
            if !state.present || (events.is_empty() && self.is_still_to_come(field.ty.referenced())) {
                continue;
            }
            let mut field = Field { uncertain: state.doubts(field.required), ..field.clone() };
            self.deprecation(&events, &mut field.deprecated, &mut field.uncertain);
            if let Some(members) = field.ty.inline_fields_mut() {
                *members = self.fields(kind, owner, &format!("{path}."), members);
            }
            kept.push(field);
        }
        kept
    }

    /// True where a structure is announced as new after the moment, for the first time.
    fn is_still_to_come(&self, structure: Option<&str>) -> bool {
        structure
            .and_then(|name| birth(&self.timeline, &Subject::structure(name)))
            .is_some_and(|birth| birth.at > self.cut)
    }

    /// Leaves out structures that nothing shows, and doubts those that were reached before they were announced.
    fn keep_reachable(&self, past: &mut Spec) {
        let used = |usage: &Usage<'_>, name: &str| usage.get(name).is_some_and(|users| !users.actions().is_empty());
        let (today, then) = (Usage::of(self.spec), Usage::of(past));
        let mut doubtful = BTreeSet::new();
        let mut gone = BTreeSet::new();
        let mut users: HashMap<String, Vec<String>> = HashMap::new();
        for (name, structure) in &past.structures {
            let events = self.timeline.events(&Subject::structure(name));
            let announced = self.state(events, true).present;
            let reached = used(&then, name);
            if reached && !announced {
                doubtful.insert(name.clone());
            }
            if !reached && (!announced || (events.is_empty() && used(&today, name))) {
                gone.insert(name.clone());
            }
            // The document's own list of users keeps what it has too many, as long as the action was there.
            let uses = |usage: &Usage<'_>, action: &str| {
                usage.get(name).is_some_and(|users| users.requests.contains(action) || users.responses.contains(action))
            };
            let was =
                |action: &&String| past.actions.contains_key(*action) && (uses(&then, action) || !uses(&today, action));
            users.insert(name.clone(), structure.used_by.iter().filter(was).cloned().collect());
        }
        past.structures.retain(|name, _| !gone.contains(name));
        for (name, structure) in &mut past.structures {
            structure.used_by = users.remove(name).unwrap_or_default();
            structure.uncertain.extend(doubtful.contains(name).then_some(Uncertain::Presence));
        }
    }

    /// What the changelog says about the field at a dotted path, or the error code, of an owner.
    fn events<'s>(&'s self, kind: ChangeKind, owner: &'s str, path: &str) -> Vec<Event<'s>> {
        let named = self.by_owner.get(&(kind, owner)).into_iter().flatten();
        let code = kind == ChangeKind::ErrorCode;
        let is_meant = |name: &str| if code { name == path } else { means(name, path) };
        let mut events: Vec<Event<'s>> =
            named.filter(|(name, _)| is_meant(name)).flat_map(|(_, events)| events.iter().copied()).collect();
        events.sort_by_key(|event| event.at);
        events
    }

    /// Subjects of an owner with their announcements.
    pub(super) fn named<'s>(&'s self, kind: ChangeKind, owner: &'s str) -> &'s [Named<'s>] {
        self.by_owner.get(&(kind, owner)).map(Vec::as_slice).unwrap_or_default()
    }

    /// True where the moment is the newest release.
    pub(super) fn is_newest(&self) -> bool {
        self.cut + 1 == self.timeline.releases().len()
    }

    /// True where the changelog names something itself.
    pub(super) fn is_named(&self, subject: &Subject<'_>) -> bool {
        self.timeline.names(subject)
    }

    /// All subjects with their announcements.
    pub(super) fn subjects(&self) -> impl Iterator<Item = (&Subject<'a>, &[Event<'a>])> {
        self.timeline.subjects()
    }

    /// Whether something was there, from all that was announced of it. `listed`: today's tables have it.
    pub(super) fn state(&self, events: &[Event<'_>], listed: bool) -> State {
        let (past, later) = events.split_at(events.partition_point(|event| event.at <= self.cut));
        let next = Next::of(later);
        let [unlisted_presence, listed_presence] = presence(Last::of(past), next);
        let presence = if listed { listed_presence } else { unlisted_presence };
        if presence == Presence::Absent {
            return State::default();
        }
        // What the moment's own release speaks of was there.
        let spoken_of = past.last().is_some_and(|event| event.at == self.cut && event.op != ChangeOp::Remove);
        let mut uncertain = Vec::new();
        if presence == Presence::Doubtful && !spoken_of {
            uncertain.push(Uncertain::Presence);
        }
        let changes = later.iter().any(|event| matches!(event.op, ChangeOp::Add | ChangeOp::Modify));
        if !listed || changes {
            uncertain.extend([Uncertain::Type, Uncertain::Required]);
            uncertain.extend(listed.then_some(Uncertain::Facts));
        }
        State { present: true, uncertain }
    }

    /// True where the announcements so far end a life that no later one of them begins anew.
    pub(super) fn deprecated(&self, events: &[Event<'_>]) -> bool {
        let past = events.iter().rev().filter(|event| event.at <= self.cut);
        past.take_while(|event| event.op != ChangeOp::Add).any(|event| event.op == ChangeOp::Deprecate)
    }

    /// Dates a deprecation: by the changelog where it says when, else it stands and is uncertain.
    fn deprecation(&self, events: &[Event<'_>], deprecated: &mut bool, uncertain: &mut Vec<Uncertain>) {
        if events.iter().any(|event| event.op == ChangeOp::Deprecate) {
            *deprecated = self.deprecated(events);
        } else if *deprecated {
            uncertain.push(Uncertain::Deprecated);
        }
    }
}
