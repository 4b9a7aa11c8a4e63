//! Alibaba Cloud's RPC-style APIs: what their pages mean, whatever format they came in.
//!
//! Pages are read by `pages/reader` and `pages/lists`; here are the rows of their tables (`row`, `types`). The rows of a
//! request are nested by their names (`request`, `members`) or by what follows a list (`below`), those of an answer by
//! what the examples show (`pages/nesting`). The words are data in `words`.

pub(super) mod below;
mod members;
pub(super) mod request;
pub(super) mod row;
mod type_words;
pub(super) mod types;

use super::assemble::Api;
use super::columns::Columns;
pub(super) use super::profile::aliyun_rpc as words;
use super::sink::Sink;
use crate::document::Table;
use crate::spec::model::Type;
use types::Declared;
use words::VERSION;

/// Reads a table of common parameters, one of which has the version as its value.
pub(super) fn common(table: &Table, columns: &Columns, scheme: &'static str, api: &mut Api, sink: &mut Sink<'_>) {
    for parsed in row::read(table, columns, sink.document) {
        let ty = match &parsed.declared {
            Declared::Plain(ty) => ty.clone(),
            _ => Type::string(),
        };
        if parsed.name == VERSION {
            let mut words = parsed.text.split(|c: char| !(c.is_ascii_digit() || c == '-'));
            let date = words.find(|word| word.len() == 10 && word.matches('-').count() == 2);
            api.version = api.version.take().or_else(|| date.map(str::to_owned));
        }
        let field = parsed.field(&parsed.name, ty);
        api.common_parameter(scheme, field, parsed.text, sink);
    }
}
