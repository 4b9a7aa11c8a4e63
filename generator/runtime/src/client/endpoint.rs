//! Where requests go: scheme and authority. Which paths there are, the protocols know.

use http::Uri;
use http::uri::Scheme;

/// A checked origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Its URL with the path `/`.
    root: Uri,
    /// Value of the `Host` header: host, and the port if it is not the scheme's default.
    host: String,
}

impl Endpoint {
    /// Reads `host`, `host:port` (both over HTTPS), `http://…` or `https://…`.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let uri: Uri = with_scheme.parse().map_err(|_| "the endpoint is neither a host nor an origin")?;
        let (scheme, default_port) = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP => ("http", 80),
            Some(scheme) if *scheme == Scheme::HTTPS => ("https", 443),
            _ => return Err("the endpoint's scheme is neither http nor https"),
        };
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err("the endpoint has a path or a query: give scheme, host and port, the paths are the API's");
        }
        let authority = uri.authority().ok_or("the endpoint has no host")?;
        if authority.as_str().contains('@') {
            return Err("the endpoint has a user name");
        }
        let name = authority.host();
        let port = authority.as_str().get(name.len()..).unwrap_or_default();
        let host = match (port, authority.port_u16()) {
            ("", _) => name.to_owned(),
            (_, Some(number)) if number == default_port => name.to_owned(),
            (_, Some(number)) => format!("{name}:{number}"),
            (_, None) => return Err("the endpoint's port is no port number"),
        };
        let root = format!("{scheme}://{host}/").parse().map_err(|_| "the endpoint is no URL")?;
        Ok(Endpoint { root, host })
    }

    /// Value of the `Host` header.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The URL of a path, with a query string unless that is empty.
    pub(crate) fn at(&self, path: &str, query: &str) -> Result<Uri, &'static str> {
        if path == "/" && query.is_empty() {
            return Ok(self.root.clone());
        }
        let place = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let mut parts = self.root.clone().into_parts();
        parts.path_and_query = Some(place.try_into().map_err(|_| "the parameters are too long for a URL")?);
        Uri::from_parts(parts).map_err(|_| "the endpoint and the path make no URL")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_origins_are_accepted() {
        for (text, url, host) in [
            ("clb.example.com", "https://clb.example.com/", "clb.example.com"),
            ("clb.example.com:8443", "https://clb.example.com:8443/", "clb.example.com:8443"),
            ("https://clb.example.com:443/", "https://clb.example.com/", "clb.example.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/", "127.0.0.1:8080"),
            ("http://127.0.0.1:80", "http://127.0.0.1/", "127.0.0.1"),
            ("http://127.0.0.1:443", "http://127.0.0.1:443/", "127.0.0.1:443"),
            ("http://[::1]:8080", "http://[::1]:8080/", "[::1]:8080"),
            ("HTTP://localhost:1", "http://localhost:1/", "localhost:1"),
        ] {
            let endpoint = Endpoint::parse(text);
            let parts = endpoint.as_ref().map(|endpoint| (endpoint.root.to_string(), endpoint.host()));
            assert_eq!(parts, Ok((url.to_owned(), host)), "{text}");
        }
    }

    #[test]
    fn a_path_and_a_query_are_put_behind_the_origin() {
        let endpoint = Endpoint::parse("http://127.0.0.1:8080");
        let at = |path: &str, query: &str| endpoint.as_ref().map(|endpoint| endpoint.at(path, query));
        assert_eq!(at("/", ""), Ok(Ok(Uri::from_static("http://127.0.0.1:8080/"))));
        assert_eq!(
            at("/v2/index.php", "A=b%20c"),
            Ok(Ok(Uri::from_static("http://127.0.0.1:8080/v2/index.php?A=b%20c")))
        );
        assert_eq!(at("/", &"x".repeat(70_000)), Ok(Err("the parameters are too long for a URL")));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            " ",
            "http://",
            "ftp://h",
            "h/path",
            "http://h/path",
            "http://h?x",
            "http://user:pw@h",
            "h:99999",
            "h:",
            "h:x",
            "a b",
            "例子.cn",
            "://h",
            "http://h\r\nX: y",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}: {:?}", Endpoint::parse(text));
        }
    }
}
