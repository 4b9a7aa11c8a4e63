//! Lists the instances of edge modules: `ecm [ORIGIN]`, with the credentials of the environment.

use tencent_ecm::operation::DescribeInstancesRequest;
use tencent_ecm::{Client, client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), client::Error> {
    let mut ecm = Client::from_env()?;
    if let Some(origin) = std::env::args().nth(1) {
        ecm = ecm.endpoint(origin);
    }

    let listed = ecm.describe_instances(DescribeInstancesRequest::default().limit(20)).await?;
    for instance in listed.instance_set {
        println!("{} {:?}", instance.instance_id, instance.instance_state);
    }
    Ok(())
}
