//! The exact requests of each protocol, with the documents' own examples where those reproduce, and what is made of
//! each protocol's answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use docquarry_runtime::client::{
    Client, Environment, Error, Format, Kind, Machine, Method, Retry, Signature, SleepFuture,
};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::{Api, Operation, Protocol};
use docquarry_runtime::record;
use docquarry_runtime::sign::v1::{self, Edition, Target};
use docquarry_runtime::sign::{self, acs3, rpc};
use docquarry_runtime::wire::{Object, Record, Sink, Value};

use crate::support::{
    API, BrewTea, BrewTeaResponse, DescribePots, ID, OLD, Prepared, RPC, Received, SECRET, Server, TOKEN, brew,
    client_of, http_answer,
};

/// A fixed time, and random numbers of choice.
#[derive(Clone)]
struct Fixed {
    time: u64,
    numbers: [u64; 2],
    next: Arc<AtomicUsize>,
}

impl Environment for Fixed {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.time)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn random(&self) -> u64 {
        self.numbers[self.next.fetch_add(1, Ordering::SeqCst) % 2]
    }

    fn sleep(&self, time: Duration) -> SleepFuture<'_> {
        Machine.sleep(time)
    }
}

fn fixed(time: u64, numbers: [u64; 2]) -> Fixed {
    Fixed { time, numbers, next: Arc::default() }
}

/// The action of the documents' examples of signatures.
#[derive(Default)]
struct Documented {
    ids: Vec<String>,
    limit: Option<i64>,
    offset: Option<i64>,
}

impl Record for Documented {
    fn read(object: &mut Object<'_>) -> Self {
        Documented { ids: object.take("InstanceIds"), limit: object.take("Limit"), offset: object.take("Offset") }
    }

    fn write(&self, sink: &mut Sink<'_>) {
        sink.put("InstanceIds", &self.ids);
        sink.put("Limit", &self.limit);
        sink.put("Offset", &self.offset);
    }
}
record!(Documented, input);

impl Operation for Documented {
    const ACTION: &'static str = "DescribeInstances";
    const IDEMPOTENT: bool = true;
    type Response = Value;
}

const STARS: &str = "********************************";

fn sent(client: &Client, request: &impl Operation, credentials: &Credentials) -> Received {
    Received::from(client.sign(request, credentials).unwrap())
}

/// The decoded parameters of a query string or a form.
fn decoded(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    text.split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn parameters(request: &Received) -> Vec<(String, String)> {
    match request.target.split_once('?') {
        Some((_, query)) => decoded(query),
        None => decoded(std::str::from_utf8(&request.body).unwrap()),
    }
}

fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = parameters.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let value = found.next();
    assert_eq!(found.next(), None, "{name} is there twice");
    value
}

#[test]
fn signature_version_1_is_that_of_the_documents_example() {
    const CVM: Api =
        Api { host: "cvm.tencentcloudapi.com", product: "cvm", version: "2017-03-12", regions: &[], ..API };
    let client = Client::new(&CVM, Credentials::new("", "")).region("ap-guangzhou").method(Method::Get);
    let client = client.signature(Signature::HmacSha1).environment(fixed(1_465_185_768, [11_886 * 2, 0]));
    let request = Documented { ids: vec!["ins-09dx96dg".into()], limit: Some(20), offset: Some(0) };
    let sent = sent(&client, &request, &Credentials::new(format!("AKID{STARS}"), STARS));
    assert_eq!(sent.method, "GET");
    assert_eq!(
        sent.target,
        "/?Version=2017-03-12&Action=DescribeInstances&Timestamp=1465185768&Nonce=11886\
         &SecretId=AKID%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A%2A\
         &Region=ap-guangzhou&InstanceIds.0=ins-09dx96dg&Limit=20&Offset=0&Signature=7RAM2xfNMO9EiVTNmPg06MRnCvQ%3D"
    );
}

#[test]
fn the_older_apis_signatures_are_those_of_its_documents_examples() {
    const CVM: Api = Api { host: "cvm.api.qcloud.com", protocol: Protocol::TencentV2, regions: &[], ..API };
    let credentials = Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA", "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA");
    let request = Documented { ids: vec!["ins-09dx96dg".into()], ..Default::default() };
    for (signature, expected) in [
        (Signature::HmacSha256, "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s="),
        (Signature::HmacSha1, "nPVnY6njQmwQ8ciqbPl5Qe+Oru4="),
    ] {
        let client = Client::new(&CVM, Credentials::new("", "")).region("ap-guangzhou").method(Method::Get);
        let client = client.signature(signature).environment(fixed(1_465_185_768, [11_886 * 2, 0]));
        let sent = sent(&client, &request, &credentials);
        assert!(sent.target.starts_with("/v2/index.php?Action=DescribeInstances&"), "{}", sent.target);
        let parameters = parameters(&sent);
        assert_eq!(value(&parameters, "Signature"), Some(expected));
        assert_eq!((value(&parameters, "Version"), value(&parameters, "InstanceIds.0")), (None, Some("ins-09dx96dg")));
    }
}

#[test]
fn alibabas_signature_is_that_of_the_documents_example() {
    struct Regions;
    impl Record for Regions {
        fn read(_: &mut Object<'_>) -> Self {
            Regions
        }
        fn write(&self, _: &mut Sink<'_>) {}
    }
    record!(Regions, input);
    impl Operation for Regions {
        const ACTION: &'static str = "DescribeRegions";
        const IDEMPOTENT: bool = true;
        type Response = Value;
    }
    const ECS: Api = Api { host: "slb.aliyuncs.com", version: "2014-05-26", protocol: Protocol::AliyunRpc, ..API };
    let numbers = [0x3ee8_c1b8_83d3_44af, 0xa94f_4e0a_d82f_d6cf];
    let client = Client::new(&ECS, Credentials::new("", "")).format(Format::Xml);
    let sent =
        sent(&client.environment(fixed(1_456_231_584, numbers)), &Regions, &Credentials::new("testid", "testsecret"));
    assert_eq!(
        sent.target,
        "/?Action=DescribeRegions&Version=2014-05-26&Format=XML&AccessKeyId=testid&SignatureMethod=HMAC-SHA1\
         &SignatureVersion=1.0&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf\
         &Timestamp=2016-02-23T12%3A46%3A24Z&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"
    );
    assert_eq!((sent.method.as_str(), sent.header("host")), ("GET", Some("slb.aliyuncs.com")));
}

#[test]
fn tc3_signs_a_query_string_as_it_is_sent() {
    let client = client_of(&API).method(Method::Get).region("mount-lu");
    let sent = sent(&client, &brew(), &Credentials::new(ID, SECRET).with_token(TOKEN));
    assert_eq!(sent.method, "GET");
    assert_eq!(sent.target, "/?Leaves=%E9%BE%99%E4%BA%95&Cups.0=1&Cups.1=2");
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!((sent.header("x-tc-token"), sent.body.as_slice()), (Some(TOKEN), &b""[..]));
    assert_eq!(sent.verify(SECRET), Ok(()));
    assert_eq!(
        Received { target: sent.target.replace("Cups.0=1", "Cups.0=3"), ..sent }.verify(SECRET),
        Err(sign::Error::Mismatch)
    );
}

#[test]
fn tc3_signs_form_data() {
    let client = client_of(&API).method(Method::Multipart);
    let client = client.environment(fixed(1_900_000_000, [1, 2]));
    let request = BrewTea { leaves: "a\r\nb".into(), cups: vec![1, 2], token: None };
    let sent = sent(&client, &request, &Credentials::new(ID, SECRET));
    let boundary = "00000000000000010000000000000002";
    assert_eq!(sent.header("content-type").unwrap(), format!("multipart/form-data; boundary={boundary}"));
    assert_eq!(
        String::from_utf8(sent.body.clone()).unwrap(),
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"Leaves\"\r\n\r\na\r\nb\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"Cups\"\r\n\r\n[1,2]\r\n--{boundary}--\r\n"
        )
    );
    assert!(sent.header("authorization").unwrap().contains("/2030-03-17/tea/tc3_request, "));
}

/// Signs in every way in which parameters carry the signature, and verifies as a server would.
#[test]
fn requests_with_the_signature_among_the_parameters_verify() {
    let credentials = Credentials::new(ID, SECRET).with_token(TOKEN);
    for (api, edition) in [(&API, Edition::V3), (&OLD, Edition::V2)] {
        for method in [Method::Get, Method::Post] {
            for (signature, name) in [(Signature::HmacSha1, "HmacSHA1"), (Signature::HmacSha256, "HmacSHA256")] {
                let client = client_of(api).region("r").method(method).signature(signature);
                let sent = sent(&client, &brew(), &credentials);
                let all = parameters(&sent);
                let pairs: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let host = sent.header("host").unwrap();
                let target = Target { method: &sent.method, host, edition };
                assert_eq!(v1::verify(SECRET, target, &pairs), Ok(()), "{method:?} {name}");
                assert_eq!(v1::verify("other", target, &pairs), Err(sign::Error::Mismatch));
                assert!(sent.target.starts_with(edition.path()));
                assert_eq!((value(&all, "Leaves"), value(&all, "Cups.1")), (Some("龙井"), Some("2")));
                assert_eq!((value(&all, "Token"), value(&all, "Region")), (Some(TOKEN), Some("r")));
                assert!(value(&all, "Nonce").unwrap().parse::<u64>().unwrap() > 0);
                let is_form = sent.header("content-type") == Some("application/x-www-form-urlencoded");
                assert_eq!((is_form, sent.body.is_empty()), (method == Method::Post, method == Method::Get));
            }
        }
    }
}

#[test]
fn alibabas_requests_verify_and_their_lists_begin_with_1() {
    for method in [Method::Get, Method::Post] {
        let client = client_of(&RPC).region("r").method(method);
        let sent = sent(&client, &brew(), &Credentials::new(ID, SECRET).with_token(TOKEN));
        let all = parameters(&sent);
        let pairs: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(rpc::verify(SECRET, &sent.method, &pairs), Ok(()), "{method:?}");
        assert_eq!((value(&all, "Cups.1"), value(&all, "Cups.0")), (Some("1"), None));
        assert_eq!((value(&all, "SecurityToken"), value(&all, "RegionId")), (Some(TOKEN), Some("r")));
        assert_eq!((value(&all, "Format"), value(&all, "Version")), (Some("JSON"), Some("2031-07-09")));
    }
}

#[test]
fn alibabas_requests_signed_in_their_headers_verify() {
    for method in [Method::Get, Method::Post] {
        let client = client_of(&RPC).region("r").method(method).signature(Signature::Acs3);
        let sent = sent(&client, &brew(), &Credentials::new(ID, SECRET).with_token(TOKEN));
        let all = parameters(&sent);
        let pairs: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let headers: Vec<_> = sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let authorization = acs3::Authorization::parse(sent.header("authorization").unwrap()).unwrap();
        let query: &[(&str, &str)] = if method == Method::Get { &pairs } else { &[] };
        let request = acs3::Request { method: &sent.method, path: "/", query, headers: &headers, payload: &sent.body };
        assert_eq!(acs3::verify(SECRET, &authorization, &request), Ok(()), "{method:?}");
        assert_eq!(authorization.access_key_id, ID);
        assert!(authorization.signed_headers.contains("x-acs-security-token"));
        assert_eq!(
            (sent.header("x-acs-version"), sent.header("accept")),
            (Some("2031-07-09"), Some("application/json"))
        );
        assert_eq!((value(&all, "Cups.1"), value(&all, "RegionId")), (Some("1"), Some("r")));
        assert_eq!((value(&all, "Signature"), value(&all, "Action")), (None, None));
    }
    let refused = client_of(&API).signature(Signature::Acs3).sign(&brew(), &Credentials::new(ID, SECRET));
    assert_eq!(refused.unwrap_err().kind(), Kind::Request);
}

#[test]
fn a_language_is_a_header_or_a_signed_parameter_and_other_headers_go_along() {
    let credentials = Credentials::new(ID, SECRET);
    let with = |client: Client| client.language("en-US").header("X-TC-TraceId", "t-1").header("User-Agent", "tea/1");
    let tc3 = sent(&with(client_of(&API)), &brew(), &credentials);
    let of = |name| tc3.header(name);
    assert_eq!(
        (of("x-tc-language"), of("x-tc-traceid"), of("user-agent")),
        (Some("en-US"), Some("t-1"), Some("tea/1"))
    );
    let version_1 = sent(&with(client_of(&API).signature(Signature::HmacSha256)), &brew(), &credentials);
    assert_eq!(value(&parameters(&version_1), "Language"), Some("en-US"));
    let alibaba = sent(&with(client_of(&RPC)), &brew(), &credentials);
    assert_eq!(alibaba.header("accept-language"), Some("en-US"));
    let own = client_of(&API).header("X-TC-Action", "Other").header("X-TC-Action", "Another");
    assert_eq!(sent(&own, &brew(), &credentials).header("x-tc-action"), Some("BrewTea"));
    for (name, text) in [("X-Bad", "a\nb"), ("not a name", "x")] {
        assert_eq!(client_of(&API).header(name, text).sign(&brew(), &credentials).unwrap_err().kind(), Kind::Request);
    }
}

#[test]
fn keys_with_blanks_or_line_breaks_are_refused_before_they_are_sent() {
    for (id, secret) in [(" id", "secret"), ("id", "secret\n"), ("i d", "secret")] {
        let error = client_of(&API).sign(&brew(), &Credentials::new(id, secret)).unwrap_err();
        assert_eq!(error.kind(), Kind::Signing, "{id:?} {secret:?}");
    }
    let error = client_of(&RPC).sign(&brew(), &Credentials::new("id", "secret").with_token("t ")).unwrap_err();
    assert_eq!(error.kind(), Kind::Signing);
}

/// An action that names its region itself.
struct InRegion(&'static str);

impl Record for InRegion {
    fn read(_: &mut Object<'_>) -> Self {
        InRegion("")
    }

    fn write(&self, sink: &mut Sink<'_>) {
        sink.put("RegionId", &self.0.to_owned());
    }
}
record!(InRegion, input);

impl Operation for InRegion {
    const ACTION: &'static str = "InRegion";
    const IDEMPOTENT: bool = true;
    type Response = Value;
}

#[test]
fn a_region_in_the_request_decides_where_alibabas_calls_go() {
    let credentials = Credentials::new(ID, SECRET);
    let place = |client: Client, region| {
        let sent = sent(&client, &InRegion(region), &credentials);
        (sent.header("host").unwrap().to_owned(), value(&parameters(&sent), "RegionId").unwrap().to_owned())
    };
    let at = |host: &str, region: &str| (host.to_owned(), region.to_owned());
    assert_eq!(place(client_of(&RPC), "mount-lu"), at("tea.mount-lu.acme.example", "mount-lu"));
    assert_eq!(place(client_of(&RPC).region("mount-lu"), "plain"), at("tea.acme.example", "plain"));
    assert_eq!(place(client_of(&RPC).endpoint("here.example"), "mount-lu"), at("here.example", "mount-lu"));
}

/// What a gateway, a captive portal or another vendor's service answers must not become an empty success.
#[tokio::test]
async fn what_is_no_answer_of_the_api_is_an_error() {
    let tencent_error = r#"{"Response":{"Error":{"Code":"AuthFailure","Message":"m"},"RequestId":"r"}}"#;
    let throttled = r#"{"Code":"Throttling.User","Message":"slow down","RequestId":"r","HostId":"h"}"#;
    for (api, body, code) in [
        (&RPC, tencent_error, None),
        (&RPC, r#"{"login":"https://portal.example"}"#, None),
        (&RPC, "{}", None),
        (&RPC, "<html><body>Welcome</body></html>", None),
        (&RPC, throttled, Some("Throttling.User")),
        (&OLD, tencent_error, None),
        (&OLD, r#"{"login":"https://portal.example"}"#, None),
        (&OLD, "{}", None),
        (&API, throttled, None),
        (&API, "{}", None),
        (&API, "[]", None),
    ] {
        let client = client_of(api).transport(Prepared::answering(200, body)).retry(Retry::never());
        let error = client.call(&DescribePots::default()).await.map(|_| ()).unwrap_err();
        assert_eq!(error.code(), code, "{body}: {error:?}");
        let expected = if code.is_some() { Kind::Service } else { Kind::Parse };
        assert_eq!(error.kind(), expected, "{body}: {error:?}");
    }
    for (api, body) in [
        (&RPC, r#"{"Code":"OK","Message":"OK","RequestId":"r","PotId":"p"}"#),
        (&OLD, r#"{"code":0}"#),
        (&OLD, r#"{"TotalCount":0}"#),
    ] {
        let client = client_of(api).transport(Prepared::answering(200, body));
        client.call(&DescribePots::default()).await.map(|_| ()).unwrap();
    }
}

/// Small values are large once they are in memory.
#[tokio::test]
async fn an_answer_is_bounded_in_values_and_in_depth() {
    let wide = format!(r#"{{"Response":{{"RequestId":"r","Pots":[{}{{}}]}}}}"#, "{},".repeat(200_000));
    let deep = format!(r#"{{"Response":{{"RequestId":"r","Pots":{}{}}}}}"#, "[".repeat(56_000), "]".repeat(56_000));
    let xml = format!("{}{}", r#"<a b="/>">"#.repeat(8_000), "</a>".repeat(8_000));
    for (api, body) in [(&API, &wide), (&API, &deep), (&RPC, &xml), (&RPC, &deep)] {
        let client = client_of(api).transport(Prepared::answering(200, body)).retry(Retry::never());
        let error = client.call(&DescribePots::default()).await.map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), Kind::Parse, "{error:?}");
    }
}

#[test]
fn no_two_requests_have_the_same_nonce() {
    let client = client_of(&RPC);
    let nonce = || {
        value(&parameters(&sent(&client, &brew(), &Credentials::new(ID, SECRET))), "SignatureNonce").unwrap().to_owned()
    };
    let nonces: std::collections::BTreeSet<String> = (0..1000).map(|_| nonce()).collect();
    assert_eq!(nonces.len(), 1000);
}

#[test]
fn ways_that_a_protocol_does_not_have_are_refused() {
    let credentials = Credentials::new(ID, SECRET);
    let long = BrewTea { leaves: "x".repeat(70_000), ..brew() };
    for (client, request) in [
        (client_of(&OLD).signature(Signature::Tc3), brew()),
        (client_of(&OLD).method(Method::Multipart), brew()),
        (client_of(&RPC).method(Method::Multipart), brew()),
        (client_of(&API).method(Method::Multipart).signature(Signature::HmacSha1), brew()),
        (client_of(&RPC), long),
    ] {
        assert_eq!(client.sign(&request, &credentials).unwrap_err().kind(), Kind::Request, "{client:?}");
    }
}

async fn ask(api: &'static Api, status: u16, body: &str) -> Result<BrewTeaResponse, Error> {
    client_of(api).transport(Prepared::answering(status, body)).retry(Retry::never()).call(&brew()).await
}

#[tokio::test]
async fn the_older_apis_numbers_are_codes_with_a_description() {
    let brewed = ask(&OLD, 200, r#"{"code": 0, "message": "", "codeDesc": "Success", "PotId": "p", "Degrees": 80}"#);
    assert_eq!(brewed.await.unwrap().degrees, Some(80));
    assert_eq!(ask(&OLD, 200, r#"{"PotId": "p"}"#).await.unwrap().pot_id, "p");
    let refused =
        r#"{"code": 5400, "message": "(1) some pots", "codeDesc": "PartFailed", "detail": {"pot-1": {"code": 5000}}}"#;
    let error = ask(&OLD, 200, refused).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code(), error.code_description()),
        (Kind::Service, Some("5400"), Some("PartFailed"))
    );
    assert_eq!((error.message(), error.status()), ("(1) some pots", Some(200)));
    assert_eq!(error.answer().unwrap()["detail"]["pot-1"]["code"], 5000);
    assert_eq!(error.to_string(), "5400: (1) some pots");
    assert_eq!(ask(&OLD, 502, "<html>").await.unwrap_err().kind(), Kind::Transport);
    assert_eq!(ask(&OLD, 200, "[]").await.unwrap_err().kind(), Kind::Parse);
}

#[tokio::test]
async fn alibabas_answers_are_the_same_in_json_and_xml_and_with_either_kind_of_list() {
    let expected = BrewTeaResponse {
        pot_id: "7".into(),
        steam: vec!["a".into(), "b".into()],
        degrees: Some(80),
        request_id: "R-1".into(),
    };
    for body in [
        r#"{"PotId": "7", "Steam": {"Puff": ["a", "b"]}, "Degrees": 80, "RequestId": "R-1"}"#,
        r#"{"PotId": "7", "Steam": ["a", "b"], "Degrees": 80, "RequestId": "R-1"}"#,
        "<?xml version='1.0' encoding='UTF-8'?>\n<BrewTeaResponse><PotId>7</PotId><Steam><Puff>a</Puff><Puff>b</Puff></Steam>\
         <Degrees>80</Degrees><RequestId>R-1</RequestId></BrewTeaResponse>",
        "<BrewTeaResponse><PotId>7</PotId><Steam>a</Steam><Steam>b</Steam><Degrees>80</Degrees><RequestId>R-1</RequestId>\
         </BrewTeaResponse>",
    ] {
        assert_eq!(ask(&RPC, 200, body).await.unwrap(), expected, "{body}");
    }
    let empty = ask(&RPC, 200, "<R><PotId/><Steam/><Degrees/><RequestId>R-1</RequestId></R>").await.unwrap();
    assert_eq!(empty, BrewTeaResponse { request_id: "R-1".into(), ..Default::default() });
}

#[tokio::test]
async fn alibabas_errors_have_a_status_and_are_the_same_in_json_and_xml() {
    for body in [
        r#"{"RequestId": "R-2", "HostId": "h", "Code": "Forbidden.RAM", "Message": "no & never"}"#,
        "<?xml version='1.0'?><Error><RequestId>R-2</RequestId><HostId>h</HostId><Code>Forbidden.RAM</Code>\
         <Message>no &amp; never</Message></Error>",
    ] {
        let error = ask(&RPC, 403, body).await.unwrap_err();
        assert_eq!((error.kind(), error.code(), error.status()), (Kind::Service, Some("Forbidden.RAM"), Some(403)));
        assert_eq!((error.message(), error.request_id()), ("no & never", Some("R-2")));
    }
    for body in ["", "<html><body>x</body></html>", "<html>", "{}", "null"] {
        assert_eq!(ask(&RPC, 502, body).await.unwrap_err().kind(), Kind::Transport, "{body}");
    }
    for body in ["", "<A>", "text", "[1]", "<A>text</A>"] {
        assert_eq!(ask(&RPC, 200, body).await.unwrap_err().kind(), Kind::Parse, "{body}");
    }
}

/// Over a real connection, where the host that is signed has a port.
#[tokio::test]
async fn every_protocol_works_over_a_connection() {
    let server = Server::start(|request| {
        let (path, _) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let host = request.header("host").unwrap();
        let signed = if request.header("authorization").is_some() {
            request.verify(SECRET)
        } else {
            let all = parameters(&request);
            let pairs: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            match (path, value(&all, "SignatureNonce")) {
                (_, Some(_)) => rpc::verify(SECRET, &request.method, &pairs),
                ("/", None) => {
                    v1::verify(SECRET, Target { method: &request.method, host, edition: Edition::V3 }, &pairs)
                }
                _ => v1::verify(SECRET, Target { method: &request.method, host, edition: Edition::V2 }, &pairs),
            }
        };
        let fields = format!(r#""PotId": "{signed:?}", "RequestId": "r""#);
        http_answer("200 OK", &format!(r#"{{"code": 0, {fields}, "Response": {{{fields}}}}}"#))
    })
    .await;
    let ways = [
        client_of(&API),
        client_of(&API).method(Method::Get),
        client_of(&API).method(Method::Multipart),
        client_of(&API).signature(Signature::HmacSha1).method(Method::Get),
        client_of(&API).signature(Signature::HmacSha256),
        client_of(&OLD),
        client_of(&OLD).method(Method::Get).signature(Signature::HmacSha1),
        client_of(&RPC),
        client_of(&RPC).method(Method::Post),
    ];
    for client in ways {
        let client = client.endpoint(&server.origin);
        assert_eq!(client.call(&brew()).await.unwrap().pot_id, "Ok(())", "{client:?}");
    }
}
