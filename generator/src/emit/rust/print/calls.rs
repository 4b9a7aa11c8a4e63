//! What clients need to know of an action beside its types: constants, no code.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::rust::model::{Operation, Origin, Pages, Paging, TaskQuery, TaskStart, TaskState, Types, Unit};

use super::{ident, types};

/// `const RATE_LIMIT: Option<u32> = Some(20); …`, each where there is something to say
pub(super) fn facts(operation: &Operation) -> TokenStream {
    let text = |name: &str, value: &Option<String>| {
        let name = ident(name);
        let value = value.as_ref()?;
        Some(quote!(const #name: ::std::option::Option<&'static str> = ::std::option::Option::Some(#value);))
    };
    let rate = operation.rate_limit.map(|rate| {
        let rate = Literal::u32_unsuffixed(rate);
        quote!(const RATE_LIMIT: ::std::option::Option<u32> = ::std::option::Option::Some(#rate);)
    });
    let (token, host) = (text("CLIENT_TOKEN", &operation.client_token), text("HOST", &operation.host));
    quote!(#token #rate #host)
}

/// The implementations that an action has for its pages and tasks.
pub(super) fn print(types: &Types, operation: &Operation) -> TokenStream {
    let pages = operation.pages.as_ref().map(|pages| paged(types, operation, pages));
    let query = operation.task_query.as_ref().map(|query| task_query(operation, query));
    let start = operation.task_start.as_ref().map(|start| starts_task(operation, start));
    quote!(#pages #query #start)
}

/// `impl Paged for XRequest { type Item = …; const PAGING: Paging = …; fn items(…) … }`
fn paged(types: &Types, operation: &Operation, pages: &Pages) -> TokenStream {
    let (request, response) = (ident(&operation.request.name), ident(&operation.response.name));
    let (item, items) = (types::bare(types, pages.item), ident(&pages.items));
    let paging = paging(&pages.paging);
    quote! {
        impl ::docquarry_runtime::operation::Paged for #request {
            type Item = #item;
            const PAGING: ::docquarry_runtime::operation::Paging = ::docquarry_runtime::operation::Paging::#paging;
            fn items(response: &mut #response) -> &mut ::std::vec::Vec<#item> { &mut response.#items }
        }
    }
}

/// `Token { token: "NextToken", next: "NextToken" }`
fn paging(paging: &Paging) -> TokenStream {
    match paging {
        Paging::Counted { unit, position, is_text, size, default_size, total } => {
            let unit = match unit {
                Unit::Items => quote!(Items),
                Unit::Pages => quote!(Pages),
            };
            let (size, total) = (option(size.as_ref()), option(total.as_ref()));
            let default_size = option(default_size.map(Literal::u32_unsuffixed));
            quote! {
                Counted {
                    unit: ::docquarry_runtime::operation::Unit::#unit,
                    position: #position,
                    is_text: #is_text,
                    size: #size,
                    default_size: #default_size,
                    total: #total,
                }
            }
        }
        Paging::Token { token, next } => quote!(Token { token: #token, next: #next }),
    }
}

/// `::std::option::Option::Some(…)`
fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::std::option::Option::Some(#value)),
        None => quote!(::std::option::Option::None),
    }
}

/// `impl TaskQuery for XRequest { const STATE: … = &["Status"]; const STATES: … = &[("0", TaskState::Succeeded), …]; }`
fn task_query(operation: &Operation, query: &TaskQuery) -> TokenStream {
    let (request, state) = (ident(&operation.request.name), &query.state);
    let states = query.states.iter().map(|(value, state)| {
        let state = match state {
            TaskState::Running => quote!(Running),
            TaskState::Succeeded => quote!(Succeeded),
            TaskState::Failed => quote!(Failed),
        };
        quote!((#value, ::docquarry_runtime::operation::TaskState::#state))
    });
    quote! {
        impl ::docquarry_runtime::operation::TaskQuery for #request {
            const STATE: &'static [&'static str] = &[#(#state),*];
            const STATES: &'static [(&'static str, ::docquarry_runtime::operation::TaskState)] = &[#(#states),*];
        }
    }
}

/// `impl StartsTask for XRequest { type Query = …; const PARAMETERS: … = &[("TaskId", Origin::Response("RequestId"))]; }`
fn starts_task(operation: &Operation, start: &TaskStart) -> TokenStream {
    let (request, query) = (ident(&operation.request.name), types::path(&start.query));
    let parameters = start.parameters.iter().map(|(name, origin)| {
        let origin = match origin {
            Origin::Request(field) => quote!(Request(#field)),
            Origin::Response(field) => quote!(Response(#field)),
        };
        quote!((#name, ::docquarry_runtime::operation::Origin::#origin))
    });
    quote! {
        impl ::docquarry_runtime::operation::StartsTask for #request {
            type Query = #query;
            const PARAMETERS: &'static [(&'static str, ::docquarry_runtime::operation::Origin)] = &[#(#parameters),*];
        }
    }
}
