//! A served spec in this process, and calls to it in the form of its protocol.

use std::collections::HashMap;
use std::time::Duration;

use docquarry::families::families;
use docquarry::serve::{Kept, Options, State, router};
use docquarry::spec::model::{Protocol, Spec};
use docquarry_runtime::server::Auth;
use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::axum::body::{Body, to_bytes};
use docquarry_runtime::server::axum::extract::Request;
use docquarry_runtime::server::axum::http::HeaderMap;
use serde_json::{Map, Value, json};
use tower::ServiceExt as _;

pub(crate) struct Server {
    router: Router,
    runtime: tokio::runtime::Runtime,
    pub(crate) state: State,
    protocol: Protocol,
    version: String,
    flat: Option<usize>,
}

pub(crate) fn kept(specs: &[Spec]) -> Vec<Kept<'_>> {
    specs.iter().map(|spec| Kept { spec, families: families(spec) }).collect()
}

impl Server {
    pub(crate) fn of(spec: Spec) -> Self {
        let state = State::memory(&kept(std::slice::from_ref(&spec)), Duration::ZERO).unwrap();
        Server::with(spec, state)
    }

    pub(crate) fn with(spec: Spec, state: State) -> Self {
        let mut options = Options::default();
        options.state = Some(state.clone());
        let flat = match spec.protocol {
            Protocol::TencentV3 => None,
            Protocol::AliyunRpc => Some(1),
            _ => Some(0),
        };
        let (protocol, version) = (spec.protocol, spec.api_version.clone());
        let router = router(&[spec], Auth::accept_everyone(), &options);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Server { router, runtime, state, protocol, version, flat }
    }

    /// The result of a call that must succeed.
    pub(crate) fn call(&self, action: &str, parameters: &Value) -> Value {
        self.try_call(action, parameters).unwrap_or_else(|code| panic!("{action} {parameters}: {code}"))
    }

    /// The result of a call, or the code of its error.
    pub(crate) fn try_call(&self, action: &str, parameters: &Value) -> Result<Value, String> {
        self.call_in("north", action, parameters)
    }

    pub(crate) fn call_in(&self, region: &str, action: &str, parameters: &Value) -> Result<Value, String> {
        let request = match self.flat {
            None => Request::post("/")
                .header("content-type", "application/json")
                .header("x-tc-action", action)
                .header("x-tc-version", &self.version)
                .header("x-tc-region", region)
                .body(Body::from(parameters.to_string())),
            Some(first) => {
                let mut pairs = vec![("Action".to_owned(), action.to_owned())];
                flatten("", parameters, first, &mut pairs);
                pairs.retain(|(name, _)| name != "Version");
                let path = if self.protocol == Protocol::AliyunRpc {
                    pairs.extend(
                        [("Version", self.version.as_str()), ("Format", "JSON")]
                            .map(|(a, b)| (a.to_owned(), b.to_owned())),
                    );
                    "/"
                } else {
                    pairs.push(("Region".to_owned(), region.to_owned()));
                    "/v2/index.php"
                };
                let query: Vec<String> =
                    pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
                Request::get(format!("{path}?{}", query.join("&"))).body(Body::empty())
            }
        };
        let answer: Value = serde_json::from_str(&self.send(request.unwrap())).unwrap();
        let result = answer.get("Response").unwrap_or(&answer);
        let failure = match self.protocol {
            Protocol::TencentV3 => result["Error"]["Code"].as_str().map(str::to_owned),
            Protocol::AliyunRpc => result["Code"].as_str().map(str::to_owned),
            _ => Some(result["code"].to_string()).filter(|code| code != "0"),
        };
        match failure {
            Some(code) => Err(code),
            None => Ok(without_id(result)),
        }
    }

    /// The identifier of the answer to a call that starts a task.
    pub(crate) fn started(&self, action: &str, parameters: &Value) -> String {
        let request = Request::post("/")
            .header("content-type", "application/json")
            .header("x-tc-action", action)
            .header("x-tc-version", &self.version)
            .header("x-tc-region", "north")
            .body(Body::from(parameters.to_string()));
        let answer: Value = serde_json::from_str(&self.send(request.unwrap())).unwrap();
        answer["Response"]["RequestId"].as_str().unwrap().to_owned()
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.send(Request::get(path).body(Body::empty()).unwrap())
    }

    /// A page as a browser asks for it: its head and its text.
    pub(crate) fn browse(&self, path: &str) -> (HeaderMap, String) {
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let request = Request::get(path).header("accept", accept).body(Body::empty()).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let headers = response.headers().clone();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (headers, String::from_utf8(bytes.to_vec()).unwrap())
        })
    }

    pub(crate) fn post(&self, path: &str) -> String {
        self.send(Request::post(path).body(Body::empty()).unwrap())
    }

    fn send(&self, request: Request) -> String {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
        })
    }

    /// The ids of what is kept, by noun.
    pub(crate) fn ids(&self) -> HashMap<String, Vec<String>> {
        let state = self.state.to_json();
        let apis = state.as_object().unwrap().values().flat_map(|nouns| nouns.as_object().unwrap());
        let ids =
            |list: &Value| list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        apis.map(|(noun, list)| (noun.clone(), ids(list))).collect()
    }
}

fn without_id(result: &Value) -> Value {
    let mut result = result.clone();
    result.as_object_mut().unwrap().shift_remove("RequestId");
    result
}

fn flatten(prefix: &str, value: &Value, first: usize, pairs: &mut Vec<(String, String)>) {
    let name = |part: &str| if prefix.is_empty() { part.to_owned() } else { format!("{prefix}.{part}") };
    match value {
        Value::Object(members) => members.iter().for_each(|(part, value)| flatten(&name(part), value, first, pairs)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&name(&(index + first).to_string()), item, first, pairs);
            }
        }
        Value::String(text) => pairs.push((prefix.to_owned(), text.clone())),
        other => pairs.push((prefix.to_owned(), other.to_string())),
    }
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The parameters of a call without what is null.
pub(crate) fn object(pairs: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(pairs.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<String, Value>>())
}

/// A value as the parameter takes it: in a list where it may name several.
pub(crate) fn listed(value: Value, is_list: bool) -> Value {
    if is_list { json!([value]) } else { value }
}
