//! A value as a topology's author would write it on one line.

use serde_json::Value;

use crate::source::{Resolved, resolve};

/// The value in YAML's flow style, quoted only where it must be.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let pairs: Vec<String> = map.iter().map(|(key, value)| format!("{key}: {}", shown(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// Words that YAML 1.1 takes for booleans: quoted, so that no reader stumbles.
const OLD_BOOLEANS: [&str; 6] = ["yes", "no", "on", "off", "y", "n"];

fn is_plain(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    text.starts_with(|first: char| first.is_ascii_alphanumeric() || "/.".contains(first))
        && text.chars().all(inner)
        && resolve(text) == Resolved::Text
        && !OLD_BOOLEANS.contains(&text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::shown;

    #[test]
    fn what_yaml_would_read_as_something_else_is_quoted() {
        let value = json!({ "version": "1.30", "on": ["502", "connect_error"], "n": 1, "t": "true", "a": "10.0.0.1:80", "e": {} });
        let expected = r#"{ version: "1.30", on: ["502", connect_error], n: 1, t: "true", a: "10.0.0.1:80", e: {} }"#;
        assert_eq!(shown(&value), expected);
    }
}
