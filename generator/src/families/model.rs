//! What is inferred of an API: families of actions, each with what it keeps, and the actions that belong to none.

use serde::Serialize;

/// Everything that was inferred of a spec.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Families {
    /// Identifier of the spec.
    pub spec: String,
    /// Families, parents first.
    pub families: Vec<Family>,
    /// Actions that tell how a task goes.
    pub tasks: Vec<TaskQuery>,
    /// Actions of no family, with the reason.
    pub rest: Vec<Rest>,
    /// What corrections changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Corrected>,
    /// Actions without a correction of their own that are understood in another way because of others'.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<String>,
}

impl Families {
    /// The family of a noun.
    pub fn named(&self, noun: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.noun == noun)
    }

    /// What an action does, and in which family.
    pub fn part(&self, action: &str) -> Option<(&Family, &Part)> {
        let parts = self.families.iter().flat_map(|family| family.parts.iter().map(move |part| (family, part)));
        parts.into_iter().find(|(_, part)| part.action == action)
    }

    /// The nouns of all families.
    pub(super) fn nouns(&self) -> Vec<&str> {
        self.families.iter().map(|family| family.noun.as_str()).collect()
    }

    /// Every action, family by family.
    pub(super) fn actions(&self) -> impl Iterator<Item = &str> {
        let parts = self.families.iter().flat_map(|family| &family.parts).map(|part| part.action.as_str());
        let tasks = self.tasks.iter().map(|task| task.action.as_str());
        parts.chain(tasks).chain(self.rest.iter().map(|rest| rest.action.as_str()))
    }

    /// What an action does, in a few words.
    pub(super) fn does(&self, action: &str) -> String {
        match self.part(action) {
            Some((family, part)) => match &part.role {
                Role::Members { list, .. } => format!("{} of {}, {list}", part.role.word(), family.noun),
                role => format!("{} of {}", role.word(), family.noun),
            },
            None if self.tasks.iter().any(|task| task.action == action) => "a query of tasks".to_owned(),
            None => "of no family".to_owned(),
        }
    }

    /// The code that an action answers for what is not there.
    pub(super) fn code(&self, action: &str) -> String {
        let task = || self.tasks.iter().find(|task| task.action == action).map(|task| &task.missing);
        let missing = self.part(action).map(|(_, part)| &part.missing).or_else(task);
        missing.map_or_else(|| "without a code".to_owned(), |missing| format!("not there: {}", missing.code))
    }
}

/// A fact that was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Corrected {
    /// The line of the correction.
    pub line: u32,
    /// The family, action or field.
    pub about: String,
    /// What was inferred.
    pub was: String,
    /// What it is now.
    pub is: String,
}

/// Actions about things of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Family {
    /// What the things are called: `LoadBalancer`.
    pub noun: String,
    /// Names of the field with the id; the first is the one that a create action answers or takes.
    pub ids: Vec<String>,
    /// The rule that found the id.
    pub rule: &'static str,
    /// The caller chooses the id, and it is unique within the parent only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// A documented id, for the form of new ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// The family of what holds the things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The list of the parent that shows the things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// The parameter of the create actions that names the region, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Its actions, in document order.
    pub parts: Vec<Part>,
    /// Fields that are sent under one name and shown under another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// Statuses that things have while the task goes on that makes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Pending>,
    /// Lists and objects whose members have actions of their own, as parameters are called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// What may be otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsure: Vec<String>,
}

/// An action of a family.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// The action.
    pub action: String,
    /// What it does.
    #[serde(flatten)]
    pub role: Role,
    /// How it says which things it means.
    pub select: Select,
    /// The parameter that makes repeated requests one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The code for what is not there.
    pub missing: Missing,
    /// The rule that decided what it does.
    pub rule: &'static str,
}

/// What an action of a family does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "does", rename_all = "kebab-case")]
pub enum Role {
    /// Makes things.
    Create {
        /// Where the answer has the new ids.
        answer: Option<Answer>,
        /// How many it makes.
        count: Count,
    },
    /// Shows things.
    Describe {
        /// Where the answer has them.
        view: View,
        /// How the list is cut into pages.
        #[serde(skip_serializing_if = "Option::is_none")]
        pages: Option<Pages>,
    },
    /// Shows the members of one thing.
    DescribeMembers {
        /// The list that is kept.
        list: String,
        /// The field of the answer.
        field: String,
        /// How the list is cut into pages.
        #[serde(skip_serializing_if = "Option::is_none")]
        pages: Option<Pages>,
    },
    /// Changes fields of things.
    Modify,
    /// Ends things.
    Delete,
    /// Changes a list within a thing.
    Members {
        /// How.
        change: Change,
        /// The list that is kept.
        list: String,
        /// The parameter with the members.
        parameter: String,
    },
    /// Does something that no field shows: the things must be there, and the documented example is the answer.
    Act,
}

impl Role {
    /// The role in a word or two.
    pub fn word(&self) -> &'static str {
        match self {
            Role::Create { .. } => "create",
            Role::Describe { .. } => "describe",
            Role::DescribeMembers { .. } => "describe members",
            Role::Modify => "modify",
            Role::Delete => "delete",
            Role::Members { change: Change::Add, .. } => "add members",
            Role::Members { change: Change::Remove, .. } => "remove members",
            Role::Members { change: Change::Modify, .. } => "modify members",
            Role::Members { change: Change::Replace, .. } => "replace members",
            Role::Act => "act",
        }
    }
}

/// Where an answer has the ids of what was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
pub enum Answer {
    /// One id.
    Id {
        /// The field.
        field: String,
    },
    /// A list of ids.
    Ids {
        /// The field.
        field: String,
    },
    /// Lists of ids by a key that another field of the answer has.
    IdsByKey {
        /// The field.
        field: String,
    },
    /// The thing itself.
    Object {
        /// The field.
        field: String,
    },
    /// A list of the things.
    Objects {
        /// The field.
        field: String,
    },
}

/// How many things a request makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Count {
    /// One.
    One,
    /// As many as a number says.
    Number {
        /// The parameter.
        parameter: String,
    },
    /// One for each item of a list.
    Each {
        /// The parameter.
        parameter: String,
        /// The member of an item that says how many of it there are to be.
        #[serde(skip_serializing_if = "Option::is_none")]
        times: Option<String>,
    },
}

/// Where an answer has the things that it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
pub enum View {
    /// In a list.
    List {
        /// The field.
        field: String,
    },
    /// One, in a field.
    Object {
        /// The field.
        field: String,
    },
    /// One: the answer is the thing.
    Whole,
}

/// How the things that a request means are found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Select {
    /// The parameter with an id, or with several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// The list of objects whose items have the ids, or those of the parents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// Ids of what holds the things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<ParentId>,
    /// Parameters that are compared with kept fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// The list of names with values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_name: Option<String>,
    /// Parameters that choose or sort and are not followed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

/// A parameter with ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Id {
    /// The parameter, or the member of an item.
    pub parameter: String,
    /// It may name several.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub several: bool,
    /// It must be sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// A parameter with the id of a parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParentId {
    /// The parent's family.
    pub noun: String,
    /// The code for a parent that is not there.
    pub missing: Missing,
    /// The parameter, or the member of an item.
    pub parameter: String,
    /// It may name several.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub several: bool,
    /// It must be sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// A parameter that selects by a kept field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The parameter.
    pub parameter: String,
    /// The field of the things.
    pub field: String,
}

/// How a list is cut into pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pages {
    /// How a page is asked for.
    pub way: Way,
    /// The parameter with the position, the number of the page, or the token.
    pub position: String,
    /// The parameter with the size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Items on a page if the request does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_size: Option<u64>,
    /// The field of the answer with the number of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
}

/// What a position of a page counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Items before the page.
    Items,
    /// Pages, from 1.
    Pages,
    /// Nothing: the answer gives a text for the next request.
    Token,
}

/// How members are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// They are added.
    Add,
    /// They are taken away.
    Remove,
    /// Fields of those that are there change.
    Modify,
    /// They are all that remains.
    Replace,
}

/// The code for a thing that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The code.
    pub code: String,
    /// The rule that chose it.
    pub rule: &'static str,
}

/// A field with two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rename {
    /// As it is sent.
    pub sent: String,
    /// As it is shown.
    pub shown: String,
    /// Each value of a list is the field of one thing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub each: bool,
    /// The rule that found it.
    pub rule: &'static str,
}

/// A status while a thing is being made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pending {
    /// The field that shows it.
    pub field: String,
    /// The value while the task goes on.
    pub making: serde_json::Value,
    /// The value when it is done, where one of the listed values says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready: Option<serde_json::Value>,
    /// The rule that found it.
    pub rule: &'static str,
}

/// An action that tells how tasks go.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TaskQuery {
    /// The action.
    pub action: String,
    /// Parameters that name a task.
    pub parameters: Vec<String>,
    /// Where the answer has the state.
    pub state: Vec<String>,
    /// The value of a task that goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<serde_json::Value>,
    /// The value of a task that ended well.
    pub succeeded: serde_json::Value,
    /// The code for a task that there is not.
    pub missing: Missing,
    /// Actions that start tasks which it knows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub starters: Vec<String>,
}

/// An action of no family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rest {
    /// The action.
    pub action: String,
    /// The rule that says why.
    pub rule: &'static str,
}
