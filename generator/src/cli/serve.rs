//! `docquarry serve`: specs → a server, until it is interrupted.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use docquarry_runtime::credentials::{Credentials, CredentialsError};
use docquarry_runtime::operation::Protocol;
use docquarry_runtime::server::{Auth, Limits, Regions, serve, serve_over};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::args::{Logged, ServeArgs};
use super::console::Console;
use super::{OK, Stop};
use crate::diagnostic::{Diagnostic, Severity};
use crate::proxy::Recording;
use crate::serve::{Faults, Lines, Listing, Log, Options, Replay, Tls, groups, router, tls_folder};
use crate::spec::model::{self, Spec};
use crate::spec::rest;

pub(super) fn run(args: &ServeArgs, console: &Console) -> Result<u8, Stop> {
    let specs = args.apis.iter().map(|path| super::load::spec(path));
    let specs: Vec<Spec> = specs.collect::<Result<_, Stop>>()?;
    let auth = auth(args, &specs)?;
    if !auth.verifies() && !args.listen.ip().is_loopback() {
        console.note("warning: everyone who reaches the address is answered (--no-auth)");
    }
    let options = Options {
        latency: args.latency,
        faults: Faults::new(args.fail.iter().cloned()),
        regions: if args.region_check { Regions::Listed } else { Regions::Required },
        log: log(args.log, console),
        cors: args.cors,
        state: super::state::state(&args.state, &specs, &args.apis, console)?,
        replay: replay(args)?,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| unusable(args.listen, &error))?;
    let tls = args.tls.as_ref().map(|files| files.open(args.listen, console)).transpose()?;
    let served = runtime.block_on(serve_groups(groups(specs), args.listen, &auth, tls.as_ref(), &options));
    if let Some(log) = &options.log {
        log.end();
    }
    served.map(|()| OK)
}

/// Recorded answers, if there are to be some.
fn replay(args: &ServeArgs) -> Result<Option<Replay>, Stop> {
    let Some(path) = &args.replay else { return Ok(None) };
    let recording = Recording::read(path)
        .map_err(|error| Stop::Usage(Diagnostic::new("io", Severity::Error, error.to_string())))?;
    Ok(Some(Replay::new(recording, args.replay_only)))
}

/// The log of requests, if there is to be one.
fn log(which: Logged, console: &Console) -> Option<Log> {
    let lines = match which {
        Logged::All => Lines::All,
        Logged::Errors => Lines::Errors,
        Logged::Off => return None,
    };
    Some(Log::new(io::stderr(), lines, console.colored(io::stderr().is_terminal())))
}

/// Serves groups of specs, each on a port of its own, until the process is told to end.
async fn serve_groups(
    groups: Vec<Vec<Spec>>,
    address: SocketAddr,
    auth: &Auth,
    tls: Option<&Tls>,
    options: &Options,
) -> Result<(), Stop> {
    // Before anything is said: whoever reads that the server listens may end it at once.
    let signals = signals().map_err(|error| unusable(address, &error))?;
    let (end, ended) = watch::channel(false);
    let mut servers = JoinSet::new();
    let mut ports = ports(address);
    for group in &groups {
        let Some(address) = ports.next() else {
            let message = format!("there are {} ports to listen at, and the last one is not high enough", groups.len());
            return Err(Stop::Usage(Diagnostic::new("io", Severity::Error, message).help("give a lower port")));
        };
        let listener = TcpListener::bind(address).await.map_err(|error| unusable(address, &error))?;
        let bound = listener.local_addr().map_err(|error| unusable(address, &error))?;
        announce(group, if tls.is_some() { "https" } else { "http" }, bound)?;
        let mut ended = ended.clone();
        let ended = async move {
            // An error means that nobody is left to end the servers, which ends them.
            let _ = ended.wait_for(|ended| *ended).await;
        };
        let router = router(group, auth.clone(), options);
        match tls.cloned() {
            None => servers.spawn(serve(listener, router, Limits::default(), ended)),
            Some(tls) => {
                let secure = move |stream| tls.clone().accept(stream);
                servers.spawn(serve_over(listener, router, Limits::default(), secure, ended))
            }
        };
    }
    signals.await;
    end.send_replace(true);
    while servers.join_next().await.is_some() {}
    Ok(())
}

/// An address and those behind it; with port 0 the system chooses each.
fn ports(address: SocketAddr) -> impl Iterator<Item = SocketAddr> {
    (0..).map_while(move |offset| {
        let port = if address.port() == 0 { 0 } else { address.port().checked_add(offset)? };
        Some(SocketAddr::new(address.ip(), port))
    })
}

/// Says on standard output what is served where. Scripts wait for this.
fn announce(specs: &[Spec], scheme: &str, address: SocketAddr) -> Result<(), Stop> {
    let text = format!("{}listening on {scheme}://{address}\n", Listing::of(specs).summary());
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::io("write", std::path::Path::new("standard output"), &error).into())
        }
        _ => Ok(()),
    }
}

/// What tells the process to end. From now on such a signal no longer kills it.
#[cfg(unix)]
pub(super) fn signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
pub(super) fn signals() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

pub(super) fn unusable(address: SocketAddr, error: &io::Error) -> Stop {
    let message = format!("cannot listen at {address}: {error}");
    let help = "choose another address with --listen; port 0 takes any free one";
    Stop::Usage(Diagnostic::new("io", Severity::Error, message).help(help))
}

/// What is given for TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TlsFiles {
    SelfSigned,
    Given(PathBuf, PathBuf),
}

impl std::str::FromStr for TlsFiles {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(',') {
            Some((certificate, key)) if !certificate.is_empty() && !key.is_empty() => {
                Ok(TlsFiles::Given(certificate.into(), key.into()))
            }
            None if text == "self-signed" => Ok(TlsFiles::SelfSigned),
            _ => Err("expected self-signed, or the files of a certificate and its key with a comma between them"),
        }
    }
}

impl TlsFiles {
    /// What they hold. Where the certificate was made here, its file is named.
    fn open(&self, address: SocketAddr, console: &Console) -> Result<Tls, Stop> {
        let opened = match self {
            TlsFiles::SelfSigned => Tls::self_signed(&tls_folder(), address.ip()),
            TlsFiles::Given(certificate, key) => Tls::of_files(certificate, key),
        };
        let tls = opened.map_err(|error| {
            let help = "give --tls self-signed, or PEM files: --tls certificate.pem,key.pem";
            Stop::Usage(Diagnostic::new("io", Severity::Error, format!("no TLS: {error}")).help(help))
        })?;
        if let Some(certificate) = &tls.certificate {
            console.note(&format!("certificate: {}", certificate.display()));
        }
        Ok(tls)
    }
}

/// Whom to answer: given credentials, those of the environment, or everyone.
fn auth(args: &ServeArgs, specs: &[Spec]) -> Result<Auth, Stop> {
    if args.no_auth {
        return Ok(Auth::accept_everyone());
    }
    let help = "give --credentials (ID:SECRET or a token), set the variables, or let everyone in with --no-auth";
    let known = credentials(&args.credentials, specs, ("verify", help))?;
    // Tokens have no id; several of them are told apart by their numbers.
    let key = |(number, one): (usize, Credentials)| {
        (if one.id.is_empty() { format!(" {number}") } else { one.id.clone() }, one)
    };
    let by_id = known.into_iter().enumerate().map(key);
    Ok(Auth::verify(by_id.collect::<HashMap<String, Credentials>>()))
}

/// Credentials as given, or else those of the environment, with what they are for and what to do if there are none.
pub(super) fn credentials(
    given: &[Secret],
    specs: &[Spec],
    (purpose, help): (&str, &str),
) -> Result<Vec<Credentials>, Stop> {
    let mut known = Vec::new();
    for secret in given {
        known.extend(secret.all(takes_token(specs))?);
    }
    if !known.is_empty() {
        return Ok(known);
    }
    let found = from_env(specs).into_iter().map(|found| {
        found.map_err(|error| {
            let message = format!("there are no credentials to {purpose} requests with: {error}");
            Stop::Usage(Diagnostic::new("credentials-missing", Severity::Error, message).help(help))
        })
    });
    found.collect()
}

/// Whether an API among the specs takes tokens as they are.
fn takes_token(specs: &[Spec]) -> bool {
    specs.iter().filter_map(rest::shared).any(|shared| shared.takes_token())
}

/// The credentials of the environment for each kind of API among the specs.
fn from_env(specs: &[Spec]) -> Vec<Result<Credentials, CredentialsError>> {
    let serves = |protocols: &[model::Protocol]| specs.iter().any(|spec| protocols.contains(&spec.protocol));
    let tencent = serves(&[model::Protocol::TencentV3, model::Protocol::TencentV2]).then_some(Protocol::TencentV3);
    let aliyun = serves(&[model::Protocol::AliyunRpc]).then_some(Protocol::AliyunRpc);
    let rest = specs.iter().filter_map(rest::shared).filter(|shared| !shared.auth.is_empty());
    let named = tencent.into_iter().chain(aliyun).map(Credentials::from_env);
    named.chain(rest.map(|shared| Credentials::of_rest(&shared))).collect()
}

/// `ID:SECRET`, `ID:SECRET:TOKEN` or a token alone, as given: the command line's parser would print what it refuses.
#[derive(Clone)]
pub(super) struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Largest file of credentials, in bytes.
const LARGEST_SECRETS: u64 = 1 << 20;

impl Secret {
    /// The credentials themselves, or those of the file that is named instead: one a line, without empty lines and lines
    /// that begin with `#`.
    fn all(&self, tokens: bool) -> Result<Vec<Credentials>, Stop> {
        let path = match self.0.strip_prefix('@') {
            Some(path) => Path::new(path),
            None if self.0 == "-" => Path::new("standard input"),
            None => return Ok(vec![self.credentials(tokens)?]),
        };
        let mut text = String::new();
        let read = match self.0.as_str() {
            "-" => io::stdin().lock().take(LARGEST_SECRETS).read_to_string(&mut text),
            _ => File::open(path).and_then(|file| file.take(LARGEST_SECRETS).read_to_string(&mut text)),
        };
        read.map_err(|error| Stop::Usage(Diagnostic::io("read", path, &error)))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let known: Vec<Credentials> =
            lines.map(|line| Secret(line.to_owned()).credentials(tokens)).collect::<Result<_, _>>()?;
        if known.is_empty() {
            let message = format!("{} has no credentials", path.display());
            return Err(Stop::Usage(Diagnostic::new("credentials-missing", Severity::Error, message)));
        }
        Ok(known)
    }

    /// One pair, or a token where one of the APIs takes tokens.
    fn credentials(&self, tokens: bool) -> Result<Credentials, Stop> {
        if tokens && !self.0.is_empty() && !self.0.contains(':') {
            return Ok(Credentials::bearer(self.0.as_str()));
        }
        let mut parts = self.0.splitn(3, ':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(id), Some(secret), token) if !id.is_empty() && !secret.is_empty() => {
                let credentials = Credentials::new(id, secret);
                Ok(match token {
                    Some(token) => credentials.with_token(token),
                    None => credentials,
                })
            }
            _ => {
                let message = "--credentials are not of the form ID:SECRET or ID:SECRET:TOKEN";
                Err(Stop::Usage(Diagnostic::new("unknown-option", Severity::Error, message)))
            }
        }
    }
}

/// `50ms`, `1.5s`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(""), 1.0),
    };
    let seconds = number.parse::<f64>().ok().map(|number| number * unit).filter(|seconds| *seconds <= 3600.0);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| "expected a time up to an hour, such as 50ms or 1.5s".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(duration("50ms"), Ok(Duration::from_millis(50)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        for bad in ["", "5", "ms", "-1s", "NaNs", "1e9s", "5m"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tls_is_self_signed_or_two_files() {
        assert_eq!("self-signed".parse(), Ok(TlsFiles::SelfSigned));
        assert_eq!("a.pem,b.key".parse(), Ok(TlsFiles::Given("a.pem".into(), "b.key".into())));
        for bad in ["", "on", "a.pem", "a.pem,", ",b.key"] {
            assert!(bad.parse::<TlsFiles>().is_err(), "{bad}");
        }
    }

    #[test]
    fn credentials_come_from_a_file_too() {
        let path = std::env::temp_dir().join(format!("docquarry-secrets-{}", std::process::id()));
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let all = Secret::from(format!("@{}", path.display())).all(false);
            all.ok().map(|all| all.into_iter().map(|one| (one.id, one.secret, one.token)).collect::<Vec<_>>())
        };
        let two =
            vec![("a".to_owned(), "b".to_owned(), None), ("c".to_owned(), "d".to_owned(), Some("e:f".to_owned()))];
        assert_eq!(read("# of the tests\n\n a:b \r\nc:d:e:f"), Some(two));
        for bad in ["", "# none\n", "a:b\nonly-an-id\n", "a:\n"] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
        let _ = std::fs::remove_file(&path);
        assert!(Secret::from(format!("@{}", path.display())).all(false).is_err());
        assert!(!format!("{:?}", Secret::from("a:open-sesame".to_owned())).contains("sesame"));
    }

    #[test]
    fn credentials_may_have_a_token_with_colons() {
        let read = |text: &str| Secret::from(text.to_owned()).credentials(false).ok();
        let with_token = Credentials::new("id", "secret").with_token("to:ken");
        assert_eq!(read("id:secret"), Some(Credentials::new("id", "secret")));
        assert_eq!(read("id:secret:to:ken"), Some(with_token));
        for bad in ["", "hunter2", "id:", ":secret"] {
            let error = format!("{:?}", Secret::from(bad.to_owned()).credentials(false).err());
            assert!(error.contains("ID:SECRET") && !error.contains("hunter2"), "{error}");
        }
        assert_eq!(format!("{:?}", Secret::from("id:hunter2".to_owned())), "[redacted]");
    }

    #[test]
    fn ports_follow_each_other() {
        let ports = |text: &str| -> Vec<u16> {
            let address: Option<SocketAddr> = text.parse().ok();
            address.into_iter().flat_map(ports).take(2).map(|address| address.port()).collect()
        };
        assert_eq!(ports("127.0.0.1:80"), [80, 81]);
        assert_eq!(ports("127.0.0.1:0"), [0, 0]);
        assert_eq!(ports("127.0.0.1:65535"), [65535]);
    }
}
