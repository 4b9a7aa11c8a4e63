//! `src/server.rs`: a trait with one method for each action, and the choice among them by name.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::model::{Operation, RustModel};

use super::{docs, ident};

/// The whole file.
pub(super) fn file(model: &RustModel) -> TokenStream {
    let methods = model.operations.iter().map(method);
    let arms = model.operations.iter().map(arm);
    quote! {
        #![doc = " A service that offers the API: implement [`Service`], then [`dispatch`] calls to it."]

        pub use ::docquarry_runtime::server::Error;

        /// The actions. Those that are not implemented answer with `UnsupportedOperation`.
        pub trait Service: ::std::marker::Send + ::std::marker::Sync { #(#methods)* }

        /// Lets a service answer a call. Parameters and answer are JSON without an envelope.
        ///
        /// # Errors
        /// An unknown action, parameters that do not fit, or the service's own error.
        pub async fn dispatch<S: Service + ?::std::marker::Sized>(
            service: &S,
            action: &str,
            parameters: ::docquarry_runtime::wire::Value,
        ) -> ::std::result::Result<::docquarry_runtime::wire::Value, Error> {
            match action {
                #(#arms)*
                _ => {
                    let _ = (service, parameters);
                    ::std::result::Result::Err(Error::invalid_action(action))
                }
            }
        }
    }
}

/// `fn create_listener(&self, request: …) -> impl Future<Output = Result<…, Error>> + Send { unsupported(request) }`
fn method(operation: &Operation) -> TokenStream {
    let (name, docs) = (ident(&operation.method), docs(&operation.docs));
    let (request, response) = (ident(&operation.request.name), ident(&operation.response.name));
    let output = quote!(::std::result::Result<crate::operation::#response, Error>);
    quote! {
        #docs
        fn #name(
            &self,
            request: crate::operation::#request,
        ) -> impl ::std::future::Future<Output = #output> + ::std::marker::Send {
            ::docquarry_runtime::server::unsupported(request)
        }
    }
}

/// `"CreateListener" => handle(parameters, |request| service.create_listener(request)).await,`
fn arm(operation: &Operation) -> TokenStream {
    let (action, name) = (&operation.action, ident(&operation.method));
    quote! {
        #action => ::docquarry_runtime::server::handle(parameters, |request| service.#name(request)).await,
    }
}
