//! The table of findings: code, severity and meaning of each. `docquarry check` and the docs list it.

use crate::diagnostic::Severity::{self, Note, Warning};
use crate::rules::rules;

/// A kind of finding, with how serious every finding of it is.
pub type Rule = crate::rules::Rule<Severity>;

rules! {
    /// Everything that [`check`](super::check) can find.
    RULES: Severity;

    ACTION_WITHOUT_PAGE = "action-without-page", Warning, "an overview lists an action that no page describes";
    ACTION_WITHOUT_GROUP = "action-without-group", Note, "a page describes an action that the overview lacks";
    ACTION_DEPRECATED = "action-deprecated", Note, "a page says that its action is going away";
    SUCCESSOR_UNKNOWN = "successor-unknown", Warning, "a deprecated action names a successor that does not exist";
    SINCE_UNKNOWN = "since-unknown", Note, "the changelog never announces an action or structure";

    PATH_MISSING = "path-missing", Warning, "an operation has no path";
    PATH_REPEATED = "path-repeated", Note, "two operations have the same method and path";
    PATH_PARAMETER_UNDOCUMENTED = "path-parameter-undocumented", Warning, "no row documents a part of a path";
    PATH_PARAMETER_PLACELESS = "path-parameter-placeless", Warning, "a parameter is a part of a path that has no place for it";
    PATH_PARAMETER_NAME = "path-parameter-name", Note, "a parameter has another name than its place in the path";

    STRUCTURE_UNDEFINED = "structure-undefined", Warning, "a type names a structure that is not defined";
    STRUCTURE_UNUSED = "structure-unused", Warning, "no action uses a structure";
    USED_BY_MISSING = "used-by-missing", Warning, "a structure's list of users lacks actions that use it";
    USED_BY_EXTRA = "used-by-extra", Warning, "a structure's list of users names actions that do not use it";
    OUTPUT_WITH_REQUIRED = "structure-output-required", Note, "a structure of responses alone has a column for required members";
    INPUT_WITHOUT_REQUIRED = "structure-input-optional", Note, "a structure of requests has no column for required members";

    CHANGELOG_UNKNOWN_NAME = "changelog-unknown-name", Warning, "the changelog announces a name that no table has";
    CHANGELOG_REMOVED_PRESENT = "changelog-removed-present", Warning, "the changelog removes what a table still has";
    CHANGELOG_DEPRECATED_PRESENT = "changelog-deprecated-present", Note, "the changelog deprecates what a table still has";
    CHANGELOG_REMOVED_IN_EXAMPLE = "changelog-removed-in-example", Warning, "examples show what the changelog took away";
    CHANGELOG_ADDED_TWICE = "changelog-added-twice", Warning, "the changelog adds a name that it had added before";
    CHANGELOG_CHANGED_WHEN_GONE = "changelog-changed-when-gone", Warning, "the changelog changes a name after taking it away";

    ERROR_UNLISTED = "error-unlisted", Warning, "an action uses an error code that no list has";
    ERROR_UNUSED = "error-unused", Note, "no action uses an error code of the API's own list";
    ERROR_REPEATED = "error-repeated", Warning, "an action lists an error code twice";
    ERROR_NAME_CASE = "error-name-case", Note, "error codes differ in case alone";

    EXAMPLE_NOT_JSON = "example-not-json", Warning, "an example is no JSON";
    EXAMPLE_ENVELOPE = "example-envelope", Warning, "an example's response has a wrapper too few or too many";
    EXAMPLE_ACTION_DIFFERS = "example-action-differs", Warning, "an example calls another action than its page";
    EXAMPLE_UNKNOWN_FIELD = "example-unknown-field", Warning, "an example has a field that no table has";
    EXAMPLE_TYPE = "example-type", Warning, "a value of an example contradicts the type of its field";
    EXAMPLE_NULL = "example-null", Warning, "an example has null where no note allows it";
    EXAMPLE_REQUIRED_MISSING = "example-required-missing", Warning, "an example request lacks a required field";
    EXAMPLE_OUTPUT_MISSING = "example-output-missing", Warning, "no example of an action shows a response field of its table";
    EXAMPLE_ENUM = "example-enum", Warning, "a value of an example is not among the documented ones";
    EXAMPLE_ENUM_CASE = "example-enum-case", Warning, "a value of an example differs from a documented one in case";
    EXAMPLE_OUT_OF_RANGE = "example-out-of-range", Warning, "a number of an example is out of the documented range";
    EXAMPLE_LENGTH = "example-length", Warning, "a text or list of an example is shorter or longer than documented";
    EXAMPLE_INDEX_GAP = "example-index-gap", Warning, "the indexes of a list in a URL leave a gap";

    SAMPLE_TYPE = "sample-type", Warning, "a sample value contradicts the type of its field";
    SAMPLE_NULL = "sample-null", Warning, "a sample value is null";
    SAMPLE_QUOTED = "sample-quoted", Warning, "a sample value stands in quotation marks";
    SAMPLE_ESCAPED = "sample-escaped", Note, "a sample value holds an escape sequence as text";
    SAMPLE_CLIPPED = "sample-clipped", Note, "a sample value is JSON that breaks off";
    SAMPLE_UNKNOWN_FIELD = "sample-unknown-field", Warning, "a sample value has a field that no table has";
    SAMPLE_ENUM = "sample-enum", Warning, "a sample value is not among the documented ones";
    SAMPLE_ENUM_CASE = "sample-enum-case", Warning, "a sample value differs from a documented one in case";
    SAMPLE_OUT_OF_RANGE = "sample-out-of-range", Warning, "a sample value is out of the documented range";
    SAMPLE_LENGTH = "sample-length", Warning, "a sample value is shorter or longer than documented";

    DEFAULT_TYPE = "default-type", Warning, "a default contradicts the type of its field";
    DEFAULT_ENUM = "default-enum", Warning, "a default is not among the documented values";
    DEFAULT_OUT_OF_RANGE = "default-out-of-range", Warning, "a default is out of the documented range";
    REQUIRED_WITH_DEFAULT = "required-with-default", Warning, "a required field has a default";
    RANGE_EMPTY = "range-empty", Warning, "a documented range or length allows nothing";

    FIELD_REPEATED = "field-repeated", Warning, "a table has two rows of the same name";
    FIELD_TYPE_VARIES = "field-type-varies", Note, "fields of the same name have different types";
    FIELD_NAME_CASE = "field-name-case", Note, "names of fields differ in case alone";
    FIELD_NAME_COMMON = "field-name-common", Note, "a field has the name of a common parameter";
}
