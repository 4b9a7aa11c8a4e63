//! A server for any spec, generated or not: `docquarry serve`.
//!
//! Signatures, checks and envelopes are the runtime's; here are the answers. Each action answers with its documented
//! example, shaped to the response table (`shape`), late or failing if asked for ([`Faults`]); with a state, actions of
//! families answer from what is kept (`state`).

mod answers;
mod listing;
mod log;
mod replay;
mod shape;
mod state;
mod stateful;
mod tls;

use std::collections::BTreeSet;
use std::time::Duration;

use docquarry_runtime::protocol::rest::template::{Template, base_path, segments};
use docquarry_runtime::schema::Schema;
use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::{Auth, Dispatch, Gateway, Regions};
use tower_http::cors::{AllowHeaders, AllowMethods, Any, CorsLayer};

use crate::emit::schema::schema;
use crate::spec::model::{Protocol, Spec};
use crate::spec::rest;
use crate::spec::wire_example::Wire;

use answers::Answers;
pub use answers::{FaultRate, Faults};
pub use listing::Listing;
pub use log::{Lines, Log};
pub use replay::Replay;
pub use state::{Kept, State, StoreError};
pub use stateful::Stateful;
pub use tls::{Tls, folder as tls_folder};

/// How a server behaves beyond the documents.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// How long each answer is held back.
    pub latency: Duration,
    /// Calls that fail.
    pub faults: Faults,
    /// What is demanded of regions.
    pub regions: Regions,
    /// Where a line is written for each request.
    pub log: Option<Log>,
    /// Whether scripts of pages in browsers may call.
    pub cors: bool,
    /// What is remembered; nothing if there is none, and each action answers its example.
    pub state: Option<State>,
    /// Recorded answers, which come before all others.
    pub replay: Option<Replay>,
}

/// A router that serves specs together. Requests find their API by protocol, version and action; specs that agree in
/// these hide each other, which [`groups`] avoids.
pub fn router(specs: &[Spec], auth: Auth, options: &Options) -> Router {
    let mut gateway = Gateway::new(auth).regions(options.regions);
    for spec in specs {
        let schema = schema(spec);
        let answers = answers(spec, &schema, options);
        gateway = gateway.api(schema, answers);
    }
    finish(specs, gateway, options)
}

/// A router of one API that a service of one's own answers, and what it leaves over as [`router`] does. A call is left
/// over by a method that is not implemented, or that answers `Error::unsupported`. `own` is the `Dispatcher` of a generated
/// crate with the service in it.
///
/// ```no_run
/// # use docquarry::{families::families, serve::{Kept, Options, State, router_over}};
/// # use docquarry_runtime::server::{Auth, Call, Dispatch, Error, Reply};
/// # struct Dispatcher;
/// # impl Dispatch for Dispatcher {
/// #     fn dispatch(&self, call: Call) -> Reply<'_> {
/// #         Box::pin(async move { Err(Error::unsupported(&call.action)) })
/// #     }
/// # }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let spec = docquarry::json::read_spec("kites.json".as_ref())?;
/// let kept = Kept { spec: &spec, families: families(&spec) };
/// let mut options = Options::default();
/// options.state = Some(State::memory(&[kept], std::time::Duration::ZERO)?);
/// let router = router_over(&spec, Dispatcher, Auth::accept_everyone(), &options);
/// # Ok(())
/// # }
/// ```
pub fn router_over(spec: &Spec, own: impl Dispatch + 'static, auth: Auth, options: &Options) -> Router {
    let gateway = Gateway::new(auth).regions(options.regions).api(schema(spec), Stateful::new(spec, own, options));
    finish(std::slice::from_ref(spec), gateway, options)
}

fn answers(spec: &Spec, schema: &Schema, options: &Options) -> Answers {
    let documented = rest::answered(spec);
    Answers::of(&rest::resolved(&documented), schema, options)
}

/// What every router has beside its APIs: the log, the pages about itself, and what browsers need.
fn finish(specs: &[Spec], mut gateway: Gateway, options: &Options) -> Router {
    if let Some(log) = options.log.clone() {
        gateway = gateway.on_answer(move |answered| log.write(answered));
    }
    let router = listing::routes(&Listing::of(specs), options.state.clone()).merge(gateway.into_router());
    let router = match &options.state {
        Some(state) => router.merge(state::routes(state)),
        None => router,
    };
    if options.cors { router.layer(cors()) } else { router }
}

/// Lets the scripts of any page call: preflights are answered, and the headers that a page asks for are allowed by their
/// names, since `*` does not stand for `Authorization`.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(Any)
        .max_age(Duration::from_secs(600))
}

/// Specs in as few groups as can be, such that the requests of a group can be told apart.
pub fn groups(specs: Vec<Spec>) -> Vec<Vec<Spec>> {
    let mut groups: Vec<Vec<Spec>> = Vec::new();
    for spec in specs {
        match groups.iter_mut().find(|group| group.iter().all(|other| !is_hidden(other, &spec))) {
            Some(group) => group.push(spec),
            None => groups.push(vec![spec]),
        }
    }
    groups
}

fn is_hidden(a: &Spec, b: &Spec) -> bool {
    match (a.protocol, b.protocol) {
        (Protocol::Rest, Protocol::Rest) => return overlap(a, b),
        (Protocol::Rest, other) => return takes(a, Wire::of(other).path),
        (other, Protocol::Rest) => return takes(b, Wire::of(other).path),
        _ => {}
    }
    let is_versioned = a.protocol != Protocol::TencentV2;
    a.protocol == b.protocol
        && (!is_versioned || a.api_version == b.api_version)
        && a.actions.keys().any(|name| b.actions.contains_key(name))
}

/// The methods and paths of an API of those, as a server takes them.
fn paths(spec: &Spec) -> Vec<(String, Template)> {
    let shared = rest::shared(spec).unwrap_or_default();
    let mut bases: BTreeSet<&str> = shared.servers.iter().map(|server| base_path(server)).collect();
    bases.insert("");
    let mut found = Vec::new();
    for route in rest::routes(spec).values() {
        let path = |base: &&str| (route.method.to_string(), Template::new(&format!("{base}{}", route.path)));
        found.extend(bases.iter().map(path));
    }
    found
}

/// Whether some request could be meant for either API.
fn overlap(a: &Spec, b: &Spec) -> bool {
    let (a, b) = (paths(a), paths(b));
    let same = |x: &str, y: &str| x.is_empty() || y.is_empty() || x == y;
    a.iter().any(|(method, path)| b.iter().any(|(other, rival)| same(method, other) && path.overlaps(rival)))
}

/// Whether an API of methods and paths has an operation at a path.
fn takes(spec: &Spec, path: &str) -> bool {
    segments(path).is_some_and(|path| paths(spec).iter().any(|(_, template)| template.values(&path).is_some()))
}
