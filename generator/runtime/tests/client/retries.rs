//! Which failed calls are repeated, how often and when; the correction of the clock.

use std::time::Duration;

use docquarry_runtime::client::{Client, Fault, Kind, Retry, TransportError};

use crate::support::{
    API, BrewTea, DescribePots, OLD, Prepared, RPC, SECRET, Server, Still, answer, brew, client, client_of, http_answer,
};

const BREWED: &str = r#"{"Response": {"PotId": "pot-1", "RequestId": "r-1"}}"#;
const START: u64 = 1_900_000_000;

type Answer = Result<http::Response<Vec<u8>>, TransportError>;

fn refusal(code: &str) -> Answer {
    answer(200, &format!(r#"{{"Response": {{"Error": {{"Code": "{code}", "Message": "m"}}, "RequestId": "r-0"}}}}"#))
}

/// How often a client sends a request that changes nothing and one that changes something, if the first answer is
/// the given one and the second a success; and how long it waits.
async fn attempts(first: impl Fn() -> Answer) -> ([usize; 3], Vec<u64>) {
    let clock = Still::at(START);
    let mut counts = [0; 3];
    let with_token = BrewTea { token: Some("t".into()), ..brew() };
    for (index, count) in counts.iter_mut().enumerate() {
        let transport = Prepared::script([first(), answer(200, BREWED)]);
        let client = client().transport(transport.clone()).environment(clock.clone());
        let failed = match index {
            0 => client.call(&DescribePots::default()).await.is_err(),
            1 => client.call(&brew()).await.is_err(),
            _ => client.call(&with_token).await.is_err(),
        };
        *count = transport.count();
        assert_eq!(failed, *count == 1);
    }
    (counts, clock.sleeps())
}

#[tokio::test]
async fn passing_failures_are_repeated_where_that_is_safe() {
    let fault = |fault| move || Err(TransportError::from(fault));
    assert_eq!(attempts(fault(Fault::Connect)).await, ([2, 2, 2], vec![200, 200, 200]));
    assert_eq!(attempts(fault(Fault::Timeout)).await.0, [2, 1, 2]);
    assert_eq!(attempts(fault(Fault::Other)).await.0, [2, 1, 2]);
    assert_eq!(attempts(|| refusal("InternalError")).await.0, [2, 1, 2]);
    // What was refused for its rate was not carried out.
    assert_eq!(attempts(|| refusal("RequestLimitExceeded")).await.0, [2, 2, 2]);
    assert_eq!(attempts(|| refusal("RequestLimitExceeded.UinLimitExceeded")).await.0, [2, 2, 2]);
    assert_eq!(attempts(|| answer(503, "<html>")).await.0, [2, 1, 2]);
}

#[tokio::test]
async fn lasting_failures_are_not_repeated() {
    for code in ["InvalidParameter", "LimitExceeded", "AuthFailure.SignatureFailure", "AuthFailure.SignatureExpire"] {
        assert_eq!(attempts(|| refusal(code)).await, ([1, 1, 1], vec![]), "{code}");
    }
    assert_eq!(attempts(|| answer(200, "no JSON")).await.0, [1, 1, 1]);
    assert_eq!(attempts(|| answer(302, "")).await.0, [1, 1, 1]);
}

#[tokio::test]
async fn an_empty_client_token_is_none() {
    let transport = Prepared::answering(503, "");
    let request = BrewTea { token: Some(String::new()), ..brew() };
    client().transport(transport.clone()).environment(Still::at(START)).call(&request).await.unwrap_err();
    assert_eq!(transport.count(), 1);
}

#[tokio::test]
async fn delays_grow_and_attempts_end() {
    let clock = Still::at(START);
    let transport = Prepared::answering(503, "");
    let retry = Retry::new().attempts(5).delays(Duration::from_millis(100), Duration::from_millis(500));
    let client = client().transport(transport.clone()).environment(clock.clone()).retry(retry);
    let error = client.call(&DescribePots::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Transport, Some(503)));
    assert_eq!((transport.count(), clock.sleeps()), (5, vec![100, 200, 400, 500]));
}

#[tokio::test]
async fn the_budget_is_shared_and_ends() {
    let transport = Prepared::answering(503, "");
    let client = client().transport(transport.clone()).environment(Still::at(START)).retry(Retry::new().budget(3));
    for expected in [3, 5, 6] {
        client.clone().call(&DescribePots::default()).await.unwrap_err();
        assert_eq!(transport.count(), expected);
    }
}

/// A service that checks time and signature, an hour ahead of the client.
async fn ahead() -> Server {
    Server::start(|request| {
        let timestamp: u64 = request.header("x-tc-timestamp").unwrap().parse().unwrap();
        let body = if timestamp.abs_diff(START + 3600) > 300 {
            r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureExpire","Message":"m"},"RequestId":"r"}}"#
        } else {
            BREWED
        };
        let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(START + 3600));
        http_answer(&format!("200 OK\r\nDate: {date}"), body)
    })
    .await
}

#[tokio::test]
async fn a_refused_clock_is_set_by_the_service_and_stays_so() {
    let server = ahead().await;
    let clock = Still::at(START);
    let client = client().endpoint(&server.origin).environment(clock.clone()).retry(Retry::never());
    // A call that changes something, without retries: it was refused before it did anything.
    assert_eq!(client.call(&brew()).await.unwrap().pot_id, "pot-1");
    assert_eq!(client.clone().call(&brew()).await.unwrap().pot_id, "pot-1");
    assert_eq!(server.requests(), 3);
    assert_eq!(clock.sleeps(), Vec::<u64>::new());
}

fn dated(body: &str, seconds: u64) -> Answer {
    let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(seconds));
    Ok(http::Response::builder().header("date", date).body(body.as_bytes().to_vec()).unwrap())
}

#[tokio::test]
async fn the_clock_is_corrected_once_a_call_and_only_by_a_notable_difference() {
    const EXPIRED: &str = r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureExpire","Message":"m"}}}"#;
    let sent = async |answers: Vec<Answer>| {
        let transport = Prepared::script(answers);
        let client = client().transport(transport.clone()).environment(Still::at(START));
        let error = client.call(&DescribePots::default()).await.unwrap_err();
        assert_eq!(error.code(), Some("AuthFailure.SignatureExpire"));
        transport.count()
    };
    assert_eq!(sent(vec![dated(EXPIRED, START + 29)]).await, 1);
    assert_eq!(sent(vec![dated(EXPIRED, START - 30), dated(EXPIRED, START + 9000)]).await, 2);
    assert_eq!(sent(vec![answer(200, EXPIRED)]).await, 1);
}

/// Whoever answers in the service's place can name any time.
#[tokio::test]
async fn a_correction_of_the_clock_is_bounded_and_not_kept_without_need() {
    const EXPIRED: &str = r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureExpire","Message":"m"}}}"#;
    const DAY: u64 = 24 * 60 * 60;
    for (date, is_believed) in
        [(START + DAY, true), (START + DAY + 1, false), (START - DAY - 1, false), (u64::from(u32::MAX), false)]
    {
        let transport = Prepared::script([dated(EXPIRED, date), answer(200, BREWED)]);
        let client = client().transport(transport.clone()).environment(Still::at(START)).retry(Retry::never());
        assert_eq!(client.call(&brew()).await.is_ok(), is_believed, "{date}");
    }
    for (good, expected) in [
        (answer(200, BREWED), START),
        (dated(BREWED, START), START),
        (dated(BREWED, START + 29), START),
        (dated(BREWED, START + 3600), START + 3600),
        (dated(BREWED, START + 2 * DAY), START),
    ] {
        let transport = Prepared::script([dated(EXPIRED, START + 7200), good, answer(200, BREWED)]);
        let client = client().transport(transport.clone()).environment(Still::at(START));
        client.call(&brew()).await.unwrap();
        client.call(&DescribePots::default()).await.unwrap();
        let times: Vec<u64> = {
            let sent = transport.sent.lock().unwrap();
            sent.iter().map(|sent| sent.header("x-tc-timestamp").unwrap().parse().unwrap()).collect()
        };
        assert_eq!(times, [START, START + 7200, expected]);
    }
}

#[tokio::test]
async fn every_protocol_has_its_code_for_the_clock() {
    const OLD_EXPIRED: &str = r#"{"code": 4500, "message": "m", "codeDesc": "ReplayAttack"}"#;
    let transport = Prepared::script([dated(OLD_EXPIRED, START - 7200), answer(200, r#"{"code": 0, "potId": "p"}"#)]);
    let old = client_of(&OLD).transport(transport.clone()).environment(Still::at(START));
    old.call(&DescribePots::default()).await.unwrap();
    assert!(transport.bodies()[0].contains("Timestamp=1900000000&"), "{:?}", transport.bodies());
    assert!(transport.bodies()[1].contains("Timestamp=1899992800&"), "{:?}", transport.bodies());

    let mut refused = dated(r#"{"Code": "IllegalTimestamp", "Message": "m", "RequestId": "r"}"#, START + 7200).unwrap();
    *refused.status_mut() = http::StatusCode::BAD_REQUEST;
    let transport = Prepared::script([Ok(refused), answer(200, r#"{"PotId": "p", "RequestId": "r"}"#)]);
    let rpc = client_of(&RPC).transport(transport.clone()).environment(Still::at(START));
    rpc.call(&brew()).await.unwrap();
    let targets: Vec<String> = transport.sent.lock().unwrap().iter().map(|sent| sent.target.clone()).collect();
    assert!(
        targets[0].contains("2030-03-17T17%3A46%3A40Z") && targets[1].contains("2030-03-17T19%3A46%3A40Z"),
        "{targets:?}"
    );
}

#[tokio::test]
async fn requests_that_are_repeated_are_signed_anew() {
    let transport = Prepared::script([Err(Fault::Connect.into()), answer(200, BREWED)]);
    client().transport(transport.clone()).call(&brew()).await.unwrap();
    let sent = transport.sent.lock().unwrap();
    assert_eq!((sent[0].verify(SECRET), sent[1].verify(SECRET)), (Ok(()), Ok(())));
    assert_eq!(sent[0].body, sent[1].body);
}

/// The limit is 2 in a second.
#[tokio::test]
async fn calls_keep_to_the_documented_limit_if_asked_to() {
    let run = async |configure: fn(Client) -> Client| {
        let clock = Still::at(START);
        let client = configure(client().transport(Prepared::answering(200, BREWED)).environment(clock.clone()));
        for _ in 0..4 {
            client.call(&DescribePots::default()).await.unwrap();
            client.call(&brew()).await.unwrap();
        }
        clock.sleeps()
    };
    assert_eq!(run(|client| client).await, Vec::<u64>::new());
    assert_eq!(run(|client| client.rate_limit(true)).await, [1000]);
    assert_eq!(API.protocol, client().api().protocol);
}
