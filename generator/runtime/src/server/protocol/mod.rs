//! How requests come in, by protocol: which parameters every request carries, how it is verified, which API it means.
//!
//! A protocol takes a [`Message`] apart and gives an [`Accepted`] call with checked parameters. How answers go out is
//! in `envelope`; the names that every request of a vendor may carry are here, as data.

pub(super) mod aliyun_rpc;
mod meant;
pub(super) mod tencent_v2;
pub(super) mod tencent_v3;

pub(super) use self::meant::of;
use serde_json::{Map, Value};

use crate::operation::Protocol;
use crate::schema::{Field, Schema, Wrong, shortened, unflatten};
use crate::sign;

use super::Call;
use super::auth::Auth;
use super::fault::{Fault, Kind};
use super::gateway::{Api, Regions};
use super::message::{Message, Pairs, first};
use super::replay::{Nonce, Replay};

/// What a server has at hand when a request comes in.
pub(crate) struct Site<'a> {
    pub(super) apis: &'a [Api],
    pub(crate) auth: &'a Auth,
    pub(super) replay: &'a Replay,
    pub(super) regions: Regions,
    /// Seconds since 1970.
    pub(crate) now: u64,
    /// Parameters that are not as documented are refused.
    pub(crate) checked: bool,
}

/// A request that may be answered.
pub(super) struct Accepted<'a> {
    pub(super) api: &'a Api,
    pub(super) call: Call,
}

/// The action that a request names, whether or not it exists.
pub(super) fn action(protocol: Protocol, message: &Message) -> Option<String> {
    let header = message.header("x-tc-action").filter(|_| protocol == Protocol::TencentV3);
    header.map(str::to_owned).or_else(|| aliyun_rpc::action(message))
}

/// The action and the version among the parameters of a request. Where they name no action, the path may; such a request
/// need not name a version.
fn named<'m>(message: &'m Message, pairs: &'m Pairs<'_>) -> Result<(&'m str, Option<&'m str>), Fault> {
    match (first(pairs, "Action"), message.path_action()) {
        (None, Some(action)) => Ok((action, first(pairs, "Version"))),
        _ => Ok((required(pairs, "Action")?, Some(required(pairs, "Version")?))),
    }
}

/// Whether an API has a version, if a request names one.
fn is_version(api: &Api, version: Option<&str>) -> bool {
    version.is_none_or(|version| api.schema.version == version)
}

/// Takes a request of a protocol apart and checks everything about it.
pub(super) async fn accept<'a>(protocol: Protocol, site: &Site<'a>, message: &Message) -> Result<Accepted<'a>, Fault> {
    if let Some(name) = message.doubled_header() {
        return Err(Fault::new(Kind::Parameter(Wrong::Value), format!("The header `{name}` came more than once.")));
    }
    match protocol {
        Protocol::TencentV3 => tencent_v3::accept(site, message).await,
        Protocol::TencentV2 => tencent_v2::accept(site, message),
        Protocol::AliyunRpc => aliyun_rpc::accept(site, message),
        Protocol::Rest => Err(Fault::new(Kind::Action, "There is no operation at this path.")),
    }
}

impl<'a> Site<'a> {
    fn apis_of(&self, protocol: Protocol) -> impl Iterator<Item = &'a Api> + Clone {
        self.apis.iter().filter(move |api| api.schema.protocol == protocol)
    }

    /// Whether a request names the region that its API asks for.
    fn check_region(&self, schema: &Schema, region: Option<&str>) -> Result<(), Fault> {
        if schema.regions.is_empty() || self.regions == Regions::Ignored {
            return Ok(());
        }
        match region {
            None => Err(missing("Region")),
            Some(region) if self.regions == Regions::Listed && schema.regions.iter().all(|known| known != region) => {
                let message = format!("The API has no region `{}`.", shortened(region).escape_debug());
                Err(Fault::new(Kind::Region, message))
            }
            Some(_) => Ok(()),
        }
    }
}

/// An action that a request means.
#[derive(Clone, Copy)]
struct Meant<'a> {
    api: &'a Api,
    action: &'a str,
    fields: &'a [Field],
    checked: bool,
}

/// The API among some that has an action.
fn with_action<'a>(site: &Site<'_>, mut apis: impl Iterator<Item = &'a Api>, action: &str) -> Result<Meant<'a>, Fault> {
    let found = apis.find_map(|api| {
        let (action, fields) = api.schema.actions.get_key_value(action)?;
        Some(Meant { api, action, fields, checked: site.checked })
    });
    found.ok_or_else(|| {
        let message = format!("The action `{}` does not exist.", shortened(action).escape_debug());
        Fault::new(Kind::Action, message)
    })
}

impl Meant<'_> {
    /// The parameters out of flat ones, checked. Names that every request may carry are left out unless the action has
    /// a parameter of that name.
    fn parameters(self, pairs: &Pairs<'_>, common: &[&str], any_case: bool) -> Result<Value, Fault> {
        let has = |name: &str| self.fields.iter().any(|field| field.name == name);
        let own = pairs.iter().filter(|(name, _)| !common.contains(&name.as_ref()) || has(name));
        let own = own.map(|(name, value)| (name.as_ref(), value.as_ref()));
        self.checked(unflatten(&self.api.schema, self.fields, own, any_case))
    }

    fn checked(self, parameters: Map<String, Value>) -> Result<Value, Fault> {
        if !self.checked {
            return Ok(Value::Object(parameters));
        }
        validated(&self.api.schema, self.action, parameters)
    }
}

/// The parameters of an action, checked.
pub(crate) fn validated(schema: &Schema, action: &str, parameters: Map<String, Value>) -> Result<Value, Fault> {
    let fault = |violation| Fault::from(violation).in_words_of(schema, action);
    schema.validate(action, &parameters).map_err(fault)?;
    Ok(Value::Object(parameters))
}

fn missing(name: &str) -> Fault {
    Fault::new(Kind::Parameter(Wrong::Missing), format!("The required parameter `{name}` is missing."))
}

/// A parameter that every request has to carry, once.
fn required<'p>(pairs: &'p Pairs<'_>, name: &str) -> Result<&'p str, Fault> {
    if pairs.iter().filter(|(key, _)| key == name).nth(1).is_some() {
        return Err(Fault::new(Kind::Parameter(Wrong::Value), format!("The parameter `{name}` came more than once.")));
    }
    first(pairs, name).ok_or_else(|| missing(name))
}

/// Whether a text is a number of digits alone: no sign, and nothing that is signed as another parameter.
fn is_digits(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A time in seconds since 1970.
fn seconds(value: &str) -> Result<u64, Fault> {
    let digits = Some(value).filter(|value| is_digits(value)).and_then(|value| value.parse().ok());
    digits
        .ok_or_else(|| Fault::new(Kind::Parameter(Wrong::Type), "The parameter `Timestamp` is not a time in seconds."))
}

/// Whether a time is near enough to the server's.
pub(crate) fn check_clock(timestamp: u64, now: u64, window: u64) -> Result<(), Fault> {
    if timestamp.abs_diff(now) <= window {
        return Ok(());
    }
    let message = format!("The timestamp is more than {window} seconds from the server's time, {now}.");
    Err(Fault::new(Kind::Expired, message))
}

/// What a failed verification is called.
pub(crate) fn of_signature(error: sign::Error) -> Fault {
    let kind = match error {
        sign::Error::Malformed(_) | sign::Error::Header(_) => Kind::Authorization,
        sign::Error::Expired => Kind::Expired,
        sign::Error::Scope | sign::Error::Mismatch => Kind::Signature,
    };
    Fault::new(kind, format!("The request is not accepted: {error}."))
}

/// Verifies a signature over headers. Some of the vendors' clients sign the host without the port that they call, so
/// that is tried too.
pub(crate) fn by_host(
    message: &Message,
    verify: impl Fn(&[(&str, &str)]) -> Result<(), sign::Error>,
) -> Result<(), sign::Error> {
    // A value that is not text cannot have been signed.
    let mut headers: Vec<(&str, &str)> =
        message.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    let result = verify(&headers);
    if result == Err(sign::Error::Mismatch)
        && let Some((_, host)) = headers.iter_mut().find(|(name, _)| *name == "host")
        && let Some((name, port)) = host.rsplit_once(':')
        && is_digits(port)
    {
        *host = name;
        return verify(&headers);
    }
    result
}

/// A signature must not come twice, or not much later than before where it has no nonce. Not all protocols have a nonce, and where they have one, two requests can be signed
/// alike: parameters are joined without being escaped.
fn check_signature(site: &Site<'_>, signature: Nonce<'_>, window: u64) -> Result<(), Fault> {
    if site.replay.is_fresh(signature, site.now, window) {
        return Ok(());
    }
    Err(Fault::new(Kind::Replayed, "The signature has been used before: every request needs a new one."))
}

/// A signature that is made anew for each request must not come twice.
pub(crate) fn check_once(site: &Site<'_>, id: &str, value: &str, timestamp: u64, window: u64) -> Result<(), Fault> {
    check_signature(site, Nonce { id, value, timestamp, kind: super::replay::Once::Signature }, window)
}

/// A nonce must not come twice.
fn check_nonce(site: &Site<'_>, nonce: Nonce<'_>, window: u64) -> Result<(), Fault> {
    if site.replay.is_fresh(nonce, site.now, window) {
        return Ok(());
    }
    Err(Fault::new(Kind::Replayed, "The nonce has been used before: every request needs a new one."))
}
