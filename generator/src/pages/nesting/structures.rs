//! Tables of an API whose structures have pages of their own: each row is a field of the action, and members are found
//! by the name of the structure.

use super::{Gathered, Nested, Nesting, Part};
use crate::document::Table;
use crate::pages::columns::Columns;
use crate::pages::sink::Sink;
use crate::pages::tencent_v3::cell;
use crate::pages::{merge, values};
use crate::spec::model::Field;

/// The fields of each part, table by table.
#[derive(Default)]
pub(in crate::pages) struct Structures {
    tables: [Vec<Vec<Field>>; 2],
    prose: Vec<(String, String)>,
}

impl<'p> Nesting<'p> for Structures {
    fn has(&self, part: Part) -> bool {
        self.tables.get(part as usize).is_some_and(|tables| !tables.is_empty())
    }

    /// Rows of common parameters are read and left out.
    fn take(&mut self, part: Part, table: &'p Table, columns: &Columns, sink: &mut Sink<'_>) {
        let rows = cell::fields(table, columns, sink).into_iter().filter(|parsed| !parsed.common);
        let (fields, prose): (Vec<Field>, Vec<_>) = rows
            .map(|parsed| {
                let path = format!("{}.{}", part.name(), parsed.field.name);
                (parsed.field, (path, parsed.prose))
            })
            .unzip();
        self.prose.extend(prose);
        if let Some(tables) = self.tables.get_mut(part as usize) {
            tables.push(fields);
        }
    }

    fn finish(self: Box<Self>, page: &Gathered<'_>, _: &mut Sink<'_>) -> Nested {
        let [request, response] = self.tables;
        // A request may have a table for each use of the action.
        let (mut request, mut response) = (merge::cases(request), response.concat());
        let used = values::apply(page.values, &mut request, &mut response);
        Nested { request, response, prose: self.prose, used, flat: None }
    }
}
