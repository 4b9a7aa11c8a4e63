//! Calls by a plan: once, page by page, and until a task has ended. Bounded: so many items, so much time.

use std::time::Duration;

use docquarry_runtime::client::dynamic::{Turn, task_state, text_at};
use docquarry_runtime::client::{Client, Error};
use docquarry_runtime::credentials::{Credentials, CredentialsError};
use docquarry_runtime::operation::TaskState;
use serde_json::{Map, Value};

use crate::emit::rust::model::Origin;

use super::Plan;
use super::plan::Task;

/// How long between two questions for a task.
const INTERVAL: Duration = Duration::from_secs(2);

/// What a call depends on besides its action and parameters.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Who calls.
    pub credentials: Credentials,
    /// The region that the call is for.
    pub region: Option<String>,
    /// Where the call goes instead of the documented host.
    pub endpoint: Option<String>,
    /// How long an attempt may take, and how long a task.
    pub timeout: Option<Duration>,
}

impl Settings {
    /// Calls of somebody, to the documented host and without a region.
    pub fn new(credentials: Credentials) -> Self {
        Settings { credentials, region: None, endpoint: None, timeout: None }
    }
}

/// Why there is no answer, or not all of it.
#[derive(Debug)]
pub enum Failure {
    /// The call failed.
    Call(Error),
    /// A later call failed; with the items that had come.
    Page(Error, usize),
    /// The task has failed; with the last answer about it.
    Task(Value),
    /// The task has not ended in time; with the last answer about it.
    Late(Value),
    /// The answer names no task.
    NoTask,
    /// The answer has no list where the documents have one.
    NoList(&'static str),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Call(error)
    }
}

/// All items of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Items {
    /// The first answer, with the items of all pages.
    pub answer: Value,
    /// Whether there may be more.
    pub is_cut: bool,
}

impl Plan {
    /// The credentials of the environment, or of the files of the vendor's own tools.
    ///
    /// # Errors
    /// What was looked for.
    pub fn credentials(&self) -> Result<Credentials, CredentialsError> {
        match self.rest {
            Some(rest) => Credentials::of_rest(rest),
            None => Credentials::find(self.api.protocol),
        }
    }

    fn client(&self, settings: &Settings) -> Client {
        let mut client = Client::new(self.api, settings.credentials.clone());
        if let Some(region) = &settings.region {
            client = client.region(region);
        }
        if let Some(endpoint) = &settings.endpoint {
            client = client.endpoint(endpoint);
        }
        match settings.timeout {
            Some(timeout) => client.timeout(timeout),
            None => client,
        }
    }

    /// The signed request, which is not sent.
    ///
    /// # Errors
    /// Why there is none.
    pub fn sign(&self, settings: &Settings, parameters: &Map<String, Value>) -> Result<http::Request<Vec<u8>>, Error> {
        self.client(settings).sign_action(&self.action, &Value::Object(parameters.clone()), &settings.credentials)
    }

    /// Makes the call.
    ///
    /// # Errors
    /// Why it failed.
    pub async fn call(&self, settings: &Settings, parameters: Map<String, Value>) -> Result<Value, Failure> {
        let answered = self.client(settings).call_action(&self.action, &Value::Object(parameters)).await?;
        Ok(answered.value)
    }

    /// Makes the call for each page of its list, until there are no more or `most` items have come.
    ///
    /// # Errors
    /// Why a call failed.
    pub async fn all(
        &self,
        settings: &Settings,
        parameters: Map<String, Value>,
        most: usize,
    ) -> Result<Items, Failure> {
        let Some((paging, list)) = self.pages else { return Err(Failure::NoList("")) };
        let (client, first, mut turn) = (self.client(settings), Value::Object(parameters), Turn::new(paging));
        let mut whole: Option<Value> = None;
        let mut count = 0;
        while let Some(parameters) = turn.parameters(&first) {
            let page = client.call_action(&self.action, &parameters).await;
            let mut page =
                page.map_err(|error| if count == 0 { Failure::Call(error) } else { Failure::Page(error, count) })?;
            let items = items(&mut page.value, list).map(std::mem::take);
            let items = items.ok_or(Failure::NoList(list))?;
            count += items.len();
            turn.advance(&first, &page.value, items.len()).map_err(|error| Failure::Page(error, count))?;
            let known = match &mut whole {
                Some(whole) => self::items(whole, list),
                None => self::items(whole.insert(page.value), list),
            };
            if let Some(known) = known {
                known.extend(items);
                if known.len() >= most {
                    let is_cut = known.len() > most || turn.parameters(&first).is_some();
                    known.truncate(most);
                    return Ok(Items { answer: whole.unwrap_or_default(), is_cut });
                }
            }
        }
        Ok(Items { answer: whole.unwrap_or_default(), is_cut: false })
    }

    /// Makes the call, if it starts a task, and asks for the task until it has ended. The last answer about it.
    ///
    /// # Errors
    /// Why a call or the task failed.
    pub async fn wait(
        &self,
        settings: &Settings,
        parameters: Map<String, Value>,
        patience: Duration,
    ) -> Result<Value, Failure> {
        let Some(task) = &self.task else { return Err(Failure::NoTask) };
        let (client, parameters) = (self.client(settings), Value::Object(parameters));
        let question = match &task.parameters {
            Some(origins) => {
                let started = client.call_action(&self.action, &parameters).await?;
                question(origins, &parameters, &started.value).ok_or(Failure::NoTask)?
            }
            None => parameters,
        };
        let end = tokio::time::Instant::now() + patience;
        loop {
            let told = client.call_action(&task.query, &question).await?.value;
            match state(task, &told) {
                TaskState::Succeeded => return Ok(told),
                TaskState::Failed => return Err(Failure::Task(told)),
                TaskState::Running => {}
            }
            if tokio::time::Instant::now() + INTERVAL > end {
                return Err(Failure::Late(told));
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

/// The parameters of the question for a task; none if a value for it is missing.
fn question(origins: &[(String, Origin)], parameters: &Value, started: &Value) -> Option<Value> {
    let mut question = Map::new();
    for (name, origin) in origins {
        let value = match origin {
            Origin::Request(field) => text_at(parameters, &[field]),
            Origin::Response(field) => text_at(started, &[field]),
        };
        question.insert(name.clone(), value?.into());
    }
    Some(Value::Object(question))
}

fn state(task: &Task, told: &Value) -> TaskState {
    let path: Vec<&str> = task.state.iter().map(String::as_str).collect();
    let states: Vec<(&str, TaskState)> = task.states.iter().map(|(value, state)| (value.as_str(), *state)).collect();
    task_state(told, &path, &states)
}

/// The items of a list in an answer, which may be wrapped: `{"Zones": {"Zone": […]}}`. A list that is
/// absent or null has none.
fn items<'v>(answer: &'v mut Value, list: &str) -> Option<&'v mut Vec<Value>> {
    let field = answer.as_object_mut()?.entry(list).or_insert(Value::Null);
    if field.is_null() {
        *field = Value::Array(Vec::new());
    }
    match field {
        Value::Array(items) => Some(items),
        Value::Object(wrapper) if wrapper.len() == 1 => wrapper.values_mut().next()?.as_array_mut(),
        _ => None,
    }
}
