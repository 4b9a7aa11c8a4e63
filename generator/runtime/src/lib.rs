//! What generated crates link against. Stages live in modules of their own.
