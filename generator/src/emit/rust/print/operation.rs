//! The file of an action: request, response, the types of their fields, and what the action is.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use crate::emit::rust::model::{Item, Operation, RustModel};

use super::{Names, calls, ident, items, rest, structs, types};

/// The types of an action.
pub(super) fn names(operation: &Operation) -> Names<'_> {
    let items = operation.items.iter().map(Item::name);
    let response = operation.returns.is_none().then_some(operation.response.name.as_str());
    let own = [Some(operation.request.name.as_str()), response];
    Names { module: &operation.module, names: own.into_iter().flatten().chain(items).collect() }
}

/// `pub struct XRequest … impl Operation for XRequest … pub struct XResponse … `
pub(super) fn file(model: &RustModel, operation: &Operation) -> TokenStream {
    let request = structs::print(&model.types, &operation.request);
    let response = match operation.returns {
        Some(_) => TokenStream::new(),
        None => structs::print(&model.types, &operation.response),
    };
    let items = items(model, &operation.items);
    let [route, constant] = rest::route(operation);
    let implementation = implementation(model, operation, &constant);
    let calls = calls::print(&model.types, operation);
    quote!(#request #implementation #route #response #items #calls)
}

/// `impl Operation for XRequest { const ACTION: &'static str = "X"; … }`
fn implementation(model: &RustModel, operation: &Operation, route: &TokenStream) -> TokenStream {
    let request = ident(&operation.request.name);
    let response = match operation.returns {
        Some(ty) => types::bare(&model.types, ty),
        None => ident(&operation.response.name).into_token_stream(),
    };
    let (action, idempotent) = (&operation.action, operation.idempotent);
    let facts = calls::facts(operation);
    quote! {
        impl ::docquarry_runtime::operation::Operation for #request {
            const ACTION: &'static str = #action;
            const IDEMPOTENT: bool = #idempotent;
            #facts
            #route
            type Response = #response;
        }
    }
}
