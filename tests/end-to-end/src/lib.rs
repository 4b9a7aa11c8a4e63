//! What the end-to-end tests share: a running `docquarry serve`, every method of the generated clients, and documented
//! examples in the form that typed clients take.
//!
//! The tests are in `tests/`. They are a package of their own because they need four generated crates with their
//! clients, which the quick tests do not.

// Test support reports by panicking, as assertions do.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

pub mod calls;
pub mod examples;
pub mod raw;
pub mod server;
