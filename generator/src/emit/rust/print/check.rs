//! `src/check.rs`: requests against the documentation, before they are sent.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::model::RustModel;

use super::ident;

/// The whole file.
pub(super) fn file(model: &RustModel) -> TokenStream {
    let requests = model.operations.iter().map(|operation| ident(&operation.request.name));
    quote! {
        #![doc = " Requests against what is documented of them, before they are sent: [`Check`]."]

        use std::sync::LazyLock;

        use ::docquarry_runtime::operation::Operation;
        use ::docquarry_runtime::schema::Schema;
        use crate::operation as op;

        pub use ::docquarry_runtime::schema::{Violation, Violations};

        static SCHEMA: LazyLock<Schema> = LazyLock::new(schema);

        /// What requests are checked by.
        pub fn schema() -> Schema { Schema::generated(include_str!("schema.json")) }

        /// Every request of this API.
        pub trait Check: Operation {
            /// Checks the request against its documented values, bounds and conditions between parameters.
            ///
            /// # Errors
            /// What a server that holds to the documentation would refuse the request for. The service itself may know
            /// more values than its documentation.
            fn check(&self) -> Result<(), Violations> { SCHEMA.check(self) }
        }

        #(impl Check for op::#requests {})*
    }
}
