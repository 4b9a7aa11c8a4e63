//! Every release of every changelog: what must hold of a spec of the past, whatever the API.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use docquarry::changelog::locate::means;
use docquarry::changelog::past::{Moment, at};
use docquarry::changelog::timeline::{Subject, Timeline};
use docquarry::changelog::unannounced::Silence;
use docquarry::spec::model::{ChangeKind, ChangeOp, Release, Spec, Uncertain};
use docquarry::spec::schema;
use docquarry::spec::usage::Usage;
use docquarry::spec::walk::{Owner, each_field};
use serde_json::Value;

/// An API with its past.
struct History {
    id: &'static str,
    spec: Spec,
    /// The spec at each release, oldest first.
    releases: Vec<(Release, Spec)>,
}

/// The APIs with a changelog. Some hundred specs of the past, so all tests share them.
static APIS: LazyLock<[History; 3]> = LazyLock::new(|| ["tencent-clb", "tencent-ecm", "tencent-clb-v2"].map(history));

fn history(id: &'static str) -> History {
    let path = format!("{}/../spec/{id}.json", env!("CARGO_MANIFEST_DIR"));
    let spec = docquarry::json::read_spec(path.as_ref()).unwrap();
    let past = |release: &&Release| ((*release).clone(), at(&spec, &moment(release)).unwrap());
    let releases = Timeline::of(&spec.changelog).releases().iter().map(past).collect();
    History { id, spec, releases }
}

/// A name of a spec: kind, owner, dotted path.
type Name = (ChangeKind, Option<String>, String);

/// All actions, structures and fields, and those of which it is uncertain whether they were there.
fn names(spec: &Spec) -> (BTreeSet<Name>, BTreeSet<Name>) {
    let (mut all, mut doubtful) = (BTreeSet::new(), BTreeSet::new());
    let mut add = |name: Name, uncertain: &[Uncertain]| {
        doubtful.extend(uncertain.contains(&Uncertain::Presence).then(|| name.clone()));
        all.insert(name);
    };
    spec.actions.iter().for_each(|(name, action)| add((ChangeKind::Action, None, name.clone()), &action.uncertain));
    spec.listed_actions
        .iter()
        .for_each(|(name, action)| add((ChangeKind::Action, None, name.clone()), &action.uncertain));
    for (name, structure) in &spec.structures {
        add((ChangeKind::Structure, None, name.clone()), &structure.uncertain);
    }
    each_field(spec, &mut |owner, path, field| {
        let (kind, owner) = match owner {
            Owner::Request(name) => (ChangeKind::RequestField, name),
            Owner::Response(name) => (ChangeKind::ResponseField, name),
            Owner::Structure(name) => (ChangeKind::Member, name),
            Owner::Common(_) => return,
        };
        add((kind, Some(owner.to_owned()), path.to_owned()), &field.uncertain);
    });
    (all, doubtful)
}

/// A release's number or day, to ask for it.
fn moment(release: &Release) -> Moment {
    release.release.map_or_else(|| Moment::Day(release.date.clone()), Moment::Release)
}

/// True where a release announces something of a name, or of what it belongs to.
fn says(release: &Release, op: ChangeOp, (kind, owner, path): &Name) -> bool {
    release.changes.iter().filter(|change| change.op == op).any(|change| {
        let is_it = (change.kind, &change.owner) == (*kind, owner) && change.names.iter().any(|name| means(name, path));
        let is_owner = change.owner.is_none() && owner.as_ref().is_some_and(|owner| change.names.contains(owner));
        is_it || is_owner
    })
}

#[test]
fn every_type_of_every_release_is_defined_and_every_structure_has_a_reason() {
    for History { id, spec, releases } in APIS.iter() {
        let today = Usage::of(spec);
        for (release, past) in releases {
            let label = format!("{id} {:?} {}", release.release, release.date);
            each_field(past, &mut |owner, path, field| {
                if let Some(name) = field.ty.referenced() {
                    assert!(past.structures.contains_key(name), "{label}: {owner} {path}: {name}");
                }
            });
            let (usage, timeline) = (Usage::of(past), Timeline::of(&past.changelog));
            for name in past.structures.keys() {
                let used = |usage: &Usage<'_>| usage.get(name).is_some_and(|users| !users.actions().is_empty());
                let announced = timeline.names(&Subject::structure(name));
                assert!(used(&usage) || announced || !used(&today), "{label}: {name}");
            }
        }
    }
}

/// What is there at a release and not at the next one was taken away by that, or had been announced as going away and
/// was uncertain; what is new was announced as new. Announced names are there.
#[test]
fn names_come_and_go_as_announced() {
    for History { id, releases, .. } in APIS.iter() {
        let mut counted = 0;
        let named: Vec<_> = releases.iter().map(|(_, past)| names(past)).collect();
        for (pair, named) in releases.windows(2).zip(named.windows(2)) {
            let ([_, (release, later)], [(before, doubtful), (after, _)]) = (pair, named) else { continue };
            for name in before.difference(after) {
                assert!(
                    says(release, ChangeOp::Remove, name) || doubtful.contains(name),
                    "{id} {:?} lost {name:?}",
                    release.release
                );
            }
            for name in after.difference(before) {
                let with_structure = || comes_with_its_structure(release, later, name);
                assert!(
                    says(release, ChangeOp::Add, name) || with_structure(),
                    "{id} {:?} got {name:?}",
                    release.release
                );
                counted += 1;
            }
            for change in release.changes.iter().filter(|change| change.op == ChangeOp::Add) {
                let owner_known = change
                    .owner
                    .as_ref()
                    .is_none_or(|owner| later.actions.contains_key(owner) || later.structures.contains_key(owner));
                for announced in change.names.iter().filter(|_| owner_known) {
                    let is_it = |(kind, owner, path): &Name| {
                        (kind, owner) == (&change.kind, &change.owner) && means(announced, path)
                    };
                    assert!(after.iter().any(is_it), "{id} {:?} announces {announced}", release.release);
                }
            }
        }
        assert!(counted > 0, "{id}");
    }
}

/// A field without an announcement whose structure is new.
fn comes_with_its_structure(release: &Release, spec: &Spec, (kind, owner, path): &Name) -> bool {
    let mut found = false;
    each_field(spec, &mut |of, at, field| {
        let is_owner = matches!((of, kind), (Owner::Request(name), ChangeKind::RequestField) | (Owner::Response(name), ChangeKind::ResponseField) | (Owner::Structure(name), ChangeKind::Member) if Some(name) == owner.as_deref());
        let structure = field.ty.referenced().map(|name| (ChangeKind::Structure, None, name.to_owned()));
        found |= is_owner && at == path && structure.is_some_and(|name| says(release, ChangeOp::Add, &name));
    });
    found
}

/// Only what the tables lack, or what the changelog contradicts itself about, is of uncertain presence.
#[test]
fn doubts_about_presence_are_few_and_end_when_a_release_speaks_of_the_name() {
    for History { id, spec, releases } in APIS.iter() {
        let (today, _) = names(spec);
        for (release, past) in releases {
            for name in names(past).1 {
                assert!(!today.contains(&name), "{id} {:?} doubts {name:?}", release.release);
                let speaks = [ChangeOp::Add, ChangeOp::Modify, ChangeOp::Deprecate].map(|op| says(release, op, &name));
                assert!(!speaks.contains(&true), "{id} {:?} doubts {name:?}, of which it speaks", release.release);
            }
        }
    }
}

/// The newest release has all that the tables have, as they have it; what is beside it is uncertain.
#[test]
fn the_newest_release_is_the_spec_and_what_nobody_took_away() {
    for (History { id, spec, releases }, beside) in APIS.iter().zip([5, 2, 0]) {
        let (_, newest) = releases.last().unwrap();
        let ((today, _), (all, doubtful)) = (names(spec), names(newest));
        let extra: BTreeSet<Name> = all.difference(&today).cloned().collect();
        assert_eq!((extra.len(), today.difference(&all).count()), (beside, 0), "{id}: {extra:?}");
        assert!(extra.is_subset(&doubtful) || beside == 0, "{id}");
        if beside == 0 {
            assert_eq!(Spec { as_of: None, ..newest.clone() }, *spec);
        }
        assert_eq!(newest.as_of.as_ref().unwrap().from_newest, Vec::<String>::new());
    }
}

/// An older release says which keys are those of the newest one, so each key of the contract has to be on either side.
#[test]
fn each_key_of_the_contract_is_dated_by_the_changelog_or_listed_as_of_the_newest_release() {
    const DATED: [&str; 12] = [
        "name",
        "type",
        "items",
        "fields",
        "ref",
        "required",
        "deprecated",
        "deprecated_since",
        "since",
        "uncertain",
        "request",
        "response",
    ];
    const OF_THE_DOCUMENT: [&str; 11] = [
        "source",
        "enum_source",
        "updated_at",
        "rules",
        "item_name",
        "values",
        "content",
        "format",
        "used_by",
        "structures",
        "actions",
    ];
    let schema = schema::schema();
    let keys = |name: &str| -> Vec<String> {
        let definition = &schema["$defs"][name];
        let mut keys: Vec<String> =
            definition["properties"].as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
        if let Value::Array(variants) = &definition["oneOf"] {
            keys.extend(
                variants
                    .iter()
                    .filter_map(|variant| variant["properties"].as_object())
                    .flatten()
                    .map(|(key, _)| key.clone()),
            );
        }
        keys
    };
    for definition in ["Action", "Field", "Structure", "Facts"] {
        for key in keys(definition) {
            let known = Spec::UNDATED.contains(&key.as_str())
                || DATED.contains(&key.as_str())
                || OF_THE_DOCUMENT.contains(&key.as_str());
            assert!(known, "{definition}: is `{key}` dated by the changelog?");
        }
    }
}

/// Between a release and today nothing happens in silence: what differs is what later releases announce.
#[test]
fn what_came_since_a_release_is_announced() {
    for (History { id, spec, releases }, moments) in
        APIS.iter().zip([[1, 5, 12, 60, 113, 130], [1, 13, 28, 29, 60, 75]])
    {
        for release in moments {
            let (_, past) = releases.iter().find(|(found, _)| found.release == Some(release)).unwrap();
            let silence = Silence::between(past, spec);
            let silent: Vec<_> =
                silence.silent().map(|found| (found.op, found.owner.clone(), found.name.clone())).collect();
            assert_eq!(silent, [], "{id} since release {release}");
            assert!(!silence.differences.is_empty(), "{id} since release {release}");
        }
    }
}
