//! The file of an action: request, response, the types of their fields, and what the action is.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::model::{Item, Operation, RustModel};

use super::{Names, calls, ident, items, structs};

/// The types of an action.
pub(super) fn names(operation: &Operation) -> Names<'_> {
    let items = operation.items.iter().map(Item::name);
    let own = [operation.request.name.as_str(), operation.response.name.as_str()];
    Names { module: &operation.module, names: own.into_iter().chain(items).collect() }
}

/// `pub struct XRequest … impl Operation for XRequest … pub struct XResponse … `
pub(super) fn file(model: &RustModel, operation: &Operation) -> TokenStream {
    let request = structs::print(&model.types, &operation.request);
    let response = structs::print(&model.types, &operation.response);
    let items = items(model, &operation.items);
    let implementation = implementation(operation);
    let calls = calls::print(&model.types, operation);
    quote!(#request #implementation #response #items #calls)
}

/// `impl Operation for XRequest { const ACTION: &'static str = "X"; … }`
fn implementation(operation: &Operation) -> TokenStream {
    let (request, response) = (ident(&operation.request.name), ident(&operation.response.name));
    let (action, idempotent) = (&operation.action, operation.idempotent);
    let facts = calls::facts(operation);
    quote! {
        impl ::docquarry_runtime::operation::Operation for #request {
            const ACTION: &'static str = #action;
            const IDEMPOTENT: bool = #idempotent;
            #facts
            type Response = #response;
        }
    }
}
