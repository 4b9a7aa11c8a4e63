//! What was found to differ from the documents: each difference once, with how often it came, and in which words it is
//! told. Names and values come from strangers, so all of them are made visible and are cut off where they are long.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::Serialize;

use docquarry_runtime::schema::DifferenceKind;

use crate::emit::reference::markdown::{self, Page, Table};
use crate::escape::{self, Visible};

/// One difference between traffic and documents.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Drift {
    /// What is different.
    pub kind: Kind,
    /// The id of the API.
    pub api: String,
    /// The action.
    pub action: String,
    /// In which direction.
    pub side: Side,
    /// Where, by names: `Listeners[].Port`; empty if it is the request or the answer as a whole.
    pub path: String,
    /// What is documented.
    pub expected: String,
    /// What came.
    pub found: String,
}

/// Who sent what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The client.
    Request,
    /// The service.
    Answer,
}

/// What kind of difference it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// A field that is not documented.
    UnknownField,
    /// A required field that is not there.
    MissingField,
    /// A value of another type.
    OtherType,
    /// A value that the documented list of values lacks.
    OtherValue,
    /// A value beyond a documented bound, or of another form.
    BeyondBound,
    /// Parameters that are documented to be sent together, or not together.
    BrokenCondition,
    /// Null where that is not documented.
    UnexpectedNull,
    /// A list without the object that is documented around it, or within one that is not.
    ListWrapping,
    /// An action that is not documented.
    UnknownAction,
    /// An error code that is not documented.
    UnknownCode,
    /// A request or an answer that is none of the API.
    Unreadable,
}

impl Kind {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::UnknownField => "unknown-field",
            Kind::MissingField => "missing-field",
            Kind::OtherType => "other-type",
            Kind::OtherValue => "other-value",
            Kind::BeyondBound => "beyond-bound",
            Kind::BrokenCondition => "broken-condition",
            Kind::UnexpectedNull => "unexpected-null",
            Kind::ListWrapping => "list-wrapping",
            Kind::UnknownAction => "unknown-action",
            Kind::UnknownCode => "unknown-code",
            Kind::Unreadable => "unreadable",
        }
    }
}

impl From<DifferenceKind> for Kind {
    fn from(kind: DifferenceKind) -> Self {
        match kind {
            DifferenceKind::Unknown => Kind::UnknownField,
            DifferenceKind::Missing => Kind::MissingField,
            DifferenceKind::Type => Kind::OtherType,
            DifferenceKind::Null => Kind::UnexpectedNull,
            DifferenceKind::Wrapping => Kind::ListWrapping,
            DifferenceKind::Value => Kind::OtherValue,
            DifferenceKind::Condition => Kind::BrokenCondition,
            _ => Kind::BeyondBound,
        }
    }
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Side::Request => "request",
            Side::Answer => "answer",
        }
    }
}

/// Longest text of a drift that is kept, in characters.
const SHOWN: usize = 300;

/// A sender's text that may be long, cut off.
pub(super) fn cut(text: &str) -> String {
    escape::beginning(text, SHOWN).into_owned()
}

impl fmt::Display for Drift {
    /// `other-type tencent-clb DescribeListeners answer Listeners[].Port: expected an integer, found a string`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Drift { kind, api, action, side, path, expected, found } = self;
        write!(f, "{} {} {} {}", kind.code(), Visible(api), Visible(action), side.word())?;
        if !path.is_empty() {
            write!(f, " {}", Visible(path))?;
        }
        write!(f, ": expected {}, found {}", Visible(expected), Visible(found))
    }
}

/// Most drifts that are kept; further ones are counted.
const MOST: usize = 10_000;

/// All drifts of a run.
#[derive(Debug, Default)]
pub struct Drifts {
    /// In the order of their first time.
    all: Vec<(Drift, u64)>,
    places: HashMap<Drift, usize>,
    /// Drifts that were not kept, each time counted.
    more: u64,
    exchanges: u64,
}

impl Drifts {
    /// Counts an exchange and its drifts. The result is those that came for the first time.
    pub fn add(&mut self, drifts: Vec<Drift>) -> Vec<Drift> {
        self.exchanges += 1;
        let mut new = Vec::new();
        let mut counted: Vec<usize> = Vec::new();
        for drift in drifts {
            match self.places.get(&drift) {
                // Items of a list that are alike count once.
                Some(place) if counted.contains(place) => {}
                Some(place) => {
                    counted.push(*place);
                    self.all.get_mut(*place).into_iter().for_each(|(_, times)| *times += 1);
                }
                None if self.all.len() >= MOST => self.more += 1,
                None => {
                    counted.push(self.all.len());
                    self.places.insert(drift.clone(), self.all.len());
                    self.all.push((drift.clone(), 1));
                    new.push(drift);
                }
            }
        }
        new
    }

    /// Each drift with the number of exchanges that it was in.
    pub fn all(&self) -> impl Iterator<Item = (&Drift, u64)> {
        self.all.iter().map(|(drift, times)| (drift, *times))
    }

    /// How many exchanges were looked at.
    pub fn exchanges(&self) -> u64 {
        self.exchanges
    }

    /// Whether everything was as documented.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// `12 exchanges, 3 drifts`
    pub fn summary(&self) -> String {
        let more = if self.more > 0 { format!(" and {} that are not listed", self.more) } else { String::new() };
        format!("{} exchanges, {} drifts{more}", self.exchanges, self.all.len())
    }

    /// A report in Markdown.
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        let mut groups: BTreeMap<(&str, &str), Vec<(&Drift, u64)>> = BTreeMap::new();
        for (drift, times) in self.all() {
            groups.entry((&drift.api, &drift.action)).or_default().push((drift, times));
        }
        page.block(&format!("{}.", self.summary()));
        for ((api, action), drifts) in groups {
            page.heading(2, &format!("{} {}", markdown::text(api), markdown::text(action)));
            let mut table = Table::new(["Kind", "In", "Path", "Expected", "Found", "Exchanges"]);
            for (drift, times) in drifts {
                let path = if drift.path.is_empty() { String::new() } else { markdown::code(&drift.path) };
                let (kind, side) = (drift.kind.code().to_owned(), drift.side.word().to_owned());
                let [expected, found] = [&drift.expected, &drift.found].map(|said| markdown::text(said));
                table.row([kind, side, path, expected, found, times.to_string()]);
            }
            page.table(&table, "");
        }
        format!("# Drift\n{}", page.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drift(path: &str) -> Drift {
        let [api, action] = ["tea", "Brew"].map(str::to_owned);
        let [expected, found] = ["an integer", "a\u{1b}[2J|`<b>"].map(str::to_owned);
        Drift { kind: Kind::OtherType, api, action, side: Side::Answer, path: path.to_owned(), expected, found }
    }

    #[test]
    fn each_drift_is_told_once_and_counted_by_exchange() {
        let mut drifts = Drifts::default();
        assert_eq!(drifts.add(vec![drift("A"), drift("A"), drift("B")]).len(), 2);
        assert_eq!(drifts.add(vec![drift("A"), drift("A")]), []);
        assert_eq!(drifts.all().map(|(_, times)| times).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(drifts.summary(), "2 exchanges, 2 drifts");
    }

    #[test]
    fn no_more_than_a_bound_are_kept() {
        let mut drifts = Drifts::default();
        for number in 0..MOST + 5 {
            drifts.add(vec![drift(&number.to_string())]);
        }
        assert_eq!(drifts.all().count(), MOST);
        assert!(drifts.summary().ends_with("10000 drifts and 5 that are not listed"), "{}", drifts.summary());
    }

    #[test]
    fn nothing_of_a_sender_is_obeyed_by_a_terminal_or_by_markdown() {
        let line = drift("A\nB").to_string();
        assert_eq!(line, "other-type tea Brew answer A\\nB: expected an integer, found a\\u{1b}[2J|`<b>");
        let mut drifts = Drifts::default();
        drifts.add(vec![drift("A")]);
        let report = drifts.markdown();
        assert!(!report.contains('\u{1b}') && !report.contains("<b>") && !report.contains("J|"), "{report}");
    }
}
