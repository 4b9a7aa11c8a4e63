//! What generated crates link against. Stages live in modules of their own.

#[cfg(feature = "client")]
pub mod client;
pub mod credentials;
pub mod operation;
#[cfg(feature = "sign")]
pub mod sign;
