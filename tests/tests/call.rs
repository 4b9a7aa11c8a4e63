//! `docquarry call`: each action of the shipped specs with its documented request, given as JSON and as options; and the
//! command as its user has it, against `docquarry serve`.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};

use docquarry::call::{Api, Failure, Plan, Settings, check, parameters};
use docquarry::json::read_spec;
use docquarry_runtime::credentials::Credentials;
use docquarry_tests::root;
use serde_json::{Map, Value, json};

const IDS: [&str; 4] = ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"];

/// A running server, ended with the test.
struct Server(Child, String);

impl Server {
    fn start(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_docquarry-under-test"))
            .arg("serve")
            .args(IDS)
            .args(["--listen", "127.0.0.1:0", "--log", "off"])
            .args(options)
            .current_dir(root())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let origin = lines.find_map(|line| line.unwrap().strip_prefix("listening on ").map(str::to_owned)).unwrap();
        Server(child, origin)
    }

    /// Runs the command against the server, with credentials that it knows.
    fn call(&self, arguments: &[&str]) -> Output {
        call(&[arguments, &["--endpoint", &self.1]].concat(), "")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn call(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_docquarry-under-test"))
        .arg("call")
        .args(arguments)
        .current_dir(root())
        .env("TENCENTCLOUD_SECRET_ID", "AKIDme")
        .env("TENCENTCLOUD_SECRET_KEY", "hunter2")
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "AKIDme")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hunter2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have ended before it reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(!text(&output.stdout).contains("hunter2") && !text(&output.stderr).contains("hunter2"));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn answer(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn refused(output: &Output, code: i32, parts: &[&str]) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for part in parts {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(output.stdout.is_empty());
}

/// JSON as the options that somebody would type: members with dots, items by number, plain lists with commas.
fn options(name: &str, value: &Value, options: &mut Vec<String>) {
    let is_plain = |item: &Value| match item {
        Value::String(text) => !text.is_empty() && !text.contains(',') && !text.starts_with(['[', '{', '@']),
        item => item.is_number() || item.is_boolean(),
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(member, value)| self::options(&format!("{name}.{member}"), value, options));
        }
        Value::Array(items) if !items.is_empty() && items.iter().all(is_plain) => {
            let items: Vec<String> = items.iter().map(typed).collect();
            options.extend([format!("--{name}"), items.join(",")]);
        }
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_object) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| self::options(&format!("{name}.{index}"), item, options));
        }
        value => options.push(format!("--{name}={}", typed(value))),
    }
}

fn typed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn no_files(path: &str) -> Result<Vec<u8>, docquarry::diagnostic::Diagnostic> {
    panic!("{path} is not to be read")
}

/// Documented requests that lack what their own tables require; client and server refuse them alike.
const REFUSED: usize = 4;

#[test]
fn each_action_is_called_with_its_documented_request_as_json_and_as_options() {
    let server = Server::start(&["--credentials", "AKIDme:hunter2"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut actions, mut calls, mut refused, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for id in IDS {
        let api = Api::new(read_spec(&root().join(format!("spec/{id}.json"))).unwrap());
        let mut settings = Settings::new(Credentials::new("AKIDme", "hunter2"));
        settings.endpoint = Some(server.1.clone());
        settings.region = Some(if id == "tencent-clb-v2" { "gz" } else { "ap-guangzhou" }.to_owned());
        for name in api.names() {
            actions += 1;
            let target = api.action(name).unwrap();
            let plan = Plan::new(&target, true).unwrap();
            let mut answered = false;
            for example in target.examples() {
                let mut arguments = Vec::new();
                example.iter().for_each(|(name, value)| options(name, value, &mut arguments));
                let from_options = parameters(&target, &arguments, Map::new(), &no_files);
                let mut from_json = parameters(&target, &[], example.clone(), &no_files).unwrap();
                match from_options {
                    Ok(read) if is_same(&read.clone().into(), &from_json.clone().into()) => {}
                    other => wrong.push(format!("{name}: {other:?} for {from_json:?}")),
                }
                target.with_region("cn-hangzhou", &mut from_json);
                let faults = check(&target, &from_json);
                let sent = runtime.block_on(plan.call(&settings, from_json));
                calls += 1;
                match (sent, faults.as_slice()) {
                    (Ok(_), []) => answered = true,
                    (Err(Failure::Call(_)), [fault, ..]) => refused.push(format!("{id} {name}: {fault}")),
                    (Ok(_), faults) => wrong.push(format!("{name}: the server takes {example:?}, and {faults:?}")),
                    (Err(failure), faults) => wrong.push(format!("{name}: {failure:?} for {example:?}; {faults:?}")),
                }
            }
            if !answered && !refused.iter().any(|fault| fault.starts_with(&format!("{id} {name}:"))) {
                wrong.push(format!("{name} was not called"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{actions} actions, {calls} calls, {} refused", refused.len());
    assert_eq!((actions, refused.len()), (355, REFUSED), "{}", refused.join("\n"));
}

/// Whether two values are the same but for numbers that are text, as documents write some.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| is_same(a, b)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (a, b) => typed(a) == typed(b),
    }
}

const CLB: [&str; 4] = ["tencent-clb", "DescribeLoadBalancers", "--region", "ap-guangzhou"];

#[test]
fn parameters_are_read_in_every_form_and_checked_before_anything_is_sent() {
    let dry = |arguments: &[&str], input: &str| {
        let output = call(&[arguments, &["--dry-run", "--quiet"]].concat(), input);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let text = text(&output.stdout);
        text.split_once("--data-binary '").map(|(_, body)| body.trim_end().trim_end_matches('\'').to_owned()).unwrap()
    };
    let expected = r#"{"Filters":[{"Name":"zone","Values":["a","b"]}],"Limit":10}"#;
    for form in [
        &["--filters", "name=zone,values=a,b", "--limit", "10"][..],
        &["--Filters.0.Name", "zone", "--Filters.0.Values", "a", "b", "--Limit=10"],
        &["--filters", r#"[{"Name": "zone", "Values": ["a", "b"]}]"#, "--limit", "10"],
        &["--filters.0.name", "zone", "--filters.0.values", "a", "--filters.0.values", "b", "--limit", "10"],
    ] {
        assert_eq!(dry(&[&CLB, form].concat(), ""), expected);
    }
    let body = r#"{"Filters": [{"Name": "zone", "Values": ["a", "b"]}], "Limit": 3}"#;
    assert_eq!(dry(&[&CLB[..], &["--limit", "10", "--body", "-"]].concat(), body), expected);
    let wrong = ["tencent-clb", "create-listener", "--ports", "80,x", "--protocol", "HTPP", "--no-auth"];
    let parts =
        ["LoadBalancerId` is missing", "Ports[1]` is not an integer", "Protocol` is not one of", "tencent-clb.zh.txt:"];
    refused(&call(&wrong, ""), 2, &parts);
    refused(&call(&["tencent-clb", "create-listner"], ""), 2, &["no-such-action", "did you mean CreateListener?"]);
    refused(&call(&["tencent-clb", "CreateListener", "--portz", "1", "x"], ""), 2, &["did you mean `ports` (Ports)?"]);
    refused(&call(&[&CLB[..], &["--wait"]].concat(), ""), 2, &["starts no task"]);
    refused(
        &call(&["tencent-clb", "CreateListener", "--all", "--no-auth", "--body", "Cargo.toml"], ""),
        2,
        &["is not JSON"],
    );
}

#[test]
fn a_dry_run_masks_what_is_secret_and_can_be_run_without_masks() {
    let server = Server::start(&["--credentials", "AKIDme:hunter2"]);
    let masked = server.call(&[&CLB[..], &["--dry-run"]].concat());
    assert!(text(&masked.stdout).contains("Signature=***"), "{}", text(&masked.stdout));
    let slb = ["aliyun-slb", "DescribeRegions", "--region", "cn-hangzhou", "--dry-run"];
    assert!(text(&server.call(&slb).stdout).contains("Signature=***'"));
    let shown = text(&server.call(&[&slb[..], &["--show-secrets"]].concat()).stdout);
    let ran = Command::new("bash").args(["-c", &shown]).output().unwrap();
    assert!(text(&ran.stdout).contains("RegionId"), "{}: {}", shown, text(&ran.stdout));
}

#[test]
fn answers_are_printed_and_refusals_are_said() {
    let server = Server::start(&["--credentials", "AKIDme:hunter2"]);
    let listed = answer(&server.call(&[
        "aliyun-slb",
        "describe-regions",
        "--region",
        "cn-hangzhou",
        "--query",
        "Regions.Region[0].RegionId",
    ]));
    assert!(listed.is_string(), "{listed}");
    let table = server.call(&["aliyun-slb", "describe-regions", "--region", "cn-hangzhou", "--format", "table"]);
    assert!(text(&table.stdout).contains("rows"), "{}", text(&table.stdout));
    // The server refuses what the client cannot know.
    let said = server.call(&["tencent-clb", "DescribeLoadBalancers"]);
    refused(&said, 1, &["call-refused", "MissingParameter", "request id"]);
    let nobody = call(&[&CLB[..], &["--endpoint", "http://127.0.0.1:9"]].concat(), "");
    refused(&nobody, 1, &["call-failed", "no connection"]);
}

#[test]
fn pages_are_gathered_and_tasks_are_waited_for() {
    let server = Server::start(&["--credentials", "AKIDme:hunter2", "--state", "memory", "--task-time", "1s"]);
    let create = ["tencent-clb", "CreateLoadBalancer", "--region", "ap-guangzhou", "--load-balancer-type", "OPEN"];
    answer(&server.call(&[&create[..], &["--number", "7"]].concat()));
    let count = ["--limit", "2", "--query", "length(LoadBalancerSet)"];
    assert_eq!(answer(&server.call(&[&CLB[..], &count].concat())), json!(2));
    let all = [&CLB[..], &count, &["--all"]].concat();
    assert_eq!(answer(&server.call(&all)), json!(7));
    let cut = server.call(&[&all[..], &["--max-items", "3"]].concat());
    assert_eq!((cut.status.code(), text(&cut.stdout).trim()), (Some(1), "3"));
    assert!(text(&cut.stderr).contains("call-cut"));
    let ids =
        server.call(&[&CLB[..], &["--query", "LoadBalancerSet[].LoadBalancerId | [0]", "--format", "text"]].concat());
    let ids = text(&ids.stdout);
    let delete = ["tencent-clb", "DeleteLoadBalancer", "--region", "ap-guangzhou", "--load-balancer-ids", ids.trim()];
    assert_eq!(answer(&server.call(&[&delete[..], &["--wait", "--query", "Status"]].concat())), json!(0));
    assert_eq!(answer(&server.call(&all)), json!(6));
}
