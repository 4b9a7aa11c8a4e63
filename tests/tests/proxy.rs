//! `docquarry proxy` as its user has it: processes and sockets. Clean traffic of every documented example tells nothing,
//! every planted drift is told, and a record gives the same answers again without a secret.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use docquarry::emit::schema::{answers, example_request, schema};
use docquarry::json::read_spec;
use docquarry::proxy::Redactor;
use docquarry::spec::model::{Protocol, Spec};
use docquarry_runtime::schema::{Field, Schema, Type};
use docquarry_runtime::sign::encode_query;
use docquarry_runtime::sign::flatten::{ALIYUN, TENCENT, flatten};
use docquarry_tests::{Scratch, root};
use serde_json::{Map, Value, json};

const IDS: [&str; 4] = ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"];

fn specs() -> Vec<Spec> {
    IDS.iter().map(|id| read_spec(&root().join(format!("spec/{id}.json"))).unwrap()).collect()
}

/// A running command, ended with the test.
struct Process {
    child: Child,
    address: SocketAddr,
    lines: Arc<Mutex<Vec<String>>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Process {
    /// Starts `docquarry COMMAND` with all specs and waits until it listens.
    fn start(command: &str, options: &[&str]) -> Self {
        let specs = IDS.map(|id| root().join(format!("spec/{id}.json")).display().to_string());
        let mut child = Command::new(env!("CARGO_BIN_EXE_docquarry-under-test"))
            .arg(command)
            .args(specs)
            .args(["--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = output.find_map(|line| {
            let line = line.unwrap();
            let address = line.split("http://").nth(usize::from(line.contains("listening")))?;
            address.split('"').next()?.parse().ok()
        });
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&lines);
        let reader = std::thread::spawn(move || output.for_each(|line| kept.lock().unwrap().extend(line.ok())));
        Process { child, address: address.unwrap(), lines, reader: Some(reader) }
    }

    fn serve(options: &[&str]) -> Self {
        Self::start("serve", &[&["--log", "off"], options].concat())
    }

    fn proxy(to: SocketAddr, options: &[&str]) -> Self {
        Self::start("proxy", &[&["--format", "json", "--to", &format!("http://{to}")], options].concat())
    }

    /// Ends it as an interrupt does; its lines, its exit code and what it said on standard error.
    fn end(mut self) -> (Vec<Value>, Option<i32>, String) {
        let killed = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = self.child.wait().unwrap().code();
        self.reader.take().unwrap().join().unwrap();
        let lines = self.lines.lock().unwrap().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        (lines, code, said)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request of an action: the line and the headers, and the body.
fn request(spec: &Spec, action: &str, parameters: &Value) -> (String, String) {
    let version = &spec.api_version;
    match spec.protocol {
        Protocol::TencentV3 => {
            let head = format!(
                "POST / HTTP/1.1\r\nContent-Type: application/json\r\nX-TC-Action: {action}\r\nX-TC-Version: {version}\r\n\
                 X-TC-Region: ap-guangzhou\r\n"
            );
            (head, parameters.to_string())
        }
        Protocol::TencentV2 => {
            let form = form(parameters, TENCENT, &[("Action", action), ("Region", "gz")]);
            ("POST /v2/index.php HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n".to_owned(), form)
        }
        Protocol::AliyunRpc => {
            let own = [("Action", action), ("Version", version.as_str()), ("SignatureNonce", "1"), ("Format", "JSON")];
            (format!("GET /?{} HTTP/1.1\r\n", form(parameters, ALIYUN, &own)), String::new())
        }
        Protocol::Rest => panic!("no document of this repository is of a REST API"),
    }
}

fn form(parameters: &Value, base: usize, more: &[(&str, &str)]) -> String {
    let flat = flatten(parameters, base);
    encode_query(more.iter().copied().chain(flat.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// Sends bytes as they are and reads the answer: its head and its body.
fn send(address: SocketAddr, head: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    let host = if head.to_lowercase().contains("\r\nhost:") { "" } else { "Host: x\r\n" };
    let text = format!("{head}{host}Connection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(text.as_bytes()).unwrap();
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    let received = String::from_utf8_lossy(&received).into_owned();
    let (head, body) = received.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

fn call(address: SocketAddr, spec: &Spec, action: &str, parameters: &Value) -> Value {
    let (head, body) = request(spec, action, parameters);
    let (_, answer) = send(address, &head, &body);
    serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{action}: {error}: {answer}"))
}

/// A service that answers every request with what it was told last, and keeps what it was asked.
struct Service {
    address: SocketAddr,
    next: Arc<Mutex<Vec<u8>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let next: Arc<Mutex<Vec<u8>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (answer, kept) = (Arc::clone(&next), Arc::clone(&asked));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (mut text, mut piece) = (Vec::new(), [0; 4096]);
                loop {
                    let read = stream.read(&mut piece).unwrap_or(0);
                    text.extend(&piece[..read]);
                    let shown = String::from_utf8_lossy(&text).into_owned();
                    let Some((head, body)) = shown.split_once("\r\n\r\n") else {
                        if read == 0 {
                            break;
                        }
                        continue;
                    };
                    let lower = head.to_lowercase();
                    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
                    if read == 0 || body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                        kept.lock().unwrap().push(shown);
                        stream.write_all(&answer.lock().unwrap()).unwrap();
                        break;
                    }
                }
            }
        });
        Service { address, next, asked }
    }

    fn answer(&self, body: &str) {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Kept: 1\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        *self.next.lock().unwrap() = [head.as_bytes(), body.as_bytes()].concat();
    }
}

/// Documented calls: the action, and the parameters of one of its examples.
fn examples(spec: &Spec) -> Vec<(String, Value, Value)> {
    let schema = schema(spec);
    let mut found = Vec::new();
    for (name, action) in &spec.actions {
        for example in &action.examples {
            let request = example_request(spec, &schema, name, example);
            found.push((name.clone(), request.unwrap_or_else(|| json!({})), example.response.clone()));
        }
    }
    found
}

/// Drifts among the lines: kind, API, action, side and path.
fn drifts(lines: &[Value]) -> BTreeSet<String> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let drifts = lines.iter().filter(|line| line["event"] == "drift");
    drifts.map(|line| ["kind", "api", "action", "side", "path"].map(|name| text(line, name)).join(" ")).collect()
}

/// An answer as a service sends it, with what every answer has.
fn enveloped(spec: &Spec, fields: &Map<String, Value>) -> String {
    let mut fields = fields.clone();
    match spec.protocol {
        Protocol::TencentV3 => {
            fields.entry("RequestId").or_insert_with(|| "1".into());
            json!({"Response": fields})
        }
        Protocol::TencentV2 => {
            fields.entry("code").or_insert_with(|| 0.into());
            Value::Object(fields)
        }
        _ => {
            fields.entry("RequestId").or_insert_with(|| "1".into());
            Value::Object(fields)
        }
    }
    .to_string()
}

/// The fields of an answer with its envelope.
fn fields(spec: &Spec, answer: &Value) -> Option<Map<String, Value>> {
    let inner = if spec.protocol == Protocol::TencentV3 { answer.get("Response")? } else { answer };
    inner.as_object().cloned()
}

#[test]
fn clean_traffic_tells_nothing() {
    let server = Process::serve(&["--no-auth"]);
    let service = Service::start();
    let (served, printed) = (Process::proxy(server.address, &[]), Process::proxy(service.address, &[]));
    let mut count = BTreeMap::new();
    for spec in &specs() {
        for (action, parameters, answer) in examples(spec) {
            // What the table requires and the example lacks is refused; the proxy has nothing to tell of it.
            call(served.address, spec, &action, &parameters);
            let Some(fields) = fields(spec, &answer) else { continue };
            service.answer(&enveloped(spec, &fields));
            call(printed.address, spec, &action, &parameters);
            *count.entry(spec.id.clone()).or_insert(0) += 1;
        }
    }
    println!("documented exchanges: {count:?}");
    assert!(count.values().sum::<usize>() > 350, "{count:?}");
    for proxy in [served, printed] {
        let (lines, code, said) = proxy.end();
        assert_eq!((drifts(&lines), code), (BTreeSet::new(), Some(0)), "{lines:#?} {said}");
        assert_eq!(lines.last().unwrap()["event"], "end");
    }
}

/// Something planted in an answer, and the drift that it is.
struct Plant {
    answer: Map<String, Value>,
    drift: String,
    /// A second drift, where a required field has another name.
    also: Option<String>,
}

/// A place in an answer: names and indexes.
#[derive(Clone)]
enum Step {
    Name(String),
    First,
}

/// The fields of an answer that are there, with where they are and the path in drifts.
fn places<'s>(
    schema: &'s Schema,
    fields: &'s [Field],
    object: &Map<String, Value>,
    at: &[Step],
    path: &str,
    found: &mut Vec<(Vec<Step>, String, &'s Field)>,
) {
    for field in fields {
        let Some(value) = object.get(&field.name) else { continue };
        let steps = [at, &[Step::Name(field.name.clone())]].concat();
        let path = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
        found.push((steps.clone(), path.clone(), field));
        inner(schema, &field.ty, value, &steps, &path, found);
    }
}

fn inner<'s>(
    schema: &'s Schema,
    ty: &'s Type,
    value: &Value,
    at: &[Step],
    path: &str,
    found: &mut Vec<(Vec<Step>, String, &'s Field)>,
) {
    match (ty, value) {
        (Type::List(items), Value::Array(list)) => {
            if let Some(first) = list.first() {
                inner(schema, items, first, &[at, &[Step::First]].concat(), &format!("{path}[]"), found);
            }
        }
        (Type::Ref(_) | Type::Object(_), Value::Object(object)) => {
            places(schema, schema.members(ty).unwrap_or_default(), object, at, path, found);
        }
        _ => {}
    }
}

/// The object that has a field, changed.
fn changed(
    answer: &Map<String, Value>,
    at: &[Step],
    change: impl FnOnce(&mut Map<String, Value>, &str),
) -> Map<String, Value> {
    let mut whole = Value::Object(answer.clone());
    let (last, outer) = at.split_last().unwrap();
    let mut value = &mut whole;
    for step in outer {
        value = match step {
            Step::Name(name) => &mut value[name.as_str()],
            Step::First => &mut value[0],
        };
    }
    let Step::Name(name) = last else { panic!("a field has a name") };
    change(value.as_object_mut().unwrap(), name);
    whole.as_object().unwrap().clone()
}

/// What can be planted in an answer, one of each kind, at the last fitting field.
fn plants(spec: &Spec, schema: &Schema, action: &str, answer: &Map<String, Value>) -> Vec<Plant> {
    let mut all = Vec::new();
    places(schema, &schema.actions[action], answer, &[], "", &mut all);
    let envelope = ["RequestId", "code", "message", "codeDesc"];
    all.retain(|(_, path, _)| !envelope.contains(&path.as_str()));
    let drift = |kind: &str, path: &str| format!("{kind} {} {action} answer {path}", spec.id);
    let mut found = Vec::new();
    let plant = |found: &mut Vec<Plant>, kind: &str, path: &str, answer| {
        found.push(Plant { answer, drift: drift(kind, path), also: None });
    };
    let value_at = |at: &[Step]| {
        let start = Value::Object(answer.clone());
        at.iter().fold(start, |value, step| match step {
            Step::Name(name) => value[name.as_str()].clone(),
            Step::First => value[0].clone(),
        })
    };
    if let Some((at, path, field)) = all.last() {
        let renamed = changed(answer, at, |object, name| {
            let value = object.shift_remove(name).unwrap();
            object.insert(format!("{name}Planted"), value);
        });
        let also = field.required.then(|| drift("missing-field", path));
        let named = format!("{path}Planted");
        found.push(Plant { answer: renamed, drift: drift("unknown-field", &named), also });
        let extra = changed(answer, at, |object, _| _ = object.insert("ExtraPlanted".into(), json!({"a": 1})));
        let outer = path.rsplit_once('.').map_or(String::new(), |(outer, _)| format!("{outer}."));
        plant(&mut found, "unknown-field", &format!("{outer}ExtraPlanted"), extra);
    }
    let scalar = |ty: &Type| matches!(ty, Type::String | Type::Integer | Type::Number | Type::Boolean);
    if let Some((at, path, _)) = all.iter().rev().find(|(_, _, field)| scalar(&field.ty) && !field.limits.loose) {
        plant(
            &mut found,
            "other-type",
            path,
            changed(answer, at, |object, name| object[name] = json!({"planted": [1]})),
        );
    }
    if let Some((at, path, _)) = all.iter().rev().find(|(_, _, field)| !field.nullable && scalar(&field.ty)) {
        plant(&mut found, "unexpected-null", path, changed(answer, at, |object, name| object[name] = Value::Null));
    }
    let listed = |field: &Field| scalar(&field.ty) && !field.limits.values.is_empty();
    if let Some((at, path, field)) = all.iter().rev().find(|(_, _, field)| listed(field)) {
        let value = if field.ty == Type::String { json!("planted") } else { json!(987_654) };
        let is_number = matches!(field.ty, Type::Integer | Type::Number);
        if field.ty == Type::String || is_number && field.limits.maximum.is_none() {
            plant(&mut found, "other-value", path, changed(answer, at, |object, name| object[name] = value));
        }
    }
    let bare = all.iter().rev().find(|(at, _, field)| matches!(field.ty, Type::List(_)) && value_at(at).is_array());
    let in_wrapper = |(at, ..): &(Vec<Step>, String, &Field)| {
        let Some((_, outer)) = at.split_last() else { return false };
        all.iter().any(|(other, _, field)| other.len() == outer.len() && same(other, outer) && is_wrapper(field))
    };
    if let Some(place @ (at, path, _)) = bare {
        if in_wrapper(place) {
            let (outer, outer_path) = (&at[..at.len() - 1], path.rsplit_once('.').unwrap().0);
            let list = value_at(at);
            plant(&mut found, "list-wrapping", outer_path, changed(answer, outer, |object, name| object[name] = list));
        } else {
            let wrapped = changed(answer, at, |object, name| object[name] = json!({"Item": object[name].clone()}));
            plant(&mut found, "list-wrapping", path, wrapped);
        }
    }
    found
}

fn is_wrapper(field: &Field) -> bool {
    matches!(&field.ty, Type::Object(fields) if matches!(fields.as_slice(), [Field { ty: Type::List(_), .. }]))
}

fn same(a: &[Step], b: &[Step]) -> bool {
    a.iter().zip(b).all(|(a, b)| match (a, b) {
        (Step::Name(a), Step::Name(b)) => a == b,
        (Step::First, Step::First) => true,
        _ => false,
    })
}

#[test]
fn planted_drifts_are_all_told_and_no_others() {
    let server = Process::serve(&["--no-auth"]);
    let service = Service::start();
    let scratch = Scratch::new("proxy-planted");
    let report = scratch.path().join("drift.md");
    let proxy = Process::proxy(service.address, &["--report", &report.display().to_string()]);
    let (mut expected, mut kinds, mut actions) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
    let mut note = |drift: String, actions: &mut BTreeSet<String>| {
        *kinds.entry(drift.split(' ').next().unwrap().to_owned()).or_insert(0) += 1;
        actions.insert(drift.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" "));
        expected.insert(drift);
    };
    for spec in &specs() {
        let (requests, answers) = (schema(spec), answers(spec));
        let mut seen = BTreeSet::new();
        for (action, parameters, _) in examples(spec) {
            let Some(answer) = fields(spec, &call(server.address, spec, &action, &parameters)) else { continue };
            // Answers of refused examples have no fields to plant in.
            let is_refusal = answer.contains_key("Error") || answer.contains_key("Code");
            if is_refusal || answer.get("code").is_some_and(|code| *code != 0) || !seen.insert(action.clone()) {
                continue;
            }
            for Plant { answer, drift, also } in plants(spec, &answers, &action, &answer) {
                service.answer(&enveloped(spec, &answer));
                call(proxy.address, spec, &action, &parameters);
                note(drift, &mut actions);
                also.into_iter().for_each(|drift| note(drift, &mut actions));
            }
            service.answer(&enveloped(spec, &answer));
            let required = requests.actions[&action].iter().find(|field| field.required);
            let given = required.filter(|field| parameters.get(&field.name).is_some());
            if let Some(field) = given {
                let mut without = parameters.clone();
                without.as_object_mut().unwrap().shift_remove(&field.name);
                call(proxy.address, spec, &action, &without);
                note(format!("missing-field {} {action} request {}", spec.id, field.name), &mut actions);
            }
        }
        call(proxy.address, spec, &format!("Plant{}", spec.id.replace('-', "")), &json!({}));
    }
    let (lines, code, said) = proxy.end();
    let mut told = drifts(&lines);
    let unknown: Vec<String> = told.iter().filter(|drift| drift.starts_with("unknown-action")).cloned().collect();
    assert_eq!(unknown.len(), IDS.len(), "{unknown:?}");
    told.retain(|drift| !drift.starts_with("unknown-action"));
    println!("planted {} in {} actions: {kinds:?}", expected.len(), actions.len());
    let missed: Vec<&String> = expected.difference(&told).collect();
    let invented: Vec<&String> = told.difference(&expected).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed: {missed:#?}\ninvented: {invented:#?}");
    assert!(actions.len() >= 50 && kinds.len() >= 6, "{kinds:?} in {} actions", actions.len());
    assert_eq!(code, Some(1));
    assert!(said.contains(" drifts"), "{said}");
    let report = std::fs::read_to_string(report).unwrap();
    assert!(report.matches("Planted").count() > 100, "{report}");
}

#[test]
fn a_record_answers_again_and_has_no_secret() {
    let scratch = Scratch::new("proxy-record");
    let record = scratch.path().join("calls.jsonl").display().to_string();
    let server = Process::serve(&["--credentials", "AKIDserver:hunter2server"]);
    let proxy = Process::proxy(
        server.address,
        &["--credentials", "AKIDserver:hunter2server", "--record", &record, "--redact", "LoadBalancerName"],
    );
    let mut first = Vec::new();
    let without_id = |mut answer: Value| {
        let inner = if answer.get("Response").is_some() { &mut answer["Response"] } else { &mut answer };
        ["RequestId", "HostId"].iter().for_each(|name| _ = inner.as_object_mut().unwrap().shift_remove(*name));
        Redactor::new(["LoadBalancerName".to_owned()]).redact(&mut answer, &[]);
        answer
    };
    let all = specs();
    for spec in &all {
        for (action, parameters, _) in examples(spec) {
            let answer = without_id(call(proxy.address, spec, &action, &parameters));
            first.push((spec, action, parameters, answer));
        }
    }
    let secret = json!({"LoadBalancerType": "OPEN", "LoadBalancerName": "hunter2name", "Password": "hunter2password"});
    let head = "Authorization: TC3-HMAC-SHA256 Credential=AKIDclient/2020-01-01/clb/tc3_request, \
                SignedHeaders=content-type;host, Signature=hunter2signature\r\nX-TC-Token: hunter2token\r\n";
    let (line, body) = request(&all[0], "CreateLoadBalancer", &secret);
    send(proxy.address, &format!("{line}{head}"), &body);
    let (_, code, said) = proxy.end();
    assert_eq!(code, Some(1), "the password is not documented: {said}");
    let text = std::fs::read_to_string(&record).unwrap();
    assert!(!text.contains("hunter2") && text.contains("[redacted]") && text.ends_with('\n'), "{said}");
    assert_eq!(text.lines().count(), first.len() + 2);
    assert_eq!(mode(Path::new(&record)), 0o600);

    let again = Process::serve(&["--no-auth", "--replay", &record, "--replay-only"]);
    let mut succeeded = 0;
    for (spec, action, parameters, answer) in &first {
        let repeated = without_id(call(again.address, spec, action, parameters));
        assert_eq!(repeated, *answer, "{action} {parameters}");
        succeeded += usize::from(!answer.to_string().contains("\"Error\"") && answer.get("Code").is_none());
    }
    println!("{} recorded answers came again, {succeeded} of them results", first.len());
    let refused = call(again.address, &all[0], "DescribeQuota", &json!({"Planted": 1})).to_string();
    assert!(refused.contains("UnknownParameter"), "{refused}");

    let diff = Command::new(env!("CARGO_BIN_EXE_docquarry-under-test"))
        .args(["diff", &root().join("spec/tencent-clb.json").display().to_string(), "--recorded", &record])
        .output()
        .unwrap();
    let listed = String::from_utf8(diff.stdout).unwrap();
    assert!(listed.starts_with("unknown-field tencent-clb CreateLoadBalancer request Password: "), "{listed}");
    assert_eq!((listed.lines().count(), diff.status.code()), (2, Some(1)), "{listed}");
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn answers_keep_their_bytes_and_headers_of_one_connection_stay_there() {
    let service = Service::start();
    let proxy = Process::proxy(service.address, &[]);
    // Order, spaces and escapes are the service's.
    let body = "{ \"Response\" : {\"RequestId\":\"1\",  \"Quo\\u0074aSet\": [ ] }}\n";
    service.answer(body);
    let spec = &specs()[0];
    let (head, sent) = request(spec, "DescribeQuota", &json!({}));
    let hops = "Keep-Alive: 5\r\nX-Hop: 1\r\nTE: trailers\r\nProxy-Authorization: hunter2\r\nAccept-Encoding: gzip\r\nX-Own: 1\r\n";
    let (answered, received) = send(proxy.address, &format!("{head}{hops}"), &sent);
    assert_eq!(received, body);
    let answered = answered.to_lowercase();
    assert!(answered.contains("x-kept: 1") && !answered.contains("x-hop"), "{answered}");
    let asked = service.asked.lock().unwrap()[0].to_lowercase();
    assert!(asked.contains("x-own: 1") && asked.contains("x-tc-action: describequota"), "{asked}");
    for hop in ["keep-alive", "te: ", "proxy-authorization", "accept-encoding", "hunter2"] {
        assert!(!asked.contains(hop), "{hop} in {asked}");
    }
    // What the service cannot be asked is not carried.
    let (refused, _) = send(proxy.address, "TRACE / HTTP/1.1\r\n", "");
    assert!(refused.starts_with("HTTP/1.1 405"), "{refused}");
    let (large, _) = send(proxy.address, "POST / HTTP/1.1\r\n", &"x".repeat((10 << 20) + 1));
    assert!(large.starts_with("HTTP/1.1 413"), "{large}");
    assert_eq!(service.asked.lock().unwrap().len(), 1);
}

#[test]
fn requests_are_signed_again_in_each_way_and_not_for_browsers() {
    let server = Process::serve(&["--credentials", "AKIDserver:hunter2server:hunter2token"]);
    let scratch = Scratch::new("proxy-sign");
    let secrets = scratch.path().join("secrets");
    std::fs::write(&secrets, "AKIDserver:hunter2server:hunter2token\n").unwrap();
    let proxy = Process::proxy(server.address, &["--credentials", &format!("@{}", secrets.display())]);
    let all = specs();
    let (clb, v2, slb) = (&all[0], &all[2], &all[3]);
    let tc3 = request(clb, "DescribeQuota", &json!({}));
    let flat = encode_query([
        ("Action", "DescribeQuota"),
        ("Version", &clb.api_version),
        ("Region", "ap-guangzhou"),
        ("SecretId", "AKIDclient"),
        ("Signature", "wrong"),
        ("Nonce", "1"),
        ("Timestamp", "1"),
    ]);
    let describe = json!({"LoadBalancerId": "lb-1", "RegionId": "cn-hangzhou"});
    let acs3 = format!(
        "GET /?{} HTTP/1.1\r\nx-acs-action: DescribeVServerGroups\r\nx-acs-version: {}\r\nAuthorization: ACS3-HMAC-SHA256 \
         Credential=a,SignedHeaders=host,Signature=b\r\n",
        form(&describe, ALIYUN, &[]),
        slb.api_version
    );
    let ways = [
        ("tc3", tc3.clone()),
        ("version 1", (format!("GET /?{flat} HTTP/1.1\r\n"), String::new())),
        ("version 1, form", ("POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n".into(), flat)),
        ("the older API", request(v2, "DescribeLoadBalancers", &json!({}))),
        ("rpc", request(slb, "DescribeVServerGroups", &describe)),
        ("acs3", (acs3, String::new())),
    ];
    for (way, (head, body)) in ways {
        let (status, answer) = send(proxy.address, &head, &body);
        let is_refused = ["\"Error\"", "\"Code\"", "\"code\":4"].iter().any(|sign| answer.contains(sign));
        assert!(status.starts_with("HTTP/1.1 200") && !is_refused, "{way}: {status} {answer}");
    }
    let (status, _) = send(proxy.address, &format!("{}Origin: http://evil.example\r\n", tc3.0), &tc3.1);
    assert!(status.starts_with("HTTP/1.1 403"), "{status}");
    let (lines, code, said) = proxy.end();
    assert_eq!((drifts(&lines), code), (BTreeSet::new(), Some(0)), "{lines:#?} {said}");
    assert!(!format!("{lines:?}{said}").contains("hunter2"));
}
