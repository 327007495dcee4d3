//! What lbgen says of a wrong topology, word for word: each case is an input and, in comments at its end, the message.
//!
//! After a change that is meant: `UPDATE_DIAGNOSTICS=1 cargo test --test diagnostics`, then read the diff.
#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lbgen::Given;
use lbgen::diagnostic::{Format, SYSTEM, render};
use lbgen::output::read_source;
use lbgen::source::Source;

const UPDATE: &str = "UPDATE_DIAGNOSTICS";

/// What opens a diagnostic with its code, in any room.
const OPENINGS: [&str; 7] =
    ["error(", "warning(", "usage(", "Flaw::new(", "error_at(", "Severity::Error,", "Severity::Warning,"];

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files below a folder with that ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The input of a case: what stands before the comments at its end.
fn input(case: &str) -> &str {
    let comments: usize = case.split_inclusive('\n').rev().take_while(|line| line.starts_with('#')).map(str::len).sum();
    case.get(..case.len() - comments).unwrap()
}

/// What is said of an input, as comments.
fn told(name: &str, input: &str) -> String {
    let source = Source::new(name, input);
    let beside = Given { read: &|path| read_source(&at("tests/beside"), path), ..Given::default() };
    let compilation = lbgen::compile_with(&source, &beside).unwrap();
    let message = render(Format::Full, &compilation.diagnostics, &source, false);
    message.lines().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect()
}

/// Every code that a room gives to a diagnostic.
fn codes() -> BTreeSet<String> {
    let mut found = BTreeSet::from([SYSTEM.to_owned()]);
    let is_test = |path: &PathBuf| path.ends_with("tests.rs") || path.ends_with("sample.rs");
    for path in files(&at("src"), "rs").into_iter().filter(|path| !is_test(path)) {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for opening in OPENINGS {
            let quoted = text.split(opening).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
            found.extend(quoted.map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
    }
    assert!(found.len() > 50, "only {found:?}");
    found
}

#[test]
fn every_case_is_told_word_for_word() {
    let mut stale = Vec::new();
    for path in files(&at("tests/diagnostics"), "yaml") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let case = fs::read_to_string(&path).unwrap();
        let now = input(&case).to_owned() + &told(name, input(&case));
        if now != case {
            stale.push(similar::TextDiff::from_lines(&case, &now).unified_diff().header(name, "now").to_string());
            if std::env::var_os(UPDATE).is_some() {
                fs::write(&path, now).unwrap();
            }
        }
    }
    assert!(stale.is_empty(), "accept these with `{UPDATE}=1 cargo test --test diagnostics`:\n{}", stale.concat());
}

#[test]
fn every_code_is_seen_by_a_test() {
    let cases = files(&at("tests"), "yaml").into_iter().chain(files(&at("tests"), "rs"));
    let seen: String = cases.map(|path| fs::read_to_string(path).unwrap()).collect();
    let is_seen = |code: &String| {
        [format!("[{code}]"), format!("\"{code}\""), format!("{code}: ")].iter().any(|way| seen.contains(way))
    };
    let unseen: Vec<String> = codes().into_iter().filter(|code| !is_seen(code)).collect();
    assert_eq!(unseen, Vec::<String>::new());
}

#[test]
fn every_code_is_explained() {
    let page = fs::read_to_string(at("docs/diagnostics.md")).unwrap();
    let explained: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    assert!(explained.is_sorted(), "the codes of docs/diagnostics.md stand in the order of the alphabet");
    assert_eq!(explained, codes().iter().map(String::as_str).collect::<Vec<_>>());
}
