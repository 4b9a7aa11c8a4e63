//! `src/server.rs`: a trait with one method for each action, and the choice among them by name.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::model::{Operation, RustModel};

use super::{docs, ident};

/// The whole file. Short paths are safe here: nothing in it is named after a document.
pub(super) fn file(model: &RustModel) -> TokenStream {
    let methods = model.operations.iter().map(method);
    let arms = model.operations.iter().map(arm);
    quote! {
        #![doc = " A service that offers the API: implement [`Service`], then serve its [`router`]."]

        use ::docquarry_runtime::server::{Answer, Call, Dispatch, Reply, axum::Router, handle, unsupported};
        use ::docquarry_runtime::wire::Value;
        use crate::operation as op;

        pub use ::docquarry_runtime::credentials::Credentials;
        pub use ::docquarry_runtime::server::{Auth, Error, Gateway, Limits, With, serve};

        pub use crate::check::schema;

        /// A router that verifies and checks requests, lets a service answer them and puts the answers into the
        /// vendor's envelope. Serve it with [`serve`], or as any router of axum. What there is to set besides, such as
        /// who is told of each answer, a [`Gateway`] has.
        pub fn router<S: Service + 'static>(service: S, auth: impl Into<Auth>) -> Router {
            Gateway::new(auth).api(schema(), Dispatcher(service)).into_router()
        }

        /// A service as one of several APIs of a [`Gateway`].
        #[derive(Debug)]
        pub struct Dispatcher<S>(pub S);

        impl<S: Service> Dispatch for Dispatcher<S> {
            fn dispatch(&self, call: Call) -> Reply<'_> {
                Box::pin(async move { dispatch(&self.0, &call.action, call.parameters).await })
            }
        }

        /// The actions. Those that are not implemented answer with `UnsupportedOperation`. An implementation can be
        /// an `async fn` that returns a `Result` of the action's response. Responses and what they hold are made by
        /// [`With`], of their default and what is changed in it, or read from JSON, which all types can be.
        #[allow(clippy::wrong_self_convention)]
        pub trait Service: Send + Sync { #(#methods)* }

        /// Lets a service answer a call. Parameters and answer are JSON without an envelope.
        ///
        /// # Errors
        /// An unknown action, parameters that do not fit, or the service's own error.
        pub async fn dispatch<S: Service>(service: &S, action: &str, parameters: Value) -> Result<Value, Error> {
            match action {
                #(#arms)*
                _ => {
                    let _ = (service, parameters);
                    Err(Error::invalid_action(action))
                }
            }
        }
    }
}

/// `fn create_listener(&self, request: …) -> impl Answer<…> { unsupported(request) }`
fn method(operation: &Operation) -> TokenStream {
    let (name, request) = (ident(&operation.method), ident(&operation.request.name));
    let docs = docs(operation.docs.get(..1).unwrap_or_default());
    quote! {
        #docs
        fn #name(&self, request: op::#request) -> impl Answer<op::#request> { unsupported(request) }
    }
}

/// `"CreateListener" => handle(parameters, |r| service.create_listener(r)).await,`
fn arm(operation: &Operation) -> TokenStream {
    let (action, name) = (&operation.action, ident(&operation.method));
    quote!(#action => handle(parameters, |r| service.#name(r)).await,)
}
