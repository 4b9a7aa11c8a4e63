//! A program that makes one call with a generated crate, with given values: what documentation shows.
//!
//! Values are written as arguments of the constructors and setters that `print` prints. Where a value cannot be written
//! that way (a choice of types, a file, JSON of no known shape, a value that is not of its documented type) there is no
//! program: a sample that does not compile is worth less than none.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::model::{
    Encoding, EnumKind, Field, Folder, Item, Presence, Role, RustModel, RustType, Struct, TypeId, TypeName,
};

/// How deep values are written.
const DEEPEST: usize = 16;

/// Names that a program uses itself.
const USED: [&str; 5] = ["Box", "Err", "Ok", "Result", "Some"];

/// The program; none if a value cannot be written.
pub fn program(
    model: &RustModel,
    action: &str,
    parameters: &Map<String, Value>,
    region: Option<&str>,
) -> Option<String> {
    let operation = model.operations.iter().find(|operation| operation.action == action)?;
    let mut writer = Writer { model, used: BTreeSet::new() };
    let request = writer.structure(Folder::Operation, &operation.request, parameters, 0)?;
    if writer.used.iter().any(|(_, name)| USED.contains(&name.as_str())) {
        return None;
    }
    let library = model.package.replace('-', "_");
    let uses: String = writer.used.iter().map(|(folder, name)| format!("use {library}::{folder}::{name};\n")).collect();
    let region = region.map(|region| format!(".region({region:?})")).unwrap_or_default();
    let text = format!(
        "{uses}#[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {{\
         let client = {library}::Client::from_env()?{region};\
         let answer = client.{}({request}).await?; println!(\"{{answer:#?}}\"); Ok(()) }}",
        operation.method
    );
    let text = prettyplease::unparse(&syn::parse_file(&text).ok()?);
    Some(text.replacen("#[tokio::main]", "\n#[tokio::main]", 1))
}

struct Writer<'m> {
    model: &'m RustModel,
    /// Types to import, by module.
    used: BTreeSet<(&'static str, String)>,
}

impl<'m> Writer<'m> {
    /// `Target::new(80).weight(10)`
    fn structure(
        &mut self,
        folder: Folder,
        item: &'m Struct,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Option<String> {
        if item.role != Role::Input || depth > DEEPEST {
            return None;
        }
        let known = |name: &String| item.fields.iter().any(|field| field.wire_name == *name);
        if !members.keys().all(known) {
            return None;
        }
        let mut arguments = Vec::new();
        for field in item.required() {
            arguments.push(self.argument(field, members.get(&field.wire_name)?, depth)?);
        }
        self.used.insert((folder.name(), item.name.clone()));
        let mut out = if arguments.is_empty() {
            format!("{}::default()", item.name)
        } else {
            format!("{}::new({})", item.name, arguments.join(", "))
        };
        for field in item.fields.iter().filter(|field| field.presence != Presence::Required) {
            if let Some(value) = members.get(&field.wire_name) {
                let argument = self.argument(field, value, depth)?;
                out.push_str(&format!(".{}({argument})", field.setter.as_deref()?));
            }
        }
        Some(out)
    }

    /// A value as the argument of a field.
    fn argument(&mut self, field: &Field, value: &Value, depth: usize) -> Option<String> {
        let inner;
        let value = match (&field.encoding, value) {
            (Encoding::Json, Value::String(text)) => {
                inner = serde_json::from_str(text).ok()?;
                &inner
            }
            (Encoding::Json, _) => return None,
            (Encoding::Wrapped(name), Value::Object(members)) if members.len() == 1 => members.get(name)?,
            (Encoding::Wrapped(_) | Encoding::Bare, value) => value,
        };
        self.value(field.ty, value, true, depth + 1)
    }

    /// A value. `is_argument` says that it is converted by the function that takes it.
    fn value(&mut self, ty: TypeId, value: &Value, is_argument: bool, depth: usize) -> Option<String> {
        let into = |text: String| if is_argument { text } else { format!("{text}.into()") };
        let model = self.model;
        match (model.types.get(ty), value) {
            (RustType::String, Value::String(text)) => Some(into(format!("{text:?}"))),
            (RustType::Integer, value) => Some(value.as_i64()?.to_string()),
            (RustType::Number, value) => Some(format!("{:?}", value.as_f64()?)),
            (RustType::Boolean, Value::Bool(value)) => Some(value.to_string()),
            (RustType::Enum(name), value) => match (self.enumeration(name)?, value) {
                (EnumKind::Text, Value::String(text)) => Some(into(format!("{text:?}"))),
                (EnumKind::Integer, value) => Some(into(format!("{}_i64", value.as_i64()?))),
                (EnumKind::Text, _) => None,
            },
            (RustType::Struct(name), Value::Object(members)) => {
                let item = self.item(name)?;
                self.structure(name.folder, item, members, depth)
            }
            (RustType::List(items), Value::Array(values)) if !values.is_empty() && depth <= DEEPEST => {
                // Lists in lists are taken as they are.
                let converts = is_argument && !matches!(model.types.get(*items), RustType::List(_));
                let values: Option<Vec<String>> =
                    values.iter().map(|value| self.value(*items, value, converts, depth + 1)).collect();
                let mark = if is_argument { "" } else { "vec!" };
                Some(format!("{mark}[{}]", values?.join(", ")))
            }
            _ => None,
        }
    }

    fn items(&self) -> impl Iterator<Item = (Folder, &'m Item)> + use<'m> {
        let model = self.model;
        let of_structures = model.structures.iter().flat_map(|structure| &structure.items);
        let of_operations = model.operations.iter().flat_map(|operation| &operation.items);
        let in_model = of_structures.chain(&model.union_items).map(|item| (Folder::Model, item));
        in_model.chain(of_operations.map(|item| (Folder::Operation, item)))
    }

    fn enumeration(&self, name: &TypeName) -> Option<EnumKind> {
        self.items().find_map(|(folder, item)| match item {
            Item::Enum(item) if folder == name.folder && item.name == name.name => Some(item.kind),
            _ => None,
        })
    }

    fn item(&self, name: &TypeName) -> Option<&'m Struct> {
        let structure = self.model.structures.iter().map(|structure| &structure.item);
        let named = || structure.filter(|_| name.folder == Folder::Model).find(|item| item.name == name.name);
        let unnamed = self.items().find_map(|(folder, item)| match item {
            Item::Struct(item) if folder == name.folder && item.name == name.name => Some(item),
            _ => None,
        });
        unnamed.or_else(named)
    }
}
