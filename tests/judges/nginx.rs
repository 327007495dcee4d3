//! The two living descendants of gixy, an analyser of nginx's configuration, on every example. What they find of every
//! severity is looked at.

use std::fs;

use serde_json::Value;

use crate::examples::{Rendered, rendered};
use crate::finding::{Finding, Judge, settle};
use crate::tool::judged;

fn found(judge: Judge, environment: &str) -> Vec<Finding> {
    let examples = rendered("nginx/nginx.conf", |topology| vec![(String::new(), topology.to_owned())]);
    // What several files share would be told once, were they judged together.
    examples.files.iter().flat_map(|file| found_in(judge, environment, file, &examples)).collect()
}

fn found_in(judge: Judge, environment: &str, file: &str, examples: &Rendered) -> Vec<Finding> {
    let output = judged(environment, "gixy", examples.folder(), &["-f", "json", file]);
    let said: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = fs::read_to_string(examples.folder().join(file)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let finding = |issue: &Value| Finding {
        judge,
        rule: issue["plugin"].as_str().unwrap().to_owned(),
        at: lines[usize::try_from(issue["line"].as_u64().unwrap()).unwrap() - 1].trim().to_owned(),
        words: format!("{file}: {}", issue["reason"].as_str().unwrap()),
    };
    said.iter().map(finding).collect()
}

#[test]
fn gixy_next_finds_nothing_new() {
    settle(Judge::GixyNext, &found(Judge::GixyNext, "judges-gixy-next"));
}

#[test]
fn gixy_ng_finds_nothing_new() {
    settle(Judge::GixyNg, &found(Judge::GixyNg, "judges-gixy-ng"));
}
