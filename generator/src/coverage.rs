//! The coverage: what every line of a document was used for.
//!
//! A reader marks the furniture it removes and a dialect marks what it consumes; what nobody marked
//! is residue. Blank lines are not counted. Deciding what a line means is not done here.

use std::collections::BTreeMap;
use std::fmt;

/// What a line was used for, or why it was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineUse {
    /// Title or date of a page.
    PageTitle,
    /// Heading.
    Heading,
    /// Header row of a table.
    TableHeader,
    /// What an action does, its host, its rate limit.
    ActionDescription,
    /// Row of a request table.
    RequestRow,
    /// Row of a response table.
    ResponseRow,
    /// Row of a structure's table.
    MemberRow,
    /// Text and users of a structure.
    StructureDescription,
    /// Example.
    Example,
    /// Row of an error table.
    ErrorRow,
    /// Row of an overview.
    OverviewRow,
    /// Row of a table of hosts.
    EndpointRow,
    /// Row of a table of regions.
    RegionRow,
    /// Row of a table of common parameters.
    CommonParameter,
    /// Changelog entry.
    Changelog,
    /// Sentence that says which field a table describes.
    Caption,
    /// Row of a table of values that a parameter may have.
    ValueRow,
    /// Row of a table that names successors of actions.
    MigrationRow,
    /// Address that something on the page links to.
    Link,
    /// Set aside: header or footer of a printed page.
    PageFooter,
    /// Set aside: clipped copy of a heading of the next printed page.
    Ghost,
    /// Set aside: line printed again at the head of the next page.
    Repeat,
    /// Set aside: line that carries nothing.
    Furniture,
    /// Set aside: table of contents.
    Contents,
    /// Set aside: SDK links and tools.
    Resources,
    /// Set aside: sentence that introduces a table or a list.
    Introduction,
    /// Set aside: page that describes no API element.
    ProsePage,
    /// Set aside: page of another API, for another dialect.
    OtherApi,
}

impl LineUse {
    /// Name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::PageTitle => "page title",
            Self::Heading => "heading",
            Self::TableHeader => "table header",
            Self::ActionDescription => "action description",
            Self::RequestRow => "request row",
            Self::ResponseRow => "response row",
            Self::MemberRow => "structure member",
            Self::StructureDescription => "structure description",
            Self::Example => "example",
            Self::ErrorRow => "error code",
            Self::OverviewRow => "overview row",
            Self::EndpointRow => "endpoint",
            Self::RegionRow => "region",
            Self::CommonParameter => "common parameter",
            Self::Changelog => "changelog entry",
            Self::Caption => "caption of a table",
            Self::ValueRow => "parameter value",
            Self::MigrationRow => "migration pair",
            Self::Link => "link",
            Self::PageFooter => "page header or footer",
            Self::Ghost => "clipped heading",
            Self::Repeat => "line printed twice",
            Self::Furniture => "furniture",
            Self::Contents => "table of contents",
            Self::Resources => "SDK and tool links",
            Self::Introduction => "introductory sentence",
            Self::ProsePage => "prose page",
            Self::OtherApi => "page of another API",
        }
    }

    /// True where the line was set aside rather than read.
    pub fn is_set_aside(self) -> bool {
        self >= Self::PageFooter
    }
}

/// What one line was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// For what.
    pub usage: LineUse,
    /// Index of the owner in [`LineUses::owners`].
    owner: u32,
}

/// The accounts of one document's lines.
#[derive(Debug, Clone, Default)]
pub struct LineUses {
    blank: Vec<bool>,
    marks: Vec<Option<Account>>,
    owners: Vec<String>,
}

impl LineUses {
    /// LineUses for a text, all open.
    pub fn new<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let blank: Vec<bool> = lines.map(is_blank).collect();
        Self { marks: vec![None; blank.len()], blank, owners: vec![String::new()] }
    }

    /// Says that the marks which follow belong to `owner`; the handle goes to [`mark`](Self::mark).
    pub fn owner(&mut self, owner: &str) -> u32 {
        if self.owners.last().is_some_and(|last| last == owner) {
            return u32::try_from(self.owners.len() - 1).unwrap_or(0);
        }
        self.owners.push(owner.to_owned());
        u32::try_from(self.owners.len() - 1).unwrap_or(0)
    }

    /// Marks lines, counted from 1. A line keeps its first mark.
    pub fn mark(&mut self, numbers: impl IntoIterator<Item = u32>, usage: LineUse, owner: u32) {
        for number in numbers {
            let slot = usize::try_from(number).ok().and_then(|n| n.checked_sub(1)).and_then(|i| self.marks.get_mut(i));
            if let Some(slot @ None) = slot {
                *slot = Some(Account { usage, owner });
            }
        }
    }

    /// The account of a line, counted from 1, and its owner.
    pub fn account(&self, number: u32) -> Option<(LineUse, &str)> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let account = self.marks.get(index).copied().flatten()?;
        let owner = self.owners.get(account.owner as usize).map_or("", String::as_str);
        Some((account.usage, owner))
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.blank.len()
    }

    /// True for an empty document.
    pub fn is_empty(&self) -> bool {
        self.blank.is_empty()
    }

    /// True for a document without a character.
    pub fn is_blank(&self) -> bool {
        self.blank.iter().all(|blank| *blank)
    }

    /// Lines that are not blank and that nobody marked, counted from 1.
    pub fn residue(&self) -> impl Iterator<Item = u32> + '_ {
        self.marks
            .iter()
            .zip(&self.blank)
            .enumerate()
            .filter(|(_, (mark, blank))| mark.is_none() && !**blank)
            .filter_map(|(index, _)| u32::try_from(index + 1).ok())
    }

    /// Number of lines by use.
    pub fn sums(&self) -> BTreeMap<LineUse, usize> {
        let mut sums = BTreeMap::new();
        for account in
            self.marks.iter().zip(&self.blank).filter(|(_, blank)| !**blank).filter_map(|(mark, _)| mark.as_ref())
        {
            *sums.entry(account.usage).or_insert(0) += 1;
        }
        sums
    }
}

/// Nothing of the line can be seen.
fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
}

/// The coverage of several documents.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// One entry for each document, in the order given.
    pub documents: Vec<DocumentCoverage>,
}

impl Coverage {
    /// Lines that are unaccounted for, over all documents.
    pub fn residue(&self) -> usize {
        self.documents.iter().map(|document| document.accounts.residue().count()).sum()
    }
}

/// The coverage of one document.
#[derive(Debug, Clone)]
pub struct DocumentCoverage {
    /// File name.
    pub document: String,
    /// Number of vendor's pages found.
    pub pages: usize,
    /// The lines.
    pub accounts: LineUses,
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for document in &self.documents {
            let accounts = &document.accounts;
            let filled = accounts.blank.iter().filter(|blank| !**blank).count();
            writeln!(
                f,
                "{}: {} lines, {} not blank, {} pages",
                document.document,
                accounts.len(),
                filled,
                document.pages
            )?;
            let (aside, read): (Vec<_>, Vec<_>) =
                accounts.sums().into_iter().partition(|(usage, _)| usage.is_set_aside());
            for (title, sums) in [("read", read), ("set aside", aside)] {
                writeln!(f, "  {title:<28}{:>8}", sums.iter().map(|(_, count)| count).sum::<usize>())?;
                for (usage, count) in sums {
                    writeln!(f, "    {:<26}{count:>8}", usage.name())?;
                }
            }
            writeln!(f, "  {:<28}{:>8}", "unaccounted for", accounts.residue().count())?;
        }
        Ok(())
    }
}
