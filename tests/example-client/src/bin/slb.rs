//! Lists load balancers of Alibaba Cloud: `slb [ORIGIN]`, with the credentials of the environment.

use aliyun_slb::operation::DescribeLoadBalancersRequest;
use aliyun_slb::{Client, client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), client::Error> {
    let mut slb = Client::from_env()?;
    if let Some(origin) = std::env::args().nth(1) {
        slb = slb.endpoint(origin);
    }

    let listed = slb.describe_load_balancers(DescribeLoadBalancersRequest::new("cn-hangzhou").page_size(20)).await?;
    for balancer in listed.load_balancers {
        println!("{} {} {}", balancer.load_balancer_id, balancer.address, balancer.load_balancer_name);
    }
    Ok(())
}
