//! What the columns of tables hold: by what stands in them and by the words of their titles.

use std::collections::HashMap;

use super::draft::Draft;
use super::lexicon::{COLUMNS, Role};
use super::survey::{Column, Found, Survey};

/// The role of each title, in small letters.
pub(super) type Roles = HashMap<String, Role>;

/// Decides the roles of all titles.
pub(super) fn roles(survey: &Survey<'_>) -> Roles {
    let mut roles: Roles =
        survey.columns.iter().filter_map(|(title, column)| Some((title.clone(), role(title, column)?))).collect();
    // What no title says counts only in tables where no title says it.
    let silent: Vec<(String, Role)> = roles
        .iter()
        .filter(|(title, role)| hint(title, **role) == 0)
        .map(|(title, role)| (title.clone(), *role))
        .collect();
    for (title, role) in silent {
        let (mut tables, mut alone) = (0, 0);
        for found in &survey.tables {
            let titles: Vec<String> = found.table.columns.iter().map(|title| title.plain().to_lowercase()).collect();
            if titles.contains(&title) {
                let other = |other: &&String| **other != title && roles.get(*other) == Some(&role);
                tables += 1;
                alone += usize::from(
                    !titles.iter().any(|title| other(&title)) && titles.iter().any(|title| hint(title, Role::Name) > 0),
                );
            }
        }
        if alone * 2 <= tables {
            roles.remove(&title);
        }
    }
    roles
}

/// How well the words of a title fit a role: 2 for the whole title, 1 for a part.
fn hint(title: &str, role: Role) -> u8 {
    let title = title.trim_matches(|c: char| !c.is_alphanumeric());
    let whole = COLUMNS.iter().find(|(_, whole, _)| whole.contains(&title)).map(|(role, _, _)| *role);
    if let Some(whole) = whole {
        return if whole == role { 2 } else { 0 };
    }
    let bare = title.split(['(', '\u{ff08}', '/']).next().unwrap_or_default().trim();
    let found = COLUMNS.iter().find(|(known, _, _)| *known == role);
    let inside = |(_, whole, inside): &(Role, &[&str], &[&str])| {
        whole.contains(&bare) || inside.iter().any(|word| title.contains(word))
    };
    u8::from(found.is_some_and(inside))
}

/// The role that title and cells speak for. `None` if neither says enough.
fn role(title: &str, column: &Column) -> Option<Role> {
    /// How many cells must fit: with a title that says it, and without.
    const LEAST: [(Role, f64, f64); 9] = [
        (Role::Required, 0.4, 0.9),
        (Role::Status, 0.6, 0.9),
        (Role::Code, 0.5, 2.0),
        (Role::Type, 0.25, 0.8),
        (Role::Name, 0.5, 2.0),
        (Role::Default, 0.0, 2.0),
        (Role::Value, 0.0, 2.0),
        (Role::Description, 0.0, 2.0),
        (Role::Ignored, 0.0, 2.0),
    ];
    let best = LEAST.iter().filter_map(|(role, with, without)| {
        let (hint, share) = (hint(title, *role), column.share(*role));
        let fits = if hint > 0 { share >= *with } else { share >= *without };
        fits.then_some((*role, f64::from(hint) + share))
    });
    let best = best.fold(None, |best: Option<(Role, f64)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    });
    match best?.0 {
        // Codes outside of lists of errors are values.
        Role::Code if column.errors * 2 < column.tables && hint(title, Role::Code) < 2 => None,
        Role::Code if column.errors * 2 < column.tables && column.share(Role::Value) > 0.3 => Some(Role::Value),
        role => Some(role),
    }
}

/// The column of a table that has a role.
pub(super) fn column(found: &Found<'_>, roles: &Roles, role: Role) -> Option<usize> {
    found.table.columns.iter().position(|title| roles.get(&title.plain().to_lowercase()) == Some(&role))
}

/// The rows of a table are fields.
pub(super) fn are_fields(found: &Found<'_>, roles: &Roles) -> bool {
    let has = |role| column(found, roles, role).is_some();
    has(Role::Name) && (has(Role::Type) || has(Role::Required)) && !has(Role::Code)
}

/// Writes the titles.
pub(super) fn write(survey: &Survey<'_>, roles: &Roles, draft: &mut Draft) {
    let fields = survey.tables.iter().filter(|found| are_fields(found, roles)).count();
    let keys = [
        ("name", Role::Name),
        ("type", Role::Type),
        ("required", Role::Required),
        ("default", Role::Default),
        ("description", Role::Description),
        ("value", Role::Value),
        ("code", Role::Code),
        ("status", Role::Status),
        ("ignored", Role::Ignored),
    ];
    for (key, role) in keys {
        let mut titles: Vec<&Column> = survey
            .columns
            .iter()
            .filter(|(title, _)| roles.get(*title) == Some(&role))
            .map(|(_, column)| column)
            .collect();
        titles.sort_by_key(|column| std::cmp::Reverse(column.tables));
        let tables = survey.tables.iter().filter(|found| column(found, roles, role).is_some());
        let in_fields = tables.clone().filter(|found| are_fields(found, roles)).count();
        let all = tables.count();
        let words: Vec<String> = titles.iter().map(|column| column.title.clone()).collect();
        let why = match role {
            Role::Value | Role::Code | Role::Status | Role::Ignored => {
                format!("{all} of {} tables", survey.tables.len())
            }
            _ => format!("{in_fields} of {fields} tables of fields, {all} of all {}", survey.tables.len()),
        };
        match role {
            Role::Name | Role::Type if words.is_empty() => {
                let why = "no column was recognized; add its title";
                draft.guess("[columns]", key, super::draft::Value::Words(Vec::new()), why);
            }
            _ => draft.words("[columns]", key, words, why),
        }
    }
    let unknown = survey.columns.iter().filter(|(title, column)| !roles.contains_key(*title) && column.tables > 2);
    for (_, column) in unknown.take(20) {
        draft.remark("[columns]", format!("not understood: the column `{}` of {} tables", column.title, column.tables));
    }
}
