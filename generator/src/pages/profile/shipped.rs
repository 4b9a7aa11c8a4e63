//! The profiles that are files and part of the program.

use std::sync::LazyLock;

use super::file::ProfileFile;

/// The text of each, by name.
pub(in crate::pages) const TEXTS: &[(&str, &str)] = &[
    ("discord", include_str!("files/discord.toml")),
    ("huawei", include_str!("files/huawei.toml")),
    ("telegram", include_str!("files/telegram.toml")),
];

static FILES: LazyLock<Vec<ProfileFile>> =
    LazyLock::new(|| TEXTS.iter().filter_map(|(name, text)| ProfileFile::parse(text, name).ok()).collect());

/// The shipped profiles, read once.
pub fn shipped() -> &'static [ProfileFile] {
    &FILES
}

/// The text of a shipped profile, by its name.
pub fn profile_text(name: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_is_one() {
        for (name, text) in TEXTS {
            let file = ProfileFile::parse(text, name);
            assert!(file.as_ref().is_ok_and(|file| file.name == *name), "{name}: {file:?}");
            assert!(text.lines().count() <= 250, "{name} has {} lines", text.lines().count());
        }
    }
}
