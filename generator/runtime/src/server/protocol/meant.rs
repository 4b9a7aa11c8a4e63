//! Which protocol a request means, where several are served at one address: by its path, and else by the first thing that
//! it shows and that one of them alone has. What a request means decides in which envelope it is refused, so also what
//! is otherwise wrong is looked at.

use crate::operation::Protocol;
use crate::server::gateway::Api;
use crate::server::message::{Content, Message, Pairs, first};

use super::{aliyun_rpc, tencent_v2};

/// Names of parameters that no other protocol's request carries.
const ALIYUN: [&str; 3] = ["AccessKeyId", "SignatureNonce", "SignatureVersion"];

/// Protocols that name the action in the request.
const BY_NAME: [Protocol; 3] = [Protocol::TencentV3, Protocol::AliyunRpc, Protocol::TencentV2];

/// The protocol that a request means; `None` if no API here has its path.
pub(in crate::server) fn of(apis: &[Api], message: &Message) -> Option<Protocol> {
    let rest = apis.iter().any(|api| api.schema.protocol == Protocol::Rest).then_some(Protocol::Rest);
    let has =
        |protocol, is_one: &dyn Fn(&Api) -> bool| apis.iter().any(|api| api.schema.protocol == protocol && is_one(api));
    let at_path = |protocol: &Protocol| match message.path.as_str() {
        tencent_v2::PATH => *protocol == Protocol::TencentV2 && has(*protocol, &|_| true),
        "/" => *protocol != Protocol::TencentV2 && has(*protocol, &|_| true),
        _ => message.path_action().is_some_and(|action| has(*protocol, &|api| api.schema.actions.contains_key(action))),
    };
    if message.path.len() > 1 && rest.is_some() && apis.iter().any(|api| api.takes(message)) {
        return rest;
    }
    let possible: Vec<Protocol> = BY_NAME.into_iter().filter(at_path).collect();
    match possible.as_slice() {
        [] => rest,
        [only] => Some(*only),
        [first, ..] => by_signature(message)
            .filter(|protocol| possible.contains(protocol))
            .or_else(|| by_parameters(apis, message, &possible))
            .or(Some(*first)),
    }
}

/// By the signature in the headers, or a header of the vendor.
fn by_signature(message: &Message) -> Option<Protocol> {
    let scheme = message.header("authorization").unwrap_or_default().trim_start();
    let has = |prefix: &str| message.headers.keys().any(|name| name.as_str().starts_with(prefix));
    if scheme.starts_with("ACS3-") {
        Some(Protocol::AliyunRpc)
    } else if scheme.starts_with("TC3-") {
        Some(Protocol::TencentV3)
    } else if has("x-acs-") {
        Some(Protocol::AliyunRpc)
    } else {
        has("x-tc-").then_some(Protocol::TencentV3)
    }
}

/// By what the parameters are called and say, then by the host, then by the form of the request.
fn by_parameters(apis: &[Api], message: &Message, possible: &[Protocol]) -> Option<Protocol> {
    let is_possible = |protocol: &Protocol| possible.contains(protocol);
    let pairs = aliyun_rpc::pairs(message);
    let has = |name: &str| first(&pairs, name).is_some();
    let only = |is_one: &dyn Fn(&Api) -> bool| {
        let has_one = |protocol: &&Protocol| apis.iter().any(|api| api.schema.protocol == **protocol && is_one(api));
        let mut found = possible.iter().copied().filter(|protocol| has_one(&protocol));
        found.next().filter(|_| found.next().is_none())
    };
    let tencent = || match has("Version") {
        true => Some(Protocol::TencentV3).filter(is_possible).or(Some(Protocol::TencentV2).filter(is_possible)),
        false => Some(Protocol::TencentV2).filter(is_possible).or(Some(Protocol::TencentV3).filter(is_possible)),
    };
    if pairs.iter().any(|(name, _)| ALIYUN.contains(&name.as_ref())) && is_possible(&Protocol::AliyunRpc) {
        return Some(Protocol::AliyunRpc);
    }
    if has("SecretId") {
        return tencent();
    }
    let of_version = first(&pairs, "Version").and_then(|version| only(&|api| api.schema.version == version));
    let of_action = || {
        let action = aliyun_rpc::action(message)?;
        only(&|api| api.schema.actions.contains_key(&action))
    };
    let of_host = || only(&|api| is_of_domain(&message.host, &api.schema.host));
    of_version.or_else(of_action).or_else(of_host).or_else(|| by_form(message, &pairs, possible))
}

/// By the type of the body, and by parameters that any action may have.
fn by_form(message: &Message, pairs: &Pairs<'_>, possible: &[Protocol]) -> Option<Protocol> {
    let has = |name: &str| first(pairs, name).is_some();
    let shown = [
        (matches!(message.content(), Content::Json | Content::Multipart), Protocol::TencentV3),
        (has("RegionId") || has("Format"), Protocol::AliyunRpc),
        (has("Region"), Protocol::TencentV3),
        (has("Region"), Protocol::TencentV2),
    ];
    shown
        .into_iter()
        .filter(|(is_shown, _)| *is_shown)
        .map(|(_, protocol)| protocol)
        .find(|protocol| possible.contains(protocol))
}

/// Whether a host is of the same registered domain as the host of an API.
fn is_of_domain(host: &str, of: &str) -> bool {
    let domain = |host: &str| {
        let name = host.split(':').next().unwrap_or_default();
        let mut labels = name.rsplit('.');
        Some((labels.next()?.to_ascii_lowercase(), labels.next()?.to_ascii_lowercase()))
    };
    domain(host).is_some_and(|found| domain(of) == Some(found))
}
