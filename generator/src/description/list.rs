//! Lists of values in a description: items, how each is explained, and what announces the list.
//!
//! Here a list is only found and measured. Whether it is an enumeration is decided in
//! [`enumeration`](super::enumeration).

use super::lead::{Lead, lead_of};
use super::reading::Reading;
use super::token::{Kind, Mark, Token};
use super::value::{Form, Value, is_closed_end, is_open_end, is_plain_code};
use super::vocabulary::{self, Cue};

/// One value of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Item<'a> {
    /// As printed, without quotes.
    pub(super) value: &'a str,
    /// The explanation as printed.
    pub(super) gloss: &'a str,
    /// Marked as the default.
    pub(super) default: bool,
    /// First token of the value.
    pub(super) start: usize,
    /// Token behind the explanation.
    pub(super) end: usize,
}

/// A list of values.
#[derive(Debug, Clone)]
pub(super) struct List<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) form: Form,
    pub(super) lead: Lead,
    /// Each value begins a line.
    pub(super) lines: bool,
    /// The values are joined by "or" alone.
    pub(super) alternatives: bool,
    /// First token of the first value.
    pub(super) start: usize,
    /// Token behind the list.
    pub(super) end: usize,
    /// The text goes on so that the list may be longer, or may be no list.
    pub(super) open: bool,
    /// Bullets beside its own begin with values too, which were not understood.
    pub(super) half: bool,
}

/// All lists of a description, in order.
pub(super) fn lists<'a>(reading: &Reading<'a>) -> Vec<List<'a>> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < reading.tokens.len() {
        let list = lead_of(reading, i).and_then(|lead| Walk { reading, lead }.list(i));
        match list {
            Some(list) => {
                // A word that the text only begins with may hide a list in what looks like its explanation.
                let is_alone = list.lead == Lead::Clause && !has_several(&list);
                i = if is_alone && list.form == Form::Glued { i + 1 } else { list.end.max(i + 1) };
                // `State: A, B or C`: the word is no value, but says what the values behind the colon are of.
                let behind = || Walk { reading, lead: Lead::Colon }.list(list.start + 2).filter(has_several);
                if is_alone
                    && list.form == Form::Colon
                    && let Some(titled) = behind()
                {
                    i = titled.end.max(i);
                    found.push(titled);
                } else {
                    found.push(list);
                }
            }
            None => i += 1,
        }
    }
    found
}

/// The list has more than one value, whatever the times that it has each.
fn has_several(list: &List<'_>) -> bool {
    list.items.iter().any(|item| list.items.first().is_some_and(|first| first.value != item.value))
}

struct Walk<'r, 'a> {
    reading: &'r Reading<'a>,
    lead: Lead,
}

impl<'a> Walk<'_, 'a> {
    fn value(&self, i: usize) -> Option<Value<'a>> {
        Value::at(self.reading, i)
    }

    /// The list that begins at token `start`.
    fn list(&self, start: usize) -> Option<List<'a>> {
        let first = self.value(start)?;
        let form = first.form(self.reading)?;
        let is_title = form == Form::Colon && first.text == self.reading.subject.name;
        if is_title || self.is_interval(start) {
            return None;
        }
        let lines = self.reading.begins_line(start);
        let mut list = List {
            items: Vec::new(),
            form,
            lead: self.lead,
            lines,
            alternatives: true,
            start,
            end: start,
            open: false,
            half: false,
        };
        let mut at = start;
        let mut separator = None;
        while let Some(value) = self.value(at) {
            let Some((item, end)) = self.item(&list, at, &value) else { break };
            if list.form == Form::Bare && self.mixes(&list, at) {
                list.form = value.form(self.reading)?;
            }
            list.items.push(Item { start: at, end, ..item });
            list.end = end;
            match self.next(&list, end, &mut separator) {
                Some(next) => at = next,
                None => break,
            }
        }
        if list.items.is_empty() {
            return None;
        }
        list.form = settled(list.form, separator, first.quoted);
        list.alternatives = separator == Some(Separator::Or);
        list.open = self.is_open(&list);
        list.half = self.leaves_bullets(&list);
        Some(list)
    }

    /// Two numbers in brackets are a range.
    fn is_interval(&self, i: usize) -> bool {
        let number = |j: usize| self.reading.kind(j) == Some(Kind::Number);
        let opens = i.checked_sub(1).is_some_and(|before| self.reading.is(before, Mark::BracketOpen));
        let closes = self.reading.is(i + 3, Mark::BracketClose) || self.reading.is(i + 3, Mark::Close);
        opens && number(i) && number(i + 2) && closes
    }

    /// The item of `value` in a list of the form of `list`, with the token behind it.
    fn item(&self, list: &List<'a>, at: usize, value: &Value<'a>) -> Option<(Item<'a>, usize)> {
        let form = value.form(self.reading)?;
        let mixes = self.mixes(list, at);
        let bare = matches!(form, Form::Bare) || (form == Form::Paren && list.form == Form::Bare);
        let item = Item { value: value.text, default: value.default, ..Item::default() };
        if form == Form::Paren && (list.form == Form::Paren || list.form == Form::Bare) {
            let close = self.close(value.next)?;
            return Some((Item { gloss: self.reading.span(value.next + 1, close), ..item }, close + 1));
        }
        if bare && (list.form == Form::Bare || list.form == Form::Paren || mixes) {
            return Some((item, value.next));
        }
        if form != list.form && !mixes {
            return None;
        }
        let from = match form {
            Form::Glued => value.next,
            Form::Means if self.reading.is(value.next, Mark::Comma) => value.next + 2,
            Form::Means if !matches!(self.reading.cue(value.next), Some(Cue::Means)) => value.next,
            _ => value.next + 1,
        };
        let from = from + usize::from(form == Form::Glued && self.reading.is(from, Mark::Newline));
        let end = self.gloss_end(list, from);
        Some((Item { gloss: self.reading.span(from, end), ..item }, end))
    }

    /// The line at token `i` belongs to an announced list of lines although only some of them are explained.
    fn mixes(&self, list: &List<'a>, i: usize) -> bool {
        let reading = self.reading;
        let bullet = |j: usize| j.checked_sub(1).is_some_and(|before| reading.is(before, Mark::Bullet));
        let Some(value) =
            self.value(i).filter(|_| list.lead == Lead::Values && list.lines && self.reading.begins_line(i))
        else {
            return false;
        };
        let explained = |form| matches!(form, Form::Colon | Form::Dash);
        let ends_line = || {
            let line_end = separators(reading, value.next).1.main == Some(Separator::Line);
            line_end || reading.kind(value.next).is_none()
        };
        // Without bullets, another way of writing is another line of prose: "Notice: ...".
        let alike = |first: &Item<'a>| {
            let upper = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
            is_plain_code(first.value) == is_plain_code(value.text) && upper(first.value) == upper(value.text)
        };
        let belongs = bullet(list.start) && bullet(i) || list.items.first().is_none_or(alike);
        match value.form(self.reading) {
            Some(Form::Bare) => belongs && explained(list.form) && ends_line(),
            Some(form) => belongs && explained(form) && (list.form == Form::Bare || form == list.form),
            None => false,
        }
    }

    /// The parenthesis that closes the one at token `open`, on the same line.
    fn close(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for j in open..self.reading.within_reach(open) {
            match self.reading.kind(j)? {
                Kind::Mark(Mark::Open) => depth += 1,
                Kind::Mark(Mark::Close) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(j);
                    }
                }
                Kind::Mark(Mark::Bullet) => return None,
                _ => {}
            }
        }
        None
    }

    /// Token behind an explanation that begins at `from`.
    fn gloss_end(&self, list: &List<'a>, from: usize) -> usize {
        let reading = self.reading;
        let mut depth = 0usize;
        for j in from..reading.tokens.len() {
            match reading.kind(j) {
                Some(Kind::Mark(Mark::Newline | Mark::Bullet)) => return j,
                Some(Kind::Mark(Mark::Open)) => depth += 1,
                Some(Kind::Mark(Mark::Close)) if depth > 0 => depth -= 1,
                _ if depth == 0 && self.ends_gloss(list, from, j) => return j,
                _ => {}
            }
        }
        reading.tokens.len()
    }

    /// An explanation that began at `from` ends before token `j` of the same line, outside parentheses.
    fn ends_gloss(&self, list: &List<'a>, from: usize, j: usize) -> bool {
        let reading = self.reading;
        let Some(token) = reading.token(j) else { return true };
        match token.kind {
            Kind::Mark(Mark::Close | Mark::Stop | Mark::Semicolon) => true,
            Kind::Mark(Mark::Comma | Mark::Pause) => self.continues(list, j + 1) || reading.cue(j + 1).is_some(),
            Kind::Cue(Cue::DefaultValue) => reading.is(j + 1, Mark::Colon),
            Kind::Word | Kind::Number if j > from => {
                let dashed = || list.form == Form::Dash && reading.token(j + 1).is_some_and(|dash| !dash.spaced);
                let apart = token.spaced
                    && (list.form == Form::Colon && reading.is(j + 1, Mark::Colon)
                        || dashed() && self.continues(list, j));
                apart || self.is_glued(list, j)
            }
            _ => false,
        }
    }

    /// A further item begins at token `i` although the page lost the line break before it.
    fn is_glued(&self, list: &List<'a>, i: usize) -> bool {
        let reading = self.reading;
        let after_prose = i
            .checked_sub(1)
            .is_some_and(|before| reading.kind(before) == Some(Kind::Text) || reading.is(before, Mark::Close));
        let alike = |token: &Token<'_>| {
            list.items.first().is_none_or(|first| is_plain_code(first.value) == is_plain_code(token.text))
        };
        let next = match list.form {
            Form::Colon => reading.is(i + 1, Mark::Colon),
            Form::Paren => reading.is(i + 1, Mark::Open),
            // Only a constant of several words is no part of the prose.
            Form::Glued => {
                let explained = reading.token(i + 1).is_some_and(|next| next.kind == Kind::Text && next.spaced);
                explained && reading.token(i).is_some_and(|token| is_plain_code(token.text) && token.text.contains('_'))
            }
            _ => false,
        };
        let counts = || {
            let number = |text: &str| text.parse::<u32>().ok();
            let last = list.items.last().and_then(|item| number(item.value)).or_else(|| self.first_number(list));
            last.is_some_and(|last| reading.token(i).and_then(|token| number(token.text)) == last.checked_add(1))
        };
        if list.form == Form::Colon && after_prose && next && counts() {
            return true;
        }
        after_prose
            && next
            && reading.token(i).is_some_and(|token| {
                (!token.spaced || list.form == Form::Glued) && token.text.len() > 1 && alike(token)
            })
    }

    /// The value of the item that is being read, if it is the first of a list and a number.
    fn first_number(&self, list: &List<'a>) -> Option<u32> {
        let token = self.reading.token(list.start).filter(|_| list.items.is_empty())?;
        token.text.parse().ok()
    }

    /// A further item of the same form begins at token `i`.
    fn continues(&self, list: &List<'a>, i: usize) -> bool {
        let i = i + usize::from(self.reading.cue(i) == Some(Cue::And) || self.reading.cue(i) == Some(Cue::Or));
        self.value(i).is_some_and(|value| value.form(self.reading) == Some(list.form)) || self.mixes(list, i)
    }

    /// The token where the next item begins, behind separators.
    fn next(&self, list: &List<'a>, end: usize, separator: &mut Option<Separator>) -> Option<usize> {
        let reading = self.reading;
        let glossed = !matches!(list.form, Form::Bare);
        let (next, kinds) = separators(reading, end);
        let apart = reading.token(end).is_some_and(|token| token.spaced) || self.is_glued(list, end);
        if kinds.is_empty() && !(glossed && apart) {
            return None;
        }
        if glossed {
            if self.continues(list, next) {
                return Some(next);
            }
            return if list.lead >= Lead::Support || list.lines { self.later(list, end) } else { None };
        }
        let kind = kinds.main?;
        let fits = match (*separator, kind) {
            (None, _) => true,
            (Some(Separator::Pause | Separator::Comma), Separator::Or) => true,
            // Both commas in one list that is announced as the values.
            (Some(Separator::Pause), Separator::Comma) | (Some(Separator::Comma), Separator::Pause) => {
                list.lead == Lead::Values
            }
            (Some(Separator::Or), _) if list.items.len() == 1 => true,
            (Some(before), now) => before == now,
        };
        let value = self.value(next)?;
        let form = value.form(self.reading)?;
        let weak = kind == Separator::Comma || kind == Separator::Line;
        if !fits || (weak && !matches!(form, Form::Bare | Form::Paren) && !self.mixes(list, next)) {
            return None;
        }
        if separator.is_none() {
            *separator = Some(kind);
        }
        Some(next)
    }

    /// The next item of an announced list of lines, behind lines that only explain.
    fn later(&self, list: &List<'a>, end: usize) -> Option<usize> {
        let starts = |j: usize| {
            j.checked_sub(1).is_some_and(|before| match self.reading.kind(before) {
                Some(Kind::Mark(Mark::Newline | Mark::Bullet)) => list.lines,
                Some(Kind::Mark(Mark::Semicolon)) => true,
                _ => false,
            })
        };
        (end..self.reading.within_reach(end)).find(|&j| starts(j) && self.continues(list, j))
    }

    /// Further values are explained in the same form behind the list.
    fn has_more(&self, list: &List<'a>) -> bool {
        let known = |value: &Value<'a>| list.items.iter().any(|item| item.value == value.text);
        let (next, kinds) = separators(self.reading, list.end);
        let follows = self.value(next).is_some_and(|value| {
            (is_plain_code(value.text) || list.form == Form::Dash && value.form(self.reading) == Some(Form::Glued))
                && !known(&value)
        });
        if matches!(list.form, Form::Glued | Form::Dash) && follows && !kinds.is_empty() {
            return true;
        }
        if !matches!(list.form, Form::Colon | Form::Paren | Form::Numbered) {
            return false;
        }
        (list.end..self.reading.within_reach(list.end)).any(|j| {
            let begins = self.reading.is_boundary(j) && !self.reading.cue_before(j) && !self.reading.is_clock(j);
            let code = |value: &Value<'a>| is_plain_code(value.text) || self.reading.begins_line(j);
            begins && self.continues(list, j) && self.value(j).is_some_and(|value| !known(&value) && code(&value))
        })
    }

    /// A value with a dash and an explanation, `A-gloss`, stands in the text and is none of the list.
    fn has_strays(&self, list: &List<'a>) -> bool {
        let reading = self.reading;
        let item = |j: usize| list.items.iter().any(|item| item.start == j);
        let begins = |j: usize| {
            let after = j.checked_sub(1).and_then(|before| reading.kind(before));
            let prose = after == Some(Kind::Text) && reading.token(j).is_some_and(|token| token.spaced);
            reading.is_boundary(j) && after.is_some() || prose
        };
        let glued = |j: usize| {
            let dash = reading.is(j + 1, Mark::Dash) && reading.token(j + 1).is_some_and(|token| !token.spaced);
            let whole =
                reading.kind(j) == Some(Kind::Word) && reading.token(j).is_some_and(|word| word.text.contains('-'));
            matches!(reading.kind(j), Some(Kind::Word | Kind::Number)) && dash
                || whole && (list.start..list.end).contains(&j)
        };
        list.form == Form::Dash
            && (0..self.reading.within_reach(list.end))
                .any(|j| glued(j) && begins(j) && !item(j) && !reading.cue_before(j))
    }

    /// Half a list: bullets right before or behind the list's own begin with values too.
    fn leaves_bullets(&self, list: &List<'a>) -> bool {
        let reading = self.reading;
        let bullet = |j: &usize| reading.is(*j, Mark::Bullet);
        let Some(first) = list.start.checked_sub(1).filter(bullet) else { return false };
        let left =
            |j: usize| self.value(j + 1).is_some_and(|value| list.items.iter().all(|item| item.value != value.text));
        let before = (0..first).rev().find(bullet);
        let behind = (list.end..reading.within_reach(list.end)).find(bullet);
        before.is_some_and(left) || behind.is_some_and(left)
    }

    /// The line behind a list of lines has several values.
    fn goes_on_in_line(&self, list: &List<'a>) -> bool {
        let word = |j: usize| self.reading.token(j).filter(|token| token.kind == Kind::Word);
        let line = list.lines && list.form == Form::Bare && self.reading.is(list.end, Mark::Newline);
        line && word(list.end + 1).is_some() && word(list.end + 2).is_some_and(|token| token.spaced)
    }

    /// The list may go on, or was none: prose is glued to its last value.
    fn is_open(&self, list: &List<'a>) -> bool {
        let rest = self.reading.rest(list.end);
        if list.lead == Lead::Example || self.has_more(list) || self.goes_on_in_line(list) || self.has_strays(list) {
            return true;
        }
        let goes_on = |gloss: &str| {
            let short = gloss.trim_end_matches(vocabulary::AND_SO_ON);
            short.len() < gloss.len() && !short.ends_with(vocabulary::LEVELS)
        };
        let glosses = list
            .items
            .iter()
            .any(|item| vocabulary::OTHER_VALUES.iter().any(|other| item.gloss.contains(other)) || goes_on(item.gloss));
        if glosses || is_open_end(rest.trim_start_matches([' ', '，', ',', '；', ';', '、', '\n'])) {
            return true;
        }
        match self.reading.token(list.end) {
            Some(token) => match token.kind {
                Kind::Text => !is_closed_end(token.text),
                Kind::Word | Kind::Number => !token.spaced || list.form != Form::Paren,
                Kind::Mark(Mark::Slash | Mark::Dash | Mark::Tilde | Mark::Other | Mark::Pipe) => true,
                Kind::Mark(Mark::Pause) => matches!(list.form, Form::Bare | Form::Paren),
                Kind::Cue(Cue::Or | Cue::And) => true,
                _ => false,
            },
            None => false,
        }
    }
}

/// What joins the values of a list without explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Comma,
    Pause,
    Or,
    Pipe,
    Slash,
    Line,
}

#[derive(Default)]
struct Separators {
    main: Option<Separator>,
    any: bool,
}

impl Separators {
    fn is_empty(&self) -> bool {
        !self.any
    }
}

/// The token behind the separators at token `i`, and what they are.
fn separators(reading: &Reading<'_>, mut i: usize) -> (usize, Separators) {
    let mut seen = Separators::default();
    while let Some(kind) = reading.kind(i) {
        let separator = match kind {
            Kind::Mark(Mark::Comma) => Some(Separator::Comma),
            Kind::Mark(Mark::Pause) => Some(Separator::Pause),
            Kind::Mark(Mark::Pipe) => Some(Separator::Pipe),
            Kind::Mark(Mark::Slash) => Some(Separator::Slash),
            Kind::Cue(Cue::Or | Cue::And) => Some(Separator::Or),
            Kind::Mark(Mark::Newline | Mark::Bullet) => Some(Separator::Line),
            Kind::Mark(Mark::Semicolon | Mark::Stop) => None,
            _ => break,
        };
        seen.any = true;
        seen.main = match (seen.main, separator) {
            (None | Some(Separator::Line), new) => new.or(seen.main),
            (Some(Separator::Comma), Some(Separator::Or)) => Some(Separator::Or),
            (old, _) => old,
        };
        i += 1;
    }
    (i, seen)
}

/// The form of a list without explanations, by what joins its values.
fn settled(form: Form, separator: Option<Separator>, quoted: bool) -> Form {
    match (form, separator) {
        (Form::Bare, Some(Separator::Pipe)) => Form::Pipe,
        (Form::Bare, _) if quoted => Form::Quoted,
        (Form::Bare, Some(Separator::Slash)) => Form::Slash,
        _ => form,
    }
}
