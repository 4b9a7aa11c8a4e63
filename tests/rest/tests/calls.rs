//! Generated clients against `docquarry serve` of the same specs, and against services of their own, over HTTP.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use docquarry_rest_tests::{start, start_router};
use docquarry_runtime::client::Kind;
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::server::{Auth, Error, With as _};
use docquarry_runtime::wire::{File, to_value};
use kites::model::{BooleanOrFlight, FileOrString, Flight, Knot, Part, Ribbon, Tail};
use kites::operation as kite;
use lanterns::model::{Lantern, Wick};
use lanterns::operation as lantern;
use serde_json::json;

fn token() -> Auth {
    Auth::verify(Credentials::new("7", "wind"))
}

fn kites_client(address: std::net::SocketAddr) -> kites::Client {
    kites::Client::new(Credentials::bearer("7:wind")).endpoint(format!("http://{address}"))
}

fn lanterns_client(address: std::net::SocketAddr, credentials: Credentials) -> lanterns::Client {
    lanterns::Client::new(credentials).endpoint(format!("http://{address}")).region("north")
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn an_envelope_is_taken_off_whatever_is_in_it() {
    let client = kites_client(start(&["kites"], token()));
    wait(async {
        let me = client.get_me(kite::GetMeRequest::default()).await.unwrap();
        assert_eq!((me.id, me.name.as_str()), (Some(7), "Wen"));
        assert_eq!(client.count_kites(kite::CountKitesRequest::default().flyer_id(7)).await.unwrap(), 42);
        assert!(client.drop_kites(kite::DropKitesRequest::new(["a", "b"])).await.unwrap());
        let tail = Part::from(Tail::new("tail", 3));
        let flights = client.send_kites(kite::SendKitesRequest::new("Wen", [tail.clone()])).await.unwrap();
        assert_eq!(flights.iter().map(|flight| flight.part.clone()).collect::<Vec<_>>(), [Some(tail)]);
        let stopped = client.stop_kite(kite::StopKiteRequest::new(1)).await.unwrap();
        assert!(matches!(stopped, BooleanOrFlight::Flight(flight) if flight.id == Some(1)));
    });
}

#[test]
fn failures_have_the_code_of_the_envelope() {
    let address = start(&["kites"], token());
    wait(async {
        let client = kites_client(address);
        let error = client.drop_kites(kite::DropKitesRequest::new(["a", "b", "c", "d"])).await.unwrap_err();
        assert_eq!(
            (error.details().kind(), error.details().code(), error.details().status()),
            (Kind::Service, Some("400"), Some(400))
        );
        assert!(error.details().message().contains("`ids`"), "{error}");
        let client = kites::Client::new(Credentials::bearer("7:storm")).endpoint(format!("http://{address}"));
        let error = client.get_me(kite::GetMeRequest::default()).await.unwrap_err();
        assert_eq!((error.details().code(), error.details().status()), (Some("401"), Some(401)));
        assert!(!format!("{error:?}").contains("storm"));
    });
}

#[test]
fn bodies_are_what_the_operation_takes() {
    let address = start(&["lanterns"], Auth::verify(Credentials::bearer("moonlight")));
    let client = lanterns_client(address, Credentials::bearer("moonlight"));
    wait(async {
        let request = lantern::CreateLanternRequest::new("h 1/2", "moon")
            .size(1.5)
            .wicks([Wick::new(2)])
            .labels([("kind", "paper".to_owned())])
            .frame(lantern::CreateLanternFrame::new("ash").height(3));
        let made: Lantern = client.create_lantern(request).await.unwrap();
        assert_eq!((made.id.as_str(), made.name.as_str(), made.wicks.len()), ("l-1", "moon", 1));
        let request = lantern::GetHousesHouseIdLanternsLanternIdRequest::new("h", "../l?#%2F");
        let shown = client.get_houses_house_id_lanterns_lantern_id(request).await.unwrap();
        assert_eq!(shown.lantern.unwrap().name, "moon");
        client.delete_lantern(lantern::DeleteLanternRequest::new("h", "风")).await.unwrap();
        let wicks = client.replace_wicks(lantern::ReplaceWicksRequest::new("l", [Wick::new(5)])).await.unwrap();
        assert_eq!(wicks[0].length, 5);
        let found = client.search(lantern::SearchRequest::new("a&b").tags(["x", "y"]).limit(2)).await.unwrap();
        assert_eq!(found.total, Some(3));
        let own = client.list_own_lanterns(lantern::ListOwnLanternsRequest::default()).await.unwrap();
        assert_eq!(own[0].id, "mine");
        let listed = client.list_lanterns(
            lantern::ListLanternsRequest::new("h").colours(["red", "b&w"]).x_reason("why").limit(5).lit(true),
        );
        assert_eq!(listed.await.unwrap(), []);
        let file = File::new("moon.png", vec![0x89, 0, 255]).of_type("image/png");
        let request = lantern::UploadPictureRequest::new(file).title("Moon").sizes([1, 2]);
        assert_eq!(client.upload_picture(request).await.unwrap().name, "moon");
        let sizes: BTreeMap<String, f64> =
            client.measure_house(lantern::MeasureHouseRequest::new("h").query_house_id("g")).await.unwrap();
        assert_eq!(sizes, BTreeMap::new());
    });
}

#[test]
fn what_no_address_can_have_is_not_sent() {
    let client = lanterns_client(start(&["lanterns"], Auth::accept_everyone()), Credentials::bearer("t"));
    wait(async {
        for house in ["", ".", ".."] {
            let error = client.list_lanterns(lantern::ListLanternsRequest::new(house)).await.unwrap_err();
            assert_eq!(error.details().kind(), Kind::Request, "{house:?}");
        }
    });
}

#[test]
fn a_signature_authenticates_as_well_as_a_token() {
    let address = start(&["lanterns"], Auth::verify(Credentials::new("access", "key").with_token("short")));
    wait(async {
        let request = || lantern::ListLanternsRequest::new("风 house").colours(["b", "a b"]).x_reason("r");
        let client = lanterns_client(address, Credentials::new("access", "key").with_token("short"));
        assert_eq!(client.list_lanterns(request()).await.unwrap(), []);
        let made = client.create_lantern(lantern::CreateLanternRequest::new("h", "moon")).await.unwrap();
        assert_eq!(made.id, "l-1");
        for wrong in [
            Credentials::new("access", "lock").with_token("short"),
            Credentials::new("access", "key"),
            Credentials::new("nobody", "key"),
        ] {
            let error = lanterns_client(address, wrong).list_lanterns(request()).await.unwrap_err();
            assert_eq!(error.details().status(), Some(401));
        }
    });
}

/// A service that keeps what it was asked, and answers from it.
#[derive(Default, Clone)]
struct Loft(Arc<Mutex<Vec<serde_json::Value>>>);

impl kites::server::Service for Loft {
    async fn send_kite(&self, request: kite::SendKiteRequest) -> Result<Flight, Error> {
        self.0.lock().unwrap().push(to_value(&request));
        Ok(Flight::with(|flight| {
            flight.id = Some(9);
            flight.part = Some(Ribbon::new("ribbon").colour("red").into());
            flight.knots = vec![vec![Knot::new("reef")], vec![]];
        }))
    }

    async fn count_kites(&self, _: kite::CountKitesRequest) -> Result<i64, Error> {
        Err(Error::new("429", "Too many."))
    }
}

#[test]
fn a_service_of_ones_own_gets_what_a_client_sends() {
    let loft = Loft::default();
    let client = kites_client(start_router(kites::server::router(loft.clone(), token())));
    wait(async {
        let picture = File::new("k.png", vec![0, 13, 10, 255]).of_type("image/png");
        let request = kite::SendKiteRequest::new(5, picture.clone())
            .caption("up")
            .part(Tail::new("tail", 2))
            .knots([vec![Knot::new("bow")]])
            .winds([3, 4]);
        let flight = client.send_kite(request.clone()).await.unwrap();
        assert_eq!(flight.id, Some(9));
        assert!(
            matches!(flight.part, Some(Part::Ribbon(ribbon)) if ribbon.colour.as_deref() == Some("red") || ribbon.r#type.to_string() == "ribbon")
        );
        assert_eq!(flight.knots.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(loft.0.lock().unwrap().pop().unwrap(), to_value(&request));
        let by_id = kite::SendKiteRequest::new("Wen", "picture-1");
        client.send_kite(by_id.clone()).await.unwrap();
        assert_eq!(loft.0.lock().unwrap().pop().unwrap(), json!({"flyer_id": "Wen", "picture": "picture-1"}));
        assert_eq!(by_id.picture, FileOrString::String("picture-1".to_owned()));
        let error = client.count_kites(kite::CountKitesRequest::default()).await.unwrap_err();
        assert_eq!((error.details().status(), error.code()), (Some(429), Some(kites::ErrorCode::Code429)));
        let error = client.get_me(kite::GetMeRequest::default()).await.unwrap_err();
        assert_eq!(error.details().status(), Some(501));
    });
}

#[test]
fn credentials_come_from_the_variables_of_the_vendor() {
    let read = |variables: &[(&str, &str)]| {
        let lookup = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Credentials::of_rest_lookup(&lanterns::REST, lookup).map_err(|error| error.to_string())
    };
    assert_eq!(read(&[("ACME_TOKEN", "t")]), Ok(Credentials::bearer("t")));
    let key = [("ACME_ACCESS_KEY_ID", "i"), ("ACME_SECRET_ACCESS_KEY", "s")];
    assert_eq!(read(&key), Ok(Credentials::new("i", "s")));
    assert!(
        read(&[("ACME_TOKEN", "")])
            .is_err_and(|error| error.contains("ACME_TOKEN") && error.contains("ACME_ACCESS_KEY_ID"))
    );
}
