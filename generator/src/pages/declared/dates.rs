//! Days as people write them: `December 29, 2023`, `Sept 3, 2021`, `2023-12-29`, `2023年12月29日`.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The day that a text is, as `2023-12-29`. `None` if the text is anything else or more than that.
pub(crate) fn day(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    if text.len() > 40 {
        return None;
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let chinese: Vec<&str> =
        text.split(['\u{5e74}', '\u{6708}', '\u{65e5}']).map(str::trim).filter(|part| !part.is_empty()).collect();
    match (parts.as_slice(), chinese.as_slice()) {
        ([month, day, year], _) if month_of(month).is_some() => written(year, month_of(month)?, day),
        ([day, month, year], _) if month_of(month).is_some() => written(year, month_of(month)?, day),
        ([year, month, day], _) if year.len() == 4 => written(year, month.parse().ok()?, day),
        (_, [year, month, day]) if year.len() == 4 => written(year, month.parse().ok()?, day),
        _ => None,
    }
}

/// A month by its name or the first letters of it.
fn month_of(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word.as_str()))?;
    Some(at + 1)
}

fn written(year: &str, month: usize, day: &str) -> Option<String> {
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (year, day): (u32, u32) = (year.parse().ok()?, day.parse().ok()?);
    let sound = (1990..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    sound.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_all_forms() {
        let cases = [
            ("December 29, 2023", Some("2023-12-29")),
            ("Apr 27, 2022", Some("2022-04-27")),
            ("Sept 3, 2021", Some("2021-09-03")),
            ("29 May 2023", Some("2023-05-29")),
            ("May 5th, 2020", Some("2020-05-05")),
            ("2023-12-29", Some("2023-12-29")),
            ("2023\u{5e74}1\u{6708}9\u{65e5}", Some("2023-01-09")),
            ("Recent changes", None),
            ("May 40, 2020", None),
            ("API v9", None),
        ];
        for (text, expected) in cases {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
    }
}
