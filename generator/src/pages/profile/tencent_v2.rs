//! The words of the older Tencent Cloud API's pages, Chinese and English, as data.

use super::Profile;
use crate::document::vocabulary::{Column, HeadingKind, HeadingRule, Vocabulary, numbered, whole};
use crate::pages::description::Notes;
use crate::pages::identity;
use crate::pages::reader::{self, Explorer};
use crate::pages::tencent_v2::tables::Tables;
use crate::pages::{lists, tencent_v2};
use crate::spec::model::{ChangeKind, ChangeOp, Protocol};

/// What a reader needs to know.
pub(in crate::pages) static VOCABULARY: Vocabulary = Vocabulary {
    dialect: "tencent_v2",
    signs: &[
        "/v2/index.php",
        "api.qcloud.com",
        "Action 字段为",
        "Action字段为",
        "Action field for this API",
        "API2.0",
        "API 2.0",
        "API 2017",
        "旧版 API",
        "接口名 Action",
        "codeDesc",
        "\"code\"",
    ],
    updated: &["最近更新时间：", "Last updated: ", "Last updated:"],
    furniture: &[],
    page_end: &[],
    page_number: &[["第", "共", "页"]],
    chapters: &["API 文档", "API文档", "调用方式", "请求结构", "返回结果", "文档目录"],
    chapter_suffixes: &["接口"],
    request_marker: "/v2/index.php?",
    headings: HEADINGS,
    columns: COLUMNS,
    flags: FLAGS,
    scalars: &[
        "String", "string", "Int", "int", "Integer", "UInt", "Uint64", "Int64", "Long", "Float", "float", "Double",
        "Bool", "Boolean", "Array", "array", "List", "数组", "Object", "object", "Json", "JSON", "Datetime",
        "DateTime", "Date", "Number",
    ],
    array_of: &["Array of"],
    definition_marker: &[],
    line_starts: &["注意：", "说明：", "Note:", "- ", "* ", "• "],
    common: COMMON,
    closers: &[],
    footers: &[],
    notes: &[],
};

const DESCRIPTION: &[&str] =
    &["接口描述", "功能描述", "功能说明", "接口说明", "描述", "API Description", "Description", "Feature Description"];
const REQUEST: &[&str] = &[
    "请求参数",
    "输入参数",
    "入参",
    "入参说明",
    "请求参数列表",
    "接口参数",
    "请求参数说明",
    "输入参数说明",
    "Request Parameters",
    "Input Parameters",
    "Request Parameter",
    "Input Parameter",
];
const RESPONSE: &[&str] = &[
    "返回参数",
    "输出参数",
    "响应参数",
    "出参",
    "出参说明",
    "返回参数列表",
    "返回值",
    "返回参数说明",
    "输出参数说明",
    "Response Parameters",
    "Output Parameters",
    "Response Parameter",
    "Output Parameter",
    "Returned Parameters",
    "Return Parameters",
];
const EXAMPLES: &[&str] = &[
    "示例",
    "示例代码",
    "代码示例",
    "调用示例",
    "调用案例",
    "案例",
    "使用示例",
    "实际案例",
    "请求示例和返回示例",
    "Example",
    "Examples",
    "Sample Code",
    "Sample",
    "Samples",
    "Code Example",
    "Practical Case",
    "Practical Example",
];
const ERRORS: &[&str] = &[
    "错误码",
    "错误码表",
    "错误码列表",
    "业务错误码",
    "模块错误码",
    "Module Error Codes",
    "Module Error Code",
    "Business Error Codes",
    "Error Codes",
    "Error Code",
    "Error Code List",
];

static HEADINGS: &[HeadingRule] = &[
    numbered(HeadingKind::Description, DESCRIPTION),
    numbered(HeadingKind::Request, REQUEST),
    numbered(HeadingKind::Response, RESPONSE),
    numbered(HeadingKind::Examples, EXAMPLES),
    numbered(HeadingKind::Errors, ERRORS),
    whole(HeadingKind::Description, 2, DESCRIPTION),
    whole(HeadingKind::Request, 2, REQUEST),
    whole(HeadingKind::Response, 2, RESPONSE),
    whole(HeadingKind::Examples, 2, EXAMPLES),
    whole(
        HeadingKind::ExampleRequest,
        3,
        &[
            "请求",
            "输入",
            "请求示例",
            "示例请求",
            "输入示例",
            "GET 请求",
            "POST 请求",
            "Input",
            "Request",
            "Request Example",
            "Sample Request",
            "Input Example",
            "GET Request",
            "POST Request",
        ],
    ),
    whole(
        HeadingKind::ExampleResponse,
        3,
        &[
            "返回",
            "输出",
            "响应",
            "返回示例",
            "返回示例如下",
            "输出示例",
            "响应示例",
            "返回结果",
            "返回结果示例",
            "结果示例",
            "Output",
            "Response",
            "Response Example",
            "Sample Response",
            "Output Example",
        ],
    ),
    whole(HeadingKind::CommonErrors, 2, &["公共错误码", "Common Error Codes", "Common Error Code"]),
    whole(HeadingKind::Errors, 2, ERRORS),
];

static COLUMNS: &[(&str, Column)] = &[
    ("参数名称", Column::Name),
    ("参数名", Column::Name),
    ("名称", Column::Name),
    ("参数", Column::Name),
    ("字段", Column::Name),
    ("字段名", Column::Name),
    ("字段名称", Column::Name),
    ("Field", Column::Name),
    ("Field Name", Column::Name),
    ("Parameters", Column::Name),
    ("Parameter Name", Column::Name),
    ("Parameter", Column::Name),
    ("Name", Column::Name),
    ("必选", Column::Required),
    ("是否必选", Column::Required),
    ("是否必填", Column::Required),
    ("是否必须", Column::Required),
    ("是否必需", Column::Required),
    ("必填", Column::Required),
    ("必须", Column::Required),
    ("必需", Column::Required),
    ("Required or Not", Column::Required),
    ("Mandatory", Column::Required),
    ("Required", Column::Required),
    ("类型", Column::Type),
    ("参数类型", Column::Type),
    ("数据类型", Column::Type),
    ("字段类型", Column::Type),
    ("Data Type", Column::Type),
    ("Parameter Type", Column::Type),
    ("Type", Column::Type),
    ("描述", Column::Description),
    ("参数描述", Column::Description),
    ("字段描述", Column::Description),
    ("参数说明", Column::Description),
    ("字段说明", Column::Description),
    ("描述信息", Column::Description),
    ("说明", Column::Label),
    ("处理措施", Column::Description),
    ("Description", Column::Description),
    ("错误码", Column::NumericCode),
    ("code", Column::NumericCode),
    ("错误代码", Column::NumericCode),
    ("Error Code", Column::NumericCode),
    ("错误类型", Column::Label),
    ("Error Type", Column::Label),
    ("错误描述", Column::Description),
    ("错误码描述", Column::Description),
    ("英文提示", Column::Message),
    ("codeDesc", Column::Message),
    ("英文描述", Column::Message),
    ("错误信息", Column::Message),
    ("Error Message", Column::Message),
    ("Error Description", Column::Description),
    ("接口名", Column::Label),
    ("接口功能", Column::Label),
    ("API Name", Column::Label),
    ("Action", Column::Action),
    ("Action ID", Column::Action),
    ("功能描述", Column::Description),
    ("Feature", Column::Description),
    ("API2.0 接口", Column::Action),
    ("API3.0 接口", Column::Action),
    ("备注", Column::Description),
    ("日期", Column::Date),
    ("更新内容", Column::Description),
    ("维度", Column::Value),
    ("维度解释", Column::Label),
    ("格式", Column::Description),
    ("指标名称", Column::Value),
    ("含义", Column::Label),
    ("单位", Column::Description),
    ("取值", Column::Description),
    ("参数值", Column::Description),
    ("参数写法", Column::Description),
    ("术语", Column::Label),
    ("全称", Column::Label),
    ("中文名称", Column::Label),
    ("序号", Column::Number),
    ("No.", Column::Number),
];

static FLAGS: &[(&str, Option<bool>)] = &[
    ("是", Some(true)),
    ("否", Some(false)),
    ("Yes", Some(true)),
    ("No", Some(false)),
    ("必选", Some(true)),
    ("必填", Some(true)),
    ("必须", Some(true)),
    ("必需", Some(true)),
    ("可选", Some(false)),
    ("选填", Some(false)),
    ("非必选", Some(false)),
    ("非必填", Some(false)),
    ("非必须", Some(false)),
    ("Y", Some(true)),
    ("N", Some(false)),
    ("true", Some(true)),
    ("false", Some(false)),
    ("Required", Some(true)),
    ("Mandatory", Some(true)),
    ("Optional", Some(false)),
];

/// Phrases of an action's page.
pub(in crate::pages) struct Phrases {
    /// In a sentence that says which field a table describes.
    pub(in crate::pages) caption: &'static [&'static str],
    /// In a caption that names a field and a member whose values the table lists.
    pub(in crate::pages) values: &'static [&'static str],
    /// The field of an answer that names the task, and what its description says if it is one.
    pub(in crate::pages) task: (&'static str, &'static [&'static str]),
    /// Parts of a parameter's name that stand for an index.
    pub(in crate::pages) index: &'static [&'static str],
    /// Marks of depth before a name.
    pub(in crate::pages) marks: &'static [char],
    /// The common parameters that tell their table from others, and the way of signing.
    pub(in crate::pages) schemes: &'static [(&'static [&'static str], &'static str)],
    /// Stands for no successor.
    pub(in crate::pages) no_successor: &'static str,
}

pub(in crate::pages) static PHRASES: Phrases = Phrases {
    caption: &[
        "结构",
        "内容",
        "构成",
        "字段",
        "格式",
        "类型",
        "可选值",
        "structure",
        "array",
        "composed",
        "fields",
        "format",
        "parameters",
    ],
    values: &["可选值", "取值", "values"],
    task: ("requestId", &["任务", "task"]),
    index: &["n", "N", "x", "X", "m", "M", "i", "#"],
    marks: &['├', '└', '│', '─', '┗', '┣', '∟', '>', '-', '—', '•', '·', '+'],
    schemes: &[(&["Action", "Signature"], "HmacSHA1")],
    no_successor: "/",
};

/// What names a page's action.
pub(in crate::pages) static IDENTITY: identity::Words = identity::Words {
    vocabulary: &VOCABULARY,
    subject: &["本接口", "This API", "该接口"],
    named: &[
        "Action 字段为",
        "Action字段为",
        "接口名：",
        "接口名:",
        "The Action field for this API is",
        "Action field for this API is",
        "API name:",
        "API Name:",
        "API:",
    ],
    opening: &[("", "接口"), ("", "is used to"), ("", "API")],
    value: &[],
    host_suffix: HOST_SUFFIX,
};

/// Parameters that every request may carry.
pub(in crate::pages) static COMMON: &[&str] =
    &["Action", "Region", "Timestamp", "Nonce", "SecretId", "Signature", "SignatureMethod", "Token", "Version"];

/// What the cells say beside their sentences.
pub(in crate::pages) static NOTES: Notes =
    Notes { deprecated: &["不再使用", "disused"], null_note: &[], sample: &[], sample_line: &[] };

/// What a sentence of the changelog announces: verbs, and the things that they apply to.
pub(in crate::pages) static VERBS: &[(&str, ChangeOp)] = &[
    ("新增", ChangeOp::Add),
    ("增加", ChangeOp::Add),
    ("兼容", ChangeOp::Modify),
    ("修改", ChangeOp::Modify),
    ("删除", ChangeOp::Remove),
    ("下线", ChangeOp::Remove),
];

/// Joins the last two names of a list.
pub(in crate::pages) const AND: char = '和';

/// Joins what a caption names and what it says of that.
pub(in crate::pages) const OF: char = '的';

/// What the things of a changelog are called, behind or before their names.
pub(in crate::pages) static THINGS: &[(&str, ChangeKind)] = &[
    ("入参", ChangeKind::RequestField),
    ("出参", ChangeKind::ResponseField),
    ("返回字段", ChangeKind::ResponseField),
    ("接口", ChangeKind::Action),
];

/// Hosts end so; the label before it is the product's.
pub(in crate::pages) const HOST_SUFFIX: &str = ".api.qcloud.com";

/// Labels of hosts whose product goes by another name.
pub(in crate::pages) static HOST_PRODUCTS: &[(&str, &str)] = &[("lb", "clb")];

/// The vendor's name of this edition of its APIs; requests do not carry it.
pub(in crate::pages) const API_VERSION: &str = "2017";

/// What lists are like.
static LISTS: lists::Words = lists::Words {
    vocabulary: &VOCABULARY,
    overview: lists::Overview::Nested,
    errors: lists::Unheaded::Partial,
    schemes: PHRASES.schemes,
    common: tencent_v2::common,
    release: Some(tencent_v2::changelog::read),
    host_sentence: None,
    host_suffix: HOST_SUFFIX,
    no_successor: PHRASES.no_successor,
    title: lists::whole_title,
    permission: None,
    tutorials: true,
};

/// The words of pages of actions.
static WORDS: reader::Words = reader::Words {
    vocabulary: &VOCABULARY,
    notes: &NOTES,
    own_host: Some(HOST_SUFFIX),
    rate: &[],
    successor: &[],
    tools: &[],
    introduction: &["公共请求参数", "ommon request parameter", "列表如下", "as follows"],
    calls: &[],
    title: &[],
    explorer: &Explorer { marker: "/api/explorer?", product: "", version: "", action: "Action=", hosts: &[] },
    unmarked_headings: false,
    displaced: true,
    chapters: false,
};

/// The profile.
pub(in crate::pages) static PROFILE: Profile = Profile {
    vocabulary: &VOCABULARY,
    vendor: "tencent",
    protocol: Protocol::TencentV2,
    id: ["tencent-", "-v2"],
    version: Some(API_VERSION),
    versions_apart: false,
    host_suffix: HOST_SUFFIX,
    host_products: HOST_PRODUCTS,
    identity: &IDENTITY,
    words: &WORDS,
    nesting: |page| Box::new(Tables::new(page.marked_up)),
    lists: &LISTS,
    page: |_, _, _| {},
    nest: None,
    finish: tencent_v2::finish,
};
