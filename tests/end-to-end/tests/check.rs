//! Requests against the documentation before they are sent, and the server's refusal of the same requests.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used)]

use aliyun_slb::check::Check as _;
use docquarry_end_to_end::server::{ID, SECRET, Server};
use docquarry_runtime::client::Client;
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::schema::Wrong;
use tencent_ecm::check::Check as _;
use tencent_ecm::operation::{AssignPrivateIpAddressesRequest, DescribeSubnetsRequest};

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-to-serve");

/// The code that a server refuses a request with; none if it answers.
macro_rules! refusal {
    ($call:expr) => {
        $call.await.err().map(|error| error.code().map(|code| code.to_string()).unwrap_or_default())
    };
}

#[tokio::test]
async fn a_condition_between_parameters_is_seen_before_sending_and_refused_by_the_server() {
    let server = Server::start(BINARY, &["tencent-ecm"], &[]);
    let client = Client::new(&tencent_ecm::API, Credentials::new(ID, SECRET));
    let client = tencent_ecm::Client::from(client.region("ap-guangzhou").endpoint(server.origin()));
    let neither = AssignPrivateIpAddressesRequest::new("eni-x", "ap-x-ecm");
    let found = neither.check().unwrap_err();
    let said: Vec<String> = found.all.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "The parameters do not fit together: at least one of PrivateIpAddresses, SecondaryPrivateIpAddressCount is required."
        ]
    );
    assert_eq!(refusal!(client.assign_private_ip_addresses(neither.clone())).as_deref(), Some("MissingParameter"));

    let one = neither.secondary_private_ip_address_count(1);
    assert_eq!(one.check(), Ok(()));
    assert_eq!(refusal!(client.assign_private_ip_addresses(one)), None);

    let both = DescribeSubnetsRequest::default()
        .subnet_ids(["subnet-x"])
        .filters([tencent_ecm::model::Filter::new(["vpc-x"], "vpc-id")]);
    let wrong: Vec<Option<Wrong>> = both.check().unwrap_err().all.iter().map(|violation| violation.wrong).collect();
    assert_eq!(wrong, [Some(Wrong::Value)]);
    assert_eq!(refusal!(client.describe_subnets(both)).as_deref(), Some("InvalidParameterValue"));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let request = aliyun_slb::operation::CreateLoadBalancerUdpListenerRequest::new("lb-x", 70_000, 5).acl_status("on");
    let found = request.check().unwrap_err();
    let paths: Vec<String> = found.all.iter().map(|violation| violation.path.join(".")).collect();
    assert_eq!(paths, ["AclId", "ListenerPort"], "{found}");
}
