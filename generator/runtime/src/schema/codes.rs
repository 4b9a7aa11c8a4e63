//! Error codes that say more than the general ones: that a text is too long, or that a certain parameter is missing.
//!
//! The vendors' words for such codes, as data. An action answers with one of them only where its own list has it, so
//! a schema carries the codes of each action that are of these forms.

use crate::operation::Protocol;

/// What is wrong with a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wrong {
    /// It is required and absent.
    Missing,
    /// It is of another type.
    Type,
    /// A text of another form: no time, or not of the documented pattern.
    Format,
    /// A text that is too short or too long.
    Length,
    /// A number that is too small or too large.
    Range,
    /// A list with too many items.
    Count,
    /// None of the documented values.
    Value,
}

/// Forms of codes for one thing that can be wrong, in the order of preference; `{}` stands for the parameter's name.
type Forms = &'static [(Wrong, &'static [&'static str])];

const TENCENT_V3: Forms = &[
    (
        Wrong::Format,
        &["InvalidParameter.FormatError", "InvalidParameterValue.Malformed", "InvalidParameter.InvalidDataFormat"],
    ),
    (Wrong::Length, &["InvalidParameterValue.Length"]),
    (Wrong::Range, &["InvalidParameterValue.Range"]),
];

const ALIYUN_RPC: Forms = &[
    (Wrong::Missing, &["MissingParam.{}", "MissingParameter.{}"]),
    (Wrong::Type, &["InvalidParam.{}", "IllegalParam.{}", "InvalidParameter.{}"]),
    (Wrong::Format, &["InvalidParam.{}", "IllegalParam.{}", "InvalidParameter.{}"]),
    (
        Wrong::Length,
        &[
            "InvalidParamLength.{}",
            "IllegalParamLength.{}",
            "InvalidParam.{}",
            "IllegalParam.{}",
            "InvalidParameter.{}",
        ],
    ),
    (Wrong::Range, &["InvalidParam.{}", "IllegalParam.{}", "InvalidParameter.{}"]),
    (
        Wrong::Count,
        &["InvalidParamSize.{}", "IllegalParamSize.{}", "InvalidParam.{}", "IllegalParam.{}", "InvalidParameter.{}"],
    ),
    (Wrong::Value, &["InvalidParam.{}", "IllegalParam.{}", "InvalidParameter.{}"]),
];

/// The forms of a protocol. The older API of Tencent numbers its errors and has none.
fn forms(protocol: Protocol) -> Forms {
    match protocol {
        Protocol::TencentV3 => TENCENT_V3,
        Protocol::TencentV2 | Protocol::Rest => &[],
        Protocol::AliyunRpc => ALIYUN_RPC,
    }
}

/// Whether a code is of one of these forms, for a parameter of one of the names.
pub fn is_particular<'n>(protocol: Protocol, code: &str, mut names: impl Iterator<Item = &'n str>) -> bool {
    let mut all = forms(protocol).iter().flat_map(|(_, forms)| forms.iter());
    all.any(|form| match form.strip_suffix("{}") {
        Some(beginning) => code.strip_prefix(beginning).is_some_and(|name| names.any(|known| known == name)),
        None => *form == code,
    })
}

/// The code among `listed` that says most about what is wrong with the parameter at a path of names, outermost first.
#[cfg(feature = "server")]
pub(crate) fn particular<'l>(
    protocol: Protocol,
    wrong: Wrong,
    path: &[impl AsRef<str>],
    listed: &'l [String],
) -> Option<&'l str> {
    let (_, forms) = forms(protocol).iter().find(|(of, _)| *of == wrong)?;
    let last = path.last().map_or("", AsRef::as_ref);
    // A member may be called by its name behind that of what it is in: `TagKey` for `Tag.1.Key`.
    let whole: String = path.iter().rev().take(2).rev().map(AsRef::as_ref).collect();
    let is = |code: &&String, form: &str, name: &str| match form.strip_suffix("{}") {
        Some(beginning) => code.strip_prefix(beginning).is_some_and(|rest| rest == name && !name.is_empty()),
        None => *code == form,
    };
    let mut wanted = forms.iter().flat_map(|form| [(*form, whole.as_str()), (*form, last)]);
    wanted.find_map(|(form, name)| listed.iter().find(|code| is(code, form, name)).map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_by_their_form_and_a_known_name() {
        let is = |protocol, code| is_particular(protocol, code, ["Port", "Cups"].into_iter());
        assert!(is(Protocol::TencentV3, "InvalidParameterValue.Length"));
        assert!(!is(Protocol::TencentV3, "InvalidParameterValue.Port"));
        assert!(is(Protocol::AliyunRpc, "MissingParam.Port") && is(Protocol::AliyunRpc, "InvalidParamSize.Cups"));
        assert!(!is(Protocol::AliyunRpc, "MissingParam.Pot") && !is(Protocol::AliyunRpc, "InvalidParam"));
        assert!(!is(Protocol::TencentV2, "InvalidParameterValue.Length"));
    }

    #[cfg(feature = "server")]
    #[test]
    fn the_most_particular_listed_code_is_taken() {
        let listed = ["InvalidParam.Cups", "InvalidParamSize.Cups", "IllegalParam.TagKey", "MissingParam.Key"];
        let listed = listed.map(str::to_owned);
        let code = |wrong, path: &[&str]| particular(Protocol::AliyunRpc, wrong, path, &listed);
        assert_eq!(code(Wrong::Count, &["Cups"]), Some("InvalidParamSize.Cups"));
        assert_eq!(code(Wrong::Length, &["Cups"]), Some("InvalidParam.Cups"));
        assert_eq!(code(Wrong::Value, &["Tag", "Key"]), Some("IllegalParam.TagKey"));
        assert_eq!(code(Wrong::Missing, &["Tag", "Key"]), Some("MissingParam.Key"));
        assert_eq!(code(Wrong::Missing, &["Cups"]), None);
        assert_eq!(code(Wrong::Missing, &[]), None);
        let listed = ["InvalidParameterValue.Range".to_owned()];
        assert_eq!(particular(Protocol::TencentV3, Wrong::Range, &["X"], &listed), Some("InvalidParameterValue.Range"));
        assert_eq!(particular(Protocol::TencentV3, Wrong::Length, &["X"], &listed), None);
    }
}
