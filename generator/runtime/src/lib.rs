//! What generated crates link against. Stages live in modules of their own.

pub mod credentials;
pub mod operation;
#[cfg(feature = "sign")]
pub mod sign;
