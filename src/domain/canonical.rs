//! Canonical JSON: one text for one value, so that its digest means the value and not its spelling.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// The value as JSON with keys in the order of their bytes and no whitespace.
///
/// An error where the value is no JSON at all (a map whose keys are not texts).
pub fn json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    write(&serde_json::to_value(value)?, &mut text);
    Ok(text)
}

// Sorted here, not by the map type: whether that one keeps insertion order is decided by any dependency's feature.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            list(text, ['{', '}'], sorted, |(key, value), text| {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, text);
            });
        }
        Value::Array(values) => list(text, ['[', ']'], values, write),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string());
        }
    }
}

fn list<T>(
    text: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    write_item: impl Fn(T, &mut String),
) {
    text.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_item(item, text);
    }
    text.push(close);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth_and_lists_are_not() {
        let value = json!({ "b": [3, 1, { "z": null, "a": true }], "a": "\u{e9}\n\"", "": {} });
        assert_eq!(json(&value).unwrap(), r#"{"":{},"a":"é\n\"","b":[3,1,{"a":true,"z":null}]}"#);
    }

    #[test]
    fn a_map_whose_keys_are_no_texts_is_refused() {
        assert!(json(&BTreeMap::from([((1, 2), 3)])).is_err());
    }
}
