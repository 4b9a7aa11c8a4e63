//! Waiting for tasks: asking how one goes until it has ended. Which action is asked, and what its states mean, is told by
//! [`TaskQuery`] and [`StartsTask`].

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use crate::call::{self, Call};
use crate::operation::{Operation, Origin, StartsTask, TaskQuery, TaskState};
use crate::wire::{self, Item, Wire as _, scalar_at};

use super::Client;

/// How long between two questions, and how long in all, unless the user says otherwise.
const INTERVAL: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(600);

/// What a waiter was told.
#[derive(Debug, Clone, Copy)]
struct Patience {
    interval: Duration,
    timeout: Duration,
}

const PATIENCE: Patience = Patience { interval: INTERVAL, timeout: TIMEOUT };

/// Waits for the end of a task; made by [`Call::wait`], and by [`Call::and_wait`] as [`AndWait`].
#[must_use = "nothing happens before this is awaited"]
pub struct Wait<'a, O, C, M = Ask> {
    call: Call<'a, O, C>,
    patience: Patience,
    mode: PhantomData<M>,
}

/// Starts a task and waits for its end.
pub type AndWait<'a, O, C> = Wait<'a, O, C, Start>;

/// The call of a [`Wait`] asks how a task goes.
#[derive(Debug)]
pub enum Ask {}

/// The call of a [`Wait`] starts a task.
#[derive(Debug)]
pub enum Start {}

/// Why a task has no good end. `R` is what the action answers that tells how the task goes.
pub enum TaskError<R, C> {
    /// It has failed.
    Failed(R),
    /// It went on for longer than the waiter; with the last answer.
    TimedOut(Option<R>),
    /// The answer that should name the task names none.
    NoTask,
    /// A call failed: the one that starts the task, or the one that asks for it. In the second case the task may
    /// still go on.
    Call(call::Error<C>),
}

impl<R, C: From<String>> TaskError<R, C> {
    /// The service's error code, where a call failed that the service answered.
    pub fn code(&self) -> Option<C> {
        match self {
            TaskError::Call(error) => error.code(),
            _ => None,
        }
    }
}

impl<'a, O, C, M> Wait<'a, O, C, M> {
    pub(crate) fn new(call: Call<'a, O, C>) -> Self {
        Wait { call, patience: PATIENCE, mode: PhantomData }
    }

    /// How long between two questions; 2 seconds unless this says otherwise.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.patience.interval = interval;
        self
    }

    /// How long to wait in all; 10 minutes unless this says otherwise.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.patience.timeout = timeout;
        self
    }
}

/// What the state in an answer means. A state that is not documented may become one that is, so it means going on.
pub(super) fn meaning(answer: Item<'_>, path: &[&str], states: &[(&str, TaskState)]) -> TaskState {
    let text = scalar_at(answer, path);
    let known = states.iter().find(|(value, _)| Some(*value) == text.as_deref());
    known.map_or(TaskState::Running, |(_, state)| *state)
}

/// The question for the task that was started; none if a value for it is missing.
fn query<O: StartsTask>(request: &O, started: &O::Response) -> Option<O::Query> {
    let mut parameters = serde_json::Map::new();
    for (name, origin) in O::PARAMETERS {
        let value = match origin {
            Origin::Request(field) => scalar_at(request.item(), &[field]),
            Origin::Response(field) => scalar_at(started.item(), &[field]),
        };
        parameters.insert((*name).to_owned(), value?.into());
    }
    wire::from_request(parameters.into()).ok()
}

/// Asks until the task has ended or patience has.
async fn ended<O, C>(client: &Client, query: &O, patience: Patience) -> Result<O::Response, TaskError<O::Response, C>>
where
    O: TaskQuery<Response: Send> + Send + Sync,
{
    let start = client.environment.elapsed();
    loop {
        let answer = client.call(query).await.map_err(|error| TaskError::Call(error.into()))?;
        match meaning(answer.item(), O::STATE, O::STATES) {
            TaskState::Succeeded => return Ok(answer),
            TaskState::Failed => return Err(TaskError::Failed(answer)),
            TaskState::Running => {}
        }
        let left = patience.timeout.saturating_sub(client.environment.elapsed().saturating_sub(start));
        if left < patience.interval || left.is_zero() {
            return Err(TaskError::TimedOut(Some(answer)));
        }
        client.environment.sleep(patience.interval).await;
    }
}

/// What awaiting a waiter is.
type Waiting<'a, T, R, C> = Pin<Box<dyn Future<Output = Result<T, TaskError<R, C>>> + Send + 'a>>;

impl<'a, O, C> IntoFuture for Wait<'a, O, C, Ask>
where
    O: TaskQuery<Response: Send> + Send + Sync + 'a,
    C: 'a,
{
    type Output = Result<O::Response, TaskError<O::Response, C>>;
    type IntoFuture = Waiting<'a, O::Response, O::Response, C>;

    fn into_future(self) -> Self::IntoFuture {
        let (client, query) = self.call.into_parts();
        Box::pin(async move { ended(client, &query, self.patience).await })
    }
}

/// The answer of the action that a starting action's task is asked with.
type Told<O> = <<O as StartsTask>::Query as Operation>::Response;

impl<'a, O, C> IntoFuture for AndWait<'a, O, C>
where
    O: StartsTask<Response: Send, Query: TaskQuery<Response: Send> + Send + Sync> + Send + Sync + 'a,
    C: 'a,
{
    /// What the action answered, and the last answer about its task.
    type Output = Result<(O::Response, Told<O>), TaskError<Told<O>, C>>;
    type IntoFuture = Waiting<'a, (O::Response, Told<O>), Told<O>, C>;

    fn into_future(self) -> Self::IntoFuture {
        let (client, request) = self.call.into_parts();
        Box::pin(async move {
            let started = client.call(&request).await.map_err(|error| TaskError::Call(error.into()))?;
            let query = query(&request, &started).ok_or(TaskError::NoTask)?;
            let told = ended(client, &query, self.patience).await?;
            Ok((started, told))
        })
    }
}

impl<O: Operation + fmt::Debug, C, M> fmt::Debug for Wait<'_, O, C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("call", &self.call).field("patience", &self.patience).finish_non_exhaustive()
    }
}

impl<R: fmt::Debug, C> fmt::Debug for TaskError<R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskError::Failed(answer) => f.debug_tuple("Failed").field(answer).finish(),
            TaskError::TimedOut(answer) => f.debug_tuple("TimedOut").field(answer).finish(),
            TaskError::NoTask => f.write_str("NoTask"),
            TaskError::Call(error) => f.debug_tuple("Call").field(error).finish(),
        }
    }
}

impl<R, C> fmt::Display for TaskError<R, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskError::Failed(_) => f.write_str("the task has failed"),
            TaskError::TimedOut(_) => f.write_str("the task has not ended in time"),
            TaskError::NoTask => f.write_str("the answer names no task"),
            TaskError::Call(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl<R: fmt::Debug, C> std::error::Error for TaskError<R, C> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TaskError::Call(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}
