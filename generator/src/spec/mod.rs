//! The spec: what a vendor's pages say about one API, as plain data.
//!
//! `model` is the JSON contract that every emitter, every check and every other tool reads.
//! Nothing here knows a document format or a vendor.

pub mod argument_order;
mod conditions;
mod constructors;
pub mod corrections;
pub mod example_values;
pub mod language;
pub mod model;
pub mod rest;
pub mod schema;
mod servers;
pub mod similar_names;
mod types;
mod value_types;

pub(crate) use types::value_text;
pub mod usage;
pub mod validate;
pub mod walk;
pub mod wire_example;
