//! Docquarry reads API documentation that vendors write for people, and makes a normalized spec of it; of the spec it
//! makes Rust crates, OpenAPI and reference docs.
//!
//! ```text
//! pages ──document──▶ Document ──pages──▶ Spec ──check──▶ diagnostics
//!                                           └──emit──▶ crates, OpenAPI, reference
//! ```
//!
//! A stage knows the stage before it only through that stage's output type:
//! [`document`] → [`spec`] → [`emit`]. The calls of all stages are in [`pipeline`]; a build script uses [`Builder`].
//!
//! ```
//! use docquarry::pipeline::{self, Input, ParseOptions};
//!
//! let page = "\
//! # DescribeKites
//!
//! ## 1. API Description
//!
//! Domain name for API request: kite.tencentcloudapi.com.
//!
//! ## 2. Input Parameters
//!
//! | Parameter Name | Required | Type | Description |
//! |---|---|---|---|
//! | Action | Yes | String | Common parameter. The value used for this API: DescribeKites. |
//! | Version | Yes | String | Common parameter. The value used for this API: 2021-03-04. |
//! | Limit | No | Integer | Number of kites. Value range: 1 to 100. |
//! ";
//! let input = Input { name: "kites.md".to_owned(), bytes: page.into() };
//! let parsed = pipeline::parse(&[input], &ParseOptions::default());
//! let limit = &parsed.specs[0].spec.actions["DescribeKites"].request[0];
//! assert_eq!(limit.name, "Limit");
//! assert_eq!(limit.facts.maximum, Some(100.into()));
//! ```

pub mod builder;
#[cfg(feature = "serve")]
pub mod call;
pub mod changelog;
pub mod check;
pub mod cli;
pub mod coverage;
pub mod description;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod escape;
pub mod explain;
pub mod families;
pub mod files;
pub mod git;
pub mod json;
pub mod learn;
pub mod lexeme;
pub mod migrate;
pub mod pages;
pub mod pipeline;
pub mod prose;
#[cfg(feature = "serve")]
pub mod proxy;
pub mod releases;
pub mod rules;
#[cfg(feature = "serve")]
pub mod serve;
pub mod source;
pub mod sources;
pub mod spec;
pub mod suspicion;
pub mod sync;
pub mod update;

pub use builder::Builder;
