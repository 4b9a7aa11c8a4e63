//! A service of one's own in front of a state: it answers one action, and the rest is remembered. The client and the
//! service's trait are those of a generated crate.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used)]

use std::future::pending;
use std::time::Duration;

use docquarry::families::families;
use docquarry::json;
use docquarry::serve::{Kept, Options, State, router, router_over};
use docquarry_end_to_end::calls;
use docquarry_end_to_end::examples;
use docquarry_end_to_end::server::{ID, SECRET, spec_path};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::server::Auth;
use docquarry_runtime::server::axum::Router;
use serde_json::Value;
use tencent_clb::operation::{
    CreateLoadBalancerRequest, DeleteLoadBalancerRequest, DeleteLoadBalancerResponse, DescribeLoadBalancersRequest,
    DescribeQuotaRequest,
};
use tencent_clb::server::{Dispatcher, Error, Limits, Service, serve};
use tokio::net::TcpListener;

/// Load balancers that nobody deletes but by force.
struct Careful;

impl Service for Careful {
    async fn delete_load_balancer(
        &self,
        request: DeleteLoadBalancerRequest,
    ) -> Result<DeleteLoadBalancerResponse, Error> {
        match request.force_delete {
            Some(true) => Err(Error::unsupported("DeleteLoadBalancer")),
            _ => Err(Error::new("FailedOperation", "Say that you mean it.")),
        }
    }
}

/// A service that implements nothing.
struct Nothing;

impl Service for Nothing {}

/// Serves a router at a free port.
async fn listen(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, router, Limits::default(), pending()));
    origin
}

fn client(origin: &str) -> tencent_clb::Client {
    tencent_clb::Client::new(Credentials::new(ID, SECRET)).endpoint(origin).region("ap-guangzhou")
}

/// Starts the service in front of a new state; the client calls it.
async fn start() -> (tencent_clb::Client, State) {
    let spec = json::read_spec(&spec_path("tencent-clb")).unwrap();
    let state = State::memory(&[Kept { spec: &spec, families: families(&spec) }], Duration::ZERO).unwrap();
    let mut options = Options::default();
    options.state = Some(state.clone());
    let auth = Auth::from(Credentials::new(ID, SECRET));
    let router = router_over(&spec, Dispatcher(Careful), auth, &options);
    let client = client(&listen(router).await);
    (client, state)
}

#[tokio::test]
async fn one_action_is_programmed_and_the_rest_is_remembered() {
    let (client, state) = start().await;
    let made = client.create_load_balancer(CreateLoadBalancerRequest::new("OPEN").load_balancer_name("shop")).await;
    let id = made.unwrap().load_balancer_ids[0].clone();
    let named = async || {
        let request = DescribeLoadBalancersRequest::default().load_balancer_ids([id.as_str()]);
        let shown = client.describe_load_balancers(request).await.unwrap().load_balancer_set;
        shown.into_iter().map(|shown| shown.load_balancer_name).collect::<Vec<_>>()
    };
    assert_eq!(named().await, ["shop"], "creating and showing are remembered");

    let refused = client.delete_load_balancer(DeleteLoadBalancerRequest::new([id.as_str()])).await.unwrap_err();
    assert_eq!(refused.code().unwrap().as_str(), "FailedOperation", "deleting is the service's own");
    assert_eq!(named().await, ["shop"], "and what it refuses changes nothing");

    let forced = DeleteLoadBalancerRequest::new([id.as_str()]).force_delete(true);
    client.delete_load_balancer(forced.clone()).await.unwrap();
    assert_eq!(named().await, Vec::<String>::new(), "what it leaves over is done to the state");
    let again = client.delete_load_balancer(forced).await.unwrap_err();
    assert_eq!(again.code().unwrap().as_str(), "InvalidParameter.LBIdNotFound");
    assert_eq!(state.to_json()["tencent-clb"], serde_json::json!({}));

    let quota = client.describe_quota(DescribeQuotaRequest::default()).await.unwrap();
    assert!(!quota.quota_set.is_empty(), "what is of no family answers its example");
}

/// Every documented example gets the same answer with a service in front that implements nothing: no request that the
/// checks let through is lost on its way into the typed request and out again.
#[tokio::test]
async fn what_a_service_leaves_over_is_answered_as_without_it() {
    let spec = json::read_spec(&spec_path("tencent-clb")).unwrap();
    let auth = || Auth::from(Credentials::new(ID, SECRET));
    let plain = router(std::slice::from_ref(&spec), auth(), &Options::default());
    let over = router_over(&spec, Dispatcher(Nothing), auth(), &Options::default());
    let clients = [client(&listen(plain).await), client(&listen(over).await)];
    let mut calls = 0;
    for entry in calls::TENCENT_CLB {
        let action = &spec.actions[entry.action];
        for example in &action.examples {
            let Some(parameters) = examples::parameters(&action.request, example) else { continue };
            let mut answers = Vec::new();
            for client in &clients {
                let answer = (entry.call)(client, parameters.clone()).await;
                answers.push(answer.map(|trip| without_id(trip.received)).map_err(|failure| failure.code));
            }
            assert_eq!(answers[0], answers[1], "{} {parameters}", entry.action);
            calls += usize::from(answers[0].is_ok());
        }
    }
    assert!(calls > 100, "{calls} answers");
}

fn without_id(mut answer: Value) -> Value {
    answer.as_object_mut().map(|members| members.remove("RequestId"));
    answer
}
