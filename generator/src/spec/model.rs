//! The JSON contract: the types behind `spec/<id>.json` and `spec/schema.json`.
//!
//! The order of the fields is the order of the keys in the file, and maps keep the order of the
//! document, so that the same document always gives the same bytes. Only facts live here; the
//! vendors' sentences go to [`Prose`](crate::prose::Prose), which is never committed.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

pub use super::conditions::{Condition, ConditionKind, Premise, Special};
pub use super::servers::{AuthScheme, Envelope, EnvelopeError, Rest, RestAuth};
pub use super::value_types::{IntegerFormat, NumberFormat, StringFormat, Type};
pub use crate::source::Source;

/// The version of this contract, written to every spec.
pub const SPEC_VERSION: u32 = 1;

/// One API as its documentation describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Version of the contract; see [`SPEC_VERSION`].
    pub spec_version: u32,
    /// Languages of titles and labels, where pages in several describe the API: that of `label` first, then those that
    /// `labels` has beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Identifier of the API, also the name of its file and crate: `tencent-clb`.
    pub id: String,
    /// The moment that the spec describes, where it is not that of the documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AsOf>,
    /// Who publishes the API, in a word of the profile: `tencent`.
    pub vendor: String,
    /// The vendor's short name of the product, as in its host names: `clb`.
    pub product: String,
    /// The product's name in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The version that requests name: `2018-03-17`.
    pub api_version: String,
    /// How requests are signed and encoded.
    pub protocol: Protocol,
    /// Servers, authentication and envelope of an API whose operations have a method and a path; see [`Protocol::Rest`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Rest>,
    /// Hosts that answer the API.
    pub endpoints: Vec<Endpoint>,
    /// Regions that the common parameter for the region may name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
    /// Parameters that every request carries, by signing scheme.
    pub common_parameters: IndexMap<String, Vec<Field>>,
    /// Actions with a page of their own, by name.
    pub actions: IndexMap<String, Action>,
    /// Actions that an overview lists and that have no page.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub listed_actions: IndexMap<String, ListedAction>,
    /// Named data structures.
    pub structures: IndexMap<String, Structure>,
    /// The order of required fields that an earlier edition had, by the path of their table
    /// (`actions.CreateListener.request`), where the rows of this edition have another: constructors keep it.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub argument_order: IndexMap<String, Vec<String>>,
    /// Error codes of the code lists.
    pub errors: IndexMap<String, ErrorCode>,
    /// The vendor's own history of the API, newest release first.
    pub changelog: Vec<Release>,
    /// What the vendor's guide to a newer API names as successors of the actions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub migration: Vec<Migration>,
}

/// A moment of the past, and what the spec of it was made from.
///
/// Which actions, structures and fields there were is what the changelog says. What it does not speak of is that of the
/// newest release; `from_newest` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AsOf {
    /// The last release that counts.
    pub release: Option<u32>,
    /// Its day.
    pub date: String,
    /// The newest release of the spec that this one was made from.
    pub newest_release: Option<u32>,
    /// Its day.
    pub newest_date: String,
    /// Keys of this spec whose values no changelog dates, wherever they stand: they are those of the newest release. A
    /// `type` and a `required` count as known unless the field names them as uncertain, since a changelog announces
    /// when they change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_newest: Vec<String>,
}

/// What a changelog leaves open about a moment of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Uncertain {
    /// Whether it was there: announced as going away, or announced and in no table.
    Presence,
    /// Its type: it was modified later, or no table has it any more.
    Type,
    /// Whether it had to be sent, for the same reasons.
    Required,
    /// Its label, sample, values and bounds: it was modified later.
    Facts,
    /// Whether it was already going away: the page says so, no release does.
    Deprecated,
    /// Its members: no table has it any more.
    Members,
}

/// A row of a guide from this API to a newer one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The action of this API.
    pub from: String,
    /// Actions of the newer API that take its place, as printed; none where there is no successor.
    pub to: Option<Vec<String>>,
    /// The row.
    pub source: Source,
}

/// A signing and encoding convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// Tencent Cloud API 3.0: JSON bodies signed with TC3-HMAC-SHA256, or flattened parameters signed with HmacSHA1.
    TencentV3,
    /// The older Tencent API under `/v2/index.php`.
    TencentV2,
    /// Alibaba Cloud RPC style.
    AliyunRpc,
    /// Operations are a method and a path; what is common to them is in [`Spec::rest`].
    Rest,
}

/// A host that answers the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Host name without scheme.
    pub host: String,
    /// The region it serves; none for the host that finds the nearest region.
    pub region: Option<String>,
    /// The place's name in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where the document says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A value of the region parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// The value sent: `ap-guangzhou`.
    pub id: String,
    /// The place's name in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where the document says so.
    pub source: Source,
}

/// One operation of the API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The page's title.
    pub title: Option<String>,
    /// The title in each language, where pages in several describe the action: `{"zh": "…", "en": "…"}`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub titles: IndexMap<String, String>,
    /// The group of the overview that the action stands in.
    pub group: Option<String>,
    /// The host that the page names.
    pub endpoint: Option<String>,
    /// Requests per second.
    pub rate_limit: Option<u32>,
    /// When the page was last changed, local time of the document, `2025-05-07T01:19:17`.
    pub updated_at: Option<String>,
    /// The page, or the changelog, says that the action is going away.
    pub deprecated: bool,
    /// The changelog release that announced that it is going away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated_since: Option<u32>,
    /// The action that the page names as successor of a deprecated one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// The call starts a task: the answer names it, and another action tells how it went.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asynchronous: bool,
    /// The action that the page names for asking how the task goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_query: Option<String>,
    /// The changelog release that introduced the action.
    pub since: Option<u32>,
    /// What is not known about the moment that the spec describes; see [`Spec::as_of`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncertain: Vec<Uncertain>,
    /// The vendor's page.
    pub url: Option<String>,
    /// The HTTP method of an operation of [`Protocol::Rest`]: `PATCH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path of an operation of [`Protocol::Rest`], with its parameters in braces: `/kites/{kite_id}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Parameters without the common ones, in table order.
    pub request: Vec<Field>,
    /// The type of the request's body, where the body is no object of the documented fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Type>,
    /// What holds between parameters of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Fields of the response without its envelope, in table order.
    pub response: Vec<Field>,
    /// The type of the answer, where the answer is no object of documented fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<Type>,
    /// HTTP statuses that the page lists, by number.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub statuses: IndexMap<String, Status>,
    /// Error codes that the page lists.
    pub errors: Vec<String>,
    /// Example calls.
    pub examples: Vec<Example>,
    /// The lines of the page.
    pub source: Source,
}

/// An HTTP status that a page lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Its short name in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The row.
    pub source: Source,
}

/// An action that the overview lists and that has no page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedAction {
    /// The overview's text beside the name.
    pub title: Option<String>,
    /// The group that lists it.
    pub group: Option<String>,
    /// Requests per second.
    pub rate_limit: Option<u32>,
    /// The vendor's page.
    pub url: Option<String>,
    /// The changelog release that introduced the action.
    pub since: Option<u32>,
    /// What is not known about the moment that the spec describes; see [`Spec::as_of`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncertain: Vec<Uncertain>,
    /// The row of the overview.
    pub source: Source,
}

/// A named data structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// Its short name in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The short name in each language, where pages in several describe it: `{"zh": "…", "en": "…"}`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, String>,
    /// The changelog release that introduced the structure.
    pub since: Option<u32>,
    /// What is not known about the moment that the spec describes; see [`Spec::as_of`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncertain: Vec<Uncertain>,
    /// Members in table order.
    pub fields: Vec<Field>,
    /// What holds between members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// The types of which the structure is one, where it is a union without members of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Type>,
    /// Actions that the document names as users.
    pub used_by: Vec<String>,
    /// The vendor's page.
    pub url: Option<String>,
    /// The lines of its description and table.
    pub source: Source,
}

/// An error code of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// Its short name in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The short name in each language, where pages in several describe it: `{"zh": "…", "en": "…"}`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, String>,
    /// Whether every API of the vendor shares it.
    pub scope: ErrorScope,
    /// The HTTP status that carries it.
    pub http_status: Option<u16>,
    /// The list of codes lacks it; another page has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlisted: bool,
    /// The row of the code list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// Which list an error code stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ErrorScope {
    /// The list shared by the vendor's APIs.
    Common,
    /// The list of this API.
    Business,
}

/// A release of the vendor's changelog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The vendor's running number.
    pub release: Option<u32>,
    /// The vendor's name of the release, where it is no running number: `7.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Day of the release, `2025-06-12`.
    pub date: String,
    /// What it announces, in document order.
    pub changes: Vec<Change>,
    /// The lines of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// One announcement of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What happened.
    pub op: ChangeOp,
    /// To what kind of thing.
    pub kind: ChangeKind,
    /// The action or structure that the names belong to; none for actions and structures themselves.
    pub owner: Option<String>,
    /// The things named.
    pub names: Vec<String>,
    /// For each name, the line of the release's document where the text that holds it begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u32>,
}

/// What a changelog announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeOp {
    /// It exists from now on.
    Add,
    /// It changed.
    Modify,
    /// It is gone.
    Remove,
    /// It is going away.
    Deprecate,
}

/// What a changelog speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// An action.
    Action,
    /// A data structure.
    Structure,
    /// A parameter of an action.
    RequestField,
    /// A field of an action's response.
    ResponseField,
    /// A member of a data structure.
    Member,
    /// An error code of an action, or of the API where there is no owner.
    ErrorCode,
}

/// An example call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The example's title.
    pub title: Option<String>,
    /// The JSON body, or `{"query": {…}}` with string values for a URL; a string where the document's text is no JSON.
    pub request: Value,
    /// The JSON answer with its envelope; a string where the document's text is no JSON.
    pub response: Value,
    /// The XML answer as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_xml: Option<String>,
    /// The lines of the example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// A parameter, a response field or a member of a structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// Wire name, without any `.N`.
    pub name: String,
    /// Short name in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The short name in each language, where pages in several describe it: `{"zh": "…", "en": "…"}`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, String>,
    /// Where it is sent, in an operation of [`Protocol::Rest`]; in the body where it is not said.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The type.
    #[serde(flatten)]
    pub ty: Type,
    /// Must it be sent; none where the table has no such column.
    pub required: Option<bool>,
    /// May the service send null.
    pub nullable: bool,
    /// The sample value as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// What the description says in its usual forms.
    #[serde(flatten)]
    pub facts: Facts,
    /// The document says that the field is going away.
    pub deprecated: bool,
    /// The changelog release that announced that it is going away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated_since: Option<u32>,
    /// The changelog release that introduced the field.
    pub since: Option<u32>,
    /// What is not known about the moment that the spec describes; see [`Spec::as_of`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uncertain: Vec<Uncertain>,
    /// The row.
    pub source: Source,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In a placeholder of the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
    /// In a form: a file, or a field beside files.
    Form,
}

/// Facts that stand in a description in one of the usual forms. All are optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// The value used when the field is not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The values that are allowed, or that occur.
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub enumeration: Vec<Value>,
    /// Short names of the values in the document's language.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub enum_labels: IndexMap<String, String>,
    /// Short names of the values in each language, where pages in several describe the field.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub enum_labels_in: IndexMap<String, IndexMap<String, String>>,
    /// The table that lists the values, where the row of the field does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enum_source: Option<Source>,
    /// Values beside the usual ones that mean something of their own: -1 for "unlimited".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Special>,
    /// Names that the items of a list of filters may have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// Smallest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// Largest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// Largest number of items of an array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// Shortest string, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// Longest string, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Longest string, in bytes, where the document counts bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// A regular expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Unit of the value, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Which extraction rule found each fact: `{"enum": "enum.key-colon"}`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rules: IndexMap<String, String>,
}

impl Facts {
    /// What values mean that are no enumeration: `true` and `false` of a switch, and values that may be joined in one text.
    pub fn meanings(&self) -> impl Iterator<Item = (&str, &str)> {
        let labels = self.enum_labels.iter().filter(|_| self.enumeration.is_empty());
        labels.map(|(value, label)| (value.as_str(), label.as_str()))
    }

    /// True where nothing was found.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
