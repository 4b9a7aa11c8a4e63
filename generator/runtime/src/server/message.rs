//! An HTTP request that has arrived whole, and its parts as the protocols ask for them.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use http::{HeaderMap, HeaderName, Method, header};

use super::fault::{Fault, Kind};

/// Names and values of a query string or form, decoded, in the order sent.
pub(crate) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A request with its body. It has no `Debug`, because its headers and parameters may hold tokens.
pub(crate) struct Message {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// As sent, without `?`.
    pub(crate) query: String,
    pub(crate) host: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A part of a multipart body.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

/// What a body is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    None,
    Json,
    Form,
    Multipart,
    Other(&'a str),
}

impl Message {
    /// The request's parts; the body comes later.
    pub(crate) fn new(parts: http::request::Parts, body: Bytes) -> Self {
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| parts.uri.authority().map(http::uri::Authority::as_str)).unwrap_or_default();
        Message {
            host: host.to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            method: parts.method,
            headers: parts.headers,
            body,
        }
    }

    /// A header's value; none if it is absent, not text, or empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty())
    }

    /// The one segment of the path, if that could name an action: `POST /BrewTea`.
    pub(super) fn path_action(&self) -> Option<&str> {
        let name = self.path.strip_prefix('/')?;
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic());
        (is_name && name.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(name)
    }

    /// A header that decides what a request means and came more than once: which of them counts is nowhere said.
    pub(super) fn doubled_header(&self) -> Option<&HeaderName> {
        let is_read = |name: &&HeaderName| {
            [header::AUTHORIZATION, header::CONTENT_TYPE, header::HOST].contains(name)
                || ["x-tc-", "x-acs-"].iter().any(|own| name.as_str().starts_with(own))
        };
        self.headers.keys().filter(is_read).find(|name| self.headers.get_all(*name).iter().nth(1).is_some())
    }

    /// What the body is said to be.
    pub(crate) fn content(&self) -> Content<'_> {
        content(&self.headers)
    }

    /// The parameters of the query string.
    pub(crate) fn query_pairs(&self) -> Pairs<'_> {
        form_urlencoded::parse(self.query.as_bytes()).collect()
    }

    /// The parameters of a form body; none if the body is no form.
    pub(crate) fn form_pairs(&self) -> Pairs<'_> {
        match self.content() {
            Content::Form => form_urlencoded::parse(&self.body).collect(),
            _ => Vec::new(),
        }
    }

    /// The fields of a multipart body, as text.
    pub(super) async fn multipart_pairs(&self) -> Result<Pairs<'static>, Fault> {
        let parts = self.multipart_parts().await?.into_iter();
        Ok(parts
            .map(|part| (Cow::Owned(part.name), Cow::Owned(String::from_utf8_lossy(&part.bytes).into_owned())))
            .collect())
    }

    /// The parts of a multipart body.
    pub(crate) async fn multipart_parts(&self) -> Result<Vec<Part>, Fault> {
        let unreadable = |error: multer::Error| Fault::new(Kind::Multipart, format!("Unreadable multipart: {error}."));
        let content_type = self.header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let boundary = multer::parse_boundary(content_type).map_err(unreadable)?;
        let mut parts = multer::Multipart::new(Body::from(self.body.clone()).into_data_stream(), boundary);
        let mut found = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            let name = part.name().map(str::to_owned);
            let name = name.ok_or_else(|| Fault::new(Kind::Multipart, "A part of the multipart body has no name."))?;
            let file_name = part.file_name().map(str::to_owned);
            let content_type = part.content_type().map(ToString::to_string);
            let bytes = part.bytes().await.map_err(unreadable)?.to_vec();
            found.push(Part { name, file_name, content_type, bytes });
        }
        Ok(found)
    }
}

/// What a body is by its headers.
pub(super) fn content(headers: &HeaderMap) -> Content<'_> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    let is = |name: &str| essence.eq_ignore_ascii_case(name);
    match essence {
        "" => Content::None,
        _ if is("application/json") => Content::Json,
        _ if is("application/x-www-form-urlencoded") => Content::Form,
        _ if is("multipart/form-data") => Content::Multipart,
        other => Content::Other(other),
    }
}

/// The first value of a name.
pub(crate) fn first<'a>(pairs: &'a Pairs<'_>, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref()).filter(|value| !value.is_empty())
}

/// Pairs of borrowed text, as the signers take them.
pub(crate) fn borrowed<'a>(pairs: &'a Pairs<'_>) -> Vec<(&'a str, &'a str)> {
    pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect()
}
