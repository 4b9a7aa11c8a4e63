//! Waiting for tasks.

use std::time::Duration;

use docquarry_runtime::call::Call;
use docquarry_runtime::client::{Client, TaskError};

use crate::support::{DescribePots, Prepared, Still, answer, brew, client};

type Answer = Result<http::Response<Vec<u8>>, docquarry_runtime::client::TransportError>;

fn state(state: i64) -> Answer {
    answer(200, &format!(r#"{{"Response": {{"State": {state}, "RequestId": "r"}}}}"#))
}

fn setup(answers: impl IntoIterator<Item = Answer>) -> (Client, Prepared, Still) {
    let (transport, clock) = (Prepared::script(answers), Still::at(1_900_000_000));
    (client().transport(transport.clone()).environment(clock.clone()), transport, clock)
}

fn query(client: &Client) -> Call<'_, DescribePots, String> {
    Call::new(client, DescribePots { pot_id: Some("p".into()), ..Default::default() })
}

#[tokio::test]
async fn a_task_is_asked_for_until_it_has_ended() {
    let (client, transport, clock) = setup([state(2), state(2), state(0)]);
    let told = query(&client).wait().interval(Duration::from_secs(3)).await.unwrap();
    assert_eq!((told.state, transport.count(), clock.sleeps()), (Some(0), 3, vec![3000, 3000]));
}

#[tokio::test]
async fn an_unknown_state_goes_on_and_a_failed_one_is_an_error() {
    let (client, transport, _) = setup([state(7), answer(200, r#"{"Response": {"RequestId": "r"}}"#), state(1)]);
    let error = query(&client).wait().await.unwrap_err();
    assert!(matches!(&error, TaskError::Failed(told) if told.state == Some(1)), "{error:?}");
    assert_eq!(transport.count(), 3);
}

#[tokio::test]
async fn patience_ends() {
    let (client, transport, clock) = setup([state(2), state(2), state(2)]);
    let wait = query(&client).wait().interval(Duration::from_secs(4)).timeout(Duration::from_secs(10));
    let error = wait.await.unwrap_err();
    assert!(matches!(&error, TaskError::TimedOut(Some(told)) if told.state == Some(2)), "{error:?}");
    assert_eq!((transport.count(), clock.sleeps()), (3, vec![4000, 4000]));
}

#[tokio::test]
async fn no_patience_at_all_asks_once() {
    let (client, transport, _) = setup([state(2)]);
    let wait = query(&client).wait().interval(Duration::ZERO).timeout(Duration::ZERO);
    assert!(matches!(wait.await, Err(TaskError::TimedOut(Some(_)))));
    assert_eq!(transport.count(), 1);
}

const STARTED: &str = r#"{"Response": {"PotId": "pot-1", "RequestId": "r"}}"#;

#[tokio::test]
async fn a_call_can_be_made_and_its_task_waited_for() {
    let (client, transport, clock) = setup([answer(200, STARTED), state(2), state(0)]);
    let call: Call<'_, _, String> = Call::new(&client, brew());
    let (started, told) = call.and_wait().await.unwrap();
    assert_eq!((started.pot_id.as_str(), told.state), ("pot-1", Some(0)));
    assert_eq!(transport.bodies()[1], r#"{"PotId":"pot-1","Leaves":"龙井"}"#);
    assert_eq!((transport.count(), clock.sleeps()), (3, vec![2000]));
}

#[tokio::test]
async fn without_a_task_there_is_nothing_to_wait_for() {
    let (client, transport, _) = setup([answer(200, r#"{"Response": {"RequestId": "r"}}"#)]);
    let call: Call<'_, _, String> = Call::new(&client, brew());
    assert!(matches!(call.and_wait().await, Err(TaskError::NoTask)));
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn a_failed_call_ends_the_waiting() {
    let refused = r#"{"Response": {"Error": {"Code": "InvalidParameter", "Message": "m"}, "RequestId": "r"}}"#;
    let (client, _, _) = setup([answer(200, STARTED), answer(200, refused)]);
    let call: Call<'_, _, String> = Call::new(&client, brew());
    let error = call.and_wait().await.unwrap_err();
    assert_eq!(error.code().as_deref(), Some("InvalidParameter"));
    assert!(
        matches!(&error, TaskError::Call(error) if error.code().as_deref() == Some("InvalidParameter")),
        "{error:?}"
    );
    assert_eq!(error.to_string(), "InvalidParameter: m (request id r)");
}
