//! The client, on invented APIs: with prepared answers, and over a loopback port.
#![allow(clippy::unwrap_used, clippy::panic)]

mod blocking;
mod calls;
mod drift;
mod pages;
mod protocols;
mod retries;
mod support;
mod tasks;
