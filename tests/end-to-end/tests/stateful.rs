//! A service of one's own in front of a state: it answers one action, and the rest is remembered. The client and the
//! service's trait are those of a generated crate.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used)]

use std::future::pending;
use std::time::Duration;

use docquarry::families::families;
use docquarry::json;
use docquarry::serve::{Kept, Options, State, router_over};
use docquarry_end_to_end::server::{ID, SECRET, spec_path};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::server::Auth;
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

/// Starts the service in front of a new state; the client calls it.
async fn start() -> (tencent_clb::Client, State) {
    let spec = json::read_spec(&spec_path("tencent-clb")).unwrap();
    let state = State::memory(&[Kept { spec: &spec, families: families(&spec) }], Duration::ZERO).unwrap();
    let mut options = Options::default();
    options.state = Some(state.clone());
    let auth = Auth::from(Credentials::new(ID, SECRET));
    let router = router_over(&spec, Dispatcher(Careful), auth, &options);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, router, Limits::default(), pending()));
    let client = tencent_clb::Client::new(Credentials::new(ID, SECRET)).endpoint(&origin).region("ap-guangzhou");
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
