//! Calls of actions that a program learns of when it runs: parameters and answers are JSON, and what the generated types
//! say in constants comes as data. Signing, sending and repeating are those of any other call.

use std::future::Future;

use crate::credentials::Credentials;
use crate::operation::{Paging, TaskState};
use crate::protocol::rest::Routed;
use crate::wire::{Entries, File, Item, List, Value, scalar_at};

use super::exchange::Facts;
use super::pages::Cursor;
use super::request::Payload;
use super::{Client, Error};

/// What [`Operation`](crate::operation::Operation) says of an action, as data.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether the call can be repeated without changing anything.
    pub idempotent: bool,
    /// The parameter that makes the service carry out repeated requests once.
    pub client_token: Option<&'static str>,
    /// Documented limit in requests per second.
    pub rate_limit: Option<u32>,
    /// The host that serves it, if it is another than the API's.
    pub host: Option<&'static str>,
    /// How its requests are formed, in an API of methods and paths.
    pub route: Option<Routed>,
    /// The documented fields of its answers. An answer that nothing else marks as the API's must have one of them.
    pub answer: &'static [&'static str],
}

/// A successful answer as it came, without its envelope.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Answered {
    /// The answer.
    pub value: Value,
    /// The id that the service gave the request.
    pub request_id: Option<String>,
    /// HTTP status.
    pub status: u16,
}

impl Action {
    fn facts(&self, parameters: &Value) -> Facts {
        let has_token = self.client_token.is_some_and(|name| scalar_at(Item::Raw(parameters), &[name]).is_some());
        Facts {
            action: self.name,
            safe: self.idempotent || has_token,
            host: self.host,
            rate_limit: self.rate_limit,
            route: self.route,
        }
    }
}

impl Client {
    /// Calls an action with an object of parameters, and again if that failed for a passing reason. A value that is a
    /// [`File`] as JSON is sent as a file.
    ///
    /// # Errors
    /// Those of [`Client::call`].
    pub fn call_action<'a>(
        &'a self,
        action: &'a Action,
        parameters: &Value,
    ) -> impl Future<Output = Result<Answered, Error>> + Send + use<'a> {
        let (facts, payload) = (action.facts(parameters), self.payload(action, parameters));
        async move {
            let answer = self.exchange(facts, payload?).await?;
            if answer.is_doubtful && !is_known(action, &answer.value) {
                return Err(Error::parse("the answer has nothing that the API answers with", None, answer.status));
            }
            Ok(Answered { value: answer.value, request_id: answer.request_id, status: answer.status })
        }
    }

    /// The signed request of a call of an action, which is not sent.
    ///
    /// # Errors
    /// [`Kind::Request`](super::Kind::Request) and [`Kind::Signing`](super::Kind::Signing).
    pub fn sign_action(
        &self,
        action: &Action,
        parameters: &Value,
        credentials: &Credentials,
    ) -> Result<http::Request<Vec<u8>>, Error> {
        self.signed(&action.facts(parameters), &self.payload(action, parameters)?, credentials)
    }

    fn payload(&self, action: &Action, parameters: &Value) -> Result<Payload, Error> {
        Payload::new(Item::Map(&Parameters::of(parameters)), self.api, self.style, action.route)
    }
}

fn is_known(action: &Action, answer: &Value) -> bool {
    answer.is_null() || action.answer.iter().any(|name| answer.get(name).is_some())
}

/// Parameters as they are written: JSON as it is, except files.
struct Parameters<'a>(Vec<(&'a str, Given<'a>)>);

enum Given<'a> {
    Value(&'a Value),
    File(File),
    Files(Vec<File>),
}

impl<'a> Parameters<'a> {
    fn of(parameters: &'a Value) -> Self {
        let given = |value: &'a Value| match (File::of(value), value) {
            (Some(file), _) => Given::File(file),
            (None, Value::Array(items)) if !items.is_empty() => {
                items.iter().map(File::of).collect::<Option<_>>().map_or(Given::Value(value), Given::Files)
            }
            (None, value) => Given::Value(value),
        };
        let fields = parameters.as_object().into_iter().flatten();
        Parameters(fields.map(|(name, value)| (name.as_str(), given(value))).collect())
    }
}

impl Entries for Parameters<'_> {
    fn each(&self, give: &mut dyn FnMut(&str, Item<'_>)) {
        for (name, given) in &self.0 {
            match given {
                Given::Value(Value::Null) => {}
                Given::Value(value) => give(name, Item::Raw(value)),
                Given::File(file) => give(name, Item::File(file)),
                Given::Files(files) => give(name, Item::List(files as &dyn List)),
            }
        }
    }
}

/// Going through the pages of a list: which parameter asks for the next page, and whether there is one.
#[derive(Debug)]
pub struct Turn(Cursor);

impl Turn {
    /// Before the first page.
    pub fn new(paging: Paging) -> Self {
        Turn(Cursor::new(paging))
    }

    /// The parameters of the next page, from those of the first; none after the last page.
    pub fn parameters(&self, first: &Value) -> Option<Value> {
        if self.0.is_at_end() {
            return None;
        }
        let mut parameters = first.clone();
        if let (Some((name, value)), Some(fields)) = (self.0.patch(), parameters.as_object_mut()) {
            fields.insert(name.to_owned(), value);
        }
        Some(parameters)
    }

    /// Moves on after an answer with a number of items. `first` are the parameters of the first page.
    ///
    /// # Errors
    /// [`Kind::Parse`](super::Kind::Parse) if the service gives a token a second time.
    pub fn advance(&mut self, first: &Value, answer: &Value, items: usize) -> Result<(), Error> {
        self.0.advance(Item::Raw(first), Item::Raw(answer), items)
    }
}

/// What the state in an answer about a task means, by the path to it and by the documented states. A state that is not
/// documented may become one that is, so it means going on.
pub fn task_state(answer: &Value, path: &[&str], states: &[(&str, TaskState)]) -> TaskState {
    super::wait::meaning(Item::Raw(answer), path, states)
}

/// The scalar at a path of names, as text; none if it is absent or empty.
pub fn text_at(value: &Value, path: &[&str]) -> Option<String> {
    scalar_at(Item::Raw(value), path)
}
