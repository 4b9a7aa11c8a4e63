//! The words of Alibaba Cloud's RPC-style pages, Chinese and English, as data.

use super::Profile;
use crate::document::vocabulary::{Column, Form, HeadingKind, HeadingRule, Vocabulary, whole};
use crate::pages::description::Notes;
use crate::pages::identity;
use crate::pages::nesting::flat::{self, FlatTables};
use crate::pages::reader::{self, Explorer};
use crate::pages::{aliyun_rpc, lists};
use crate::spec::model::Protocol;

/// What a reader needs to know.
pub(in crate::pages) static VOCABULARY: Vocabulary = Vocabulary {
    dialect: "aliyun_rpc",
    signs: &[
        "OpenAPI Explorer",
        ".aliyuncs.com",
        "api.aliyun.com/",
        "error-center.a",
        "http(s)://[Endpoint]/",
        "<CommonParameters>",
        "访问错误中心",
        "doc_api_",
    ],
    updated: &["更新时间：", "更新时间:", "最近更新时间：", "Last Updated:", "Last updated:"],
    furniture: &[],
    page_number: &[],
    page_end: &[],
    chapters: &[],
    chapter_suffixes: &[],
    request_marker: "?Action=",
    headings: HEADINGS,
    columns: COLUMNS,
    flags: FLAGS,
    scalars: SCALARS,
    array_of: &["Array of"],
    definition_marker: &[],
    line_starts: &[],
    common: COMMON,
    closers: &["访问错误中心"],
    footers: &["API参考·", "> 文档版本：", "> Document Version"],
    notes: &["说明", "注意", "警告", "危险"],
};

static HEADINGS: &[HeadingRule] = &[
    whole(
        HeadingKind::Description,
        2,
        &[
            "注意事项",
            "使用说明",
            "前提条件",
            "限制说明",
            "使用限制",
            "背景信息",
            "接口说明",
            "描述",
            "Description",
            "Usage notes",
            "Prerequisites",
            "Limits",
            "Background information",
        ],
    ),
    whole(
        HeadingKind::Resources,
        2,
        &["调试", "在线调试", "Debug", "Debugging", "Make the API call", "SDK 参考", "SDK参考", "SDK reference"],
    ),
    whole(
        HeadingKind::Request,
        2,
        &["请求参数", "Request parameters", "Request parameter", "Parameters", "Request Parameters"],
    ),
    whole(
        HeadingKind::Response,
        2,
        &[
            "返回数据",
            "返回参数",
            "返回结果",
            "响应参数",
            "Response elements",
            "Response parameters",
            "Response parameter",
            "Response data",
            "Returned data",
            "Return parameters",
            "Returned parameters",
        ],
    ),
    whole(HeadingKind::Examples, 2, &["示例", "Examples", "Example", "Sample", "Samples"]),
    whole(
        HeadingKind::ExampleRequest,
        3,
        &["请求示例", "Request example", "Request examples", "Sample request", "Sample requests", "Sample Request"],
    ),
    whole(
        HeadingKind::Example,
        3,
        &[
            "正常返回示例",
            "返回示例",
            "Response example",
            "Response examples",
            "Normal response example",
            "Normal response examples",
            "Successful response examples",
            "Successful response example",
            "Sample success responses",
            "Sample responses",
            "Sample response",
            "Return example",
            "Return examples",
        ],
    ),
    whole(HeadingKind::ExampleXml, 4, &["XML 格式", "XML  格式", "XML格式", "XML示例", "XML format"]),
    whole(HeadingKind::ExampleJson, 4, &["JSON 格式", "JSON  格式", "JSON格式", "JSON示例", "JSON format"]),
    whole(HeadingKind::Errors, 2, &["错误码", "Error codes", "Error code", "Errors"]),
    whole(HeadingKind::CommonErrors, 2, &["公共错误码", "Common error codes"]),
    whole(HeadingKind::CommonParameters(SCHEME), 2, &["公共请求参数", "公共请求参数表", "Common request parameters"]),
    whole(HeadingKind::Other, 2, &["公共返回参数", "Common response parameters", "结构示例"]),
    HeadingRule { kind: HeadingKind::Resources, level: 3, form: Form::Prefix, words: &["访问错误中心"] },
];

/// The parameter that names the version.
pub(in crate::pages) const VERSION: &str = "Version";
/// The only way of signing that the pages describe.
pub(in crate::pages) const SCHEME: &str = "HMAC-SHA1";

static COLUMNS: &[(&str, Column)] = &[
    ("名称", Column::Name),
    ("参数", Column::Name),
    ("参数名称", Column::Name),
    ("Name", Column::Name),
    ("Parameter", Column::Name),
    ("Field", Column::Name),
    ("字段", Column::Name),
    ("参数名", Column::Name),
    ("返回值", Column::Name),
    ("Parameter name", Column::Name),
    ("Parameters", Column::Name),
    ("类型", Column::Type),
    ("Type", Column::Type),
    ("数据类型", Column::Type),
    ("参数类型", Column::Type),
    ("Data type", Column::Type),
    ("是否必选", Column::Required),
    ("是否必须", Column::Required),
    ("是否必需", Column::Required),
    ("必选", Column::Required),
    ("必须", Column::Required),
    ("必填", Column::Required),
    ("是否必填", Column::Required),
    ("Mandatory", Column::Required),
    ("Required or not", Column::Required),
    ("Required", Column::Required),
    ("Required?", Column::Required),
    ("示例值", Column::Sample),
    ("示例", Column::Sample),
    ("样例值", Column::Sample),
    ("样例", Column::Sample),
    ("Example", Column::Sample),
    ("Sample value", Column::Sample),
    ("Sample", Column::Sample),
    ("Example value", Column::Sample),
    ("描述", Column::Description),
    ("说明", Column::Description),
    ("Description", Column::Description),
    ("API", Column::Action),
    ("Operation", Column::Action),
    ("HttpCode", Column::Status),
    ("HTTP 状态码", Column::Status),
    ("HTTP状态码", Column::Status),
    ("HTTP status code", Column::Status),
    ("HTTP Status code", Column::Status),
    ("HTTP code", Column::Status),
    ("Http code", Column::Status),
    ("HTTP 状态", Column::Status),
    ("状态码", Column::Status),
    ("HTTP Status Code", Column::Status),
    ("错误码", Column::Code),
    ("错误代码", Column::Code),
    ("Error code", Column::Code),
    ("Error Code", Column::Code),
    ("Error codes", Column::Code),
    ("错误信息", Column::Message),
    ("Error message", Column::Message),
    ("Error Message", Column::Message),
];

static FLAGS: &[(&str, Option<bool>)] = &[
    ("是", Some(true)),
    ("否", Some(false)),
    ("Yes", Some(true)),
    ("No", Some(false)),
    ("yes", Some(true)),
    ("no", Some(false)),
    ("true", Some(true)),
    ("false", Some(false)),
];

/// Names of types that stand alone in a cell.
static SCALARS: &[&str] = &[
    "String",
    "string",
    "Integer",
    "integer",
    "Long",
    "long",
    "Boolean",
    "boolean",
    "Float",
    "float",
    "Double",
    "double",
    "Date",
    "RepeatList",
    "List",
    "list",
    "Array",
    "array",
    "Object",
    "object",
    "Struct",
    "Map",
    "Json",
    "JSON",
    "Any",
];

/// Parameters that every request carries.
pub(in crate::pages) const COMMON: &[&str] = &[
    "Action",
    "Format",
    "Version",
    "AccessKeyId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "TimeStamp",
    "SignatureVersion",
    "SignatureNonce",
];

/// What names a page's action.
pub(in crate::pages) static IDENTITY: identity::Words = identity::Words {
    vocabulary: &VOCABULARY,
    subject: &[],
    named: &[],
    opening: &[("调用", ""), ("", "接口")],
    value: &["取值：", "取值:", "Value:", "取值为", "Set the value to"],
    host_suffix: PHRASES.host_suffix,
};

/// Phrases of the pages.
pub(in crate::pages) struct Phrases {
    /// Marks a field below another in the column of names.
    pub(in crate::pages) nested: &'static [char],
    /// Fields that stand at the top of an answer wherever an example does not say otherwise.
    pub(in crate::pages) top: &'static [&'static str],
    /// In the sentence that names the host of all regions.
    pub(in crate::pages) endpoint: &'static str,
    /// What every host ends with.
    pub(in crate::pages) host_suffix: &'static str,
    /// Parameters that stand at the top of a request, whatever stands above them.
    pub(in crate::pages) roots: &'static [&'static str],
    /// Members of items that are pairs of a key and its value.
    pub(in crate::pages) pairs: &'static [&'static str],
    /// Behind the name of a member's type.
    pub(in crate::pages) member_type: &'static [&'static str],
    /// Begins a clause that makes the next one hold in some cases only.
    pub(in crate::pages) conditions: &'static [&'static str],
    /// A whole clause that says that a member must be sent.
    pub(in crate::pages) member_required: &'static [&'static str],
    /// A whole clause that says that it need not.
    pub(in crate::pages) member_optional: &'static [&'static str],
    /// Begins the part of a description behind the list of members.
    pub(in crate::pages) member_end: &'static [&'static str],
    /// Stands in the column of samples where there is none.
    pub(in crate::pages) no_sample: &'static [&'static str],
}

pub(in crate::pages) static PHRASES: Phrases = Phrases {
    nested: &['└', '├', '│', '─', '∟'],
    top: &["RequestId", "PageNumber", "PageSize", "TotalCount", "Count", "NextToken", "MaxResults", "IsTruncated"],
    endpoint: "Endpoint",
    host_suffix: ".aliyuncs.com",
    roots: &[
        "RegionId",
        "ClientToken",
        "DryRun",
        "ResourceGroupId",
        "OwnerId",
        "OwnerAccount",
        "ResourceOwnerId",
        "ResourceOwnerAccount",
        "PageNumber",
        "PageSize",
        "NextToken",
        "MaxResults",
    ],
    pairs: &["Key", "Value", "Values", "TagKey", "TagValue", "key", "value"],
    member_type: &["类型", " type"],
    conditions: &["当", "如果", "若", "仅", "在", "If", "When", "if", "when"],
    member_required: &[
        "必选",
        "必填",
        "必选参数",
        "必填参数",
        "required",
        "It is a required parameter",
        "This parameter is required",
    ],
    member_optional: &["非必选", "非必填", "可选", "选填", "optional", "Optional", "This parameter is optional"],
    member_end: &["示例", "说明", "注意", "Example", "Note"],
    no_sample: &["无"],
};

/// What the cells say beside their sentences; samples have a column of their own.
pub(in crate::pages) static NOTES: Notes =
    Notes { deprecated: &["已下线"], null_note: &[], sample: &[], sample_line: &[] };

/// What lists are like.
static LISTS: lists::Words = lists::Words {
    vocabulary: &VOCABULARY,
    overview: lists::Overview::Plain,
    errors: lists::Unheaded::Complete,
    schemes: &[(&[], SCHEME)],
    common: aliyun_rpc::common,
    release: None,
    host_sentence: Some(PHRASES.endpoint),
    host_suffix: PHRASES.host_suffix,
    no_successor: "",
    title: |sentence, name| reader::title(sentence, name, WORDS.calls),
    permission: None,
    tutorials: false,
};

/// The words of pages of actions.
pub(in crate::pages) static WORDS: reader::Words = reader::Words {
    vocabulary: &VOCABULARY,
    notes: &NOTES,
    own_host: None,
    rate: &[],
    successor: &[],
    tools: &[],
    introduction: &[],
    calls: &[("调用", "接口"), ("调用", "")],
    title: &[" - ", " – ", " — "],
    explorer: &Explorer {
        marker: "product=",
        product: "product=",
        version: "version=",
        action: "api=",
        hosts: &["api.aliyun.com", "api.alibabacloud.com"],
    },
    unmarked_headings: true,
    displaced: false,
    chapters: true,
};

/// The profile.
pub(in crate::pages) static PROFILE: Profile = Profile {
    vocabulary: &VOCABULARY,
    vendor: "aliyun",
    protocol: Protocol::AliyunRpc,
    id: ["aliyun-", ""],
    version: None,
    versions_apart: false,
    host_suffix: PHRASES.host_suffix,
    host_products: &[],
    identity: &IDENTITY,
    words: &WORDS,
    nesting: |_| Box::new(FlatTables::default()),
    lists: &LISTS,
    page: |_, _, _| {},
    nest: Some(flat::nest),
    finish: |_, _| {},
};
