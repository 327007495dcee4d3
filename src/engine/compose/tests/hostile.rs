//! Hostile text at every key of `services` that takes text: lbgen refuses it at its line, or Compose itself reads exactly
//! that text there, and nothing else of the file changes.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{judge, texts};
use crate::diagnostic::Severity;
use crate::escape::yaml::double_quoted;
use crate::source::Source;

/// `<key>` is where the text goes in, and stands for a harmless word otherwise.
const TOPOLOGY: &str = r"version: 1
name: <project>
engines: { compose: {} }
services:
  ? <service>
  :
    image: <image>
    port: 3210
    entrypoint:
      - <entrypoint>
    command:
      - <command>
    environment:
      BEFORE: x
      TEXT: <value>
      ? <variable>
      : named
      AFTER: y
    env_file:
      - <envfile>
    volumes:
      - <volume>
      - <folder>
      - <inside>
    depends_on:
      ? <dependency>
      : started
    health_check:
      command:
        - <check>
    compose:
      hostname: <own>
      labels:
        BEFORE: x
        ? <label>
        : named
        AFTER: y
  ? <dependency>
  :
    image: db:1
    ports:
      ? <port>
      : 5432
";

/// Beside the texts that every value must take: those that only paths, names and references fall for.
const MORE: [&str; 12] = [
    "x:y",
    "x:/y:ro",
    "../../x",
    "a/b",
    "x\n    privileged: true",
    "x, privileged: true",
    "x }",
    "${x",
    "$$",
    "x-privileged",
    "a\0b",
    "größe",
];

/// Where a key wants a text of a certain form, the hostile one is put into that form.
fn in_form(key: &str, text: &str) -> String {
    match key {
        "image" => format!("{text}:1"),
        "volume" => format!("{text}:/volume"),
        "folder" => format!("./{text}:/folder"),
        "inside" => format!("data:/{text}"),
        "label" => texts::key(text),
        _ => text.to_owned(),
    }
}

/// The keys that the text is tried at: a colon and a slash are the user's own way to say several things in a path, no file
/// beside the topology has no name, and Compose leaves out a host name that is empty.
fn tried(text: &str) -> BTreeSet<&'static str> {
    let mut keys = keys();
    let paths = ["volume", "folder", "inside", "envfile"];
    keys.retain(|key| !(paths.contains(key) && (text.contains(['/', ':', '\0']) || text.is_empty())));
    keys.retain(|key| !(*key == "own" && text.is_empty()));
    keys
}

/// A word that stands nowhere else.
fn harmless(key: &str) -> String {
    format!("qq{key}")
}

fn keys() -> BTreeSet<&'static str> {
    TOPOLOGY.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

/// The topology with the text at these keys, and the key of each of its lines.
fn topology(text: &str, hostile: &BTreeSet<&'static str>) -> (String, Vec<Option<&'static str>>) {
    let line = |line: &'static str| {
        let Some((before, rest)) = line.split_once('<') else {
            // What is wrong in the user's own map is told at its key.
            return (line.to_owned(), (line.trim() == "compose:").then_some("own"));
        };
        let key = rest.trim_end_matches('>');
        let text = if hostile.contains(key) { text.to_owned() } else { harmless(key) };
        (format!("{before}{}", double_quoted(&in_form(key, &text))), Some(key))
    };
    let (lines, keys): (Vec<String>, Vec<_>) = TOPOLOGY.lines().map(line).unzip();
    (lines.join("\n") + "\n", keys)
}

/// The keys at whose lines lbgen takes the text.
fn taken(text: &str) -> BTreeSet<&'static str> {
    let mut hostile = tried(text);
    loop {
        let (topology, keys) = topology(text, &hostile);
        let source = Source::new("lbgen.yaml", topology.clone());
        let diagnostics = crate::compile(&source, &[]).unwrap().diagnostics;
        let errors: Vec<_> = diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        if errors.is_empty() {
            return hostile;
        }
        for error in errors {
            let span = error.span.unwrap_or_else(|| panic!("{text:?}: an error without a place: {error:?}"));
            let line = topology[..span.start as usize].matches('\n').count();
            let key = keys[line].filter(|key| hostile.contains(key));
            hostile.remove(key.unwrap_or_else(|| panic!("{text:?} is refused where it does not stand: {error:?}")));
        }
    }
}

/// What Compose reads.
fn read(text: &str, hostile: &BTreeSet<&'static str>) -> Value {
    let (topology, _) = topology(text, hostile);
    let file = if hostile.contains("envfile") { text.replace("$$", "$") } else { harmless("envfile") };
    judge::accepted_beside(&topology, &[(&file, "FROM_FILE=1\n")])
}

/// The harmless file with the text in the places of its keys.
fn expected(harmless_file: &Value, text: &str, hostile: &BTreeSet<&'static str>) -> Value {
    // `config` prints a `$` as Compose would have it written: doubled.
    let printed = text.replace("$$", "$").replace('$', "$$");
    // Where no variable is filled in, a pair of them is a pair.
    let of = |key: &str| if key == "label" { text.replace('$', "$$") } else { printed.clone() };
    let put = |word: &str| hostile.iter().fold(word.to_owned(), |word, key| word.replace(&harmless(key), &of(key)));
    mapped(harmless_file, &put)
}

fn mapped(value: &Value, put: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(word) => Value::String(put(word)),
        Value::Array(list) => list.iter().map(|value| mapped(value, put)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, value)| (put(key), mapped(value, put))).collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[test]
fn hostile_text_at_every_key_of_services_is_refused_at_its_line_or_means_itself() {
    let harmless = read("", &BTreeSet::new());
    let mut once = BTreeSet::new();
    for text in texts::HOSTILE.into_iter().chain(MORE) {
        let hostile = taken(text);
        assert_eq!(read(text, &hostile), expected(&harmless, text, &hostile), "{text:?} at {hostile:?}");
        once.extend(hostile);
    }
    let some = ["entrypoint", "command", "value", "check", "label", "folder"];
    assert!(some.iter().all(|key| once.contains(key)), "hardly anything was taken: {once:?}");
}
