//! Requests of the typed clients arrive as they were sent, in every form in which they can travel: the server kit checks
//! them and hands them to a service, which sees the parameters of the request and nothing else.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::future::{pending, ready};
use std::sync::{Arc, Mutex};

use docquarry::emit::schema::schema;
use docquarry::json;
use docquarry::spec::model::Spec;
use docquarry_end_to_end::calls::{self, Entry};
use docquarry_end_to_end::examples;
use docquarry_end_to_end::server::{ID, SECRET, spec_path};
use docquarry_runtime::client::{Client, Format, Method, Signature};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::Api;
use docquarry_runtime::server::{Auth, Call, Dispatch, Gateway, Limits, Reply, serve};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

/// A service that keeps the last call and answers with nothing.
#[derive(Clone, Default)]
struct Witness(Arc<Mutex<Option<Call>>>);

impl Dispatch for Witness {
    fn dispatch(&self, call: Call) -> Reply<'_> {
        *self.0.lock().unwrap() = Some(call);
        Box::pin(ready(Ok(json!({}))))
    }
}

/// A form in which requests travel, as settings of a client.
type Form = (&'static str, fn(Client) -> Client);

const V3: [Form; 7] = [
    ("TC3 POST", |client| client),
    ("TC3 GET", |client| client.method(Method::Get)),
    ("TC3 form data", |client| client.method(Method::Multipart)),
    ("HmacSHA1 GET", |client| client.signature(Signature::HmacSha1).method(Method::Get)),
    ("HmacSHA1 POST", |client| client.signature(Signature::HmacSha1)),
    ("HmacSHA256 GET", |client| client.signature(Signature::HmacSha256).method(Method::Get)),
    ("HmacSHA256 POST", |client| client.signature(Signature::HmacSha256)),
];
const V2: [Form; 4] = [
    ("HmacSHA1 GET", |client| client.signature(Signature::HmacSha1).method(Method::Get)),
    ("HmacSHA1 POST", |client| client.signature(Signature::HmacSha1).method(Method::Post)),
    ("HmacSHA256 GET", |client| client.signature(Signature::HmacSha256).method(Method::Get)),
    ("HmacSHA256 POST", |client| client.signature(Signature::HmacSha256).method(Method::Post)),
];
const RPC: [Form; 4] = [
    ("GET, JSON", |client| client.method(Method::Get)),
    ("POST, JSON", |client| client.method(Method::Post)),
    ("GET, XML", |client| client.method(Method::Get).format(Format::Xml)),
    ("POST, XML", |client| client.method(Method::Post).format(Format::Xml)),
];

/// Starts the kit with a witness as the service of `spec`, and tells where it listens.
async fn start(spec: &Spec) -> (Witness, String) {
    let witness = Witness::default();
    let auth = Auth::verify(Credentials::new(ID, SECRET));
    let router = Gateway::new(auth).api(schema(spec), witness.clone()).into_router();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, router, Limits::default(), pending()));
    (witness, origin)
}

/// Sends every documented request of an API in every form. Those that cannot be built from their example are left out;
/// the tests of examples say which these are.
async fn arrive<C: From<Client>>(id: &str, entries: &[Entry<C>], api: &'static Api, region: &str, forms: &[Form]) {
    let spec = json::read_spec(&spec_path(id)).unwrap();
    let (witness, origin) = start(&spec).await;
    let (mut arrived, mut problems) = (0, Vec::new());
    for (form, set) in forms {
        let client = Client::new(api, Credentials::new(ID, SECRET)).region(region).endpoint(origin.as_str());
        let client = C::from(set(client));
        for entry in entries {
            let action = &spec.actions[entry.action];
            for (number, example) in (1..).zip(&action.examples) {
                let Some(parameters) = examples::parameters(&action.request, example) else { continue };
                let outcome = (entry.call)(&client, parameters).await;
                let call = witness.0.lock().unwrap().take();
                let problem = match (outcome, call) {
                    (Ok(trip), Some(call)) if call.action != entry.action => Some(format!("{trip:?} came as {call:?}")),
                    (Ok(trip), Some(call)) => {
                        arrived += 1;
                        let (sent, came) = (essence(trip.sent), essence(call.parameters));
                        (sent != came).then(|| format!("sent {sent}, came {came}"))
                    }
                    (Err(failure), None) if failure.code.is_none() && failure.message.contains("missing") => None,
                    (outcome, call) => Some(format!("{outcome:?}, {call:?}")),
                };
                problems.extend(problem.map(|problem| format!("{form} {} example {number}: {problem}", entry.action)));
            }
        }
    }
    assert!(problems.is_empty(), "{} of {arrived}:\n{}", problems.len(), problems.join("\n"));
    assert!(arrived + 8 * forms.len() >= spec.actions.len() * forms.len(), "{arrived} arrived");
}

/// A value without what flat parameters cannot say: null, and lists and objects with nothing in them.
fn essence(value: Value) -> Value {
    let says_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, essence(value)))
            .filter(|(_, value)| !says_nothing(value))
            .collect::<Map<String, Value>>()
            .into(),
        Value::Array(items) => items.into_iter().map(essence).collect(),
        value => value,
    }
}

#[tokio::test]
async fn tencent_clb() {
    arrive("tencent-clb", calls::TENCENT_CLB, &tencent_clb::API, "ap-guangzhou", &V3).await;
}

#[tokio::test]
async fn tencent_ecm() {
    arrive("tencent-ecm", calls::TENCENT_ECM, &tencent_ecm::API, "ap-guangzhou", &V3).await;
}

#[tokio::test]
async fn tencent_clb_v2() {
    arrive("tencent-clb-v2", calls::TENCENT_CLB_V2, &tencent_clb_v2::API, "ap-guangzhou", &V2).await;
}

#[tokio::test]
async fn aliyun_slb() {
    arrive("aliyun-slb", calls::ALIYUN_SLB, &aliyun_slb::API, "cn-hangzhou", &RPC).await;
}
