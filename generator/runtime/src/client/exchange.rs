//! One call: its attempts, the waiting between them, the correction of the clock, and a span for each attempt. Nothing
//! here depends on the types of a call, so that it is compiled once.

use std::borrow::Cow;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::DATE;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::credentials::{Credentials, CredentialsError};
use crate::operation::{Operation, Protocol};
use crate::protocol::rest::Routed;
use crate::protocol::rest::client as rest;
use crate::wire::scalar_at;

use super::answer::Answer;
use super::codes::Codes;
use super::endpoint::Endpoint;
use super::request::{Draft, Payload};
use super::{Client, Error, aliyun_rpc};

/// A refused time must be this far from the service's clock, in seconds, for the clocks to be the reason. The code for
/// it is said of other things too, and the header `Date` is exact to a second at best.
const NOTABLE_SKEW: u64 = 30;

/// A clock is corrected by no more than this, in seconds. A service's answer says the time to whoever can answer in its
/// place too.
const LARGEST_SKEW: u64 = 24 * 60 * 60;

/// What matters of an action and its request for making the call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    pub(super) action: &'static str,
    /// Repeating the request does no harm.
    pub(super) safe: bool,
    pub(super) host: Option<&'static str>,
    pub(super) rate_limit: Option<u32>,
    pub(super) route: Option<Routed>,
}

impl Facts {
    /// Those of a request.
    pub(super) fn of<O: Operation>(request: &O) -> Self {
        let has_token = O::CLIENT_TOKEN.is_some_and(|name| scalar_at(request.item(), &[name]).is_some());
        Facts {
            action: O::ACTION,
            safe: O::IDEMPOTENT || has_token,
            host: O::HOST,
            rate_limit: O::RATE_LIMIT,
            route: O::ROUTE,
        }
    }
}

/// What came of an attempt.
struct Attempt {
    result: Result<Answer, Error>,
    /// The service's time and when it arrived, if the answer said it.
    date: Option<SystemTime>,
}

impl Client {
    /// Makes a call and repeats it as far as that is allowed.
    pub(super) async fn exchange(&self, facts: Facts, payload: Payload) -> Result<Answer, Error> {
        let mut attempts = 0;
        let mut corrected = false;
        loop {
            self.keep_pace(&facts).await;
            attempts += 1;
            let span = self.span(&facts, attempts);
            let attempt = self.attempt(&facts, &payload).instrument(span.clone()).await;
            record(&span, &attempt.result);
            let error = match attempt.result {
                Ok(answer) => {
                    self.confirm_clock(attempt.date);
                    self.budget.earn();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if !corrected && self.correct_clock(&error, attempt.date) {
                corrected = true;
                continue;
            }
            let Some(delay) = self.delay(&facts, &error, attempts) else { return Err(error) };
            tracing::debug!(action = facts.action, attempt = attempts, ?delay, "call is repeated");
            self.environment.sleep(delay).await;
        }
    }

    async fn attempt(&self, facts: &Facts, payload: &Payload) -> Attempt {
        let sent = async {
            let credentials = self.credentials.credentials().await.map_err(Error::credentials)?;
            let request = self.signed(facts, payload, &credentials)?;
            let host = request.uri().host().map(str::to_owned);
            match self.transport.send(request, self.timeout).await {
                Ok(answer) => Ok((answer, host)),
                Err(error) => Err(Error::transport(error).at_host(host.as_deref())),
            }
        };
        match sent.await {
            Ok((answer, host)) => {
                let date =
                    answer.headers().get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
                let result = Answer::read(self.api.protocol, facts.route, &answer);
                Attempt { result: result.map_err(|error| error.at_host(host.as_deref())), date }
            }
            Err(error) => Attempt { result: Err(error), date: None },
        }
    }

    /// The clock as it is known, in seconds since 1970.
    fn time(&self) -> u64 {
        seconds(self.environment.now()).saturating_add_signed(self.shared.skew.load(Ordering::Relaxed))
    }

    /// The signed request, by the clock as it is known.
    pub(super) fn signed(
        &self,
        facts: &Facts,
        payload: &Payload,
        credentials: &Credentials,
    ) -> Result<http::Request<Vec<u8>>, Error> {
        let endpoint = self.endpoint_of(facts, payload).map_err(Error::request)?;
        let draft = Draft {
            api: self.api,
            action: facts.action,
            region: self.region.as_deref(),
            endpoint: &endpoint,
            credentials,
            style: self.style,
            language: self.language.as_deref(),
            time: self.time(),
            nonce: [self.environment.random(), self.environment.random()],
        };
        check_credentials(self.api.protocol, credentials)?;
        let mut request = draft.sign(payload, &self.shared.keys)?;
        for (name, value) in &self.headers {
            let value = value.as_ref().map_err(|error| Error::request(error))?;
            request.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
        Ok(request)
    }

    /// Where a call goes: where the user says, else to the action's own host, else to that of the region which the
    /// request itself names, else to the client's region's or the API's.
    fn endpoint_of(&self, facts: &Facts, payload: &Payload) -> Result<Cow<'_, Endpoint>, &'static str> {
        if let Some(endpoint) = &self.endpoint {
            return endpoint.as_ref().map(Cow::Borrowed).map_err(|error| *error);
        }
        let named = match self.api.protocol {
            Protocol::AliyunRpc => aliyun_rpc::region(payload).filter(|region| Some(*region) != self.region.as_deref()),
            Protocol::TencentV3 | Protocol::TencentV2 | Protocol::Rest => None,
        };
        if let Some(endpoint) = facts.route.and_then(|(api, _)| rest::endpoint(api, self.region.as_deref())) {
            return endpoint.map(Cow::Owned);
        }
        match facts.host.or(named.map(|region| self.api.host_of(region))) {
            Some(host) => Endpoint::parse(host).map(Cow::Owned),
            None => self.home.as_ref().map(Cow::Borrowed).map_err(|error| *error),
        }
    }

    /// Waits until the documented limit allows another call, if the user wants that.
    async fn keep_pace(&self, facts: &Facts) {
        if let (Some(pace), Some(limit)) = (&self.pace, facts.rate_limit) {
            let region = self.region.as_deref().unwrap_or_default();
            let wait = pace.reserve(region, facts.action, limit, self.environment.elapsed());
            if !wait.is_zero() {
                self.environment.sleep(wait).await;
            }
        }
    }

    /// Sets the clock by the service's if that refused a request for its time. Later calls use the corrected clock.
    fn correct_clock(&self, error: &Error, date: Option<SystemTime>) -> bool {
        let refused = error.code().is_some_and(|code| Codes::of(self.api.protocol).is_clock(code));
        let Some(date) = date.filter(|_| refused).map(seconds) else { return false };
        let now = seconds(self.environment.now());
        if self.time().abs_diff(date) < NOTABLE_SKEW || now.abs_diff(date) > LARGEST_SKEW {
            return false;
        }
        let skew = i64::try_from(date).unwrap_or(i64::MAX).saturating_sub_unsigned(now);
        self.shared.skew.store(skew, Ordering::Relaxed);
        tracing::debug!(skew, "the clock is corrected by the service's");
        true
    }

    /// Forgets the correction of the clock after a good answer, unless that says itself that the clock is wrong: what
    /// somebody else answered in the service's place is not believed for longer.
    fn confirm_clock(&self, date: Option<SystemTime>) {
        if self.shared.skew.load(Ordering::Relaxed) == 0 {
            return;
        }
        let (now, date) = (seconds(self.environment.now()), date.map(seconds));
        let date = date.filter(|date| (NOTABLE_SKEW..=LARGEST_SKEW).contains(&now.abs_diff(*date)));
        let skew = date.map_or(0, |date| i64::try_from(date).unwrap_or(i64::MAX).saturating_sub_unsigned(now));
        self.shared.skew.store(skew, Ordering::Relaxed);
    }

    /// How long to wait before the next attempt; none if there must be none.
    fn delay(&self, facts: &Facts, error: &Error, attempts: u32) -> Option<Duration> {
        let repeat = self.retry.allows(attempts) && self.retry.repeats(error, facts.safe, self.api.protocol);
        (repeat && self.budget.take()).then(|| self.retry.delay(attempts, self.environment.random()))
    }

    /// The span of an attempt. Neither parameters nor anything of the credentials are in it.
    fn span(&self, facts: &Facts, attempt: u32) -> Span {
        tracing::debug_span!(
            "call",
            api = self.api.id,
            action = facts.action,
            region = self.region.as_deref(),
            attempt,
            status = Empty,
            request_id = Empty,
            code = Empty,
        )
    }
}

/// Refuses keys that were copied with a blank or a line break: the service would only say that the signature is wrong.
/// Tokens of other APIs may have blanks inside.
fn check_credentials(protocol: Protocol, credentials: &Credentials) -> Result<(), Error> {
    let token = credentials.token.as_deref().unwrap_or_default();
    let is_odd = |text: &str| match protocol {
        Protocol::Rest => text.trim() != text || text.contains(['\r', '\n']),
        _ => text.contains(char::is_whitespace),
    };
    if [&credentials.id, &credentials.secret, token].into_iter().any(is_odd) {
        return Err(Error::credentials(CredentialsError::new(
            "the id, the key or the token has a blank or a line break",
        )));
    }
    Ok(())
}

/// Adds to the span of an attempt what came of it.
fn record(span: &Span, result: &Result<Answer, Error>) {
    match result {
        Ok(answer) => {
            span.record("status", answer.status);
            span.record("request_id", answer.request_id.as_deref());
        }
        Err(error) => {
            span.record("status", error.status());
            span.record("request_id", error.request_id());
            span.record("code", error.code());
        }
    }
}

/// Seconds since 1970.
fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
