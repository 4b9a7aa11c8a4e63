//! What a crate of an API of methods and paths says of it: the servers, the credentials, the envelope, and a route for
//! each operation. All of it is data of the runtime's types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use docquarry_runtime::protocol::rest::{Auth, AuthPlace, Envelope, Parameter, Place, Rest, Route, Text};

use crate::emit::rust::model::{Operation, RustModel};

use super::docs;

/// `pub static REST: Rest = Rest { servers: … };`; nothing for an API of another kind
pub(super) fn shared(model: &RustModel) -> TokenStream {
    let Some(Rest { servers, auth, envelope, variables }) = &model.rest else { return TokenStream::new() };
    let servers = list(servers.iter().map(text));
    let auth = list(auth.iter().map(|Auth { place, name, format }| {
        let place = match place {
            AuthPlace::Header => quote!(Header),
            AuthPlace::Query => quote!(Query),
            AuthPlace::Path => quote!(Path),
            AuthPlace::Signature => quote!(Signature),
        };
        let (name, format) = (text(name), option(format.as_ref()));
        quote!(rest::Auth { place: rest::AuthPlace::#place, name: #name, format: #format })
    }));
    let Envelope { result, ok, code, message } = envelope;
    let [result, ok, code, message] = [result, ok, code, message].map(|name| option(name.as_ref()));
    let variables = text(variables);
    quote! {
        /// What the operations of the API share: servers, ways to authenticate, the envelope of answers.
        #[rustfmt::skip]
        pub static REST: ::docquarry_runtime::protocol::rest::Rest = {
            use ::docquarry_runtime::protocol::rest;
            use ::std::borrow::Cow;
            use ::std::option::Option;
            rest::Rest {
                servers: #servers,
                auth: #auth,
                envelope: rest::Envelope { result: #result, ok: #ok, code: #code, message: #message },
                variables: #variables,
            }
        };
    }
}

/// `static ROUTE: Route = Route { … };` and the constant that names it; nothing where there is no route
pub(super) fn route(operation: &Operation) -> [TokenStream; 2] {
    let Some(Route { method, path, parameters, status }) = &operation.route else { return Default::default() };
    let parameters = list(parameters.iter().map(|Parameter { name, sent, place }| {
        let place = match place {
            Place::Path => quote!(Path),
            Place::Query => quote!(Query),
            Place::Header => quote!(Header),
            Place::Body => quote!(Body),
            Place::Form => quote!(Form),
            Place::Whole => quote!(Whole),
        };
        let (name, sent) = (text(name), option(sent.as_ref()));
        quote!(rest::Parameter { name: #name, sent: #sent, place: rest::Place::#place })
    }));
    let (method, path) = (text(method), text(path));
    let status = match status.map(Literal::u16_unsuffixed) {
        Some(status) => quote!(Option::Some(#status)),
        None => quote!(Option::None),
    };
    let route = quote! {
        /// How requests are formed.
        static ROUTE: ::docquarry_runtime::protocol::rest::Route = {
            use ::docquarry_runtime::protocol::rest;
            use ::std::borrow::Cow;
            use ::std::option::Option;
            rest::Route { method: #method, path: #path, parameters: #parameters, status: #status }
        };
    };
    let constant = quote! {
        const ROUTE: ::std::option::Option<::docquarry_runtime::protocol::rest::Routed> =
            ::std::option::Option::Some((&crate::REST, &ROUTE));
    };
    [route, constant]
}

fn text(text: &Text) -> TokenStream {
    let text: &str = text;
    quote!(Cow::Borrowed(#text))
}

fn option(name: Option<&Text>) -> TokenStream {
    match name.map(text) {
        Some(name) => quote!(Option::Some(#name)),
        None => quote!(Option::None),
    }
}

fn list(items: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote!(Cow::Borrowed(&[#(#items),*]))
}

/// `/// A client with the credentials of the environment: …` and how they are found
pub(super) fn from_env(rest: &Rest) -> [TokenStream; 2] {
    let [token, id, secret, temporary] = rest.environment();
    let token = rest.takes_token().then(|| format!("`{token}`"));
    let key = format!("`{id}` and `{secret}`, with `{temporary}` if they are temporary");
    let key = rest.takes_signature().then_some(key);
    let ways: Vec<String> = token.into_iter().chain(key).collect();
    let line = match ways.is_empty() {
        true => "A client without credentials, since the API asks for none.".to_owned(),
        false => format!("A client with the credentials of the environment: {}.", ways.join(", or else ")),
    };
    let call = quote!(::docquarry_runtime::client::Client::from_env_of(&crate::API, &crate::REST)?);
    [docs(&[line]), call]
}
