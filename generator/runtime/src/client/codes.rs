//! The error codes that a client acts on, by protocol: the vendors' words, as data. A code stands for itself and for
//! everything below it, `Throttling` for `Throttling.User` too.

use crate::operation::Protocol;

/// Codes by what a client does about them.
pub(super) struct Codes {
    /// Too many requests: later it may work.
    throttled: &'static [&'static str],
    /// The service has a problem of its own.
    busy: &'static [&'static str],
    /// The request's time is too far from the service's.
    clock: &'static [&'static str],
}

const TENCENT_V3: Codes =
    Codes { throttled: &["RequestLimitExceeded"], busy: &["InternalError"], clock: &["AuthFailure.SignatureExpire"] };

/// 4500 is said of a repeated nonce too; 4200 is of the edition of 2018.
const TENCENT_V2: Codes = Codes { throttled: &["4400"], busy: &["6000", "6200"], clock: &["4500", "4200"] };

/// The document has `IllegalTimestamp`; the service is known to say `InvalidTimeStamp.Expired`.
const ALIYUN_RPC: Codes = Codes {
    throttled: &["Throttling"],
    busy: &["InternalError", "ServiceUnavailable"],
    clock: &["IllegalTimestamp", "InvalidTimeStamp.Expired"],
};

/// Statuses say it.
const REST: Codes = Codes { throttled: &[], busy: &[], clock: &[] };

impl Codes {
    /// Those of a protocol.
    pub(super) fn of(protocol: Protocol) -> &'static Codes {
        match protocol {
            Protocol::TencentV3 => &TENCENT_V3,
            Protocol::TencentV2 => &TENCENT_V2,
            Protocol::AliyunRpc => &ALIYUN_RPC,
            Protocol::Rest => &REST,
        }
    }

    /// Whether the same request may be answered later.
    pub(super) fn is_passing(&self, code: &str) -> bool {
        is_among(self.throttled, code) || is_among(self.busy, code)
    }

    /// Whether the request was refused because of the rate of requests, so that it was not carried out.
    pub(super) fn is_rate(&self, code: &str) -> bool {
        is_among(self.throttled, code)
    }

    /// Whether the request's time was refused.
    pub(super) fn is_clock(&self, code: &str) -> bool {
        is_among(self.clock, code)
    }
}

/// Whether a code is one of some or below one of them.
pub(super) fn is_among(codes: &[&str], code: &str) -> bool {
    codes.iter().any(|known| code.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_what_is_below_it_and_for_nothing_beside_it() {
        let codes = Codes::of(Protocol::TencentV3);
        assert!(codes.is_passing("RequestLimitExceeded") && codes.is_passing("RequestLimitExceeded.UinLimitExceeded"));
        assert!(!codes.is_passing("RequestLimitExceededX") && !codes.is_passing("LimitExceeded"));
        assert!(codes.is_clock("AuthFailure.SignatureExpire") && !codes.is_clock("AuthFailure.SignatureFailure"));
        assert!(Codes::of(Protocol::AliyunRpc).is_passing("Throttling.User"));
        assert!(Codes::of(Protocol::TencentV2).is_clock("4500") && !Codes::of(Protocol::TencentV2).is_clock("45001"));
    }
}
