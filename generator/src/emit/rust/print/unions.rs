//! Choices of types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::rust::model::{Form, Member, RustModel, RustType, Struct, Union, UnionVariant};

use super::{alias, docs, ident, types};

/// ```text
/// pub enum IntegerOrString { Integer(i64), String(String), /// …
///     Unknown(Value) }
/// impl Union for IntegerOrString { const FORMS: &'static [Form] = &[Form::Integer, Form::Text]; … }
/// union!(IntegerOrString);
/// impl From<i64> for IntegerOrString { … }
/// ```
pub(super) fn print(model: &RustModel, item: &Union) -> TokenStream {
    let (name, docs, alias) = (ident(&item.name), docs(&item.docs), alias(item.alias.as_ref()));
    let variants = item.variants.iter().map(|variant| {
        let (label, ty) = (ident(&variant.name), inner(model, variant));
        let docs = super::docs(&[described(model, variant)]);
        quote!(#docs #label(#ty))
    });
    let forms = item.variants.iter().map(|variant| form(&variant.form));
    let reads = item.variants.iter().enumerate().map(|(index, variant)| {
        let (index, label) = (Literal::usize_unsuffixed(index), ident(&variant.name));
        quote!(#index => ::docquarry_runtime::wire::Wire::read(value, at).map(Self::#label),)
    });
    let items = item.variants.iter().map(|variant| {
        let label = ident(&variant.name);
        quote!(Self::#label(value) => ::docquarry_runtime::wire::Wire::item(value),)
    });
    let conversions = item.variants.iter().map(|variant| conversion(model, item, variant));
    quote! {
        #docs
        #alias
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value of none of these types, or of two of them alike.
            Unknown(::docquarry_runtime::wire::Value),
        }
        impl ::docquarry_runtime::wire::Union for #name {
            const FORMS: &'static [::docquarry_runtime::wire::Form] = &[#(#forms),*];
            fn read_as(
                variant: usize,
                value: ::docquarry_runtime::wire::Value,
                at: &::docquarry_runtime::wire::Place<'_>,
            ) -> ::std::option::Option<Self> {
                match variant {
                    #(#reads)*
                    _ => {
                        let _ = at;
                        ::std::option::Option::Some(Self::Unknown(value))
                    }
                }
            }
            fn unknown(value: ::docquarry_runtime::wire::Value) -> Self {
                Self::Unknown(value)
            }
            fn inner(&self) -> ::docquarry_runtime::wire::Item<'_> {
                match self {
                    #(#items)*
                    Self::Unknown(value) => ::docquarry_runtime::wire::Wire::item(value),
                }
            }
        }
        ::docquarry_runtime::union!(#name);
        #(#conversions)*
    }
}

fn inner(model: &RustModel, variant: &UnionVariant) -> TokenStream {
    let ty = types::bare(&model.types, variant.ty);
    if variant.boxed { quote!(::std::boxed::Box<#ty>) } else { ty }
}

fn described(model: &RustModel, variant: &UnionVariant) -> String {
    let text = match model.types.get(variant.ty) {
        RustType::String => "Text.",
        RustType::Integer => "A whole number.",
        RustType::Number => "A number.",
        RustType::Boolean => "True or false.",
        RustType::File => "A file.",
        RustType::List(_) => "A list.",
        RustType::Map(_) => "A map.",
        RustType::Json => "Any JSON.",
        RustType::Struct(name) | RustType::Enum(name) | RustType::Union(name) => return format!("A `{}`.", name.name),
    };
    text.to_owned()
}

/// `impl From<i64> for IntegerOrString { … }`
fn conversion(model: &RustModel, item: &Union, variant: &UnionVariant) -> TokenStream {
    let (name, label, ty) = (ident(&item.name), ident(&variant.name), types::bare(&model.types, variant.ty));
    let value = if variant.boxed { quote!(::std::boxed::Box::new(value)) } else { quote!(value) };
    let text = matches!(model.types.get(variant.ty), RustType::String).then(|| {
        quote! {
            impl ::std::convert::From<&str> for #name {
                fn from(value: &str) -> Self { Self::#label(value.to_owned()) }
            }
        }
    });
    quote! {
        impl ::std::convert::From<#ty> for #name {
            fn from(value: #ty) -> Self { Self::#label(#value) }
        }
        #text
    }
}

/// `::docquarry_runtime::wire::Form::Text`
fn form(form: &Form) -> TokenStream {
    let tokens = match form {
        Form::Text => quote!(Text),
        Form::Integer => quote!(Integer),
        Form::Number => quote!(Number),
        Form::Boolean => quote!(Boolean),
        Form::File => quote!(File),
        Form::Map => quote!(Map),
        Form::Any => quote!(Any),
        Form::List(items) => {
            let items = self::form(items);
            quote!(List(&#items))
        }
        Form::OneOf(forms) => {
            let forms = forms.iter().map(self::form);
            quote!(OneOf(&[#(#forms),*]))
        }
        Form::Record(name) => {
            let path = types::path(name);
            quote!(Record(<#path as ::docquarry_runtime::wire::Members>::MEMBERS))
        }
    };
    quote!(::docquarry_runtime::wire::Form::#tokens)
}

/// `impl Members for Kite { const MEMBERS: &'static [Member] = &[…]; }`, for structures that are one of a choice
pub(super) fn members(model: &RustModel, item: &Struct) -> TokenStream {
    if !model.chosen.contains(&item.name) {
        return TokenStream::new();
    }
    let name = ident(&item.name);
    let members = item.members.iter().map(|Member { name, required, values }| {
        quote! {
            ::docquarry_runtime::wire::Member { name: #name, required: #required, values: &[#(#values),*] }
        }
    });
    quote! {
        impl ::docquarry_runtime::wire::Members for #name {
            const MEMBERS: &'static [::docquarry_runtime::wire::Member] = &[#(#members),*];
        }
    }
}
