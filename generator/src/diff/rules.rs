//! The table of changes: an id, a severity by direction and a meaning for each. `docquarry diff` and the docs list it.
//!
//! A severity says what a change means for programs that keep calling the API as its former documentation said.
//! What it means for users of the generated crates is another question, which
//! [`compatibility`](crate::emit::rust::compatibility) answers from the crates' own declarations.

use super::Direction;
use super::Severity::{self, Breaking, Compatible, Documentation, Risky};
use crate::rules::rules;

/// What a change means, by where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// Severity in what callers send.
    pub request: Severity,
    /// Severity in what callers receive.
    pub response: Severity,
    /// Severity where it is neither.
    pub elsewhere: Severity,
}

/// A kind of change.
pub type Rule = crate::rules::Rule<Sides>;

const fn sides(request: Severity, response: Severity, elsewhere: Severity) -> Sides {
    Sides { request, response, elsewhere }
}

const fn all(severity: Severity) -> Sides {
    sides(severity, severity, severity)
}

impl Rule {
    /// The severity in a direction. What goes both ways takes the higher one.
    pub fn severity(&self, direction: Option<Direction>) -> Severity {
        match direction {
            None => self.by.elsewhere,
            Some(Direction::Request) => self.by.request,
            Some(Direction::Response) => self.by.response,
            Some(Direction::Both) => self.by.request.max(self.by.response),
        }
    }

    /// The rule of an id.
    pub fn of(id: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.id == id)
    }
}

rules! {
    /// Every kind of change that [`compare`](super::compare) can find.
    RULES: Sides;

    API_LABEL = "api-label-changed", all(Documentation), "the documented name of the product differs";
    API_PRODUCT = "api-product-changed", all(Breaking), "it is the API of another product or vendor";
    API_VERSION = "api-version-changed", all(Breaking), "requests name another version";
    API_PROTOCOL = "api-protocol-changed", all(Breaking), "requests are signed or encoded in another way";
    ENDPOINT_ADDED = "endpoint-added", all(Compatible), "a host answers the API that did not";
    ENDPOINT_REMOVED = "endpoint-removed", all(Breaking), "a host is no longer documented";
    ENDPOINT_LABEL = "endpoint-label-changed", all(Documentation), "a host's place has another name";
    SERVER_ADDED = "server-added", all(Compatible), "there is a further base address";
    SERVER_REMOVED = "server-removed", all(Breaking), "a base address is no longer documented";
    AUTH_ADDED = "auth-added", all(Compatible), "there is a further way to authenticate";
    AUTH_REMOVED = "auth-removed", all(Breaking), "a way to authenticate is no longer documented";
    ENVELOPE_CHANGED = "envelope-changed", all(Breaking), "the members around answers have other names";
    REGION_ADDED = "region-added", all(Compatible), "there is a further region";
    REGION_REMOVED = "region-removed", all(Breaking), "a region is no longer documented";
    REGION_LABEL = "region-label-changed", all(Documentation), "a region has another name";
    SCHEME_ADDED = "scheme-added", all(Compatible), "requests can be signed by a further scheme";
    SCHEME_REMOVED = "scheme-removed", all(Breaking), "a signing scheme is no longer documented";
    ERROR_ADDED = "error-added", all(Compatible), "there is a further error code";
    ERROR_REMOVED = "error-removed", all(Risky), "an error code is no longer documented";
    ERROR_LISTED = "error-listed", all(Compatible), "the list has an error code that stood on another page alone";
    ERROR_UNLISTED = "error-unlisted", all(Documentation), "the list lacks an error code that another page still has";
    ERROR_STATUS = "error-status-changed", all(Risky), "an error code comes with another HTTP status";
    ERROR_SCOPE = "error-scope-changed", all(Documentation), "an error code stands in another list";
    ERROR_LABEL = "error-label-changed", all(Documentation), "an error code has another name";
    RELEASE_ADDED = "release-added", all(Documentation), "the changelog has a further release";
    RELEASE_REMOVED = "release-removed", all(Documentation), "the changelog lacks a release that it had";
    RELEASE_CHANGED = "release-changed", all(Documentation), "a release of the changelog announces something else";
    MIGRATION_ADDED = "migration-added", all(Documentation), "the guide to a newer API has a further row";
    MIGRATION_REMOVED = "migration-removed", all(Documentation), "the guide to a newer API lacks a row that it had";
    MIGRATION_CHANGED = "migration-changed", all(Documentation), "the guide to a newer API names other successors";

    ACTION_ADDED = "action-added", all(Compatible), "there is a further action";
    ACTION_REMOVED = "action-removed", all(Breaking), "an action is no longer documented";
    ACTION_RENAMED = "action-renamed", all(Breaking), "an action has another name";
    ACTION_PAGE_ADDED = "action-page-added", all(Compatible), "an action that was only listed has a page";
    ACTION_PAGE_REMOVED = "action-page-removed", all(Risky), "an action has lost its page and is only listed";
    ACTION_LISTED = "action-listed", all(Compatible), "an overview lists a further action, without a page";
    ACTION_UNLISTED = "action-unlisted", all(Breaking), "an action that was only listed is gone";
    ACTION_TITLE = "action-title-changed", all(Documentation), "an action has another title";
    ACTION_GROUP = "action-group-changed", all(Documentation), "an action stands in another group";
    ACTION_URL = "action-url-changed", all(Documentation), "the documented address of an action's page differs";
    ACTION_SINCE = "action-since-changed", all(Documentation), "another release is said to have introduced an action";
    ACTION_ENDPOINT = "action-endpoint-changed", all(Risky), "an action is called at another host";
    ACTION_METHOD = "action-method-changed", all(Breaking), "an action is called by another HTTP method";
    ACTION_PATH = "action-path-changed", all(Breaking), "an action is called at another path";
    ACTION_PLACEHOLDER = "action-placeholder-renamed", all(Documentation), "a part of an action's path has another name, which is not sent";
    ACTION_BODY = "action-body-changed", all(Breaking), "the body of an action's requests has another type";
    ACTION_RETURNS = "action-returns-changed", all(Breaking), "an action answers with another type";
    STATUS_ADDED = "status-added", all(Compatible), "an action lists a further HTTP status";
    STATUS_REMOVED = "status-removed", all(Documentation), "an action lists an HTTP status no longer";
    STATUS_LABEL = "status-label-changed", all(Documentation), "an HTTP status has another label";
    ACTION_DEPRECATED = "action-deprecated", all(Risky), "an action is going away";
    ACTION_UNDEPRECATED = "action-undeprecated", all(Compatible), "an action is no longer going away";
    DEPRECATED_SINCE = "deprecated-since-changed", all(Documentation), "another release is said to have announced that something is going away";
    ACTION_SUCCESSOR = "action-successor-changed", all(Documentation), "another action is named as successor";
    ACTION_ASYNCHRONOUS = "action-asynchronous", all(Breaking), "an action that was done when it answered starts a task";
    ACTION_SYNCHRONOUS = "action-synchronous", all(Risky), "an action that started a task is done when it answers";
    ACTION_TASK_QUERY = "action-task-query-changed", all(Documentation), "another action tells how the task goes that an action starts";
    RATE_LOWERED = "rate-limit-lowered", all(Risky), "fewer requests per second are allowed";
    RATE_RAISED = "rate-limit-raised", all(Compatible), "more requests per second are allowed";
    RATE_STATED = "rate-limit-stated", all(Risky), "a limit of requests per second is documented where none was";
    RATE_UNSTATED = "rate-limit-unstated", all(Documentation), "a limit of requests per second is no longer documented";
    ACTION_ERROR_ADDED = "action-error-added", all(Compatible), "an action lists a further error code";
    ACTION_ERROR_REMOVED = "action-error-removed", all(Documentation), "an action lists an error code no longer";
    EXAMPLE_ADDED = "example-added", all(Documentation), "an action has a further example";
    EXAMPLE_REMOVED = "example-removed", all(Documentation), "an action has an example less";
    EXAMPLE_CHANGED = "example-changed", all(Documentation), "an example shows another call or answer";

    STRUCTURE_ADDED = "structure-added", all(Compatible), "there is a further structure";
    STRUCTURE_REMOVED = "structure-removed", sides(Breaking, Breaking, Risky), "a structure is no longer documented";
    STRUCTURE_RENAMED = "structure-renamed", all(Compatible), "a structure has another name, which is not sent";
    STRUCTURE_CHOICES = "structure-choices-changed", sides(Breaking, Breaking, Risky), "a structure is one of other types";
    STRUCTURE_LABEL = "structure-label-changed", all(Documentation), "a structure has another label";
    STRUCTURE_URL = "structure-url-changed", all(Documentation), "the documented address of a structure's page differs";
    STRUCTURE_SINCE = "structure-since-changed", all(Documentation), "another release is said to have introduced a structure";
    STRUCTURE_USERS = "structure-users-changed", all(Documentation), "the document names other users of a structure";

    FIELD_ADDED = "field-added", all(Compatible), "there is a further field that need not be sent";
    FIELD_ADDED_REQUIRED = "field-added-required", sides(Breaking, Compatible, Compatible), "there is a further field that is required";
    FIELD_REMOVED = "field-removed", sides(Breaking, Breaking, Risky), "a field is no longer documented";
    FIELD_RENAMED = "field-renamed", sides(Breaking, Breaking, Risky), "a field has another name";
    FIELD_REQUIRED = "field-required", sides(Breaking, Compatible, Compatible), "a field that was optional is required";
    FIELD_OPTIONAL = "field-optional", sides(Compatible, Risky, Compatible), "a field that was required is optional";
    FIELD_REQUIRED_STATED = "field-required-stated", sides(Risky, Documentation, Documentation), "a field is said to be required where nothing was said";
    FIELD_OPTIONAL_STATED = "field-optional-stated", all(Documentation), "a field is said to be optional where nothing was said";
    FIELD_REQUIRED_UNSTATED = "field-required-unstated", all(Documentation), "it is no longer said whether a field is required";
    FIELD_NULLABLE = "field-nullable", sides(Compatible, Breaking, Compatible), "a field may be null that could not";
    FIELD_NOT_NULLABLE = "field-not-nullable", sides(Breaking, Compatible, Compatible), "a field may no longer be null";
    FIELD_PLACE = "field-place-changed", sides(Breaking, Risky, Documentation), "a parameter is sent in another place";
    FIELD_PLACE_STATED = "field-place-stated", sides(Risky, Documentation, Documentation), "it is said where a parameter is sent, or no longer";
    FIELD_DEPRECATED = "field-deprecated", all(Risky), "a field is going away";
    FIELD_UNDEPRECATED = "field-undeprecated", all(Compatible), "a field is no longer going away";
    FIELD_LABEL = "field-label-changed", all(Documentation), "a field has another label";
    FIELD_EXAMPLE = "field-example-changed", all(Documentation), "a field has another sample value";
    FIELD_SINCE = "field-since-changed", all(Documentation), "another release is said to have introduced a field";

    TYPE_CHANGED = "type-changed", sides(Breaking, Breaking, Risky), "a field has a type that does not fit the former one";
    TYPE_WIDENED = "type-widened", sides(Compatible, Breaking, Compatible), "a field has a type that holds more than the former one";
    TYPE_NARROWED = "type-narrowed", sides(Breaking, Compatible, Risky), "a field has a type that holds less than the former one";
    TYPE_FORMAT = "type-format-changed", sides(Risky, Risky, Documentation), "a text has another format";
    TYPE_WIDTH = "type-width-changed", sides(Compatible, Risky, Documentation), "a number has another documented width";
    TYPE_WRAPPING = "type-wrapping-changed", sides(Breaking, Breaking, Risky), "a list is wrapped under another key";
    TYPE_STRUCTURE = "type-structure-changed", all(Risky), "a field is of another structure; differences of the members are listed by themselves";
    TYPE_MEMBERS_STATED = "type-members-stated", sides(Risky, Compatible, Documentation), "the members of an object are documented that were not";
    TYPE_MEMBERS_UNSTATED = "type-members-unstated", sides(Compatible, Risky, Documentation), "the members of an object are no longer documented";

    ENUM_VALUE_ADDED = "enum-value-added", sides(Compatible, Risky, Compatible), "there is a further value";
    ENUM_VALUE_REMOVED = "enum-value-removed", sides(Breaking, Compatible, Risky), "a value is no longer documented";
    ENUM_STATED = "enum-stated", sides(Risky, Compatible, Documentation), "the values are documented where none were";
    ENUM_UNSTATED = "enum-unstated", sides(Compatible, Risky, Documentation), "the values are no longer documented";
    ENUM_LABEL = "enum-label-changed", all(Documentation), "a value has another label";
    SPECIAL_VALUES = "special-values-changed", all(Documentation), "other values are documented to mean something of their own";
    FILTER_KEY_ADDED = "filter-key-added", all(Compatible), "a filter has a further key";
    FILTER_KEY_REMOVED = "filter-key-removed", all(Breaking), "a key of a filter is no longer documented";
    CONDITION_STATED = "condition-stated", all(Risky), "a condition between fields is documented that was not";
    CONDITION_UNSTATED = "condition-unstated", all(Compatible), "a condition between fields is no longer documented";
    BOUND_NARROWED = "bound-narrowed", sides(Breaking, Compatible, Risky), "a range or length allows less";
    BOUND_WIDENED = "bound-widened", sides(Compatible, Risky, Compatible), "a range or length allows more";
    BOUND_STATED = "bound-stated", sides(Risky, Compatible, Documentation), "a range or length is documented where none was";
    BOUND_UNSTATED = "bound-unstated", sides(Compatible, Risky, Documentation), "a range or length is no longer documented";
    PATTERN_CHANGED = "pattern-changed", sides(Risky, Risky, Documentation), "a text must match another pattern";
    DEFAULT_STATED = "default-stated", all(Documentation), "a default is documented where none was";
    DEFAULT_CHANGED = "default-changed", sides(Risky, Documentation, Documentation), "what is not sent counts as another value";
    DEFAULT_UNSTATED = "default-unstated", sides(Risky, Documentation, Documentation), "a default is no longer documented";
    UNIT_CHANGED = "unit-changed", all(Risky), "a value has another unit";
    UNIT_STATED = "unit-stated", all(Documentation), "a unit is documented where none was";
    UNIT_UNSTATED = "unit-unstated", all(Documentation), "a unit is no longer documented";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_meanings_are_sentences() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(RULES[..index].iter().all(|other| other.id != rule.id), "{}", rule.id);
            assert!(rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.id);
            assert!(!rule.meaning.ends_with('.') && rule.meaning.len() < 100, "{}", rule.id);
        }
    }

    #[test]
    fn what_goes_both_ways_counts_for_the_worse() {
        assert_eq!(ENUM_VALUE_ADDED.severity(Some(Direction::Request)), Severity::Compatible);
        assert_eq!(ENUM_VALUE_ADDED.severity(Some(Direction::Both)), Severity::Risky);
        assert_eq!(FIELD_REMOVED.severity(None), Severity::Risky);
        assert_eq!(Rule::of("field-removed"), Some(&FIELD_REMOVED));
    }
}
