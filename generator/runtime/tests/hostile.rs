//! Senders that mean harm, or know no better: nothing panics, nothing grows without bound, others are still served.
#![allow(clippy::unwrap_used, clippy::panic)]

mod serving;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use docquarry_runtime::server::{Auth, Limits, serve};
use docquarry_runtime::sign::Algorithm;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use serving::{Answer, Attempt, HOST, Scheme, answer, auth, exchange, gateway, http, pairs, server, start};

const UNSIGNED: &str =
    "Content-Type: application/json\r\nX-TC-Action: BrewTea\r\nX-TC-Version: 2031-07-09\r\nX-TC-Region: x\r\n";

/// A server that verifies nothing, so that bodies get through to the parsers.
async fn open_server() -> SocketAddr {
    start(gateway(Auth::accept_everyone()), Limits::default()).await
}

async fn post(address: SocketAddr, body: &[u8]) -> Answer {
    let mut request = http("POST", "/", UNSIGNED, "");
    let text = String::from_utf8(request).unwrap();
    request = text.replace("Content-Length: 0", &format!("Content-Length: {}", body.len())).into_bytes();
    request.extend_from_slice(body);
    exchange(address, &request).await
}

async fn assert_alive(address: SocketAddr) {
    let answer = Attempt::new(Scheme::Tc3Post).send(address).await;
    assert_eq!(answer.code(), "ok", "{answer:?}");
}

#[tokio::test]
async fn what_is_too_large_is_read_to_its_end_and_refused() {
    let address = server().await;
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let (get, post, body) = ("a".repeat(33 << 10), "a".repeat((1 << 20) + 1), "a".repeat((10 << 20) + 1));
    for (request, code) in [
        (http("GET", &format!("/?Leaves={get}"), "", ""), "RequestSizeLimitExceeded"),
        (http("GET", &format!("/v2/index.php?Leaves={get}"), "", ""), "4000"),
        (http("GET", &format!("/?AccessKeyId={get}"), "", ""), "InvalidParameterLength"),
        (http("POST", "/", form, &post), "RequestSizeLimitExceeded"),
        (http("POST", "/v2/index.php", form, &post), "4000"),
        (http("POST", "/", UNSIGNED, &body), "RequestSizeLimitExceeded"),
    ] {
        let answer = exchange(address, &request).await;
        assert_eq!((answer.status / 100, answer.code().as_str()), (if code.starts_with("Inv") { 4 } else { 2 }, code));
    }
    assert_alive(address).await;
}

#[tokio::test]
async fn what_is_as_large_as_allowed_is_read() {
    let address = open_server().await;
    let mut body = br#"{"Leaves": "x", "Cups": [1], "Sugar": ""#.to_vec();
    body.resize((10 << 20) - 2, b'a');
    body.extend_from_slice(br#""}"#);
    assert_eq!(post(address, &body).await.code(), "UnknownParameter");
}

#[tokio::test]
async fn an_endless_body_ends_the_connection() {
    let address = open_server().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("POST / HTTP/1.1\r\nHost: {HOST}\r\n{UNSIGNED}Transfer-Encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat();
    let mut sent = 0_usize;
    while sent < 256 << 20 && stream.write_all(&chunk).await.is_ok() {
        sent += chunk.len();
    }
    assert!(sent < 256 << 20, "the server read {sent} bytes");
}

#[tokio::test]
async fn chunked_bodies_are_bodies() {
    let address = server().await;
    let text = String::from_utf8(Attempt::new(Scheme::Tc3Post).bytes()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let head: Vec<&str> = head.split("\r\n").filter(|line| !line.starts_with("Content-Length")).collect();
    let chunks: String = body.chars().map(|c| format!("{:x}\r\n{c}\r\n", c.len_utf8())).collect();
    let request = format!("{}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\nTrailer: x\r\n\r\n", head.join("\r\n"));
    let answer = exchange(address, request.as_bytes()).await;
    assert_eq!(answer.code(), "ok", "{answer:?}");
}

#[tokio::test]
async fn a_slow_body_is_not_waited_for() {
    let patient = gateway(Auth::accept_everyone()).body_time(Duration::from_millis(200));
    let address = start(patient, Limits::default()).await;
    let request = String::from_utf8(http("POST", "/", UNSIGNED, "")).unwrap().replace("Length: 0", "Length: 100");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let started = Instant::now();
    let mut received = Vec::new();
    let feeding = async {
        let (mut reading, mut writing) = stream.split();
        let slowly = async {
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
                if writing.write_all(b" ").await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::select! {
            _ = reading.read_to_end(&mut received) => {}
            () = slowly => {}
        }
    };
    tokio::time::timeout(Duration::from_secs(10), feeding).await.unwrap();
    let answer = answer(&received);
    assert_eq!(answer.code(), "InvalidParameter", "{answer:?}");
    assert!(answer.head.contains("connection: close"), "{answer:?}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn slow_headers_and_idle_connections_are_closed() {
    let mut limits = Limits::default();
    limits.header_time = Duration::from_millis(200);
    let address = start(gateway(auth()), limits).await;
    for beginning in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\nX-"] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut received)).await;
        assert!(read.is_ok(), "{beginning:?} is still open");
    }
    assert_alive(address).await;
}

/// Sends bytes as far as the server takes them; what it answered, which it does before all of them are there.
async fn overflow(address: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut received = Vec::new();
    tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut received)).await.unwrap().unwrap();
    answer(&received)
}

#[tokio::test]
async fn huge_heads_are_answered() {
    let address = server().await;
    let long = |length: usize| format!("X-Long: {}\r\n", "a".repeat(length));
    let many: String = (0..2000).map(|number| format!("X-{number}: a\r\n")).collect();
    for headers in [long(200 << 10), long(5 << 20), many] {
        let answer = overflow(address, &http("GET", "/elsewhere", &headers, "")).await;
        assert_eq!(answer.status, 431, "{} bytes: {answer:?}", headers.len());
        assert!(answer.head.contains("connection: close"), "{answer:?}");
        let answer = overflow(address, &http("POST", "/", &headers, "")).await;
        assert_eq!((answer.status, answer.code().as_str()), (200, "RequestSizeLimitExceeded"));
    }
    for length in [70 << 10, 200 << 10, 5 << 20] {
        let get = |beginning: &str| http("GET", &format!("{beginning}={}", "a".repeat(length)), "", "");
        assert_eq!(overflow(address, &get("/elsewhere?Leaves")).await.status, 414);
        for (beginning, status, code) in [
            ("/?Action=BrewTea&Leaves", 200, "RequestSizeLimitExceeded"),
            ("/v2/index.php?Leaves", 200, "4000"),
            ("/?Action=BrewTea&AccessKeyId=a&Leaves", 400, "InvalidParameterLength"),
        ] {
            let answer = overflow(address, &get(beginning)).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{beginning}: {answer:?}");
        }
    }
    let xml = format!("/?Format=xml&AccessKeyId=a&Leaves={}", "a".repeat(200 << 10));
    let answer = overflow(address, &http("GET", &xml, "", "")).await;
    assert!(answer.body.contains("<Error>") && answer.head.contains("application/xml"), "{answer:?}");
    assert_alive(address).await;
}

/// An answer to what is behind a request must not be taken for the request's own.
#[tokio::test]
async fn a_bad_head_behind_a_request_is_not_answered_before_it() {
    let address = server().await;
    let first = String::from_utf8(Attempt::new(Scheme::Tc3Post).bytes()).unwrap().replace("Connection: close\r\n", "");
    for bad in ["GET\r\n\r\n".to_owned(), format!("GET /?X={} HTTP/1.1\r\n\r\n", "a".repeat(200 << 10))] {
        for pause in [0, 200] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let mut received = Vec::new();
            if pause == 0 {
                let _ = stream.write_all(format!("{first}{bad}").as_bytes()).await;
            } else {
                stream.write_all(first.as_bytes()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(pause)).await;
                let _ = stream.write_all(bad.as_bytes()).await;
            }
            let _ = stream.read_to_end(&mut received).await;
            let text = String::from_utf8(received).unwrap();
            assert!(
                text.is_empty() && pause == 0 || text.split("HTTP/1.1").nth(1).is_some_and(|one| one.contains("Asked")),
                "{text}"
            );
            assert!(pause == 0 || text.matches("HTTP/1.1").count() == 2, "{text}");
        }
    }
    assert_alive(address).await;
}

/// What stands for a head that was too large comes from the server itself alone.
#[tokio::test]
async fn nobody_else_can_say_that_a_head_was_too_large() {
    let address = server().await;
    let answer = exchange(address, &http("UNREADABLE-HEAD", "/", "", "")).await;
    assert_eq!(answer.code(), "UnsupportedProtocol", "{answer:?}");
}

#[tokio::test]
async fn deep_and_wide_json_is_refused() {
    let address = open_server().await;
    let deep = |open: &str, close: &str| format!(r#"{{"Pot": {}1{}}}"#, open.repeat(200_000), close.repeat(200_000));
    assert_eq!(post(address, deep("[", "]").as_bytes()).await.code(), "InvalidParameter");
    assert_eq!(post(address, deep(r#"{"Inner":"#, "}").as_bytes()).await.code(), "InvalidParameter");
    let wide = format!("[{}]", "0,".repeat(2 << 20));
    let answer = post(address, wide.as_bytes()).await;
    assert!(answer.message().contains("more than 1048576 values"), "{answer:?}");
    let memo = json!({"Leaves": "x", "Cups": [], "Memo": "[".repeat(100_000)}).to_string();
    assert_eq!(post(address, memo.as_bytes()).await.code(), "InvalidParameter");
}

#[tokio::test]
async fn a_name_comes_once_in_an_object() {
    let address = open_server().await;
    let answer = post(address, br#"{"Leaves": "x", "Cups": [1], "Leaves": "y"}"#).await;
    assert_eq!(answer.code(), "InvalidParameter", "{answer:?}");
    assert!(answer.message().contains("`Leaves` comes twice"), "{answer:?}");
}

#[tokio::test]
async fn what_is_no_text_is_refused() {
    let address = open_server().await;
    let body = [br#"{"Leaves": ""#.as_slice(), &[0xff, 0xfe, 0xc0], br#"", "Cups": []}"#].concat();
    assert_eq!(post(address, &body).await.code(), "InvalidParameter");
    // Replaced by the decoder, and then no longer what was signed.
    let signed = server().await;
    let attempt = Attempt::new(Scheme::V1Get(Algorithm::HmacSha1));
    let text = String::from_utf8(attempt.bytes()).unwrap().replace("Strong=True", "Strong=%ff%fe%c0%80");
    assert_eq!(exchange(signed, text.as_bytes()).await.code(), "AuthFailure.SignatureFailure");
    let mut header = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-TC-Action: \xff\xfe\r\n".to_vec();
    header.extend_from_slice(b"Authorization: \xf0\x28\r\n\r\n");
    assert_eq!(exchange(address, &header).await.code(), "MissingParameter");
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let address = server().await;
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(),
        b"GET\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut received = Vec::new();
        let read = stream.read_to_end(&mut received);
        let _ = tokio::time::timeout(Duration::from_secs(10), read).await.unwrap();
        assert!(received.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&received));
    }
    assert_alive(address).await;
}

/// Indexes only order the items, and names are not followed without end.
#[tokio::test]
async fn hostile_names_allocate_nothing() {
    let address = open_server().await;
    let send = async |parameters: &[(&str, &str)]| {
        let attempt = Attempt::new(Scheme::V1Post(Algorithm::HmacSha1)).without("Cups");
        let parameters = [attempt.parameters.clone(), pairs(parameters)].concat();
        Attempt { parameters, ..attempt }.send(address).await
    };
    let answer = send(&[("Cups.999999999", "2"), ("Cups.18446744073709551615", "3"), ("Cups.7", "1")]).await;
    assert_eq!(answer.json()["Response"]["Asked"]["Cups"], json!([1, 2, 3]), "{answer:?}");
    for index in ["18446744073709551616", "-1", "one", "", "1e3"] {
        let answer = send(&[(&format!("Cups.{index}"), "1")]).await;
        assert_eq!(answer.code(), "InvalidParameter", "{index}: {answer:?}");
    }
    let deep = vec!["A"; 200_000].join(".");
    assert_eq!(send(&[("Cups.0", "1"), (&deep, "1")]).await.code(), "UnknownParameter");
    let inner = format!("Pot{}", ".Inner.0".repeat(20));
    assert_eq!(send(&[("Cups.0", "1"), (&inner, "1")]).await.code(), "UnknownParameter");
    let answer = send(&[("Cups.0", "1"), ("Cups", "1")]).await;
    assert_eq!(answer.code(), "InvalidParameter", "a value and items: {answer:?}");
}

#[tokio::test]
async fn many_parameters_take_linear_time() {
    let address = open_server().await;
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let common = "Action=BrewTea&Version=2031-07-09&Region=x&Leaves=x";
    let same = "&Cups.1=1".repeat(100_000);
    let different: String = (0..80_000).map(|index| format!("&Cups.{index}=1")).collect();
    let empty = "&".repeat(1_000_000);
    let started = Instant::now();
    for (parameters, code) in [(same, "ok"), (different, "InvalidParameterValue"), (empty, "MissingParameter")] {
        let answer = exchange(address, &http("POST", "/", form, &format!("{common}{parameters}"))).await;
        assert_eq!(answer.code(), code);
    }
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let address = server().await;
    let keep = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("Connection: close\r\n", "");
    let first = keep(Attempt::new(Scheme::Tc3Post).bytes());
    let second = keep(Attempt::new(Scheme::RpcPostForm).bytes());
    let last = String::from_utf8(Attempt { action: "No".into(), ..Attempt::new(Scheme::Tc3Post) }.bytes()).unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{first}{second}{last}").as_bytes()).await.unwrap();
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    let bodies: Vec<&str> = received.split("\r\n\r\n").skip(1).collect();
    assert_eq!(bodies.len(), 3, "{received}");
    assert!(bodies[0].starts_with(r#"{"Response":{"Asked""#), "{received}");
    assert!(bodies[1].starts_with(r#"{"Asked""#), "{received}");
    assert!(bodies[2].contains("InvalidAction"), "{received}");
}

#[tokio::test]
async fn connections_over_the_limit_wait_for_their_turn() {
    let mut limits = Limits::default();
    limits.connections = 2;
    let address = start(gateway(auth()), limits).await;
    let idle = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
    tokio::time::sleep(Duration::from_millis(100)).await;
    let attempt = Attempt::new(Scheme::Tc3Post);
    let early = tokio::time::timeout(Duration::from_millis(300), attempt.send(address)).await;
    assert!(early.is_err(), "answered beyond the limit");
    drop(idle);
    assert_alive(address).await;
}

#[tokio::test]
async fn idle_connections_disturb_nobody() {
    let address = server().await;
    let mut idle = Vec::new();
    for _ in 0..2000 {
        idle.push(TcpStream::connect(address).await.unwrap());
    }
    let started = Instant::now();
    assert_alive(address).await;
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}

#[tokio::test]
async fn answers_under_way_are_finished_at_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let ended = async {
        let _ = ended.await;
    };
    let server = tokio::spawn(serve(listener, gateway(auth()).into_router(), Limits::default(), ended));
    // An idle connection must not hold the server up.
    let idle = TcpStream::connect(address).await.unwrap();
    let attempt = Attempt { action: "Wait".into(), json: json!({}), ..Attempt::new(Scheme::Tc3Post) };
    let call = tokio::spawn(async move { attempt.send(address).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    end.send(()).unwrap();
    assert_eq!(call.await.unwrap().code(), "ok");
    tokio::time::timeout(Duration::from_secs(5), server).await.unwrap().unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "still listening");
    drop(idle);
}
