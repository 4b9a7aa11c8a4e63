//! How parameters and fields are called that mean the same in every API of a vendor: pages of lists, tokens against
//! repetition, tasks. Data alone; names are compared without regard to the case of their first letter, since the older
//! APIs begin them with a small one. A further convention is a further row.

use super::model::{TaskState, Unit};

/// Parameters that make the service carry out repeated requests once.
pub const CLIENT_TOKENS: &[&str] = &["ClientToken"];

/// Lists that are asked for by a number.
pub const COUNTED: &[Counted] = &[
    Counted { unit: Unit::Items, position: "Offset", size: "Limit" },
    Counted { unit: Unit::Pages, position: "PageNumber", size: "PageSize" },
];

/// A way to ask for a page by a number.
#[derive(Debug)]
pub struct Counted {
    /// What the number counts.
    pub unit: Unit,
    /// The parameter with the number.
    pub position: &'static str,
    /// The parameter with the size of a page.
    pub size: &'static str,
}

/// Fields with the number of all items of a list.
pub const TOTALS: &[&str] = &["TotalCount"];

/// Parameters for the next page that are also fields of the answer.
pub const PAGE_TOKENS: &[&str] = &["NextToken"];

/// Parameters that name a task, and fields of the answer that starts it; the first that is there names the task.
pub const TASKS: &[&str] = &["TaskId", "RequestId"];

/// What the states of tasks are called, as values or as their labels.
pub const STATES: &[(&str, TaskState)] = &[
    ("success", TaskState::Succeeded),
    ("成功", TaskState::Succeeded),
    ("failed", TaskState::Failed),
    ("失败", TaskState::Failed),
    ("running", TaskState::Running),
    ("进行中", TaskState::Running),
];

/// Ends of the names of parameters and fields that hold secrets.
pub const SECRETS: &[&str] = &["password", "privatekey", "certkey"];

/// Whether a parameter or field of this name holds a secret.
pub fn is_secret(wire: &str) -> bool {
    let wire = wire.to_ascii_lowercase();
    SECRETS.iter().any(|end| wire.ends_with(end))
}

/// Whether a wire name is one of a convention's.
pub fn is(wire: &str, name: &str) -> bool {
    let (mut wire, mut name) = (wire.chars(), name.chars());
    let first = wire.next().zip(name.next());
    first.is_some_and(|(a, b)| a.eq_ignore_ascii_case(&b)) && wire.as_str() == name.as_str()
}

/// What a value of a state or its label means; nothing if it is no state of a task.
pub fn state(text: &str) -> Option<TaskState> {
    STATES.iter().find(|(name, _)| text.trim().eq_ignore_ascii_case(name)).map(|(_, state)| *state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_case_of_the_first_letter_is_free() {
        assert!(is("Offset", "Offset") && is("offset", "Offset"));
        for other in ["", "O", "offSet", "Offsets", "TheOffset"] {
            assert!(!is(other, "Offset"), "{other}");
        }
        assert!(!is("", ""));
    }

    #[test]
    fn secrets_are_known_by_the_end_of_their_names() {
        assert!(is_secret("Password") && is_secret("newCertKey") && is_secret("PrivateKey"));
        assert!(!is_secret("PublicKey") && !is_secret("TagKey") && !is_secret("PassToTarget"));
    }

    #[test]
    fn states_are_read_from_values_and_labels() {
        assert_eq!(state("SUCCESS"), Some(TaskState::Succeeded));
        assert_eq!(state(" 进行中 "), Some(TaskState::Running));
        assert_eq!(state("0"), None);
    }
}
