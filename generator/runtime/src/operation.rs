//! What a generated crate says about its API and its actions. No values, no transport.

/// One API: the facts that every call to it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Identifier of the spec, `tencent-clb`.
    pub id: &'static str,
    /// Product, which is also the service name in TC3 signatures.
    pub product: &'static str,
    /// Version of the API as sent on the wire.
    pub version: &'static str,
    /// Default host, without scheme.
    pub host: &'static str,
    /// How requests are formed and signed.
    pub protocol: Protocol,
}

/// How requests of an API are formed and signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// Tencent API 3.0.
    TencentV3,
    /// Tencent API 2017 ("v2").
    TencentV2,
    /// Alibaba RPC.
    AliyunRpc,
}

/// One action of an API; implemented by its request type.
pub trait Operation: serde::Serialize {
    /// Name of the action on the wire.
    const ACTION: &'static str;
    /// Whether the call can be repeated without changing anything.
    const IDEMPOTENT: bool;
    /// What the action answers with.
    type Response: serde::de::DeserializeOwned;
}
