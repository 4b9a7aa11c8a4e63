//! Lists in pages: what is asked for, when it ends, what an error does.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use docquarry_runtime::call::Call;
use docquarry_runtime::client::Client;
use docquarry_runtime::wire::Value;
use futures_core::Stream;

use crate::support::{DescribePots, ListPots, Prepared, answer, client};

/// Pages of pots, each with a total.
fn pages(total: i64, pages: &[&[&str]]) -> Prepared {
    Prepared::script(pages.iter().map(|pots| {
        let pots = serde_json::to_string(pots).unwrap();
        answer(200, &format!(r#"{{"Response": {{"TotalCount": {total}, "PotSet": {pots}, "RequestId": "r"}}}}"#))
    }))
}

fn call<O>(client: &Client, request: O) -> Call<'_, O, String> {
    Call::new(client, request)
}

#[tokio::test]
async fn pages_go_on_behind_what_came_until_all_has_come() {
    let transport = pages(5, &[&["a", "b"], &["c"], &["d", "e"]]);
    let client = client().transport(transport.clone());
    let mut pages = call(&client, DescribePots { limit: Some(2), ..Default::default() }).pages();
    let mut pots = Vec::new();
    while let Some(page) = pages.next().await {
        pots.push(page.unwrap().pots.join(""));
    }
    assert_eq!(pots, ["ab", "c", "de"]);
    assert!(pages.next().await.is_none());
    assert_eq!(transport.bodies(), [r#"{"Limit":2}"#, r#"{"Limit":2,"Offset":2}"#, r#"{"Limit":2,"Offset":3}"#]);
}

#[tokio::test]
async fn pages_begin_where_the_request_does() {
    let transport = pages(9, &[&["h"], &["i"]]);
    let client = client().transport(transport.clone());
    let mut items = call(&client, DescribePots { offset: Some(7), limit: Some(1), ..Default::default() }).items();
    let mut pots = Vec::new();
    while let Some(item) = items.next().await {
        pots.push(item.unwrap());
    }
    assert_eq!(pots, ["h", "i"]);
    assert_eq!(transport.bodies(), [r#"{"Offset":7,"Limit":1}"#, r#"{"Limit":1,"Offset":8}"#]);
}

#[tokio::test]
async fn an_empty_page_is_the_last_whatever_the_total_says() {
    let transport = pages(100, &[&["a"], &[]]);
    let client = client().transport(transport.clone());
    let mut items = call(&client, DescribePots::default()).items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert!(items.next().await.is_none() && items.next().await.is_none());
    assert_eq!(transport.count(), 2);
}

#[tokio::test]
async fn nothing_is_asked_before_it_is_wanted() {
    let transport = pages(4, &[&["a", "b"], &["c", "d"]]);
    let client = client().transport(transport.clone());
    let mut items = call(&client, DescribePots::default()).items();
    assert_eq!(transport.count(), 0);
    items.next().await.unwrap().unwrap();
    items.next().await.unwrap().unwrap();
    assert_eq!(transport.count(), 1);
    items.next().await.unwrap().unwrap();
    assert_eq!(transport.count(), 2);
}

fn page_with_token(token: &Value) -> Result<http::Response<Vec<u8>>, docquarry_runtime::client::TransportError> {
    answer(200, &format!(r#"{{"Response": {{"PotSet": ["p"], "NextToken": {token}, "RequestId": "r"}}}}"#))
}

#[tokio::test]
async fn tokens_are_handed_back_until_there_is_none() {
    for last in [Value::Null, "".into()] {
        let transport = Prepared::script([&"one".into(), &"two".into(), &last].map(page_with_token));
        let client = client().transport(transport.clone());
        let mut pages = call(&client, ListPots { token: Some("start".into()) }).pages();
        while let Some(page) = pages.next().await {
            page.unwrap();
        }
        assert_eq!(transport.bodies(), ["start", "one", "two"].map(|token| format!(r#"{{"NextToken":"{token}"}}"#)));
    }
}

#[tokio::test]
async fn a_token_that_comes_again_ends_the_list_with_an_error() {
    let transport = Prepared::script([&"one".into(), &"two".into(), &"one".into()].map(page_with_token));
    let client = client().transport(transport.clone());
    let mut pages = call(&client, ListPots::default()).pages();
    assert!(pages.next().await.unwrap().is_ok() && pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("second time"), "{error}");
    assert!(pages.next().await.is_none());
    assert_eq!(transport.count(), 3);
}

#[tokio::test]
async fn an_error_ends_the_list() {
    let refused = r#"{"Response": {"Error": {"Code": "InvalidParameter", "Message": "m"}, "RequestId": "r"}}"#;
    let first = r#"{"Response": {"PotSet": ["a"], "TotalCount": 2, "RequestId": "r"}}"#;
    let client = client().transport(Prepared::script([answer(200, first), answer(200, refused)]));
    let mut items = call(&client, DescribePots::default()).items();
    assert_eq!(items.next().await.unwrap().unwrap(), "a");
    assert_eq!(items.next().await.unwrap().unwrap_err().code(), Some("InvalidParameter".to_owned()));
    assert!(items.next().await.is_none());
}

#[test]
fn pages_and_items_are_streams() {
    let client = client().transport(pages(2, &[&["a", "b"]]));
    let mut items = call(&client, DescribePots::default()).items();
    let mut context = Context::from_waker(Waker::noop());
    let mut next = || match Pin::new(&mut items).poll_next(&mut context) {
        Poll::Ready(item) => item.map(Result::unwrap),
        Poll::Pending => panic!("nothing here waits"),
    };
    assert_eq!([next(), next(), next()], [Some("a".to_owned()), Some("b".to_owned()), None]);
    fn is_send<T: Send + Unpin>(_: &T) {}
    is_send(&call(&client, DescribePots::default()).pages());
}
