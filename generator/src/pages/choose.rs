//! Which profile a document follows.
//!
//! A reader chooses by the signs on the pages: hosts, links, sentences that only one vendor writes. Before them comes the
//! row of the parameter that names the action, if only one profile writes it so. A document with neither follows the
//! documents of its folder that have one. What a page then means is not decided here.

use std::collections::HashMap;

use super::identity;
use super::profile::Profile;
use super::profile::file::ProfileFile;
use super::{Profile as Named, shipped};
use crate::document::vocabulary;
use crate::document::{Document, Format, Vocabulary};

/// A document before it is read.
pub(super) struct Text<'i> {
    pub(super) name: &'i str,
    pub(super) content: &'i str,
    pub(super) format: Format,
}

/// Texts, and those of each profile that is a file.
type Files<'i> = Vec<(&'static ProfileFile, Vec<Text<'i>>)>;

/// Takes out the texts that follow a profile that is a file: all of them if it is chosen, otherwise those with its signs
/// and without signs of any other profile, and what stands in a folder with them and has no signs at all.
pub(super) fn by_file(texts: Vec<Text<'_>>, chosen: Option<Named>) -> (Vec<Text<'_>>, Files<'_>) {
    match chosen {
        Some(Named::File(file)) => return (Vec::new(), vec![(file, texts)]),
        Some(_) => return (texts, Vec::new()),
        None => {}
    }
    let all = super::vocabularies();
    let signed: Vec<Sign> = texts
        .iter()
        .map(|text| {
            let count = |file: &ProfileFile| -> usize {
                file.signs.iter().map(|sign| text.content.matches(sign.as_str()).count()).sum()
            };
            let best = shipped().iter().map(|file| (count(file), file)).max_by_key(|(count, _)| *count);
            match best.filter(|(count, _)| *count > 0) {
                Some((count, file)) if count > vocabulary::weight(&all, text.content) => Sign::File(file),
                Some(_) => Sign::Other,
                None if vocabulary::weight(&all, text.content) > 0 => Sign::Other,
                None => Sign::None,
            }
        })
        .collect();
    let folders = of_folders(&texts, &signed);
    let mut rest = Vec::new();
    let mut files: Files<'_> = Vec::new();
    for (text, sign) in texts.into_iter().zip(signed) {
        let file = match sign {
            Sign::File(file) => Some(file),
            Sign::Other => None,
            Sign::None => ancestors(text.name).find_map(|folder| folders.get(folder).copied()).flatten(),
        };
        match file {
            None => rest.push(text),
            Some(file) => match files.iter_mut().find(|(known, _)| known.name == file.name) {
                Some((_, texts)) => texts.push(text),
                None => files.push((file, vec![text])),
            },
        }
    }
    (rest, files)
}

/// The profile of most texts in each folder, and in the folders in it. `None` where other profiles have as many.
fn of_folders<'i>(texts: &[Text<'i>], signed: &[Sign]) -> HashMap<&'i str, Option<&'static ProfileFile>> {
    let mut counts: HashMap<&'i str, Vec<(Option<&'static ProfileFile>, usize)>> = HashMap::new();
    for (text, sign) in texts.iter().zip(signed) {
        let file = match sign {
            Sign::File(file) => Some(*file),
            Sign::Other => None,
            Sign::None => continue,
        };
        for folder in ancestors(text.name) {
            let counts = counts.entry(folder).or_default();
            let name = |file: &Option<&'static ProfileFile>| file.map(|file| file.name.as_str());
            match counts.iter_mut().find(|(known, _)| name(known) == name(&file)) {
                Some((_, count)) => *count += 1,
                None => counts.push((file, 1)),
            }
        }
    }
    let most = |counts: &[(Option<&'static ProfileFile>, usize)]| {
        let best = counts.iter().map(|(_, count)| *count).max()?;
        let mut leading = counts.iter().filter(|(_, count)| *count == best);
        match (leading.next(), leading.next()) {
            (Some((file, _)), None) => *file,
            _ => None,
        }
    };
    counts.iter().map(|(folder, counts)| (*folder, most(counts))).collect()
}

/// Whose signs a text has.
enum Sign {
    File(&'static ProfileFile),
    Other,
    None,
}

/// Reads documents, each with the words of the profile that it follows.
pub(super) fn read(texts: &[Text<'_>], profiles: &[&'static Profile]) -> Vec<Document> {
    let vocabularies: Vec<&'static Vocabulary> = profiles.iter().map(|profile| profile.vocabulary).collect();
    let all = super::vocabularies();
    let mut documents: Vec<Document> =
        texts.iter().map(|text| text.format.read(text.name, text.content, &vocabularies, &all)).collect();
    if profiles.len() < 2 {
        return documents;
    }
    let signs = |text: &Text<'_>| vocabulary::choose(&vocabularies, text.content.lines());
    let signed: Vec<Option<&'static Vocabulary>> = texts.iter().map(signs).collect();
    let rows: Vec<Option<&'static Vocabulary>> = documents.iter().map(|document| by_row(document, profiles)).collect();
    let known: Vec<Option<&'static Vocabulary>> =
        rows.iter().zip(&signed).map(|(row, signed)| row.or(*signed)).collect();
    let folders = Folders::of(texts, &known);
    for ((text, document), (row, signed)) in texts.iter().zip(&mut documents).zip(rows.iter().zip(&signed)) {
        // A page that calls a host of a third vendor follows none of the profiles.
        let foreign = document.pages.iter().any(|page| page.dialect.is_empty());
        let wanted = match (row, signed) {
            _ if foreign => None,
            // In a book each page has been chosen for.
            (Some(row), Some(_)) => Some(*row).filter(|_| document.pages.len() == 1),
            (None, Some(_)) => None,
            (row, None) => row.or_else(|| folders.of_siblings(text.name)),
        };
        if let Some(vocabulary) = wanted
            && document.pages.iter().any(|page| page.dialect != vocabulary.dialect)
        {
            *document = text.format.read(text.name, text.content, &[vocabulary], &all);
        }
    }
    documents
}

/// The only profile in whose words a row of a request table gives the action.
fn by_row(document: &Document, profiles: &[&'static Profile]) -> Option<&'static Vocabulary> {
    let claims = |profile: &&&Profile| document.pages.iter().any(|page| identity::has_row(page, profile.identity));
    let mut claiming = profiles.iter().filter(claims);
    match (claiming.next(), claiming.next()) {
        (Some(profile), None) => Some(profile.vocabulary),
        _ => None,
    }
}

/// How many documents of each folder, and of the folders in it, follow which profile.
struct Folders<'i>(HashMap<&'i str, Vec<(&'static Vocabulary, usize)>>);

impl<'i> Folders<'i> {
    fn of(texts: &[Text<'i>], known: &[Option<&'static Vocabulary>]) -> Self {
        let mut folders: HashMap<&'i str, Vec<(&'static Vocabulary, usize)>> = HashMap::new();
        for (text, known) in texts.iter().zip(known) {
            let Some(vocabulary) = known else { continue };
            for folder in ancestors(text.name) {
                let counts = folders.entry(folder).or_default();
                match counts.iter_mut().find(|(other, _)| other.dialect == vocabulary.dialect) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((vocabulary, 1)),
                }
            }
        }
        Self(folders)
    }

    /// The profile of most documents in the nearest folder that has any with a profile.
    fn of_siblings(&self, name: &str) -> Option<&'static Vocabulary> {
        let counts = ancestors(name).find_map(|folder| self.0.get(folder))?;
        let most = counts.iter().map(|(_, count)| *count).max()?;
        let mut leading = counts.iter().filter(|(_, count)| *count == most);
        match (leading.next(), leading.next()) {
            (Some((vocabulary, _)), None) => Some(*vocabulary),
            _ => None,
        }
    }
}

/// The folders that a path is in, the innermost first; the last is the empty path.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    /// Folders inside folders that are looked at.
    const DEEPEST: usize = 64;
    std::iter::successors(parent(path), |path| parent(path)).take(DEEPEST)
}

fn parent(path: &str) -> Option<&str> {
    (!path.is_empty()).then(|| path.rsplit_once('/').map_or("", |(folder, _)| folder))
}
