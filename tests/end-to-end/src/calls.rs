//! Every method of the generated clients as a function over JSON, so that a test can go through all actions.

use std::future::Future;
use std::pin::Pin;

use docquarry_runtime::call::Error;
use docquarry_runtime::operation::Operation;
use docquarry_runtime::wire::{self, Value};

/// One method of the client type `C`.
#[derive(Debug)]
pub struct Entry<C> {
    /// Name of the action on the wire.
    pub action: &'static str,
    /// Reads parameters into the request type, awaits the call, and gives both sides back as JSON.
    pub call: fn(&C, Value) -> Going<'_>,
    /// Awaits the call of a request without parameters, whatever is required, and gives the answer back as JSON.
    pub ask: fn(&C) -> Going<'_>,
    /// Reads an answer, its envelope taken off, into the response type, and gives it back as JSON.
    pub read: fn(Value) -> Value,
}

/// A call under way.
pub type Going<'a> = Pin<Box<dyn Future<Output = Result<Trip, Failure>> + 'a>>;

/// A call that succeeded.
#[derive(Debug, Clone, PartialEq)]
pub struct Trip {
    /// The typed request, written again.
    pub sent: Value,
    /// The typed response, written again.
    pub received: Value,
}

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The service's error code, by the generated enumeration; none where the request could not be made or sent.
    pub code: Option<String>,
    /// The error for people.
    pub message: String,
}

/// The entry of a method.
macro_rules! entry {
    ($api:ident, $method:ident, $request:ident) => {
        Entry {
            action: <$api::operation::$request as Operation>::ACTION,
            call: |client, parameters| {
                Box::pin(async move {
                    let request: $api::operation::$request = wire::from_request(parameters).map_err(unreadable)?;
                    let sent = wire::to_value(&request);
                    let received = client.$method(request).await.map(|response| wire::to_value(&response));
                    trip(sent, received)
                })
            },
            ask: |client| {
                Box::pin(async move {
                    let received = client.$method(wire::Wire::empty()).await.map(|response| wire::to_value(&response));
                    trip(Value::Null, received)
                })
            },
            read: |answer| {
                let (response, _) = wire::from_answer::<<$api::operation::$request as Operation>::Response>(answer);
                wire::to_value(&response)
            },
        }
    };
}

fn trip<E: From<String> + ToString>(sent: Value, received: Result<Value, Error<E>>) -> Result<Trip, Failure> {
    match received {
        Ok(received) => Ok(Trip { sent, received }),
        Err(error) => {
            let code = error.code().map(|code| code.to_string());
            Err(Failure { code, message: error.to_string() })
        }
    }
}

fn unreadable(drifts: Vec<wire::Drift>) -> Failure {
    let sentences: Vec<String> = drifts.iter().map(ToString::to_string).collect();
    Failure { code: None, message: sentences.join("; ") }
}

mod table {
    // Methods of actions that the vendor is retiring are called as well.
    #![allow(deprecated)]

    use super::*;

    include!(concat!(env!("OUT_DIR"), "/calls.rs"));
}

pub use table::{ALIYUN_SLB, TENCENT_CLB, TENCENT_CLB_V2, TENCENT_ECM};
