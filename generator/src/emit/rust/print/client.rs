//! `src/client.rs`: a client with one method for each action.

use docquarry_runtime::credentials::variables;
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::model::{Operation, RustModel};

use super::{alias, deprecated, docs, ident, rest};

/// The whole file. Short paths are safe here: nothing in it is named after a document.
pub(super) fn file(model: &RustModel) -> TokenStream {
    let methods = model.operations.iter().map(method);
    let own = own_methods(model);
    quote! {
        #![doc = " Calls of the API: [`Client`] has one method for each action."]

        use crate::operation as op;

        pub use ::docquarry_runtime::client::{Kind, Retry, TaskError};
        pub use ::docquarry_runtime::credentials::Credentials;

        /// A call that is made when it is awaited.
        pub type Call<'a, O> = ::docquarry_runtime::call::Call<'a, O, crate::ErrorCode>;

        /// Why a call failed.
        pub type Error = ::docquarry_runtime::call::Error<crate::ErrorCode>;

        /// A client of the API. Clones are cheap and share connections.
        #[derive(Debug, Clone)]
        pub struct Client {
            inner: ::docquarry_runtime::client::Client,
        }

        #own

        /// The actions.
        impl Client { #(#methods)* }
    }
}

/// What does not depend on the API's actions.
fn own_methods(model: &RustModel) -> TokenStream {
    let [id, secret, token] = variables(model.schema.protocol);
    let line = format!(
        "A client with the credentials of the environment: `{id}` and `{secret}`, with `{token}` if they are temporary."
    );
    let [variables, from_env] = match &model.rest {
        Some(rest) => rest::from_env(rest),
        None => [docs(&[line]), quote!(::docquarry_runtime::client::Client::from_env(&crate::API)?)],
    };
    quote! {
        impl Client {
            /// A client with credentials, or with a provider of them.
            pub fn new(credentials: impl ::docquarry_runtime::credentials::Provider + 'static) -> Self {
                Self { inner: ::docquarry_runtime::client::Client::new(&crate::API, credentials) }
            }

            #variables
            ///
            /// # Errors
            /// The environment has no credentials.
            pub fn from_env() -> Result<Self, Error> {
                let inner = #from_env;
                Ok(Self { inner })
            }

            /// The region that calls are for.
            #[must_use]
            pub fn region(self, region: impl Into<String>) -> Self {
                Self { inner: self.inner.region(region) }
            }

            /// The host or the origin (`http://127.0.0.1:8080`) that calls go to.
            #[must_use]
            pub fn endpoint(self, endpoint: impl Into<String>) -> Self {
                Self { inner: self.inner.endpoint(endpoint) }
            }

            /// Everything else that there is to set: `configure(|client| client.timeout(…).retry(…))`. See the
            /// [methods](::docquarry_runtime::client::Client) of what is given.
            #[must_use]
            pub fn configure(
                self,
                settings: impl FnOnce(::docquarry_runtime::client::Client) -> ::docquarry_runtime::client::Client,
            ) -> Self {
                Self { inner: settings(self.inner) }
            }
        }

        impl From<::docquarry_runtime::client::Client> for Client {
            /// A client with settings of its own; it must have been made for [`API`](crate::API).
            fn from(inner: ::docquarry_runtime::client::Client) -> Self {
                Self { inner }
            }
        }
    }
}

/// `pub fn create_listener(&self, request: …::CreateListenerRequest) -> Call<'_, …::CreateListenerRequest> { … }`
fn method(operation: &Operation) -> TokenStream {
    let (name, request) = (ident(&operation.method), ident(&operation.request.name));
    let other_name = operation.request.alias.as_ref().filter(|alias| **alias != operation.method);
    let (docs, alias) = (docs(&operation.docs), alias(other_name));
    let more = more(operation);
    let deprecated = deprecated(operation.deprecated.as_deref());
    quote! {
        #docs
        #more
        #alias
        #deprecated
        pub fn #name(&self, request: op::#request) -> Call<'_, op::#request> {
            Call::new(&self.inner, request)
        }
    }
}

/// What else the call can do: `/// A list in pages: call `.pages()` or `.items()` …`
fn more(operation: &Operation) -> TokenStream {
    let mut lines = Vec::new();
    if operation.pages.is_some() {
        lines.push("A list in pages: `.pages()` and `.items()` of the call go through all of it.");
    }
    if operation.task_query.is_some() {
        lines.push("Tells how a task goes: `.wait()` of the call asks until it has ended.");
    }
    if operation.task_start.is_some() {
        lines.push("Starts a task: `.and_wait()` of the call waits for its end.");
    }
    lines.into_iter().flat_map(|line| [String::new(), line.to_owned()]).map(|line| super::docs(&[line])).collect()
}
