//! Types as they stand in fields, and as arguments of constructors and setters. Paths are absolute, because a structure
//! may have the name of any type; only traits that [`naming`](crate::emit::rust::naming) keeps free go without.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::model::{Field, Presence, RustType, TypeId, TypeName, Types};

use super::ident;

/// `::std::option::Option<::std::vec::Vec<crate::model::Target>>`
pub(super) fn field(types: &Types, field: &Field) -> TokenStream {
    let mut ty = bare(types, field.ty);
    if field.boxed {
        ty = quote!(::std::boxed::Box<#ty>);
    }
    match field.presence {
        Presence::Optional => quote!(::std::option::Option<#ty>),
        Presence::Required | Presence::Plain => ty,
    }
}

/// A type without regard to whether it is there.
pub(super) fn bare(types: &Types, id: TypeId) -> TokenStream {
    match types.get(id) {
        RustType::String => quote!(::std::string::String),
        RustType::Integer => quote!(i64),
        RustType::Number => quote!(f64),
        RustType::Boolean => quote!(bool),
        RustType::Json => quote!(::docquarry_runtime::wire::Value),
        RustType::File => quote!(::docquarry_runtime::wire::File),
        RustType::Struct(name) | RustType::Enum(name) | RustType::Union(name) => path(name),
        RustType::List(items) => {
            let items = bare(types, *items);
            quote!(::std::vec::Vec<#items>)
        }
        RustType::Map(values) => {
            let values = bare(types, *values);
            quote!(::std::collections::BTreeMap<::std::string::String, #values>)
        }
    }
}

/// `crate::model::Target`
pub(super) fn path(name: &TypeName) -> TokenStream {
    let (folder, name) = (ident(name.folder.name()), ident(&name.name));
    quote!(crate::#folder::#name)
}

/// Whether an argument converts by `Into`.
fn is_into(ty: &RustType) -> bool {
    matches!(ty, RustType::String | RustType::Enum(_) | RustType::Union(_) | RustType::File)
}

/// `impl Into<::std::string::String>` where that helps, else the type.
fn into(types: &Types, id: TypeId) -> TokenStream {
    let ty = bare(types, id);
    if is_into(types.get(id)) { quote!(impl Into<#ty>) } else { ty }
}

/// The type of an argument: `impl IntoIterator<Item = i64>`
pub(super) fn argument(types: &Types, field: &Field) -> TokenStream {
    match types.get(field.ty) {
        RustType::List(items) => {
            let items = into(types, *items);
            quote!(impl IntoIterator<Item = #items>)
        }
        RustType::Map(values) => {
            let values = bare(types, *values);
            let key = quote!(impl Into<::std::string::String>);
            quote!(impl IntoIterator<Item = (#key, #values)>)
        }
        _ => into(types, field.ty),
    }
}

/// An argument as a value of the field, without `Option`: `ports.into_iter().collect()`
pub(super) fn converted(types: &Types, field: &Field, argument: &TokenStream) -> TokenStream {
    let value = match types.get(field.ty) {
        RustType::List(items) if is_into(types.get(*items)) => {
            quote!(#argument.into_iter().map(Into::into).collect())
        }
        RustType::List(_) => quote!(#argument.into_iter().collect()),
        RustType::Map(_) => quote!(#argument.into_iter().map(|(key, value)| (key.into(), value)).collect()),
        ty if is_into(ty) => quote!(#argument.into()),
        _ => argument.clone(),
    };
    if field.boxed { quote!(::std::boxed::Box::new(#value)) } else { value }
}
