//! An invented API in the three protocols, served on a loopback port, and callers that write to sockets themselves.

// Each test file uses a part of it.
#![allow(dead_code)]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::schema::Schema;
use docquarry_runtime::server::{Auth, Call, Dispatch, Error, Gateway, Limits, Regions, Reply, serve};
use docquarry_runtime::sign::v1::{self, Edition, Target};
use docquarry_runtime::sign::{Algorithm, acs3, encode_query, rpc, tc3};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const ID: &str = "AKIDACME";
pub(crate) const SECRET: &str = "open-sesame-secret";
pub(crate) const TEMPORARY: &str = "AKIDSHORT";
pub(crate) const TOKEN: &str = "short-lived-token";

/// The API as a protocol has it. Its parameters are the same in all.
pub(crate) fn schema(protocol: &str, version: &str) -> Schema {
    let parameters = json!([
        {"name": "Leaves", "type": "string", "required": true, "min_length": 1, "max_length": 12},
        {"name": "Cups", "type": {"list": "integer"}, "required": true, "minimum": 1, "maximum": 9, "max_items": 3},
        {"name": "Kind", "type": "string", "enum": ["green", "black"]},
        {"name": "Strong", "type": "boolean"},
        {"name": "Heat", "type": "number", "maximum": 99.5},
        {"name": "Until", "type": "string", "format": "timestamp"},
        {"name": "Label", "type": "string", "pattern": "^[a-z]+$"},
        {"name": "Pot", "type": {"ref": "Pot"}},
        {"name": "Memo", "type": {"json": {"list": {"object": [
            {"name": "Key", "type": "string", "required": true}, {"name": "Value", "type": "integer"}]}}}},
    ]);
    let schema = json!({
        "id": format!("acme-tea-{protocol}"), "product": "tea", "version": version, "host": "tea.acme.example",
        "protocol": protocol, "regions": ["mount-wuyi", "hangzhou"],
        "statuses": {"InvalidAction": 403, "UnsupportedHTTPMethod": 403},
        "actions": {"BrewTea": parameters, "BrewWell": parameters, "Fail": [], "Wait": []},
        "codes": {"BrewWell": [
            "InvalidParameter.FormatError", "InvalidParameterValue.Length", "InvalidParameterValue.Range",
            "MissingParam.Leaves", "InvalidParam.Heat", "IllegalParam.PotName"]},
        "structures": {"Pot": [
            {"name": "Name", "type": "string", "required": true, "max_bytes": 6},
            {"name": "Inner", "type": {"list": {"ref": "Pot"}}}]},
    });
    serde_json::from_value(schema).unwrap()
}

/// Answers with what was asked.
pub(crate) struct Echo;

impl Dispatch for Echo {
    fn dispatch(&self, call: Call) -> Reply<'_> {
        Box::pin(async move {
            match call.action.as_str() {
                "Wait" => {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    Ok(json!({}))
                }
                "Fail" => Err(Error::new("UnsupportedOperation", "no & <never>")),
                _ => Ok(json!({"Asked": call.parameters, "Region": call.region, "By": call.secret_id})),
            }
        })
    }
}

pub(crate) fn gateway(auth: Auth) -> Gateway {
    Gateway::new(auth)
        .api(schema("tencent-v3", "2031-07-09"), Echo)
        .api(schema("tencent-v2", "2017"), Echo)
        .api(schema("aliyun-rpc", "2014-05-15"), Echo)
}

pub(crate) fn auth() -> Auth {
    let known = [Credentials::new(ID, SECRET), Credentials::new(TEMPORARY, SECRET).with_token(TOKEN)];
    Auth::verify(HashMap::from(known.map(|credentials| (credentials.id.clone(), credentials))))
}

/// A server on a free port that lives as long as the test.
pub(crate) async fn start(gateway: Gateway, limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, gateway.into_router(), limits, std::future::pending()));
    address
}

pub(crate) async fn server() -> SocketAddr {
    start(gateway(auth()).regions(Regions::Listed), Limits::default()).await
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error code, wherever the protocol puts it; `ok` for a result.
    pub(crate) fn code(&self) -> String {
        let body = self.json();
        let code = body.pointer("/Response/Error/Code").or(body.get("Code")).or(body.get("code"));
        match code {
            Some(Value::String(code)) => code.clone(),
            Some(Value::Number(code)) if code.as_i64() == Some(0) => "ok".to_owned(),
            Some(code) => code.to_string(),
            None => "ok".to_owned(),
        }
    }

    pub(crate) fn message(&self) -> String {
        let body = self.json();
        let message = body.pointer("/Response/Error/Message").or(body.get("Message")).or(body.get("message"));
        message.and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// Sends bytes and reads until the server closes.
pub(crate) async fn exchange(address: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut received = Vec::new();
    let read = stream.read_to_end(&mut received);
    tokio::time::timeout(Duration::from_secs(20), read).await.unwrap().unwrap();
    answer(&received)
}

pub(crate) fn answer(received: &[u8]) -> Answer {
    let text = String::from_utf8(received.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// A nonce that no other request of the process has.
pub(crate) fn nonce() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed).to_string()
}

/// How a request is signed and travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Tc3Post,
    Tc3Get,
    Tc3Multipart,
    V1Get(Algorithm),
    V1Post(Algorithm),
    V2Get(Algorithm),
    V2Post(Algorithm),
    RpcGet,
    RpcPostQuery,
    RpcPostForm,
    Acs3Query,
    /// Signed without the port of the host.
    Acs3Form,
}

pub(crate) const SCHEMES: [Scheme; 15] = [
    Scheme::Tc3Post,
    Scheme::Tc3Get,
    Scheme::Tc3Multipart,
    Scheme::V1Get(Algorithm::HmacSha1),
    Scheme::V1Get(Algorithm::HmacSha256),
    Scheme::V1Post(Algorithm::HmacSha1),
    Scheme::V1Post(Algorithm::HmacSha256),
    Scheme::V2Get(Algorithm::HmacSha1),
    Scheme::V2Get(Algorithm::HmacSha256),
    Scheme::V2Post(Algorithm::HmacSha256),
    Scheme::RpcGet,
    Scheme::RpcPostQuery,
    Scheme::RpcPostForm,
    Scheme::Acs3Query,
    Scheme::Acs3Form,
];

impl Scheme {
    pub(crate) fn is_tc3(self) -> bool {
        matches!(self, Scheme::Tc3Post | Scheme::Tc3Get | Scheme::Tc3Multipart)
    }

    pub(crate) fn is_v2(self) -> bool {
        matches!(self, Scheme::V2Get(_) | Scheme::V2Post(_))
    }

    pub(crate) fn is_rpc(self) -> bool {
        matches!(self, Scheme::RpcGet | Scheme::RpcPostQuery | Scheme::RpcPostForm) || self.is_acs3()
    }

    pub(crate) fn is_acs3(self) -> bool {
        matches!(self, Scheme::Acs3Query | Scheme::Acs3Form)
    }

    /// Of what Tencent 3.0, Tencent 2.0 and Alibaba Cloud say, the one of this scheme.
    pub(crate) fn pick<T>(self, [v3, v2, aliyun]: [T; 3]) -> T {
        match () {
            () if self.is_v2() => v2,
            () if self.is_rpc() => aliyun,
            () => v3,
        }
    }
}

/// A request that can be spoilt in every way before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) scheme: Scheme,
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) action: String,
    pub(crate) version: String,
    pub(crate) region: Option<String>,
    pub(crate) time: u64,
    pub(crate) nonce: String,
    pub(crate) service: String,
    /// Flat parameters; a JSON body is made of them by [`Attempt::json`].
    pub(crate) parameters: Vec<(String, String)>,
    /// The JSON body of a TC3 POST.
    pub(crate) json: Value,
}

pub(crate) const HOST: &str = "tea.acme.example:8080";

pub(crate) fn pairs(parameters: &[(&str, &str)]) -> Vec<(String, String)> {
    parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Attempt {
    /// A request that is in order.
    pub(crate) fn new(scheme: Scheme) -> Self {
        Attempt {
            scheme,
            id: ID.to_owned(),
            secret: SECRET.to_owned(),
            token: None,
            action: "BrewTea".to_owned(),
            version: scheme.pick(["2031-07-09", "2017", "2014-05-15"]).to_owned(),
            region: Some("hangzhou".to_owned()),
            time: now(),
            nonce: nonce(),
            service: "tea".to_owned(),
            parameters: pairs(&[("Leaves", "龙 井+~"), ("Cups.1", "1"), ("Cups.2", "2"), ("Strong", "True")]),
            json: json!({"Leaves": "龙 井+~", "Cups": [1, 2], "Strong": true}),
        }
    }

    /// Adds a parameter in both forms.
    pub(crate) fn with(mut self, name: &str, value: &str, json: Value) -> Self {
        self.parameters.retain(|(key, _)| key != name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self.json[name] = json;
        self
    }

    /// Removes a parameter.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(key, _)| key.split('.').next() != Some(name));
        if let Some(object) = self.json.as_object_mut() {
            object.remove(name);
        }
        self
    }

    pub(crate) async fn send(&self, address: SocketAddr) -> Answer {
        exchange(address, &self.bytes()).await
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let form = "application/x-www-form-urlencoded";
        match self.scheme {
            Scheme::Tc3Post => self.tc3("POST", "", "application/json", &self.json.to_string()),
            Scheme::Tc3Get => self.tc3("GET", &encoded(&self.parameters), form, ""),
            Scheme::Tc3Multipart => {
                let part = |(name, value): &(String, String)| {
                    format!("--tea\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                };
                let body: String = self.parameters.iter().map(part).collect();
                self.tc3("POST", "", "multipart/form-data; boundary=tea", &format!("{body}--tea--\r\n"))
            }
            Scheme::V1Get(algorithm) => self.by_parameters("GET", Edition::V3, algorithm, false),
            Scheme::V1Post(algorithm) => self.by_parameters("POST", Edition::V3, algorithm, true),
            Scheme::V2Get(algorithm) => self.by_parameters("GET", Edition::V2, algorithm, false),
            Scheme::V2Post(algorithm) => self.by_parameters("POST", Edition::V2, algorithm, true),
            Scheme::RpcGet => self.rpc("GET", false),
            Scheme::RpcPostQuery => self.rpc("POST", false),
            Scheme::RpcPostForm => self.rpc("POST", true),
            Scheme::Acs3Query => self.acs3(HOST, false),
            Scheme::Acs3Form => self.acs3(HOST.split(':').next().unwrap_or_default(), true),
        }
    }

    fn tc3(&self, method: &str, query: &str, content_type: &str, body: &str) -> Vec<u8> {
        let date = tc3::date(self.time).unwrap();
        let key = tc3::SigningKey::derive(&self.secret, &date, &self.service);
        let headers = [("Content-Type", content_type), ("Host", HOST)];
        let request = tc3::Request { method, path: "/", query, headers: &headers, payload: body.as_bytes() };
        let authorization = tc3::authorize(&key, &self.id, &request, "content-type;host", self.time).unwrap();
        let mut more = format!(
            "Content-Type: {content_type}\r\nAuthorization: {authorization}\r\nX-TC-Action: {}\r\nX-TC-Version: {}\r\n\
             X-TC-Timestamp: {}\r\n",
            self.action, self.version, self.time
        );
        for (name, value) in [("X-TC-Region", &self.region), ("X-TC-Token", &self.token)] {
            if let Some(value) = value {
                more.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        let target = if query.is_empty() { "/".to_owned() } else { format!("/?{query}") };
        http(method, &target, &more, body)
    }

    fn by_parameters(&self, method: &str, edition: Edition, algorithm: Algorithm, in_body: bool) -> Vec<u8> {
        let mut parameters = self.parameters.clone();
        parameters.extend(pairs(&[
            ("Action", &self.action),
            ("Timestamp", &self.time.to_string()),
            ("Nonce", &self.nonce),
            ("SecretId", &self.id),
        ]));
        if edition == Edition::V3 {
            parameters.extend(pairs(&[("Version", &self.version), ("RequestClient", "tests")]));
        }
        if algorithm == Algorithm::HmacSha256 {
            parameters.extend(pairs(&[("SignatureMethod", "HmacSHA256")]));
        }
        let optional = [("Region", &self.region), ("Token", &self.token)];
        parameters.extend(optional.iter().filter_map(|(name, value)| Some(((*name).to_owned(), (*value).clone()?))));
        let target = Target { method, host: HOST, edition };
        let signature = v1::sign(algorithm, &self.secret, target, borrowed(&parameters));
        parameters.extend(pairs(&[("Signature", &signature)]));
        carry(method, edition.path(), &encoded(&parameters), in_body)
    }

    fn acs3(&self, host: &str, in_body: bool) -> Vec<u8> {
        let mut parameters = self.parameters.clone();
        parameters.extend(self.region.iter().map(|region| ("RegionId".to_owned(), region.clone())));
        let body = if in_body { encoded(&parameters) } else { String::new() };
        let date = iso(self.time);
        let mut headers = vec![
            ("host", host),
            ("x-acs-action", &self.action),
            ("x-acs-date", &date),
            ("x-acs-signature-nonce", &self.nonce),
            ("x-acs-version", &self.version),
        ];
        headers.extend(self.token.iter().map(|token| ("x-acs-security-token", token.as_str())));
        headers.sort_unstable();
        let signed: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let query: Vec<(&str, &str)> = if in_body { Vec::new() } else { borrowed(&parameters).collect() };
        let request =
            acs3::Request { method: "POST", path: "/", query: &query, headers: &headers, payload: body.as_bytes() };
        let authorization = acs3::authorize(&self.id, &self.secret, &request, &signed.join(";")).unwrap();
        let mut more = format!("Authorization: {authorization}\r\n");
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            more.push_str(&format!("{name}: {value}\r\n"));
        }
        if in_body {
            more.push_str("Content-Type: application/x-www-form-urlencoded\r\n");
            return http("POST", "/", &more, &body);
        }
        http("POST", &format!("/?{}", encoded(&parameters)), &more, "")
    }

    fn rpc(&self, method: &str, in_body: bool) -> Vec<u8> {
        let mut parameters = self.parameters.clone();
        parameters.extend(pairs(&[
            ("Action", &self.action),
            ("Version", &self.version),
            ("AccessKeyId", &self.id),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &self.nonce),
            ("SignatureType", ""),
            ("Timestamp", &iso(self.time)),
        ]));
        let optional = [("RegionId", &self.region), ("SecurityToken", &self.token)];
        parameters.extend(optional.iter().filter_map(|(name, value)| Some(((*name).to_owned(), (*value).clone()?))));
        let signature = rpc::sign(&self.secret, method, borrowed(&parameters));
        parameters.extend(pairs(&[("Signature", &signature)]));
        carry(method, "/", &encoded(&parameters), in_body)
    }
}

fn borrowed(parameters: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

fn encoded(parameters: &[(String, String)]) -> String {
    encode_query(borrowed(parameters))
}

fn carry(method: &str, path: &str, query: &str, in_body: bool) -> Vec<u8> {
    if in_body {
        return http(method, path, "Content-Type: application/x-www-form-urlencoded\r\n", query);
    }
    http(method, &format!("{path}?{query}"), "", "")
}

pub(crate) fn http(method: &str, target: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// `2016-02-23T12:46:24Z`
fn iso(time: u64) -> String {
    let clock = time % 86_400;
    format!("{}T{:02}:{:02}:{:02}Z", tc3::date(time).unwrap(), clock / 3600, clock / 60 % 60, clock % 60)
}
