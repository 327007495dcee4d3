//! Every example as every engine renders it equals the files under `snapshots/`, which are read like code.
//!
//! After a change that is meant: `UPDATE_SNAPSHOTS=1 cargo test --test golden`, then look at the diff.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics is a test that fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lbgen::Given;
use lbgen::diagnostic::{Format, render};
use lbgen::output::read_source;
use lbgen::rendered::Content;
use lbgen::source::Source;

const UPDATE: &str = "UPDATE_SNAPSHOTS";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn examples() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

/// The files of an example by their paths; what lbgen only copies is left out.
fn rendered(example: &str) -> BTreeMap<String, String> {
    let beside = folder("examples").join(example);
    let source = Source::new("lbgen.yaml", fs::read_to_string(beside.join("lbgen.yaml")).unwrap());
    let given = Given { read: &|path| read_source(&beside, path), ..Given::default() };
    let compilation = lbgen::compile_with(&source, &given).unwrap();
    let told = render(Format::Concise, &compilation.diagnostics, &source, false);
    assert!(!compilation.has_errors(), "the example `{example}` is refused:\n{told}");
    let texts = compilation.files.into_iter().filter_map(|file| match file.content {
        Content::Text(text) => Some((file.path, text)),
        Content::MadeOf { text, .. } => Some((file.path, text?)),
        Content::CopyOf { .. } | Content::Lacking { .. } => None,
    });
    let mut files: BTreeMap<String, String> = texts.collect();
    files.insert("diagnostics.txt".to_owned(), told);
    files
}

fn kept(folder: &Path, below: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            kept(&path, below, found);
        } else {
            let name = path.strip_prefix(below).unwrap().to_str().unwrap().to_owned();
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn write(folder: &Path, files: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(folder);
    for (path, text) in files {
        let target = folder.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, text).unwrap();
    }
}

#[test]
fn every_example_is_rendered_as_its_snapshot_says() {
    let mut stale = Vec::new();
    for example in examples() {
        let files = rendered(&example);
        let snapshot = folder("snapshots").join(&example);
        if std::env::var_os(UPDATE).is_some() {
            write(&snapshot, &files);
        }
        let mut kept_files = BTreeMap::new();
        kept(&snapshot, &snapshot, &mut kept_files);
        let paths: std::collections::BTreeSet<&String> = files.keys().chain(kept_files.keys()).collect();
        for path in paths.into_iter().filter(|path| files.get(*path) != kept_files.get(*path)) {
            stale.push(format!("{example}/{path}"));
        }
    }
    assert_eq!(stale, Vec::<String>::new(), "look at them after `{UPDATE}=1 cargo test --test golden`");
}

#[test]
fn every_snapshot_belongs_to_an_example() {
    let names = examples();
    let strays: Vec<_> = fs::read_dir(folder("snapshots"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !names.contains(name))
        .collect();
    assert_eq!(strays, Vec::<String>::new());
}

#[test]
fn the_same_topology_gives_the_same_bytes() {
    for example in examples() {
        assert_eq!(rendered(&example), rendered(&example), "{example}");
    }
}
