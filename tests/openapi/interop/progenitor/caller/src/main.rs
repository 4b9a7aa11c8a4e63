//! Calls every operation with a client that progenitor generated: `interop-caller BASE-URL CASES`. The client is in the
//! folder `INTEROP_CLIENT`.

use std::collections::HashMap;
use std::fmt::{Debug, Display};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

#[allow(clippy::all, dead_code)]
mod client {
    include!(concat!(env!("INTEROP_CLIENT"), "/client.rs"));
}

include!(concat!(env!("INTEROP_CLIENT"), "/calls.rs"));

/// A case of `cases.py`.
#[derive(serde::Deserialize)]
struct Case {
    id: String,
    body: Value,
    headers: HashMap<String, Value>,
}

/// The values of a call by the names of arguments.
pub struct Given(HashMap<String, Value>);

impl Given {
    fn new(case: &Case) -> Self {
        let headers = case.headers.iter().map(|(name, value)| (name.to_lowercase().replace('-', "_"), value.clone()));
        Self(headers.chain([("body".to_owned(), case.body.clone())]).collect())
    }

    /// The value of an argument. What is not given is null.
    fn value<T: DeserializeOwned>(&self, name: &str) -> Result<T, String> {
        let value = self.0.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|error| format!("{name}: {error}"))
    }
}

/// What the client read, as JSON again.
fn answered<T: serde::Serialize, E: Debug>(answer: Result<client::ResponseValue<T>, client::Error<E>>) -> Result<Value, String>
where
    client::Error<E>: Display,
{
    let answer = answer.map_err(|error| format!("{error}"))?;
    serde_json::to_value(answer.into_inner()).map_err(|error| error.to_string())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(base), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: interop-caller BASE-URL CASES".into());
    };
    let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let client = client::Client::new(&base);
    let mut results = Map::new();
    for case in &cases {
        let result = match call(&client, &case.id.to_lowercase(), &Given::new(case)).await {
            Ok(answer) => serde_json::json!({"status": 200, "answer": answer}),
            Err(reason) => Value::String(reason),
        };
        results.insert(case.id.clone(), result);
    }
    println!("{}", Value::Object(results));
    Ok(())
}
