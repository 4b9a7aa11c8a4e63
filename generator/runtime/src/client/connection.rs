//! The transport over real connections: HTTP/1.1 with reqwest and rustls. Connections are kept and reused.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls_platform_verifier::Verifier;

use super::transport::{Fault, Transport, TransportError, TransportFuture};

/// Longest accepted body of an answer, in bytes. The documents promise no more than 50 MB.
pub const MAX_RESPONSE: usize = 64 << 20;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const USER_AGENT: &str = concat!("docquarry/", env!("CARGO_PKG_VERSION"));

/// What a connection is for, which decides how it is made.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// `https:`
    Secure,
    /// `http:` to another machine: through a proxy where the environment names one.
    Plain,
    /// `http:` to this machine: never through a proxy.
    Here,
}

impl Way {
    fn of(uri: &http::Uri) -> Self {
        let host = uri.host().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
        match address {
            _ if uri.scheme() == Some(&http::uri::Scheme::HTTPS) => Way::Secure,
            Ok(address) if address.is_loopback() => Way::Here,
            Err(_) if host.eq_ignore_ascii_case("localhost") => Way::Here,
            _ => Way::Plain,
        }
    }
}

/// Pooled HTTP connections. Set up at the first call, so that making a client reads no certificates.
#[derive(Debug)]
pub struct Http {
    secure: OnceLock<reqwest::Client>,
    plain: OnceLock<reqwest::Client>,
    here: OnceLock<reqwest::Client>,
    max_response: usize,
    /// Compressed answers are unpacked.
    unpacks: bool,
}

impl Http {
    /// A transport without connections yet.
    pub fn new() -> Self {
        Http {
            secure: OnceLock::new(),
            plain: OnceLock::new(),
            here: OnceLock::new(),
            max_response: MAX_RESPONSE,
            unpacks: true,
        }
    }

    /// A transport that adds nothing to requests and gives answers as they were sent, compressed ones too.
    #[cfg(feature = "relay")]
    pub fn as_sent() -> Self {
        Http { unpacks: false, ..Self::new() }
    }

    fn client(&self, way: Way) -> Result<&reqwest::Client, TransportError> {
        let cell = match way {
            Way::Secure => &self.secure,
            Way::Plain => &self.plain,
            Way::Here => &self.here,
        };
        match cell.get() {
            Some(client) => Ok(client),
            None => {
                let built = build(way, self.unpacks)?;
                Ok(cell.get_or_init(|| built))
            }
        }
    }

    async fn exchange(
        &self,
        request: http::Request<Vec<u8>>,
        timeout: Duration,
    ) -> Result<http::Response<Vec<u8>>, TransportError> {
        let client = self.client(Way::of(request.uri()))?;
        let mut request = reqwest::Request::try_from(request).map_err(failed)?;
        *request.timeout_mut() = Some(timeout);
        let mut answer = client.execute(request).await.map_err(failed)?;
        let too_long = || TransportError::new(Fault::TooLong, "the answer is longer than accepted");
        if answer.content_length().is_some_and(|length| length > self.max_response as u64) {
            return Err(too_long());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if chunk.len() > self.max_response - body.len() {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
        }
        let mut whole = http::Response::new(body);
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(whole)
    }
}

impl Default for Http {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Http {
    fn send(&self, request: http::Request<Vec<u8>>, timeout: Duration) -> TransportFuture<'_> {
        Box::pin(self.exchange(request, timeout))
    }
}

/// Without TLS no certificates are read.
fn build(way: Way, unpacks: bool) -> Result<reqwest::Client, TransportError> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(
            tls(matches!(way, Way::Secure)).map_err(|error| TransportError::new(Fault::Connect, error))?,
        )
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .gzip(unpacks)
        .connect_timeout(CONNECT_TIMEOUT);
    let builder = if unpacks { builder.user_agent(USER_AGENT) } else { builder };
    let builder = match way {
        Way::Secure => builder.https_only(true),
        Way::Plain => builder,
        Way::Here => builder.no_proxy(),
    };
    builder.build().map_err(failed)
}

/// The cryptography is named here instead of taken from the process, which could have none or two.
fn tls(secure: bool) -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        rustls::ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    if secure {
        let verifier = Arc::new(Verifier::new(provider)?);
        Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
    } else {
        Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
    }
}

/// The URL is left out, since a query string can hold a signature.
fn failed(error: reqwest::Error) -> TransportError {
    let fault = match &error {
        error if error.is_connect() || error.is_builder() => Fault::Connect,
        error if error.is_timeout() => Fault::Timeout,
        _ => Fault::Other,
    };
    TransportError::new(fault, error.without_url())
}

#[cfg(test)]
mod tests {
    use std::io;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// What a transport with a limit of 16 bytes makes of a raw answer.
    async fn read(answer: &'static str) -> io::Result<Result<Vec<u8>, TransportError>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let uri = format!("http://{}/", listener.local_addr()?);
        let server = async {
            let (mut stream, _) = listener.accept().await?;
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await? > 0 {}
            stream.write_all(answer.as_bytes()).await
        };
        let transport = Http { max_response: 16, ..Http::new() };
        let request = http::Request::post(uri).body(Vec::new()).map_err(io::Error::other)?;
        let (answer, served) = tokio::join!(transport.send(request, Duration::from_secs(10)), server);
        served?;
        Ok(answer.map(http::Response::into_body))
    }

    #[tokio::test]
    async fn an_answer_may_be_as_long_as_the_limit() -> io::Result<()> {
        let declared = read("HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n0123456789abcdef").await?;
        assert_eq!(declared.ok().as_deref(), Some(&b"0123456789abcdef"[..]));
        let chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n01234567\r\n8\r\n89abcdef\r\n0\r\n\r\n";
        assert_eq!(read(chunked).await?.ok().as_deref(), Some(&b"0123456789abcdef"[..]));
        Ok(())
    }

    #[tokio::test]
    async fn a_longer_answer_is_refused_however_it_is_framed() -> io::Result<()> {
        for answer in [
            "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n01234567\r\n9\r\n89abcdefg\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789abcdefg",
        ] {
            let error = read(answer).await?.err();
            assert_eq!(error.as_ref().map(TransportError::fault), Some(Fault::TooLong), "{answer}: {error:?}");
        }
        let error = read("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n").await?.err();
        assert!(error.is_some(), "no such length is believed");
        Ok(())
    }
}
