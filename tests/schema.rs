//! The JSON Schema says what the types say: the file in the repository is current, its examples are right, and whatever
//! the types accept it accepts.
//!
//! After a change of the language: `cargo run -- schema > schemas/lbgen.schema.json`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use lbgen::diagnostic::Found;
use lbgen::source::{Source, Tree, from_node};
use lbgen::topology::{self, Topology};
use serde_json::{Map, Value, json};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A validator of any part of the schema, with the scalar types as its formats.
fn validator(mut part: Value) -> Validator {
    if let (Value::Object(part), Some(definitions)) = (&mut part, lbgen::schema::document().get("$defs")) {
        part.insert("$defs".to_owned(), definitions.clone());
    }
    let formats = topology::FORMATS.iter().fold(jsonschema::options(), |options, format| {
        options.with_format(*format, move |text: &str| topology::refusal(format, text).is_none())
    });
    formats.should_validate_formats(true).build(&part).unwrap()
}

fn refusals(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The files that are topologies: the examples, and those of which diagnostics are told.
fn topologies() -> Vec<(PathBuf, String)> {
    let folders = fs::read_dir(at("examples")).unwrap().map(|entry| entry.unwrap().path().join("lbgen.yaml"));
    let cases = fs::read_dir(at("tests/diagnostics")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<(PathBuf, String)> =
        folders.chain(cases).map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
    found.sort();
    found
}

/// A topology as the schema sees it: keys that begin with `x-` stay, merge keys are resolved.
fn as_json(text: &str) -> Option<Value> {
    serde_saphyr::from_str(text).ok()
}

/// Every key of the schema with its path, and the map that it stands in.
fn keys<'s>(schema: &'s Value, path: &str, found: &mut Vec<(String, &'s Map<String, Value>)>) {
    match schema {
        Value::Object(map) => {
            for (name, property) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
                found.push((format!("{path}/{name}"), property.as_object().unwrap()));
            }
            for (name, inner) in map.iter().filter(|(name, _)| !["examples", "default"].contains(&name.as_str())) {
                keys(inner, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, path, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_schema_in_the_repository_is_the_one_that_the_types_say() {
    let kept = fs::read_to_string(at("schemas/lbgen.schema.json")).unwrap();
    let made = serde_json::to_string_pretty(&lbgen::schema::document()).unwrap() + "\n";
    assert!(kept == made, "stale: run `cargo run -- schema > schemas/lbgen.schema.json`");
}

#[test]
fn every_example_of_a_key_is_right() {
    let document = lbgen::schema::document();
    let mut all = Vec::new();
    keys(&document, "", &mut all);
    assert!(all.len() > 100, "only {} keys", all.len());
    let mut wrong = Vec::new();
    for (path, property) in all {
        let validator = validator(Value::Object(property.clone()));
        for example in property["examples"].as_array().unwrap() {
            wrong.extend(refusals(&validator, example).into_iter().map(|why| format!("{path}: {example}: {why}")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_default_is_right() {
    let document = lbgen::schema::document();
    let mut all = Vec::new();
    keys(&document, "", &mut all);
    let with_default: Vec<_> = all.into_iter().filter(|(_, property)| property.contains_key("default")).collect();
    assert!(with_default.len() > 40, "only {} keys have a default", with_default.len());
    let mut wrong = Vec::new();
    for (path, property) in with_default {
        let refusals = refusals(&validator(Value::Object(property.clone())), &property["default"]);
        wrong.extend(refusals.into_iter().map(|why| format!("{path}: {why}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A topology in which the example of one key of a route, an upstream or a service stands.
fn around(section: &str, key: &str, example: &Value) -> Value {
    let mut topology = json!({ "version": 1, "name": "demo", "engines": { "haproxy": {} } });
    let inner = json!({ key: example });
    topology[section] = if section == "routes" { json!([inner]) } else { json!({ "app": inner }) };
    topology
}

#[test]
fn the_types_accept_every_example() {
    let document = lbgen::schema::document();
    let mut wrong = Vec::new();
    let mut check = |path: String, topology: &Value| {
        let source = Source::new("lbgen.yaml", topology.to_string());
        if let Err(told) = lbgen::schema::read(&source) {
            wrong.push(format!("{path}: {}", told[0].summary));
        }
    };
    for (section, definition) in [("routes", "Route"), ("upstreams", "Upstream"), ("services", "Service")] {
        for (key, property) in document["$defs"][definition]["properties"].as_object().unwrap() {
            for example in property["examples"].as_array().unwrap() {
                check(format!("{section}.{key}"), &around(section, key, example));
            }
        }
    }
    for (key, property) in document["properties"].as_object().unwrap() {
        for example in property["examples"].as_array().unwrap() {
            let mut topology = json!({ "version": 1, "name": "demo", "engines": { "haproxy": {} } });
            topology[key] = example.clone();
            check(key.clone(), &topology);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_example_of_a_topology_is_accepted() {
    let validator = validator(lbgen::schema::document());
    let mut wrong = Vec::new();
    for (path, text) in topologies().iter().filter(|(path, _)| path.starts_with(at("examples"))) {
        let refusals = refusals(&validator, &as_json(text).unwrap());
        wrong.extend(refusals.into_iter().map(|why| format!("{}: {why}", path.display())));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The value with each of its parts in turn replaced by something else.
fn variants(value: &Value, found: &mut Vec<Value>, rebuild: &dyn Fn(Value) -> Value) {
    let others = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(65_536),
        json!(-1),
        json!(1.5),
        json!(""),
        json!("a"),
        json!("10s"),
        json!("1MiB"),
        json!("/"),
        json!("a.example.com"),
        json!("a:80"),
        json!("80"),
        json!("auto"),
        json!([]),
        json!(["a"]),
        json!([1]),
        json!({}),
        json!({ "a": 1 }),
    ];
    found.extend(others.into_iter().map(rebuild));
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let with = |new: Value| {
                    let mut map = map.clone();
                    map[key] = new;
                    rebuild(Value::Object(map))
                };
                variants(inner, found, &with);
                let mut without = map.clone();
                without.remove(key);
                found.push(rebuild(Value::Object(without)));
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                let with = |new: Value| {
                    let mut items = items.clone();
                    items[at] = new;
                    rebuild(Value::Array(items))
                };
                variants(inner, found, &with);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The types and the rules take a topology; the schema is not asked.
fn is_accepted(topology: &Value) -> bool {
    let text = topology.to_string();
    let Ok(tree) = Tree::read(&text) else { return false };
    let Ok(topology) = from_node::<Topology>(&tree, tree.root()) else { return false };
    let mut found = Found::default();
    for rule in lbgen::plan::rules::ALL {
        rule(&topology, &mut found);
    }
    !found.has_errors()
}

#[test]
fn whatever_the_types_accept_the_schema_accepts() {
    let validator = validator(lbgen::schema::document());
    let mut accepted = 0;
    let mut wrong = Vec::new();
    for (_, text) in topologies() {
        let Some(value) = as_json(&text).filter(|value| value.to_string().len() < 2_000) else { continue };
        let mut all = vec![value.clone()];
        variants(&value, &mut all, &|value| value);
        for variant in all.iter().filter(|variant| is_accepted(variant)) {
            accepted += 1;
            let refusals = refusals(&validator, variant);
            if !refusals.is_empty() {
                wrong.push(refusals.concat());
            }
        }
    }
    assert!(accepted > 500, "only {accepted} variants were accepted");
    wrong.sort();
    wrong.dedup();
    assert_eq!(wrong, Vec::<String>::new());
}
