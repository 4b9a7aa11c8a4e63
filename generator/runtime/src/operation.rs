//! What a generated crate says about its API and its actions, as constants that the runtime reads. No values, no
//! transport: how pages are fetched or tasks are waited for is in `client`.

use crate::protocol::rest::Routed;
use crate::wire::Wire;

/// One API: the facts that every call to it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Identifier of the spec, `tencent-clb`.
    pub id: &'static str,
    /// Product, which is also the service name in TC3 signatures.
    pub product: &'static str,
    /// Version of the API as sent on the wire; empty where requests name none.
    pub version: &'static str,
    /// Default host, without scheme.
    pub host: &'static str,
    /// Hosts of single regions: region and host.
    pub regions: &'static [(&'static str, &'static str)],
    /// Number of the first item of a list in flat parameters, `Ids.0` or `Ids.1`.
    pub first_index: usize,
    /// How requests are formed and signed.
    pub protocol: Protocol,
}

impl Api {
    /// The host that the documentation names for a region; the default one if it names none.
    pub fn host_of(&self, region: &str) -> &'static str {
        self.regions.iter().find(|(id, _)| *id == region).map_or(self.host, |(_, host)| host)
    }
}

/// How requests of an API are formed and signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// Tencent API 3.0.
    TencentV3,
    /// Tencent API 2017 ("v2").
    TencentV2,
    /// Alibaba RPC.
    AliyunRpc,
    /// A method and a path for each operation; see [`rest`](crate::protocol::rest).
    Rest,
}

/// One action of an API; implemented by its request type.
pub trait Operation: Wire + serde::Serialize {
    /// Name of the action on the wire.
    const ACTION: &'static str;
    /// Whether the call can be repeated without changing anything.
    const IDEMPOTENT: bool;
    /// The parameter that makes the service carry out repeated requests once, if the action has one.
    const CLIENT_TOKEN: Option<&'static str> = None;
    /// Documented limit in requests per second, for each region and account.
    const RATE_LIMIT: Option<u32> = None;
    /// The host that serves this action, if it is another than the API's.
    const HOST: Option<&'static str> = None;
    /// How its requests are formed, in APIs whose operations are a method and a path.
    const ROUTE: Option<Routed> = None;
    /// What the action answers with.
    type Response: Wire + serde::de::DeserializeOwned;
}

/// An action that answers a long list page by page.
pub trait Paged: Operation {
    /// What the list consists of.
    type Item;
    /// How a page is asked for.
    const PAGING: Paging;

    /// The list in an answer.
    fn items(response: &mut Self::Response) -> &mut Vec<Self::Item>;
}

/// How a page is asked for. All names are those of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// By a number that grows from page to page.
    Counted {
        /// What the number counts.
        unit: Unit,
        /// The parameter with the number.
        position: &'static str,
        /// The parameter is text.
        is_text: bool,
        /// The parameter with the size of a page; answers may have a field of this name.
        size: Option<&'static str>,
        /// Items on a page if the request does not say.
        default_size: Option<u32>,
        /// The field of the answer with the number of all items.
        total: Option<&'static str>,
    },
    /// By a text that each answer gives for the next request.
    Token {
        /// The parameter.
        token: &'static str,
        /// The field of the answer; absent or empty on the last page.
        next: &'static str,
    },
}

/// What a [`Paging::Counted`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Items before the page, from 0.
    Items,
    /// Pages, from 1.
    Pages,
}

/// An action that tells how a task is going.
pub trait TaskQuery: Operation {
    /// Where in an answer the state is, by the names on the wire.
    const STATE: &'static [&'static str];
    /// What the documented states mean.
    const STATES: &'static [(&'static str, TaskState)];
}

/// What a state of a task means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// It goes on.
    Running,
    /// It has ended well.
    Succeeded,
    /// It has ended, and not well.
    Failed,
}

/// An action that starts a task.
pub trait StartsTask: Operation {
    /// The action that tells how the task is going.
    type Query: TaskQuery;
    /// The parameters of that action, with the fields whose values they take.
    const PARAMETERS: &'static [(&'static str, Origin)];
}

/// Where a value is, by its name on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// In the request that started the task.
    Request(&'static str),
    /// In the answer to it.
    Response(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_without_a_host_of_its_own_has_the_default_one() {
        let api = Api {
            id: "acme-tea",
            product: "tea",
            version: "1",
            host: "tea.acme.example",
            regions: &[("north", "tea.north.acme.example")],
            first_index: 0,
            protocol: Protocol::AliyunRpc,
        };
        assert_eq!(api.host_of("north"), "tea.north.acme.example");
        assert_eq!(api.host_of("south"), "tea.acme.example");
        assert_eq!(api.host_of(""), "tea.acme.example");
    }
}
