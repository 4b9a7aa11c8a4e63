//! How an input is changed: pieces put in, parts repeated, removed and swapped. The pieces are shapes that once went
//! wrong, since chance does not find them.

use proptest::prelude::*;
use proptest::sample::Index;

/// What is put in: shapes that parsers of documents, types, JSON and XML look at.
const PIECES: &[&str] = &[
    "|",
    "\n",
    "\n\n",
    "<td>",
    "</table>",
    "<table><tr>",
    "<div/>",
    "<svg><tr>",
    "<b>",
    "<!--",
    "```",
    "## ",
    "└",
    "- ",
    ">",
    "&#0;",
    "\u{202e}",
    "\u{1b}[2J",
    "\u{7}",
    "\u{85}",
    "\u{0}",
    "\r",
    "Array of ",
    ".N.",
    "..",
    "{",
    "}",
    "[[[[[[[[",
    "\"",
    "\\u",
    "\\ud800",
    "<a b=\"/>\">",
    "<![CDATA[",
    "]]>",
    "<script>alert(1)</script>",
    "](javascript:x)",
    "cargo::warning=",
    "*/",
    "\"#",
    "1e999",
    "-0",
    "99999999999999999999",
    "是",
    "取值：",
    "参数名称",
    "Name",
    "String",
    "龙",
    "%",
    "null",
    "true",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "&#8238;",
    "&#27;",
    "&#x202e;",
    "{{",
    "{#",
    "\u{feff}",
    "\u{2028}",
    "Signature=",
    "SignedHeaders=;",
    "TC3-HMAC-SHA256 ",
    "%00",
    "%u0041",
    "%2F..%2F",
    "&",
    "=",
    ";",
    "--",
    "@/dev/zero",
    ".99999999999999999999",
    "[[operation]]",
    "\"\"\"",
    "'''",
    "{\"Response\":{\"Error\":",
    "{\"code\":",
    "<Code>",
    "{}",
    "[]",
];

/// One change.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Put(Index, usize),
    Repeat(Index, Index, u8),
    Remove(Index, Index),
    Swap(Index, Index),
}

pub(super) fn changes() -> impl Strategy<Value = (Index, Vec<Change>)> {
    let change = prop_oneof![
        (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Put(at, piece)),
        (any::<Index>(), any::<Index>(), 2..200_u8).prop_map(|(from, to, times)| Change::Repeat(from, to, times)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Remove(from, to)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Change::Swap(a, b)),
    ];
    (any::<Index>(), prop::collection::vec(change, 0..5))
}

/// A range of at most so many characters.
fn span(from: Index, to: Index, length: usize, most: usize) -> std::ops::Range<usize> {
    let start = from.index(length + 1);
    start..(start + to.index(most)).min(length)
}

pub(super) fn changed(seed: &str, changes: &[Change]) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    for change in changes {
        let length = text.len();
        match change {
            Change::Put(at, piece) => {
                let at = at.index(length + 1);
                text.splice(at..at, PIECES[*piece].chars());
            }
            Change::Repeat(from, to, times) => {
                let span = span(*from, *to, length, 60);
                let piece: Vec<char> = text[span.clone()].repeat(usize::from(*times));
                text.splice(span, piece);
            }
            Change::Remove(from, to) => _ = text.drain(span(*from, *to, length, 400)),
            Change::Swap(a, b) if length > 0 => text.swap(a.index(length), b.index(length)),
            Change::Swap(..) => {}
        }
    }
    text.into_iter().collect()
}
