//! What a served action answers: a documented example, or a fault on purpose.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use docquarry_runtime::schema::Schema;
use docquarry_runtime::server::{Call, Dispatch, Error, Reply};
use serde_json::Value;

use crate::emit::schema::example_request;
use crate::spec::model::Spec;

use super::Options;
use super::replay::Replay;
use super::shape::Shaper;
use super::state::Engine;

/// The answers of one API.
#[derive(Debug)]
pub(super) struct Answers {
    actions: HashMap<String, Vec<Example>>,
    state: Option<Arc<Engine>>,
    api: String,
    replay: Option<Replay>,
    latency: Duration,
    faults: Faults,
}

#[derive(Debug)]
struct Example {
    /// Parameters that it answers; none where the document has no readable ones.
    request: Option<Value>,
    response: Value,
}

impl Answers {
    pub(super) fn of(spec: &Spec, schema: &Schema, options: &Options) -> Self {
        let shaper = Shaper::of(spec);
        let mut actions = HashMap::new();
        for (name, action) in &spec.actions {
            let shown = action.examples.iter().filter_map(|example| {
                let response = shaper.example(action, &example.response)?;
                Some(Example { request: example_request(spec, schema, name, example), response })
            });
            let mut examples: Vec<Example> = shown.collect();
            if examples.is_empty() {
                examples.push(Example { request: None, response: shaper.standard(action) });
            }
            actions.insert(name.clone(), examples);
        }
        let state = options.state.as_ref().and_then(|state| state.engine(&spec.id));
        let (api, replay) = (spec.id.clone(), options.replay.clone());
        Answers { actions, state, api, replay, latency: options.latency, faults: options.faults.clone() }
    }

    /// The example whose request was made, or else the first.
    fn answer(&self, call: &Call) -> Result<Value, Error> {
        let examples = self.actions.get(&call.action).map(Vec::as_slice).unwrap_or_default();
        let same = examples.iter().skip(1).find(|example| example.request.as_ref() == Some(&call.parameters));
        let example = same.or(examples.first()).ok_or_else(|| Error::invalid_action(&call.action))?;
        Ok(example.response.clone())
    }
}

impl Dispatch for Answers {
    fn dispatch(&self, call: Call) -> Reply<'_> {
        Box::pin(async move {
            if !self.latency.is_zero() {
                tokio::time::sleep(self.latency).await;
            }
            if let Some(code) = self.faults.next() {
                return Err(Error::new(code, "This failure was asked for."));
            }
            if let Some(answer) = self.replay.as_ref().and_then(|replay| replay.answer(&self.api, &call)) {
                return answer;
            }
            match &self.state {
                Some(state) => remembered(state, call, |call| self.answer(call)).await,
                None => self.answer(&call),
            }
        })
    }
}

/// The answer of a state; the documented one for an action that is of no family.
async fn remembered(
    state: &Arc<Engine>,
    call: Call,
    example: impl Fn(&Call) -> Result<Value, Error>,
) -> Result<Value, Error> {
    if !state.is_slow(&call) {
        return state.answer(&call).unwrap_or_else(|| example(&call));
    }
    let (engine, asked) = (Arc::clone(state), call.clone());
    let answer = tokio::task::spawn_blocking(move || engine.answer(&asked)).await;
    match answer {
        Ok(answer) => answer.unwrap_or_else(|| example(&call)),
        Err(_) => Err(Error::new("InternalError", "The call ended before it was answered.")),
    }
}

/// Calls that fail on purpose: codes with their rates. Failures are spread evenly, so that a run can be repeated: with
/// a rate of 0.25 every fourth call fails.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Vec<Fault>>);

#[derive(Debug)]
struct Fault {
    code: String,
    /// Failures in [`WHOLE`] calls.
    rate: u64,
    /// Sum of the rates of all calls.
    sum: AtomicU64,
}

const WHOLE: u64 = 1_000_000;

impl Faults {
    /// Faults of these codes and rates.
    pub fn new(rates: impl IntoIterator<Item = FaultRate>) -> Self {
        let fault = |FaultRate { code, rate }| Fault { code, rate, sum: AtomicU64::new(0) };
        Faults(Arc::new(rates.into_iter().map(fault).collect()))
    }

    /// The code that the next call fails with.
    fn next(&self) -> Option<String> {
        let mut code = None;
        for fault in self.0.iter() {
            let before = fault.sum.fetch_add(fault.rate, Ordering::Relaxed);
            if before / WHOLE != before.wrapping_add(fault.rate) / WHOLE {
                code = code.or(Some(&fault.code));
            }
        }
        code.cloned()
    }
}

/// A code and how often it comes, as `Code=0.1` on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRate {
    code: String,
    rate: u64,
}

impl FromStr for FaultRate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, rate) = text.rsplit_once('=').ok_or("expected CODE=RATE, such as InternalError=0.1")?;
        let rate: f64 = rate.parse().map_err(|_| format!("the rate `{rate}` is no number"))?;
        if code.is_empty() || !(0.0..=1.0).contains(&rate) {
            return Err(format!("expected a code and a rate from 0 to 1, found `{text}`"));
        }
        Ok(FaultRate { code: code.to_owned(), rate: (rate * WHOLE as f64).round() as u64 })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_spread_evenly() {
        let faults = Faults::new(["A=0.25", "B=0.5"].map(|text| text.parse().unwrap()));
        let codes: Vec<String> = (0..8).map(|_| faults.next().unwrap_or_default()).collect();
        assert_eq!(codes, ["", "B", "", "A", "", "B", "", "A"]);
        let never = Faults::new(["A=0".parse().unwrap()]);
        assert!((0..1000).all(|_| never.next().is_none()));
        let always = Faults::new(["A=1".parse().unwrap()]);
        assert!((0..1000).all(|_| always.next().is_some()));
    }

    #[test]
    fn rates_are_read_with_their_codes() {
        for bad in ["A", "=1", "A=", "A=2", "A=-0.1", "A=NaN"] {
            assert!(bad.parse::<FaultRate>().is_err(), "{bad}");
        }
        let rate: FaultRate = "A.B=0.001".parse().unwrap();
        assert_eq!(rate, FaultRate { code: "A.B".into(), rate: 1000 });
    }
}
