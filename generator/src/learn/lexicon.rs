//! Words that documentation in English and Chinese uses, whoever wrote it: titles of columns and tables, words of types,
//! marks, verbs of changelogs. Nothing here is of one vendor.

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Name,
    Type,
    Required,
    Default,
    Description,
    Value,
    Code,
    Status,
    Ignored,
}

/// Titles of columns: whole ones, and what they may have in them.
pub(super) const COLUMNS: &[(Role, &[&str], &[&str])] = &[
    (
        Role::Name,
        &[
            "field",
            "fields",
            "param",
            "params",
            "parameter",
            "parameters",
            "name",
            "key",
            "property",
            "attribute",
            "argument",
            "member",
            "element",
            "field name",
            "parameter name",
            "property name",
            "参数",
            "名称",
            "参数名",
            "参数名称",
            "字段",
            "字段名",
            "字段名称",
            "属性",
            "属性名",
            "属性名称",
            "元素",
        ],
        &["parameter", "field", "property", "attribute", "参数名", "字段名", "属性名"],
    ),
    (
        Role::Type,
        &["type", "data type", "datatype", "kind", "format", "类型", "参数类型", "数据类型", "字段类型"],
        &["data type", "类型"],
    ),
    (
        Role::Required,
        &[
            "required",
            "mandatory",
            "optional",
            "presence",
            "necessity",
            "need",
            "是否必选",
            "必选",
            "必填",
            "是否必须",
            "是否必填",
            "是否为必选",
            "必选/可选",
            "是否可选",
            "可选",
        ],
        &["required", "mandatory", "optional", "必选", "必填", "必须"],
    ),
    (Role::Default, &["default", "default value", "defaults", "默认值", "缺省值", "默认"], &["default", "默认"]),
    (
        Role::Description,
        &[
            "description",
            "meaning",
            "details",
            "notes",
            "note",
            "remarks",
            "comment",
            "explanation",
            "desc",
            "描述",
            "说明",
            "备注",
            "含义",
            "参数说明",
            "参数描述",
            "解释",
        ],
        &["description", "描述", "说明"],
    ),
    (Role::Value, &["value", "values", "id", "integer", "number", "取值", "值", "枚举值"], &["取值"]),
    (Role::Code, &["code", "error code", "errorcode", "error", "错误码"], &["error code", "错误码"]),
    (
        Role::Status,
        &["status", "status code", "http status", "http status code", "http code", "状态码", "http状态码"],
        &["status code", "状态码"],
    ),
    (
        Role::Ignored,
        &["example", "example value", "sample", "sample value", "示例", "示例值", "样例", "version", "since"],
        &["example", "sample", "示例"],
    ),
];

/// Cells that say yes, and cells that say no.
pub(super) const YES: &[&str] =
    &["yes", "true", "required", "y", "mandatory", "always", "✓", "✔", "✅", "是", "必选", "必填", "必须"];
pub(super) const NO: &[&str] =
    &["no", "false", "optional", "n", "conditional", "✗", "❌", "-", "否", "可选", "选填", "非必选", "条件必选"];
/// Beginnings and ends of cells that say that a field is required in some cases only.
pub(super) const SOMETIMES: &[&str] = &["one of *", "if *", "when *", "* only", "only *", "depends *"];

/// Words of types, in small letters.
pub(super) const TYPES: &[(&str, &[&str])] = &[
    (
        "string",
        &[
            "string",
            "str",
            "text",
            "char",
            "varchar",
            "uuid",
            "guid",
            "date",
            "datetime",
            "date-time",
            "timestamp",
            "time",
            "url",
            "uri",
            "email",
            "binary",
            "file",
            "base64",
            "bytes",
            "byte",
            "enum",
            "iso8601",
            "字符串",
            "文本",
            "日期",
            "时间",
            "枚举",
        ],
    ),
    (
        "integer",
        &["integer", "int", "long", "short", "int32", "int64", "bigint", "uint32", "uint64", "整数", "整型", "长整型"],
    ),
    ("number", &["number", "float", "double", "decimal", "bigdecimal", "real", "数字", "浮点数", "浮点"]),
    ("boolean", &["boolean", "bool", "true", "false", "布尔", "布尔值", "布尔型"]),
    ("array", &["array", "list", "数组", "列表"]),
    (
        "object",
        &["object", "json", "dict", "dictionary", "hash", "map", "struct", "any", "mixed", "对象", "字典", "结构体"],
    ),
];

/// The type that a word stands for.
pub(super) fn type_of(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let known = |word: &str| TYPES.iter().find(|(_, words)| words.contains(&word)).map(|(ty, _)| *ty);
    known(&word).or_else(|| known(word.strip_suffix('s')?))
}

/// Phrases before the type of an array's items, the longer ones first.
pub(super) const ARRAYS: &[&str] =
    &["array of", "arrays of", "list of", "lists of", "sequence of", "set of", "array", "list", "数组", "列表"];
/// Phrases before the type of a map's values.
pub(super) const MAPS: &[&str] = &[
    "map of * to",
    "dictionary of * to",
    "dictionary with keys in *",
    "object with keys in *",
    "map from * to",
    "map",
    "字典",
];
pub(super) const OR: &[&str] = &["or", "|", "或"];
pub(super) const AND: &[&str] = &["and", ",", "、"];
/// Words around a type that say nothing about it.
pub(super) const AROUND_TYPES: &[&str] = &[
    "a",
    "an",
    "the",
    "partial",
    "object",
    "objects",
    "one",
    "of",
    "valid",
    "new",
    "updated",
    "modified",
    "created",
    "type",
    "structure",
    "nested",
    "single",
    "对象",
];

/// Words of titles above tables. Chinese ones are parts of words.
pub(super) const EXAMPLES: &[&str] = &["example", "examples", "sample", "samples", "示例", "样例", "举例"];
pub(super) const RESPONSES: &[&str] = &[
    "response",
    "responses",
    "returns",
    "result",
    "results",
    "output",
    "answer",
    "reply",
    "响应",
    "返回",
    "应答",
    "输出",
];
pub(super) const REQUESTS: &[&str] = &[
    "request",
    "params",
    "param",
    "parameters",
    "parameter",
    "arguments",
    "argument",
    "attributes",
    "input",
    "inputs",
    "fields",
    "请求",
    "参数",
    "入参",
    "输入",
];
pub(super) const HEADERS: &[&str] = &["header", "headers", "消息头", "头"];
pub(super) const QUERIES: &[&str] = &["query", "querystring", "查询参数"];
pub(super) const PATHS: &[&str] = &["path", "路径"];
pub(super) const ADDRESSES: &[&str] = &["uri", "url"];
pub(super) const BODIES: &[&str] = &["body", "payload", "json", "体"];
pub(super) const FORMS: &[&str] = &["form"];
pub(super) const STATUSES: &[&str] = &["status", "statuses", "状态码", "返回值"];
pub(super) const ERRORS: &[&str] = &["error", "errors", "错误", "异常"];
/// Words of titles that add nothing.
pub(super) const FILLERS: &[&str] = &[
    "string",
    "http",
    "https",
    "api",
    "data",
    "code",
    "codes",
    "list",
    "table",
    "structure",
    "object",
    "the",
    "of",
    "and",
    "format",
    "message",
    "details",
    "消息",
    "说明",
    "描述",
    "列表",
    "信息",
    "内容",
    "字段",
    "元素",
    "属性",
    "格式",
    "接口",
    "表",
    "码",
    "的",
    "查询",
];

/// Titles of changelogs, and file names of them.
pub(super) const CHANGELOGS: &[&str] = &[
    "changelog",
    "change log",
    "changes",
    "recent changes",
    "release notes",
    "history",
    "revision history",
    "what's new",
    "update history",
    "变更历史",
    "修订记录",
    "更新历史",
    "更新日志",
    "文档修订记录",
    "产品动态",
];
/// Verbs of changelogs by the key of the profile.
pub(super) const VERBS: &[(&str, &[&str])] = &[
    ("add", &["Added", "Add", "Adds", "New", "Introduced", "新增", "增加", "添加"]),
    ("modify", &["Changed", "Improved", "Increased", "Allowed", "Updated", "Modified", "修改", "变更", "更新"]),
    ("remove", &["Removed", "Remove", "Deleted", "Dropped", "删除", "下线"]),
    ("deprecate", &["Deprecated", "Deprecate", "废弃"]),
    ("replace", &["Replaced", "Renamed"]),
];
/// Nouns of changelogs by the key of the profile.
pub(super) const NOUNS: &[(&str, &[&str])] = &[
    ("action", &["method", "methods", "endpoint", "endpoints", "operation", "operations", "接口"]),
    ("structure", &["class", "classes", "object", "objects", "structure", "structures", "结构"]),
    ("field", &["field", "fields", "property", "properties", "字段"]),
    ("parameter", &["parameter", "parameters", "参数"]),
    ("type", &["type", "types"]),
];

/// Words before what is returned, and behind it.
pub(super) const RETURNS: &[&str] = &["Returns", "returns"];
pub(super) const RETURNED: &[&str] = &["is returned", "are returned", "will be returned"];
pub(super) const NOTHING: &[&str] = &["204", "nothing", "empty response", "No Content", "no content", "empty body"];
pub(super) const UNTIL: &[&str] = &[" on success", ". ", " for ", " whose ", " that ", " from "];
pub(super) const UNLESS: &[&str] = &["or", "depending on", "unless", "under the", "with a nested", "map of"];

/// Marks of what is deprecated, as they are written in titles and boxes.
pub(super) const DEPRECATED: &[&str] = &[
    "(deprecated)",
    "[deprecated]",
    "deprecated in favor",
    "**deprecated**",
    "this endpoint is deprecated",
    "this endpoint is now deprecated",
    "endpoint has been deprecated",
    "this method is deprecated",
    "this operation is deprecated",
    "this api is deprecated",
    "（废弃）",
    "(废弃)",
    "已废弃",
    "（已废弃）",
];

/// Hosts that any page may link to.
pub(super) const COMMON_HOSTS: &[&str] = &[
    "github.com",
    "wikipedia.org",
    "w3.org",
    "ietf.org",
    "mozilla.org",
    "json.org",
    "stackoverflow.com",
    "google.com",
    "example.com",
    "example.org",
    "localhost",
    "schema.org",
    "unicode.org",
    "iana.org",
    "rfc-editor.org",
    "iso.org",
    "youtube.com",
    "youtu.be",
    "npmjs.com",
    "creativecommons.org",
    "googleapis.com",
    "medium.com",
];
