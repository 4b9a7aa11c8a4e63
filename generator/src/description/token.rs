//! Descriptions as tokens: values, prose, punctuation, and the cues of the [`vocabulary`].
//!
//! Full-width and half-width forms of a mark are one token, and so are the HTML left-overs of flattened
//! pages (`<li>`, `&#124;`) and the marks they stand for. Nothing is decided here about meaning.

use std::sync::LazyLock;

use super::vocabulary::{self, Cue};

/// A piece of a description.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As printed; for cues with the copula that follows.
    pub(super) text: &'a str,
    /// Byte offset in the description.
    pub(super) start: usize,
    /// White space stands before it on the same line.
    pub(super) spaced: bool,
}

impl Token<'_> {
    /// Byte offset behind the token.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A decimal number, maybe negative.
    Number,
    /// ASCII letters, digits and the marks that names contain.
    Word,
    /// Prose in any other script.
    Text,
    /// A phrase of the vocabulary.
    Cue(Cue),
    /// Punctuation.
    Mark(Mark),
}

/// Punctuation, whatever its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Colon,
    Comma,
    /// The enumeration comma, `、`.
    Pause,
    Semicolon,
    Stop,
    Pipe,
    Tilde,
    Dash,
    Slash,
    Open,
    Close,
    BracketOpen,
    BracketClose,
    Quote,
    Newline,
    /// A list item begins.
    Bullet,
    /// Any other sign.
    Other,
}

/// Cuts a description into tokens.
pub(super) fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, at: 0, spaced: false, tokens: Vec::with_capacity(text.len() / 4) };
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.tokens
}

/// The markup that flattened pages keep, with the mark it stands for.
const MARKUP: &[(&str, Option<Mark>)] = &[
    ("<li>", Some(Mark::Bullet)),
    ("<Li>", Some(Mark::Bullet)),
    ("</li>", Some(Mark::Newline)),
    ("<p>", Some(Mark::Newline)),
    ("</p>", Some(Mark::Newline)),
    ("<ul>", Some(Mark::Newline)),
    ("</ul>", Some(Mark::Newline)),
    ("<strong>", None),
    ("</strong>", None),
    ("<br>", Some(Mark::Newline)),
    ("<br/>", Some(Mark::Newline)),
    ("<br />", Some(Mark::Newline)),
    ("&#124;", Some(Mark::Pipe)),
    ("&nbsp;", None),
    ("**", None),
];

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    spaced: bool,
    tokens: Vec<Token<'a>>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes the token at the present place, or white space.
    fn step(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            self.at = self.text.len();
            return;
        };
        let ascii = first.is_ascii();
        if first == '\n' {
            return self.push(Kind::Mark(Mark::Newline), 1);
        }
        if first.is_whitespace() || matches!(first, '\u{200b}' | '\u{feff}') {
            self.at += first.len_utf8();
            self.spaced = true;
            return;
        }
        if matches!(first, '<' | '&' | '*') && self.markup(rest) {
            return;
        }
        if self.bullet(first, rest) {
            return;
        }
        if let Some(length) = (ascii || is_full_width_digit(first)).then(|| self.number(rest)).flatten() {
            return self.push(Kind::Number, length);
        }
        if let Some(length) = self.value_called_default(rest) {
            return self.push(Kind::Word, length);
        }
        if let Some((cue, length)) = cue_at(rest, first, self.in_word()) {
            return self.push(Kind::Cue(cue), length);
        }
        if is_word_start(first) {
            return self.push(Kind::Word, word_length(rest));
        }
        match mark_of(first, rest) {
            Some(mark) => self.push(Kind::Mark(mark), first.len_utf8()),
            None => self.prose(rest),
        }
    }

    /// True directly behind a word character, where no word can begin.
    fn in_word(&self) -> bool {
        !self.spaced && self.tokens.last().is_some_and(|last| matches!(last.kind, Kind::Word | Kind::Number))
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let end = (self.at + length).min(self.text.len());
        if let Some(text) = self.text.get(self.at..end) {
            self.tokens.push(Token { kind, text, start: self.at, spaced: self.spaced });
        }
        self.at = end.max(self.at + 1);
        self.spaced = false;
    }

    fn markup(&mut self, rest: &str) -> bool {
        let Some((pattern, mark)) = MARKUP.iter().find(|(pattern, _)| rest.starts_with(pattern)) else { return false };
        match mark {
            Some(mark) => self.push(Kind::Mark(*mark), pattern.len()),
            None => {
                self.at += pattern.len();
                self.spaced |= *pattern != "**";
            }
        }
        true
    }

    /// A sign at the start of a line that opens a list item.
    fn bullet(&mut self, first: char, rest: &str) -> bool {
        let line_start = self.tokens.last().is_none_or(|last| last.kind == Kind::Mark(Mark::Newline));
        let spaced = || rest.chars().nth(1).is_some_and(char::is_whitespace);
        let inline = first == '-' && spaced() && rest.get(1..).is_some_and(|tail| tail.trim_start().starts_with('`'));
        if inline && self.spaced && self.after_values() {
            self.push(Kind::Mark(Mark::Bullet), 1);
            return true;
        }
        let hit = line_start && (matches!(first, '•' | '·' | '●') || matches!(first, '-' | '*') && spaced());
        if hit && first == '-' && self.goes_on_as_range(rest) {
            self.tokens.pop();
            self.spaced = true;
            return false;
        }
        if hit {
            self.push(Kind::Mark(Mark::Bullet), first.len_utf8());
        }
        hit
    }

    /// Behind the colon of a cue for values, or in a list whose items were once lines.
    fn after_values(&self) -> bool {
        let mut before = self.tokens.iter().rev().map(|token| token.kind);
        match before.next() {
            Some(Kind::Mark(Mark::Colon)) => before.next() == Some(Kind::Cue(Cue::Values)),
            _ => before
                .take_while(|kind| *kind != Kind::Mark(Mark::Newline))
                .any(|kind| kind == Kind::Mark(Mark::Bullet)),
        }
    }

    /// The line before ended in a number and this one is `- 9.`: a range that was wrapped, no item of a list.
    fn goes_on_as_range(&self, rest: &str) -> bool {
        let mut before = self.tokens.iter().rev().skip(1).map(|token| token.kind);
        let upper = rest.trim_start_matches(['-', ' ']);
        let tail = upper.get(digits(upper)..).unwrap_or_default().trim_start();
        before.next() == Some(Kind::Number)
            && tail.len() < upper.len()
            && tail.chars().next().is_none_or(|c| matches!(c, '。' | '，' | '；' | ',' | ';' | '.' | '）' | ')' | '\n'))
            && before.take_while(|kind| *kind != Kind::Mark(Mark::Newline)).all(|kind| kind != Kind::Mark(Mark::Bullet))
    }

    /// Length of the word `default` where it is a value: an explained item of a list, in quotes, between the commas of
    /// a list, or behind "the default:".
    fn value_called_default(&self, rest: &str) -> Option<usize> {
        const WORD: &str = "default";
        let bullet = self.tokens.last().is_some_and(|last| last.kind == Kind::Mark(Mark::Bullet));
        let capital = || rest.strip_prefix("Default").filter(|tail| bullet && tail.starts_with([':', '：']));
        let tail = rest.strip_prefix(WORD).or_else(capital)?;
        let mut before = self.tokens.iter().rev();
        let alone = tail.chars().next().is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        let listed = match before.next()?.kind {
            Kind::Mark(Mark::Bullet | Mark::Newline) => {
                tail.starts_with([':', '：']) && before.any(|token| token.kind == Kind::Cue(Cue::Values))
            }
            Kind::Mark(Mark::Quote) => tail.starts_with(['"', '\'', '`', '”', '’']),
            Kind::Mark(Mark::Pause | Mark::Pipe) => true,
            Kind::Mark(Mark::Colon) => {
                let cue = before.next().map(|token| token.kind);
                matches!(cue, Some(Kind::Cue(Cue::DefaultValue | Cue::Default)))
                    || cue == Some(Kind::Cue(Cue::Values)) && tail.starts_with('、')
            }
            _ => false,
        };
        (alone && listed && !self.in_word()).then_some(WORD.len())
    }

    /// Length of a number at the start of `rest`. A hyphen is its sign unless a value stands before it; digits that
    /// go on with letters are a word, except where the letters are a unit.
    fn number(&self, rest: &str) -> Option<usize> {
        let closed = |last: &Token<'_>| last.kind == Kind::Mark(Mark::Close) && !self.spaced;
        let after_value =
            self.tokens.last().is_some_and(|last| matches!(last.kind, Kind::Word | Kind::Number) || closed(last));
        let glued = self.tokens.last().is_some_and(|last| last.kind == Kind::Mark(Mark::Quote)) && !self.spaced;
        let sign = match rest.strip_prefix('-') {
            Some(_) if !after_value || (self.spaced && !rest.starts_with("- ") && !glued) => 1,
            Some(_) => return None,
            None => 0,
        };
        let body = rest.get(sign..)?;
        let mut length = digits(body);
        if length == 0 || (sign == 0 && self.in_word()) {
            return None;
        }
        if let Some(fraction) = body.get(length..).and_then(|tail| tail.strip_prefix('.')) {
            let more = digits(fraction);
            if more > 0 {
                length += 1 + more;
            }
        }
        let tail = body.get(length..).unwrap_or_default();
        let next = tail.chars().next();
        let letters = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
        let suffix = tail.get(..letters).unwrap_or_default();
        let ends = match next {
            Some('*') if tail.starts_with("**") => true,
            Some('_' | '*') => false,
            Some('.') => !tail.as_bytes().get(1).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'*'),
            Some(c) if c.is_ascii_alphabetic() => vocabulary::UNITS.contains(&suffix),
            _ => true,
        };
        ends.then_some(sign + length)
    }

    /// Prose up to the next thing that is a token of another kind.
    fn prose(&mut self, rest: &str) {
        let mut length = 0;
        while let Some(tail) = rest.get(length..)
            && let Some(c) = tail.chars().next()
        {
            if length > 0 && ends_prose(c, tail) {
                break;
            }
            let phrase = phrase_at(tail, c);
            if length > 0 && phrase.is_some_and(|(_, cue)| cue.is_some()) {
                break;
            }
            length += match phrase {
                Some((plain, None)) => plain.len(),
                _ => c.len_utf8(),
            };
        }
        self.push(Kind::Text, length);
    }
}

/// Something other than prose begins with `c`, the start of `tail`.
fn ends_prose(c: char, tail: &str) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || c == '_' || mark_of(c, tail).is_some()
    } else {
        c.is_whitespace() || is_full_width_digit(c) || mark_of(c, tail).is_some()
    }
}

/// Number of bytes of the digits, ASCII or full-width, at the start.
fn digits(text: &str) -> usize {
    text.chars().take_while(|&c| c.is_ascii_digit() || is_full_width_digit(c)).map(char::len_utf8).sum()
}

fn is_full_width_digit(c: char) -> bool {
    ('０'..='９').contains(&c)
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}

/// Length of a word: letters, digits and the marks that stand between them in names and versions (`HTTP/1.1`).
fn word_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let inner = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'*');
    let mut length = 0;
    while let Some(&b) = bytes.get(length) {
        let next = bytes.get(length + 1);
        let joins = match b {
            b'.' | b'-' | b'+' | b'@' => length > 0 && next.is_some_and(inner),
            b'/' => {
                let version = next.is_some_and(u8::is_ascii_digit) && bytes.get(length + 2) == Some(&b'.');
                version && length > 0 && bytes.get(length - 1).is_some_and(u8::is_ascii_alphabetic)
            }
            b'*' => next != Some(&b'*') && length.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'*'),
            _ => inner(&b),
        };
        if !joins {
            break;
        }
        length += 1;
    }
    length.max(1)
}

/// The mark that `first`, the start of `rest`, is.
fn mark_of(first: char, rest: &str) -> Option<Mark> {
    Some(match first {
        ':' | '：' => Mark::Colon,
        ',' | '，' => Mark::Comma,
        '、' => Mark::Pause,
        ';' | '；' => Mark::Semicolon,
        '。' | '！' | '？' | '!' | '?' => Mark::Stop,
        '.' if rest.chars().nth(1).is_none_or(|c| !c.is_ascii_alphanumeric() && c != '.') => Mark::Stop,
        '|' | '｜' => Mark::Pipe,
        '~' | '～' => Mark::Tilde,
        '-' | '–' | '—' | '－' => Mark::Dash,
        '/' => Mark::Slash,
        '(' | '（' => Mark::Open,
        ')' | '）' => Mark::Close,
        '[' | '【' => Mark::BracketOpen,
        ']' | '】' => Mark::BracketClose,
        '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '「' | '」' => Mark::Quote,
        '\n' => Mark::Newline,
        c if c.is_ascii_punctuation() || matches!(c, '《' | '》' | '…') => Mark::Other,
        _ => return None,
    })
}

/// A phrase of the vocabulary; none for one that only looks like a cue.
type Phrase = (&'static str, Option<Cue>);

/// The phrases by their first character.
struct Index {
    /// Lower-case first character, phrases with the longest first; sorted by character.
    entries: Vec<(char, Vec<Phrase>)>,
    /// Low bits of the first characters, so that most characters need no search.
    seen: [bool; SEEN],
}

/// Size of the table of low bits.
const SEEN: usize = 1024;

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut entries: Vec<(char, Vec<Phrase>)> = Vec::new();
    let cues = vocabulary::CUES.iter().flat_map(|(cue, phrases)| phrases.iter().map(|phrase| (*phrase, Some(*cue))));
    for (phrase, cue) in cues.chain(vocabulary::PLAIN.iter().map(|phrase| (*phrase, None))) {
        let Some(first) = phrase.chars().next() else { continue };
        match entries.iter_mut().find(|(key, _)| *key == first) {
            Some((_, phrases)) => phrases.push((phrase, cue)),
            None => entries.push((first, vec![(phrase, cue)])),
        }
    }
    let mut seen = [false; SEEN];
    for (first, phrases) in &mut entries {
        phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        if let Some(slot) = seen.get_mut(low_bits(*first)) {
            *slot = true;
        }
    }
    entries.sort_by_key(|(key, _)| *key);
    Index { entries, seen }
});

fn low_bits(c: char) -> usize {
    u32::from(c) as usize % SEEN
}

/// The longest phrase at the start of `rest`, whose first character is `first`.
fn phrase_at(rest: &str, first: char) -> Option<Phrase> {
    let first = first.to_ascii_lowercase();
    if !INDEX.seen.get(low_bits(first)).copied().unwrap_or_default() {
        return None;
    }
    let at = INDEX.entries.binary_search_by_key(&first, |(key, _)| *key).ok()?;
    let (_, phrases) = INDEX.entries.get(at)?;
    phrases.iter().copied().find(|(phrase, _)| starts_with_phrase(rest, phrase))
}

/// The cue at the start of `rest` and its length with the copula behind it.
fn cue_at(rest: &str, first: char, in_word: bool) -> Option<(Cue, usize)> {
    let (phrase, cue) = phrase_at(rest, first)?;
    let cue = cue?;
    let english = phrase.is_ascii();
    if english && in_word {
        return None;
    }
    let length = phrase.len();
    if matches!(cue, Cue::Or | Cue::And | Cue::Example | Cue::Means | Cue::Respectively) {
        return Some((cue, length));
    }
    let copulas = if english { vocabulary::COPULAS_EN } else { vocabulary::COPULAS };
    let tail = rest.get(length..).unwrap_or_default();
    let gap = if english { tail.len() - tail.trim_start_matches(' ').len() } else { 0 };
    let tail = tail.get(gap..).unwrap_or_default();
    let copula = copulas.iter().find(|copula| starts_with_phrase(tail, copula));
    Some((cue, length + copula.map_or(0, |copula| gap + copula.len())))
}

/// Like `starts_with`; ASCII phrases match whole words in any case.
pub(super) fn starts_with_phrase(text: &str, phrase: &str) -> bool {
    if !phrase.is_ascii() {
        return text.starts_with(phrase);
    }
    let Some(head) = text.as_bytes().get(..phrase.len()) else { return false };
    let ends = text.as_bytes().get(phrase.len()).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_');
    head.eq_ignore_ascii_case(phrase.as_bytes()) && ends
}
