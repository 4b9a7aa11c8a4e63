//! What a client has to know of an action before it can call it, from what the emitter of crates decides: the same
//! hosts, pages, tasks and routes as in generated crates.
//!
//! The runtime takes all of that as constants. A process calls one action, so its constants are made once and kept.

use docquarry_runtime::client::dynamic::Action;
use docquarry_runtime::operation::{self, Paging, TaskState, Unit};
use docquarry_runtime::protocol::rest::Rest;

use crate::emit::rust::model::{self, Operation, RustModel};
use crate::spec::rest;

use super::Target;

/// An action, ready to be called.
#[derive(Debug)]
pub struct Plan {
    pub(super) api: &'static operation::Api,
    pub(super) rest: Option<&'static Rest>,
    pub(super) action: Action,
    /// How its list comes in pages, and the field of the answer that is the list.
    pub(super) pages: Option<(Paging, &'static str)>,
    pub(super) task: Option<Task>,
}

/// The task that an action starts, or asks for.
#[derive(Debug)]
pub(super) struct Task {
    /// The action that tells how it goes.
    pub(super) query: Action,
    /// The parameters of that action and where their values are. `None` if the action itself asks.
    pub(super) parameters: Option<Vec<(String, model::Origin)>>,
    pub(super) state: Vec<String>,
    pub(super) states: Vec<(String, TaskState)>,
}

impl Plan {
    /// The plan of an action. `signs` says whether the request is to carry credentials.
    pub fn new(target: &Target<'_>, signs: bool) -> Option<Self> {
        let model = target.api.model();
        let shared = rest::shared(&target.api.original).map(|mut shared| {
            if !signs {
                shared.auth.to_mut().retain(|auth| auth.place == docquarry_runtime::protocol::rest::AuthPlace::Path);
            }
            &*Box::leak(Box::new(shared))
        });
        let find = |name: &str| model.operations.iter().find(|operation| operation.action == name);
        let operation = find(target.name)?;
        let pages = operation.pages.as_ref().and_then(|pages| {
            let list = operation.response.fields.iter().find(|field| field.name == pages.items)?;
            Some((paging(&pages.paging), kept(&list.wire_name)))
        });
        let facts = |operation: &Operation| action(operation, shared);
        let task = task(model, operation, facts);
        Some(Plan { api: api(model, target), rest: shared, action: facts(operation), pages, task })
    }

    /// Whether the answer is a list in pages.
    pub fn is_paged(&self) -> bool {
        self.pages.is_some()
    }

    /// Whether there is a task to wait for.
    pub fn has_task(&self) -> bool {
        self.task.is_some()
    }

    /// What the documents say of calling the action, in a few words each.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.action.idempotent {
            remarks.push("changes nothing, so it is repeated if it fails for a passing reason".to_owned());
        }
        remarks.extend(self.action.rate_limit.map(|rate| format!("at most {rate} requests a second")));
        if self.is_paged() {
            remarks.push("answers a list in pages: --all gets all of them".to_owned());
        }
        match &self.task {
            Some(Task { parameters: Some(_), query, .. }) => {
                remarks.push(format!("starts a task: --wait asks {} until it has ended", query.name));
            }
            Some(_) => remarks.push("tells how a task goes: --wait asks until it has ended".to_owned()),
            None => {}
        }
        remarks
    }

    pub(super) fn host(&self, region: Option<&str>) -> String {
        let server = self.rest.and_then(|rest| rest.servers.first());
        let host =
            || self.action.host.unwrap_or_else(|| region.map_or(self.api.host, |region| self.api.host_of(region)));
        server.map_or_else(|| format!("https://{}", host()), |server| server.to_string())
    }
}

/// A text that is kept as long as the process.
fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn api(model: &RustModel, target: &Target<'_>) -> &'static operation::Api {
    let api = &model.api;
    let regions: Vec<(&str, &str)> = api.regions.iter().map(|(region, host)| (kept(region), kept(host))).collect();
    Box::leak(Box::new(operation::Api {
        id: kept(&api.id),
        product: kept(&api.product),
        version: kept(&api.version),
        host: kept(&api.host),
        regions: Box::leak(regions.into_boxed_slice()),
        first_index: api.first_index,
        protocol: target.api.schema.protocol,
    }))
}

fn action(operation: &Operation, shared: Option<&'static Rest>) -> Action {
    let route = operation.route.clone().map(|route| &*Box::leak(Box::new(route)));
    let answer: Vec<&'static str> = operation.response.fields.iter().map(|field| kept(&field.wire_name)).collect();
    Action {
        name: kept(&operation.action),
        idempotent: operation.idempotent,
        client_token: operation.client_token.as_deref().map(kept),
        rate_limit: operation.rate_limit,
        host: operation.host.as_deref().map(kept),
        route: shared.zip(route),
        answer: Box::leak(answer.into_boxed_slice()),
    }
}

fn paging(paging: &model::Paging) -> Paging {
    match paging {
        model::Paging::Counted { unit, position, is_text, size, default_size, total } => Paging::Counted {
            unit: match unit {
                model::Unit::Items => Unit::Items,
                model::Unit::Pages => Unit::Pages,
            },
            position: kept(position),
            is_text: *is_text,
            size: size.as_deref().map(kept),
            default_size: *default_size,
            total: total.as_deref().map(kept),
        },
        model::Paging::Token { token, next } => Paging::Token { token: kept(token), next: kept(next) },
    }
}

/// The task of an action that starts one, or that asks for one.
fn task(model: &RustModel, operation: &Operation, facts: impl Fn(&Operation) -> Action) -> Option<Task> {
    let (query, parameters) = match &operation.task_start {
        Some(start) => {
            let is_it = |operation: &&Operation| operation.request.name == start.query.name;
            (model.operations.iter().find(is_it)?, Some(start.parameters.clone()))
        }
        None => (operation, None),
    };
    let told = query.task_query.as_ref()?;
    let states = told.states.iter().map(|(value, state)| {
        let state = match state {
            model::TaskState::Running => TaskState::Running,
            model::TaskState::Succeeded => TaskState::Succeeded,
            model::TaskState::Failed => TaskState::Failed,
        };
        (value.clone(), state)
    });
    Some(Task { query: facts(query), parameters, state: told.state.clone(), states: states.collect() })
}
