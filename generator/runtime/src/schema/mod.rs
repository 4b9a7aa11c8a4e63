//! What has to be known of an API to check its requests, as plain data with a compact JSON form, and the check.
//!
//! A generated crate carries one as text, `docquarry serve` makes one from a spec. Servers refuse requests by it, clients
//! check theirs before they send them, a proxy compares both sides with it. Which code a service answers with is in
//! `server`. Responses are not described: services answer with typed values.

mod choose;
mod codes;
mod conditions;
mod differences;
mod text;
mod unflatten;
mod validate;
mod violation;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::operation::Protocol;
use crate::protocol::rest::{Rest, Route};

pub(crate) use self::choose::choose;
#[cfg(feature = "server")]
pub(crate) use self::codes::particular;
pub use self::codes::{Wrong, is_particular};
pub use self::conditions::{Condition, ConditionKind, Premise};
pub use self::differences::{Difference, DifferenceKind, Sight, differences};
pub use self::text::{Pattern, TimeFormat};
pub use self::unflatten::{scalar, unflatten};
#[cfg(feature = "server")]
pub(crate) use self::validate::shortened;
pub use self::violation::{Violation, Violations, violations};

/// One API, as far as its requests go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// Who made the text, for readers of the file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// Identifier of the spec, `tencent-clb`.
    pub id: String,
    /// Product, which is also the service name in TC3 signatures.
    pub product: String,
    /// Version that requests name.
    pub version: String,
    /// Default host, without scheme.
    pub host: String,
    /// How requests are formed and signed.
    pub protocol: Protocol,
    /// Regions that a request may name; empty where the API is not regional.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// HTTP status of the error codes that have one of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, u16>,
    /// Parameters of each action, in document order.
    pub actions: BTreeMap<String, Vec<Field>>,
    /// What is documented to hold between the parameters of an action.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub conditions: BTreeMap<String, Vec<Condition>>,
    /// Codes that single actions list for one parameter, or for one way in which parameters are wrong.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, Vec<String>>,
    /// What the operations of an API of methods and paths share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<Rest>,
    /// The method and the path of each operation.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub routes: BTreeMap<String, Route>,
    /// Members of the structures that requests use, in document order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub structures: BTreeMap<String, Vec<Field>>,
    /// What is documented to hold between the members of a structure.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub structure_conditions: BTreeMap<String, Vec<Condition>>,
}

/// A parameter or member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Must it be sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// May a service send null.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// What else is documented of its value.
    #[serde(flatten)]
    pub limits: Limits,
}

/// Documented bounds of a value. For a list, all but `max_items` are bounds of its items.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The values that are allowed; empty where any is.
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// Smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// Largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// Most items of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// Fewest characters of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// Most characters of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Most bytes of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// How a text that is a time is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<TimeFormat>,
    /// What a text matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
    /// Whether the documents themselves write the value as another type, such as a number as text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub loose: bool,
}

/// The type of a value: `"integer"`, `{"list": "string"}`, `{"ref": "Target"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Anything.
    Any,
    /// A file, which is sent as it is.
    File,
    /// A value of one of several types.
    OneOf(Vec<Type>),
    /// A text that holds JSON of a type.
    Json(Box<Type>),
    /// A list.
    List(Box<Type>),
    /// Values by key.
    Map(Box<Type>),
    /// A structure by name.
    Ref(String),
    /// A structure written out.
    Object(Vec<Field>),
}

impl Schema {
    /// The schema of a generated crate, out of the text that was generated with it.
    ///
    /// # Panics
    /// If the text is another one.
    #[allow(clippy::expect_used)]
    pub fn generated(text: &str) -> Self {
        serde_json::from_str(text).expect("the schema is the generated one")
    }

    /// Members of a type that is an object; none of a structure that is not defined.
    pub fn members<'a>(&'a self, ty: &'a Type) -> Option<&'a [Field]> {
        match ty {
            Type::Object(fields) => Some(fields),
            Type::Ref(name) => self.structures.get(name).map(Vec::as_slice),
            _ => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_text_form_is_compact_and_comes_back() {
        let field = |name: &str, ty| Field {
            name: name.into(),
            ty,
            required: false,
            nullable: false,
            limits: Limits::default(),
        };
        let ports = Field {
            required: true,
            limits: Limits { maximum: Some(65535.into()), max_items: Some(50), ..Limits::default() },
            ..field("Ports", Type::List(Box::new(Type::Integer)))
        };
        let schema = Schema {
            origin: String::new(),
            id: "x".into(),
            product: "x".into(),
            version: "1".into(),
            host: "x.example.com".into(),
            protocol: Protocol::TencentV3,
            regions: vec![],
            statuses: BTreeMap::new(),
            conditions: BTreeMap::new(),
            codes: BTreeMap::new(),
            rest: None,
            routes: BTreeMap::new(),
            actions: [("Do".to_owned(), vec![ports, field("To", Type::Ref("Target".into()))])].into(),
            structures: [("Target".to_owned(), vec![field("Id", Type::String)])].into(),
            structure_conditions: BTreeMap::new(),
        };
        let written = serde_json::to_value(&schema).unwrap();
        assert_eq!(
            written,
            json!({"id": "x", "product": "x", "version": "1", "host": "x.example.com", "protocol": "tencent-v3",
                   "actions": {"Do": [
                       {"name": "Ports", "type": {"list": "integer"}, "required": true, "maximum": 65535, "max_items": 50},
                       {"name": "To", "type": {"ref": "Target"}}]},
                   "structures": {"Target": [{"name": "Id", "type": "string"}]}})
        );
        assert_eq!(serde_json::from_value::<Schema>(written).unwrap(), schema);
    }

    #[test]
    fn members_of_an_undefined_structure_are_unknown() {
        let text = r#"{"id":"","product":"","version":"","host":"","protocol":"aliyun-rpc","actions":{}}"#;
        let schema: Schema = serde_json::from_str(text).unwrap();
        assert_eq!(schema.members(&Type::Ref("Nowhere".into())), None);
    }
}
