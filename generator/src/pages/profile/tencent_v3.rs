//! The words of Tencent Cloud API 3.0 pages, Chinese and English, as data.

use super::Profile;
use crate::document::vocabulary::{Column, Form, HeadingKind, HeadingRule, Vocabulary, numbered, whole};
use crate::pages::description::Notes;
use crate::pages::identity;
use crate::pages::nesting::structures::Structures;
use crate::pages::reader::{self, Explorer};
use crate::pages::{lists, tencent_v3};
use crate::spec::model::{ChangeKind, ChangeOp, NumberFormat, Protocol, StringFormat, Type};

/// What a reader needs to know.
pub(in crate::pages) static VOCABULARY: Vocabulary = Vocabulary {
    dialect: "tencent_v3",
    signs: &[
        "tencentcloudapi.com",
        "X-TC-Action",
        "TC3-HMAC-SHA256",
        "公共参数，本接口取值",
        "The value used for this API",
        "被如下接口引用",
        "次发布",
        "API 3.0",
    ],
    updated: &["最近更新时间：", "Last updated: ", "Last updated:"],
    furniture: &["推荐使用 API Explorer 点击调试", "点击调试", "tencent cloud"],
    page_end: &["Was this page helpful?", "文档内容是否对您有帮助？"],
    page_number: &[["第", "共", "页"]],
    chapters: &["API 文档", "调用方式", "文档目录"],
    chapter_suffixes: &["接口"],
    request_marker: "?Action=",
    headings: HEADINGS,
    columns: COLUMNS,
    flags: FLAGS,
    scalars: SCALAR_NAMES,
    array_of: &["Array of", "array of", "Array Of"],
    definition_marker: &["被如下接口引用：", "Used by actions: ", "Used by actions:"],
    line_starts: &[
        "默认接口请求频率限制：",
        "API Explorer 提供了",
        SAMPLE_ZH,
        SAMPLE_EN,
        "注意：此字段可能返回",
        "Note: This field may return",
        "- ",
        "<li>",
        "* ",
        "• ",
    ],
    common: COMMON,
    closers: &[],
    footers: &[],
    notes: &[],
};

const SAMPLE_ZH: &str = "示例值：";
const SAMPLE_EN: &str = "Example: ";

static HEADINGS: &[HeadingRule] = &[
    numbered(HeadingKind::Description, &["接口描述", "API Description", "功能描述", "接口说明"]),
    numbered(HeadingKind::Request, &["输入参数", "请求参数", "Input Parameters", "Request Parameters"]),
    numbered(HeadingKind::Response, &["输出参数", "返回参数", "响应参数", "Output Parameters", "Response Parameters"]),
    numbered(HeadingKind::Examples, &["示例", "Example", "Examples", "代码示例", "示例代码"]),
    numbered(HeadingKind::Resources, &["开发者资源", "Developer Resources", "Other Resources", "其他资源"]),
    numbered(HeadingKind::Errors, &["错误码", "Error Code", "Error Codes"]),
    HeadingRule { kind: HeadingKind::Example, level: 3, form: Form::Counted, words: &["示例", "Example"] },
    whole(HeadingKind::ExampleRequest, 4, &["输入示例", "Input Example", "Input Examples"]),
    whole(HeadingKind::ExampleResponse, 4, &["输出示例", "Output Example", "Output Examples"]),
    HeadingRule {
        kind: HeadingKind::ExampleRequest,
        level: 4,
        form: Form::Marked,
        words: &[
            "输入",
            "请求",
            "请求示例",
            "示例请求",
            "Input",
            "Request",
            "Request Example",
            "Sample Request",
            "Example Request",
        ],
    },
    HeadingRule {
        kind: HeadingKind::ExampleResponse,
        level: 4,
        form: Form::Marked,
        words: &[
            "输出",
            "返回",
            "响应",
            "返回示例",
            "响应示例",
            "返回结果",
            "Output",
            "Response",
            "Response Example",
            "Sample Response",
            "Example Response",
        ],
    },
    whole(HeadingKind::CommonErrors, 3, &["公共错误码", "Common Error Codes"]),
    whole(HeadingKind::BusinessErrors, 3, &["业务错误码", "Business Error Codes", "API Error Codes"]),
    whole(HeadingKind::Other, 2, &["地域列表", "错误码列表", "Region List", "Error Code List"]),
    whole(
        HeadingKind::CommonParameters("TC3-HMAC-SHA256"),
        2,
        &["使用签名方法 v3 的公共参数", "Signature Algorithm v3"],
    ),
    whole(HeadingKind::CommonParameters("HmacSHA1"), 2, &["使用签名方法 v1 的公共参数", "Signature Algorithm v1"]),
    HeadingRule { kind: HeadingKind::Release, level: 2, form: Form::Around, words: &["第", "次发布"] },
    HeadingRule { kind: HeadingKind::Release, level: 2, form: Form::Around, words: &["Release", ""] },
];

static COLUMNS: &[(&str, Column)] = &[
    ("参数名称", Column::Name),
    ("名称", Column::Name),
    ("参数", Column::Name),
    ("参数名", Column::Name),
    ("字段", Column::Name),
    ("字段名称", Column::Name),
    ("Parameter", Column::Name),
    ("Field", Column::Name),
    ("Parameter Name", Column::Name),
    ("Name", Column::Name),
    ("必选", Column::Required),
    ("是否必选", Column::Required),
    ("必填", Column::Required),
    ("是否必填", Column::Required),
    ("是否必须", Column::Required),
    ("Required", Column::Required),
    ("类型", Column::Type),
    ("Type", Column::Type),
    ("参数类型", Column::Type),
    ("Data Type", Column::Type),
    ("描述", Column::Description),
    ("Description", Column::Description),
    ("说明", Column::Description),
    ("错误描述", Column::Description),
    ("Error Description", Column::Description),
    ("错误码", Column::Code),
    ("Error Code", Column::Code),
    ("接口名称", Column::Action),
    ("API Name", Column::Action),
    ("接口功能", Column::Description),
    ("Feature", Column::Description),
    ("频率限制（次/秒）", Column::Rate),
    ("Frequency Limit (maximum number of requests per second)", Column::Rate),
    ("接入地域", Column::Label),
    ("金融区接入地域", Column::Label),
    ("Supported Region", Column::Label),
    ("域名", Column::Host),
    ("金融区域名", Column::Host),
    ("Domain Name", Column::Host),
    ("地域", Column::Label),
    ("取值", Column::Region),
    ("Region", Column::Label),
    ("Value", Column::Region),
];

static FLAGS: &[(&str, Option<bool>)] = &[
    ("是", Some(true)),
    ("否", Some(false)),
    ("-", None),
    ("Yes", Some(true)),
    ("No", Some(false)),
    ("yes", Some(true)),
    ("no", Some(false)),
];

/// Phrases of a page's first section, and of the cells.
pub(in crate::pages) struct Phrases {
    /// Before the name of a structure that a description refers to.
    pub(in crate::pages) structure: &'static [&'static str],
    /// Says of an action that it starts a task; the action to ask follows.
    pub(in crate::pages) asynchronous: &'static [&'static str],
    /// Says of a field that it names a task; the action to ask follows.
    pub(in crate::pages) task: &'static [&'static str],
    /// Begins the description of a common parameter.
    pub(in crate::pages) common: &'static [&'static str],
    /// Begins the date of a release.
    pub(in crate::pages) released: &'static [&'static str],
    /// A common parameter that only one way of signing has, and that way.
    pub(in crate::pages) schemes: &'static [(&'static [&'static str], &'static str)],
    /// Before the name of an action in a list of permissions, and what the descriptor of a resource begins with; the
    /// product is its second part behind that.
    pub(in crate::pages) permission: (&'static str, &'static str),
    /// Before the name of the structure that a table is of; the users follow.
    pub(in crate::pages) users: &'static [&'static str],
}

pub(in crate::pages) static PHRASES: Phrases = Phrases {
    structure: &["数据结构中的", "in the data structure "],
    asynchronous: &["异步接口", "异步操作", "asynchronous API", "async API", "API is async"],
    task: &["异步任务", "任务ID", "async task", "task ID"],
    common: &["公共参数", "Common Params", "Common parameter"],
    released: &["发布时间：", "Release time:"],
    schemes: &[(&["X-TC-Action"], "TC3-HMAC-SHA256"), (&["SecretId"], "HmacSHA1")],
    permission: ("Action", "qcs:"),
    users: VOCABULARY.definition_marker,
};

/// What names a page's action.
pub(in crate::pages) static IDENTITY: identity::Words = identity::Words {
    vocabulary: &VOCABULARY,
    subject: &["本接口", "This API", "该接口"],
    named: &[],
    opening: &[("", "接口"), ("", "is used to"), ("", "API")],
    value: &["本接口取值：", "The value used for this API:"],
    host_suffix: HOST_SUFFIX,
};

/// What the cells say beside their sentences.
pub(in crate::pages) static NOTES: Notes = Notes {
    deprecated: &["准备下线", "逐步下线", "已下线", "（废弃）"],
    null_note: &["注意：此字段可能返回null", "note:thisfieldmayreturnnull", "note:nullmaybe"],
    sample: &[SAMPLE_ZH],
    sample_line: &[SAMPLE_EN],
};

/// What a changelog line announces: the verb, then the thing.
pub(in crate::pages) static VERBS: &[(&str, ChangeOp)] = &[
    ("新增", ChangeOp::Add),
    ("修改", ChangeOp::Modify),
    ("删除", ChangeOp::Remove),
    ("废弃", ChangeOp::Deprecate),
    ("预下线", ChangeOp::Deprecate),
    ("下线", ChangeOp::Remove),
];

/// What a changelog verb applies to.
pub(in crate::pages) static THINGS: &[(&str, ChangeKind)] = &[
    ("接口", ChangeKind::Action),
    ("数据结构", ChangeKind::Structure),
    ("入参", ChangeKind::RequestField),
    ("出参", ChangeKind::ResponseField),
    ("成员", ChangeKind::Member),
    ("错误码", ChangeKind::ErrorCode),
];

/// Parameters that every request may carry; examples show some of them.
pub(in crate::pages) static COMMON: &[&str] = &[
    "Action",
    "Region",
    "Timestamp",
    "Nonce",
    "SecretId",
    "Signature",
    "Version",
    "SignatureMethod",
    "Token",
    "Language",
];

/// Behind the name of a structure in a cell of types.
pub(in crate::pages) const OBJECT_SUFFIX: &str = " object";

/// Scalar types.
pub(in crate::pages) static SCALARS: &[(&str, Type)] = &[
    ("String", text(None)),
    ("Integer", INTEGER),
    ("Int64", INTEGER),
    ("Uint64", INTEGER),
    ("Boolean", Type::Boolean),
    ("Bool", Type::Boolean),
    ("Float", Type::Number { format: Some(NumberFormat::Float) }),
    ("Double", Type::Number { format: Some(NumberFormat::Double) }),
    ("Date", text(Some(StringFormat::Date))),
    ("Timestamp", text(Some(StringFormat::Timestamp))),
    ("Timestamp ISO8601", text(Some(StringFormat::DateTime))),
    ("Binary", text(Some(StringFormat::Binary))),
    ("Object", Type::Object { reference: None, fields: None }),
];

static SCALAR_NAMES: &[&str] = &names();

const fn names() -> [&'static str; SCALARS.len()] {
    let mut names = [""; SCALARS.len()];
    let mut at = 0;
    while at < SCALARS.len() {
        names[at] = SCALARS[at].0;
        at += 1;
    }
    names
}

const INTEGER: Type = Type::Integer { format: None };

const fn text(format: Option<StringFormat>) -> Type {
    Type::String { format, content: None }
}

/// Hosts begin with the product and end so.
pub(in crate::pages) const HOST_SUFFIX: &str = ".tencentcloudapi.com";

/// What lists are like.
static LISTS: lists::Words = lists::Words {
    vocabulary: &VOCABULARY,
    overview: lists::Overview::Linked,
    errors: lists::Unheaded::Foreign,
    schemes: PHRASES.schemes,
    common: tencent_v3::common,
    release: None,
    host_sentence: None,
    host_suffix: HOST_SUFFIX,
    no_successor: "",
    title: lists::whole_title,
    permission: Some(PHRASES.permission),
    tutorials: true,
};

/// The words of pages of actions.
static WORDS: reader::Words = reader::Words {
    vocabulary: &VOCABULARY,
    notes: &NOTES,
    own_host: Some(HOST_SUFFIX),
    rate: &[
        ("默认接口请求频率限制：", "次/秒"),
        ("接口请求频率限制：", "次/秒"),
        ("A maximum of ", " requests can be initiated per second"),
    ],
    successor: &["请使用", "建议使用", "please use", "Please use"],
    tools: &["API Explorer 提供了", "API Explorer provides", "We recommend you to use API Explorer", "Try it"],
    introduction: &[],
    calls: &[],
    title: &[],
    explorer: &Explorer { marker: "/api/explorer?", product: "", version: "", action: "Action=", hosts: &[] },
    unmarked_headings: false,
    displaced: false,
    chapters: false,
};

/// The profile.
pub(in crate::pages) static PROFILE: Profile = Profile {
    vocabulary: &VOCABULARY,
    vendor: "tencent",
    protocol: Protocol::TencentV3,
    id: ["tencent-", ""],
    version: None,
    versions_apart: true,
    host_suffix: HOST_SUFFIX,
    host_products: &[],
    identity: &IDENTITY,
    words: &WORDS,
    nesting: |_| Box::new(Structures::default()),
    lists: &LISTS,
    page: tencent_v3::page,
    nest: None,
    finish: tencent_v3::finish,
};
