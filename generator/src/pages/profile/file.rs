//! A profile as a file: the keys that a profile in TOML can have.
//!
//! A profile says in words what the pages of one vendor mean. What it does with a page is in
//! [`declared`](crate::pages::declared), which knows no vendor. The JSON Schema of these keys is
//! `generator/src/pages/profile/profile.schema.json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use crate::spec::model::{Rest, Type};

/// A profile for the pages of one vendor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileFile {
    /// The name of the profile in options.
    pub name: String,
    /// Whose API it is.
    pub vendor: String,
    /// The product, if all pages are of one.
    pub product: Option<String>,
    /// The parameter of links whose value names the product: `product` of `…?product=ELB`.
    pub product_link: Option<String>,
    /// The version of the API, if the pages do not say it.
    #[serde(default)]
    pub version: String,
    /// Texts that only pages of this vendor have.
    pub signs: Vec<String>,
    /// The identifier of the HTML element that holds the page.
    pub element: Option<String>,
    /// Servers, authentication and envelope.
    pub protocol: Rest,
    /// How the pages show that a section is an operation; the first form that fits counts.
    pub operation: Vec<OperationForm>,
    /// What operations are called and how they are marked.
    #[serde(default)]
    pub operations: Operations,
    /// Which sections and tables are structures.
    #[serde(default)]
    pub structures: Structures,
    /// The titles of columns by what they hold, lower or upper case alike.
    pub columns: Columns,
    /// What a table holds, by the title of its caption or of a section that it is in. The nearest title counts.
    #[serde(default)]
    pub table: Vec<TableTitles>,
    /// How required, optional and nullable are marked.
    #[serde(default)]
    pub marks: Marks,
    /// The words of types.
    pub types: TypeWords,
    /// How members of objects are found.
    #[serde(default)]
    pub nesting: NestingWords,
    /// The sentences that say what an operation returns.
    #[serde(default)]
    pub returns: ReturnWords,
    /// How changes are announced.
    pub changelog: Option<ChangelogWords>,
    /// Titles of sections that describe no API, with all in them.
    #[serde(default)]
    pub ignored: Vec<String>,
}

/// How a page shows that a section is an operation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "form")]
pub enum OperationForm {
    /// The heading is one word whose first letter is small: the operation's name. All have one method, and a path with
    /// `{name}` in it.
    HeadingWord {
        /// The level of the heading.
        level: u8,
        /// The HTTP method.
        method: String,
        /// The path: `/{name}`.
        path: String,
    },
    /// A component holds the path and has the method in an attribute: `<Route method="GET">/pots</Route>`.
    Component {
        /// The component's name.
        name: String,
        /// The attribute with the method.
        attribute: String,
    },
    /// The heading ends with method and path behind a mark: `Get Pot % GET /pots/{id}`.
    HeadingEnd {
        /// The mark before the method.
        mark: String,
    },
    /// The first line of a section says method and path: `GET /pots/{id}`. The operation is the whole page.
    Line {
        /// Titles of the section.
        titles: Vec<String>,
    },
    /// A line directly below the operation's own heading says method and path.
    OwnLine {
        /// Titles of sections that show such a line and are no operations: `Example *`.
        #[serde(default)]
        not: Vec<String>,
    },
}

/// What operations are called and how they are marked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operations {
    /// The parameter of links whose value names the operation.
    pub name_link: Option<String>,
    /// What a table directly below an operation's heading holds.
    pub table: Option<Holds>,
    /// Words in a title, or in a box of their own, which say that the operation is deprecated.
    #[serde(default)]
    pub deprecated: Vec<String>,
    /// What parameters without a type are.
    #[serde(default)]
    pub untyped: Option<String>,
}

/// Which sections and tables are structures.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Structures {
    /// Each heading of this level that is one word with a capital letter is a structure, with a table or without.
    pub heading_word: Option<u8>,
    /// Each table of fields outside of operations is a structure, called as its section.
    #[serde(default)]
    pub tables: bool,
    /// Words at the end of a section's title that are no part of the structure's name.
    #[serde(default)]
    pub drop_words: Vec<String>,
    /// A list of links to structures in a structure without a table: it is one of them.
    #[serde(default)]
    pub unions: bool,
    /// Words before the only value of a field that tells the structures of a union apart: `always`.
    #[serde(default)]
    pub constant: Vec<String>,
    /// Titles, or ends of titles, of tables that are no structures.
    #[serde(default)]
    pub not: Vec<String>,
}

/// The titles of columns.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The name of a field.
    pub name: Vec<String>,
    /// Its type.
    pub r#type: Vec<String>,
    /// Whether it is required.
    #[serde(default)]
    pub required: Vec<String>,
    /// Its default.
    #[serde(default)]
    pub default: Vec<String>,
    /// What it is.
    #[serde(default)]
    pub description: Vec<String>,
    /// A value of an enumeration.
    #[serde(default)]
    pub value: Vec<String>,
    /// An error code.
    #[serde(default)]
    pub code: Vec<String>,
    /// An HTTP status.
    #[serde(default)]
    pub status: Vec<String>,
    /// Columns that say nothing about a field's name, type or presence.
    #[serde(default)]
    pub ignored: Vec<String>,
}

/// What the tables below some titles hold.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableTitles {
    /// What they hold.
    pub holds: Holds,
    /// The titles. A remark in brackets behind them does not matter; `*` stands for any words.
    pub titles: Vec<String>,
}

/// What a table of an operation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Fields of the body.
    Body,
    /// Fields of the query.
    Query,
    /// Parts of the path.
    Path,
    /// Headers.
    Header,
    /// Fields of a form.
    Form,
    /// Parts of the path where it names them, fields of the query otherwise.
    PathOrQuery,
    /// Fields of the query of `GET` and `DELETE`, fields of the body otherwise.
    ByMethod,
    /// Fields of the answer.
    Response,
    /// HTTP statuses.
    Statuses,
    /// Error codes.
    Errors,
    /// Nothing of a request or an answer.
    Nothing,
}

/// How required, optional and nullable are marked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Cells of the required column that say yes.
    #[serde(default)]
    pub required: Vec<String>,
    /// Cells of the required column that say no.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Words that a description begins with if the field is optional.
    #[serde(default)]
    pub optional_begins: Vec<String>,
    /// The sign behind the name of an optional field.
    pub optional_sign: Option<String>,
    /// The sign before or behind the type of a nullable field.
    pub nullable_sign: Option<String>,
    /// Signs of footnotes behind names and types.
    #[serde(default)]
    pub footnotes: Vec<String>,
    /// A field with a default is optional.
    #[serde(default)]
    pub default_is_optional: bool,
    /// Whether a field without any mark is required.
    pub unmarked: Option<bool>,
    /// The same in the table of a query in which no field has any mark.
    pub unmarked_query: Option<bool>,
    /// Sentences that say that all parameters of an operation are optional.
    #[serde(default)]
    pub all_optional: Vec<String>,
    /// Sentences that say that all of them are optional and nullable.
    #[serde(default)]
    pub all_nullable: Vec<String>,
    /// Words in such a sentence before the fields that it does not speak of.
    #[serde(default)]
    pub except: Vec<String>,
    /// Words in a description that say that the field is deprecated.
    #[serde(default)]
    pub deprecated: Vec<String>,
}

/// The words of types.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeWords {
    /// Words by the type that they stand for, as the spec writes it.
    pub words: BTreeMap<String, TypeWord>,
    /// Words before the type of an array's items: `array of`.
    #[serde(default)]
    pub array: Vec<String>,
    /// Words before the types of a map's values; `*` is the type of its keys: `map of * to`.
    #[serde(default)]
    pub map: Vec<String>,
    /// Words between types of which one holds.
    #[serde(default)]
    pub or: Vec<String>,
    /// Words between types of a list of them.
    #[serde(default)]
    pub and: Vec<String>,
    /// Words that say nothing about the type.
    #[serde(default)]
    pub drop: Vec<String>,
}

/// What a word of a type stands for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TypeWord {
    /// `string`, `integer`, `number`, `boolean`, `object`, `array`.
    Name(TypeName),
    /// A type as the spec writes it.
    Type(Type),
}

/// A type without anything else.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum TypeName {
    String,
    Integer,
    Number,
    Boolean,
    Object,
    Array,
}

/// How the members of an object are found. A link in the cell of the type always counts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NestingWords {
    /// The word before the number of a table in its caption and in references: `表 2  pot`.
    pub caption: Option<String>,
    /// Words around the name in a caption that are no part of it.
    #[serde(default)]
    pub caption_drop: Vec<String>,
    /// Ways in which a row finds the table of its members, in this order.
    #[serde(default)]
    pub ways: Vec<NestingWay>,
}

/// A way in which a row finds the table of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NestingWay {
    /// The name of the type is the caption of a table.
    TypeIsCaption,
    /// The description refers to a table by link or number.
    Reference,
    /// The name of the row is the caption of a table.
    NameIsCaption,
}

/// The sentences that say what an operation returns.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnWords {
    /// Words before what is returned: `Returns`.
    #[serde(default)]
    pub before: Vec<String>,
    /// Words behind what is returned: `is returned`.
    #[serde(default)]
    pub behind: Vec<String>,
    /// Words that say that nothing is returned.
    #[serde(default)]
    pub nothing: Vec<String>,
    /// Sentences with one of these are not read.
    #[serde(default)]
    pub unless: Vec<String>,
    /// The words behind a type that end what is returned.
    #[serde(default)]
    pub until: Vec<String>,
    /// Several types in one sentence: one of them is returned. Otherwise the first one is.
    #[serde(default)]
    pub choices: bool,
}

/// How changes are announced.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangelogWords {
    /// Titles of the sections that hold releases.
    #[serde(default)]
    pub titles: Vec<String>,
    /// File names, without folder and ending, of documents that hold releases.
    #[serde(default)]
    pub documents: Vec<String>,
    /// The component that holds a release, and the attribute with its date.
    pub component: Option<(String, String)>,
    /// Words before a version number.
    #[serde(default)]
    pub version: Vec<String>,
    /// Verbs by what happened.
    #[serde(default)]
    pub verbs: Verbs,
    /// Nouns by what it happened to.
    #[serde(default)]
    pub nouns: Nouns,
}

/// Verbs of a changelog.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Verbs {
    #[serde(default)]
    pub add: Vec<String>,
    #[serde(default)]
    pub modify: Vec<String>,
    #[serde(default)]
    pub remove: Vec<String>,
    #[serde(default)]
    pub deprecate: Vec<String>,
    /// `X with Y`, `X to Y`: the first goes, the second comes.
    #[serde(default)]
    pub replace: Vec<String>,
}

/// Nouns of a changelog.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Nouns {
    #[serde(default)]
    pub action: Vec<String>,
    #[serde(default)]
    pub structure: Vec<String>,
    #[serde(default)]
    pub field: Vec<String>,
    #[serde(default)]
    pub parameter: Vec<String>,
    /// Nouns before names that say only what type the things before them have.
    #[serde(default)]
    pub r#type: Vec<String>,
}

impl ProfileFile {
    /// Reads a profile.
    ///
    /// # Errors
    /// A finding with the line, the key, and the nearest key that there is.
    pub fn parse(text: &str, document: &str) -> Result<Self, Diagnostic> {
        toml::from_str(text).map_err(|error| wrong(&error, text, document))
    }
}

/// What is wrong with a profile.
fn wrong(error: &toml::de::Error, text: &str, document: &str) -> Diagnostic {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX);
    let message = error.message().to_owned();
    let source = Source { document: document.to_owned(), lines: [line, line] };
    let finding = Diagnostic::new("profile-not-read", Severity::Error, format!("this is no profile: {message}"));
    match nearest(&message) {
        Some(key) => finding.at(source).help(format!("the nearest key is `{key}`")),
        None => finding.at(source).help("the guide lists the keys of a profile with an example each"),
    }
}

/// The known key that an unknown one is most like. The message names both: ``unknown field `a`, expected one of `b`, `c` ``.
fn nearest(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let (unknown, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2);
    let near = known.map(|key| (strsim::damerau_levenshtein(key, unknown), key));
    near.min().map(|(_, key)| key.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn the_schema_is_committed() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/profile/profile.schema.json");
        let mut schema = schemars::schema_for!(ProfileFile).to_value();
        crate::spec::schema::without_number_formats(&mut schema);
        // Printed as a schema, its keys are in the usual order.
        let schema = schemars::Schema::try_from(schema).unwrap();
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE_CASES").is_some() {
            std::fs::write(&path, &schema).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap() == schema, "run the test again with UPDATE_CASES=1");
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_the_nearest_key() {
        let text = "name = \"tea\"\nvendor = \"Tea House\"\nsings = [\"tea.example\"]\n";
        let found = ProfileFile::parse(text, "tea.toml").unwrap_err();
        assert_eq!(found.source.unwrap().lines, [3, 3]);
        assert_eq!(found.help.unwrap(), "the nearest key is `signs`");
        let text = "name = \"tea\"\nvendor = \"Tea House\"\nsigns = []\noperation = []\n[types.words]\n[protocol]\nservers = []\n[columns]\nname = []\ntype = []\n[[table]]\nholds = \"qery\"\ntitles = []\n";
        let found = ProfileFile::parse(text, "tea.toml").unwrap_err();
        assert_eq!(found.source.unwrap().lines[0], 12);
        assert_eq!(found.help.unwrap(), "the nearest key is `query`");
    }
}
