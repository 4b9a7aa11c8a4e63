//! How parameters and fields are called that mean the same in every API of a vendor: pages of lists, tokens against
//! repetition, tasks. Data alone; names are compared without regard to the case of their first letter, since the older
//! APIs begin them with a small one. A further convention is a further row.

use heck::ToSnakeCase as _;

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

/// Words of names whose values are secret.
const SECRET_WORDS: [&str; 12] = [
    "authorization",
    "cookie",
    "credential",
    "credentials",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "secret",
    "secrets",
    "signature",
    "token",
];
/// Words before `key` that make it a secret.
const SECRET_KEYS: [&str; 9] =
    ["access", "api", "cert", "certificate", "master", "private", "signing", "ssh", "secret"];
/// Words before `token` that make it none: pages, and requests that are made once.
const PLAIN_TOKENS: [&str; 5] = ["client", "continuation", "next", "page", "idempotency"];

/// Whether the value of a name is better not shown or kept, by the words of the name: `AdminPassword`, `secret_key`, `X-Auth-Token`, and not `NextToken`.
pub fn may_be_secret(name: &str) -> bool {
    let snake = name.to_snake_case();
    let words: Vec<&str> = snake.split('_').collect();
    let before = |index: usize| index.checked_sub(1).and_then(|index| words.get(index)).copied().unwrap_or_default();
    is_secret(name)
        || words.iter().enumerate().any(|(index, word)| match *word {
            "token" => !PLAIN_TOKENS.contains(&before(index)),
            "key" => SECRET_KEYS.contains(&before(index)),
            word => SECRET_WORDS.contains(&word),
        })
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
    fn names_say_what_is_secret() {
        for secret in [
            "Password",
            "AdminPassword",
            "secret_key",
            "SecretId",
            "AccessKeyId",
            "SessionToken",
            "X-Auth-Token",
            "Signature",
            "PrivateKey",
            "ServerCertificatePrivateKey",
            "CertificateKey",
            "token",
            "APIKey",
        ] {
            assert!(may_be_secret(secret), "{secret}");
        }
        for plain in ["NextToken", "ClientToken", "Key", "TagKey", "KeyName", "Tokens", "Keyboard", "PasswordLess1"] {
            assert_eq!(may_be_secret(plain), plain == "PasswordLess1", "{plain}");
        }
    }

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
