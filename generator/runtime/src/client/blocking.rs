//! Calls from programs that have no async runtime: one runtime for all of them, started by the first.
//!
//! Nothing here is a client of its own. A call, a waiter or a list is made as ever and then asked to block.

use std::future::{Future, IntoFuture};
use std::io;
use std::sync::LazyLock;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::call::{self, Call};
use crate::operation::{Operation, Paged, StartsTask, TaskQuery};

use super::wait::{Ask, Start, TaskError, Wait};
use super::{Error, Items, Pages};

/// One thread, which looks after the connections between calls too.
static RUNTIME: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).thread_name("docquarry-calls").enable_all().build());

/// Waits for a future on this thread.
fn wait_for<T>(future: impl Future<Output = T>) -> Result<T, Error> {
    if Handle::try_current().is_ok() {
        return Err(Error::request("a blocking call would hold up the async runtime that it is made in; await it"));
    }
    match &*RUNTIME {
        Ok(runtime) => Ok(runtime.block_on(future)),
        Err(_) => Err(Error::request("the system gives no thread to make calls from")),
    }
}

impl<O: Operation<Response: Send> + Send + Sync, C> Call<'_, O, C> {
    /// Makes the call as awaiting it does, on this thread.
    ///
    /// # Errors
    /// Why the call failed; also if this thread runs async code.
    pub fn block(self) -> Result<O::Response, call::Error<C>> {
        wait_for(self.into_future())?
    }
}

impl<O: TaskQuery<Response: Send> + Send + Sync, C> Wait<'_, O, C, Ask> {
    /// Waits as awaiting this does, on this thread.
    ///
    /// # Errors
    /// Why the task has no good end; also if this thread runs async code.
    pub fn block(self) -> Result<O::Response, TaskError<O::Response, C>> {
        wait_for(self.into_future()).map_err(|error| TaskError::Call(error.into()))?
    }
}

impl<'a, O, C: 'a> Wait<'a, O, C, Start>
where
    O: StartsTask<Response: Send, Query: TaskQuery<Response: Send> + Send + Sync> + Send + Sync + 'a,
{
    /// Waits as awaiting this does, on this thread.
    ///
    /// # Errors
    /// Why the task has no good end; also if this thread runs async code.
    pub fn block(self) -> <Self as IntoFuture>::Output {
        wait_for(self.into_future()).map_err(|error| TaskError::Call(error.into()))?
    }
}

/// A list as an iterator; made by [`Pages::blocking`] and [`Items::blocking`].
#[derive(Debug)]
#[must_use = "nothing is fetched before it is asked for"]
pub struct Blocking<L> {
    list: L,
    /// The list cannot be had from this thread, and this has been said.
    refused: bool,
}

impl<'a, O: Paged + 'a, C> Pages<'a, O, C> {
    /// The pages as an iterator, which waits on this thread.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking { list: self, refused: false }
    }
}

impl<'a, O: Paged + 'a, C> Items<'a, O, C> {
    /// The items as an iterator, which waits on this thread.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking { list: self, refused: false }
    }
}

impl<L> Blocking<L> {
    fn step<T, C>(
        &mut self,
        next: impl AsyncFnOnce(&mut L) -> Option<Result<T, call::Error<C>>>,
    ) -> Option<Result<T, call::Error<C>>> {
        if self.refused {
            return None;
        }
        wait_for(next(&mut self.list)).unwrap_or_else(|error| {
            self.refused = true;
            Some(Err(error.into()))
        })
    }
}

impl<'a, O: Paged + 'a, C> Iterator for Blocking<Pages<'a, O, C>> {
    type Item = Result<O::Response, call::Error<C>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step(async |list| list.next().await)
    }
}

impl<'a, O: Paged + 'a, C> Iterator for Blocking<Items<'a, O, C>> {
    type Item = Result<O::Item, call::Error<C>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step(async |list| list.next().await)
    }
}
