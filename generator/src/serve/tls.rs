//! TLS for `docquarry serve`: certificate and key from files, or made here and kept for the next time.
//!
//! A certificate that is made here names the machine itself and is not an authority: whoever trusts it trusts this one
//! key and nothing signed with it. It is kept, so that clients have to be told of it once.

use std::fs;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// How long a certificate that was made here is used again.
const KEPT: Duration = Duration::from_secs(300 * 24 * 60 * 60);
/// First byte of a TLS connection.
const HANDSHAKE: u8 = 22;
/// The answer to a client that speaks HTTP without TLS.
const PLAIN: &[u8] = b"HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\ncontent-length: 27\r\n\
    connection: close\r\n\r\nThis is an https: address.\n";

/// What a server shows of itself over TLS.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    /// The file of a certificate that was made here.
    pub certificate: Option<PathBuf>,
}

impl Tls {
    /// With a certificate, its chain behind it, and its key, both as PEM files.
    ///
    /// # Errors
    /// A file cannot be read, or the two do not belong together.
    pub fn of_files(certificate: &Path, key: &Path) -> io::Result<Self> {
        let named =
            |path: &Path, error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let read = |path: &Path| fs::read(path).map_err(|error| named(path, error));
        let (chain, secret) = (read(certificate)?, read(key)?);
        let chain = CertificateDer::pem_slice_iter(&chain).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|error| named(certificate, io::Error::other(error)))?;
        let secret = PrivateKeyDer::from_pem_slice(&secret).map_err(|error| named(key, io::Error::other(error)))?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
            .map_err(|error| named(certificate, io::Error::other(error)))?;
        Ok(Tls { acceptor: TlsAcceptor::from(Arc::new(config)), certificate: None })
    }

    /// With a certificate of its own for this machine and for an address, which is kept in a folder.
    ///
    /// # Errors
    /// It cannot be made or kept.
    pub fn self_signed(folder: &Path, address: IpAddr) -> io::Result<Self> {
        let name = match address {
            address if address.is_loopback() || address.is_unspecified() => "self-signed".to_owned(),
            address => format!("self-signed-{}", address.to_string().replace(':', "_")),
        };
        let (certificate, key) = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
        let kept = if is_fresh(&certificate) { Self::of_files(&certificate, &key).ok() } else { None };
        let tls = match kept {
            Some(tls) => tls,
            None => {
                make(address, &certificate, &key)?;
                Self::of_files(&certificate, &key)?
            }
        };
        Ok(Tls { certificate: Some(certificate), ..tls })
    }

    /// The TLS session over a connection. A client that speaks plain HTTP is told so.
    ///
    /// # Errors
    /// The client speaks no TLS, or does not trust the certificate.
    pub async fn accept(self, mut stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let mut first = [0];
        if stream.peek(&mut first).await? == 1 && first[0] != HANDSHAKE {
            stream.write_all(PLAIN).await?;
            stream.shutdown().await?;
            return Err(io::Error::other("no TLS"));
        }
        self.acceptor.accept(stream).await
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// The folder of the user where certificates are kept.
pub fn folder() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = set("XDG_STATE_HOME").or_else(|| Some(set("HOME")?.join(".local").join("state")));
    state.or_else(|| set("LOCALAPPDATA")).unwrap_or_else(std::env::temp_dir).join("docquarry")
}

/// Whether a kept certificate is young enough to be used again.
fn is_fresh(certificate: &Path) -> bool {
    let modified = fs::metadata(certificate).and_then(|metadata| metadata.modified()).ok();
    modified.and_then(|time| time.elapsed().ok()).is_some_and(|age| age < KEPT)
}

/// Makes a certificate and its key. The key can be read by the user alone.
fn make(address: IpAddr, certificate: &Path, key: &Path) -> io::Result<()> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if !address.is_loopback() && !address.is_unspecified() {
        names.push(address.to_string());
    }
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.is_ca = IsCa::ExplicitNoCa;
    params.distinguished_name.push(DnType::CommonName, "docquarry serve, self-signed");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    let secret = KeyPair::generate().map_err(io::Error::other)?;
    let made = params.self_signed(&secret).map_err(io::Error::other)?;
    if let Some(folder) = certificate.parent() {
        fs::create_dir_all(folder)?;
    }
    write(key, &secret.serialize_pem(), true)?;
    write(certificate, &made.pem(), false)
}

/// Writes a file beside its place and moves it there, so that nobody reads a part of it.
fn write(path: &Path, text: &str, is_secret: bool) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(if is_secret { 0o600 } else { 0o644 });
    }
    #[cfg(not(unix))]
    let _ = is_secret;
    options.open(&beside)?.write_all(text.as_bytes())?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_kept_and_made_again_where_its_key_is_gone() {
        let folder = std::env::temp_dir().join(format!("docquarry-tls-{}", std::process::id()));
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        let read = || fs::read(folder.join("self-signed.pem")).unwrap();
        let made = Tls::self_signed(&folder, here).unwrap();
        assert_eq!(made.certificate, Some(folder.join("self-signed.pem")));
        let first = read();
        Tls::self_signed(&folder, here).unwrap();
        assert_eq!(read(), first);
        fs::remove_file(folder.join("self-signed.key")).unwrap();
        Tls::self_signed(&folder, here).unwrap();
        assert_ne!(read(), first);
        let other = Tls::self_signed(&folder, "192.0.2.7".parse().unwrap()).unwrap();
        assert_eq!(other.certificate, Some(folder.join("self-signed-192.0.2.7.pem")));
        let _ = fs::remove_dir_all(&folder);
    }

    #[tokio::test]
    async fn a_client_that_trusts_the_certificate_is_answered_and_others_are_not() {
        use tokio::io::AsyncReadExt as _;
        use tokio_rustls::TlsConnector;
        use tokio_rustls::rustls::{ClientConfig, RootCertStore};

        let folder = std::env::temp_dir().join(format!("docquarry-tls-client-{}", std::process::id()));
        let tls = Tls::self_signed(&folder, "127.0.0.1".parse().unwrap()).unwrap();
        let trusted = CertificateDer::from_pem_file(folder.join("self-signed.pem")).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(mut session) = tls.clone().accept(stream).await {
                    let _ = session.write_all(b"tea").await;
                    let _ = session.shutdown().await;
                }
            }
        });
        let call = async |roots: RootCertStore| -> io::Result<String> {
            let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(roots)
                .with_no_client_auth();
            let stream = TcpStream::connect(address).await?;
            let mut session = TlsConnector::from(Arc::new(config)).connect(address.ip().into(), stream).await?;
            let mut said = String::new();
            session.read_to_string(&mut said).await?;
            Ok(said)
        };
        let mut roots = RootCertStore::empty();
        roots.add(trusted).unwrap();
        assert_eq!(call(roots).await.unwrap(), "tea");
        assert!(call(RootCertStore::empty()).await.is_err());
        let mut plain = TcpStream::connect(address).await.unwrap();
        plain.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let mut said = String::new();
        let _ = plain.read_to_string(&mut said).await;
        assert!(said.starts_with("HTTP/1.1 400") && said.ends_with("This is an https: address.\n"), "{said}");
        let _ = fs::remove_dir_all(&folder);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_is_for_its_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = std::env::temp_dir().join(format!("docquarry-tls-mode-{}", std::process::id()));
        Tls::self_signed(&folder, "::1".parse().unwrap()).unwrap();
        let mode = fs::metadata(folder.join("self-signed.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let _ = fs::remove_dir_all(&folder);
    }
}
