//! Families for reading: a block for each, a line for each action, with the rule behind every conclusion.

use std::fmt::{self, Display, Formatter};

use super::model::{Answer, Corrected, Count, Families, Family, Pages, Part, Pending, Role, Select, View, Way};
use super::rules::RULES;

impl Display for Families {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let parts: usize = self.families.iter().map(|family| family.parts.len()).sum();
        let all = parts + self.tasks.len() + self.rest.len();
        writeln!(f, "{}: {} families with {parts} of {all} actions", self.spec, self.families.len())?;
        for family in &self.families {
            writeln!(f)?;
            write!(f, "{family}")?;
        }
        if !self.tasks.is_empty() {
            writeln!(f, "\ntasks")?;
        }
        for task in &self.tasks {
            write!(f, "  {:<40} by {}; state {}", task.action, task.parameters.join(" or "), task.state.join("."))?;
            let running = task.running.as_ref().map(|value| format!(" {value} going on,")).unwrap_or_default();
            writeln!(
                f,
                ":{running} {} done; not there: {} [{}]",
                task.succeeded, task.missing.code, task.missing.rule
            )?;
            if !task.starters.is_empty() {
                writeln!(f, "  {:<40} started by {}", "", task.starters.join(", "))?;
            }
        }
        if !self.rest.is_empty() {
            writeln!(f, "\nno family")?;
        }
        for rest in &self.rest {
            let meaning = RULES.iter().find(|rule| rule.id == rest.rule).map(|rule| rule.meaning).unwrap_or_default();
            writeln!(f, "  {:<40} {meaning} [{}]", rest.action, rest.rule)?;
        }
        if !self.corrected.is_empty() {
            writeln!(f, "\ncorrected")?;
        }
        for Corrected { line, about, was, is } in &self.corrected {
            writeln!(f, "  line {line:<11} {about}: {is}; inferred: {was}")?;
        }
        match self.follows.is_empty() {
            true => Ok(()),
            false => writeln!(f, "  {:<16} {}", "which changes", self.follows.join(", ")),
        }
    }
}

impl Display for Family {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}   id {} [{}]", self.noun, self.ids.join(" or "), self.rule)?;
        if let Some(example) = &self.example {
            write!(f, " like {example}")?;
        }
        if let Some(parent) = &self.parent {
            write!(f, "   in {parent}")?;
        }
        if let Some(within) = &self.within {
            write!(f, ", shown in its {within}")?;
        }
        if let Some(region) = &self.region {
            write!(f, "   region {region}")?;
        }
        writeln!(f)?;
        for part in &self.parts {
            writeln!(f, "  {:<16} {part}", part.role.word())?;
        }
        for rename in &self.renames {
            writeln!(f, "  {:<16} {} is shown as {} [{}]", "rename", rename.sent, rename.shown, rename.rule)?;
        }
        for Pending { field, making, ready, rule } in &self.pending {
            let ready = ready.as_ref().map(|ready| format!(", then {ready}")).unwrap_or_default();
            writeln!(f, "  {:<16} {field} is {making}{ready} [{rule}]", "while it is made")?;
        }
        for unsure in &self.unsure {
            writeln!(f, "  {:<16} {unsure}", "unsure")?;
        }
        Ok(())
    }
}

impl Display for Part {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:<40} ", self.action)?;
        match &self.role {
            Role::Create { answer, count } => {
                write!(f, "answers {}", answer.as_ref().map_or_else(|| "no id".to_owned(), Answer::to_string))?;
                write!(f, "{count}")?;
            }
            Role::Describe { view, pages } => {
                write!(f, "{view}")?;
                pages.as_ref().map_or(Ok(()), |pages| write!(f, "; {pages}"))?;
            }
            Role::DescribeMembers { list, field, pages } => {
                write!(f, "{list} in {field}")?;
                pages.as_ref().map_or(Ok(()), |pages| write!(f, "; {pages}"))?;
            }
            Role::Members { list, parameter, .. } if list == parameter => write!(f, "{list}")?,
            Role::Members { list, parameter, .. } => write!(f, "{list} by {parameter}")?,
            Role::Modify | Role::Delete | Role::Act => f.write_str("the thing")?,
        }
        write!(f, "{}", self.select)?;
        if let Some(token) = &self.token {
            write!(f, "; once for each {token}")?;
        }
        if self.select.id.is_some() || self.select.items.is_some() || !self.select.parents.is_empty() {
            write!(f, "; not there: {} [{}]", self.missing.code, self.missing.rule)?;
        }
        write!(f, " [{}]", self.rule)
    }
}

impl Display for Answer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Id { field } => f.write_str(field),
            Answer::Ids { field } => write!(f, "a list, {field}"),
            Answer::IdsByKey { field } => write!(f, "lists by key, {field}"),
            Answer::Object { field } => write!(f, "the thing, {field}"),
            Answer::Objects { field } => write!(f, "the things, {field}"),
        }
    }
}

impl Display for Count {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Count::One => Ok(()),
            Count::Number { parameter } => write!(f, ", as many as {parameter}"),
            Count::Each { parameter, times: None } => write!(f, ", one for each of {parameter}"),
            Count::Each { parameter, times: Some(times) } => write!(f, ", {times} for each of {parameter}"),
        }
    }
}

impl Display for View {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            View::List { field } => write!(f, "list {field}"),
            View::Object { field } => write!(f, "one in {field}"),
            View::Whole => f.write_str("one, the whole answer"),
        }
    }
}

impl Display for Pages {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::Items => "items from",
            Way::Pages => "pages by",
            Way::Token => "pages after",
        };
        write!(f, "{way} {}", self.position)?;
        if let Some(size) = &self.size {
            write!(f, ", {size}")?;
        }
        if let Some(default) = self.default_size {
            write!(f, " ({default})")?;
        }
        self.total.as_ref().map_or(Ok(()), |total| write!(f, ", of {total}"))
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(items) = &self.items {
            write!(f, "; each of {items}")?;
        }
        if let Some(id) = &self.id {
            write!(f, "; by {}{}", id.parameter, if id.required { "" } else { "?" })?;
        }
        for parent in &self.parents {
            write!(f, "; in {} {}{}", parent.noun, parent.parameter, if parent.required { "" } else { "?" })?;
        }
        if !self.filters.is_empty() {
            let filter = |filter: &super::model::Filter| match filter.parameter == filter.field {
                true => filter.parameter.clone(),
                false => format!("{} ({})", filter.parameter, filter.field),
            };
            write!(f, "; filters {}", self.filters.iter().map(filter).collect::<Vec<_>>().join(", "))?;
        }
        if let Some(by_name) = &self.by_name {
            write!(f, "; filters by name {by_name}")?;
        }
        if !self.ignored.is_empty() {
            write!(f, "; not followed {}", self.ignored.join(", "))?;
        }
        Ok(())
    }
}
