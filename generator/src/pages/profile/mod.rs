//! Profiles: what the pages of one vendor mean.
//!
//! A profile is a table of words with a few names of strategies. What it does with a page is not here: pages are read
//! by the modules beside this room, which know no vendor.

pub(in crate::pages) mod aliyun_rpc;
pub(in crate::pages) mod common;
pub(crate) mod file;
pub(in crate::pages) mod shipped;
pub(in crate::pages) mod tencent_v2;
pub(in crate::pages) mod tencent_v3;

use super::ParsedSpec;
use super::assemble::{Api, Found};
use super::identity;
use super::lists;
use super::nesting::Nesting;
use super::reader;
use super::sink::Sink;
use crate::diagnostic::Diagnostic;
use crate::document::{Page, Vocabulary};
use crate::spec::model::Protocol;

/// What sets the pages of one vendor, and the API that they describe, apart from others.
pub(super) struct Profile {
    /// The words of the pages.
    pub(super) vocabulary: &'static Vocabulary,
    pub(super) vendor: &'static str,
    pub(super) protocol: Protocol,
    /// What is before and behind the product in the identifier of an API.
    pub(super) id: [&'static str; 2],
    /// The version of all APIs of this kind, if their pages name none.
    pub(super) version: Option<&'static str>,
    /// Each page names its product and its version: those that name others than most pages of their document are of
    /// other APIs. Otherwise all pages of a document are of one.
    pub(super) versions_apart: bool,
    /// What hosts end with; the label before it is the product.
    pub(super) host_suffix: &'static str,
    /// Labels of hosts whose product has another name.
    pub(super) host_products: &'static [(&'static str, &'static str)],
    /// The words with which a page names its action.
    pub(super) identity: &'static identity::Words,
    /// The words and habits of pages of actions.
    pub(super) words: &'static reader::Words,
    /// How the tables of a page say which field is a member of which.
    pub(super) nesting: for<'p> fn(&'p Page) -> Box<dyn Nesting<'p> + 'p>,
    /// How lists are written on pages without an action.
    pub(super) lists: &'static lists::Words,
    /// Reads what else such pages define.
    pub(super) page: fn(&Page, &mut Api, &mut Sink<'_>),
    /// Decides where the members of flat tables belong, when all pages of an API are known.
    pub(super) nest: Option<Nest>,
    /// What is only known when the whole spec is.
    pub(super) finish: fn(&mut ParsedSpec, &mut Vec<Diagnostic>),
}

/// Decides where members belong, with what it finds wrong.
type Nest = fn(&mut [Found], &mut Vec<Diagnostic>);

/// All profiles. Of equally good ones the first is taken.
pub(super) static PROFILES: &[&Profile] = &[&tencent_v3::PROFILE, &tencent_v2::PROFILE, &aliyun_rpc::PROFILE];

impl Profile {
    /// The product that a host names.
    pub(super) fn product(&self, host: &str) -> Option<String> {
        let label = identity::product(host, self.host_suffix)?;
        let named = self.host_products.iter().find(|(known, _)| *known == label).map_or(label, |(_, product)| product);
        Some(named.to_owned())
    }
}
