//! What is wrong with the parameters of a request, for servers that refuse it and for callers before they send it.

use std::fmt;

use serde_json::{Map, Value};

use crate::operation::Operation;
use crate::wire;

use super::{Condition, ConditionKind, Schema, Wrong, validate};

/// Most violations that are looked for.
const MOST: usize = 100;

/// A parameter that a server refuses.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// The names of the parameter and of what it is in, outermost first.
    pub path: Vec<String>,
    /// What is wrong with it; none if the action has no such parameter.
    pub wrong: Option<Wrong>,
    /// The condition between parameters that does not hold, if it is one.
    pub condition: Option<Box<Condition>>,
    /// What a server says of it.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Violation {
    /// That a parameter is wrong.
    pub(super) fn new(wrong: Wrong, path: Vec<String>, message: String) -> Self {
        Violation { path, wrong: Some(wrong), condition: None, message }
    }

    /// That the action has no parameter of a name.
    pub(super) fn unknown(path: Vec<String>, message: String) -> Self {
        Violation { path, wrong: None, condition: None, message }
    }

    /// That a condition does not hold, said of the parameter at a path.
    pub(super) fn of_condition(condition: &Condition, path: Vec<String>) -> Self {
        let wrong = if condition.kind == ConditionKind::Exclusive { Wrong::Value } else { Wrong::Missing };
        let place = path.split_last().map(|(_, above)| above.join(".")).filter(|place| !place.is_empty());
        let message = match place {
            Some(place) => format!("In `{place}`, {condition}."),
            None => format!("The parameters do not fit together: {condition}."),
        };
        Violation { path, wrong: Some(wrong), condition: Some(Box::new(condition.clone())), message }
    }
}

/// Everything that is wrong with a request, as the error of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Violations {
    /// The name of the action on the wire.
    pub action: &'static str,
    /// What is wrong, in the order of the parameters; at most 100.
    pub all: Vec<Violation>,
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request {} is not as documented:", self.action)?;
        self.all.iter().try_for_each(|violation| write!(f, " {violation}"))
    }
}

impl std::error::Error for Violations {}

impl Schema {
    /// Checks parameters as a server does before it gives them to a service.
    ///
    /// # Errors
    /// The first thing that is missing, unknown, of another type, beyond its documented bounds, or at odds with a
    /// condition between parameters. An action that the API does not have has no parameters.
    pub fn validate(&self, action: &str, parameters: &Map<String, Value>) -> Result<(), Violation> {
        validate::first(self, action, parameters)
    }

    /// Checks a request against everything that is documented of its parameters, without sending it.
    ///
    /// # Errors
    /// What a server that holds to the documentation would refuse it for.
    pub fn check<O: Operation>(&self, request: &O) -> Result<(), Violations> {
        let Value::Object(parameters) = wire::to_value(request) else { return Ok(()) };
        match violations(self, O::ACTION, &parameters) {
            all if all.is_empty() => Ok(()),
            all => Err(Violations { action: O::ACTION, all }),
        }
    }
}

/// Everything that [`Schema::validate`] would refuse parameters of an action for, one violation for each value and at most
/// 100. None for an action that the API does not have, since nothing is known of its parameters.
pub fn violations(schema: &Schema, action: &str, parameters: &Map<String, Value>) -> Vec<Violation> {
    if !schema.actions.contains_key(action) {
        return Vec::new();
    }
    validate::violations(schema, action, parameters, MOST)
}
