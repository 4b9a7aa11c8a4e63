//! Where members belong: which row of which table is a member of which field.
//!
//! Each way of writing members down has a file: `by_example` reads flat tables, `search` places their rows, and
//! `sample` knows what the page's samples show, and `relocate` moves fields to where those have them. The reader of a
//! page gives each table of fields to a [`Nesting`]: `structures` for members that have pages of their own, `captions`
//! for tables of members below a sentence that names them, and `flat` for tables whose
//! members follow or have names with dots (`dotted`).

pub(crate) mod by_example;
pub(super) mod captions;
pub(crate) mod dotted;
pub(super) mod flat;
pub(crate) mod relocate;
pub(crate) mod sample;
mod search;
pub(super) mod structures;

use super::columns::Columns;
use super::reader::Shown;
use super::sink::Sink;
use super::values::ValueTable;
use crate::coverage::LineUse;
use crate::document::{Line, Table};
use crate::spec::model::Field;

/// The part of an action that a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Parameters.
    Request,
    /// Fields of the answer.
    Response,
}

impl Part {
    /// Its name in paths.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }

    /// What its rows are used for.
    pub(super) fn usage(self) -> LineUse {
        match self {
            Self::Request => LineUse::RequestRow,
            Self::Response => LineUse::ResponseRow,
        }
    }
}

/// A way in which the tables of a page say which field is a member of which.
pub(super) trait Nesting<'p> {
    /// Takes a sentence in that may be a caption, and accounts for it. False for any other sentence.
    fn caption(&mut self, _: &'p Line) -> bool {
        false
    }

    /// Takes in a line directly above a table, whatever it says, and accounts for it.
    fn above(&mut self, _: &'p Line) -> bool {
        false
    }

    /// The line above the next table names a field that may have members.
    fn is_captioned(&self) -> bool {
        false
    }

    /// The name is that of the objects of a row.
    fn is_object(&self, _: &str) -> bool {
        false
    }

    /// Takes in the table of such objects' members.
    fn object(&mut self, _: &str, _: &'p Table, _: &Columns, _: &mut Sink<'_>) {}

    /// A table of this part has come.
    fn has(&self, part: Part) -> bool;

    /// Takes a table of fields in.
    fn take(&mut self, part: Part, table: &'p Table, columns: &Columns, sink: &mut Sink<'_>);

    /// It accounts for the rows itself, when it knows which field they belong to.
    fn accounts(&self) -> bool {
        false
    }

    /// Puts the fields of all tables in their places.
    fn finish(self: Box<Self>, page: &Gathered<'_>, sink: &mut Sink<'_>) -> Nested;
}

/// What a page has beside its tables of fields.
pub(super) struct Gathered<'g> {
    /// Name of the action.
    pub(super) action: &'g str,
    /// The owner of its lines.
    pub(super) owner: u32,
    pub(super) shown: &'g [Shown],
    /// Tables of the values of a field.
    pub(super) values: &'g [ValueTable],
}

/// Fields in their places.
#[derive(Default)]
pub(super) struct Nested {
    pub(super) request: Vec<Field>,
    pub(super) response: Vec<Field>,
    /// Descriptions by path: `request.Name`.
    pub(super) prose: Vec<(String, String)>,
    /// Which tables of values belong to a field.
    pub(super) used: Vec<bool>,
    /// Rows whose place depends on other pages, in place of the fields.
    pub(super) flat: Option<flat::Flat>,
}
