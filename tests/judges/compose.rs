//! compose.yaml of every example, behind each proxy: the schema of the Compose Specification, and a linter for what is
//! insecure.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::examples::{Rendered, rendered};
use crate::finding::{Finding, Judge, settle};
use crate::tool::judged;

fn behind_each_proxy() -> Rendered {
    rendered("compose.yaml", |topology| {
        let behind = |proxy| (format!("-{proxy}"), topology.replace("proxy: nginx", &format!("proxy: {proxy}")));
        ["nginx", "haproxy", "traefik"].map(behind).to_vec()
    })
}

fn word(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn against_the_schema(folder: &Path, files: &[String]) -> Vec<Finding> {
    let options = ["--builtin-schema", "vendor.compose-spec", "--output-format", "json"].map(str::to_owned);
    let output = judged("judges-compose", "check-jsonschema", folder, &[&options, files].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let found: Vec<Value> = [list("errors"), list("parse_errors")].concat();
    assert_eq!(report["status"] == "ok", found.is_empty(), "{report}");
    let finding = |error: &Value| Finding {
        judge: Judge::CheckJsonschema,
        rule: "schema".to_owned(),
        at: error["path"].to_string(),
        words: error.to_string(),
    };
    found.iter().map(finding).collect()
}

#[test]
fn the_schema_of_compose_takes_all() {
    let rendered = behind_each_proxy();
    settle(Judge::CheckJsonschema, &against_the_schema(rendered.folder(), &rendered.files));
}

#[test]
fn the_schema_of_compose_would_see_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("compose.yaml"), "services: { web: { imag: web } }\n").unwrap();
    assert_eq!(against_the_schema(folder.path(), &["compose.yaml".to_owned()]).len(), 1);
}

#[test]
fn compose_lint_finds_nothing_new() {
    let rendered = behind_each_proxy();
    let options = ["check", "--format", "json", "--no-env"].map(str::to_owned);
    let output = judged("judges-compose", "compose-lint", rendered.folder(), &[&options, &*rendered.files].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = |found: &Value| Finding {
        judge: Judge::ComposeLint,
        rule: word(&found["rule_id"]),
        at: whose(&word(&found["service"])).to_owned(),
        words: format!("{}: {}", word(&found["file"]), word(&found["message"])),
    };
    let findings: Vec<Finding> = report["findings"].as_array().unwrap().iter().map(finding).collect();
    settle(Judge::ComposeLint, &findings);
}

/// Services that lbgen adds by their names; all others are the user's.
fn whose(service: &str) -> &str {
    if ["proxy", "acme"].contains(&service) { service } else { "a service of the topology" }
}
