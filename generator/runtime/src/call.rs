//! A call that is ready to be made: what the methods of generated clients return.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use crate::client::{self, AndWait, Client, Items, Pages, Wait};
use crate::operation::{Operation, Paged, StartsTask, TaskQuery};
use crate::wire::Value;

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

    pub(crate) fn into_parts(self) -> (&'a Client, O) {
        (self.client, self.request)
    }
}

impl<'a, O: Operation, C> Call<'a, O, C> {
    /// Makes the call and gives the answer as it came, without its envelope: absent and null are told apart, and fields
    /// are there that the documentation does not have.
    ///
    /// # Errors
    /// Why the call failed.
    pub async fn raw(self) -> Result<Value, Error<C>> {
        let answer = self.client.call_raw(&self.request);
        answer.await.map_err(Error::from)
    }

    /// The signed request, which is not sent. A GET request has the signature in its URL.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn signed(self) -> Result<http::Request<Vec<u8>>, Error<C>> {
        let signed = self.client.signed_request(&self.request);
        signed.await.map_err(Error::from)
    }
}

impl<'a, O: Paged + 'a, C> Call<'a, O, C> {
    /// The pages of the list, from the one that the request asks for to the last.
    pub fn pages(self) -> Pages<'a, O, C> {
        Pages::new(self.client, self.request)
    }

    /// The items of the list, from the first of the page that the request asks for to the last of all.
    pub fn items(self) -> Items<'a, O, C> {
        self.pages().items()
    }
}

impl<'a, O: TaskQuery, C> Call<'a, O, C> {
    /// Makes the call again and again until the task that it asks for has ended.
    pub fn wait(self) -> Wait<'a, O, C> {
        Wait::new(self)
    }
}

impl<'a, O: StartsTask, C> Call<'a, O, C> {
    /// Makes the call and waits until the task that it starts has ended.
    pub fn and_wait(self) -> AndWait<'a, O, C> {
        AndWait::new(self)
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
    O: Operation + Send + 'a,
    C: 'a,
{
    type Output = Result<O::Response, Error<C>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let answer = self.client.call(&self.request);
        Box::pin(async move { answer.await.map_err(Error::from) })
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
