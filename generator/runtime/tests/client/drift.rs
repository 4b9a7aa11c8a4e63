//! What is reported of answers that are not as documented, and of calls in spans.

use std::sync::{Arc, Mutex};

use docquarry_runtime::client::{Client, Drifts};

use crate::support::{ID, Prepared, RPC, SECRET, TOKEN, brew, client, client_of};

/// A client whose reports are kept as text.
fn listening(client: Client) -> (Client, Arc<Mutex<Vec<String>>>) {
    let reports: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&reports);
    let hook = move |found: &Drifts<'_>| {
        let lines =
            found.drifts.iter().map(|drift| format!("{} {}: {drift}", found.action, found.request_id.unwrap_or("-")));
        kept.lock().unwrap().extend(lines);
    };
    (client.on_drift(hook), reports)
}

#[tokio::test]
async fn differences_are_reported_with_path_type_and_what_came() {
    let body = r#"{"Response": {"PotId": 7, "Degrees": "80", "Steam": "a", "New": {"x": 1}, "RequestId": "r-1"}}"#;
    let (client, reports) = listening(client().transport(Prepared::answering(200, body)));
    let response = client.call(&brew()).await.unwrap();
    assert_eq!((response.pot_id.as_str(), response.degrees, response.steam), ("7", Some(80), vec!["a".to_owned()]));
    assert_eq!(
        *reports.lock().unwrap(),
        [
            "BrewTea r-1: PotId: number for a documented string",
            "BrewTea r-1: Steam: string for a documented array",
            "BrewTea r-1: Degrees: string for a documented integer",
            "BrewTea r-1: New: not documented",
        ]
    );
}

#[tokio::test]
async fn an_answer_as_documented_is_no_report() {
    let body = r#"{"Response": {"PotId": "p", "Degrees": null, "Steam": {"Puff": ["a"]}, "RequestId": "r-1"}}"#;
    let (client, reports) = listening(client().transport(Prepared::answering(200, body)));
    client.call(&brew()).await.unwrap();
    assert_eq!(*reports.lock().unwrap(), Vec::<String>::new());
}

/// XML has no numbers, so a number that is text is no difference there; everything else still is one.
#[tokio::test]
async fn text_is_no_difference_where_everything_is_text() {
    let body = "<BrewTeaResponse><PotId>7</PotId><Degrees>80</Degrees><Steam><Puff>a</Puff></Steam><New/>\
                <RequestId>r-1</RequestId></BrewTeaResponse>";
    let (client, reports) = listening(client_of(&RPC).transport(Prepared::answering(200, body)));
    let response = client.call(&brew()).await.unwrap();
    assert_eq!((response.pot_id.as_str(), response.degrees, response.steam), ("7", Some(80), vec!["a".to_owned()]));
    assert_eq!(*reports.lock().unwrap(), ["BrewTea r-1: New: not documented"]);
}

/// Keeps what spans and events say.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

impl tracing::field::Visit for Recorder {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push_str(&format!("{}={value:?} ", field.name()));
    }
}

impl tracing::Subscriber for Recorder {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("docquarry_runtime")
    }

    fn new_span(&self, attributes: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        attributes.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn spans_say_what_was_called_and_nothing_secret() {
    use docquarry_runtime::credentials::Credentials;
    let recorder = Recorder::default();
    let guard = tracing::subscriber::set_default(recorder.clone());
    let body = r#"{"Response": {"Error": {"Code": "LimitExceeded", "Message": "m"}, "RequestId": "r-9"}}"#;
    let transport = Prepared::answering(200, body);
    let client = Client::new(&crate::support::API, Credentials::new(ID, SECRET).with_token(TOKEN));
    client.region("mount-lu").transport(transport).call(&brew()).await.unwrap_err();
    drop(guard);
    let said = recorder.0.lock().unwrap().clone();
    assert_eq!(
        said.trim(),
        "api=\"acme-tea\" action=\"BrewTea\" region=\"mount-lu\" attempt=1 status=200 request_id=\"r-9\" \
         code=\"LimitExceeded\""
    );
    assert!(!said.contains(SECRET) && !said.contains(TOKEN) && !said.contains(ID));
}
