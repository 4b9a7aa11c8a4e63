//! The rules: a table of the forms in which vendors state facts. Each row has a stable identifier, which the spec,
//! diagnostics and tests use.

use super::phrase::{Part, Slot, Through};
use super::token::Mark;
use super::vocabulary::Cue;

/// What a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The values that are allowed or occur.
    Enumeration,
    /// The value used when the field is not sent.
    Default,
    /// Smallest and largest value.
    Range,
    /// Largest number of items.
    MaxItems,
    /// Shortest and longest string in characters.
    Length,
    /// Longest string in bytes.
    Bytes,
    /// Unit of the value.
    Unit,
    /// Regular expression.
    Pattern,
}

/// A language that a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Chinese,
    /// English.
    English,
}

/// A form in which a fact is stated.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable identifier: `range.tilde`.
    pub id: &'static str,
    /// What it finds.
    pub fact: Fact,
    /// The languages whose texts use the form.
    pub languages: &'static [Language],
    /// The form, by an invented example.
    pub form: &'static str,
    /// The phrase, for rules that are one; the others have a matcher of their own.
    pub(super) phrase: &'static [Part],
}

const BOTH: &[Language] = &[Language::Chinese, Language::English];
const ZH: &[Language] = &[Language::Chinese];
const EN: &[Language] = &[Language::English];

const fn special(id: &'static str, fact: Fact, languages: &'static [Language], form: &'static str) -> Rule {
    Rule { id, fact, languages, form, phrase: &[] }
}

const fn phrase(
    id: &'static str,
    fact: Fact,
    languages: &'static [Language],
    form: &'static str,
    phrase: &'static [Part],
) -> Rule {
    Rule { id, fact, languages, form, phrase }
}

pub(super) const KEY_COLON: Rule = special("enum.key-colon", Fact::Enumeration, BOTH, "HOT：标准，COLD：低频");
pub(super) const PAREN_LABEL: Rule = special("enum.paren-label", Fact::Enumeration, BOTH, "HOT（标准）、COLD（低频）");
pub(super) const MEANS: Rule = special("enum.means", Fact::Enumeration, BOTH, "0表示关闭，1表示开启");
pub(super) const DASH_LABEL: Rule = special("enum.dash-label", Fact::Enumeration, BOTH, "0 - 标准；1 - 低频");
pub(super) const NUMBERED: Rule = special("enum.numbered", Fact::Enumeration, ZH, "其中：0，标准；1，低频");
pub(super) const GLUED: Rule = special("enum.glued", Fact::Enumeration, ZH, "HOT 标准，COLD 低频");
pub(super) const RESPECTIVELY: Rule =
    special("enum.respectively", Fact::Enumeration, ZH, "HOT、COLD分别表示标准、低频");
pub(super) const PIPE: Rule = special("enum.pipe", Fact::Enumeration, BOTH, "HOT | COLD");
pub(super) const QUOTED: Rule = special("enum.quoted", Fact::Enumeration, BOTH, "\"HOT\", \"COLD\"");
pub(super) const SLASH: Rule = special("enum.slash", Fact::Enumeration, BOTH, "取值60/300");
pub(super) const BULLETS: Rule = special("enum.bullets", Fact::Enumeration, BOTH, "支持以下字段：\n- HOT\n- COLD");
pub(super) const LISTED: Rule = special("enum.listed", Fact::Enumeration, BOTH, "可选值：HOT、COLD");
pub(super) const OR: Rule = special("enum.or", Fact::Enumeration, BOTH, "存储类型，hot 或 cold");
pub(super) const SINGLE: Rule = special("enum.single", Fact::Enumeration, BOTH, "取值固定为HOT");

/// A table of values beside the field's description; dialects read it.
pub(super) const TABLE: Rule = special("enum.table", Fact::Enumeration, BOTH, "| HOT | 标准 |");

pub(super) const DEFAULT_VALUE: Rule = special("default.value", Fact::Default, BOTH, "默认值：20");
pub(super) const DEFAULT_BARE: Rule = special("default.bare", Fact::Default, ZH, "默认为20");
pub(super) const DEFAULT_LABEL: Rule =
    special("default.label", Fact::Default, BOTH, "1（开启）、0（关闭），默认为开启");
pub(super) const DEFAULT_SWITCH: Rule = special("default.switch", Fact::Default, BOTH, "是否开启，默认关闭");
pub(super) const DEFAULT_MARK: Rule = special("default.mark", Fact::Default, BOTH, "on（默认值）| off");

pub(super) const UNIT_CUE: Rule = special("unit.cue", Fact::Unit, BOTH, "单位：秒");
pub(super) const UNIT_PAREN: Rule = special("unit.paren", Fact::Unit, BOTH, "最大连接数（个/秒）");
pub(super) const UNIT_IN: Rule = special("unit.in", Fact::Unit, EN, "The timeout period, in seconds.");
pub(super) const UNIT_VALUE: Rule = special("unit.value", Fact::Unit, BOTH, "取值范围：1~60秒");

pub(super) const PATTERN_DATE: Rule = special("pattern.date", Fact::Pattern, BOTH, "格式：YYYY-MM-DD HH:mm:ss");
pub(super) const PATTERN_REGEX: Rule = special("pattern.regex", Fact::Pattern, BOTH, "正则表达式：^[a-z]+$");

const RANGE_CUE: Part = Part::Cue(&[Cue::Values, Cue::Range]);
const LOW: Part = Part::Number(Slot::Low);
const HIGH: Part = Part::Number(Slot::High);
const TILDE: Part = Part::Through(Through::Tilde);
const DASH: Part = Part::Through(Through::Dash);
const WORD: Part = Part::Through(Through::Word);
const ANY: Part = Part::Through(Through::Any);
const OPEN: Part = Part::Maybe(Mark::BracketOpen);
const CLOSE: Part = Part::Maybe(Mark::BracketClose);
const LENGTH_CUE: Part = Part::Cue(&[Cue::Length]);

/// Forms of a range of values.
pub(super) const RANGES: &[Rule] = &[
    phrase(
        "range.tilde",
        Fact::Range,
        BOTH,
        "取值范围：1~100",
        &[RANGE_CUE, Part::Lead, OPEN, LOW, Part::Unit, Part::Gloss, TILDE, HIGH, CLOSE, Part::Unit],
    ),
    phrase(
        "range.dash",
        Fact::Range,
        BOTH,
        "取值范围：1-100",
        &[RANGE_CUE, Part::Lead, OPEN, LOW, Part::Unit, Part::Gloss, DASH, HIGH, CLOSE, Part::Unit],
    ),
    phrase(
        "range.words",
        Fact::Range,
        BOTH,
        "取值1到100",
        &[RANGE_CUE, Part::Lead, LOW, Part::Unit, WORD, HIGH, Part::Unit],
    ),
    phrase(
        "range.brackets",
        Fact::Range,
        BOTH,
        "取值范围：[1, 100]",
        &[
            RANGE_CUE,
            Part::Lead,
            Part::Mark(Mark::BracketOpen),
            LOW,
            Part::Mark(Mark::Comma),
            HIGH,
            Part::Mark(Mark::BracketClose),
            Part::Unit,
        ],
    ),
    phrase(
        "range.half-open",
        Fact::Range,
        BOTH,
        "取值范围：[0, 100)",
        &[
            RANGE_CUE,
            Part::Lead,
            Part::Mark(Mark::BracketOpen),
            LOW,
            Part::Mark(Mark::Comma),
            HIGH,
            Part::Mark(Mark::Close),
            Part::Excluded,
        ],
    ),
    phrase(
        "range.pair",
        Fact::Range,
        BOTH,
        "范围0,100",
        &[Part::Cue(&[Cue::Range]), Part::Lead, LOW, Part::Mark(Mark::Comma), HIGH, Part::Unit, Part::Last],
    ),
    phrase(
        "range.special",
        Fact::Range,
        BOTH,
        "取值：-1或1~100",
        &[RANGE_CUE, Part::Lead, Part::Number(Slot::Special), Part::Or, LOW, Part::Unit, ANY, HIGH, Part::Unit],
    ),
    phrase(
        "range.between",
        Fact::Range,
        EN,
        "An integer between 1 and 100",
        &[Part::Cue(&[Cue::Between]), LOW, Part::Unit, Part::Cue(&[Cue::And]), HIGH, Part::Unit],
    ),
    phrase("range.max", Fact::Range, BOTH, "最大值为100", &[Part::Cue(&[Cue::Max]), Part::Lead, HIGH, Part::Unit]),
    phrase("range.min", Fact::Range, BOTH, "最小值为1", &[Part::Cue(&[Cue::Min]), Part::Lead, LOW, Part::Unit]),
];

/// A whole clause that is a range, and a list whose items are ranges.
pub(super) const RANGE_CLAUSE: Rule =
    phrase("range.clause", Fact::Range, ZH, "1 Mbps 至 100 Mbps，默认值：1", &[LOW, Part::Unit, ANY, HIGH, Part::Unit]);

/// A value and a range as the items of a list.
pub(super) const RANGE_ITEMS: Rule = phrase(
    "range.items",
    Fact::Range,
    BOTH,
    "取值：\n- -1：不限\n- 1-100：上限",
    &[OPEN, LOW, ANY, HIGH, CLOSE, Part::Unit, Part::Mark(Mark::Colon)],
);

pub(super) const MAX_ITEMS_INDEX: Rule = special("max-items.index", Fact::MaxItems, BOTH, "N的取值范围：1~20");

/// Forms of an upper bound on the number of items.
pub(super) const MAX_ITEMS: &[Rule] = &[
    phrase(
        "max-items.upto",
        Fact::MaxItems,
        BOTH,
        "最多支持20个",
        &[Part::Cue(&[Cue::Max]), Part::Lead, HIGH, Part::Items],
    ),
    phrase(
        "max-items.action",
        Fact::MaxItems,
        ZH,
        "单次最多可删除20个",
        &[Part::Cue(&[Cue::Max]), Part::Gap(2), HIGH, Part::Items],
    ),
    phrase(
        "max-items.number",
        Fact::MaxItems,
        EN,
        "The maximum number of IDs in each request is 20",
        &[Part::Cue(&[Cue::Max]), Part::Gap(10), Part::Is, HIGH, Part::Items],
    ),
    phrase(
        "max-items.length",
        Fact::MaxItems,
        ZH,
        "列表最大长度为20",
        &[Part::Cue(&[Cue::MaxLength]), Part::Lead, HIGH, Part::Items],
    ),
    phrase(
        "max-items.length-upto",
        Fact::MaxItems,
        ZH,
        "数组长度最大支持20",
        &[LENGTH_CUE, Part::Gap(1), Part::Cue(&[Cue::Max]), HIGH, Part::Items],
    ),
];

/// Forms of the length of a string in characters.
pub(super) const LENGTHS: &[Rule] = &[
    phrase(
        "length.range",
        Fact::Length,
        BOTH,
        "长度限制为1~80个字符",
        &[LENGTH_CUE, Part::Lead, OPEN, LOW, ANY, HIGH, CLOSE],
    ),
    phrase(
        "length.brackets",
        Fact::Length,
        BOTH,
        "长度范围：[1, 60]",
        &[
            LENGTH_CUE,
            Part::Lead,
            Part::Mark(Mark::BracketOpen),
            LOW,
            Part::Mark(Mark::Comma),
            HIGH,
            Part::Mark(Mark::BracketClose),
        ],
    ),
    phrase("length.characters", Fact::Length, BOTH, "1-60个英文、数字", &[LOW, ANY, HIGH, Part::Characters]),
    phrase("max-length.cue", Fact::Length, BOTH, "最大长度为255", &[Part::Cue(&[Cue::MaxLength]), Part::Lead, HIGH]),
    phrase(
        "max-length.upto",
        Fact::Length,
        BOTH,
        "不超过60个字符",
        &[Part::Cue(&[Cue::Max]), Part::Lead, HIGH, Part::Characters],
    ),
];

/// Forms of the length of a string in bytes.
pub(super) const BYTES: &[Rule] = &[phrase(
    "max-bytes.upto",
    Fact::Bytes,
    BOTH,
    "最大长度不能超过60个字节",
    &[Part::Cue(&[Cue::Max, Cue::MaxLength]), Part::Lead, HIGH, Part::Bytes],
)];

/// Rules that are no plain phrase.
const SPECIAL: &[Rule] = &[
    KEY_COLON,
    PAREN_LABEL,
    MEANS,
    DASH_LABEL,
    NUMBERED,
    GLUED,
    RESPECTIVELY,
    PIPE,
    QUOTED,
    SLASH,
    BULLETS,
    LISTED,
    OR,
    SINGLE,
    TABLE,
    DEFAULT_VALUE,
    DEFAULT_BARE,
    DEFAULT_LABEL,
    DEFAULT_SWITCH,
    DEFAULT_MARK,
    UNIT_CUE,
    UNIT_PAREN,
    UNIT_IN,
    UNIT_VALUE,
    PATTERN_DATE,
    PATTERN_REGEX,
    RANGE_CLAUSE,
    RANGE_ITEMS,
    MAX_ITEMS_INDEX,
];

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [SPECIAL, RANGES, MAX_ITEMS, LENGTHS, BYTES].into_iter().flatten()
}
