//! A line for each request that a server answered, or for what a proxy found, for people who watch it.
//!
//! Lines are made on the threads that answer and written by a thread of the log's own, whole and in order of arrival.
//! A reader that is slow or stuck holds no request up: what does not fit into the memory for lines is counted instead.

use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use docquarry_runtime::server::{Answered, Outcome};

use crate::escape::Visible;

/// Which requests get a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// Those that had no success.
    Errors,
    /// All.
    All,
}

/// Most bytes of lines that wait to be written.
const ROOM: usize = 1 << 20;
/// How long the end of a log waits for its last lines to be written.
const PATIENCE: Duration = Duration::from_secs(1);
/// Longest part of a sender's text in a line, in characters.
const SHOWN: usize = 80;

/// A log. Clones write to the same place.
#[derive(Clone)]
pub struct Log {
    shared: Arc<Shared>,
    lines: Lines,
    color: bool,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: String,
    /// Lines that found no room.
    lost: usize,
    is_ending: bool,
    has_ended: bool,
}

impl Log {
    /// A log that writes to `out` until it is [ended](Self::end) or nothing can be written there any more.
    pub fn new(out: impl Write + Send + 'static, lines: Lines, color: bool) -> Self {
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new() });
        let writer = Arc::clone(&shared);
        std::thread::spawn(move || writer.write_to(out));
        Log { shared, lines, color }
    }

    /// Writes a line about an answer, if its kind gets one.
    pub fn write(&self, answered: &Answered<'_>) {
        if self.lines == Lines::Errors && *answered.outcome == Outcome::Success {
            return;
        }
        self.line(&line(answered, SystemTime::now(), self.color));
    }

    /// Writes a line of any kind, with its end. Nothing in it may be what a terminal obeys.
    pub(crate) fn line(&self, line: &str) {
        let mut state = self.shared.state();
        if state.has_ended {
            return;
        }
        if state.waiting.len() + line.len() > ROOM {
            state.lost += 1;
        } else {
            state.waiting.push_str(line);
        }
        self.shared.changed.notify_all();
    }

    /// Waits a moment for what is still to be written. Later lines are not written.
    pub fn end(&self) {
        let mut state = self.shared.state();
        state.is_ending = true;
        self.shared.changed.notify_all();
        let _ = self.shared.changed.wait_timeout_while(state, PATIENCE, |state| !state.has_ended);
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("lines", &self.lines).field("color", &self.color).finish_non_exhaustive()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The writing thread.
    fn write_to(&self, mut out: impl Write) {
        let is_idle = |state: &mut State| state.waiting.is_empty() && state.lost == 0 && !state.is_ending;
        loop {
            let waited = self.changed.wait_while(self.state(), is_idle);
            let mut state = waited.unwrap_or_else(PoisonError::into_inner);
            let mut text = std::mem::take(&mut state.waiting);
            let lost = std::mem::take(&mut state.lost);
            if lost > 0 {
                let _ = writeln!(text, "… {lost} more lines, which came faster than they could be written");
            }
            let is_last = state.is_ending;
            drop(state);
            let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            if is_last || written.is_err() {
                break;
            }
        }
        self.state().has_ended = true;
        self.changed.notify_all();
    }
}

/// `16:51:51.123Z 200    0.41ms tencent-clb DescribeQuota ok [5b1f86e4-…]`, or in place of `ok` what was wrong.
fn line(answered: &Answered<'_>, now: SystemTime, color: bool) -> String {
    let mut line = String::with_capacity(160);
    // Writing into a `String` cannot fail.
    let _ = write!(line, "{} {}", Clock(now), answered.status);
    let _ = write!(line, " {:>7.2}ms ", answered.duration.as_secs_f64() * 1e3);
    if let Outcome::NoCall(_) = answered.outcome {
        if !answered.path.is_empty() {
            let _ = write!(line, "{} {} ", Text(answered.method), Text(answered.path));
        }
    } else {
        let _ = write!(line, "{} {} ", answered.api.unwrap_or("?"), Text(answered.action.unwrap_or("(no action)")));
    }
    let (code, word) = match answered.outcome {
        Outcome::Success => (32, "ok"),
        Outcome::Failed(_) => (33, "failed"),
        Outcome::Refused(_) => (31, "refused"),
        _ => (31, "no call"),
    };
    let _ = if color { write!(line, "\u{1b}[1;{code}m{word}\u{1b}[0m") } else { line.write_str(word) };
    let _ = match answered.outcome {
        Outcome::Failed(error) | Outcome::Refused(error) => {
            write!(line, " {}: {}", Visible(error.code()), Visible(error.message()))
        }
        Outcome::NoCall(reason) => write!(line, ": {reason}"),
        _ => Ok(()),
    };
    if let Some(id) = answered.request_id {
        let _ = write!(line, " [{id}]");
    }
    line.push('\n');
    line
}

/// The time of day, UTC.
struct Clock(SystemTime);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = self.0.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = since.as_secs() % (24 * 60 * 60);
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        write!(f, "{hours:02}:{minutes:02}:{:02}.{:03}Z", seconds % 60, since.subsec_millis())
    }
}

/// A sender's text: its beginning, and nothing that a terminal would obey.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(SHOWN).map_or(self.0.len(), |(end, _)| end);
        let (shown, rest) = self.0.split_at(end);
        write!(f, "{}{}", Visible(shown), if rest.is_empty() { "" } else { "…" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_sender_reaches_a_terminal_but_what_can_be_seen() {
        assert_eq!(Text("Brew\u{1b}[2J\r\nTea 龙井\u{85}").to_string(), "Brew\\u{1b}[2J\\r\\nTea 龙井\\u{85}");
        assert_eq!(Text(&"茶".repeat(81)).to_string(), format!("{}…", "茶".repeat(80)));
    }

    #[test]
    fn the_clock_is_the_time_of_day() {
        let time = UNIX_EPOCH + Duration::from_millis(1_000_000_000_007);
        assert_eq!(Clock(time).to_string(), "01:46:40.007Z");
    }
}
