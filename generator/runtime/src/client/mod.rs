//! Stand-in for the client until it is merged.

use crate::operation::{Api, Operation};

/// A client.
#[derive(Debug, Clone)]
pub struct Client(&'static Api);

/// An error.
#[derive(Debug)]
pub struct Error;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("error")
    }
}
impl std::error::Error for Error {}
impl Error {
    /// The code.
    pub fn code(&self) -> Option<&str> {
        None
    }
}

impl Client {
    /// From the environment.
    ///
    /// # Errors
    /// None.
    pub fn from_env(api: &'static Api) -> Result<Self, Error> {
        Ok(Client(api))
    }
    /// Region.
    #[must_use]
    pub fn region(self, _region: impl Into<String>) -> Self {
        self
    }
    /// Endpoint.
    #[must_use]
    pub fn endpoint(self, _endpoint: impl Into<String>) -> Self {
        self
    }
    /// Calls.
    ///
    /// # Errors
    /// Always.
    pub async fn call<O: Operation>(&self, request: &O) -> Result<O::Response, Error> {
        let body = serde_json::to_vec(request).map_err(|_| Error)?;
        serde_json::from_slice(&body).map_err(|_| Error)
    }
}
