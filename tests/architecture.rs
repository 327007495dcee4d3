//! What holds of the sources as a whole: the order of the rooms, the size of a file, and who may print.
#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// The longest file that is still read at one sitting.
const MOST_LINES: usize = 300;

/// Rust files below a folder, sorted, with their texts.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The rooms in the order of `lib.rs`.
fn rooms() -> Vec<String> {
    let text = fs::read_to_string(src().join("lib.rs")).unwrap();
    let rooms = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    rooms.map(str::to_owned).collect()
}

/// The room of a file: `src/plan/rules/tls.rs` is in `plan`.
fn room(path: &Path) -> String {
    let first = path.strip_prefix(src()).unwrap().iter().next().unwrap();
    Path::new(first).file_stem().unwrap().to_str().unwrap().to_owned()
}

/// The rooms that a text mentions by `crate::`, those of its own tests left out.
fn mentions(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let names = match rest.strip_prefix('{') {
            Some(group) => top_level(group),
            None => vec![word(rest)],
        };
        found.extend(names);
    }
    found
}

/// The first word of each item of `{a::{b, c}, d}`, without its opening brace.
fn top_level(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut items = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(String::new()),
            _ => items.last_mut().unwrap().push(letter),
        }
    }
    items.iter().map(|item| word(item.trim())).filter(|item| !item.is_empty()).collect()
}

fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part == "tests" || part == "tests.rs")
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn a_room_knows_only_those_above_it() {
    let rooms = rooms();
    assert!(rooms.len() > 8, "{rooms:?}");
    let place = |name: &str| rooms.iter().position(|room| room == name);
    let mut wrong = Vec::new();
    for (path, text) in sources(&src()) {
        let Some(own) = place(&room(&path)) else { continue };
        for mentioned in mentions(&text).into_iter().filter(|_| !is_test(&path)) {
            // The macro `view!` stands at the root of the crate, as exported macros do.
            let mentioned = if mentioned == "view" { "template".to_owned() } else { mentioned };
            let above = place(&mentioned).is_some_and(|room| room <= own);
            // The binary's room is the only one that may call the compiler as a whole.
            let whole = place("cli") == Some(own) && ["compile_with", "Given", "Compilation"].contains(&&*mentioned);
            if !above && !whole {
                wrong.push(format!("{} mentions `{mentioned}`", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_engine_reads_another() {
    let engines = ["nginx", "traefik", "haproxy"];
    let mut wrong = Vec::new();
    for own in engines {
        for (path, text) in sources(&src().join("engine").join(own)) {
            for other in engines.iter().filter(|other| **other != own) {
                if [format!("engine::{other}"), format!("super::{other}::")]
                    .iter()
                    .any(|way| text.contains(way.as_str()))
                {
                    wrong.push(format!("{} reads `{other}`", path.display()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_file_says_what_it_is_for() {
    let all = sources(&src()).into_iter().chain(sources(&src().parent().unwrap().join("tests")));
    let silent: Vec<PathBuf> = all.filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert_eq!(silent, Vec::<PathBuf>::new());
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<(PathBuf, usize)> = sources(&src())
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .collect();
    assert_eq!(long, Vec::new());
}

#[test]
fn only_the_command_line_prints() {
    let mut wrong = Vec::new();
    for (path, text) in sources(&src()) {
        let code = text.split("#[cfg(test)]").next().unwrap();
        // What another process has printed is no printing.
        let code = code.replace(".stdout()", "").replace(".stderr()", "");
        let prints = ["println!", "eprintln!", "print!(", "dbg!", "stdout()", "stderr()"];
        if room(&path) != "cli" && prints.iter().any(|way| code.contains(way)) {
            wrong.push(path);
        }
    }
    assert_eq!(wrong, Vec::<PathBuf>::new());
}
