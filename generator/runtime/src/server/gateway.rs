//! Several APIs behind one address: a request is read, checked, given to the service that it means, and answered.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use http::{Method, Response, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::operation::Protocol;
use crate::schema::Schema;

use crate::protocol::rest::Rest;
use crate::protocol::rest::server::{self as rest, Search, Table};

use super::Error;
use super::auth::Auth;
use super::envelope::{Envelope, respond};
use super::fault::{Fault, Kind};
use super::http::PLAIN;
use super::message::Message;
use super::protocol::{self, Accepted, Site, aliyun_rpc};
use super::replay::Replay;
use super::watch::{Answered, Arrival, Outcome, Watch};

/// A call that was verified and checked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Call {
    /// The action.
    pub action: String,
    /// Its parameters as a JSON object, without those that every request carries.
    pub parameters: Value,
    /// The region asked for.
    pub region: Option<String>,
    /// Whose secret signed; none if signatures are not verified.
    pub secret_id: Option<String>,
    /// The identifier that the answer carries.
    pub request_id: String,
}

impl Call {
    pub(crate) fn new(action: &str, parameters: Value, region: Option<&str>, secret_id: Option<&str>) -> Self {
        let [region, secret_id] = [region, secret_id].map(|value| value.map(str::to_owned));
        Call { action: action.to_owned(), parameters, region, secret_id, request_id: String::new() }
    }
}

/// The answer to a call, some time later: the result as a JSON object without envelope, or an error.
pub type Reply<'a> = Pin<Box<dyn Future<Output = Result<Value, Error>> + Send + 'a>>;

/// Whoever answers the calls of an API, by the name of the action. Generated crates implement it for their services.
pub trait Dispatch: Send + Sync {
    /// Answers a call.
    fn dispatch(&self, call: Call) -> Reply<'_>;
}

/// What a server demands of the region of a request. APIs that are not regional have none to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Regions {
    /// Nothing.
    Ignored,
    /// One must be named.
    #[default]
    Required,
    /// A documented one must be named.
    Listed,
}

/// An API and its service.
pub(super) struct Api {
    pub(super) schema: Schema,
    /// Its operations by their paths, where they have paths of their own.
    table: Table,
    service: Arc<dyn Dispatch>,
}

impl Api {
    /// Whether it has an operation at the path of a request.
    pub(super) fn takes(&self, message: &Message) -> bool {
        !matches!(self.table.find(&message.method, &message.path), Search::Nothing)
    }
}

/// One or more APIs, ready to be served.
pub struct Gateway {
    apis: Vec<Api>,
    auth: Auth,
    regions: Regions,
    replay: Replay,
    pub(super) body_time: Duration,
    pub(super) watch: Watch,
}

/// A request as far as it can be read.
#[cfg(feature = "relay")]
#[derive(Default)]
pub(crate) struct Read<'a> {
    /// None if no protocol has its path.
    pub(crate) protocol: Option<Protocol>,
    /// The API that is meant, if one can be told.
    pub(crate) schema: Option<&'a Schema>,
    /// The action that it names.
    pub(crate) action: Option<String>,
    pub(crate) call: Option<Result<Call, Fault>>,
}

/// How long a body may take if nothing else is said.
const BODY_TIME: Duration = Duration::from_secs(30);

impl Gateway {
    /// A gateway without APIs.
    pub fn new(auth: impl Into<Auth>) -> Self {
        Gateway {
            apis: Vec::new(),
            auth: auth.into(),
            regions: Regions::default(),
            replay: Replay::default(),
            body_time: BODY_TIME,
            watch: Watch::default(),
        }
    }

    /// Adds an API. A request goes to the first API of its protocol, version and action.
    #[must_use]
    pub fn api(mut self, schema: Schema, service: impl Dispatch + 'static) -> Self {
        let table = Table::of(&schema);
        self.apis.push(Api { schema, table, service: Arc::new(service) });
        self
    }

    /// What is demanded of regions.
    #[must_use]
    pub fn regions(mut self, regions: Regions) -> Self {
        self.regions = regions;
        self
    }

    /// How long the body of a request may take, 30 seconds if not set.
    #[must_use]
    pub fn body_time(mut self, time: Duration) -> Self {
        self.body_time = time;
        self
    }

    /// Calls `watcher` with every request that was answered, those included that were refused or are no call of an API.
    /// It is called on the thread that answers, just before the answer leaves, and must not block. Without one, nothing
    /// is measured. Requests whose client left before they were answered are not told.
    #[must_use]
    pub fn on_answer(mut self, watcher: impl Fn(&Answered<'_>) + Send + Sync + 'static) -> Self {
        self.watch = Watch::new(watcher);
        self
    }

    /// Answers a request whose body has been read, or could not be.
    pub(super) async fn answer(&self, message: Result<Message, (Message, Fault)>, arrival: Arrival) -> Response<Body> {
        let (message, fault) = match message {
            Ok(message) => (message, None),
            Err((message, fault)) => (message, Some(fault)),
        };
        let Some(protocol) = protocol::of(&self.apis, &message) else { return self.nothing_there(&message, arrival) };
        if protocol == Protocol::Rest {
            return self.answer_rest(&message, fault, arrival).await;
        }
        let is_aliyun = protocol == Protocol::AliyunRpc;
        let action = if is_aliyun { aliyun_rpc::action(&message) } else { None };
        let envelope = Envelope {
            protocol,
            action: action.as_deref(),
            xml: is_aliyun && aliyun_rpc::wants_xml(&message),
            request_id: Uuid::new_v4().hyphenated().to_string(),
            host: self.first(protocol).map_or("", |schema| &schema.host),
        };
        let site = self.site(true);
        let accepted = match fault {
            Some(fault) => Err(fault),
            None => protocol::accept(protocol, &site, &message).await,
        };
        let (api, response, outcome) = match accepted {
            Ok(Accepted { api, mut call }) => match api
                .service
                .dispatch({
                    call.request_id.clone_from(&envelope.request_id);
                    call
                })
                .await
            {
                Ok(result) => (Some(api), envelope.success(result), Outcome::Success),
                Err(error) => {
                    let status = api.schema.statuses.get(error.code()).copied();
                    (Some(api), envelope.failure(&error, status), Outcome::Failed(error))
                }
            },
            Err(fault) => {
                let error = fault.into_error(protocol);
                let status = self.first(protocol).and_then(|schema| schema.statuses.get(error.code()));
                (None, envelope.failure(&error, status.copied()), Outcome::Refused(error))
            }
        };
        if arrival.is_some() {
            let action = protocol::action(protocol, &message);
            let api = api.or_else(|| self.meant(protocol, action.as_deref()));
            let answered = Answered {
                api: api.map(|api| api.schema.id.as_str()),
                action: action.as_deref(),
                request_id: Some(&envelope.request_id),
                ..Answered::of(&message.method, &message.path, response.status(), &outcome)
            };
            self.watch.tell(arrival, answered);
        }
        response
    }

    /// Answers a request of an API of methods and paths.
    async fn answer_rest(&self, message: &Message, fault: Option<Fault>, arrival: Arrival) -> Response<Body> {
        let (meant, search) = self.search(message);
        let none = Rest::default();
        let rest = meant.and_then(|api| api.schema.rest.as_ref()).unwrap_or(&none);
        let site = self.site(true);
        let accepted = match (fault, meant) {
            (Some(fault), _) => Err(fault),
            (None, Some(api)) => rest::accept(&site, &api.schema, message, &search).await.map(|call| (api, call)),
            (None, None) => Err(Fault::new(Kind::Action, "There is no operation at this path.")),
        };
        let mut action = search.action().map(str::to_owned);
        let (mut response, outcome) = match accepted {
            Ok((api, call)) => {
                let route = api.schema.routes.get(&call.action);
                action = Some(call.action.clone());
                match api.service.dispatch(call).await {
                    Ok(result) => (rest::success(rest, route, result), Outcome::Success),
                    Err(error) => {
                        let status = api.schema.statuses.get(error.code()).copied();
                        (rest::failure(rest, &error, status), Outcome::Failed(error))
                    }
                }
            }
            Err(fault) => {
                let error = fault.into_error(Protocol::Rest);
                (rest::failure(rest, &error, None), Outcome::Refused(error))
            }
        };
        let request_id = Uuid::new_v4().hyphenated().to_string();
        rest::finish(&mut response, &search, &request_id);
        let answered = Answered {
            api: meant.map(|api| api.schema.id.as_str()),
            action: action.as_deref(),
            request_id: Some(&request_id),
            ..Answered::of(&message.method, &message.path, response.status(), &outcome)
        };
        self.watch.tell(arrival, answered);
        response
    }

    /// What is at hand for a request. Parameters that are not as documented are refused where they are `checked`.
    fn site(&self, checked: bool) -> Site<'_> {
        let Gateway { apis, auth, replay, regions, .. } = self;
        Site { apis, auth, replay, regions: *regions, now: now(), checked }
    }

    /// Which call a request is, by whatever protocol. Unless it is `checked`, its parameters may be anything.
    #[cfg(feature = "relay")]
    pub(crate) async fn read(&self, message: &Message, checked: bool) -> Read<'_> {
        let site = self.site(checked);
        let Some(protocol) = protocol::of(&self.apis, message) else { return Read::default() };
        if protocol == Protocol::Rest {
            let (meant, search) = self.search(message);
            let Some(api) = meant else { return Read { protocol: Some(protocol), ..Read::default() } };
            let call = rest::accept(&site, &api.schema, message, &search).await;
            let action = search.action().map(str::to_owned);
            return Read { protocol: Some(protocol), schema: Some(&api.schema), action, call: Some(call) };
        }
        let action = protocol::action(protocol, message);
        let (schema, call) = match protocol::accept(protocol, &site, message).await {
            Ok(Accepted { api, call }) => (Some(&api.schema), Ok(call)),
            Err(fault) => (self.meant(protocol, action.as_deref()).map(|api| &api.schema), Err(fault)),
        };
        Read { protocol: Some(protocol), schema, action, call: Some(call) }
    }

    /// The API that has the path of a request, and what is there: the first with the method too, else the first at all.
    fn search(&self, message: &Message) -> (Option<&Api>, Search) {
        let mut best: (Option<&Api>, Search) = (None, Search::Nothing);
        for api in self.apis.iter().filter(|api| api.schema.protocol == Protocol::Rest) {
            let search = api.table.find(&message.method, &message.path);
            match (&search, &best.1) {
                (Search::Found(_), _) => return (Some(api), search),
                (Search::OtherMethod(_), Search::Nothing) => best = (Some(api), search),
                _ if best.0.is_none() => best.0 = Some(api),
                _ => {}
            }
        }
        best
    }

    /// The API that a refused request means as far as can be told: the one with its action, or the only one.
    fn meant(&self, protocol: Protocol, action: Option<&str>) -> Option<&Api> {
        let mut apis = self.apis.iter().filter(|api| api.schema.protocol == protocol);
        let named = apis.clone().find(|api| action.is_some_and(|action| api.schema.actions.contains_key(action)));
        named.or_else(|| apis.next().filter(|_| apis.next().is_none()))
    }

    /// Tells of bytes that are no request. The answer is but a status.
    pub(super) fn tell_unread(&self, method: &Method, reason: &'static str, arrival: Arrival) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::BAD_REQUEST;
        let outcome = Outcome::NoCall(reason);
        self.watch.tell(arrival, Answered::of(method, "", response.status(), &outcome));
        response
    }

    fn first(&self, protocol: Protocol) -> Option<&Schema> {
        self.apis.iter().map(|api| &api.schema).find(|schema| schema.protocol == protocol)
    }

    /// A path that no protocol has.
    fn nothing_there(&self, message: &Message, arrival: Arrival) -> Response<Body> {
        let mut paths: Vec<&str> = Vec::new();
        for api in &self.apis {
            paths.push(if api.schema.protocol == Protocol::Rest {
                continue;
            } else if api.schema.protocol == Protocol::TencentV2 {
                "/v2/index.php"
            } else {
                "/"
            });
        }
        paths.sort_unstable();
        paths.dedup();
        let text = format!("No API at this path. Requests go to {}.\n", paths.join(" or "));
        let response = respond(StatusCode::NOT_FOUND, PLAIN, text);
        let outcome = Outcome::NoCall("there is no API at this path");
        self.watch.tell(arrival, Answered::of(&message.method, &message.path, response.status(), &outcome));
        response
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.apis.iter().map(|api| api.schema.id.as_str()).collect();
        f.debug_struct("Gateway")
            .field("apis", &ids)
            .field("auth", &self.auth)
            .field("regions", &self.regions)
            .finish_non_exhaustive()
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}
