//! `docquarry serve` as its user has it: the committed specs, one process, requests over sockets.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use docquarry::emit::schema::schema;
use docquarry::json::read_spec;
use docquarry::spec::model::{Field, Protocol, Spec, Type};
use docquarry_runtime::schema::{self as wire, Schema};
use docquarry_runtime::sign::encode_query;
use docquarry_runtime::sign::flatten::{ALIYUN, TENCENT, flatten};
use docquarry_tests::{Scratch, root};
use serde_json::{Map, Value, json};

const IDS: [&str; 4] = ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"];

fn spec(id: &str) -> Spec {
    read_spec(&root().join(format!("spec/{id}.json"))).unwrap()
}

/// A running server, ended with the test.
struct Server {
    child: Child,
    addresses: Vec<SocketAddr>,
    said: String,
}

impl Server {
    /// Starts one and waits until it says that it listens at `ports` ports.
    fn start(specs: &[String], options: &[&str], ports: usize) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_docquarry-under-test"))
            .arg("serve")
            .args(specs)
            .args(["--listen", "127.0.0.1:0"])
            .args(options)
            .env_remove("TENCENTCLOUD_SECRET_ID")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut addresses, mut said) = (Vec::new(), String::new());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while addresses.len() < ports {
            let line = lines.next().unwrap().unwrap();
            addresses.extend(
                line.strip_prefix("listening on http://").map(|address| address.parse::<SocketAddr>().unwrap()),
            );
            said.push_str(&format!("{line}\n"));
        }
        Server { child, addresses, said }
    }

    fn of_all(options: &[&str]) -> Self {
        let specs = IDS.map(|id| root().join(format!("spec/{id}.json")).display().to_string());
        Self::start(&specs, options, 1)
    }

    fn exchange(&self, method: &str, target: &str, headers: &str, body: &str) -> (u16, String) {
        let (head, body) = self.whole(method, target, headers, body);
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body)
    }

    /// The head of the answer to a request without a body.
    fn head(&self, method: &str, target: &str, headers: &str) -> String {
        self.whole(method, target, headers, "").0
    }

    fn whole(&self, method: &str, target: &str, headers: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.addresses[0]).unwrap();
        let length = body.len();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut received = String::new();
        stream.read_to_string(&mut received).unwrap();
        let (head, body) = received.split_once("\r\n\r\n").unwrap();
        (format!("{head}\r\n"), body.to_owned())
    }

    /// Calls an action without a signature; the answer without its envelope.
    fn call(&self, spec: &Spec, action: &str, parameters: &Value) -> Value {
        let version = &spec.api_version;
        let (status, body) = match spec.protocol {
            Protocol::TencentV3 => {
                let headers = format!(
                    "Content-Type: application/json\r\nX-TC-Action: {action}\r\nX-TC-Version: {version}\r\n\
                     X-TC-Region: ap-guangzhou\r\n"
                );
                self.exchange("POST", "/", &headers, &parameters.to_string())
            }
            Protocol::TencentV2 => {
                let query = query(parameters, TENCENT, &[("Action", action), ("Region", "gz")]);
                self.exchange("GET", &format!("/v2/index.php?{query}"), "", "")
            }
            Protocol::AliyunRpc => {
                let query =
                    query(parameters, ALIYUN, &[("Action", action), ("Version", version), ("SignatureNonce", "1")]);
                self.exchange("GET", &format!("/?{query}"), "", "")
            }
            Protocol::Rest => panic!("no document of this repository is of a REST API"),
        };
        assert_eq!(status, 200, "{action}: {body}");
        let mut answer: Value = serde_json::from_str(&body).unwrap();
        if spec.protocol == Protocol::TencentV3 {
            answer = answer["Response"].take();
            assert!(answer.get("Error").is_none(), "{action}: {answer}");
        }
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn query(parameters: &Value, base: usize, more: &[(&str, &str)]) -> String {
    let flat = flatten(parameters, base);
    let own = flat.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    encode_query(own.chain(more.iter().copied()))
}

/// The smallest parameters that an action accepts: what is required, and what the conditions between them ask for.
fn smallest(schema: &Schema, fields: &[wire::Field], conditions: Option<&Vec<wire::Condition>>) -> Value {
    let pair = |field: &wire::Field| (field.name.clone(), value(schema, field, &field.ty));
    let mut object: Map<String, Value> = fields.iter().filter(|field| field.required).map(pair).collect();
    for condition in conditions.into_iter().flatten() {
        for field in fields.iter().filter(|field| condition.fields.contains(&field.name)) {
            if condition.is_broken(&object) {
                object.extend([pair(field)]);
            }
        }
    }
    Value::Object(object)
}

fn value(schema: &Schema, field: &wire::Field, ty: &wire::Type) -> Value {
    let limits = &field.limits;
    match ty {
        wire::Type::List(items) => json!([value(schema, field, items)]),
        wire::Type::Map(values) => json!({"key": value(schema, field, values)}),
        wire::Type::Json(content) => json!(value(schema, field, content).to_string()),
        wire::Type::Ref(name) => {
            smallest(schema, schema.members(ty).unwrap_or_default(), schema.structure_conditions.get(name))
        }
        wire::Type::Object(members) => smallest(schema, members, None),
        wire::Type::String if !limits.values.is_empty() => {
            limits.values[0].as_str().map_or_else(|| json!(limits.values[0].to_string()), |text| json!(text))
        }
        wire::Type::String | wire::Type::Any => json!("x".repeat(limits.min_length.unwrap_or(1).max(1) as usize)),
        wire::Type::Integer | wire::Type::Number => match (limits.values.first(), &limits.minimum, &limits.maximum) {
            (Some(Value::String(text)), ..) => json!(text.parse::<i64>().unwrap()),
            (Some(value), ..) => value.clone(),
            (None, Some(least), _) => Value::Number(least.clone()),
            (None, None, _) => json!(1),
        },
        wire::Type::Boolean => json!(true),
        wire::Type::File => json!("x"),
        wire::Type::OneOf(types) => types.first().map_or(Value::Null, |ty| value(schema, field, ty)),
    }
}

/// What of an answer is not as the table says.
fn differences(spec: &Spec, fields: &[Field], object: &Map<String, Value>, path: &str, found: &mut Vec<String>) {
    for field in fields {
        match object.get(&field.name) {
            None if field.ty.referenced().is_none() => found.push(format!("{path}.{} is missing", field.name)),
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(value) => differs(spec, &field.ty, value, &format!("{path}.{}", field.name), found),
        }
    }
    for name in object.keys().filter(|name| fields.iter().all(|field| field.name != **name)) {
        found.push(format!("{path}.{name} is not documented"));
    }
}

fn differs(spec: &Spec, ty: &Type, value: &Value, path: &str, found: &mut Vec<String>) {
    match (ty, value) {
        (Type::String { .. }, Value::String(_))
        | (Type::Number { .. }, Value::Number(_))
        | (Type::Boolean, Value::Bool(_)) => {}
        (Type::Integer { .. }, Value::Number(number)) if !number.is_f64() => {}
        (Type::Array { items, item_name }, value) => {
            let list = item_name.as_ref().map_or(value, |name| value.get(name).unwrap_or(&Value::Null));
            match list {
                Value::Array(list) => {
                    list.iter().for_each(|item| differs(spec, items, item, &format!("{path}[]"), found))
                }
                _ => found.push(format!("{path} is no list: {value}")),
            }
        }
        (Type::Map { values }, Value::Object(map)) => {
            map.values().for_each(|value| differs(spec, values, value, &format!("{path}.*"), found));
        }
        (Type::Object { reference, fields }, Value::Object(object)) => {
            let structure = reference.as_ref().and_then(|name| spec.structures.get(name));
            if let Some(fields) = structure.map(|structure| &structure.fields).or(fields.as_ref()) {
                differences(spec, fields, object, path, found);
            }
        }
        _ => found.push(format!("{path} is {value}")),
    }
}

/// Members that every answer has, whatever its table says.
fn without_envelope(spec: &Spec, action: &str, mut answer: Value) -> Map<String, Value> {
    let envelope: &[&str] = match spec.protocol {
        Protocol::TencentV2 => &["code", "message", "codeDesc"],
        _ => &["RequestId"],
    };
    let object = answer.as_object_mut().unwrap();
    let fields = &spec.actions[action].response;
    for name in envelope {
        assert!(object.contains_key(*name), "{action}: no {name}");
        if fields.iter().all(|field| field.name != *name) {
            object.shift_remove(*name);
        }
    }
    std::mem::take(object)
}

#[test]
fn every_action_answers_exactly_the_documented_fields() {
    let server = Server::of_all(&["--no-auth"]);
    let mut found = Vec::new();
    let mut count = 0;
    for spec in IDS.map(spec) {
        let schema = schema(&spec);
        for (name, action) in &spec.actions {
            let answer =
                server.call(&spec, name, &smallest(&schema, &schema.actions[name], schema.conditions.get(name)));
            let answer = without_envelope(&spec, name, answer);
            differences(&spec, &action.response, &answer, name, &mut found);
            count += 1;
        }
    }
    assert_eq!(found, Vec::<String>::new());
    assert!(count > 300, "{count} actions");
}

#[test]
fn what_is_served_is_listed() {
    let server = Server::of_all(&["--no-auth"]);
    let clb = spec("tencent-clb");
    let line = format!("tencent-clb: clb 2018-03-17, {} actions at /\n", clb.actions.len());
    assert!(server.said.contains(&line), "{}", server.said);
    let (status, body) = server.exchange("GET", "/-/actions", "", "");
    let listing: Value = serde_json::from_str(&body).unwrap();
    let actions: Vec<&str> =
        listing["apis"][0]["actions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!((status, listing["apis"].as_array().unwrap().len()), (200, 4));
    assert!(actions.iter().eq(clb.actions.keys()));
    let (_, text) = server.exchange("GET", "/-/", "", "");
    assert!(text.starts_with(&format!("{line}  ")), "{text}");
}

#[test]
fn requests_are_signed_unless_everyone_is_let_in() {
    let server = Server::of_all(&["--credentials", "id:hunter2"]);
    let headers = "Content-Type: application/json\r\nX-TC-Action: DescribeQuota\r\nX-TC-Version: 2018-03-17\r\n";
    let (_, body) = server.exchange("POST", "/", headers, "{}");
    assert!(body.contains(r#""Code":"MissingParameter""#), "{body}");
    let (status, body) = server.exchange("GET", "/?Action=DescribeRegions&Version=2014-05-15&SignatureNonce=1", "", "");
    assert!(status == 400 && body.contains(r#""Code":"MissingParameter""#), "{body}");
}

#[test]
fn specs_that_cannot_be_told_apart_get_ports_of_their_own() {
    let path = root().join("spec/tencent-clb.json").display().to_string();
    let server = Server::start(&[path.clone(), path], &["--no-auth"], 2);
    assert_ne!(server.addresses[0].port(), server.addresses[1].port());
}

#[test]
fn faults_and_latency_come_as_asked_for() {
    let options = ["--no-auth", "--fail", "RequestLimitExceeded=0.5", "--latency", "50ms"];
    let server = Server::of_all(&options);
    let headers = "Content-Type: application/json\r\nX-TC-Action: DescribeQuota\r\nX-TC-Version: 2018-03-17\r\n\
                   X-TC-Region: ap-guangzhou\r\n";
    let started = Instant::now();
    let failed: Vec<bool> = (0..4)
        .map(|_| server.exchange("POST", "/", headers, "{}").1.contains(r#""Code":"RequestLimitExceeded""#))
        .collect();
    assert_eq!(failed, [false, true, false, true]);
    assert!(started.elapsed() >= Duration::from_millis(200));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_order() {
    let mut server = Server::of_all(&["--no-auth"]);
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let started = Instant::now();
    let status = loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            break status;
        }
        assert!(started.elapsed() < Duration::from_secs(15), "still running");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
}

/// What a server says on standard error about three requests, until it is told to end.
#[cfg(unix)]
fn logged(options: &[&str]) -> Vec<String> {
    let spec = root().join("spec/tencent-clb-v2.json").display().to_string();
    let mut server = Server::start(&[spec], &[&["--credentials", "id:hunter2"], options].concat(), 1);
    server.exchange("GET", "/v2/index.php?Action=DescribeLoadBalancers&Signature=hunter3", "", "");
    server.exchange("GET", "/index.php?Signature=hunter3", "", "");
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let mut said = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!said.contains("hunter"), "{said}");
    said.lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn each_request_gets_a_line_unless_the_log_is_off() {
    let lines = logged(&[]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    let refused = "tencent-clb-v2 DescribeLoadBalancers refused 4000: The required parameter `SecretId` is missing. [";
    assert!(lines[0].contains(refused), "{lines:?}");
    assert!(lines[1].ends_with("GET /index.php no call: there is no API at this path"), "{lines:?}");
    assert_eq!(logged(&["--log", "off"]), Vec::<String>::new());
}

#[test]
fn wrong_options_are_explained_without_secrets() {
    let scratch = Scratch::new("serve-usage");
    let spec = root().join("spec/tencent-clb-v2.json").display().to_string();
    for (options, said) in [
        (&["--credentials", "hunter2"][..], "ID:SECRET"),
        (&[][..], "TENCENTCLOUD_SECRET_ID"),
        (&["--no-auth", "--fail", "X=2"][..], "a rate from 0 to 1"),
        (&["--no-auth", "--latency", "5"][..], "such as 50ms"),
        (&["--no-auth", "--listen", "192.0.2.1:1"][..], "cannot listen at 192.0.2.1:1"),
        (&["--no-auth", "--credentials", "id:hunter2"][..], "cannot be used with"),
        (&["--no-auth", "--tls", "on"][..], "expected self-signed"),
        (&["--no-auth", "--tls", "missing.pem,missing.key"][..], "missing.pem"),
    ] {
        let arguments = ["serve", &spec].into_iter().chain(options.iter().copied());
        let output = Command::new(env!("CARGO_BIN_EXE_docquarry-under-test"))
            .args(arguments)
            .env_remove("TENCENTCLOUD_SECRET_ID")
            .current_dir(scratch.path())
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{options:?}: {stderr}");
        assert!(stderr.contains(said) && !stderr.contains("hunter2"), "{options:?}: {stderr}");
    }
}

#[test]
fn browsers_are_let_in_where_that_is_asked_for() {
    let asked = "Origin: http://pages.example\r\nAccess-Control-Request-Method: POST\r\n\
                 Access-Control-Request-Headers: authorization,x-tc-action\r\n";
    let server = Server::of_all(&["--no-auth", "--cors"]);
    let head = server.head("OPTIONS", "/", asked);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("access-control-allow-headers: authorization,x-tc-action\r\n"), "{head}");
    let head = server.head("GET", "/-/actions", "Origin: http://pages.example\r\n");
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("access-control-allow-origin: *\r\n"), "{head}");
    let closed = Server::of_all(&["--no-auth"]).head("OPTIONS", "/", asked);
    assert!(!closed.contains("access-control"), "{closed}");
}

/// How many files a process may have open; a test with many connections takes what there is.
#[cfg(target_os = "linux")]
fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(3).unwrap().parse().unwrap_or(usize::MAX)
}

#[cfg(target_os = "linux")]
#[test]
fn ten_thousand_idle_connections_disturb_nobody() {
    let server = Server::of_all(&["--no-auth"]);
    let count = open_files().saturating_sub(200).min(10_000);
    let address = server.addresses[0];
    // Several at once: a connection that finds the system's queue full is tried again after a second.
    let connect = move || (0..count / 20).map(|_| TcpStream::connect(address).unwrap()).collect::<Vec<_>>();
    let threads: Vec<_> = (0..20).map(|_| std::thread::spawn(connect)).collect();
    let idle: Vec<TcpStream> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let started = Instant::now();
    let (status, _) = server.exchange("GET", "/-/actions", "", "");
    assert!(status == 200 && started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    let memory = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let resident = memory.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes: usize = resident.split_whitespace().next().unwrap().parse().unwrap();
    assert!(kilobytes < 200 << 10, "{kilobytes} kB with {} connections", idle.len());
}
