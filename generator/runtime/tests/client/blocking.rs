//! Calls from threads that run no async code.

use std::time::Duration;

use docquarry_runtime::call::Call;
use docquarry_runtime::client::{Client, Kind, TaskError};

use crate::support::{DescribePots, Prepared, Server, Still, answer, brew, client, http_answer};

const POTS: &str = r#"{"Response": {"TotalCount": 3, "PotSet": ["a", "b"], "RequestId": "r"}}"#;
const REST: &str = r#"{"Response": {"TotalCount": 3, "PotSet": ["c"], "RequestId": "r"}}"#;

fn call<O>(client: &Client, request: O) -> Call<'_, O, String> {
    Call::new(client, request)
}

#[test]
fn calls_and_lists_need_no_runtime() {
    let started = r#"{"Response": {"PotId": "pot-1", "RequestId": "r"}}"#;
    let client = client().transport(Prepared::script([answer(200, started), answer(200, POTS), answer(200, REST)]));
    assert_eq!(call(&client, brew()).block().unwrap().pot_id, "pot-1");
    let items = call(&client, DescribePots::default()).items().blocking();
    assert_eq!(items.collect::<Result<Vec<_>, _>>().unwrap(), ["a", "b", "c"]);
}

#[test]
fn pages_end_with_an_error() {
    let client = client().transport(Prepared::script([answer(200, POTS), answer(200, "?")]));
    let pages = call(&client, DescribePots::default()).pages().blocking();
    let kinds: Vec<Option<Kind>> = pages.map(|page| page.err().map(|error| error.details().kind())).collect();
    assert_eq!(kinds, [None, Some(Kind::Parse)]);
}

#[test]
fn waiters_block_too() {
    let state = |state: i64| answer(200, &format!(r#"{{"Response": {{"State": {state}, "RequestId": "r"}}}}"#));
    let started = answer(200, r#"{"Response": {"PotId": "pot-1", "RequestId": "r"}}"#);
    let transport = Prepared::script([state(2), state(0), started, state(0)]);
    let client = client().transport(transport.clone()).environment(Still::at(1_900_000_000));
    let query = DescribePots { pot_id: Some("p".into()), ..Default::default() };
    assert_eq!(call(&client, query).wait().interval(Duration::from_secs(3)).block().unwrap().state, Some(0));
    let (started, told) = call(&client, brew()).and_wait().block().unwrap();
    assert_eq!((started.pot_id.as_str(), told.state, transport.count()), ("pot-1", Some(0), 4));
}

/// Blocking the thread of a runtime could hold up what the call itself waits for.
#[tokio::test]
async fn async_code_is_told_to_await() {
    let transport = Prepared::answering(200, POTS);
    let client = client().transport(transport.clone());
    let error = call(&client, brew()).block().unwrap_err();
    assert_eq!(error.code(), None);
    assert!(error.to_string().contains("await"), "{error}");
    assert!(matches!(call(&client, brew()).and_wait().block(), Err(TaskError::Call(_))));
    let items: Vec<_> = call(&client, DescribePots::default()).items().blocking().collect();
    assert!(items.len() == 1 && items.iter().all(Result::is_err), "{items:?}");
    assert_eq!(transport.count(), 0);
}

/// Over sockets, whose connections live on between the calls.
#[test]
fn connections_are_kept_between_calls() {
    let other = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = other.block_on(Server::start(|_| http_answer("200 OK", POTS)));
    let client = client().endpoint(&server.origin);
    for _ in 0..5 {
        assert_eq!(call(&client, DescribePots::default()).block().unwrap().pots, ["a", "b"]);
    }
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| call(&client, DescribePots::default()).block().unwrap());
        }
    });
    assert_eq!(server.requests(), 9);
    assert!(server.connections() <= 5, "{} connections", server.connections());
}
