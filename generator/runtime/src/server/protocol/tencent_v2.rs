//! Requests of Tencent's older API under `/v2/index.php`: signed parameters in a query string or form.

use http::Method;

use crate::operation::Protocol;
use crate::server::Call;
use crate::server::fault::{Fault, Kind};
use crate::server::message::{Message, first};
use crate::sign::v1::Edition;

use super::tencent_v3::verify_parameters;
use super::{Accepted, Site, required, with_action};

/// Path of all requests.
pub(super) const PATH: &str = "/v2/index.php";

/// How far a timestamp may be from the server's clock, in seconds. One page says five minutes; the signature's own
/// page says two hours, and the vendor's clients rely on it.
const WINDOW: u64 = 2 * 60 * 60;

/// Names that a request may carry whatever the action, documented ones and those that the vendor's clients send.
const COMMON: [&str; 10] = [
    "Action",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// Takes a request apart and checks it.
pub(super) fn accept<'a>(site: &Site<'a>, message: &Message) -> Result<Accepted<'a>, Fault> {
    let pairs = match message.method {
        Method::GET => message.query_pairs(),
        Method::POST => message.form_pairs(),
        _ => return Err(Fault::new(Kind::Method, "Requests are made with GET or POST.")),
    };
    let action = match (first(&pairs, "Action"), message.path_action()) {
        (None, Some(action)) => action,
        _ => required(&pairs, "Action")?,
    };
    let secret_id = verify_parameters(site, message, &pairs, Edition::V2, WINDOW)?;
    let meant = with_action(site, site.apis_of(Protocol::TencentV2), action)?;
    let region = first(&pairs, "Region");
    site.check_region(&meant.api.schema, region)?;
    let parameters = meant.parameters(&pairs, &COMMON, false)?;
    Ok(Accepted { api: meant.api, call: Call::new(action, parameters, region, secret_id) })
}
