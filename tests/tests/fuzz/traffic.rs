//! Traffic: answers and requests in each protocol, signatures, records, and arguments of the command line.

use std::fs;

use docquarry::call::{self, Api};
use docquarry::emit::schema::{answers, schema};
use docquarry::json;
use docquarry::proxy::{Contract, Exchange, Recording, Redactor};
use docquarry::serve::Replay;
use docquarry::spec::model::{Protocol, Spec};
use docquarry_runtime::protocol::rest;
use docquarry_runtime::schema::{Sight, differences};
use docquarry_runtime::server::axum;
use docquarry_runtime::server::axum::body::Bytes;
use docquarry_runtime::sign::v1::{self, Edition};
use docquarry_runtime::sign::{acs3, rpc, tc3};
use docquarry_runtime::{relay, wire};
use docquarry_tests::Scratch;
use obstacle_course::operation::DescribeManyResponse;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::pages::specs;
use super::{Checked, fuzz, printable, visible};

fn xml(text: &str) -> Checked {
    if let Ok(members) = docquarry_runtime::xml::parse(text) {
        prop_assert!(serde_json::to_string(&members).is_ok());
    }
    Ok(())
}

#[test]
fn xml_answers() {
    let deep = "<a b=\"/>\">".repeat(2000);
    let seeds =
        ["<A><B>1</B><C x='y'/><B><![CDATA[<]]></B><!-- - --></A>", &deep, "<?xml version=\"1.0\"?><A>&lt;&#x41;</A>"];
    fuzz("xml", &seeds.map(str::to_owned), xml);
}

/// A spec of each protocol, with an answer and a request as each of them has it.
fn apis() -> Vec<(Spec, Vec<String>)> {
    let kites = fs::read(docquarry_tests::root().join("generator/tests/emit_rust/kites.json")).unwrap();
    let mut found: Vec<Spec> = vec![json::parse_spec(&kites, "kites.json").unwrap()];
    for text in specs() {
        let spec = json::parse_spec(text.as_bytes(), "spec.json").unwrap();
        if found.iter().all(|known| known.protocol != spec.protocol) {
            found.push(spec);
        }
    }
    assert_eq!(found.len(), 4, "a spec of each protocol");
    found.into_iter().map(|spec| (envelopes(&spec), spec)).map(|(answers, spec)| (spec, answers)).collect()
}

/// The name of a protocol in names of targets.
fn protocol(spec: &Spec) -> &'static str {
    match spec.protocol {
        Protocol::TencentV3 => "v3",
        Protocol::TencentV2 => "v2",
        Protocol::AliyunRpc => "rpc",
        Protocol::Rest => "rest",
    }
}

fn envelopes(spec: &Spec) -> Vec<String> {
    let result = json!({"Set": [{"A": 1, "B": null}, {}], "Name": "茶", "Big": 9_007_199_254_740_993_u64, "None": {}});
    let all = match spec.protocol {
        Protocol::TencentV3 => vec![
            json!({"Response": {"RequestId": "1", "Result": result}}),
            json!({"Response": {"Error": {"Code": "A.B", "Message": "no"}, "RequestId": "1"}}),
        ],
        Protocol::TencentV2 => vec![
            json!({"code": 0, "codeDesc": "Success", "data": result}),
            json!({"code": 4000, "message": "no", "codeDesc": "A.B"}),
        ],
        _ => vec![
            json!({"RequestId": "1", "Result": result, "Items": {"Item": [{}]}}),
            json!({"RequestId": "1", "Code": "A.B", "Message": "no", "HostId": "h"}),
            json!({"ok": false, "error_code": 400, "description": "no"}),
        ],
    };
    let mut texts: Vec<String> = all.iter().map(Value::to_string).collect();
    texts.push("<?xml version='1.0'?><R><RequestId>1</RequestId><Items><Item>1</Item><Item/></Items></R>".to_owned());
    texts.push("<Error><Code>A.B</Code><Message>no</Message><RequestId>1</RequestId></Error>".to_owned());
    texts.push("<html><body>Log in</body></html>".to_owned());
    texts
}

/// Answers, as the client reads them: by their envelope, then into the documented types, then compared with the documents.
#[test]
fn answers_in_each_protocol() {
    for (spec, seeds) in apis() {
        let (documented, shown) = (schema(&spec), answers(&spec));
        let target = format!("answer-{}", protocol(&spec));
        fuzz(&target, &seeds, |text| {
            for (status, kind) in [(200, "application/json"), (200, "text/xml"), (400, "application/json;charset=gbk")]
            {
                let answer = axum::http::Response::builder().status(status).header("content-type", kind);
                let answer = answer.body(text.as_bytes().to_vec()).unwrap();
                if let relay::Answered::Result { value, .. } = relay::answer(&documented, &answer) {
                    let (read, _) = wire::from_answer::<DescribeManyResponse>(value.clone());
                    prop_assert!(serde_json::to_string(&read).is_ok());
                    let sight = Sight { is_answer: true, is_text: false, blank: None };
                    if let Value::Object(value) = &value {
                        for action in shown.actions.keys() {
                            let _ = differences(&shown, action, value, sight);
                        }
                    }
                }
            }
            Ok(())
        });
    }
}

/// A request as text: the first line, headers, and a body behind an empty line.
fn request(text: &str) -> Option<(axum::http::request::Parts, Bytes)> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, address) = lines.next()?.split_once(' ')?;
    let mut request = axum::http::Request::builder().method(method).uri(address);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    Some((request.body(()).ok()?.into_parts().0, Bytes::from(body.to_owned())))
}

/// Requests, as the server reads them, and exchanges with the answers, as the proxy looks at them.
#[test]
fn requests_in_each_protocol() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (spec, answers) in apis() {
        let (action, host) =
            (spec.actions.keys().next().unwrap(), spec.endpoints.first().map_or("x", |endpoint| &endpoint.host));
        let version = &spec.api_version;
        let seeds = [
            format!("POST /\nhost: {host}\ncontent-type: application/json\nx-tc-action: {action}\nx-tc-version: {version}\nx-tc-region: north\nauthorization: TC3-HMAC-SHA256 Credential=A/2031-01-01/tea/tc3_request, SignedHeaders=content-type;host, Signature=00\n\n{{\"A\": [1, {{}}], \"Set\": {{\"b\": null}}}}"),
            format!("GET /?Action={action}&Version={version}&Timestamp=1&Nonce=2&SecretId=A&Signature=x%3D&A.0=1&Set.1.B.2.C=%E8%8C%B6&Set.0=\nhost: {host}\n"),
            format!("POST /v2/index.php\nhost: {host}\ncontent-type: application/x-www-form-urlencoded\n\nAction={action}&Nonce=1&Timestamp=1&A.n.0=1&A.99999999999=2"),
            format!("POST /\nhost: {host}\nx-acs-action: {action}\nx-acs-version: {version}\nauthorization: ACS3-HMAC-SHA256 Credential=A,SignedHeaders=host,Signature=00\ncontent-type: multipart/form-data; boundary=tea\n\n--tea\r\nContent-Disposition: form-data; name=\"A\"\r\n\r\n1\r\n--tea--"),
            "POST /kites/7/tails?wind=%20a&wind=b\nhost: x\nauthorization: Bearer t\ncontent-type: application/json\n\n{\"a\": {}}".to_owned(),
        ];
        let contract = Contract::of(std::slice::from_ref(&spec), Redactor::new(["wind".to_owned()]));
        let secret = "hunter-secret";
        let answer = axum::http::Response::builder().body(answers[0].replace("茶", secret).into_bytes()).unwrap();
        fuzz(&format!("request-{}", protocol(&spec)), &seeds, |text| {
            let Some((parts, body)) = request(text) else { return Ok(()) };
            let seen = runtime.block_on(contract.relay().request(&parts, &body));
            let Some(exchange) = contract.exchange(seen, &answer) else { return Ok(()) };
            let secrets = [secret.to_owned()];
            for drift in contract.drifts(&exchange, &secrets) {
                visible("a drift", &drift.to_string())?;
                prop_assert!(!drift.to_string().contains(secret), "{drift}");
            }
            let line = serde_json::to_string(&exchange.redacted(contract.redactor(), &secrets)).unwrap();
            prop_assert!(!line.contains(secret), "{line}");
            Ok(())
        });
    }
}

/// Signatures that were changed: they are read or refused, and verify only if they still say the same.
#[test]
fn signatures() {
    const HEADERS: [(&str, &str); 4] = [
        ("content-type", "application/json"),
        ("host", "tea.example"),
        ("x-acs-action", "A"),
        ("x-sdk-date", "20310709T000000Z"),
    ];
    const NOW: u64 = 1_940_000_000;
    let date = tc3::date(NOW).unwrap();
    let key = tc3::SigningKey::derive("secret", &date, "tea");
    let seeds = [
        tc3::Authorization::parse(
            "TC3-HMAC-SHA256 Credential=A/2031-06-23/tea/tc3_request, SignedHeaders=content-type;host, Signature=00",
        )
        .unwrap()
        .to_string(),
        "ACS3-HMAC-SHA256 Credential=A,SignedHeaders=host;x-acs-action,Signature=0011".to_owned(),
        "SDK-HMAC-SHA256 Access=A, SignedHeaders=host;x-sdk-date, Signature=0011".to_owned(),
        "Action=A&Nonce=1&Timestamp=1&SecretId=B&SignatureMethod=HmacSHA256&Signature=abc%3D".to_owned(),
    ];
    fuzz("signature", &seeds, |text| {
        if let Ok(read) = tc3::Authorization::parse(text) {
            let written = read.to_string();
            prop_assert_eq!(tc3::Authorization::parse(&written), Ok(read));
            let request = tc3::Request { method: "POST", path: "/", query: "", headers: &HEADERS, payload: b"{}" };
            prop_assert!(tc3::verify(&key, &read, &request, NOW, NOW).is_err());
        }
        if let Ok(read) = acs3::Authorization::parse(text) {
            let written = read.to_string();
            prop_assert_eq!(acs3::Authorization::parse(&written), Ok(read));
            let request =
                acs3::Request { method: "POST", path: "/", query: &[("a", "b")], headers: &HEADERS, payload: b"{}" };
            prop_assert!(acs3::verify("secret", &read, &request).is_err());
        }
        if let Ok(read) = rest::sign::Authorization::parse(text) {
            let written = read.to_string();
            prop_assert_eq!(rest::sign::Authorization::parse(&written), Ok(read));
            let request =
                rest::sign::Request { method: "POST", path: "/", query: &[], headers: &HEADERS, payload: b"{}" };
            prop_assert!(rest::sign::verify("secret", &read, &request).is_err());
        }
        let parameters: Vec<(&str, &str)> = text.split('&').filter_map(|pair| pair.split_once('=')).collect();
        for edition in [Edition::V2, Edition::V3] {
            let target = v1::Target { method: "GET", host: "tea.example", edition };
            prop_assert!(v1::verify("secret", target, &parameters).is_err());
        }
        prop_assert!(rpc::verify("secret", "GET", &parameters).is_err());
        let _ = rest::sign::seconds(text);
        Ok(())
    });
}

/// What is taken out of a record is in no line of it, and a record that was changed is read or refused.
#[test]
fn records() {
    let exchange = json!({"api": "tea", "action": "Pour", "region": "north", "parameters": {"Cups": 2, "Set": [{"a": null}]},
        "result": {"Password": "hunter22", "Inner": "{\"Token\":\"t\"}"}});
    let failure = json!({"api": "tea", "action": "Pour", "failure": {"code": "A.B", "message": "no", "status": 400}});
    let seed = format!("{}\n{exchange}\n{failure}\n", json!({"docquarry": "record 1", "redacted": ["colour"]}));
    let scratch = Scratch::new("fuzz-record");
    let path = scratch.path().join("record");
    let redactor = Redactor::new(["cups".to_owned()]);
    fuzz("record", &[seed], |text| {
        fs::write(&path, text).unwrap();
        match Recording::read(&path) {
            Ok(recording) => {
                for exchange in recording.exchanges() {
                    let exchange: Exchange = exchange.clone().redacted(&redactor, &["hunter22".to_owned()]);
                    let line = serde_json::to_string(&exchange).unwrap();
                    prop_assert!(!line.contains("hunter22"), "{line}");
                    if let Some(parameters) = &exchange.parameters {
                        let _ = recording
                            .answers(&exchange.api, &exchange.action, exchange.region.as_deref(), parameters)
                            .count();
                    }
                }
                let _ = Replay::new(recording, true);
                Ok(())
            }
            Err(error) => visible("an error", &docquarry::escape::Visible(&error.to_string()).to_string()),
        }
    });
}

/// Arguments of `docquarry call`, one a line.
#[test]
fn arguments() {
    for (spec, _) in apis() {
        let name = protocol(&spec);
        let api = Api::new(spec);
        let seeds: Vec<String> = api
            .names()
            .filter_map(|action| {
                let target = api.action(action).ok()?;
                let parameters = target.examples().next().unwrap_or_default();
                let options = parameters.iter().map(|(name, value)| match value {
                    Value::String(text) => format!("--{name}\n{text}"),
                    other => format!("--{name}={other}\n--{name}.0.x\n{other}"),
                });
                Some(format!("{action}\n{}", options.collect::<Vec<_>>().join("\n")))
            })
            .collect();
        fuzz(&format!("call-{name}"), &seeds, |text| {
            let (action, rest) = text.split_once('\n').unwrap_or((text, ""));
            let target = match api.action(action) {
                Ok(target) => target,
                Err(finding) => return printable(&[finding]),
            };
            let arguments: Vec<String> = rest.split('\n').map(str::to_owned).collect();
            let nothing = |_: &str| Ok(b"a file".to_vec());
            match call::parameters(&target, &arguments, serde_json::Map::new(), &nothing) {
                Ok(parameters) => printable(&call::check(&target, &parameters)),
                Err(faults) => printable(&faults),
            }
        });
    }
}
