//! The order of the arguments of constructors, which is part of a crate's API.
//!
//! The arguments are the required fields of a table, in the order of its rows. If a later edition puts the rows in
//! another order, two arguments of one type would change places and every caller would still compile. So the order of
//! the edition before is kept in the spec, where the rows have another one; new arguments come last.

use std::collections::BTreeMap;

use super::model::{Field, Spec};

/// Keeps the order that an earlier edition of the spec had.
pub fn keep(spec: &mut Spec, earlier: &Spec) {
    let before = tables(earlier);
    let mut kept = BTreeMap::new();
    for (path, names) in tables(spec) {
        let rows = before.get(&path).cloned().unwrap_or_default();
        let old = earlier.argument_order.get(&path).unwrap_or(&rows);
        let mut order: Vec<String> = old.iter().filter(|name| names.contains(name)).cloned().collect();
        order.extend(names.iter().filter(|name| !old.contains(name)).cloned());
        if order != names {
            kept.insert(path, order);
        }
    }
    spec.argument_order = kept.into_iter().collect();
}

/// The required fields of each table that is sent, by the path of the table.
fn tables(spec: &Spec) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    for (name, action) in &spec.actions {
        collect(&format!("actions.{name}.request"), &action.request, &mut tables);
    }
    for (name, structure) in &spec.structures {
        collect(&format!("structures.{name}"), &structure.fields, &mut tables);
    }
    tables
}

fn collect(path: &str, fields: &[Field], tables: &mut BTreeMap<String, Vec<String>>) {
    let required = fields.iter().filter(|field| field.required == Some(true));
    let names: Vec<String> = required.map(|field| field.name.clone()).collect();
    if names.len() > 1 {
        tables.insert(path.to_owned(), names);
    }
    for field in fields {
        collect(&format!("{path}.{}", field.name), field.ty.inline_fields(), tables);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::model::{Source, Structure, Type};

    fn spec(rows: &[(&str, bool)]) -> Spec {
        let source = || Source { document: "teas.md".to_owned(), lines: [1, 1] };
        let field = |(name, required): &(&str, bool)| {
            let mut field = Field::new(name, Type::string(), source());
            field.required = Some(*required);
            field
        };
        let mut structure = Structure::at(source());
        structure.fields = rows.iter().map(field).collect();
        let mut spec: Spec = serde_json::from_str(EMPTY).unwrap();
        spec.structures.insert("Tea".to_owned(), structure);
        spec
    }

    const EMPTY: &str = r#"{"spec_version": 1, "id": "teas", "vendor": "v", "product": "teas", "api_version": "1",
        "protocol": "tencent-v3", "endpoints": [], "common_parameters": {}, "actions": {}, "structures": {}, "errors": {},
        "changelog": []}"#;

    fn kept(spec: &Spec) -> Option<Vec<&str>> {
        Some(spec.argument_order.get("structures.Tea")?.iter().map(String::as_str).collect())
    }

    #[test]
    fn rows_in_another_order_change_no_constructor() {
        let first = spec(&[("Pot", true), ("Cup", true), ("Note", false)]);
        let mut second = spec(&[("Cup", true), ("Pot", true), ("Note", false)]);
        keep(&mut second, &first);
        assert_eq!(kept(&second), Some(vec!["Pot", "Cup"]));
        // The order of the second edition's rows is that of no crate, and does not come back.
        let mut third = spec(&[("Cup", true), ("Note", true), ("Pot", true)]);
        keep(&mut third, &second);
        assert_eq!(kept(&third), Some(vec!["Pot", "Cup", "Note"]));
        let mut fourth = spec(&[("Pot", true), ("Cup", true), ("Note", true)]);
        keep(&mut fourth, &third);
        assert_eq!(kept(&fourth), None);
    }

    #[test]
    fn what_is_gone_leaves_the_order() {
        let first = spec(&[("Pot", true), ("Cup", true), ("Note", true)]);
        let mut second = spec(&[("Note", true), ("Pot", true), ("Cup", false)]);
        keep(&mut second, &first);
        assert_eq!(kept(&second), Some(vec!["Pot", "Note"]));
    }
}
