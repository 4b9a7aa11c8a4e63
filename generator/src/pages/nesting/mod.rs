//! Where members belong: which row of which table is a member of which field.
//!
//! Each way of writing members down has a file: `by_example` reads flat tables, `search` places their rows, and
//! `sample` knows what the page's samples show, and `relocate` moves fields to where those have them. A page chooses by what its tables have, whoever wrote it.

pub(crate) mod by_example;
pub(crate) mod dotted;
pub(crate) mod relocate;
pub(crate) mod sample;
mod search;
