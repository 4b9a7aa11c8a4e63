//! Protocols that have a folder of their own, with all that one of them needs on either side. The older ones are still
//! spread over `sign`, `client` and `server`. No vendor is known here: what is particular to an API is data.

pub mod rest;
