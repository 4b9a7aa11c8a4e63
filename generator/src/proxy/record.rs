//! Exchanges in a file: one JSON object a line, the first of which says what the file is.
//!
//! A line is written in one piece, and secrets are out of it before. If the process is killed in the middle of a line,
//! the line has no end; it is not read, and the next recorder removes it.

use std::collections::HashMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::redact::Redactor;

/// A request and its answer, without what every request and answer carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// The id of the API.
    pub api: String,
    /// The action.
    pub action: String,
    /// The region asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The parameters; none if the request could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
    /// Why the request could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
    /// What was answered.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A result, without its envelope.
    Result(Value),
    /// A refusal.
    Failure {
        /// Its code.
        code: String,
        /// Its message.
        message: String,
        /// The HTTP status.
        status: u16,
    },
    /// Not an answer of the API, for this reason.
    Unreadable(String),
}

impl Exchange {
    /// The exchange without secrets.
    pub fn redacted(mut self, redactor: &Redactor, secrets: &[String]) -> Self {
        self.parameters.iter_mut().for_each(|value| _ = redactor.redact(value, secrets));
        redactor.text(&mut self.action, secrets);
        let texts = self.region.iter_mut().chain(&mut self.unread);
        texts.for_each(|text| _ = redactor.text(text, secrets));
        match &mut self.outcome {
            Outcome::Result(value) => _ = redactor.redact(value, secrets),
            Outcome::Failure { code, message, .. } => {
                redactor.text(code, secrets);
                redactor.text(message, secrets);
            }
            Outcome::Unreadable(reason) => _ = redactor.text(reason, secrets),
        }
        self
    }
}

/// Why a record cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordError(String);

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RecordError {}

/// The first line of a record.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    docquarry: String,
    redacted: Vec<String>,
}

const FORM: &str = "record 1";
/// Largest record, in bytes.
const LARGEST: u64 = 256 << 20;
/// Longest first line, in bytes.
const LONGEST_HEAD: u64 = 64 << 10;

/// Writes exchanges to a file.
#[derive(Debug)]
pub struct Recorder {
    file: File,
    length: u64,
    redactor: Redactor,
    /// Why nothing is written any more.
    ended: Option<String>,
}

impl Recorder {
    /// Opens a record to write behind what it has, or makes it; others than its owner cannot read it.
    ///
    /// # Errors
    /// If it cannot be opened, or is something else: another file, or a record that was redacted differently.
    pub fn open(path: &Path, redactor: Redactor) -> Result<Self, RecordError> {
        let unusable = |error: io::Error| RecordError(format!("{} cannot be written: {error}", path.display()));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(unusable)?;
        let head = Head { docquarry: FORM.to_owned(), redacted: redactor.names().to_vec() };
        let mut length = file.metadata().map_err(unusable)?.len();
        if length > 0 {
            if read_head(&mut file).map_err(unusable)? != Some(head) {
                let message = format!("{} is no record with the same --redact", path.display());
                return Err(RecordError(message));
            }
            length = whole_lines(&mut file, length).map_err(unusable)?;
            file.set_len(length).map_err(unusable)?;
        }
        file.seek(SeekFrom::Start(length)).map_err(unusable)?;
        let mut recorder = Recorder { file, length, redactor, ended: None };
        if length == 0 {
            let names = recorder.redactor.names().to_vec();
            recorder.line(&json!({"docquarry": FORM, "redacted": names}).to_string());
        }
        match recorder.ended.take() {
            Some(reason) => Err(RecordError(format!("{}: {reason}", path.display()))),
            None => Ok(recorder),
        }
    }

    /// Writes an exchange without its secrets. The result is why nothing is written from now on, told once.
    pub fn write(&mut self, exchange: Exchange, secrets: &[String]) -> Option<String> {
        if self.ended.is_some() {
            return None;
        }
        match readable(exchange.redacted(&self.redactor, secrets)) {
            Ok(text) => self.line(&text),
            Err(error) => self.ended = Some(error.to_string()),
        }
        self.ended.clone()
    }

    fn line(&mut self, text: &str) {
        let line = format!("{}\n", crate::escape::json(text));
        let length = self.length + line.len() as u64;
        if length > LARGEST {
            self.ended = Some(format!("the record has reached {LARGEST} bytes"));
            return;
        }
        match self.file.write_all(line.as_bytes()) {
            Ok(()) => self.length = length,
            Err(error) => {
                // Half a line would hide the next one.
                let _ = self.file.set_len(self.length);
                self.ended = Some(format!("the record cannot be written: {error}"));
            }
        }
    }
}

/// The line of an exchange, which was read back. One line that cannot be read would spoil the record, so values that are
/// nested too deep are left out, and the line says so.
fn readable(exchange: Exchange) -> serde_json::Result<String> {
    let text = serde_json::to_string(&exchange)?;
    let Err(error) = serde_json::from_str::<Exchange>(&text) else { return Ok(text) };
    let reason = format!("it cannot be recorded: {error}");
    let reduced =
        Exchange { parameters: None, unread: Some(reason.clone()), outcome: Outcome::Unreadable(reason), ..exchange };
    serde_json::to_string(&reduced)
}

fn read_head(file: &mut File) -> io::Result<Option<Head>> {
    let mut text = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(LONGEST_HEAD).read_to_end(&mut text)?;
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(serde_json::from_slice(line).ok())
}

/// The length of a file up to the end of its last whole line.
fn whole_lines(file: &mut File, length: u64) -> io::Result<u64> {
    const PIECE: u64 = 64 << 10;
    let mut end = length;
    while end > 0 {
        let begin = end.saturating_sub(PIECE);
        let mut piece = Vec::new();
        file.seek(SeekFrom::Start(begin))?;
        file.take(end - begin).read_to_end(&mut piece)?;
        if let Some(last) = piece.iter().rposition(|byte| *byte == b'\n') {
            return Ok(begin + last as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}

/// Exchanges that were recorded, by what was asked.
#[derive(Debug, Default)]
pub struct Recording {
    exchanges: Vec<Exchange>,
    by_call: HashMap<String, Vec<usize>>,
    redactor: Redactor,
}

impl Recording {
    /// Reads a record.
    ///
    /// # Errors
    /// If it cannot be read, is another file, or is too large.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let unusable = |reason: String| RecordError(format!("{}: {reason}", path.display()));
        let file = File::open(path).map_err(|error| unusable(error.to_string()))?;
        let mut text = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut text).map_err(|error| unusable(error.to_string()))?;
        if text.len() as u64 > LARGEST {
            return Err(unusable(format!("it is larger than {LARGEST} bytes")));
        }
        Self::parse(&text).map_err(unusable)
    }

    fn parse(text: &[u8]) -> Result<Self, String> {
        // What follows the last end of a line was being written when its process ended.
        let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
        lines.pop();
        let mut lines = lines.into_iter();
        let head = lines.next().and_then(|line| serde_json::from_slice::<Head>(line).ok());
        let head = head.filter(|head| head.docquarry == FORM).ok_or("it is no record of `docquarry proxy`")?;
        let mut recording = Recording { redactor: Redactor::new(head.redacted), ..Recording::default() };
        for (number, line) in lines.enumerate() {
            let exchange: Exchange =
                serde_json::from_slice(line).map_err(|error| format!("line {}: {error}", number + 2))?;
            if let Some(parameters) = &exchange.parameters {
                let key = key(&exchange.api, &exchange.action, exchange.region.as_deref(), parameters);
                recording.by_call.entry(key).or_default().push(recording.exchanges.len());
            }
            recording.exchanges.push(exchange);
        }
        Ok(recording)
    }

    /// All exchanges, in the order of the record.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The answers to a call, in the order in which they were given.
    pub fn answers<'r>(
        &'r self,
        api: &str,
        action: &str,
        region: Option<&str>,
        parameters: &Value,
    ) -> impl ExactSizeIterator<Item = &'r Outcome> + use<'r> {
        let mut parameters = parameters.clone();
        self.redactor.redact(&mut parameters, &[]);
        let places = self.by_call.get(&key(api, action, region, &parameters)).map(Vec::as_slice).unwrap_or_default();
        let outcomes: Vec<&Outcome> =
            places.iter().filter_map(|place| Some(&self.exchanges.get(*place)?.outcome)).collect();
        outcomes.into_iter()
    }
}

/// What a call is told apart by. The order of parameters does not count.
fn key(api: &str, action: &str, region: Option<&str>, parameters: &Value) -> String {
    json!([api, action, region, sorted(parameters)]).to_string()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<(&String, &Value)> = object.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members: Map<String, Value> =
                members.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            Value::Object(members)
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn exchange(cups: u64) -> Exchange {
        let [api, action] = ["tea", "Brew"].map(str::to_owned);
        let parameters = Some(json!({"Cups": cups, "Password": "hunter22"}));
        let outcome = Outcome::Result(json!({"Note": "for hunter23", "Cups": cups}));
        Exchange { api, action, region: None, parameters, unread: None, outcome }
    }

    fn path(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("docquarry-record-{name}-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        path
    }

    #[test]
    fn what_is_recorded_is_found_again_without_secrets() {
        let path = path("again");
        let mut recorder = Recorder::open(&path, Redactor::default()).unwrap();
        assert_eq!(recorder.write(exchange(2), &["hunter23".to_owned()]), None);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("hunter"), "{text}");
        let recording = Recording::read(&path).unwrap();
        let asked = json!({"Password": "another", "Cups": 2});
        let found: Vec<_> = recording.answers("tea", "Brew", None, &asked).collect();
        assert_eq!(found, [&Outcome::Result(json!({"Note": "for [redacted]", "Cups": 2}))]);
        assert_eq!(recording.answers("tea", "Brew", None, &json!({"Cups": 3})).len(), 0);
        let _ = std::fs::remove_file(&path);
    }

    #[test]
    fn what_could_not_be_read_again_is_left_out_and_does_not_spoil_the_record() {
        let path = path("deep");
        let deep = (0..125).fold(json!(1), |inner, _| json!([inner]));
        let mut recorder = Recorder::open(&path, Redactor::default()).unwrap();
        for value in [deep.clone(), json!({"a": {"b": deep}})] {
            recorder.write(Exchange { outcome: Outcome::Result(value), ..exchange(1) }, &[]);
        }
        recorder.write(exchange(2), &[]);
        let recording = Recording::read(&path).unwrap();
        let unread: Vec<bool> = recording.exchanges().iter().map(|exchange| exchange.unread.is_some()).collect();
        assert_eq!(unread, [false, true, false]);
        let _ = std::fs::remove_file(&path);
    }

    #[test]
    fn half_a_line_is_not_read_and_is_removed() {
        let path = path("half");
        let write = |cups| Recorder::open(&path, Redactor::default()).unwrap().write(exchange(cups), &[]);
        write(1);
        let mut text = std::fs::read(&path).unwrap();
        text.extend(b"{\"api\":\"tea\",\"act");
        std::fs::write(&path, &text).unwrap();
        assert_eq!(Recording::read(&path).unwrap().exchanges().len(), 1);
        write(2);
        assert_eq!(Recording::read(&path).unwrap().exchanges().len(), 2);
        let _ = std::fs::remove_file(&path);
    }

    #[test]
    fn another_file_is_not_written_to() {
        let path = path("other");
        std::fs::write(&path, "my diary\n").unwrap();
        assert!(Recorder::open(&path, Redactor::default()).is_err());
        assert!(Recording::read(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "my diary\n");
        std::fs::remove_file(&path).unwrap();
        drop(Recorder::open(&path, Redactor::default()).unwrap());
        let names = Redactor::new(["colour".to_owned()]);
        assert!(Recorder::open(&path, names).is_err(), "it was redacted differently");
        let _ = std::fs::remove_file(&path);
    }
}
