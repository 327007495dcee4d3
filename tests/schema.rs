//! The JSON Schema that editors use is the one that the types say, and the examples keep to it.
//!
//! After a change of the language: `cargo run -- schema > schemas/lbgen.schema.json`.
#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use std::fs;
use std::path::Path;

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn the_schema_in_the_repository_is_the_one_that_the_types_say() {
    let kept = fs::read_to_string(folder("schemas/lbgen.schema.json")).unwrap();
    let made = serde_json::to_string_pretty(&lbgen::schema::document()).unwrap() + "\n";
    assert!(kept == made, "stale: run `cargo run -- schema > schemas/lbgen.schema.json`");
}

#[test]
fn what_the_types_accept_the_schema_accepts() {
    let validator = jsonschema::validator_for(&lbgen::schema::document()).unwrap();
    for entry in fs::read_dir(folder("examples")).unwrap() {
        let path = entry.unwrap().path().join("lbgen.yaml");
        let text = fs::read_to_string(&path).unwrap();
        let instance: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{}", path.display());
    }
}
