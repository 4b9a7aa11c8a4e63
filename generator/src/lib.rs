//! Docquarry reads API documentation written for people and makes a normalized spec, Rust crates
//! and reference docs of it.
//!
//! ```text
//! pages ──reader──▶ Document ──dialect──▶ Spec ──reconcile──▶ diagnostics
//!                                           └──emitters──▶ crates, reference
//! ```
//!
//! A stage knows the stage before it only through that stage's output type:
//! [`document`] → [`spec`] → [`emit`].

pub mod builder;
pub mod cli;
pub mod diagnostic;
pub mod dialect;
pub mod document;
pub mod emit;
pub mod facts;
pub mod json;
pub mod ledger;
pub mod pipeline;
pub mod prose;
pub mod releases;
#[cfg(feature = "serve")]
pub mod serve;
pub mod sources;
pub mod spec;
pub mod sync;

pub use builder::Builder;
