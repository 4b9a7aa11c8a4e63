//! Lists load balancers through the API of 2017: `clb_v2 [ORIGIN]`, with the credentials of the environment.

use tencent_clb_v2::operation::DescribeLoadBalancersRequest;
use tencent_clb_v2::{Client, client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), client::Error> {
    let mut clb = Client::from_env()?.region("ap-guangzhou");
    if let Some(origin) = std::env::args().nth(1) {
        clb = clb.endpoint(origin);
    }

    let listed = clb.describe_load_balancers(DescribeLoadBalancersRequest::default().limit(20)).await?;
    for balancer in listed.load_balancer_set {
        println!("{} {}", balancer.load_balancer_id, balancer.load_balancer_vips.join(", "));
    }
    Ok(())
}
