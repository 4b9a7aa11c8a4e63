//! Requests as other programs send them: paths, methods, places and types, checked by `docquarry serve`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use docquarry_rest_tests::{Answer, send, spec, start};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::server::Auth;
use serde_json::json;

fn message(answer: &Answer) -> String {
    let member = answer.body.get("message").or_else(|| answer.body.get("description"));
    member.and_then(|text| text.as_str()).unwrap_or_default().to_owned()
}

#[test]
fn paths_and_methods_decide() {
    let address = start(&["lanterns"], Auth::accept_everyone());
    let answer = send(address, "GET /api/v2/houses/@me/lanterns");
    assert_eq!((answer.status, answer.body), (200, json!([{"id": "mine", "name": "sun"}])));
    assert_eq!(send(address, "GET /houses/me/lanterns").status, 200);
    let answer = send(address, "PATCH /houses/h/lanterns");
    assert_eq!((answer.status, answer.body["code"].clone()), (405, json!(405)));
    assert!(answer.head.contains("\r\nallow: get, post\r\n"), "{}", answer.head);
    for path in ["/", "/houses", "/houses/h/lanterns/l/x", "/nothing", "/houses//lanterns", "/houses/%ff/lanterns"] {
        assert_eq!(send(address, &format!("GET {path}")).status, 404, "{path}");
    }
    let answer = send(address, "DELETE /houses/a%2Fb/lanterns/..%2F");
    assert_eq!((answer.status, answer.body), (204, json!(null)));
    let made = send(address, "POST /houses/h/lanterns\nContent-Type: application/json\n\n{\"name\": \"moon\"}");
    assert_eq!((made.status, made.body["id"].clone()), (201, json!("l-1")));
    assert!(made.head.contains("x-request-id: "));
}

#[test]
fn parameters_are_checked_in_their_places() {
    let address = start(&["lanterns"], Auth::accept_everyone());
    let json = "Content-Type: application/json";
    for (request, part) in [
        ("GET /houses/h/lanterns?limit=0", "`limit` is smaller than 1"),
        ("GET /houses/h/lanterns?limit=many", "`limit` is not an integer"),
        ("GET /houses/h/lanterns?lit=maybe", "`lit` is not a boolean"),
        ("GET /houses/h/lanterns?colours=a&colours=b&colours=c&colours=d", "`colours` has 4 items"),
        ("GET /houses/h/lanterns?house_id=x", "`house_id (in the query)`"),
        ("GET /houses/h/lanterns?size=1", "no parameter `size`"),
        (&format!("POST /houses/h/lanterns\n{json}\n\n{{}}"), "`name` is missing"),
        (&format!("POST /houses/h/lanterns\n{json}\n\n{{\"name\": \"a long name\"}}"), "longer than 8 characters"),
        (
            &format!("POST /houses/h/lanterns\n{json}\n\n{{\"name\": \"a\", \"house_id\": 1}}"),
            "`house_id (in the body)`",
        ),
        (
            &format!("POST /houses/h/lanterns\n{json}\n\n{{\"name\": \"a\", \"frame\": {{}}}}"),
            "`frame.wood` is missing",
        ),
        (&format!("POST /houses/h/lanterns\n{json}\n\n[]"), "no JSON object"),
        (&format!("POST /houses/h/lanterns\n{json}\n\n{{"), "no JSON"),
        ("POST /houses/h/lanterns?name=a", "no parameter `name"),
        (&format!("PUT /lanterns/l/wicks\n{json}\n\n[{{\"length\": 0}}]"), "`body[0].length` is smaller"),
        ("PUT /lanterns/l/wicks", "`body` is missing"),
        (
            "POST /search\nContent-Type: application/x-www-form-urlencoded\n\ntext=a&limit=x",
            "`limit` is not an integer",
        ),
    ] {
        let answer = send(address, request);
        assert!(answer.status == 400 && message(&answer).contains(part), "{request}: {answer:?}");
    }
    assert_eq!(send(address, "POST /search\nContent-Type: text/plain\n\ntext").status, 415);
    let form = "POST /search\nContent-Type: application/x-www-form-urlencoded\n\ntext=a+b&tags=x&tags=y&limit=3";
    assert_eq!(send(address, form).body, json!({"total": 3}));
}

#[test]
fn files_come_in_parts() {
    let address = start(&["lanterns"], Auth::accept_everyone());
    let parts = "POST /pictures\nContent-Type: multipart/form-data; boundary=b\n\n--b\r\nContent-Disposition: form-data; \
        name=\"picture\"; filename=\"a.png\"\r\n\r\nPNG\r\n--b\r\nContent-Disposition: form-data; name=\"sizes\"\r\n\r\n\
        1\r\n--b\r\nContent-Disposition: form-data; name=\"sizes\"\r\n\r\n2\r\n--b--\r\n";
    assert_eq!(send(address, parts).body, json!({"name": "moon"}));
    let answer = send(address, &parts.replace("\r\n\r\n2\r\n", "\r\n\r\nbig\r\n"));
    assert!(message(&answer).contains("`sizes[1]` is not an integer"), "{answer:?}");
    let answer = send(address, &parts.replace("name=\"picture\"", "name=\"painting\""));
    assert!(message(&answer).contains("`painting`"), "{answer:?}");
}

#[test]
fn choices_of_types_take_each_of_them() {
    let address = start(&["kites"], Auth::accept_everyone());
    let post = |action: &str, body: &str| {
        send(address, &format!("POST /bot1:x/{action}\nContent-Type: application/json\n\n{body}"))
    };
    let flight = json!({"ok": true, "result": {"id": 1}});
    assert_eq!(post("sendKite", r#"{"flyer_id": 1, "picture": "p"}"#).body, flight);
    assert_eq!(
        post("sendKite", r#"{"flyer_id": "Wen", "picture": "p", "part": {"type": "tail", "length": 1}}"#).body,
        flight
    );
    for (body, part) in [
        (r#"{"flyer_id": [], "picture": "p"}"#, "`flyer_id` is not of one of the documented types"),
        (r#"{"flyer_id": 1, "picture": 5}"#, "`picture` is not"),
        (r#"{"flyer_id": 1, "picture": "p", "part": {"type": "tail"}}"#, "`part.length` is missing"),
        (r#"{"flyer_id": 1, "picture": "p", "part": {"type": "sail", "length": 1}}"#, "`part.type` is not one of"),
        (r#"{"flyer_id": 1, "picture": "p", "knots": [{"text": "a"}]}"#, "`knots[0]` is not a list"),
    ] {
        let answer = post("sendKite", body);
        assert!(answer.status == 400 && message(&answer).contains(part), "{body}: {answer:?}");
        assert_eq!((&answer.body["ok"], &answer.body["error_code"]), (&json!(false), &json!(400)));
    }
    // Where the documents leave the method open, the query is as good as a body.
    assert_eq!(
        send(address, "GET /bot1:x/countKites?flyer_id=Wen&colours=red").body,
        json!({"ok": true, "result": 42})
    );
    assert_eq!(post("countKites", r#"{"flyer_id": 1}"#).body["result"], 42);
    let form = "POST /getMe\nContent-Type: application/x-www-form-urlencoded\n\n";
    assert_eq!(send(address, form).body["result"]["name"], "Wen");
}

#[test]
fn hostile_values_nest_as_deep_as_they_like() {
    let address = start(&["kites"], Auth::accept_everyone());
    let deep = |depth: usize| format!("{}null{}", r#"{"text":"k","inner":"#.repeat(depth), "}".repeat(depth));
    let body = format!(r#"{{"flyer_id": 1, "parts": [{}]}}"#, deep(60));
    let answer = send(address, &format!("POST /sendKites\nContent-Type: application/json\n\n{body}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = format!(r#"{{"flyer_id": 1, "parts": [{}]}}"#, deep(5000));
    assert_eq!(send(address, &format!("POST /sendKites\nContent-Type: application/json\n\n{body}")).status, 400);
}

#[test]
fn credentials_are_where_the_documents_put_them() {
    let address = start(&["lanterns"], Auth::verify(Credentials::bearer("moonlight")));
    let status = |request: &str| send(address, request).status;
    assert_eq!(status("GET /houses/@me/lanterns\nAuthorization: Bot moonlight"), 200);
    assert_eq!(status("GET /houses/@me/lanterns?key=moonlight"), 200);
    for wrong in [
        "",
        "\nAuthorization: Bot sunlight",
        "\nAuthorization: Bearer moonlight",
        "\nAuthorization: Bot ",
        "\nkey: moonlight",
    ] {
        assert_eq!(status(&format!("GET /houses/@me/lanterns{wrong}")), 401, "{wrong}");
    }
    let answer = send(address, "GET /houses/@me/lanterns");
    assert!(message(&answer).contains("the header Authorization or the query parameter key"), "{answer:?}");
    let address = start(&["kites"], Auth::verify(Credentials::new("7", "wind")));
    assert_eq!(send(address, "GET /bot7:wind/getMe").status, 200);
    assert_eq!(send(address, "GET /bot7%3Awind/getMe").status, 200);
    assert_eq!(send(address, "GET /bot7:rain/getMe").status, 401);
    assert_eq!(send(address, "GET /getMe").status, 401);
}

#[test]
fn several_apis_share_a_port_if_no_request_could_be_meant_for_two() {
    let specs = || vec![spec("kites"), spec("lanterns")];
    assert_eq!(docquarry::serve::groups(specs()).len(), 1);
    let twice = [specs(), vec![spec("kites")]].concat();
    assert_eq!(docquarry::serve::groups(twice).iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    let address = start(&["kites", "lanterns"], Auth::accept_everyone());
    assert_eq!(send(address, "GET /getMe").body["result"]["id"], 7);
    assert_eq!(send(address, "GET /api/v2/houses/@me/lanterns").body[0]["id"], "mine");
    let listing = send(address, "GET /-/actions");
    assert_eq!(listing.body["apis"][1]["routes"]["Search"], "POST /search");
    assert_eq!(listing.body["apis"][0]["path"], "/bot{token}/");
}
