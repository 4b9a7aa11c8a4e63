//! The spec: what a vendor's pages say about one API, as plain data.
//!
//! `model` is the JSON contract that every emitter, every check and every other tool reads.
//! Nothing here knows a document format or a vendor.

pub mod corrections;
pub mod diff;
pub mod explain;
pub mod history;
pub mod lookalike;
pub mod migrate;
pub mod model;
mod new;
pub mod occurrences;
pub mod payload;
pub mod reconcile;
pub mod schema;
pub mod tables;
mod ty;
pub mod usage;
