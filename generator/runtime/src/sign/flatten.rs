//! JSON values as the flat, dotted parameters of query strings and forms: `A.0.B=c`. Only the way there; names, values
//! and their order are those of the JSON.

use std::fmt::Write as _;

use serde_json::Value;

/// Index of the first element of an array in Tencent Cloud's parameters.
pub const TENCENT: usize = 0;
/// Index of the first element of an array in Alibaba Cloud's parameters.
pub const ALIYUN: usize = 1;

/// The parameters of a JSON object; `base` is the index of the first element of every array.
///
/// `null`, empty arrays and empty objects have no flat form and are left out, as the vendors' clients do. A value that
/// is no object has no names, so it gives no parameters.
pub fn flatten(request: &Value, base: usize) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    if request.is_object() {
        walk(request, base, &mut String::new(), &mut parameters);
    }
    parameters
}

fn walk(value: &Value, base: usize, path: &mut String, parameters: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => parameters.push((path.clone(), flag.to_string())),
        Value::Number(number) => parameters.push((path.clone(), number.to_string())),
        Value::String(text) => parameters.push((path.clone(), text.clone())),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(path, |path| write!(path, "{}", base + index), |path| walk(item, base, path, parameters));
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                below(path, |path| path.write_str(name), |path| walk(member, base, path, parameters));
            }
        }
    }
}

/// Runs `body` with a segment appended to `path`, and restores `path`.
fn below(path: &mut String, segment: impl FnOnce(&mut String) -> std::fmt::Result, body: impl FnOnce(&mut String)) {
    let length = path.len();
    if length > 0 {
        path.push('.');
    }
    // Writing into a `String` cannot fail.
    if segment(path).is_ok() {
        body(path);
    }
    path.truncate(length);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn flat(value: &Value, base: usize) -> String {
        let pairs: Vec<_> = flatten(value, base).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&")
    }

    #[test]
    fn nesting_becomes_dots_in_the_order_of_the_json() {
        let request = json!({
            "Filters": [{"Name": "tag", "Values": ["a", "b"]}, {"Name": "id", "Values": ["c"]}],
            "Cert": {"Id": "x", "Depth": {"Is": true}},
            "Limit": 20,
            "Share": 0.5,
            "Big": 18_446_744_073_709_551_615_u64
        });
        assert_eq!(
            flat(&request, TENCENT),
            "Filters.0.Name=tag&Filters.0.Values.0=a&Filters.0.Values.1=b&Filters.1.Name=id&Filters.1.Values.0=c\
             &Cert.Id=x&Cert.Depth.Is=true&Limit=20&Share=0.5&Big=18446744073709551615"
        );
    }

    #[test]
    fn the_base_counts_at_every_depth() {
        assert_eq!(flat(&json!({"A": [["x"], {"B": ["y", "z"]}]}), ALIYUN), "A.1.1=x&A.2.B.1=y&A.2.B.2=z");
    }

    #[test]
    fn what_has_no_flat_form_is_left_out_and_indices_stay() {
        assert_eq!(flat(&json!({"A": null, "B": [], "C": {}, "D": "", "E": [null, "x"]}), TENCENT), "D=&E.1=x");
        assert_eq!(flat(&json!(["x"]), TENCENT), "");
        assert_eq!(flat(&json!("x"), TENCENT), "");
    }
}
