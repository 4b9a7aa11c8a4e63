//! What vendors write: the phrases, Chinese and English, that announce a fact in a description.
//!
//! Data only. How phrases combine is the business of the rules; see [`rule`](super::rule).

/// A table of phrases.
macro_rules! words {
    ($($phrase:literal)*) => {
        &[$($phrase),*]
    };
}

/// A phrase that announces something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// The allowed values follow, as a list or as a range.
    Values,
    /// What is supported follows, which may or may not be a list of values.
    Support,
    /// A range follows.
    Range,
    /// The two ends of a range follow, joined by "and".
    Between,
    /// The default follows, announced as "default value".
    DefaultValue,
    /// The default follows, or prose about the default behaviour.
    Default,
    /// The unit follows.
    Unit,
    /// The meaning of the value before it follows.
    Means,
    /// The meanings of the values before it follow, in their order.
    Respectively,
    /// An upper bound follows.
    Max,
    /// A lower bound follows.
    Min,
    /// A length follows.
    Length,
    /// The greatest length follows.
    MaxLength,
    /// A format follows.
    Format,
    /// An example follows.
    Example,
    /// A regular expression follows.
    Regex,
    /// Joins alternatives.
    Or,
    /// Joins the last two of a list.
    And,
}

/// Phrases by cue. The longest phrase at a place wins.
pub(super) const CUES: &[(Cue, &[&str])] = &[
    (
        Cue::Values,
        words![
            "取值范围" "取值" "参数值" "可选值" "可取值" "可取值范围" "可选项" "可传值" "可能值" "可能取值" "可能的取值" "可选取值" "枚举值" "可取" "仅取值" "仅可取"
            "valid values" "valid value" "supported values" "possible values" "allowed values" "value range"
            "valid range" "value options" "available values" "set the value to" "can only be" "values include"
            "the value is set to" "the value can be" "enumerated values" "enumeration values" "enumeration value"
            "enum values" "optional values" "available options" "valid options" "options:" "values:"
        ],
    ),
    (
        Cue::Support,
        words![
            "目前支持" "当前支持" "目前仅支持" "目前只支持" "当前仅支持" "当前只支持" "仅支持" "只支持" "支持类型" "支持的类型" "支持以下字段" "支持以下取值" "支持的扩充字段"
            "只支持传入" "目前只支持传入" "包括" "包含" "分为" "currently supports" "only supports" "includes"
        ],
    ),
    (
        Cue::Range,
        words!["范围" "端口范围" "range" "ranges from" "range from" "value range from" "value ranges from" "value ranges"],
    ),
    (Cue::Between, words!["between"]),
    (
        Cue::DefaultValue,
        words!["默认值" "默认取值" "默认大小" "缺省值" "默认的值" "default value" "the default value" "default" "the default"],
    ),
    (Cue::Default, words!["默认" "缺省" "默认都" "默认使用" "默认采用" "defaults to" "default to"]),
    (Cue::Unit, words!["单位" "默认单位" "unit" "units" "measurement unit" "unit of measurement"]),
    (Cue::Means, words!["表示" "代表" "意味着" "means" "indicates" "specifies" "represents"]),
    (Cue::Respectively, words!["分别表示" "分别代表" "分别为" "分别对应" "分别是"]),
    (
        Cue::Max,
        words![
            "最大值" "最大" "最多" "上限" "不超过" "不得超过" "不能超过" "不能超" "不可超过" "不允许超过" "限定" "最大值不超过" "maximum value" "maximum"
            "at most" "up to" "limited to" "no more than" "the maximum" "the maximum value" "cannot exceed"
            "must not exceed" "should not exceed" "not exceed" "a maximum" "a maximum value" "max value"
        ],
    ),
    (Cue::Min, words!["最小值" "最小" "大于等于" "不小于" "minimum value" "minimum" "the minimum value" "the minimum"]),
    (Cue::Length, words!["长度" "长度限制" "长度范围" "字符长度" "length range" "length limit" "a length" "length"]),
    (
        Cue::MaxLength,
        words![
            "最大长度" "最大长度限制" "长度上限" "长度不超过" "长度不得超过" "长度不能超过" "最大长度不能超过" "最大长度不能超" "最大长度不超过" "maximum length"
            "max length" "a maximum length" "the maximum length" "maximum length limit" "length cannot exceed"
            "length must not exceed" "length should not exceed" "length can be up to"
        ],
    ),
    (Cue::Format, words!["格式" "日期格式" "时间格式" "format"]),
    (
        Cue::Example,
        words!["例如" "比如" "形如" "诸如" "格式如" "such as" "for example" "example" "examples" "e.g" "i.e"],
    ),
    (Cue::Regex, words!["正则" "正则表达式" "regular expression" "regex"]),
    (Cue::Or, words!["或" "或者" "or"]),
    (Cue::And, words!["和" "及" "以及" "与" "and"]),
];

/// Phrases that only look as if they began with a cue.
pub(super) const PLAIN: &[&str] = words!["或许" "和平" "以及其" "默认情况" "取值如下表" "与否"];

/// What may stand between a cue and the colon or the value; part of the cue.
pub(super) const COPULAS: &[&str] = words![
    "可以为" "可以是" "固定为" "限制为" "如下所示" "如下" "包括" "包含" "支持" "都是" "均为" "值" "为" "是" "有"
];

/// The same in English.
pub(super) const COPULAS_EN: &[&str] = words!["is" "are" "include" "includes" "of"];

/// Before alternatives that are the values.
pub(super) const CHOICES: &[&str] = words!["可以设置为" "可设置为" "可以是" "可以为"];

/// A list that goes on like this is open.
pub(super) const OPEN_ENDS: &[&str] = words!["等" "..." "…" "etc" "and so on" "其他" "其它" "以及其他" "other" "to"];

/// Begin like an open end and are none.
pub(super) const NOT_OPEN: &[&str] = words!["等待" "等于" "等级"];

/// What may follow the last value of a closed list.
pub(super) const CLOSED_ENDS: &[&str] = words!["两种" "三种" "四种" "中的一种" "中的一个" "之一" "其中之一" "二选一"];

/// A line with one of these introduces what stands below it.
pub(super) const FOLLOWS: &[&str] = words!["如下" "下表" "下列" "as follows" "following" "below"];

/// A clause with one of these speaks of a condition.
pub(super) const CONDITIONS: &[&str] =
    words!["时" "当" "如果" "若" "对于" "仅对" "when" "if" "unless" "部分" "老旧" "其余" "其他类型"];

/// Words that make a condition only where a clause begins with them.
pub(super) const LEADING_CONDITIONS: &[&str] = words!["for"];

/// Prose before the first of several values, which belongs to none of them.
pub(super) const AMONG: &[&str] = words!["其中"];

/// Words that look like a condition and are none.
pub(super) const NO_CONDITIONS: &[&str] =
    words!["时间" "时长" "超时" "当前" "当日" "当天" "小时" "时候" "临时" "同时" "定时" "延时" "时区" "时刻"];

/// Conditions that only say when the field must be sent end with one of these.
pub(super) const REQUIRED: &[&str] = words!["必填" "必传" "必选" "required"];

/// ASCII words in Chinese prose that name no other parameter.
pub(super) const NEUTRAL_WORDS: &[&str] = words!["ID" "Id" "id" "IDs" "IP" "ip" "URL" "URI" "DNS" "API"];

/// Conditions that only say that the field is not sent.
pub(super) const ABSENT: &[&str] = words![
    "不传" "未传" "不填" "未填" "不指定" "未指定" "不设置" "未设置" "为空" "不存在" "置空" "不输入" "缺省" "空字符串" "not specified" "not set"
    "left blank" "left empty" "omitted" "not specify" "not provided" "not configured" "unspecified" "is empty"
];

/// What may stand before "default" in its clause.
pub(super) const DEFAULT_LEADS: &[&str] = words![
    "则" "时" "则均" "其" "该参数" "此参数" "该字段" "this parameter" "the" "and" "参数" "it" "which" "the value" "this field"
    "with a"
];

/// Before a list or a value: what follows are examples.
pub(super) const EXAMPLE_ENDS: &[&str] = words!["如" "类似" "示例" "样例" "示例取值"];

/// Values that are added up; then the field may hold more than the values listed.
pub(super) const SUMS: &[&str] = words!["相加" "累加" "之和" "求和" "按位" "bitmask" "bitwise" "added up"];

/// Values that may be joined in one string.
pub(super) const JOINED: &[&str] = words![
    "分隔" "隔开" "分割" "逗号分" "分号分" "以逗号" "用逗号" "separated by" "separated with" "separate multiple" "joined by"
    "joined with" "comma-separated" "delimited by"
];

/// The string holds a structure whose members are listed.
pub(super) const STRUCTURED: &[&str] = words!["JSON" "json" "Json"];

/// An upper bound with one of these in its clause is a quota, a total, or speaks of something else.
pub(super) const QUOTAS: &[&str] =
    words!["默认" "整体" "总" "累计" "每天" "每日" "每个账号" "配额" "by default" "quota" "每个"];

/// Stand for the number of an item in the names of a list.
pub(super) const INDEXES: &[&str] = words!["N" "n"];

/// Speaks of one item of a list.
pub(super) const EACH: &[&str] = words!["每个" "每一个" "单个" "each"];

/// Marks the default inside a list of values.
pub(super) const DEFAULT_MARKS: &[&str] = words!["默认值" "默认" "缺省" "default" "default value" "by default"];

/// What a label may be followed by where it is used as a name.
pub(super) const KINDS: &[&str] = words!["实例" "类型" "模式" "方式"];

/// Closes an item of an English list that is the default.
pub(super) const DEFAULT_SENTENCES: &[&str] = words![
    "This is the default value" "this is the default value" "为默认值" "是默认值" "(default)" "（默认）" "（默认值）"
];

/// Words for switched on or yes.
pub(super) const ON: &[&str] = words!["开启" "启用" "打开" "是" "允许" "enable" "enabled" "yes" "on" "true"];

/// Words for switched off or no.
pub(super) const OFF: &[&str] = words![
    "关闭" "不开启" "未开启" "不启用" "停用" "禁用" "否" "不允许" "disable" "disabled" "no" "off" "false"
];

/// A field whose text has this is on or off, yes or no.
pub(super) const SWITCHES: &[&str] =
    words!["是否" "开启或关闭" "开启/关闭" "whether" "Whether" "Specifies whether" "Indicates whether"];

/// Texts whose first word is no label.
pub(super) const NO_LABEL: &[&str] =
    words!["注意" "说明" "注" "备注" "无" "note" "Note" "示例值" "默认" "单位" "可选参数" "Optional" "Required"];

/// Those of them that name a thing where they are the whole text.
pub(super) const LABELS_ALONE: &[&str] = words!["备注" "说明" "Note"];

/// ASCII words that no list has as a value.
pub(super) const NO_VALUES: &[&str] = words![
    "note" "notes" "important" "warning" "tip" "remark" "json" "xml" "string" "integer" "boolean" "empty" "blank"
];

/// An explanation that begins with one of these and a mark declares a member or a key, not a value.
pub(super) const TYPES: &[&str] = words!["string" "integer" "int" "long" "float" "boolean" "bool" "array" "object"];

/// A text that begins so says when the field applies, not what it is.
pub(super) const NO_LABEL_STARTS: &[&str] = words!["仅" "只" "当" "如果" "若" "可以通过" "可通过"];

/// Units that may be glued to a number, and units in parentheses.
pub(super) const UNITS: &[&str] = words![
    "毫秒" "秒" "分钟" "小时" "天" "日" "周" "个月" "月" "年" "个/秒" "次/秒" "次" "元" "分" "字节" "台" "块" "核" "ms" "s" "seconds" "second"
    "minutes" "minute" "hours" "hour" "days" "day" "months" "month" "years" "year" "Mbps" "Kbps" "Gbps" "bps"
    "Mbit/s" "Gbit/s" "MB/s" "KB" "MB" "GB" "TB" "G" "M" "GiB" "MiB" "KiB" "bytes" "MiB/s" "GB/s" "milliseconds"
    "microseconds" "times" "percent" "%"
];

/// Counts items: may follow the number in an upper bound of a list.
pub(super) const COUNTERS: &[&str] = words!["个" "块" "条" "项" "台" "组" "张"];

/// After a number: the length counts characters.
pub(super) const CHARACTERS: &[&str] = words![
    "字符" "英文" "汉字" "中文" "字母" "characters" "character" "位字符" "大小写" "小写" "大写" "letters" "English"
];

/// After a number: the length counts bytes.
pub(super) const BYTES: &[&str] = words!["字节" "bytes" "byte" "Bytes"];

/// After a number: it counts digits.
pub(super) const DIGITS: &[&str] = words!["位" "个小数" "decimal" "digits"];

/// Between a number and what it counts.
pub(super) const COUNTER: char = '个';

/// Between the number of characters or bytes and the word for them.
pub(super) const CHARACTER_KINDS: &[&str] = words!["个" "可见" "ASCII" "UTF-8"];

/// May stand directly behind a unit: the joint of a range or of alternatives, or the end of an interval.
pub(super) const UNIT_ENDS: &[&str] = words!["至" "到" "或" "之间" "以内"];

/// Before a unit in parentheses.
pub(super) const IN: &str = "in ";

/// Before a value that is sent.
pub(super) const SENT_AS: &[&str] = words!["传" "设置为" "设为" "传入" "值为"];

/// Behind a value, where the clause says when it is sent.
pub(super) const WHEN: &str = "时";

/// "Means" behind a value that a comma or [`WHEN`] sets apart, which is no [`Cue::Means`] then.
pub(super) const MEANS: &[&str] = words!["表示" "代表"];

/// Glued to a value, before what it means.
pub(super) const IS: char = '为';

/// What an explanation may begin with before the label.
pub(super) const GLOSS_STARTS: &[&str] = words!["表示" "代表" "为" "指"];

/// The item stands for values that the text does not list.
pub(super) const PLACEHOLDERS: &[&str] = words!["长度" "自定义" "任意" "in length" "custom"];

/// An explanation with one of these speaks of the values that are not listed.
pub(super) const OTHER_VALUES: &[&str] = words!["其他值" "其它值"];

/// Joins the index of an item and what is said of it.
pub(super) const OF: &str = "的";

/// Ends a cue that has the index of an item behind it: "the value range of N".
pub(super) const RANGE_OF: &str = " of";

/// Joins the two ends of a range.
pub(super) const THROUGH: &[&str] = words!["至" "到" "to" "through"];
