//! The changelogs, the past and the succession of the real APIs, from the committed specs: what a careful reader counts.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use docquarry::changelog::past::{Moment, at};
use docquarry::changelog::status::{Status, Statuses};
use docquarry::changelog::unannounced::Silence;
use docquarry::check::check;
use docquarry::explain::explain;
use docquarry::migrate::{self, Guide, RULES, Row};
use docquarry::spec::model::{ChangeKind, ChangeOp, Field, Spec, Uncertain};
use docquarry::spec::walk::each_member;

fn spec(path: &str) -> Spec {
    let path = format!("{}/../spec/{path}.json", env!("CARGO_MANIFEST_DIR"));
    docquarry::json::read_spec(path.as_ref()).unwrap()
}

fn past(spec: &Spec, release: u32) -> Spec {
    at(spec, &Moment::Release(release)).unwrap()
}

fn has(fields: &[Field], name: &str) -> bool {
    fields.iter().any(|field| field.name == name)
}

fn counts(statuses: &Statuses<'_>) -> BTreeMap<&'static str, usize> {
    let counts = Status::ALL.iter().map(|status| (status.name(), statuses.count(*status)));
    counts.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn every_announcement_of_the_changelogs_is_accounted_for() {
    let clb = spec("tencent-clb");
    let statuses = Statuses::of(&clb);
    assert_eq!((statuses.releases, statuses.rows.len()), (131, 473));
    let expected = [
        ("contradiction", 1),
        ("present", 460),
        ("removed", 1),
        ("removed-later", 1),
        ("renamed", 3),
        ("retired", 4),
        ("retired-later", 1),
        ("returned", 2),
    ];
    assert_eq!(counts(&statuses), BTreeMap::from(expected));
    let renamed: BTreeSet<&str> =
        statuses.rows.iter().filter(|row| row.status == Status::Renamed).map(|row| row.name).collect();
    assert_eq!(renamed, BTreeSet::from(["HealthStatusDetial"]));

    let ecm = spec("tencent-ecm");
    let statuses = Statuses::of(&ecm);
    assert_eq!((statuses.releases, statuses.rows.len()), (76, 406));
    let expected = [("present", 402), ("renamed", 1), ("retired", 1), ("retired-later", 1), ("returned", 1)];
    assert_eq!(counts(&statuses), BTreeMap::from(expected));
    let renamed = statuses.rows.iter().find(|row| row.status == Status::Renamed).unwrap();
    assert_eq!((renamed.release, renamed.name), (Some(72), "ProvederInstanceNum"));
    assert!(renamed.note.as_deref().unwrap().contains("`ProviderInstanceNum`, which release 72 announces"));
    assert_eq!((statuses.unannounced_actions.len(), statuses.unannounced_structures.len()), (0, 0));
}

/// Actions and structures that the changelog announces up to each release are those of the spec at that release.
#[test]
fn each_release_has_what_was_announced_up_to_it() {
    for id in ["tencent-clb", "tencent-ecm"] {
        let spec = spec(id);
        let (mut actions, mut structures) = (BTreeSet::new(), BTreeSet::new());
        for release in spec.changelog.iter().rev() {
            for change in release.changes.iter().filter(|change| change.op == ChangeOp::Add) {
                match change.kind {
                    ChangeKind::Action => actions.extend(change.names.iter().cloned()),
                    ChangeKind::Structure => structures.extend(change.names.iter().cloned()),
                    _ => {}
                }
            }
            let past = past(&spec, release.release.unwrap());
            let found: BTreeSet<String> = past.actions.keys().chain(past.listed_actions.keys()).cloned().collect();
            assert_eq!(found, actions, "{id} {:?}", release.release);
            assert_eq!(past.structures.keys().cloned().collect::<BTreeSet<_>>(), structures, "{id}");
        }
    }
}

/// What came, went and came again, as the guide to the changelog lists it.
#[test]
fn fields_come_and_go_as_announced() {
    let clb = spec("tencent-clb");
    let create = |release: u32, name: &str| has(&past(&clb, release).actions["CreateLoadBalancer"].request, name);
    let seen = |name: &str, releases: &[u32]| -> Vec<bool> { releases.iter().map(|r| create(*r, name)).collect() };
    assert_eq!(seen("VipIsp", &[4, 5, 6, 14, 15]), [false, true, false, false, true]);
    assert_eq!(seen("AnycastZone", &[4, 5, 12, 13, 131]), [false, true, true, false, false]);
    let balancer =
        |release: u32| has(&past(&clb, release).structures["LoadBalancer"].fields, "LoadBalancerPassToTarget");
    assert_eq!([9, 10, 11, 12, 13].map(balancer), [false, true, false, false, true]);

    let health = |release: u32| {
        let past = past(&clb, release);
        let fields = &past.structures["TargetHealth"].fields;
        let old = fields.iter().find(|field| field.name == "HealthStatusDetial");
        (
            has(fields, "HealthStatusDetail"),
            old.map(|old| (old.deprecated_since, old.uncertain.contains(&Uncertain::Presence))),
        )
    };
    assert_eq!(health(8), (false, None));
    assert_eq!(health(9), (false, Some((None, false))));
    assert_eq!(health(78), (true, Some((None, false))));
    assert_eq!(health(89), (true, Some((Some(89), false))));
    // Release 113 still speaks of it; nothing does after.
    assert_eq!(health(113), (true, Some((Some(89), false))));
    assert_eq!(health(131), (true, Some((Some(89), true))));

    let ecm = spec("tencent-ecm");
    let task = |release: u32| has(&past(&ecm, release).actions["AssociateAddress"].response, "TaskId");
    assert_eq!([28, 29, 30].map(task), [true, false, true]);
}

#[test]
fn a_past_contradicts_itself_no_more_than_today_does() {
    for id in ["tencent-clb", "tencent-ecm"] {
        let spec = spec(id);
        let count = |spec: &Spec, code: &str| check(spec).iter().filter(|finding| finding.code == code).count();
        for release in [1, 50] {
            let past = past(&spec, release);
            for code in ["structure-undefined", "example-unknown-field", "changelog-unknown-name", "used-by-extra"] {
                assert!(count(&past, code) <= count(&spec, code), "{id} {release} {code}");
            }
        }
    }
}

/// The update of 2018 to today, of which the changelog announces the interfaces' addresses alone.
#[test]
fn two_editions_of_the_older_api_differ_in_silence() {
    let silence = Silence::between(&spec("snapshots/tencent-clb-v2@2018-09"), &spec("tencent-clb-v2"));
    assert_eq!(silence.new_releases, ["the release of 2019-05-17"]);
    let by_op = |kind: ChangeKind, op: ChangeOp, announced: bool| -> Vec<&str> {
        let is_it = |found: &&docquarry::changelog::unannounced::Difference| {
            (found.kind, found.op, found.announced_by.is_some()) == (kind, op, announced)
        };
        silence.differences.iter().filter(is_it).map(|found| found.name.as_str()).collect()
    };
    use ChangeKind::{Action, ErrorCode, RequestField, ResponseField};
    use ChangeOp::{Add, Modify, Remove};
    assert_eq!(by_op(RequestField, Add, true), ["backends.eniIp"; 8]);
    assert_eq!(by_op(ResponseField, Add, true).len(), 4, "two fields in two places");
    assert_eq!(by_op(Action, Add, false), ["InquiryLBPriceAll", "CloneLB"]);
    assert_eq!(by_op(Action, Remove, false), ["InquiryLBPrice", "DescribeLoadBalancerLog"]);
    assert_eq!(by_op(RequestField, Remove, false), ["backends.weight"; 2]);
    let modified = by_op(RequestField, Modify, false);
    let times = |name: &str| modified.iter().filter(|found| **found == name).count();
    assert_eq!(["backends.instanceId", "rules.httpHash"].map(times), [8, 1]);
    assert_eq!(["sourceuListenerId", "targetuListenerId"].map(times), [2, 2]);
    assert_eq!(modified.len(), 13);
    assert_eq!((by_op(ErrorCode, Add, false).len(), by_op(ErrorCode, Remove, false)), (2, vec!["4200"]));
    assert_eq!((silence.differences.len(), silence.silent().count()), (34, 22));
    assert_eq!(silence.without_effect, Vec::<String>::new());
}

fn migration() -> (Spec, Spec, Guide) {
    let (old, new) = (spec("tencent-clb-v2"), spec("tencent-clb"));
    let guide = Guide::between(&old, &new);
    (old, new, guide)
}

fn row<'a>(rows: &'a [Row], from: &str) -> &'a Row {
    rows.iter().find(|row| row.from.as_deref() == Some(from)).unwrap()
}

#[test]
fn every_action_of_the_older_api_has_a_successor_or_a_reason() {
    let (_, _, guide) = migration();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for plan in &guide.actions {
        *rules.entry(plan.rule).or_default() += 1;
    }
    let expected =
        [("successor.chained", 2), ("successor.elsewhere", 1), ("successor.none", 1), ("successor.table", 40)];
    assert_eq!(rules, BTreeMap::from(expected));
    let chained: Vec<_> = guide.actions.iter().filter(|plan| plan.rule == "successor.chained").collect();
    assert!(chained.iter().all(|plan| plan.to == ["ModifyListener"]), "{chained:?}");
}

/// Each field of an old action with a successor stands in exactly one row, and no row says something without a rule.
#[test]
fn every_old_field_has_one_row_and_every_row_its_rule() {
    let (old, _, guide) = migration();
    for plan in &guide.actions {
        for tables in &plan.tables {
            let action = &old.actions[&plan.from];
            for (fields, rows) in [(&action.request, &tables.request), (&action.response, &tables.response)] {
                let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
                for row in rows {
                    row.from.iter().for_each(|from| *seen.entry(from).or_default() += 1);
                    let has_rule = !row.rules.is_empty();
                    let needs_rule = row.from.is_some() && row.status != migrate::Status::NoCounterpart;
                    assert!(has_rule || !needs_rule, "{}: {row:?}", plan.from);
                    assert!(row.rules.iter().all(|id| RULES.iter().any(|rule| rule.id == *id)), "{row:?}");
                }
                assert!(seen.values().all(|count| *count == 1), "{}: {seen:?}", plan.from);
                let lost = |path: &str| rows.iter().any(|row| row.from.as_deref() == Some(path) && row.to.is_empty());
                each_member(fields, &mut |path, _| {
                    let parent = path.rsplit_once('.').map(|(parent, _)| parent);
                    assert!(seen.contains_key(path) || parent.is_some_and(lost), "{} {path}", plan.from);
                });
            }
        }
    }
}

#[test]
fn fields_map_as_an_engineer_would_map_them() {
    let (_, _, guide) = migration();
    let tables = |action: &str| &guide.actions.iter().find(|plan| plan.from == action).unwrap().tables[0];
    let to = |action: &str, from: &str| row(&tables(action).request, from).to.clone();
    for (action, from, expected) in [
        ("CreateLoadBalancer", "vpcId", "VpcId"),
        ("ReplaceCert", "oldCertId", "OldCertificateId"),
        ("ReplaceCert", "newCertKey", "Certificate.CertKey"),
        ("CreateForwardLBFourthLayerListeners", "listeners.loadBalancerPort", "Ports"),
        ("CreateForwardLBFourthLayerListeners", "listeners.listenerName", "ListenerNames"),
        ("CreateForwardLBFourthLayerListeners", "listeners.healthNum", "HealthCheck.HealthNum"),
        ("ModifyForwardFourthBackendsPort", "backends", "Targets"),
        ("ModifyForwardFourthBackendsPort", "backends.port", "Targets.Port"),
        ("ModifyForwardFourthBackendsPort", "backends.newPort", "NewPort"),
        ("ManualRewrite", "sourceuListenerId", "SourceListenerId"),
    ] {
        assert_eq!(to(action, from), [expected], "{action} {from}");
    }
    let response = |action: &str, from: &str| row(&tables(action).response, from).clone();
    assert_eq!(response("DescribeForwardLBBackends", "data").to, ["Listeners"]);
    assert_eq!(
        response("DescribeForwardLBBackends", "data.rules.backends.weight").to,
        ["Listeners.Rules.Targets.Weight"]
    );
    let contested = response("DescribeLoadBalancers", "loadBalancerSet.unLoadBalancerId");
    assert_eq!(contested.status, migrate::Status::Ambiguous);
    let required: Vec<&str> = tables("ModifyLoadBalancerBackends")
        .request
        .iter()
        .filter(|row| row.status == migrate::Status::NewRequired)
        .flat_map(|row| row.to.iter().map(String::as_str))
        .collect();
    assert_eq!(required, ["ListenerId", "Targets.Port"]);
}

/// What names alone do not join, and labels and values do: all of it right by a reader's judgement.
#[test]
fn what_is_described_alike_is_suggested_and_nothing_else() {
    let (_, _, guide) = migration();
    let mut found = BTreeSet::new();
    for tables in guide.actions.iter().flat_map(|plan| &plan.tables) {
        for row in tables.request.iter().chain(&tables.response).filter(|row| row.status == migrate::Status::Suggested)
        {
            assert!(row.rules.iter().all(|rule| rule.starts_with("suggest.")), "{row:?}");
            let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
            found.insert((last(row.from.as_deref().unwrap()), last(&row.to[0])));
        }
    }
    let expected = [
        ("httpHash", "Scheduler"),
        ("instanceStatus", "RunFlag"),
        ("loadBalancerPort", "ListenerPort"),
        ("requestId", "TaskId"),
        ("vport", "ListenerPort"),
        ("wanIpSet", "PublicIpAddresses"),
    ];
    assert_eq!(found, expected.map(|(from, to)| (from.to_owned(), to.to_owned())).into_iter().collect());
}

#[test]
fn fields_can_be_explained_by_their_paths() {
    let clb = spec("tencent-clb");
    let found = explain(&clb, "CreateListener.HealthCheck.TimeOut").unwrap();
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        found.subject,
        "TimeOut in structure HealthCheck, as HealthCheck.TimeOut in the request of CreateListener"
    );
    let fact = |name: &str| found.facts.iter().find(|fact| fact.name == name).unwrap();
    assert_eq!((fact("default").value.as_i64(), fact("default").rule.is_some()), (Some(2), true));
    assert_eq!(found.examples.len(), 3);
    assert!(found.users["requests of"].contains(&"CreateRule".to_owned()));

    let null = explain(&clb, "DescribeTargets.Listeners[].Targets").unwrap();
    assert_eq!(null[0].diagnostics.iter().filter(|finding| finding.code == "example-null").count(), 2);
    let life: Vec<ChangeOp> =
        explain(&clb, "CreateLoadBalancer.VipIsp").unwrap()[0].history.iter().map(|e| e.op).collect();
    assert_eq!(life, [ChangeOp::Add, ChangeOp::Add, ChangeOp::Remove, ChangeOp::Add]);
    for (path, help) in [
        ("CreateListner", "CreateListener"),
        ("CreateListener.HealthChek", "HealthCheck"),
        ("VipIsp", "CreateLoadBalancer.VipIsp"),
    ] {
        let error = explain(&clb, path).unwrap_err();
        assert!(
            error.code == "no-such-path" && error.help.as_deref().is_some_and(|text| text.contains(help)),
            "{error}"
        );
    }
}

/// Paths as people write them: with indexes, with the key that wraps a list, of a common parameter, of what is gone.
#[test]
fn odd_paths_are_explained_too() {
    let clb = spec("tencent-clb");
    let subjects = |spec: &Spec, path: &str| -> Vec<String> {
        explain(spec, path).unwrap_or_else(|error| panic!("{path}: {error}")).into_iter().map(|e| e.subject).collect()
    };
    for path in
        ["CreateListener.Ports.0", "CreateListener.Ports.N", "CreateListener.Ports[]", "CreateListener.Ports[0]"]
    {
        assert_eq!(subjects(&clb, path), ["Ports in the request of CreateListener"], "{path}");
    }
    assert_eq!(
        subjects(&clb, "Timestamp"),
        ["TC3-HMAC-SHA256", "HmacSHA1"].map(|scheme| format!("Timestamp in the common parameters of {scheme}"))
    );
    let slb = spec("aliyun-slb");
    assert_eq!(subjects(&slb, "DescribeZones.Zones.Zone.ZoneId"), ["Zones.ZoneId in the response of DescribeZones"]);

    let gone = explain(&clb, "CreateLoadBalancer.AnycastZone").unwrap();
    assert_eq!(gone[0].subject, "`AnycastZone` in the request of CreateLoadBalancer, which no table has");
    let life: Vec<(Option<u32>, ChangeOp)> = gone[0].history.iter().map(|e| (e.release, e.op)).collect();
    assert_eq!(life, [(Some(1), ChangeOp::Add), (Some(5), ChangeOp::Add), (Some(13), ChangeOp::Remove)]);
    let old = spec("tencent-clb-v2");
    let value = explain(&old, "DescribeLBHealthStatus.unLoadBalancerId").unwrap();
    assert_eq!(
        (value[0].facts[0].name.as_str(), value[0].facts[0].value.as_str()),
        ("a value of", Some("loadBalancerId"))
    );

    for (path, message) in [
        ("", "no action"),
        (".", "no action"),
        ("[0]", "no action"),
        ("Regin", "common parameter"),
        ("CreateListener.HealthCheck.TimeOut.X", "`TimeOut` in structure HealthCheck has no members"),
        ("CreateListener.Ports]0[", "no field"),
    ] {
        let error = explain(&clb, path).unwrap_err();
        assert!(error.code == "no-such-path" && error.message.contains(message), "{path}: {error}");
    }
}
