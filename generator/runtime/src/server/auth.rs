//! Whose requests are answered: where a server finds the secret of an id, or that it asks for none.
//!
//! Signatures are computed in `sign`; which part of a request names the id is known by each protocol.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::credentials::Credentials;

use super::fault::{Fault, Kind};

/// The secrets that a server knows. It is asked for every request, so it should answer from memory.
pub trait Secrets: Send + Sync {
    /// The credentials of an id: its secret, and for temporary ones the token that must come along. None if the id is
    /// unknown.
    fn find(&self, id: &str) -> Option<Cow<'_, Credentials>>;

    /// The credentials that a token stands for, in APIs whose requests carry a token: `id:secret`, or the secret of
    /// credentials without an id.
    fn find_token(&self, token: &str) -> Option<Cow<'_, Credentials>> {
        let split = token.split_once(':');
        let of_id = split
            .and_then(|(id, secret)| self.find(id).filter(|_| !id.is_empty()).filter(|found| found.is_secret(secret)));
        of_id.or_else(|| self.find("").filter(|found| found.is_secret(token)))
    }
}

impl Secrets for Credentials {
    fn find(&self, id: &str) -> Option<Cow<'_, Credentials>> {
        (self.id == id).then_some(Cow::Borrowed(self))
    }
}

/// Credentials by id.
impl Secrets for HashMap<String, Credentials> {
    fn find(&self, id: &str) -> Option<Cow<'_, Credentials>> {
        self.get(id).map(Cow::Borrowed)
    }

    fn find_token(&self, token: &str) -> Option<Cow<'_, Credentials>> {
        let is_meant = |known: &&Credentials| match token.split_once(':') {
            Some((id, secret)) if !known.id.is_empty() => known.id == id && known.is_secret(secret),
            _ => known.id.is_empty() && known.is_secret(token),
        };
        self.values().find(is_meant).map(Cow::Borrowed)
    }
}

impl<S: Secrets + ?Sized> Secrets for Arc<S> {
    fn find(&self, id: &str) -> Option<Cow<'_, Credentials>> {
        (**self).find(id)
    }

    fn find_token(&self, token: &str) -> Option<Cow<'_, Credentials>> {
        (**self).find_token(token)
    }
}

/// Which requests a server answers.
#[derive(Clone)]
pub struct Auth(Option<Arc<dyn Secrets>>);

impl Auth {
    /// Only requests that are signed with one of these secrets, in time and for the first time.
    pub fn verify(secrets: impl Secrets + 'static) -> Self {
        Auth(Some(Arc::new(secrets)))
    }

    /// Every request, signed or not: for mocks on a loopback address, never for a network.
    pub fn accept_everyone() -> Self {
        Auth(None)
    }

    /// Whether signatures are verified.
    pub fn verifies(&self) -> bool {
        self.0.is_some()
    }

    /// The credentials of a token. None if nothing is verified.
    pub(crate) fn by_token(&self, token: &str) -> Result<Option<Cow<'_, Credentials>>, Fault> {
        let Some(secrets) = &self.0 else { return Ok(None) };
        secrets.find_token(token).map(Some).ok_or_else(|| Fault::new(Kind::Token, "The token is unknown."))
    }

    /// The credentials of an id, after checking the token that came with the request. None if nothing is verified.
    pub(crate) fn credentials(&self, id: &str, token: Option<&str>) -> Result<Option<Cow<'_, Credentials>>, Fault> {
        let Some(secrets) = &self.0 else { return Ok(None) };
        let unknown = || Fault::new(Kind::Identity, "The secret id is unknown.");
        let credentials = secrets.find(id).ok_or_else(unknown)?;
        match (&credentials.token, token.filter(|token| !token.is_empty())) {
            (None, None) => Ok(Some(credentials)),
            (Some(expected), Some(token)) if is_same(expected.as_bytes(), token.as_bytes()) => Ok(Some(credentials)),
            (Some(_), Some(_)) => Err(Fault::new(Kind::Token, "The token is not the one of the secret id.")),
            (Some(_), None) => Err(Fault::new(Kind::Token, "The secret id is temporary, and its token is missing.")),
            (None, Some(_)) => Err(Fault::new(Kind::Token, "A token came with a secret id that is not temporary.")),
        }
    }
}

impl<S: Secrets + 'static> From<S> for Auth {
    fn from(secrets: S) -> Self {
        Auth::verify(secrets)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Auth").field(if self.verifies() { &"[redacted]" } else { &"everyone" }).finish()
    }
}

impl Credentials {
    /// Whether a text is the secret. What an empty secret protects, nobody gets.
    fn is_secret(&self, text: &str) -> bool {
        !self.secret.is_empty() && is_same(self.secret.as_bytes(), text.as_bytes())
    }
}

/// Compares in a time that depends on the lengths alone.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(auth: &Auth, id: &str, token: Option<&str>) -> Option<Kind> {
        auth.credentials(id, token).err().map(|fault| fault.kind)
    }

    #[test]
    fn debug_shows_no_secret() {
        let auth = Auth::verify(Credentials::new("id", "hunter2").with_token("opaque"));
        assert_eq!(format!("{auth:?}"), r#"Auth("[redacted]")"#);
        assert_eq!(format!("{:?}", Auth::accept_everyone()), r#"Auth("everyone")"#);
    }

    #[test]
    fn a_token_goes_with_temporary_credentials_alone() {
        let secrets = [Credentials::new("fixed", "s"), Credentials::new("temporary", "s").with_token("t")];
        let auth = Auth::verify(HashMap::from(secrets.map(|credentials| (credentials.id.clone(), credentials))));
        assert_eq!(kind(&auth, "fixed", None), None);
        assert_eq!(kind(&auth, "fixed", Some("")), None);
        assert_eq!(kind(&auth, "temporary", Some("t")), None);
        assert_eq!(kind(&auth, "fixed", Some("t")), Some(Kind::Token));
        assert_eq!(kind(&auth, "temporary", Some("x")), Some(Kind::Token));
        assert_eq!(kind(&auth, "temporary", Some("tt")), Some(Kind::Token));
        assert_eq!(kind(&auth, "temporary", None), Some(Kind::Token));
        assert_eq!(kind(&auth, "nobody", None), Some(Kind::Identity));
        assert_eq!(kind(&Auth::accept_everyone(), "nobody", Some("x")), None);
    }
}
