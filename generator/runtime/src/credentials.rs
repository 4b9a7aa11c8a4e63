//! Who calls: a secret id, its secret, and a token for temporary ones; where they come from. What is done with them is
//! in `sign` and `client`.

#[cfg(feature = "client")]
mod files;

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::operation::Protocol;
use crate::protocol::rest::Rest;

/// An identity and its secret. `Debug` shows neither secret nor token.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// Public identifier: `SecretId`, `AccessKeyId`.
    pub id: String,
    /// The secret that signs: `SecretKey`, `AccessKeySecret`.
    pub secret: String,
    /// Token that goes with temporary credentials.
    pub token: Option<String>,
}

impl Credentials {
    /// Permanent credentials.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Credentials { id: id.into(), secret: secret.into(), token: None }
    }

    /// A token that is a whole credential, as APIs of methods and paths take it.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::new("", token)
    }

    /// Credentials for an API of methods and paths from the environment, whose variables begin as the API says: a token
    /// (`KITES_TOKEN`), or an access key (`KITES_ACCESS_KEY_ID`, `KITES_SECRET_ACCESS_KEY` and optionally
    /// `KITES_SECURITY_TOKEN`). Empty for an API that asks for none.
    ///
    /// # Errors
    /// If none of the ways that the API takes is set.
    pub fn of_rest(rest: &Rest) -> Result<Self, CredentialsError> {
        Self::of_rest_lookup(rest, |name| std::env::var(name).ok())
    }

    /// As [`Credentials::of_rest`], with the variables from `lookup`.
    ///
    /// # Errors
    /// Those of [`Credentials::of_rest`].
    pub fn of_rest_lookup(rest: &Rest, lookup: impl Fn(&str) -> Option<String>) -> Result<Self, CredentialsError> {
        let [bearer, id, secret, token] = rest.environment();
        let given = |name: &String| lookup(name).filter(|value| !value.is_empty());
        if let Some(token) = given(&bearer).filter(|_| rest.takes_token()) {
            return Ok(Self::bearer(token));
        }
        if let (true, Some(id), Some(secret)) = (rest.takes_signature(), given(&id), given(&secret)) {
            return Ok(Credentials { id, secret, token: given(&token) });
        }
        let key = format!("{id} and {secret}");
        match (rest.takes_token(), rest.takes_signature()) {
            (false, false) => Ok(Self::bearer("")),
            (true, false) => Err(CredentialsError::new(format!("environment variable {bearer} is not set"))),
            (false, true) => Err(CredentialsError::new(format!("environment variables {key} are not set"))),
            (true, true) => {
                Err(CredentialsError::new(format!("neither {bearer} nor {key} are set in the environment")))
            }
        }
    }

    /// The same with the token of temporary credentials.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Credentials from the variables that the vendor's own tools read: `TENCENTCLOUD_SECRET_ID`,
    /// `TENCENTCLOUD_SECRET_KEY` and optionally `TENCENTCLOUD_TOKEN`; `ALIBABA_CLOUD_ACCESS_KEY_ID`,
    /// `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and optionally `ALIBABA_CLOUD_SECURITY_TOKEN`.
    ///
    /// # Errors
    /// If one of the first two is not set, or empty, or no Unicode.
    pub fn from_env(protocol: Protocol) -> Result<Self, CredentialsError> {
        Self::from_lookup(protocol, |name| std::env::var(name).ok())
    }

    /// Credentials from the environment, as [`Credentials::from_env`], or else from the files of the vendor's own tools:
    /// `~/.tccli/default.credential`, `~/.tencentcloud/credentials`; `~/.aliyun/config.json`,
    /// `~/.alibabacloud/credentials`. The tools' variables name another profile: `TCCLI_PROFILE`,
    /// `TENCENTCLOUD_PROFILE`, `ALIBABA_CLOUD_PROFILE`.
    ///
    /// # Errors
    /// If there are none, with what was looked for; if a file cannot be read; if its profile holds no key but says where
    /// to get one.
    #[cfg(feature = "client")]
    pub fn find(protocol: Protocol) -> Result<Self, CredentialsError> {
        let lookup = |name: &'static str| std::env::var(name).ok();
        let missing = match Self::from_lookup(protocol, lookup) {
            Ok(found) => return Ok(found),
            Err(missing) => missing,
        };
        let Some(home) = std::env::home_dir() else { return Err(missing) };
        files::find(protocol, &home, &lookup).map_err(|error| CredentialsError::new(format!("{missing}; {error}")))
    }

    /// As [`Credentials::from_env`], with the variables from `lookup`.
    ///
    /// # Errors
    /// If one of the required variables is absent or empty.
    pub fn from_lookup(
        protocol: Protocol,
        lookup: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Self, CredentialsError> {
        if protocol == Protocol::Rest {
            return Err(CredentialsError::new("the variables of this API are named by the API itself"));
        }
        let [id, secret, token] = variables(protocol);
        let given = |name| lookup(name).filter(|value| !value.is_empty());
        let required = |name: &'static str| {
            given(name).ok_or_else(|| CredentialsError::new(format!("environment variable {name} is not set")))
        };
        Ok(Credentials { id: required(id)?, secret: required(secret)?, token: given(token) })
    }
}

/// Names of the environment's variables for id, secret and token; those of an API of methods and paths are named by
/// the API, see [`Rest::environment`].
pub fn variables(protocol: Protocol) -> [&'static str; 3] {
    match protocol {
        Protocol::TencentV3 | Protocol::TencentV2 => {
            ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN"]
        }
        Protocol::AliyunRpc => {
            ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"]
        }
        Protocol::Rest => ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SECURITY_TOKEN"],
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("id", &self.id)
            .field("secret", &"[redacted]")
            .field("token", &self.token.as_ref().map(|_| "[redacted]"))
            .finish()
    }
}

/// Why no credentials could be had. The message must not hold a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialsError(Cow<'static, str>);

impl CredentialsError {
    /// An error with a message for the user, such as the name of what is missing.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        CredentialsError(message.into())
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CredentialsError {}

/// What [`Provider::credentials`] gives: a future, so that a provider may ask a service.
pub type CredentialsFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Cow<'a, Credentials>, CredentialsError>> + Send + 'a>>;

/// A source of credentials. It is asked before every call, so a provider of temporary credentials keeps them until
/// they near their end.
pub trait Provider: Send + Sync {
    /// The credentials to sign the next request with.
    fn credentials(&self) -> CredentialsFuture<'_>;
}

impl Provider for Credentials {
    fn credentials(&self) -> CredentialsFuture<'_> {
        Box::pin(std::future::ready(Ok(Cow::Borrowed(self))))
    }
}

impl<P: Provider + ?Sized> Provider for std::sync::Arc<P> {
    fn credentials(&self) -> CredentialsFuture<'_> {
        (**self).credentials()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn from(variables: &[(&str, &str)], protocol: Protocol) -> Result<Credentials, String> {
        let lookup = |name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Credentials::from_lookup(protocol, lookup).map_err(|error| error.to_string())
    }

    #[test]
    fn debug_shows_no_secret() {
        let credentials = Credentials::new("AKID1", "hunter2").with_token("opaque");
        assert_eq!(
            format!("{credentials:?}"),
            r#"Credentials { id: "AKID1", secret: "[redacted]", token: Some("[redacted]") }"#
        );
        let pretty = format!("{credentials:#?}");
        assert!(!pretty.contains("hunter2") && !pretty.contains("opaque"), "{pretty}");
    }

    #[test]
    fn each_vendor_has_its_variables() {
        let variables = [
            ("TENCENTCLOUD_SECRET_ID", "t-id"),
            ("TENCENTCLOUD_SECRET_KEY", "t-key"),
            ("TENCENTCLOUD_TOKEN", "t-token"),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "a-id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "a-key"),
        ];
        let tencent = Credentials::new("t-id", "t-key").with_token("t-token");
        assert_eq!(from(&variables, Protocol::TencentV3), Ok(tencent.clone()));
        assert_eq!(from(&variables, Protocol::TencentV2), Ok(tencent));
        assert_eq!(from(&variables, Protocol::AliyunRpc), Ok(Credentials::new("a-id", "a-key")));
    }

    #[test]
    fn an_absent_or_empty_variable_is_named_without_its_neighbours_value() {
        let variables = [("TENCENTCLOUD_SECRET_ID", ""), ("TENCENTCLOUD_SECRET_KEY", "hunter2")];
        let error = from(&variables, Protocol::TencentV3).unwrap_err();
        assert_eq!(error, "environment variable TENCENTCLOUD_SECRET_ID is not set");
        let error = from(&[("ALIBABA_CLOUD_ACCESS_KEY_ID", "id")], Protocol::AliyunRpc).unwrap_err();
        assert_eq!(error, "environment variable ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set");
        let variables = [("TENCENTCLOUD_SECRET_ID", "i"), ("TENCENTCLOUD_SECRET_KEY", "k"), ("TENCENTCLOUD_TOKEN", "")];
        assert_eq!(from(&variables, Protocol::TencentV3), Ok(Credentials::new("i", "k")));
    }
}
