//! `docquarry serve` under hostile traffic: it goes on answering others, says no in the documented form, and keeps no
//! memory of it.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use docquarry_end_to_end::raw;
use docquarry_end_to_end::server::{ID, SECRET, Server};
use docquarry_runtime::client::Client;
use docquarry_runtime::credentials::Credentials;
use tencent_clb::operation::DescribeTaskStatusRequest;

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-to-serve");
const PATIENCE: Duration = Duration::from_secs(20);
/// What a burst of hostile requests may leave behind, in bytes. One kept 10 MB body is within it, a dozen are not.
const LEFT_BEHIND: u64 = 96 << 20;

fn start() -> Server {
    Server::start(BINARY, &["tencent-clb"], &[])
}

/// Sends bytes and then the end of the connection; what comes back until its end.
fn exchange(server: &Server, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    // The server may close before it has read everything.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    answer(stream, bytes)
}

/// Sends a request that asks for the end of the connection; its answer.
fn request(server: &Server, bytes: &[u8]) -> String {
    let mut stream = connect(server);
    let _ = stream.write_all(bytes);
    answer(stream, bytes)
}

fn answer(mut stream: TcpStream, bytes: &[u8]) -> String {
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "no answer in time to {:?}", bytes.get(..80));
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// A caller who does nothing wrong; the time that its call took.
fn well_behaved(server: &Server) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::new(&tencent_clb::API, Credentials::new(ID, SECRET));
    let client = tencent_clb::Client::from(client.region("ap-guangzhou").endpoint(server.origin()));
    let start = Instant::now();
    let answer = runtime
        .block_on(async { client.describe_task_status(DescribeTaskStatusRequest::default().task_id("task-1")).await });
    answer.unwrap();
    start.elapsed()
}

/// The same pseudo-random bytes in every run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn noise_and_other_protocols_end_their_own_connection_only() {
    let server = start();
    for seed in 0..200 {
        exchange(&server, &noise(seed, 1 + 37 * seed as usize));
    }
    let requests: [&[u8]; 7] = [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        b"CONNECT clb.tencentcloudapi.com:443 HTTP/1.1\r\nHost: clb.tencentcloudapi.com:443\r\n\r\n",
        b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/0.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for request in requests {
        let answer = exchange(&server, request);
        assert!(!answer.starts_with("HTTP/1.1 5") && !answer.starts_with("HTTP/1.1 101"), "{answer}");
    }
    well_behaved(&server);
}

/// Two readings of where a request ends would let one caller's bytes be taken for another's request.
#[test]
fn a_request_whose_end_is_ambiguous_is_never_two_requests() {
    let server = start();
    let hidden = "GET /-/actions HTTP/1.1\r\nHost: x\r\n\r\n";
    let length = hidden.len();
    for framing in [
        format!("Content-Length: {length}\r\nContent-Length: 0\r\n"),
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Content-Length: +0\r\n".to_owned(),
        "Content-Length: 0x10\r\n".to_owned(),
    ] {
        let request = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{framing}\r\n{hidden}");
        let answer = exchange(&server, request.as_bytes());
        assert!(answer.matches("HTTP/1.1 ").count() <= 1, "{framing}: {answer}");
    }
    well_behaved(&server);
}

#[test]
fn callers_who_stall_do_not_hold_up_others() {
    let server = start();
    let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n";
    let stalled: Vec<TcpStream> = (0..400)
        .map(|number| {
            let mut stream = connect(&server);
            let sent = if number % 2 == 0 { &head[..20] } else { head };
            stream.write_all(sent.as_bytes()).unwrap();
            stream
        })
        .collect();
    let slowest = (0..40).map(|_| well_behaved(&server)).max().unwrap();
    assert!(slowest < Duration::from_secs(5), "{slowest:?} beside {} stalled callers", stalled.len());
}

#[test]
fn bodies_that_break_off_leave_nothing_behind() {
    let server = start();
    well_behaved(&server);
    let before = server.memory();
    for _ in 0..100 {
        let mut stream = connect(&server);
        let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(&[b'['; 400_000]);
    }
    well_behaved(&server);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < LEFT_BEHIND, "{} MB more", grown >> 20);
}

/// Signed, so that they get past the door: what is wrong with them only parsing and validating can see.
#[test]
fn signed_bodies_that_are_bombs_are_refused_in_the_documented_form() {
    let server = start();
    let mut bombs: Vec<(&str, Vec<u8>)> = vec![
        ("no object", b"[]".to_vec()),
        ("deep lists", [b"{\"TaskId\":".to_vec(), b"[".repeat(2_000_000)].concat()),
        ("deep objects", b"{\"TaskId\":".repeat(500_000)),
        ("invalid UTF-8", b"{\"TaskId\":\"\xff\xfe\"}".to_vec()),
        ("half a surrogate", br#"{"TaskId":"\ud800"}"#.to_vec()),
        ("a number without end", [b"{\"TaskId\":".to_vec(), b"9".repeat(1_000_000), b"}".to_vec()].concat()),
        ("an infinite number", b"{\"TaskId\":1e99999}".to_vec()),
        ("two documents", b"{\"TaskId\":\"a\"}{\"TaskId\":\"b\"}".to_vec()),
        ("noise", noise(7, 100_000)),
    ];
    let names: Vec<String> = (0..200_000).map(|number| format!("\"P{number}\":{number}")).collect();
    bombs.push(("unknown parameters", format!("{{{}}}", names.join(",")).into_bytes()));
    let before = server.memory();
    for (name, body) in &bombs {
        let start = Instant::now();
        let answer = request(&server, &raw::tc3(server.address(), "DescribeTaskStatus", body));
        assert!(start.elapsed() < Duration::from_secs(10), "{name} took {:?}", start.elapsed());
        let code = raw::error_code(&answer).unwrap_or_else(|| panic!("{name}: {answer:.300}"));
        let documented =
            ["InvalidParameter", "InvalidParameterValue", "InvalidRequest", "UnknownParameter", "MissingParameter"];
        assert!(documented.contains(&code.as_str()), "{name}: {code}");
        assert!(answer.len() < 20_000, "{name}: an answer of {} bytes", answer.len());
    }
    well_behaved(&server);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < LEFT_BEHIND, "{} MB more", grown >> 20);
}

#[test]
fn signed_flat_parameters_that_are_bombs_are_refused() {
    let server = start();
    let before = server.memory();
    let many: Vec<String> = (0..2_000).map(|number| format!("LoadBalancerIds.{number}")).collect();
    // Indexes that leave a gap are only an order; a far one must not make a long list.
    let far = [("LoadBalancerIds.999999999", "a"), ("LoadBalancerIds.999999998", "b")];
    let answer = request(&server, &raw::v1(server.address(), "DescribeLoadBalancers", &far));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer:.300}");
    let cases: [(&str, Vec<(&str, &str)>); 5] = [
        ("an index beyond numbers", vec![("LoadBalancerIds.99999999999999999999999999", "a")]),
        ("both a list and a text", vec![("LoadBalancerIds", "a"), ("LoadBalancerIds.0", "b")]),
        ("an index below none", vec![("LoadBalancerIds.0.0.0.0.0", "a")]),
        ("a name of dots", vec![("....", "a")]),
        ("more items than allowed", many.iter().map(|name| (name.as_str(), "a")).collect()),
    ];
    for (name, parameters) in cases {
        let answer = request(&server, &raw::v1(server.address(), "DescribeLoadBalancers", &parameters));
        let code = raw::error_code(&answer).unwrap_or_else(|| panic!("{name}: {answer:.300}"));
        assert!(code.starts_with("InvalidParameter") || code == "UnknownParameter", "{name}: {code}");
    }
    let grown = server.memory().saturating_sub(before);
    assert!(grown < LEFT_BEHIND, "{} MB more", grown >> 20);
}
