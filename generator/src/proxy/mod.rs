//! A proxy that watches: `docquarry proxy`.
//!
//! Between a client and a service, each request and each answer is compared with what is documented; what differs is a
//! [`Drift`], told once. `forward` carries requests and answers, whose bytes stay as they are; `contract` compares,
//! `drift` keeps what was found, `record` keeps exchanges without what `redact` takes out of them. Reading and signing
//! requests is the runtime's (`relay`).

mod contract;
mod drift;
mod forward;
mod record;
mod redact;

pub use contract::Contract;
pub use drift::{Drift, Drifts, Kind, Side};
pub use forward::{Options, Target, Told, router};
pub use record::{Exchange, Outcome, RecordError, Recorder, Recording};
pub use redact::{REDACTED, Redactor};
