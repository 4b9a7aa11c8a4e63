//! Structures: the type, its constructor and setters, its wire format.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::rust::model::{Encoding, Field, Role, Struct, Types};

use super::{alias, deprecated, docs, ident, types};

/// Arguments from which clippy finds too many.
const MANY_ARGUMENTS: usize = 8;

/// A structure with everything that belongs to it.
pub(super) fn print(types: &Types, item: &Struct) -> TokenStream {
    let definition = definition(types, item);
    let methods = match item.role {
        Role::Input => methods(types, item),
        Role::Output => TokenStream::new(),
    };
    let record = record(item);
    quote!(#definition #methods #record)
}

/// ```text
/// /// 转发目标.
/// #[derive(Debug, Clone, PartialEq)]
/// #[non_exhaustive]
/// pub struct Target { /// 端口.
///     #[doc(alias = "Port")]
///     pub port: i64 }
/// ```
fn definition(types: &Types, item: &Struct) -> TokenStream {
    let (name, docs, alias) = (ident(&item.name), docs(&item.docs), alias(item.alias.as_ref()));
    let default = item.required().next().is_none().then(|| quote!(Default));
    let redacted = item.fields.iter().any(|field| field.secret).then(|| redacted(item));
    let debug = redacted.is_none().then(|| quote!(Debug,));
    let fields = item.fields.iter().map(|field| definition_field(types, field));
    let rest = item.rest.as_deref().map(|rest| {
        let rest = ident(rest);
        quote! {
            /// Fields that the documentation does not have.
            pub #rest: ::docquarry_runtime::wire::Undocumented
        }
    });
    let must_use = (item.role == Role::Input).then(|| quote!(#[must_use]));
    quote! {
        #docs
        #alias
        #must_use
        #[derive(#debug Clone, PartialEq, #default)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* #rest }
        #redacted
    }
}

/// `impl Debug for CertificateInput { … .field("key", &Redacted) … }`
fn redacted(item: &Struct) -> TokenStream {
    let name = ident(&item.name);
    let title = &item.name;
    let fields = item.fields.iter().map(|field| {
        let (text, name) = (field.name.trim_start_matches("r#"), ident(&field.name));
        if field.secret {
            quote!(.field(#text, &::docquarry_runtime::wire::Redacted))
        } else {
            quote!(.field(#text, &self.#name))
        }
    });
    let rest = item.rest.as_deref().map(|rest| {
        let field = ident(rest);
        quote!(.field(#rest, &self.#field))
    });
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#title) #(#fields)* #rest .finish()
            }
        }
    }
}

/// `/// 端口. #[doc(alias = "Port")] pub port: i64`
fn definition_field(types: &Types, field: &Field) -> TokenStream {
    let (name, docs) = (ident(&field.name), docs(&field.docs));
    let aliases = field.alias.iter().chain(&field.labels).map(|name| alias(Some(name)));
    let ty = types::field(types, field);
    quote!(#docs #(#aliases)* pub #name: #ty)
}

/// `impl Target { pub fn new(…) -> Self …  pub fn weight(mut self, …) -> Self … }`
fn methods(types: &Types, item: &Struct) -> TokenStream {
    let name = ident(&item.name);
    let new = constructor(types, item);
    let setters = item.fields.iter().filter_map(|field| setter(types, field));
    let methods: TokenStream = setters.collect();
    if new.is_empty() && methods.is_empty() { methods } else { quote!(impl #name { #new #methods }) }
}

/// `pub fn new(port: i64) -> Self { Self { port, ..Wire::empty() } }`; nothing where `Default` does it
fn constructor(types: &Types, item: &Struct) -> TokenStream {
    let arguments: Vec<TokenStream> = item.required().map(|field| argument(types, field)).collect();
    if arguments.is_empty() {
        return TokenStream::new();
    }
    let values = item.required().map(|field| {
        let name = ident(&field.name);
        let value = types::converted(types, field, &quote!(#name));
        if name == value.to_string() { value } else { quote!(#name: #value) }
    });
    let is_complete = arguments.len() == item.fields.len() && item.rest.is_none();
    let rest = (!is_complete).then(|| quote!(..::docquarry_runtime::wire::Wire::empty()));
    let allow = (arguments.len() >= MANY_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        /// With everything that is required.
        #allow
        pub fn new(#(#arguments),*) -> Self { Self { #(#values,)* #rest } }
    }
}

/// `ports: impl IntoIterator<Item = i64>`
fn argument(types: &Types, field: &Field) -> TokenStream {
    let (name, ty) = (ident(&field.name), types::argument(types, field));
    quote!(#name: #ty)
}

/// `pub fn weight(mut self, value: i64) -> Self { self.weight = Some(value); self }`
fn setter(types: &Types, field: &Field) -> Option<TokenStream> {
    let setter = ident(field.setter.as_deref()?);
    let (name, ty) = (ident(&field.name), types::argument(types, field));
    let value = types::converted(types, field, &quote!(value));
    let label = field.label.as_ref().map(|label| format!(", {label}")).unwrap_or_default();
    let docs = docs(&[format!("Sets `{}`{label}.", field.name)]);
    let deprecated = deprecated(field.deprecated.as_deref());
    Some(quote! {
        #docs
        #deprecated
        pub fn #setter(mut self, value: #ty) -> Self {
            self.#name = Some(#value);
            self
        }
    })
}

/// `impl Record for Target { fn read(…) … fn write(…) … } record!(Target, input);`
fn record(item: &Struct) -> TokenStream {
    let name = ident(&item.name);
    let role = match item.role {
        Role::Input => ident("input"),
        Role::Output => ident("output"),
    };
    let prefix = if item.fields.is_empty() && item.rest.is_none() { "_" } else { "" };
    let (object, sink) = (format_ident!("{prefix}object"), format_ident!("{prefix}sink"));
    let reads = item.fields.iter().map(read);
    let writes = item.fields.iter().map(write);
    let rest = item.rest.as_deref().map(ident);
    let read_rest = rest.iter().map(|rest| quote!(#rest: object.rest()));
    let write_rest = rest.iter().map(|rest| quote!(sink.rest(&self.#rest);));
    quote! {
        impl ::docquarry_runtime::wire::Record for #name {
            fn read(#object: &mut ::docquarry_runtime::wire::Object<'_>) -> Self { Self { #(#reads,)* #(#read_rest)* } }
            fn write(&self, #sink: &mut ::docquarry_runtime::wire::Sink<'_>) { #(#writes)* #(#write_rest)* }
        }
        ::docquarry_runtime::record!(#name, #role);
    }
}

/// `port: object.take("Port")`
fn read(field: &Field) -> TokenStream {
    let (name, wire) = (ident(&field.name), &field.wire_name);
    match &field.encoding {
        Encoding::Bare => quote!(#name: object.take(#wire)),
        Encoding::Wrapped(item) => quote!(#name: object.take_wrapped(#wire, #item)),
        Encoding::Json => quote!(#name: object.take_json(#wire)),
    }
}

/// `sink.put("Port", &self.port);`
fn write(field: &Field) -> TokenStream {
    let (name, wire) = (ident(&field.name), &field.wire_name);
    match &field.encoding {
        Encoding::Bare => quote!(sink.put(#wire, &self.#name);),
        Encoding::Wrapped(item) => quote!(sink.put_wrapped(#wire, #item, &self.#name);),
        Encoding::Json => quote!(sink.put_json(#wire, &self.#name);),
    }
}
