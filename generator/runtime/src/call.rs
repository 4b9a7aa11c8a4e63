//! A call that is ready to be made: what the methods of generated clients return.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use crate::client::{self, Client};
use crate::operation::Operation;

/// A request together with the client that will send it; `.await` sends it. `C` names the API's error codes.
///
/// Generated methods return this instead of being `async` themselves: their crate then compiles no state machines, and
/// a program pays only for the actions that it calls.
#[must_use = "a call is made when it is awaited"]
pub struct Call<'a, O, C> {
    client: &'a Client,
    request: O,
    codes: PhantomData<fn() -> C>,
}

impl<'a, O, C> Call<'a, O, C> {
    /// A call of `request` through `client`.
    pub fn new(client: &'a Client, request: O) -> Self {
        Call { client, request, codes: PhantomData }
    }

    /// The request as it will be sent.
    pub fn request(&self) -> &O {
        &self.request
    }
}

impl<O, C> fmt::Debug for Call<'_, O, C>
where
    O: Operation + fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("action", &O::ACTION).field("request", &self.request).finish_non_exhaustive()
    }
}

impl<'a, O, C> IntoFuture for Call<'a, O, C>
where
    O: Operation + Send + Sync + 'a,
    C: 'a,
{
    type Output = Result<O::Response, Error<C>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let Call { client, request, .. } = self;
        Box::pin(async move { client.call(&request).await.map_err(Error::from) })
    }
}

/// Why a call failed, with the API's own error codes.
pub struct Error<C> {
    inner: client::Error,
    codes: PhantomData<fn() -> C>,
}

impl<C: From<String>> Error<C> {
    /// The service's error code; none if the service did not answer. Codes that the documentation does not list are
    /// kept as they came.
    pub fn code(&self) -> Option<C> {
        self.inner.code().map(|code| C::from(code.to_owned()))
    }
}

impl<C> Error<C> {
    /// Everything else about the failure: kind, message, request id, HTTP status.
    pub fn details(&self) -> &client::Error {
        &self.inner
    }
}

impl<C> From<client::Error> for Error<C> {
    fn from(inner: client::Error) -> Self {
        Error { inner, codes: PhantomData }
    }
}

impl<C> fmt::Debug for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.inner, f)
    }
}

impl<C> fmt::Display for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.inner, f)
    }
}

impl<C> std::error::Error for Error<C> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.inner)
    }
}
