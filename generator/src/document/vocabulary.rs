//! The words of a dialect, as data: what a reader needs in order to tell a heading from a
//! paragraph and a cell from its neighbour, and what the dialect reads out of them.
//!
//! Only the types live here, with the look-ups that they need; each dialect owns its table.

use super::{flags, titles};

/// The words of one dialect, in all its languages.
#[derive(Debug)]
pub struct Vocabulary {
    /// Name of the dialect.
    pub dialect: &'static str,
    /// What only pages of this dialect say; a page belongs to the dialect with the most of them.
    pub signs: &'static [&'static str],
    /// What stands before the date of a page's last change.
    pub updated: &'static [&'static str],
    /// Lines that carry nothing, whole.
    pub furniture: &'static [&'static str],
    /// The first line of what a site prints under every page.
    pub page_end: &'static [&'static str],
    /// What stands before and between and after the numbers of a page footer: `第`, `共`, `页`.
    pub page_number: &'static [[&'static str; 3]],
    /// Titles of chapters, printed above the title of their first page.
    pub chapters: &'static [&'static str],
    /// Endings of such titles.
    pub chapter_suffixes: &'static [&'static str],
    /// Tells an example's address from a link.
    pub request_marker: &'static str,
    /// Headings.
    pub headings: &'static [HeadingRule],
    /// Names of table columns.
    pub columns: &'static [(&'static str, Column)],
    /// Cells of a column of flags.
    pub flags: &'static [(&'static str, Option<bool>)],
    /// Names of scalar types.
    pub scalars: &'static [&'static str],
    /// What stands before the type of an array's items.
    pub array_of: &'static [&'static str],
    /// Begins the line under the heading of a definition that lists its users.
    pub definition_marker: &'static [&'static str],
    /// Beginnings of a line inside a cell that never continues the line before.
    pub line_starts: &'static [&'static str],
    /// Parameters that every request carries, whether a table has them or not.
    pub common: &'static [&'static str],
    /// Beginnings of the line that ends a section of a book.
    pub closers: &'static [&'static str],
    /// Parts of a printed page's running header or footer, where the line is short.
    pub footers: &'static [&'static str],
    /// Begin a note in a book, with two spaces behind.
    pub notes: &'static [&'static str],
}

/// The role of a table column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// Name of a parameter, field or member.
    Name,
    /// Whether it must be sent.
    Required,
    /// Its type.
    Type,
    /// An error code.
    Code,
    /// An error code that is a number.
    NumericCode,
    /// Name of an action.
    Action,
    /// Requests per second.
    Rate,
    /// A host.
    Host,
    /// A region's value.
    Region,
    /// A running number.
    Number,
    /// A value that a parameter may have.
    Value,
    /// A day: `2019.05.17`.
    Date,
    /// The HTTP status of an error.
    Status,
    /// Free text that is sent with an error.
    Message,
    /// A sample value, which may be any text.
    Sample,
    /// Free text that describes the row.
    Description,
    /// Free text that names the row.
    Label,
}

impl Column {
    /// Free text, of which a cell may hold anything.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Description | Self::Label | Self::Message | Self::Sample)
    }
}

/// What a heading opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeadingKind {
    /// What the action does.
    Description,
    /// The request table.
    Request,
    /// The response table.
    Response,
    /// The examples.
    Examples,
    /// One example.
    Example,
    /// An example's request.
    ExampleRequest,
    /// An example's response.
    ExampleResponse,
    /// An answer in XML.
    ExampleXml,
    /// An answer in JSON.
    ExampleJson,
    /// SDK links and the like.
    Resources,
    /// The action's error codes.
    Errors,
    /// The list of codes that every API shares.
    CommonErrors,
    /// The list of codes of this API.
    BusinessErrors,
    /// A release of the changelog.
    Release,
    /// The common parameters of a signing scheme.
    CommonParameters(&'static str),
    /// A named structure.
    Definition,
    /// Anything else that is no running text.
    Other,
}

impl HeadingKind {
    /// The examples, one of them or a part of one.
    pub fn is_example(self) -> bool {
        matches!(self, Self::Examples | Self::Example | Self::ExampleRequest | Self::ExampleResponse)
    }

    /// One of the examples or a part of one, which a section may have many of.
    pub fn is_part_of_example(self) -> bool {
        self == Self::Example || self.opens_code()
    }

    /// Preformatted text follows.
    pub fn opens_code(self) -> bool {
        matches!(self, Self::ExampleRequest | Self::ExampleResponse | Self::ExampleXml | Self::ExampleJson)
    }
}

/// How a heading is recognized.
#[derive(Debug, Clone, Copy)]
pub struct HeadingRule {
    /// What it opens.
    pub kind: HeadingKind,
    /// Depth in the page.
    pub level: u8,
    /// How the words stand in the line.
    pub form: Form,
    /// The words, one for each language or edition.
    pub words: &'static [&'static str],
}

/// A heading that is the whole line.
pub const fn whole(kind: HeadingKind, level: u8, words: &'static [&'static str]) -> HeadingRule {
    HeadingRule { kind, level, form: Form::Whole, words }
}

/// A section of a page, with a number before its title.
pub const fn numbered(kind: HeadingKind, words: &'static [&'static str]) -> HeadingRule {
    HeadingRule { kind, level: 2, form: Form::Numbered, words }
}

/// How the words of a heading stand in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The whole line.
    Whole,
    /// After a number and a full stop: `2. Words`. In formats that mark headings, the number may be missing.
    Numbered,
    /// The whole line, but only where the format marks it as a heading, or preformatted text follows.
    Marked,
    /// Before a number and, after a space, any title: `Words1 title`.
    Counted,
    /// The word stands first, then a number, then the second word: `第 7 次发布`.
    Around,
    /// At the beginning of the line, whatever follows.
    Prefix,
}

impl Vocabulary {
    /// The heading that a line of running text is. Forms that need a format's own mark do not match.
    pub fn heading(&self, line: &str) -> Option<&HeadingRule> {
        self.heading_of(line, false)
    }

    /// The heading has a number for each of its kind.
    pub fn is_counted(&self, text: &str) -> bool {
        self.marked_heading(text).is_some_and(|rule| rule.form == Form::Counted)
    }

    /// The heading that a marked heading's text is; numbering is optional there, and may have several levels.
    pub fn marked_heading(&self, text: &str) -> Option<&HeadingRule> {
        // A title alone behind a number and a space: `2 Words`. Only words of the vocabulary make it a heading.
        let spaced = || text.trim().trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(' ');
        self.heading_of(text, true).or_else(|| self.heading_of(strip_numbering(text.trim()).or_else(spaced)?, true))
    }

    fn heading_of(&self, line: &str, marked: bool) -> Option<&HeadingRule> {
        let line = Candidate {
            line,
            bare: line.trim_end_matches([':', '：']).trim(),
            numbered: strip_number(line).map(str::trim),
        };
        self.headings.iter().find(|rule| rule.matches(&line, marked))
    }

    /// The roles of the columns if the line is the header row of a table, with the titles as printed.
    pub fn header(&self, line: &str) -> Option<Vec<(&'static str, Column)>> {
        let mut rest = line;
        let mut columns = Vec::new();
        // A row has several titles.
        if !line.contains(' ') {
            return None;
        }
        while !rest.is_empty() {
            let (title, role) = self
                .columns
                .iter()
                .filter(|(title, _)| {
                    title.as_bytes().first() == rest.as_bytes().first()
                        && rest.strip_prefix(title).is_some_and(|tail| tail.is_empty() || tail.starts_with(' '))
                })
                .max_by_key(|(title, _)| title.len())?;
            columns.push((*title, *role));
            rest = rest[title.len()..].trim_start();
        }
        (columns.len() > 1).then_some(columns)
    }

    /// The role of a column by its title.
    pub fn column(&self, title: &str) -> Option<Column> {
        self.columns.iter().find(|(known, _)| *known == title).map(|(_, role)| *role)
    }

    /// The role of a column by a title that a person typed: in any case, with spaces or a colon that are not meant.
    pub fn titled_column(&self, title: &str) -> Option<Column> {
        let title = title.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | ':' | '：' | '#'));
        self.known_title(title).or_else(|| {
            let (latin, own) = two_languages(title)?;
            match (self.known_title(latin), self.known_title(own)) {
                (Some(one), Some(other)) if one != other => None,
                (one, other) => one.or(other),
            }
        })
    }

    fn known_title(&self, title: &str) -> Option<Column> {
        self.column(title).or_else(|| {
            let known = |known: &str| same_word(known, title);
            let own = self.columns.iter().find(|(word, _)| known(word));
            own.or_else(|| titles::COMMON.iter().find(|(word, _)| known(word))).map(|(_, role)| *role)
        })
    }

    /// The value of a cell of flags, or `None` if it holds anything else.
    pub fn flag(&self, cell: &str) -> Option<bool> {
        flags::flag(cell, self.flags)
    }

    /// The line never continues the one before.
    pub fn begins_line(&self, line: &str) -> bool {
        self.line_starts.iter().chain(self.definition_marker).any(|start| line.starts_with(start))
    }

    /// The line lists the users of a definition.
    pub fn is_definition_marker(&self, line: &str) -> bool {
        self.definition_marker.iter().any(|marker| line.starts_with(marker))
    }

    /// The date of a line that says when a page was last changed.
    pub fn updated<'a>(&self, line: &'a str) -> Option<&'a str> {
        self.updated.iter().find_map(|prefix| line.strip_prefix(prefix)).map(str::trim)
    }

    /// The number of a page footer.
    pub fn page_number(&self, line: &str) -> Option<u32> {
        self.page_number.iter().find_map(|[before, between, after]| {
            let head = line.trim_end().strip_suffix(after)?;
            let (number, all) = head.rsplit_once(before)?.1.split_once(between)?;
            all.trim().parse::<u32>().ok()?;
            number.trim().parse().ok()
        })
    }

    /// True for the title of a chapter or group of pages.
    pub fn is_chapter(&self, line: &str) -> bool {
        let named = |suffix: &&str| line.len() > suffix.len() && line.ends_with(*suffix);
        self.chapters.contains(&line)
            || (self.chapter_suffixes.iter().any(named)
                && line.chars().count() <= 24
                && !line.contains(['，', '。', '：', ',', '、', ' ']))
    }
}

/// The words of several profiles together. They find the pages of a document, before it is known whose each page is.
#[derive(Debug, Clone, Copy)]
pub struct Union<'v>(pub &'v [&'static Vocabulary]);

impl Union<'_> {
    /// See [`Vocabulary::updated`].
    pub fn updated<'a>(&self, line: &'a str) -> Option<&'a str> {
        self.0.iter().find_map(|words| words.updated(line))
    }

    /// See [`Vocabulary::page_number`].
    pub fn page_number(&self, line: &str) -> Option<u32> {
        self.0.iter().find_map(|words| words.page_number(line))
    }

    /// See [`Vocabulary::is_chapter`].
    pub fn is_chapter(&self, line: &str) -> bool {
        self.0.iter().any(|words| words.is_chapter(line))
    }

    /// The line carries nothing.
    pub fn is_furniture(&self, line: &str) -> bool {
        self.0.iter().any(|words| words.furniture.contains(&line))
    }

    /// The line is the first of what a site prints under every page.
    pub fn ends_page(&self, line: &str) -> bool {
        self.0.iter().any(|words| words.page_end.contains(&line))
    }

    /// What the line opens, if it is a heading in the words of any profile.
    pub fn heading(&self, line: &str) -> Option<HeadingKind> {
        self.0.iter().find_map(|words| words.heading(line)).map(|rule| rule.kind)
    }

    /// The roles of the columns that the line is the header row of, in the words of any profile.
    pub fn header(&self, line: &str) -> Option<Vec<(&'static str, Column)>> {
        self.0.iter().find_map(|words| words.header(line))
    }

    /// The line lists the users of a definition.
    pub fn is_definition_marker(&self, line: &str) -> bool {
        self.0.iter().any(|words| words.is_definition_marker(line))
    }

    /// What stands before the type of an array's items.
    pub fn array_of(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().flat_map(|words| words.array_of).copied()
    }

    /// Names of scalar types.
    pub fn scalars(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().flat_map(|words| words.scalars).copied()
    }

    /// A line that begins a note of a book: the word for it, and what follows.
    pub fn note<'l>(&self, line: &'l str) -> Option<(&'static str, &'l str)> {
        let rest = |note: &str| {
            let rest = line.strip_prefix(note)?;
            (rest.trim().is_empty() || rest.starts_with("  ")).then(|| rest.trim_start())
        };
        self.0.iter().flat_map(|words| words.notes).find_map(|note| Some((*note, rest(note)?)))
    }

    /// The line ends a section of a book.
    pub fn closes(&self, line: &str) -> bool {
        self.0.iter().any(|words| words.closers.iter().any(|closer| line.starts_with(closer)))
    }

    /// The book's title, of a line at the head or the foot of a page: `Reference·Chapter Title` or the other way round.
    pub fn running_title<'l>(&self, line: &'l str) -> Option<&'l str> {
        const LONGEST: usize = 40;
        let mark = self.0.iter().flat_map(|words| words.footers).find(|mark| line.contains(**mark))?;
        if line.chars().count() > LONGEST {
            return None;
        }
        let (before, after) = line.split_once(mark)?;
        let title = before.trim_end_matches('·').trim();
        Some(if title.is_empty() { after.rsplit(' ').next().unwrap_or_default().trim() } else { title })
    }

    /// What the address of an example's request has behind its host.
    pub fn behind_request_marker<'l>(&self, line: &'l str) -> Option<&'l str> {
        self.0.iter().find_map(|words| line.split_once(words.request_marker)).map(|(_, rest)| rest)
    }

    /// An address that stands for a link, and is not an example's request.
    pub fn is_link(&self, line: &str) -> bool {
        (line.starts_with("https://") || line.starts_with("http://"))
            && !line.contains(' ')
            && self.behind_request_marker(line).is_none()
    }
}

/// A line that may be a heading, with what the forms ask of it.
struct Candidate<'l> {
    line: &'l str,
    /// Without a colon at its end.
    bare: &'l str,
    /// Behind a number and a full stop.
    numbered: Option<&'l str>,
}

impl HeadingRule {
    fn matches(&self, candidate: &Candidate<'_>, marked: bool) -> bool {
        let line = candidate.line;
        match self.form {
            Form::Whole => self.is_word(candidate.bare),
            Form::Marked => marked && self.is_word(candidate.bare),
            Form::Numbered => match candidate.numbered {
                Some(rest) => self.is_word(rest),
                None => marked && self.is_word(line.trim()),
            },
            Form::Counted => self.words.iter().any(|word| {
                line.strip_prefix(word).is_some_and(|rest| {
                    let title = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
                    title.len() < rest.trim_start().len()
                        && title.chars().next().is_none_or(|c| c == ' ' || c == '：' || c == ':')
                })
            }),
            Form::Around => match self.words {
                [before, after] => line
                    .strip_prefix(before)
                    .and_then(|rest| rest.strip_suffix(after))
                    .is_some_and(|number| number.trim().parse::<u32>().is_ok()),
                _ => false,
            },
            Form::Prefix => self.words.iter().any(|word| line.starts_with(word)),
        }
    }

    fn is_word(&self, text: &str) -> bool {
        self.words.iter().any(|word| word.eq_ignore_ascii_case(text))
    }
}

/// The text after `2. `, if the line begins so.
pub fn strip_number(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == line.len() {
        return None;
    }
    rest.strip_prefix(['.', '、']).map(str::trim_start)
}

/// The text after the numbering of a heading: `2.1 `, `3.1.1`, `一、`, `(2)`, if it begins so.
pub fn strip_numbering(text: &str) -> Option<&str> {
    const CHINESE: &[char] = &['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let digit = |c: char| c.is_ascii_digit();
    let open = text.strip_prefix(['(', '（']);
    let inner = open.unwrap_or(text);
    let rest = inner.trim_start_matches(|c: char| digit(c) || c == '.' || CHINESE.contains(&c));
    let number = inner.get(..inner.len() - rest.len()).unwrap_or_default();
    let leveled = number.starts_with(digit) && number.contains('.') && open.is_none();
    let behind = match rest.strip_prefix(['、', '．', ')', '）']) {
        Some(behind) => behind,
        // `2.1Words` and `2.1 Words` need nothing behind the number.
        None if leveled => rest,
        None => return None,
    };
    (!number.is_empty() && !number.starts_with('.')).then(|| behind.trim_start())
}

/// The two parts of a title that stands in two languages side by side: `ErrorCode 错误码`.
fn two_languages(title: &str) -> Option<(&str, &str)> {
    let own = title.find(|c: char| !c.is_ascii())?;
    let latin = |c: char| c.is_ascii_alphabetic();
    let (first, second) = match own {
        0 => title.split_at(title.find(latin)?),
        own => title.split_at(own),
    };
    let (latin, own) = if own == 0 { (second, first) } else { (first, second) };
    let is_own = !own.contains(|c: char| c.is_ascii_alphabetic());
    is_own.then(|| (latin.trim_matches([' ', '(', ')', '/']), own.trim_matches([' ', '(', ')', '（', '）', '/'])))
}

/// The words are the same but for case and spaces.
pub(super) fn same_word(a: &str, b: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect::<String>();
    a.len().abs_diff(b.len()) < 4 && letters(a) == letters(b)
}

/// How often the signs of the vocabulary that has most of them stand in a text.
pub fn weight(vocabularies: &[&'static Vocabulary], text: &str) -> usize {
    let count =
        |vocabulary: &&'static Vocabulary| vocabulary.signs.iter().map(|sign| text.matches(*sign).count()).sum();
    vocabularies.iter().map(count).max().unwrap_or(0)
}

/// The vocabulary whose signs stand on a page most often; none where no sign of any stands there.
pub fn choose<'t>(
    vocabularies: &[&'static Vocabulary],
    texts: impl Iterator<Item = &'t str>,
) -> Option<&'static Vocabulary> {
    /// So many signs more than all others together settle it.
    const LEAD: usize = 4;
    let mut counts = vec![0usize; vocabularies.len()];
    for text in texts {
        for (count, vocabulary) in counts.iter_mut().zip(vocabularies) {
            *count += vocabulary.signs.iter().filter(|sign| text.contains(**sign)).count();
        }
        let total: usize = counts.iter().sum();
        if counts.iter().any(|count| 2 * count >= total + LEAD) {
            break;
        }
    }
    // On a tie the first one wins.
    let (best, vocabulary) = counts.into_iter().zip(vocabularies).rev().max_by_key(|(count, _)| *count)?;
    (best > 0).then_some(*vocabulary)
}
