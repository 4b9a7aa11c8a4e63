//! The spec: what a vendor's pages say about one API, as plain data.
//!
//! `model` is the JSON contract that every emitter, every check and every other tool reads.
//! Nothing here knows a document format or a vendor.

mod constructors;
pub mod corrections;
pub mod example_values;
pub mod model;
pub mod rest;
pub mod schema;
pub mod similar_names;
mod types;
pub mod usage;
pub mod validate;
pub mod walk;
pub mod wire_example;
