//! The API as a whole: identity, hosts, regions, signing schemes, code lists, changelog and migration guide.

use crate::spec::model::{Endpoint, ErrorCode, Migration, Protocol, Region, Release, Rest, RestAuth, Source, Spec};

use super::collect::{Collector, Places};
use super::pairing::{Pair, by_key};
use super::rules::*;
use super::structures::Structures;
use super::{Direction, Kind, fields};

pub(super) fn compare(old: &Spec, new: &Spec, structures: &Structures<'_>, found: &mut Collector) {
    identity(old, new, found);
    rest(old, new, found);
    endpoints(old, new, found);
    regions(old, new, found);
    schemes(old, new, structures, found);
    errors(old, new, found);
    releases(old, new, found);
    migration(old, new, found);
}

fn identity(old: &Spec, new: &Spec, found: &mut Collector) {
    found.at(Kind::Api, &new.id);
    let product = |spec: &Spec| Some(format!("{:?} {}", spec.vendor, spec.product).to_lowercase());
    let protocol = |spec: &Spec| Some(protocol(spec.protocol).to_owned());
    let version = |spec: &Spec| Some(spec.api_version.clone());
    found.differ(&API_PRODUCT, Places::default(), "product", product(old), product(new));
    found.differ(&API_VERSION, Places::default(), "version", version(old), version(new));
    found.differ(&API_PROTOCOL, Places::default(), "protocol", protocol(old), protocol(new));
    found.differ(&API_LABEL, Places::default(), "name", old.label.clone(), new.label.clone());
}

fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::TencentV3 => "tencent-v3",
        Protocol::TencentV2 => "tencent-v2",
        Protocol::AliyunRpc => "aliyun-rpc",
        Protocol::Rest => "rest",
    }
}

/// What the operations of an API of methods and paths share.
fn rest(old: &Spec, new: &Spec, found: &mut Collector) {
    let (old, new) = (old.rest.clone().unwrap_or_default(), new.rest.clone().unwrap_or_default());
    let way = |auth: &RestAuth| {
        let form = auth.format.as_deref().map(|format| format!(" as {format}")).unwrap_or_default();
        format!("{} {}{form}", format!("{:?}", auth.scheme).to_lowercase(), auth.name)
    };
    let ways = |rest: &Rest| rest.auth.iter().map(way).collect::<Vec<_>>();
    for pair in by_key(&old.servers, &new.servers, |server| server.as_str()) {
        match pair {
            Pair::Both(..) => {}
            Pair::Old(server) => found.value(&SERVER_REMOVED, Places::default(), "no longer a server:", server),
            Pair::New(server) => found.value(&SERVER_ADDED, Places::default(), "a further server:", server),
        }
    }
    let (before, after) = (ways(&old), ways(&new));
    for pair in by_key(&before, &after, |way| way.as_str()) {
        match pair {
            Pair::Both(..) => {}
            Pair::Old(way) => found.value(&AUTH_REMOVED, Places::default(), "no longer authenticates:", way),
            Pair::New(way) => found.value(&AUTH_ADDED, Places::default(), "authenticates too:", way),
        }
    }
    let envelope = |rest: &Rest| rest.envelope.as_ref().and_then(|envelope| serde_json::to_string(envelope).ok());
    found.differ(&ENVELOPE_CHANGED, Places::default(), "envelope", envelope(&old), envelope(&new));
}

fn endpoints(old: &Spec, new: &Spec, found: &mut Collector) {
    let key = |endpoint: &Endpoint| (endpoint.host.clone(), endpoint.region.clone());
    for pair in by_key(&old.endpoints, &new.endpoints, key) {
        let (Pair::Both(_, any) | Pair::Old(any) | Pair::New(any)) = pair;
        let region = any.region.as_deref().map(|region| format!(" for {region}")).unwrap_or_default();
        found.at(Kind::Endpoint, &format!("{}{region}", any.host));
        match pair {
            Pair::Both(old, new) => {
                let places = optional(old.source.as_ref(), new.source.as_ref());
                found.differ(&ENDPOINT_LABEL, places, "name", old.label.clone(), new.label.clone());
            }
            Pair::Old(old) => found.add(&ENDPOINT_REMOVED, optional(old.source.as_ref(), None), "removed"),
            Pair::New(new) => found.add(&ENDPOINT_ADDED, optional(None, new.source.as_ref()), "added"),
        }
    }
}

fn regions(old: &Spec, new: &Spec, found: &mut Collector) {
    for pair in by_key(&old.regions, &new.regions, |region: &Region| region.id.clone()) {
        let (Pair::Both(_, any) | Pair::Old(any) | Pair::New(any)) = pair;
        found.at(Kind::Region, &any.id);
        match pair {
            Pair::Both(old, new) => {
                let places = Places::both(&old.source, &new.source);
                found.differ(&REGION_LABEL, places, "name", old.label.clone(), new.label.clone());
            }
            Pair::Old(old) => found.add(&REGION_REMOVED, Places::old(&old.source), "removed"),
            Pair::New(new) => found.add(&REGION_ADDED, Places::new(&new.source), "added"),
        }
    }
}

fn schemes(old: &Spec, new: &Spec, structures: &Structures<'_>, found: &mut Collector) {
    for pair in by_key(&old.common_parameters, &new.common_parameters, |(name, _)| name.clone()) {
        let (Pair::Both(_, (name, _)) | Pair::Old((name, _)) | Pair::New((name, _))) = pair;
        found.at(Kind::CommonParameters, name);
        match pair {
            Pair::Both((_, old), (_, new)) => {
                found.direct(Some(Direction::Request));
                fields::compare(old, new, structures, found);
            }
            Pair::Old((_, fields)) => {
                found.add(&SCHEME_REMOVED, optional(fields.first().map(|field| &field.source), None), "removed");
            }
            Pair::New((_, fields)) => {
                found.add(&SCHEME_ADDED, optional(None, fields.first().map(|field| &field.source)), "added");
            }
        }
    }
}

fn errors(old: &Spec, new: &Spec, found: &mut Collector) {
    for pair in by_key(&old.errors, &new.errors, |(code, _)| code.clone()) {
        let (Pair::Both(_, (code, _)) | Pair::Old((code, _)) | Pair::New((code, _))) = pair;
        found.at(Kind::Error, code);
        match pair {
            Pair::Both((_, old), (_, new)) => error(old, new, found),
            Pair::Old((_, old)) => found.add(&ERROR_REMOVED, optional(old.source.as_ref(), None), "removed"),
            Pair::New((_, new)) => found.add(&ERROR_ADDED, optional(None, new.source.as_ref()), "added"),
        }
    }
}

fn error(old: &ErrorCode, new: &ErrorCode, found: &mut Collector) {
    let places = optional(old.source.as_ref(), new.source.as_ref());
    let status = |code: &ErrorCode| code.http_status.map(|status| status.to_string());
    let scope = |code: &ErrorCode| Some(format!("{:?}", code.scope).to_lowercase());
    found.differ(&ERROR_STATUS, places, "HTTP status", status(old), status(new));
    found.differ(&ERROR_SCOPE, places, "list", scope(old), scope(new));
    let words = [
        (&ERROR_UNLISTED, "no longer in the list of codes; another page still has it"),
        (&ERROR_LISTED, "now in the list of codes; before, another page alone had it"),
    ];
    found.turn(old.unlisted, new.unlisted, places, words);
    // A list and a page beside it each have their own words.
    if old.unlisted == new.unlisted {
        found.reword(&ERROR_LABEL, places, "name", old.label.clone(), new.label.clone());
    }
}

fn releases(old: &Spec, new: &Spec, found: &mut Collector) {
    let key = |release: &Release| (release.release, release.date.clone());
    for pair in by_key(&old.changelog, &new.changelog, key) {
        let (Pair::Both(_, any) | Pair::Old(any) | Pair::New(any)) = pair;
        found.at(Kind::Release, &release_name(any));
        match pair {
            Pair::Both(old, new) => {
                let places = optional(old.source.as_ref(), new.source.as_ref());
                let announced = |release: &Release| Some(announcements(release));
                if old.changes != new.changes {
                    found.differ(&RELEASE_CHANGED, places, "announcements", announced(old), announced(new));
                }
            }
            Pair::Old(old) => found.add(&RELEASE_REMOVED, optional(old.source.as_ref(), None), "removed"),
            Pair::New(new) => {
                let message = format!("added, {} announcements", new.changes.len());
                found.add(&RELEASE_ADDED, optional(None, new.source.as_ref()), message);
            }
        }
    }
}

fn release_name(release: &Release) -> String {
    match release.release {
        Some(number) => format!("{number} ({})", release.date),
        None => release.date.clone(),
    }
}

/// What a release announces, whatever its order.
fn announcements(release: &Release) -> String {
    let one = |change: &crate::spec::model::Change| {
        let owner = change.owner.as_deref().map(|owner| format!(" of {owner}")).unwrap_or_default();
        let mut names = change.names.clone();
        names.sort_unstable();
        format!("{:?} {:?} {}{owner}", change.op, change.kind, names.join(", "))
    };
    let mut all: Vec<String> = release.changes.iter().map(one).collect();
    all.sort_unstable();
    all.join("; ")
}

fn migration(old: &Spec, new: &Spec, found: &mut Collector) {
    for pair in by_key(&old.migration, &new.migration, |row: &Migration| row.from.clone()) {
        let (Pair::Both(_, any) | Pair::Old(any) | Pair::New(any)) = pair;
        found.at(Kind::Migration, &any.from);
        let successors = |row: &Migration| row.to.as_ref().map(|names| names.join(", "));
        match pair {
            Pair::Both(old, new) => {
                let places = Places::both(&old.source, &new.source);
                found.differ(&MIGRATION_CHANGED, places, "successor", successors(old), successors(new));
            }
            Pair::Old(old) => found.add(&MIGRATION_REMOVED, Places::old(&old.source), "row removed"),
            Pair::New(new) => {
                let to = successors(new).unwrap_or_else(|| "none".to_owned());
                found.add(&MIGRATION_ADDED, Places::new(&new.source), format!("row added, successor: {to}"));
            }
        }
    }
}

fn optional<'a>(old: Option<&'a Source>, new: Option<&'a Source>) -> Places<'a> {
    Places { old, new }
}
