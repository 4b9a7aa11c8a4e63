//! Creates a listener and lists load balancers: `clb [ORIGIN]`, with the credentials of the environment. Without an
//! origin such as `http://127.0.0.1:8080` the real service is called.

use tencent_clb::operation::{CreateListenerRequest, DescribeLoadBalancersRequest};
use tencent_clb::{Client, client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), client::Error> {
    let mut clb = Client::from_env()?.region("ap-guangzhou");
    if let Some(origin) = std::env::args().nth(1) {
        clb = clb.endpoint(origin);
    }

    let request = CreateListenerRequest::new("lb-abcdefgh", [80, 443], "HTTP").listener_names(["web"]);
    let created = clb.create_listener(request).await?;
    println!("created {}", created.listener_ids.join(", "));

    // All of them, page by page as they are needed.
    let mut balancers = clb.describe_load_balancers(DescribeLoadBalancersRequest::default().limit(20)).items();
    while let Some(balancer) = balancers.next().await.transpose()? {
        println!("{} {:?} {}", balancer.load_balancer_id, balancer.status, balancer.load_balancer_name);
    }

    // A refusal has one of the documented codes, as a value of an enumeration.
    let request = CreateListenerRequest::new("lb-abcdefgh", [70_000], "HTTP");
    if let Err(error) = clb.create_listener(request).await {
        println!("refused with {:?}: {error}", error.code());
    }
    Ok(())
}
