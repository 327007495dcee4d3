//! A map of settings as YAML, in block style with short lists in one line.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::escape::{Escaped, yaml::scalar};

/// The longest list that stands in one line, with its key.
const WIDTH: usize = 100;

/// The entries of a map, each line behind so many blanks, without a line end after the last one.
pub fn block(map: &Map<String, Value>, indent: usize) -> Escaped {
    let mut text = String::new();
    for (key, value) in map {
        entry(&mut text, key, value, indent);
    }
    text.truncate(text.trim_end_matches('\n').len());
    Escaped::trusted(text)
}

/// Texts as a list in one line.
pub fn list(texts: &[String]) -> Escaped {
    let items: Vec<_> = texts.iter().map(|text| scalar(text)).collect();
    Escaped::trusted(format!("[{}]", items.join(", ")))
}

fn entry(text: &mut String, key: &str, value: &Value, indent: usize) {
    let key = format!("{:indent$}{}:", "", scalar(key));
    text.push_str(&key);
    match value {
        Value::Null => text.push('\n'),
        Value::Object(map) if !map.is_empty() => {
            text.push('\n');
            for (key, value) in map {
                entry(text, key, value, indent + 2);
            }
        }
        Value::Array(items) if !fits(items, key.len()) => {
            text.push('\n');
            for value in items {
                item(text, value, indent + 2);
            }
        }
        Value::Object(_) | Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let _ = writeln!(text, " {}", inline(value));
        }
    }
}

fn item(text: &mut String, value: &Value, indent: usize) {
    let start = text.len();
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                entry(text, key, value, indent + 2);
            }
        }
        Value::Array(items) if !fits(items, indent) => {
            for value in items {
                item(text, value, indent + 2);
            }
        }
        Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let _ = writeln!(text, "{:indent$}  {}", "", inline(value));
        }
    }
    // The dash takes the place of two of the blanks before the item's first line.
    text.replace_range(start + indent..=start + indent, "-");
}

/// A list of scalars that is short enough for the line that it begins on.
fn fits(items: &[Value], before: usize) -> bool {
    let is_nested = |value: &Value| matches!(value, Value::Object(_) | Value::Array(_));
    let width: usize = items.iter().map(|value| inline(value).chars().count() + 2).sum();
    items.is_empty() || (!items.iter().any(is_nested) && before + width < WIDTH)
}

fn inline(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => scalar(text).into_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(_) => "{}".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_reads_back_as_the_same_value() {
        let value = json!({
            "list": ["a", 1, true, null, "yes", "- x", "#"],
            "nested": [{"a": 1, "b": {"c": []}}, [["x", {"y": {}}]], "\n", "", [1, 2]],
            "long": [["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b".repeat(100)]],
            "": {"<<": "*x", "no": 1e300, "1": -1, "key: x\n": "\u{ffff}\u{feff}\u{85}\u{1F600}"},
        });
        let text = block(value.as_object().unwrap(), 4).into_string();
        let read: Value = serde_saphyr::from_str(&format!("x:\n{text}\n")).unwrap();
        assert_eq!(read.get("x"), Some(&value), "{text}");
    }

    #[test]
    fn short_lists_stand_in_one_line_and_long_ones_do_not() {
        let value = json!({"command": ["postgres", "-c", "a=b"], "long": ["x".repeat(60), "y".repeat(60)]});
        let expected =
            format!("command: [postgres, \"-c\", \"a=b\"]\nlong:\n  - {}\n  - {}", "x".repeat(60), "y".repeat(60));
        assert_eq!(block(value.as_object().unwrap(), 0).as_str(), expected);
    }
}
