//! The user's own map laid over what lbgen makes of a service.

use serde_json::{Map, Value};

use crate::topology::{ComposeText, Leaf, LeafError};

/// What becomes of a service's settings.
#[derive(Debug)]
pub(super) struct Merged {
    /// What lbgen makes, with the user's word over it.
    pub(super) made: Map<String, Value>,
    /// What the user alone names.
    pub(super) own: Map<String, Value>,
}

/// Lays `own` over `made`. Maps are merged, key by key; anything else, lists too, takes the place of what lbgen made, and
/// `null` takes it away. The texts follow the rules of all texts of a service: a lone `$` is doubled.
pub(super) fn lay_over(mut made: Map<String, Value>, own: &Map<String, Value>) -> Result<Merged, LeafError> {
    let mut rest = Map::new();
    for (key, value) in own {
        let value = compose_texts(value)?;
        match made.get_mut(key) {
            Some(_) if value.is_null() => drop(made.shift_remove(key)),
            Some(below) => merge(below, value),
            None => drop(rest.insert(key.clone(), value)),
        }
    }
    Ok(Merged { made, own: rest })
}

fn merge(below: &mut Value, above: Value) {
    let (below, above) = match (below, above) {
        (Value::Object(below), Value::Object(above)) => (below, above),
        (below, above) => return *below = above,
    };
    for (key, value) in above {
        match below.get_mut(&key) {
            Some(place) => merge(place, value),
            None => drop(below.insert(key, value)),
        }
    }
}

fn compose_texts(value: &Value) -> Result<Value, LeafError> {
    Ok(match value {
        Value::String(text) => Value::String(ComposeText::read(text)?.to_string()),
        Value::Array(items) => Value::Array(items.iter().map(compose_texts).collect::<Result<_, _>>()?),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| Ok((key.clone(), compose_texts(value)?)));
            Value::Object(entries.collect::<Result<_, LeafError>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(made: Value, own: Value) -> Merged {
        lay_over(made.as_object().unwrap().clone(), own.as_object().unwrap()).unwrap()
    }

    #[test]
    fn maps_are_merged_and_all_else_is_replaced() {
        let made = json!({"healthcheck": {"test": ["CMD", "a"], "retries": 3}, "restart": "no", "networks": ["data"]});
        let own = json!({"healthcheck": {"retries": 9, "disable": false}, "networks": {"app": null}, "init": true});
        let Merged { made, own } = merged(made, own);
        let expected = json!({
            "healthcheck": {"test": ["CMD", "a"], "retries": 9, "disable": false},
            "restart": "no",
            "networks": {"app": null},
        });
        assert_eq!(Value::Object(made), expected);
        assert_eq!(Value::Object(own), json!({"init": true}));
    }

    #[test]
    fn null_takes_away_what_lbgen_made() {
        let Merged { made, own } = merged(json!({"logging": {"driver": "json-file"}}), json!({"logging": null}));
        assert!(made.is_empty() && own.is_empty());
    }

    #[test]
    fn a_lone_dollar_in_the_users_map_stands_for_itself() {
        let Merged { own, .. } = merged(json!({}), json!({"labels": ["a=$b", "c=${D}"]}));
        assert_eq!(Value::Object(own), json!({"labels": ["a=$$b", "c=${D}"]}));
        assert!(lay_over(Map::new(), json!({"a": {"b": ["${"]}}).as_object().unwrap()).is_err());
    }
}
