//! Hostile texts: each reaches the container as it is, and nothing else changes.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ALONE, read};
use crate::escape::yaml::double_quoted;

/// A topology with that text wherever a service takes one.
pub(super) fn topology(text: &str) -> String {
    let quoted = double_quoted(text);
    let key = double_quoted(&key(text));
    format!(
        "{ALONE}services:
  web:
    image: web:1
    entrypoint: [{quoted}]
    command: [a, {quoted}]
    environment: {{ BEFORE: x, TEXT: {quoted}, AFTER: y }}
    health_check: {{ command: [{quoted}] }}
    compose: {{ labels: {{ {key}: {quoted} }} }}
"
    )
}

/// Compose refuses empty keys.
pub(super) fn key(text: &str) -> String {
    format!("key {text}")
}

/// The text must stand in those places of a service, and nowhere have added or ended anything.
pub(super) fn assert_holds(web: &Value, in_value: &str, in_key: &str) {
    assert_eq!(web["entrypoint"], json!([in_value]));
    assert_eq!(web["command"], json!(["a", in_value]));
    assert_eq!(web["environment"], json!({"BEFORE": "x", "TEXT": in_value, "AFTER": "y"}));
    assert_eq!(web["healthcheck"]["test"], json!(["CMD", in_value]));
    assert_eq!(web["labels"], json!({in_key: in_value}));
    assert_eq!(web["restart"], json!("unless-stopped"));
}

pub(super) const HOSTILE: [&str; 28] = [
    "",
    " ",
    "a: b",
    "- a",
    "#",
    "a #b",
    "&a",
    "*a",
    "!t",
    "%x",
    "@",
    "`",
    "{{ x }}",
    "{% x %}",
    "[",
    "}",
    "\"",
    "'",
    "\\",
    "\n",
    "a\n  privileged: true",
    "\t",
    "$",
    "$$x",
    "$(x)",
    "yes",
    "0x1f",
    "\u{2028}\u{feff}\u{ffff}\u{1F600}",
];

fn check(text: &str) {
    let file = read(&topology(text));
    // The pairs of the user are Compose's own word for one `$`.
    let doubled = text.replace("$$", "$").replace('$', "$$");
    assert_holds(&file["services"]["web"], &doubled, &key(text));
}

#[test]
fn hostile_texts_stay_texts() {
    for text in HOSTILE {
        check(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_stays_a_text(text in "[^\\p{Cc}$]{0,20}") {
        check(&text);
    }
}
