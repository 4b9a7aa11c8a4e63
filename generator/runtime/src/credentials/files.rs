//! Credentials in the files that the vendors' own tools write.
//!
//! A file holds several profiles. The one that is taken is named by the tool's own environment variable, else by the
//! file, else it is `default`. Keys and tokens are read; a profile that has to ask a service for them (a role, single
//! sign-on) is refused with its kind, since that is the work of a [`Provider`](super::Provider).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use configparser::ini::Ini;
use serde_json::Value;

use super::{Credentials, CredentialsError};
use crate::operation::Protocol;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// The profile where nobody names one.
const DEFAULT: &str = "default";

/// A file of a tool: where it is, which variable names the profile, and how it is read.
struct File {
    /// Its path below the home folder; `{profile}` is the profile's name.
    path: &'static str,
    /// The variable that names the profile.
    profile: &'static str,
    read: Read,
}

/// Reads a profile from the text of a file: nothing where the file has no such profile.
type Read = fn(&str, Option<&str>) -> Result<Option<Credentials>, String>;

const TENCENT: &[File] = &[
    File { path: ".tccli/{profile}.credential", profile: "TCCLI_PROFILE", read: tccli },
    File { path: ".tencentcloud/credentials", profile: "TENCENTCLOUD_PROFILE", read: tencent_ini },
];

const ALIYUN: &[File] = &[
    File { path: ".aliyun/config.json", profile: "ALIBABA_CLOUD_PROFILE", read: aliyun_json },
    File { path: ".alibabacloud/credentials", profile: "ALIBABA_CLOUD_PROFILE", read: aliyun_ini },
];

/// The first file of the vendor's tools below `home` that has the profile. `lookup` reads the environment.
pub(super) fn find(
    protocol: Protocol,
    home: &Path,
    lookup: &dyn Fn(&'static str) -> Option<String>,
) -> Result<Credentials, CredentialsError> {
    let files = match protocol {
        Protocol::TencentV3 | Protocol::TencentV2 => TENCENT,
        Protocol::AliyunRpc => ALIYUN,
        Protocol::Rest => &[],
    };
    let mut missed = Vec::new();
    for file in files {
        let profile = lookup(file.profile).filter(|name| !name.is_empty());
        let path = place(home, file.path, profile.as_deref())?;
        let Some(text) = text(&path)? else {
            missed.push(path.display().to_string());
            continue;
        };
        let error = |message: String| CredentialsError::new(format!("{}: {message}", path.display()));
        if let Some(found) = (file.read)(&text, profile.as_deref()).map_err(error)? {
            return Ok(found);
        }
        missed.push(format!("{} (no profile {})", path.display(), profile.as_deref().unwrap_or(DEFAULT)));
    }
    Err(CredentialsError::new(format!("no credentials in {}", missed.join(", "))))
}

/// The path of a file. The name of a profile must not be a path.
fn place(home: &Path, path: &str, profile: Option<&str>) -> Result<PathBuf, CredentialsError> {
    let profile = profile.unwrap_or(DEFAULT);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if path.contains("{profile}") && !profile.chars().all(plain) {
        return Err(CredentialsError::new(format!("`{}` is not the name of a profile", profile.escape_default())));
    }
    Ok(home.join(path.replace("{profile}", profile)))
}

/// The text of a file; nothing where there is none.
fn text(path: &Path) -> Result<Option<String>, CredentialsError> {
    let error = |message: String| CredentialsError::new(format!("{}: {message}", path.display()));
    let length = match std::fs::metadata(path) {
        Ok(file) if file.is_file() => file.len(),
        _ => return Ok(None),
    };
    if length > LARGEST {
        return Err(error(format!("it has {length} bytes, and a file of credentials has at most {LARGEST}")));
    }
    std::fs::read_to_string(path).map(Some).map_err(|failure| error(failure.to_string()))
}

/// `{"secretId": …, "secretKey": …, "token": …}`, a file for each profile.
fn tccli(text: &str, _: Option<&str>) -> Result<Option<Credentials>, String> {
    let file = json(text)?;
    pair([string(&file, "secretId"), string(&file, "secretKey")], string(&file, "token")).map(Some)
}

/// `[default]`, `secret_id = …`, `secret_key = …`.
fn tencent_ini(text: &str, profile: Option<&str>) -> Result<Option<Credentials>, String> {
    let Some(profile) = section(text, profile.unwrap_or(DEFAULT))? else { return Ok(None) };
    let get = |key| profile.get(key).cloned().flatten();
    pair([get("secret_id"), get("secret_key")], get("token")).map(Some)
}

/// `{"current": …, "profiles": [{"name": …, "mode": "AK", "access_key_id": …}]}`.
fn aliyun_json(text: &str, profile: Option<&str>) -> Result<Option<Credentials>, String> {
    let file = json(text)?;
    let current = string(&file, "current");
    let name = profile.or(current.as_deref()).unwrap_or(DEFAULT);
    let profiles = file.get("profiles").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let Some(found) = profiles.iter().find(|one| string(one, "name").as_deref() == Some(name)) else { return Ok(None) };
    let mode = string(found, "mode").unwrap_or_else(|| "AK".to_owned());
    let token = match mode.as_str() {
        "AK" => None,
        "StsToken" => string(found, "sts_token"),
        _ => return Err(kind(name, &mode)),
    };
    pair([string(found, "access_key_id"), string(found, "access_key_secret")], token).map(Some)
}

/// `[default]`, `type = access_key`, `access_key_id = …`, `access_key_secret = …`.
fn aliyun_ini(text: &str, profile: Option<&str>) -> Result<Option<Credentials>, String> {
    let name = profile.unwrap_or(DEFAULT);
    let Some(profile) = section(text, name)? else { return Ok(None) };
    let get = |key| profile.get(key).cloned().flatten();
    match get("type").as_deref().unwrap_or("access_key") {
        "access_key" => pair([get("access_key_id"), get("access_key_secret")], None).map(Some),
        "sts" => pair([get("access_key_id"), get("access_key_secret")], get("security_token")).map(Some),
        mode => Err(kind(name, mode)),
    }
}

fn pair([id, secret]: [Option<String>; 2], token: Option<String>) -> Result<Credentials, String> {
    let given = |value: Option<String>| value.filter(|value| !value.is_empty());
    match (given(id), given(secret)) {
        (Some(id), Some(secret)) => Ok(Credentials { id, secret, token: given(token) }),
        _ => Err("the profile has no id and secret of a key".to_owned()),
    }
}

fn kind(profile: &str, mode: &str) -> String {
    let [profile, mode] = [profile, mode].map(str::escape_default);
    format!("the profile {profile} is of the kind {mode}; only keys and temporary keys are read from files")
}

/// The lines `key = value` below `[profile]`; nothing where there is no such profile.
fn section(text: &str, profile: &str) -> Result<Option<HashMap<String, Option<String>>>, String> {
    // The message of the library repeats the line, which may hold a secret.
    let wrong = |_| "expected lines `key = value` below `[profile]`".to_owned();
    Ok(Ini::new_cs().read(text.to_owned()).map_err(wrong)?.remove(profile))
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("it is not JSON, at line {}", error.line()))
}

fn string(value: &Value, key: &str) -> Option<String> {
    Some(value.get(key)?.as_str()?.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Reads a file of a home folder that has no other.
    fn found(protocol: Protocol, name: &str, text: &str, profile: Option<&str>) -> Result<Credentials, String> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        let lookup = |_: &'static str| profile.map(str::to_owned);
        let error = |error: CredentialsError| error.to_string().replace(home.path().to_str().unwrap(), "~");
        find(protocol, home.path(), &lookup).map_err(error)
    }

    #[test]
    fn each_tool_has_its_file() {
        let key = Ok(Credentials::new("i", "k"));
        let json = r#"{"secretId": "i", "secretKey": "k"}"#;
        assert_eq!(found(Protocol::TencentV3, ".tccli/default.credential", json, None), key);
        assert_eq!(found(Protocol::TencentV2, ".tccli/work.credential", json, Some("work")), key);
        let ini = "[other]\nsecret_id = o\nsecret_key = p\n[default]\nsecret_id=i\nsecret_key = k\n";
        assert_eq!(found(Protocol::TencentV3, ".tencentcloud/credentials", ini, None), key);
        let json = r#"{"current": "b", "profiles": [{"name": "a", "mode": "AK"},
            {"name": "b", "mode": "StsToken", "access_key_id": "i", "access_key_secret": "k", "sts_token": "t"}]}"#;
        let temporary = Ok(Credentials::new("i", "k").with_token("t"));
        assert_eq!(found(Protocol::AliyunRpc, ".aliyun/config.json", json, None), temporary);
        let ini = "[default]\ntype = access_key\naccess_key_id = i\naccess_key_secret = k\n";
        assert_eq!(found(Protocol::AliyunRpc, ".alibabacloud/credentials", ini, None), key);
    }

    #[test]
    fn an_error_names_the_file_and_shows_no_secret() {
        let json = r#"{"secretId": "i", "secretKey": "hunter2""#;
        let error = found(Protocol::TencentV3, ".tccli/default.credential", json, None).unwrap_err();
        assert_eq!(error, "~/.tccli/default.credential: it is not JSON, at line 1");
        let json =
            r#"{"current": "a", "profiles": [{"name": "a", "mode": "RamRoleArn", "access_key_secret": "hunter2"}]}"#;
        let error = found(Protocol::AliyunRpc, ".aliyun/config.json", json, None).unwrap_err();
        assert!(
            error
                .ends_with("the profile a is of the kind RamRoleArn; only keys and temporary keys are read from files")
        );
        let error = found(Protocol::TencentV3, ".tencentcloud/credentials", "[default\nhunter2", None).unwrap_err();
        assert!(error.contains("expected lines") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn files_that_were_looked_for_are_named() {
        let error = found(Protocol::TencentV3, ".tencentcloud/credentials", "[a]\nsecret_id = i\n", None).unwrap_err();
        let expected =
            "no credentials in ~/.tccli/default.credential, ~/.tencentcloud/credentials (no profile default)";
        assert_eq!(error, expected);
        let error = found(Protocol::TencentV3, "x", "", Some("../../etc")).unwrap_err();
        assert_eq!(error, "`../../etc` is not the name of a profile");
    }
}
