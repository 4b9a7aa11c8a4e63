//! One call: what is sent, what comes of answers and failures, what never leaks.

use std::borrow::Cow;
use std::error::Error as _;
use std::sync::Mutex;
use std::time::Duration;

use docquarry_runtime::client::{Client, DEFAULT_TIMEOUT, Error, Fault, Kind, Retry, TransportError};
use docquarry_runtime::credentials::{Credentials, CredentialsError, CredentialsFuture, Provider};
use docquarry_runtime::operation::Operation;
use docquarry_runtime::sign;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::support::{
    API, BrewTea, BrewTeaResponse, DescribePots, ID, ListPots, Prepared, RPC, Received, SECRET, Server, TOKEN, brew,
    client, http_answer,
};

const BREWED: &str = r#"{"Response": {"PotId": "pot-1", "Extra": [{"Hot": true}], "RequestId": "r-1"}}"#;

async fn refused(status: u16, body: &str) -> Error {
    client().transport(Prepared::answering(status, body)).call(&brew()).await.unwrap_err()
}

#[tokio::test]
async fn a_call_sends_a_signed_json_post() {
    let transport = Prepared::answering(200, BREWED);
    let client = Client::new(&API, Credentials::new(ID, SECRET).with_token(TOKEN))
        .region("mount-wuyi")
        .timeout(Duration::from_secs(7))
        .transport(transport.clone());
    let response = client.call(&brew()).await.unwrap();
    assert_eq!(response, BrewTeaResponse { pot_id: "pot-1".into(), request_id: "r-1".into(), ..Default::default() });

    let sent = transport.only();
    assert_eq!((sent.method.as_str(), sent.target.as_str()), ("POST", "/"));
    assert_eq!(String::from_utf8(sent.body.clone()).unwrap(), r#"{"Leaves":"龙井","Cups":[1,2]}"#);
    for (name, value) in [
        ("host", "tea.acme.example"),
        ("content-type", "application/json"),
        ("x-tc-action", "BrewTea"),
        ("x-tc-version", "2031-07-09"),
        ("x-tc-region", "mount-wuyi"),
        ("x-tc-token", TOKEN),
    ] {
        assert_eq!(sent.header(name), Some(value), "{name}");
    }
    assert_eq!(sent.verify(SECRET), Ok(()));
    assert_eq!(sent.verify("another"), Err(sign::Error::Mismatch));
    assert_eq!(*transport.timeout.lock().unwrap(), Duration::from_secs(7));
}

#[tokio::test]
async fn region_and_token_are_left_out_when_there_are_none() {
    let transport = Prepared::answering(200, BREWED);
    client().transport(transport.clone()).call(&brew()).await.unwrap();
    let sent = transport.only();
    assert_eq!((sent.header("x-tc-region"), sent.header("x-tc-token")), (None, None));
    assert_eq!(*transport.timeout.lock().unwrap(), DEFAULT_TIMEOUT);
}

#[tokio::test]
async fn a_service_error_keeps_code_message_request_id_and_status() {
    let body = r#"{"Response": {"Error": {"Code": "LimitExceeded.Cups", "Message": "too many"}, "RequestId": "r-2"}}"#;
    for status in [200, 400, 503] {
        let error = refused(status, body).await;
        assert_eq!(error.kind(), Kind::Service);
        assert_eq!((error.code(), error.message()), (Some("LimitExceeded.Cups"), "too many"));
        assert_eq!((error.request_id(), error.status(), error.fault()), (Some("r-2"), Some(status), None));
    }
    assert_eq!(refused(200, body).await.to_string(), "LimitExceeded.Cups: too many (request id r-2)");
    assert_eq!(refused(503, body).await.to_string(), "LimitExceeded.Cups: too many (HTTP 503, request id r-2)");
}

#[tokio::test]
async fn what_is_no_envelope_is_told_apart_by_its_status() {
    for body in ["", "<html>", "[]", "{}", r#"{"Response": null}"#, r#"{"Response": {"Error": {}}}"#, "\u{0}"] {
        let error = refused(200, body).await;
        assert_eq!((error.kind(), error.status(), error.code()), (Kind::Parse, Some(200), None), "{body}");
    }
    for (status, body) in [(502, "<html>bad gateway</html>"), (302, ""), (404, BREWED)] {
        let error = refused(status, body).await;
        assert_eq!((error.kind(), error.status()), (Kind::Transport, Some(status)), "{body}");
    }
}

#[tokio::test]
async fn a_transport_failure_says_how_far_the_request_got() {
    for fault in [Fault::Connect, Fault::Timeout, Fault::Other] {
        let transport = Prepared::with(move || Err(TransportError::new(fault, "cable cut")));
        let error = client().retry(Retry::never()).transport(transport).call(&brew()).await.unwrap_err();
        assert_eq!((error.kind(), error.fault(), error.status()), (Kind::Transport, Some(fault), None));
        assert_eq!(error.source().unwrap().to_string(), "cable cut");
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_made_is_not_sent() {
    let transport = Prepared::answering(200, BREWED);
    let client = client().transport(transport.clone());
    let errors = [
        client.clone().endpoint("http://h/path").call(&brew()).await.unwrap_err(),
        client.clone().region("a\r\nX-Evil: 1").call(&brew()).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), Kind::Request, "{error:?}");
    }
    assert_eq!(transport.count(), 0);
}

#[tokio::test]
async fn calls_go_to_the_host_of_the_action_or_else_of_the_region_unless_an_endpoint_is_given() {
    let host = async |client: Client, list: bool| {
        let transport = Prepared::answering(200, BREWED);
        let client = client.transport(transport.clone());
        if list {
            client.call(&ListPots::default()).await.unwrap();
        } else {
            client.call(&DescribePots::default()).await.unwrap();
        }
        transport.only().header("host").unwrap().to_owned()
    };
    assert_eq!(host(client(), false).await, "tea.acme.example");
    assert_eq!(host(client().region("mount-wuyi"), false).await, "tea.acme.example");
    assert_eq!(host(client().region("mount-lu"), false).await, "tea.mount-lu.acme.example");
    assert_eq!(host(client().region("mount-lu"), true).await, "lists.acme.example");
    assert_eq!(host(client().endpoint("here.example").region("mount-lu"), true).await, "here.example");
}

#[tokio::test]
async fn a_raw_call_gives_the_answer_as_it_came() {
    let body = r#"{"Response": {"PotId": null, "Degrees": "80", "Extra": 1, "RequestId": "r-1"}}"#;
    let value = client().transport(Prepared::answering(200, body)).call_raw(&brew()).await.unwrap();
    assert_eq!(value.to_string(), r#"{"PotId":null,"Degrees":"80","Extra":1,"RequestId":"r-1"}"#);
}

#[tokio::test]
async fn a_signed_request_is_the_one_that_would_be_sent() {
    let client = client().region("mount-lu");
    let credentials = Credentials::new(ID, SECRET);
    for request in [client.sign(&brew(), &credentials).unwrap(), client.signed_request(&brew()).await.unwrap()] {
        let sent = Received::from(request);
        assert_eq!((sent.verify(SECRET), sent.header("x-tc-region")), (Ok(()), Some("mount-lu")));
    }
}

/// Gives another identity at every call, then none.
struct Rotating(Mutex<Vec<Credentials>>);

impl Provider for Rotating {
    fn credentials(&self) -> CredentialsFuture<'_> {
        let next = self.0.lock().unwrap().pop().map(Cow::Owned);
        Box::pin(async move { next.ok_or_else(|| CredentialsError::new("the well is dry")) })
    }
}

#[tokio::test]
async fn a_provider_is_asked_before_every_call() {
    let transport = Prepared::answering(200, BREWED);
    let identities = vec![Credentials::new("second", "secret-2"), Credentials::new("first", "secret-1")];
    let client = Client::new(&API, Rotating(Mutex::new(identities))).transport(transport.clone());
    client.call(&brew()).await.unwrap();
    client.call(&brew()).await.unwrap();
    let error = client.call(&brew()).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Signing);
    assert_eq!(error.source().unwrap().to_string(), "the well is dry");

    let sent = transport.sent.lock().unwrap();
    assert_eq!(sent.len(), 2);
    assert_eq!((sent[0].verify("secret-1"), sent[1].verify("secret-2")), (Ok(()), Ok(())));
    assert!(sent[1].header("authorization").unwrap().contains("Credential=second/"));
}

#[tokio::test]
async fn no_secret_is_in_debug_or_display() {
    let transport = Prepared::answering(200, r#"{"Response": 1}"#);
    let client = Client::new(&API, Credentials::new(ID, SECRET).with_token(TOKEN)).transport(transport.clone());
    let error = client.call(&brew()).await.unwrap_err();
    let authorization = transport.only().header("authorization").unwrap().to_owned();
    let signature = authorization.rsplit('=').next().unwrap();
    assert_eq!(signature.len(), 64);
    let request = transport.debug.lock().unwrap().clone();
    assert!(request.contains("x-tc-action"), "{request}");
    for text in [format!("{client:?}"), format!("{error:?}"), error.to_string(), request] {
        for secret in [SECRET, TOKEN, signature] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

/// The details of a service error may be anything, so they are for those who ask.
#[tokio::test]
async fn the_answer_of_an_error_is_kept_and_not_shown() {
    let body = r#"{"Response": {"Error": {"Code": "C", "Message": "m"}, "Key": "private-key", "RequestId": "r"}}"#;
    let error = refused(200, body).await;
    assert_eq!(error.answer().unwrap()["Key"], "private-key");
    assert!(!format!("{error:?}{error}").contains("private-key"));
}

/// Where the signature and the token travel in the URL, no failure shows the URL.
#[tokio::test]
async fn no_failure_shows_a_url() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let closing = Server::start(|_| String::new()).await;
    for origin in [origin, closing.origin.clone()] {
        let client = Client::new(&RPC, Credentials::new(ID, SECRET).with_token(TOKEN)).retry(Retry::never());
        let error = client.endpoint(origin).call(&brew()).await.unwrap_err();
        let mut text = format!("{error:?} {error}");
        let mut source = error.source();
        while let Some(error) = source {
            text.push_str(&format!(" {error:?} {error}"));
            source = error.source();
        }
        for secret in [SECRET, TOKEN, "Signature=", "AccessKeyId"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn a_call_can_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&client().call(&brew()));
    fn is_shared<T: Send + Sync + Clone>(_: &T) {}
    is_shared(&client());
}

/// A small service: verifies, then answers.
fn tea_house(request: Received) -> String {
    let failure = |code: &str| {
        http_answer(
            "200 OK",
            &format!(r#"{{"Response":{{"Error":{{"Code":"{code}","Message":"m"}},"RequestId":"r"}}}}"#),
        )
    };
    match request.verify(SECRET) {
        Err(sign::Error::Mismatch) => failure("AuthFailure.SignatureFailure"),
        Err(_) => failure("AuthFailure"),
        Ok(()) if request.header("x-tc-action") == Some(BrewTea::ACTION) => http_answer("200 OK", BREWED),
        Ok(()) => failure("InvalidAction"),
    }
}

#[tokio::test]
async fn a_real_server_accepts_the_signature_and_the_connection_is_reused() {
    let server = Server::start(tea_house).await;
    let client = client().endpoint(&server.origin);
    for _ in 0..3 {
        assert_eq!(client.call(&brew()).await.unwrap().pot_id, "pot-1");
    }
    assert_eq!(client.clone().region("other").call(&brew()).await.unwrap().pot_id, "pot-1");
    assert_eq!(server.connections(), 1);

    let stranger = Client::new(&API, Credentials::new(ID, "wrong")).endpoint(&server.origin);
    let error = stranger.call(&brew()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Service, Some("AuthFailure.SignatureFailure")));
}

#[tokio::test]
async fn the_host_header_has_the_port() {
    let server = Server::start(|request| {
        let host = request.header("host").unwrap_or_default().to_owned();
        http_answer("200 OK", &format!(r#"{{"Response":{{"PotId":"{host}","RequestId":"r"}}}}"#))
    })
    .await;
    let response = client().endpoint(&server.origin).call(&brew()).await.unwrap();
    assert_eq!(format!("http://{}", response.pot_id), server.origin);
}

#[tokio::test]
async fn nobody_listening_is_a_connect_fault() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client().retry(Retry::never()).endpoint(origin).call(&brew()).await.unwrap_err();
    assert_eq!((error.kind(), error.fault()), (Kind::Transport, Some(Fault::Connect)), "{error:?}");
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client().endpoint(format!("http://{}", listener.local_addr().unwrap())).retry(Retry::never());
    let error = client.timeout(Duration::from_millis(50)).call(&brew()).await.unwrap_err();
    assert_eq!((error.kind(), error.fault()), (Kind::Transport, Some(Fault::Timeout)), "{error:?}");
}

#[tokio::test]
async fn a_connection_closed_without_answer_is_another_fault() {
    let server = Server::start(|_| String::new()).await;
    let error = client().endpoint(&server.origin).call(&brew()).await.unwrap_err();
    assert_eq!((error.kind(), error.fault()), (Kind::Transport, Some(Fault::Other)), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = Server::start(tea_house).await;
    let location = target.origin.clone();
    let server =
        Server::start(move |_| format!("HTTP/1.1 307 x\r\nLocation: {location}/\r\nContent-Length: 0\r\n\r\n")).await;
    let error = client().endpoint(&server.origin).call(&brew()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Transport, Some(307)));
    assert_eq!(target.connections(), 0);
}

/// The first byte on the wire is that of a TLS handshake, so nothing of the request went out in the clear.
#[tokio::test]
async fn an_endpoint_without_scheme_is_spoken_to_in_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client().endpoint(listener.local_addr().unwrap().to_string()).retry(Retry::never());
    let server = tokio::time::timeout(Duration::from_secs(30), async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap()
    });
    let request = brew();
    let (result, first) = tokio::join!(client.call(&request), server);
    assert_eq!(first, Ok(0x16));
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.fault()), (Kind::Transport, Some(Fault::Connect)), "{error:?}");
}

/// A gzip member with one stored block.
fn gzip(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    let mut all = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    all.extend(length.to_le_bytes());
    all.extend((!length).to_le_bytes());
    all.extend(text.bytes());
    let crc = !text.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    });
    all.extend(crc.to_le_bytes());
    all.extend(u32::from(length).to_le_bytes());
    all
}

#[tokio::test]
async fn answers_may_be_compressed() {
    let server = Server::start_raw(|request| {
        assert!(request.header("accept-encoding").unwrap().contains("gzip"));
        let body = gzip(BREWED);
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.into_bytes(), body].concat()
    })
    .await;
    assert_eq!(client().endpoint(&server.origin).call(&brew()).await.unwrap().pot_id, "pot-1");
}
