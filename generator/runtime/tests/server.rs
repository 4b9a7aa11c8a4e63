//! The server over a loopback port: verification, checks and envelopes of every scheme and protocol.
#![allow(clippy::unwrap_used, clippy::panic)]

mod serving;

use std::time::Duration;

use docquarry_runtime::server::{Auth, Limits, Regions};
use docquarry_runtime::sign::{Algorithm, tc3};
use serde_json::json;

use serving::{
    Attempt, ID, SCHEMES, Scheme, TEMPORARY, TOKEN, auth, exchange, gateway, http, now, pairs, server, start,
};

#[tokio::test]
async fn signed_requests_reach_the_service_with_their_parameters_typed() {
    let address = server().await;
    for scheme in SCHEMES {
        let answer = Attempt::new(scheme).send(address).await;
        assert_eq!((answer.status, answer.code().as_str()), (200, "ok"), "{scheme:?}: {answer:?}");
        let body = answer.json();
        let result = if scheme.is_v2() || scheme.is_rpc() { &body } else { &body["Response"] };
        assert_eq!(result["Asked"], json!({"Leaves": "龙 井+~", "Cups": [1, 2], "Strong": true}), "{scheme:?}");
        assert_eq!((&result["Region"], &result["By"]), (&json!("hangzhou"), &json!(ID)), "{scheme:?}");
        assert!(answer.head.contains("content-type: application/json\r\n"), "{answer:?}");
    }
}

/// What a case does to a request, and the codes of Tencent 3.0, Tencent 2.0 and Alibaba Cloud.
type Case = (&'static str, fn(Attempt) -> Attempt, [&'static str; 3]);

const CASES: [Case; 21] = [
    (
        "wrong secret",
        |attempt| Attempt { secret: "another".into(), ..attempt },
        ["AuthFailure.SignatureFailure", "4100", "IncompleteSignature"],
    ),
    (
        "unknown id",
        |attempt| Attempt { id: "AKIDNOBODY".into(), ..attempt },
        ["AuthFailure.SecretIdNotFound", "4104", "InvalidAccessKeyId.NotFound"],
    ),
    (
        "expired",
        |attempt| Attempt { time: now() - 3 * 60 * 60, ..attempt },
        ["AuthFailure.SignatureExpire", "4500", "IllegalTimestamp"],
    ),
    (
        "from the future",
        |attempt| Attempt { time: now() + 3 * 60 * 60, ..attempt },
        ["AuthFailure.SignatureExpire", "4500", "IllegalTimestamp"],
    ),
    (
        "unknown action",
        |attempt| Attempt { action: "BrewCoffee".into(), ..attempt },
        ["InvalidAction", "6100", "InvalidAction"],
    ),
    (
        "wrong version",
        |attempt| Attempt { version: "1999-01-01".into(), ..attempt },
        ["NoSuchVersion", "ok", "InvalidParameter"],
    ),
    ("missing parameter", |attempt| attempt.without("Leaves"), ["MissingParameter", "4000", "MissingParameter"]),
    ("missing list", |attempt| attempt.without("Cups"), ["MissingParameter", "4000", "MissingParameter"]),
    (
        "unknown parameter",
        |attempt| attempt.with("Sugar", "1", json!(1)),
        ["UnknownParameter", "4000", "UnsupportedParameter"],
    ),
    ("mistyped", |attempt| attempt.with("Heat", "hot", json!("hot")), ["InvalidParameter", "4000", "InvalidParameter"]),
    (
        "mistyped flag",
        |attempt| attempt.with("Strong", "7", json!(7)),
        ["InvalidParameter", "4000", "InvalidParameter"],
    ),
    (
        "mistyped list",
        |attempt| attempt.without("Cups").with("Cups", "many", json!("many")),
        ["InvalidParameter", "4000", "InvalidParameter"],
    ),
    (
        "not JSON inside",
        |attempt| attempt.with("Memo", "[{", json!("[{")),
        ["InvalidParameter", "4000", "InvalidParameter"],
    ),
    (
        "not listed",
        |attempt| attempt.with("Kind", "white", json!("white")),
        ["InvalidParameterValue", "4000", "InvalidParameter"],
    ),
    (
        "out of range",
        |attempt| attempt.with("Heat", "100", json!(100)),
        ["InvalidParameterValue", "4000", "InvalidParameter"],
    ),
    (
        "too short",
        |attempt| attempt.with("Leaves", "", json!("")),
        ["InvalidParameterValue", "4000", "InvalidParameterLength"],
    ),
    (
        "too long",
        |attempt| attempt.with("Leaves", "0123456789ABC", json!("0123456789ABC")),
        ["InvalidParameterValue", "4000", "InvalidParameterLength"],
    ),
    (
        "no time",
        |attempt| attempt.with("Until", "2031-07-09", json!("2031-07-09")),
        ["InvalidParameterValue", "4000", "InvalidParameter"],
    ),
    (
        "another pattern",
        |attempt| attempt.with("Label", "Tea", json!("Tea")),
        ["InvalidParameterValue", "4000", "InvalidParameter"],
    ),
    (
        "unlisted region",
        |attempt| Attempt { region: Some("atlantis".into()), ..attempt },
        ["UnsupportedRegion", "4000", "InvalidRegionId.NotFound"],
    ),
    (
        "token with a permanent id",
        |attempt| Attempt { token: Some(TOKEN.into()), ..attempt },
        ["AuthFailure.TokenFailure", "4105", "InvalidAccessKeyId.NotFound"],
    ),
];

#[tokio::test]
async fn each_bad_case_has_its_documented_code_in_every_scheme() {
    let address = server().await;
    for scheme in SCHEMES {
        for (name, spoil, codes) in CASES {
            let answer = spoil(Attempt::new(scheme)).send(address).await;
            assert_eq!(answer.code(), scheme.pick(codes), "{name}, {scheme:?}: {answer:?}");
            assert!(scheme.is_rpc() || answer.status == 200, "{name}, {scheme:?}: {answer:?}");
            assert!(!answer.body.contains(serving::SECRET) && !answer.body.contains(TOKEN), "{answer:?}");
        }
    }
}

/// The action lists codes of its own.
#[tokio::test]
async fn an_action_is_answered_with_the_codes_of_its_own_list() {
    let address = server().await;
    let cases: [Case; 6] = [
        ("missing", |attempt| attempt.without("Leaves"), ["MissingParameter", "4000", "MissingParam.Leaves"]),
        (
            "missing without a code of its own",
            |attempt| attempt.without("Cups"),
            ["MissingParameter", "4000", "MissingParameter"],
        ),
        (
            "too long",
            |attempt| attempt.with("Leaves", "0123456789ABC", json!("0123456789ABC")),
            ["InvalidParameterValue.Length", "4000", "InvalidParameterLength"],
        ),
        (
            "out of range",
            |attempt| attempt.with("Heat", "100", json!(100)),
            ["InvalidParameterValue.Range", "4000", "InvalidParam.Heat"],
        ),
        (
            "no time",
            |attempt| attempt.with("Until", "now", json!("now")),
            ["InvalidParameter.FormatError", "4000", "InvalidParameter"],
        ),
        (
            "not listed",
            |attempt| attempt.with("Kind", "white", json!("white")),
            ["InvalidParameterValue", "4000", "InvalidParameter"],
        ),
    ];
    for scheme in SCHEMES {
        for (name, spoil, codes) in cases {
            let attempt = Attempt { action: "BrewWell".into(), ..spoil(Attempt::new(scheme)) };
            let answer = attempt.send(address).await;
            assert_eq!(answer.code(), scheme.pick(codes), "{name}, {scheme:?}: {answer:?}");
        }
    }
    let member =
        Attempt { action: "BrewWell".into(), ..Attempt::new(Scheme::RpcGet).with("Pot.Name", "toolong", json!(0)) };
    assert_eq!(member.send(address).await.code(), "IllegalParam.PotName");
}

#[tokio::test]
async fn times_and_patterns_admit_what_is_documented_and_nothing_at_all() {
    let address = server().await;
    for (until, label) in [("2031-07-09 12:00:00", "tea"), ("", "")] {
        let attempt = Attempt::new(Scheme::Tc3Post).with("Until", "", json!(until)).with("Label", "", json!(label));
        assert_eq!(attempt.send(address).await.code(), "ok", "{until:?}, {label:?}");
    }
}

#[tokio::test]
async fn messages_name_the_place() {
    let address = server().await;
    let message = async |attempt: Attempt| attempt.send(address).await.message();
    let pot = json!({"Name": "clay", "Inner": [{"Name": "tin"}, {"Lid": 1, "Name": "x"}]});
    let attempt = Attempt::new(Scheme::Tc3Post).with("Pot", "", pot);
    assert_eq!(message(attempt).await, "The action has no parameter `Pot.Inner[1].Lid`.");
    let attempt = Attempt::new(Scheme::Tc3Post).with("Pot", "", json!({"Name": "陶陶陶"}));
    assert_eq!(message(attempt).await, "The value of the parameter `Pot.Name` is longer than 6 bytes.");
    let attempt = Attempt::new(Scheme::Tc3Get).with("Pot.Inner.0.Inner.3.Size", "1", json!(0));
    assert_eq!(message(attempt).await, "The required parameter `Pot.Name` is missing.");
    let attempt = Attempt::new(Scheme::RpcGet).with("Memo", r#"[{"Key": "a"}, {"Value": "1"}]"#, json!(0));
    assert_eq!(message(attempt).await, "The required parameter `Memo[1].Key` is missing.");
    let attempt = Attempt::new(Scheme::Tc3Get).with("Cups.7", "10", json!(0));
    assert_eq!(message(attempt).await, "The value of the parameter `Cups[2]` is larger than 9.");
    let attempt = Attempt::new(Scheme::Tc3Get).with("Cups.7", "1", json!(0)).with("Cups.8", "1", json!(0));
    assert_eq!(message(attempt).await, "The value of the parameter `Cups` has 4 items, and 3 are allowed.");
    let attempt = Attempt::new(Scheme::V2Get(Algorithm::HmacSha1)).with("Kind", "white", json!(0));
    assert_eq!(message(attempt).await, r#"The value of the parameter `Kind` is not one of "green", "black"."#);
}

#[tokio::test]
async fn a_request_works_once_and_a_nonce_too() {
    let address = server().await;
    for scheme in SCHEMES {
        let attempt = Attempt::new(scheme);
        assert_eq!(attempt.send(address).await.code(), "ok", "{scheme:?}");
        let again = attempt.send(address).await.code();
        let expected = scheme.pick(["AuthFailure.SignatureExpire", "4500", "SignatureNonceUsed"]);
        assert_eq!(again, if scheme.is_tc3() { "ok" } else { expected }, "{scheme:?}");
        // With another time it is another one, but for Alibaba Cloud.
        let later = Attempt { time: attempt.time + 1, ..attempt };
        let expected = if scheme.is_rpc() { expected } else { "ok" };
        assert_eq!(later.send(address).await.code(), expected, "{scheme:?}");
    }
}

/// TC3 has no nonce, and a client may make the same call twice in a second.
#[tokio::test]
async fn a_signature_without_a_nonce_is_of_no_use_a_little_later() {
    let address = server().await;
    let attempts = [Scheme::Tc3Post, Scheme::Tc3Get, Scheme::Tc3Multipart].map(Attempt::new);
    for attempt in &attempts {
        assert_eq!(attempt.send(address).await.code(), "ok");
        assert_eq!(attempt.send(address).await.code(), "ok");
    }
    tokio::time::sleep(Duration::from_millis(3500)).await;
    for attempt in &attempts {
        assert_eq!(attempt.send(address).await.code(), "AuthFailure.SignatureExpire");
        let later = Attempt { time: attempt.time + 1, ..attempt.clone() };
        assert_eq!(later.send(address).await.code(), "ok");
    }
}

/// Parameters are joined without being escaped, so a value can hold what is signed as a parameter of its own.
#[tokio::test]
async fn a_signature_does_not_serve_for_a_request_that_is_signed_alike() {
    let address = server().await;
    for (scheme, code) in [
        (Scheme::V1Get(Algorithm::HmacSha1), "InvalidParameter"),
        (Scheme::V1Post(Algorithm::HmacSha256), "InvalidParameter"),
        (Scheme::V2Post(Algorithm::HmacSha256), "4000"),
    ] {
        let attempt = Attempt::new(scheme).with("Oz", "1", json!(1));
        let text = String::from_utf8(attempt.bytes()).unwrap();
        let (nonce, merged) = (format!("Nonce={}", attempt.nonce), format!("Nonce={}%26Oz%3D1", attempt.nonce));
        let changed = text.replace("Oz=1&", "").replace("&Oz=1", "").replace(&nonce, &merged);
        assert_ne!(changed.len(), text.len());
        let changed = changed.replace(
            &format!("Content-Length: {}", text.split("\r\n\r\n").nth(1).unwrap().len()),
            &format!("Content-Length: {}", changed.split("\r\n\r\n").nth(1).unwrap().len()),
        );
        assert_eq!(exchange(address, changed.as_bytes()).await.code(), code, "{scheme:?}: {changed}");
    }
    let scheme = Scheme::V1Get(Algorithm::HmacSha1);
    let codes = scheme.pick(["AuthFailure.SignatureExpire"; 3]);
    let attempt =
        Attempt { region: Some("hangzhou".into()), ..Attempt::new(scheme).with("Label", "tea", json!("tea")) };
    assert_eq!(attempt.send(address).await.code(), "ok");
    let text = String::from_utf8(attempt.bytes()).unwrap();
    let swapped = text.replace("&Label=tea", "");
    let swapped = swapped.replace("Cups.2=2", "Cups.2=2%26Label%3Dtea");
    assert_eq!(exchange(address, swapped.as_bytes()).await.code(), codes, "{swapped}");
}

#[tokio::test]
async fn a_nonce_and_a_time_are_digits() {
    let address = server().await;
    for scheme in SCHEMES.into_iter().filter(|scheme| !scheme.is_tc3() && !scheme.is_rpc()) {
        for nonce in ["77&OrderBy=x", "-1", "+1", "1.5", "seven", "123456789012345678901"] {
            let attempt = Attempt { nonce: nonce.into(), ..Attempt::new(scheme) };
            let code = attempt.send(address).await.code();
            assert_eq!(code, scheme.pick(["InvalidParameter", "4000", ""]), "{scheme:?} {nonce}");
        }
    }
}

#[tokio::test]
async fn what_decides_comes_once() {
    let address = server().await;
    let text = String::from_utf8(Attempt::new(Scheme::Tc3Post).bytes()).unwrap();
    for header in
        ["X-TC-Action: Fail", "X-TC-Version: 1", "Host: x", "X-TC-Region: x", "Content-Type: application/json"]
    {
        let doubled = text.replacen("\r\nX-TC-Timestamp", &format!("\r\n{header}\r\nX-TC-Timestamp"), 1);
        let answer = exchange(address, doubled.as_bytes()).await;
        assert_eq!(answer.code(), "InvalidParameterValue", "{header}: {answer:?}");
    }
    for scheme in [Scheme::V1Get(Algorithm::HmacSha1), Scheme::V2Get(Algorithm::HmacSha1), Scheme::RpcGet] {
        let text = String::from_utf8(Attempt::new(scheme).bytes()).unwrap();
        let doubled = text.replacen("Action=", "Action=Fail&Action=", 1);
        let code = exchange(address, doubled.as_bytes()).await.code();
        assert_eq!(code, scheme.pick(["InvalidParameterValue", "4000", "InvalidParameter"]), "{scheme:?}");
    }
}

/// A refused signature uses no nonce up.
#[tokio::test]
async fn a_stranger_cannot_spend_the_nonces_of_others() {
    let address = server().await;
    for scheme in SCHEMES {
        let attempt = Attempt::new(scheme);
        let forged = Attempt { secret: "another".into(), ..attempt.clone() };
        assert_ne!(forged.send(address).await.code(), "ok");
        assert_eq!(attempt.send(address).await.code(), "ok", "{scheme:?}");
    }
}

#[tokio::test]
async fn what_was_signed_cannot_be_changed() {
    let address = server().await;
    for scheme in SCHEMES {
        let text = String::from_utf8(Attempt::new(scheme).bytes()).unwrap();
        let changed = match scheme {
            Scheme::Tc3Post => text.replace("[1,2]", "[1,3]"),
            Scheme::Tc3Multipart => text.replace("\r\n\r\n2\r\n", "\r\n\r\n3\r\n"),
            _ => text.replace("Cups.2=2", "Cups.2=3"),
        };
        assert_ne!(changed, text, "{scheme:?}");
        let code = exchange(address, changed.as_bytes()).await.code();
        assert_eq!(code, scheme.pick(["AuthFailure.SignatureFailure", "4100", "IncompleteSignature"]), "{scheme:?}");
    }
}

#[tokio::test]
async fn temporary_credentials_need_their_token() {
    let address = server().await;
    for scheme in SCHEMES {
        let attempt = |token: Option<&str>| Attempt {
            id: TEMPORARY.into(),
            token: token.map(str::to_owned),
            ..Attempt::new(scheme)
        };
        assert_eq!(attempt(Some(TOKEN)).send(address).await.code(), "ok", "{scheme:?}");
        let refused = scheme.pick(["AuthFailure.TokenFailure", "4105", "InvalidAccessKeyId.NotFound"]);
        assert_eq!(attempt(None).send(address).await.code(), refused, "{scheme:?}");
        assert_eq!(attempt(Some("guess")).send(address).await.code(), refused, "{scheme:?}");
    }
}

#[tokio::test]
async fn services_of_another_product_are_told_so() {
    let address = server().await;
    let attempt = |service: &str| Attempt { service: service.into(), ..Attempt::new(Scheme::Tc3Post) };
    assert_eq!(attempt("coffee").send(address).await.code(), "NoSuchProduct");
    // What one of the vendor's clients signs when it calls an address instead of a name.
    let label = serving::HOST.split('.').next().unwrap();
    assert_eq!(attempt(label).send(address).await.code(), "ok");
}

#[tokio::test]
async fn regions_are_demanded_as_chosen() {
    let attempt = |region: Option<&str>| Attempt { region: region.map(str::to_owned), ..Attempt::new(Scheme::Tc3Post) };
    for (regions, none, unlisted) in [
        (Regions::Ignored, "ok", "ok"),
        (Regions::Required, "MissingParameter", "ok"),
        (Regions::Listed, "MissingParameter", "UnsupportedRegion"),
    ] {
        let address = start(gateway(auth()).regions(regions), Limits::default()).await;
        assert_eq!(attempt(None).send(address).await.code(), none, "{regions:?}");
        assert_eq!(attempt(Some("atlantis")).send(address).await.code(), unlisted, "{regions:?}");
    }
}

#[tokio::test]
async fn requests_without_parts_are_told_which() {
    let address = server().await;
    let code = async |request: Vec<u8>| exchange(address, &request).await.code();
    assert_eq!(code(http("GET", "/", "", "")).await, "MissingParameter");
    assert_eq!(code(http("DELETE", "/", "", "")).await, "UnsupportedProtocol");
    assert_eq!(code(http("PUT", "/v2/index.php", "", "")).await, "4600");
    assert_eq!(code(http("PUT", "/?AccessKeyId=a", "", "")).await, "UnsupportedHTTPMethod");
    assert_eq!(code(http("GET", "/v2/index.php", "", "")).await, "4000");
    assert_eq!(code(http("GET", "/?AccessKeyId=a", "", "")).await, "MissingParameter");
    let json = "Content-Type: application/json\r\n";
    assert_eq!(code(http("POST", "/", json, "{}")).await, "AuthFailure.InvalidAuthorization");
    let headers = format!(
        "{json}X-TC-Action: BrewTea\r\nX-TC-Version: 2031-07-09\r\nX-TC-Timestamp: 1\r\nAuthorization: Bearer x\r\n"
    );
    assert_eq!(code(http("POST", "/", &headers, "{}")).await, "AuthFailure.InvalidAuthorization");
    assert_eq!(exchange(address, &http("GET", "/elsewhere", "", "")).await.status, 404);
}

/// What signs a request tells its protocol; without that the version does.
#[tokio::test]
async fn the_version_tells_the_protocol_of_a_request_that_nobody_signed() {
    let address = start(gateway(Auth::accept_everyone()), Limits::default()).await;
    let target = |rest: &str| format!("/?Action=BrewTea&Leaves=x&Cups.1=1&{rest}");
    let of_alibaba = exchange(address, &http("GET", &target("Version=2014-05-15"), "", "")).await;
    assert_eq!(of_alibaba.json()["Asked"]["Leaves"], "x", "{of_alibaba:?}");
    let of_tencent = exchange(address, &http("GET", &target("Version=2031-07-09&Region=x"), "", "")).await;
    assert_eq!(of_tencent.json()["Response"]["Asked"]["Leaves"], "x", "{of_tencent:?}");
    let bare = exchange(address, &http("POST", "/", "Content-Type: application/json\r\n", "{}")).await;
    assert_eq!(bare.message(), "The required parameter `Action` is missing.");
}

/// Where nothing else names the action, the path does, and the form of the request says which API is meant.
#[tokio::test]
async fn the_path_names_the_action_where_nothing_else_does() {
    let address = start(gateway(Auth::accept_everyone()), Limits::default()).await;
    let json = "Content-Type: application/json\r\nX-TC-Region: x\r\n";
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let v3 = exchange(address, &http("POST", "/BrewTea", json, r#"{"Leaves": "x", "Cups": []}"#)).await;
    assert_eq!(v3.json()["Response"]["Asked"]["Leaves"], "x", "{v3:?}");
    let aliyun = exchange(address, &http("POST", "/BrewTea", form, "Leaves=x&Cups.1=1&RegionId=x")).await;
    assert_eq!(aliyun.json()["Asked"]["Leaves"], "x", "{aliyun:?}");
    let v2 = exchange(address, &http("GET", "/BrewTea?Leaves=x&Cups.0=1&Region=x&SecretId=id", "", "")).await;
    assert_eq!(v2.json()["Asked"]["Leaves"], "x", "{v2:?}");
    // The request's own word comes first.
    let other = format!("{json}X-TC-Action: BoilWater\r\nX-TC-Version: 2031-07-09\r\n");
    let other = exchange(address, &http("POST", "/BrewTea", &other, "{}")).await;
    assert_eq!(other.code(), "InvalidAction");
    for path in ["/BoilWater", "/brewtea", "/BrewTea/", "/x/BrewTea"] {
        assert_eq!(exchange(address, &http("POST", path, json, "{}")).await.status, 404, "{path}");
    }
}

/// A request is refused in the envelope of the API that it means, whatever is wrong with it.
#[tokio::test]
async fn a_refusal_has_the_envelope_of_what_was_meant() {
    let address = start(gateway(auth()), Limits::default()).await;
    let refused = async |target: &str, headers: &str| {
        let answer = exchange(address, &http("POST", target, headers, "")).await;
        let is_tencent = answer.json().get("Response").is_some();
        assert!(is_tencent || answer.json().get("HostId").is_some(), "{answer:?}");
        (is_tencent, answer.status)
    };
    let acs3 = "Authorization: ACS3-HMAC-SHA256 Credential=nobody\r\n";
    for (target, headers) in [
        ("/", acs3),
        ("/?Action=Nothing&Version=1999-01-01", acs3),
        ("/", "x-acs-version: 1999-01-01\r\n"),
        ("/?Action=Nothing&SignatureVersion=2.0", ""),
        ("/?Action=Nothing&Version=2014-05-15", ""),
        ("/?Action=Nothing&Format=JSON", ""),
    ] {
        assert_eq!(refused(target, headers).await, (false, 400), "{target} {headers}");
    }
    let tc3 = "Authorization: TC3-HMAC-SHA256 Credential=nobody\r\n";
    for (target, headers) in [
        ("/?Version=2014-05-15", tc3),
        ("/", "X-TC-Version: 1999-01-01\r\n"),
        ("/?Action=Nothing&SecretId=nobody", ""),
        ("/?Action=Nothing&Region=x", ""),
    ] {
        assert_eq!(refused(target, headers).await, (true, 200), "{target} {headers}");
    }
}

#[tokio::test]
async fn a_server_may_answer_everyone() {
    let address = start(gateway(Auth::accept_everyone()), Limits::default()).await;
    let unsigned =
        "Content-Type: application/json\r\nX-TC-Action: BrewTea\r\nX-TC-Version: 2031-07-09\r\nX-TC-Region: x\r\n";
    let body = r#"{"Leaves": "x", "Cups": []}"#;
    let answer = exchange(address, &http("POST", "/", unsigned, body)).await;
    assert_eq!(answer.json()["Response"]["Asked"], json!({"Leaves": "x", "Cups": []}));
    for scheme in SCHEMES {
        let stale = Attempt { secret: "any".into(), time: 1, ..Attempt::new(scheme) };
        assert_eq!(stale.send(address).await.code(), "ok", "{scheme:?}");
    }
}

#[tokio::test]
async fn bodies_must_be_json_objects() {
    let address = start(gateway(Auth::accept_everyone()), Limits::default()).await;
    let headers =
        "Content-Type: application/json\r\nX-TC-Action: Fail\r\nX-TC-Version: 2031-07-09\r\nX-TC-Region: x\r\n";
    for (body, code) in [
        ("", "UnsupportedOperation"),
        ("{}", "UnsupportedOperation"),
        ("[]", "InvalidParameter"),
        ("{", "InvalidParameter"),
        ("\u{feff}{}", "InvalidParameter"),
    ] {
        assert_eq!(exchange(address, &http("POST", "/", headers, body)).await.code(), code, "{body:?}");
    }
    let multipart = headers.replace("application/json", "multipart/form-data");
    assert_eq!(exchange(address, &http("POST", "/", &multipart, "x")).await.code(), "InvalidRequest");
    let other = headers.replace("application/json", "text/csv");
    assert_eq!(exchange(address, &http("POST", "/", &other, "x")).await.code(), "UnsupportedProtocol");
}

#[tokio::test]
async fn errors_have_the_vendors_envelopes() {
    let address = server().await;
    let fail = |scheme| Attempt { action: "Fail".into(), parameters: vec![], json: json!({}), ..Attempt::new(scheme) };
    let v3 = fail(Scheme::Tc3Post).send(address).await;
    let id = v3.json()["Response"]["RequestId"].as_str().unwrap().to_owned();
    assert_eq!(id.len(), 36);
    assert_eq!(
        v3.json(),
        json!({"Response": {"Error": {"Code": "UnsupportedOperation", "Message": "no & <never>"}, "RequestId": id}})
    );
    let v2 = fail(Scheme::V2Get(Algorithm::HmacSha1)).send(address).await;
    assert_eq!(v2.json(), json!({"code": 6100, "message": "no & <never>", "codeDesc": "UnsupportedOperation"}));
    let rpc = fail(Scheme::RpcGet).send(address).await;
    assert_eq!(rpc.status, 400);
    let names: Vec<String> = rpc.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["RequestId", "HostId", "Code", "Message"]);
    assert_eq!(rpc.json()["HostId"], "tea.acme.example");
    let attempt = Attempt { action: "BrewCoffee".into(), ..Attempt::new(Scheme::RpcGet) };
    assert_eq!(attempt.send(address).await.status, 403);
}

#[tokio::test]
async fn alibaba_answers_in_the_format_asked_for() {
    let address = server().await;
    let format = |format: &str| {
        let mut attempt = Attempt::new(Scheme::RpcGet);
        attempt.parameters.extend(pairs(&[("Format", format)]));
        attempt
    };
    let xml = format("xml").send(address).await;
    assert!(xml.head.contains("content-type: application/xml"), "{xml:?}");
    let start = r#"<?xml version="1.0" encoding="UTF-8"?><BrewTeaResponse><Asked><Leaves>龙 井+~</Leaves><Cups>1</Cups><Cups>2</Cups>"#;
    assert!(xml.body.starts_with(start), "{xml:?}");
    assert!(xml.body.ends_with("</RequestId></BrewTeaResponse>"), "{xml:?}");
    let failed = Attempt { action: "Fail".into(), parameters: pairs(&[("Format", "XML")]), ..format("xml") };
    let failed = failed.send(address).await;
    assert!(failed.body.contains("?><Error><RequestId>"), "{failed:?}");
    assert!(failed.body.contains("<Message>no &amp; &lt;never&gt;</Message></Error>"), "{failed:?}");
    for other in ["JSON", "None", ""] {
        assert_eq!(format(other).send(address).await.code(), "ok", "{other}");
    }
}

#[tokio::test]
async fn results_of_the_older_api_begin_with_their_code() {
    let address = server().await;
    let answer = Attempt::new(Scheme::V2Get(Algorithm::HmacSha1)).send(address).await;
    assert!(answer.body.starts_with(r#"{"code":0,"message":"","codeDesc":"Success","Asked":"#), "{answer:?}");
}

#[tokio::test]
async fn first_letters_may_differ_in_case_for_alibaba_alone() {
    let address = server().await;
    let attempt = |scheme| {
        let mut attempt = Attempt::new(scheme).without("Leaves");
        attempt.parameters.extend(pairs(&[("leaves", "x")]));
        attempt
    };
    let answer = attempt(Scheme::RpcPostForm).send(address).await;
    assert_eq!(answer.json()["Asked"]["Leaves"], json!("x"), "{answer:?}");
    assert_eq!(attempt(Scheme::Tc3Get).send(address).await.code(), "UnknownParameter");
}

#[tokio::test]
async fn request_ids_do_not_repeat() {
    let address = server().await;
    let mut ids = std::collections::HashSet::new();
    for _ in 0..50 {
        let answer = Attempt::new(Scheme::RpcGet).send(address).await;
        assert!(ids.insert(answer.json()["RequestId"].to_string()), "{answer:?}");
    }
}

#[test]
fn a_gateway_shows_no_secret() {
    let shown = format!("{:?}", gateway(auth()));
    assert!(shown.contains("acme-tea") && !shown.contains(serving::SECRET) && !shown.contains(TOKEN), "{shown}");
}

/// Clients may leave the body out of the signature, and say so in a header.
#[tokio::test]
async fn a_body_that_was_not_signed_is_said_to_be() {
    let address = server().await;
    let time = now();
    let date = tc3::date(time).unwrap();
    let key = tc3::SigningKey::derive(serving::SECRET, &date, "tea");
    let headers = [("Content-Type", "application/json"), ("Host", serving::HOST)];
    let request =
        tc3::Request { method: "POST", path: "/", query: "", headers: &headers, payload: b"UNSIGNED-PAYLOAD" };
    let authorization = tc3::authorize(&key, ID, &request, "content-type;host", time).unwrap();
    let send = async |more: &str| {
        let headers = format!(
            "Content-Type: application/json\r\nAuthorization: {authorization}\r\nX-TC-Action: BrewTea\r\n\
             X-TC-Version: 2031-07-09\r\nX-TC-Timestamp: {time}\r\nX-TC-Region: hangzhou\r\n{more}"
        );
        exchange(address, &http("POST", "/", &headers, r#"{"Leaves": "x", "Cups": []}"#)).await.code()
    };
    assert_eq!(send("X-TC-Content-SHA256: UNSIGNED-PAYLOAD\r\n").await, "ok");
    assert_eq!(send("").await, "AuthFailure.SignatureFailure");
}
