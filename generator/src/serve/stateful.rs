//! A service of one's own in front of what `serve` answers: some actions are programmed, the rest is remembered.

use docquarry_runtime::server::{Call, Dispatch, Reply};

use crate::emit::schema::schema;
use crate::spec::model::Spec;

use super::Options;
use super::answers::Answers;

/// A service in front of a state. What the service does not offer is answered from what is kept, and what is of no family
/// by its documented example; latency, faults and recorded answers of the options are of these alone. Both see one state:
/// a call that the service refuses has changed nothing, and one that it lets through has its whole effect.
#[derive(Debug)]
pub struct Stateful<S> {
    own: S,
    rest: Answers,
}

impl<S: Dispatch> Stateful<S> {
    /// The service of a spec's API in front of the state of the options. The state must be of that spec; without a state
    /// what is left over answers its example.
    pub fn new(spec: &Spec, own: S, options: &Options) -> Self {
        Stateful { own, rest: super::answers(spec, &schema(spec), options) }
    }
}

impl<S: Dispatch> Dispatch for Stateful<S> {
    fn dispatch(&self, call: Call) -> Reply<'_> {
        Box::pin(async move {
            match self.own.dispatch(call.clone()).await {
                Err(error) if error.is_unsupported() => self.rest.dispatch(call).await,
                answer => answer,
            }
        })
    }
}
