//! The JSON Schema itself, made from the types.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::topology::Topology;

/// The JSON Schema of a topology (draft 2020-12): a description, an example and, where there is one, a default for
/// every key.
pub fn document() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Topology>().to_value();
    let definitions = schema.get("$defs").cloned().unwrap_or_default();
    give_examples(&mut schema, &definitions);
    schema
}

/// Copies a type's examples to every key of that type that has none of its own, for editors look no further.
fn give_examples(schema: &mut Value, definitions: &Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::Object(properties)) = map.get_mut("properties") {
                for (_, property) in properties.iter_mut() {
                    add_examples(property, definitions);
                }
            }
            for (_, inner) in map.iter_mut() {
                give_examples(inner, definitions);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| give_examples(item, definitions)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn add_examples(property: &mut Value, definitions: &Value) {
    let examples = type_examples(property, definitions);
    if let (Value::Object(property), Some(examples)) = (property, examples)
        && !property.contains_key("examples")
    {
        property.insert("examples".to_owned(), examples);
    }
}

fn type_examples(property: &Value, definitions: &Value) -> Option<Value> {
    let definition = resolve(property.as_object()?, definitions)?;
    definition.get("examples").cloned()
}

fn resolve<'d>(property: &Map<String, Value>, definitions: &'d Value) -> Option<&'d Value> {
    let alternatives = property.get("anyOf").and_then(Value::as_array);
    let inner =
        alternatives.and_then(|alternatives| alternatives.first()).and_then(Value::as_object).unwrap_or(property);
    let name = inner.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?;
    definitions.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(schema: &Value, path: &str, lacking: &mut Vec<String>) {
        match schema {
            Value::Object(map) => {
                if let Some(Value::Object(properties)) = map.get("properties") {
                    for (name, property) in properties {
                        for wanted in ["description", "examples"] {
                            if property.get(wanted).is_none() {
                                lacking.push(format!("{path}/{name}: {wanted}"));
                            }
                        }
                    }
                }
                for (name, inner) in map {
                    if name != "examples" && name != "default" {
                        check(inner, &format!("{path}/{name}"), lacking);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| check(item, path, lacking)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn every_key_has_a_description_and_an_example() {
        let mut lacking = Vec::new();
        check(&document(), "", &mut lacking);
        assert_eq!(lacking, Vec::<String>::new());
    }
}
