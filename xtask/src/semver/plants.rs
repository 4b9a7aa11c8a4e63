//! Planted changes: an invented API, what is done to it, and what must be found. The data is in `tests/plants`.

use std::fs;
use std::path::Path;

use docquarry::diff::semver::Bump;
use docquarry::spec::model::Spec;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A planted change.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plant {
    /// Steps: `set`, `copy`, `rename` with a path and a value, `remove` and `clear` with a path.
    edit: Vec<Vec<Value>>,
    /// What is found: rule, severity and direction of each change.
    pub there: Vec<String>,
    /// What is found in the other order.
    pub back: Vec<String>,
    /// What the crates' versions have to do, there and back.
    pub crates: [Bump; 2],
}

/// The API and the changes.
#[derive(Debug)]
pub struct Plants {
    /// The API.
    pub base: Spec,
    /// The changes, each with the changed API.
    pub plants: Vec<(Plant, Spec)>,
}

#[derive(Deserialize)]
struct File {
    plant: Vec<Plant>,
}

impl Plant {
    /// The steps in one line, to tell plants apart.
    pub fn describe(&self) -> String {
        let step = |step: &Vec<Value>| step.iter().map(Value::to_string).collect::<Vec<_>>().join(" ");
        self.edit.iter().map(step).collect::<Vec<_>>().join("; ")
    }
}

impl Plants {
    /// Reads the API and the changes below the root of the workspace.
    ///
    /// # Errors
    /// What is wrong with the files.
    pub fn read(root: &Path) -> Result<Self, String> {
        let folder = root.join("tests/plants");
        let text = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
        let base: Value = serde_json::from_str(&text("base.json")?).map_err(|error| format!("base.json: {error}"))?;
        let File { plant } = toml::from_str(&text("plants.toml")?).map_err(|error| format!("plants.toml: {error}"))?;
        let plants = plant.into_iter().map(|plant| {
            let spec = apply(&base, &plant).map_err(|error| format!("{}: {error}", plant.describe()))?;
            Ok((plant, spec))
        });
        Ok(Self { plants: plants.collect::<Result<_, String>>()?, base: spec(base.clone())? })
    }
}

fn spec(value: Value) -> Result<Spec, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn apply(base: &Value, plant: &Plant) -> Result<Spec, String> {
    let mut value = base.clone();
    for step in &plant.edit {
        self::step(&mut value, step)?;
    }
    spec(value)
}

fn step(root: &mut Value, step: &[Value]) -> Result<(), String> {
    let text = |index: usize| step.get(index).and_then(Value::as_str).ok_or("a step lacks an operand");
    let path = text(1)?;
    let (parent, key) = path.rsplit_once('/').ok_or("a path begins with a slash")?;
    match text(0)? {
        "set" => put(at(root, parent)?, key, complete(step.get(2).cloned().unwrap_or_default())),
        "clear" => put(at(root, parent)?, key, Value::Null),
        "remove" => take(at(root, parent)?, key).map(|_| ()),
        "copy" => {
            let copied = at(root, path)?.clone();
            let (parent, key) = text(2)?.rsplit_once('/').ok_or("a path begins with a slash")?;
            put(at(root, parent)?, key, copied)
        }
        "rename" => {
            let moved = take(at(root, parent)?, key)?;
            put(at(root, parent)?, text(2)?, moved)
        }
        other => Err(format!("`{other}` is no step")),
    }
}

/// The keys by which elements of lists are named.
const NAMES: [&str; 5] = ["name", "id", "host", "date", "from"];

fn position(list: &[Value], key: &str) -> Option<usize> {
    let is_named = |item: &Value| NAMES.iter().any(|name| item.get(name).and_then(Value::as_str) == Some(key));
    key.parse().ok().or_else(|| list.iter().position(is_named))
}

fn at<'v>(value: &'v mut Value, path: &str) -> Result<&'v mut Value, String> {
    path.split('/').filter(|key| !key.is_empty()).try_fold(value, |value, key| {
        let found = match value {
            Value::Object(map) => map.get_mut(key),
            Value::Array(list) => position(list, key).and_then(|index| list.get_mut(index)),
            _ => None,
        };
        found.ok_or_else(|| format!("nothing at `{key}`"))
    })
}

fn put(parent: &mut Value, key: &str, value: Value) -> Result<(), String> {
    match parent {
        Value::Object(map) => _ = map.insert(key.to_owned(), value),
        Value::Array(list) if key == "-" => list.push(value),
        _ => return Err(format!("`{key}` cannot be set there")),
    }
    Ok(())
}

fn take(parent: &mut Value, key: &str) -> Result<Value, String> {
    let taken = match parent {
        Value::Object(map) => map.shift_remove(key),
        Value::Array(list) => position(list, key).filter(|index| *index < list.len()).map(|index| list.remove(index)),
        _ => None,
    };
    taken.ok_or_else(|| format!("nothing at `{key}`"))
}

/// Fills in what every row, region, release … has, so that the plants need not say it.
fn complete(value: Value) -> Value {
    let source = json!({ "document": "tea.txt", "lines": [999, 999] });
    let defaults = |map: &Map<String, Value>| match map {
        map if map.contains_key("name") => {
            json!({ "required": null, "nullable": false, "deprecated": false, "since": null, "source": source })
        }
        map if map.contains_key("id") => json!({ "source": source }),
        map if map.contains_key("from") => json!({ "to": null, "source": source }),
        map if map.contains_key("scope") => json!({ "http_status": null }),
        map if map.contains_key("op") => json!({ "owner": null }),
        _ => Value::Null,
    };
    match value {
        Value::Object(map) => {
            let mut whole = defaults(&map).as_object().cloned().unwrap_or_default();
            whole.extend(map);
            Value::Object(whole)
        }
        Value::Array(list) => list.into_iter().map(complete).collect(),
        other => other,
    }
}
