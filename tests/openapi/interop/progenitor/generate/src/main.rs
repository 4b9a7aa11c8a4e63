//! Writes the client that progenitor generates from a document, and a function that calls each of its operations with
//! values from JSON: `interop-generate DOCUMENT FOLDER` writes `client.rs` and `calls.rs`.

use std::error::Error;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, GenericArgument, ImplItem, Item, Pat, PathArguments, Type};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(document), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: interop-generate DOCUMENT FOLDER".into());
    };
    let document: openapiv3::OpenAPI = serde_json::from_str(&std::fs::read_to_string(document)?)?;
    let client = syn::parse2(progenitor_impl::Generator::default().generate_tokens(&document)?)?;
    let folder = Path::new(&folder);
    std::fs::write(folder.join("client.rs"), prettyplease::unparse(&client))?;
    std::fs::write(folder.join("calls.rs"), prettyplease::unparse(&calls(&client)?))?;
    Ok(())
}

/// One function that calls the operation with a name, in which letters alone count.
fn calls(client: &syn::File) -> syn::Result<syn::File> {
    let arms = operations(client).map(|operation| {
        let name = &operation.sig.ident;
        let plain = name.to_string().replace('_', "");
        let values = operation.sig.inputs.iter().filter_map(value);
        quote! { #plain => answered(client.#name(#(#values),*).await), }
    });
    syn::parse2(quote! {
        pub async fn call(client: &client::Client, name: &str, given: &Given) -> Result<Value, String> {
            match name {
                #(#arms)*
                _ => Err("there is no such operation".to_owned()),
            }
        }
    })
}

/// The asynchronous methods of the client.
fn operations(client: &syn::File) -> impl Iterator<Item = &syn::ImplItemFn> {
    let blocks = client.items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(block),
        _ => None,
    });
    blocks.flat_map(|block| &block.items).filter_map(|item| match item {
        ImplItem::Fn(function) if function.sig.asyncness.is_some() => Some(function),
        _ => None,
    })
}

/// The expression that reads an argument from what is given. An argument that is borrowed is read as what owns it.
fn value(argument: &FnArg) -> Option<TokenStream> {
    let FnArg::Typed(argument) = argument else { return None };
    let Pat::Ident(name) = argument.pat.as_ref() else { return None };
    let text = name.ident.to_string();
    let tokens = match argument.ty.as_ref() {
        Type::Reference(reference) => {
            let kind = owner(&reference.elem);
            quote! { &given.value::<#kind>(#text)? }
        }
        kind => match optional(kind) {
            Some(Type::Reference(reference)) => {
                let (kind, method) = (owner(&reference.elem), borrowing(&reference.elem));
                quote! { given.value::<Option<#kind>>(#text)?.#method() }
            }
            _ => quote! { given.value(#text)? },
        },
    };
    Some(tokens)
}

/// The type that owns a borrowed value.
fn owner(kind: &Type) -> TokenStream {
    if is_text(kind) { quote! { String } } else { quote! { client::#kind } }
}

/// How an optional value is borrowed.
fn borrowing(kind: &Type) -> TokenStream {
    if is_text(kind) { quote! { as_deref } } else { quote! { as_ref } }
}

fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::Path(path) if path.path.is_ident("str"))
}

/// What is inside an `Option`.
fn optional(kind: &Type) -> Option<&Type> {
    let Type::Path(path) = kind else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(kind) => Some(kind),
        _ => None,
    })
}
