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
            "取值范围" "取值" "参数值" "可选值" "可选参数为" "可为" "可取值" "可取值范围" "可选项" "可传值" "可能值" "可能取值" "可能的取值" "可选取值" "枚举值" "可取" "仅取值" "仅可取"
            "valid values" "valid value" "supported values" "possible values" "possible value" "possible returned value" "possible returned values" "allowed values" "value range"
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
    (
        Cue::Min,
        words!["最小值" "最小" "起始值" "大于等于" "不小于" "minimum value" "minimum" "the minimum value" "the minimum" "start from" "starts from" "start from page" "starts from page"],
    ),
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
pub(super) const PLAIN: &[&str] =
    words!["或许" "和平" "以及其" "默认情况" "取值如下表" "与否" "单位时间" "可为空" "可为null" "可为 null"];

/// What may stand between a cue and the colon or the value; part of the cue.
pub(super) const COPULAS: &[&str] = words![
    "可以为" "可以是" "必须为" "必须是" "只能为" "只能是" "固定为" "限制为" "如下所示" "如下" "包括" "包含" "支持" "都是" "均为" "值" "为" "是" "有"
];

/// The same in English.
pub(super) const COPULAS_EN: &[&str] = words!["is" "are" "include" "includes" "of"];

/// Before values, if those are emphasized.
pub(super) const SUPPORTS: &str = "支持";

/// Before alternatives that are the values.
pub(super) const CHOICES: &[&str] = words!["可以设置为" "可设置为" "可以是" "可以为"];

/// A list that goes on like this is open.
pub(super) const OPEN_ENDS: &[&str] = words!["等" "..." "…" "etc" "and so on" "其他" "其它" "以及其他" "other" "to"];

/// Ends an explanation after which more could follow.
pub(super) const AND_SO_ON: char = '等';

/// Before it, in words that end in it: 高等, 中等.
pub(super) const LEVELS: &[char] = &['高', '中', '初', '平', '相', '低', '对', '下', '上'];

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
pub(super) const NO_CONDITIONS: &[&str] = words!["时间" "时长" "超时" "当前" "当日" "当天" "小时" "时候" "临时" "同时" "定时" "延时" "时区" "时刻" "查询时" "分页时"];

/// Conditions that only say when the field must be sent end with one of these.
pub(super) const REQUIRED: &[&str] = words!["必填" "必传" "必选" "required"];

/// ASCII words in Chinese prose that name no other parameter.
pub(super) const NEUTRAL_WORDS: &[&str] =
    words!["ID" "Id" "id" "IDs" "IP" "ip" "URL" "URI" "DNS" "API" "region" "Region"];

/// Conditions that only say that the field is not sent.
pub(super) const ABSENT: &[&str] = words![
    "不传" "未传" "不传递" "不填" "未填" "不指定" "未指定" "不设置" "未设置" "为空" "不存在" "置空" "不输入" "缺省" "空字符串" "not specified" "not set"
    "left blank" "left empty" "omitted" "not specify" "not provided" "not configured" "unspecified" "is empty"
];

/// What may stand before "default" in its clause.
pub(super) const DEFAULT_LEADS: &[&str] = words![
    "则" "时" "则均" "则该参数" "则此参数" "其" "该参数" "此参数" "该字段" "this parameter" "the" "and" "参数" "it" "which" "the value" "this field"
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
pub(super) const INDEXES: &[&str] = words!["N" "n" "M" "m"];

/// Begins a sentence about the number of something.
pub(super) const COUNTED: &[&str] = words!["the number of" "the total number of"];

/// Behind such a number, where a sentence says what it is.
pub(super) const DEFINES_EN: &[&str] = words!["is" "indicates" "specifies"];

/// Speaks of one item of a list.
pub(super) const EACH: &[&str] = words!["每个" "每一个" "单个" "each"];

/// Marks the default inside a list of values.
pub(super) const DEFAULT_MARKS: &[&str] = words!["默认值" "默认" "缺省" "default" "default value" "by default"];

/// What a label may be followed by where it is used as a name.
pub(super) const KINDS: &[&str] = words!["实例" "类型" "模式" "方式" "的"];

/// Behind a default, before what it means.
pub(super) const THAT_IS: &[&str] = words!["即" "也就是"];

/// The same in English.
pub(super) const IS_TAKEN: &[&str] = words!["will be taken" "will be used" "is used" "is taken" "is applied" "applies"];

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

/// A message or an explanation that begins so says when something holds.
pub(super) const NO_PHRASE_STARTS: &[&str] = words!["仅" "只" "当" "如果" "若" "可以通过" "可通过"];

/// A clause that begins so says for what the field is, up to the end of its sentence.
pub(super) const SCOPES: &[&str] = words![
    "仅" "只" "目前仅" "目前只" "当前仅" "当前只" "适用于" "不适用于" "对于" "针对" "only" "this parameter is" "the parameter is"
    "this parameter applies" "this parameter takes effect" "this parameter is available" "you can" "you must"
    "note that" "this field is"
];

/// A clause that is one of these says how the field is sent, not what it is.
pub(super) const ASIDES: &[&str] = words!["可选参数" "必选参数" "可选" "必选" "必填" "选填" "非必填" "Optional" "Required" "optional" "required" "可传入该参数"];

/// So does a clause that has one of these.
pub(super) const ASIDES_WITHIN: &[&str] = words!["此参数" "该参数" "本参数" "上限为" "必填项" "不支持同时" "此字段" "该字段" "this parameter" "This parameter"];

/// A clause that names the header by which a parameter is sent.
pub(super) const HEADERS: &[&str] = words!["请求头" "header" "Header"];

/// A clause that ends so, with another behind it, says when the field is sent.
pub(super) const WHEN_ENDS: &[&str] = words!["时" "时候" "时使用" "时才有" "时返回" "时才返回" "时才有此返回" "时有返回" "后" "之后" "之前" "情况下" "条件下" "同时" "场景下" "期间" "场景中"];

/// So does a clause that begins so.
pub(super) const WHEN_STARTS: &[&str] = words![
    "当" "若" "如果" "如" "由于" "if" "when" "for" "in" "while" "after" "before" "to" "unless" "during" "by default"
];

/// Behind one of these stands the name.
pub(super) const NAMES_FOLLOW: &[&str] = words![
    "该参数表示" "此参数表示" "该字段表示" "此字段表示" "该参数表明" "该参数代表" "用以标识" "用来标识" "用于标识" "用于指定" "用来指定" "表示" "代表"
    "标识" "必须指定" "需要指定" "需指定" "指定的" "指定" "specifies the" "specifies" "indicates the" "indicates" "represents the"
    "represents" "this parameter specifies the" "this parameter specifies" "this parameter indicates" "specify the"
];

/// Around what the items of an answer are filtered by.
pub(super) const FILTER_BY: &[&str] = words!["按照" "按" "根据" "通过" "filter by" "filtered by"];

/// Behind it.
pub(super) const FILTERED: &[&str] = words!["进行过滤" "过滤" "进行筛选" "筛选"];

/// A clause that only says that the items of an answer are filtered.
pub(super) const FILTER_CONDITIONS: &[&str] = words!["过滤条件" "筛选条件"];

/// Where a long English name may be cut: what follows says more of it.
pub(super) const MORE_OF_IT: &[&str] = words![" that " " which " " when " " if " " during which " " in which " " even if " " where " " while " " performed " " after " " before "];

/// Behind one of these stands what the thing is for, and then the thing.
pub(super) const PURPOSE: &[&str] = words!["用于" "用来" "用以"];

/// Behind the name where a list of values or keys follows.
pub(super) const AS_FOLLOWS: &[&str] = words!["如下所示" "如下" "具体如下" "详细如下"];

/// Before such a name.
pub(super) const DETAILED: &[&str] = words!["详细的" "具体的" "详细" "具体"];

/// A clause that begins so asks whether something is so.
pub(super) const QUESTIONS: &[&str] = words!["是否" "whether"];

/// A clause that begins so names nothing.
pub(super) const NO_NAMES: &[&str] = words![
    "可以通过" "可通过" "默认为" "默认值" "取值" "单位" "配置格式" "the value 0" "the value is" "this is" "there can" "there are" "there is" "每次请求" "支持key" "即可" "即 " "one of" "valid values" "default value" "详见" "参见" "请参见"
    "请联系" "请使用" "不传" "不填" "格式" "否则"
];

/// Behind other clauses, one that begins so is a sentence about what happens.
pub(super) const VERBS: &[&str] = words![
    "将" "给" "把" "会" "则" "以" "需" "不" "才" "应" "且" "并" "可以" "可通过" "可传" "可选" "可用此" "必须" "从而" "拒绝" "支持" "必选" "说明" "创建" "选择" "使用" "忽略" "默认" "it" "you" "they"
    "specify" "set" "then"
];

/// A phrase that begins so is no name, unless it has an attribute.
pub(super) const PREPOSITIONS: &[&str] = words!["按照" "根据" "通过" "从" "将" "给" "把" "为了" "用于" "用来" "用以"];

/// A phrase that begins so says where something is done, unless it has an attribute.
pub(super) const PLACES: &[&str] = words!["在"];

/// Behind other clauses, one that has one of these is a sentence about what happens.
pub(super) const VERBS_WITHIN: &[&str] =
    words!["将" "会" "可以" "必须" "需要" " is " " are " " must " " will " " can "];

/// Within a clause, the name stands behind one of these.
pub(super) const TO_GIVE: &[&str] = words!["必须指定" "需要指定"];

/// What stands behind parentheses goes on with the clause before them, unless it begins so.
pub(super) const NOT_JOINED: &[&str] = words!["如" "例如" "为" "是" "取" "可"];

/// A phrase that ends so was cut.
pub(super) const DANGLING: &[&str] = words![
    "的" "和" "或" "与" "及" "且" "把" "将" "时" "后" "the" "a" "an" "of" "to" "and" "or" "in" "for" "with" "by" "that" "which"
    "is" "are" "from" "on" "as" "even"
];

/// Units that may be glued to a number, and units in parentheses.
pub(super) const UNITS: &[&str] = words![
    "毫秒" "秒" "分钟" "小时" "天" "日" "周" "个月" "月" "年" "个/秒" "次/秒" "次" "元" "分" "字节" "台" "块" "核" "ms" "s" "seconds" "second"
    "minutes" "minute" "hours" "hour" "days" "day" "months" "month" "years" "year" "Mbps" "Kbps" "Gbps" "bps"
    "Mbit/s" "Gbit/s" "MB/s" "KB" "MB" "GB" "TB" "G" "M" "GiB" "MiB" "KiB" "bytes" "MiB/s" "GB/s" "milliseconds"
    "microseconds" "times" "percent" "%"
];

/// Around a unit.
pub(super) const AS_UNIT: (&str, &str) = ("以", "为单位");

/// Counts items: may follow the number in an upper bound of a list.
pub(super) const COUNTERS: &[&str] = words!["个" "块" "条" "项" "台" "组" "张"];

/// In a cue for a length: the length is the greatest.
pub(super) const LIMITS: &[&str] = words!["limit" "限制" "上限"];

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
pub(super) const SENT_AS: &[&str] = words!["传" "设置为" "设为" "传入" "值为" "若为" "如果为" "取值为"];

/// Before a number that stands for other values, or for an example.
pub(super) const NO_SUCH_VALUE: &[&str] = words!["非" "不为" "不等于" "大于" "小于" "除" "如" "例如" "not" "than"];

/// The same in English, at the end of a condition.
pub(super) const SET_TO: &[&str] = words!["is set to" "set to" "value is" "is specified as"];

/// Behind a value, before what follows from it.
pub(super) const THEN: &str = "，则";

/// Behind a value, where the clause says when it is sent.
pub(super) const WHEN: &str = "时";

/// "Means" behind a value that a comma or [`WHEN`] sets apart, which is no [`Cue::Means`] then.
pub(super) const MEANS: &[&str] = words!["表示" "代表"];

/// A text with one of these describes filters.
pub(super) const FILTERS: &[&str] = words!["过滤" "筛选" "key,value" "filter" "Filter"];

/// The types of filter keys.
pub(super) const KEY_TYPES: &[&str] = words![
    "Array of String" "String" "Integer" "Boolean" "Bool" "Uint" "Int" "Float" "Timestamp"
];

/// Behind such a type, where no dash stands there.
pub(super) const KEY_REMARKS: &[&str] = words!["是否必填" "（过滤条件）" "(过滤条件)"];

/// Before the keys of a list of filters.
pub(super) const KEY_LISTS: &[&str] = words!["name取值为" "name 取值为" "name可取值为" "name的取值为" "name支持" "key取值为" "key 取值为" "key的取值为" "支持的过滤条件有" "支持以下过滤条件" "支持"];

/// Announces values.
pub(super) const VALUES: &str = "取值：";

/// An explanation that begins so says that there is no limit.
pub(super) const UNLIMITED: &[&str] = words!["不限" "无限" "没有限制" "unlimited" "no limit" "全部" "永久" "永不"];

/// Glued to a value, before what it means.
pub(super) const IS: char = '为';

/// What an explanation may begin with before the label.
pub(super) const GLOSS_STARTS: &[&str] =
    words!["表示" "代表" "为" "指" "to " "that " "Specifies that " "Indicates that "];

/// Begin like that, and are a word of the label.
pub(super) const NO_GLOSS_STARTS: &[&str] = words!["指定" "指向" "指标" "为了" "为空"];

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

/// A sentence with one of these says that fields exclude each other.
pub(super) const NOT_TOGETHER: &[&str] = words![
    "不能与…同时" "不可与…同时" "不可以与…同时" "不能和…同时" "不可以和…同时" "不支持与…同时" "不支持同时" "不能同时" "不可以同时" "不可同时" "不允许同时" "互斥" "只能传入一个" "只能传入其中" "只能指定一个" "只能指定其中" "只能选择一个" "只能传其中" "mutually exclusive"
    "cannot specify both" "cannot be specified at the same time" "cannot be used together" "cannot be set at the same time"
    "can specify one of" "can specify only one of" "can only specify one of" "only one of" "must not be specified together"
];

/// A sentence with one of these says that one of several fields must be sent.
pub(super) const AT_LEAST_ONE: &[&str] = words![
    "至少提供一个" "至少指定一个" "至少填一个" "至少传一个" "至少选择一个" "至少需要一个" "至少传入一个" "至少填写一个" "必须传入一个" "必须指定一个" "必须传入其中一个"
    "只能传入其中一个参数" "必填一个" "必填其一" "必选其一" "二选一必填" "必须二选一" "必须指定其中一个" "必须传一个" "必须设置一个" "必须设置一项" "必须填一项" "必须填写一项" "必须选择一个" "不能同时为空" "不可同时为空" "at least one of"
    "must be passed at least" "must specify either" "one of them must be" "either of them must be" "must specify one of" "must specify only one of"
];

/// A sentence with one of these says that fields are sent together.
pub(super) const TOGETHER: &[&str] = words!["必须同时指定" "必须同时传" "需要同时指定" "需同时指定" "需同时传" "必须同时填" "必须和…一同传入" "必须与…一同传入" "必须和…一起传入" "必须与…一起传入" "必须和…同时传入" "必须与…同时传入" "需要与…同时传入" "需与…同时传入" "must be specified at the same time" "must be specified together"];

/// Before the first of several fields, saying nothing of them.
pub(super) const LEADS_TO_FIELDS: &[&str] = words![
    "该参数" "此参数" "本参数" "该值" "此值" "参数" "入参" "字段" "请求" "不支持" "同时" "指定" "传入" "注意" "说明" "其中" "与" "和" "跟" "中的" "必须" "至少" "一个" "或" "不能" "不可以" "不可" "需要" "时" "、"
];

/// A clause with one of these says that only one of several fields may be sent.
pub(super) const ONLY: &[&str] = words!["只能设置" "只能指定" "只能传入" "只能传" "只能填" "只能选择" "只能使用"];

/// Says that a field counts under a premise only.
pub(super) const EFFECTIVE: &[&str] = words![
    "才会生效" "才会用到" "才需要" "才生效" "生效" "才有效" "有效" "才可以传入" "才可传入" "才能传入" "才可以设置" "才能设置" "takes effect" "take effect" "is valid" "valid only" "is effective"
    "is available only" "can be specified only" "is supported only"
];

/// Looks as if it said so, and says the contrary or something else.
pub(super) const NOT_EFFECTIVE: &[&str] = words![
    "不生效" "不会生效" "无效" "不起作用" "生效时间" "生效方式" "生效中" "有效期" "有效时间" "有效值" "有效的" "立即生效" "not take effect" "is invalid" "is not valid" "no effect"
    "valid values" "valid value"
];

/// Stands for the field that is described.
pub(super) const THIS_FIELD: &[&str] = words!["该参数" "此参数" "本参数" "该字段" "此字段" "此项" "该项"];

/// Begins a premise about the field that is described.
pub(super) const PREMISE_STARTS_OWN: &[&str] = words!["当" "如果" "若" "不" "未" "指定" "传入" "设置"];

/// Before a field that is sent.
pub(super) const IS_SENT_BEFORE: &[&str] =
    words!["指定" "指定了" "传入" "传入了" "设置" "设置了" "填写" "填写了" "传了" "配置了"];

/// Behind a field that is sent.
pub(super) const IS_SENT: &[&str] = words![
    "is specified" "is set" "is provided" "is not empty" "is configured" "is passed" "has been specified" "不为空" "已指定" "有值" "存在"
];

/// English words that are no value of a premise.
pub(super) const NO_VALUES_EN: &[&str] = words!["specified" "set" "not" "the" "a" "an" "used" "required" "provided" "empty" "enabled" "disabled" "to" "configured"];

/// A sentence with one of these holds in some cases only.
pub(super) const PREMISES: &[&str] = words!["当" "如果" "若" "时，" "情况下" " if " "If " "When " " when " " unless "];

/// Says that a field must be sent.
pub(super) const MUST_BE_SENT: &[&str] = words![
    "必填" "必传" "必选" "必须指定" "必须传入" "必须填写" "必须传" "必须设置" "为必需" "is required" "are required" "must be specified" "must be set"
    "you must specify this parameter" "required if" "required when"
];

/// Before the field of a premise.
pub(super) const PREMISE_STARTS: &[&str] =
    words!["当" "如果" "若" "仅" "只有" "，" "," "在" "`" "、" "说明" "注意" "：" ":"];

/// The same in English, before or behind what follows from it.
pub(super) const PREMISE_STARTS_EN: &[&str] = words!["if " "when " "If " "When "];

/// Between the field of a premise and its value.
pub(super) const OF_A_FIELD: &[&str] = words!["参数的值" "参数" "的取值" "的值" "值" "字段" "parameter" "` parameter"];

/// Says that the field of a premise has a value.
pub(super) const EQUALS: &[&str] = words![
    "为" "取值为" "取" "取值是" "是" "=" "==" "等于" "设置为" "配置为" "选择" "指定为" "设为" "传" "传入" "is set to" "is" "equals" "is specified as"
    "parameter is set to" "parameter is"
];

/// Between two explanations with values in parentheses.
pub(super) const OR_ELSE: &[&str] = words!["或者" "或" "还是" "、"];

/// Between the values of a premise.
pub(super) const OR: &[&str] = words!["或者" "或" "、" "/" "和" "or " ", or " "and "];

/// Behind the values of a premise.
pub(super) const PREMISE_ENDS: &[&str] = words!["时" "，" "," "的" "则" "后" "类型" "协议" "监听器"];

/// Says that a field need not be sent.
pub(super) const NOT_REQUIRED: &[&str] =
    words!["not required" "not be specified" "no need" "非必填" "不必填" "无需" "不需要" "可不填" "可以不填"];

/// "If and only if", in which [`ALSO`] joins nothing.
pub(super) const ONLY_IF: &str = "当且仅当";

/// Says that a field must be sent, before what else is said of it.
pub(super) const AND_REQUIRED: &[&str] = words!["必选且" "必填且" "必传且"];

/// Between the last two of several fields.
pub(super) const JOINTS_EN: (&str, &str) = (" and ", " or ");

/// Joins premises.
pub(super) const ALSO: &[char] = &['且', '并'];

/// Before a field that is not sent.
pub(super) const NOT_SENT: &[&str] =
    words!["没有" "未传" "不传" "未指定" "不指定" "未填" "不填" "未设置" "不设置" "没有指定" "未传入"];

/// Behind a field that is not sent.
pub(super) const IS_NOT_SENT: &[&str] = words![
    "为空" "未指定" "不传" "未设置" "未填" "未传" "不填" "不指定" "is not specified" "is not set" "is empty" "is left empty" "is not provided"
    "parameter is not specified"
];
