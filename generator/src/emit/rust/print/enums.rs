//! Open enumerations.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::model::{Enum, EnumKind, EnumValue};

use super::{docs, ident};

/// `src/error_code.rs`
pub(super) fn error_codes(item: &Enum) -> TokenStream {
    let item = print(item);
    quote!(#![doc = " The error codes of the API."] #item)
}

/// ```text
/// pub enum Scheduler { /// `WRR` 轮询.
///     Wrr, /// A value that the documentation does not list.
///     Unknown(::std::string::String) }
/// impl TextEnum for Scheduler { const VALUES: &'static [(&'static str, Self)] = &[("WRR", Self::Wrr)]; }
/// open_enum!(Scheduler);
/// ```
pub(super) fn print(item: &Enum) -> TokenStream {
    let (name, docs) = (ident(&item.name), docs(&item.docs));
    let variants = item.variants.iter().map(|variant| {
        let (name, docs) = (ident(&variant.name), super::docs(&variant.docs));
        quote!(#docs #name)
    });
    let values = item.variants.iter().map(|variant| {
        let (name, value) = (ident(&variant.name), value(&variant.value));
        quote!((#value, Self::#name))
    });
    let (table, value, other, finish) = match item.kind {
        EnumKind::Text => (quote!(TextEnum), quote!(&'static str), quote!(::std::string::String), quote!(open_enum)),
        EnumKind::Integer => (quote!(IntegerEnum), quote!(i64), quote!(i64), quote!(open_integer_enum)),
    };
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that the documentation does not list.
            Unknown(#other),
        }
        impl ::docquarry_runtime::wire::#table for #name {
            const VALUES: &'static [(#value, Self)] = &[#(#values),*];
        }
        ::docquarry_runtime::#finish!(#name);
    }
}

/// `"WRR"` or `-1`
fn value(value: &EnumValue) -> TokenStream {
    match value {
        EnumValue::Text(text) => quote!(#text),
        EnumValue::Integer(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
    }
}
