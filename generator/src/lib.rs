//! Docquarry reads API documentation written for people and makes a normalized spec, Rust crates
//! and reference docs of it.
//!
//! ```text
//! pages ──reader──▶ Document ──pages──▶ Spec ──check──▶ diagnostics
//!                                           └──emitters──▶ crates, reference
//! ```
//!
//! A stage knows the stage before it only through that stage's output type:
//! [`document`] → [`spec`] → [`emit`].

pub mod builder;
pub mod changelog;
pub mod check;
pub mod cli;
pub mod coverage;
pub mod description;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod explain;
pub mod files;
pub mod json;
pub mod lexeme;
pub mod migrate;
pub mod pages;
pub mod pipeline;
pub mod prose;
pub mod releases;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod sources;
pub mod spec;
pub mod suspicion;
pub mod sync;

pub use builder::Builder;
