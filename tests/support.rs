//! What `lbgen support` says is what renderers and rehearsals say: the page is fresh, and what is called native was shown.
//!
//! `UPDATE_PROMISES=1 cargo test --test support` writes the page anew; `scripts/prove` rehearses anew.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics is a test that fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lbgen::engine::Feature;
use lbgen::support::proven::Proven;
use lbgen::support::{Answer, Asks, Line, Mark, Proof, Row, Shown, Support, markdown, rows};
use lbgen::topology::Proxy;

/// Cells that rehearsals have shown to be otherwise than the renderer says, and why they still stand: row, line, reason.
const KNOWN_BROKEN: &[(&str, &str, &str)] = &[];

/// What the examples' rehearsals have shown to be broken: topology and line, check, reason.
const BROKEN_EXAMPLES: &[(&str, &str, &str)] = &[];

/// Native cells that a rehearsed binary could not show: row, line, reason.
const KNOWN_UNPROVEN: &[(&str, &str, &str)] = &[
    ("metrics", "nginx 1.31", "the binary that is installed was built without `stub_status`"),
    ("tls.http3", "nginx 1.31", "the binary that is installed was built without HTTP/3"),
    ("waf", "nginx 1.31", "the binary that is installed was built without ModSecurity"),
];

/// Rows of which there is nothing to tell and nothing to show: the user's own lines, and an edition without a binary.
const UNTOLD: [&str; 2] = ["extra", "health_check, edition: plus"];

/// The lines whose binaries `scripts/install-test-engines` installs.
const REHEARSED: [&str; 7] =
    ["nginx 1.22", "nginx 1.31", "haproxy 2.6", "haproxy 2.8", "traefik 3.3", "traefik 3.6", "traefik 3.7"];

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn support() -> Support {
    Support::ask(&[Proxy::Nginx, Proxy::Haproxy, Proxy::Traefik]).unwrap()
}

/// Row, line and words of the cells that are picked.
fn picked(pick: impl Fn(Mark, &Proof) -> bool) -> Vec<(&'static str, String, String)> {
    let support = support();
    let mut found = Vec::new();
    for (row, cells) in &support.rows {
        for (line, cell) in support.lines.iter().zip(cells) {
            if pick(cell.mark(), &cell.proof) {
                found.push((row.name, line.to_string(), cell.words().join("; ")));
            }
        }
    }
    found
}

/// What is found must be known with a reason, and what is known must be found.
fn compare(found: &[(&str, String, String)], known: &[(&str, &str, &str)], what: &str) {
    let is_known = |row: &str, line: &str| {
        known.iter().any(|(name, of, reason)| *name == row && *of == line && !reason.is_empty())
    };
    let new: Vec<_> = found.iter().filter(|(row, line, _)| !is_known(row, line)).collect();
    let is_found = |row: &str, line: &str| found.iter().any(|(name, of, _)| *name == row && of == line);
    let gone: Vec<_> = known.iter().filter(|(row, line, _)| !is_found(row, line)).collect();
    assert!(new.is_empty(), "{what}: {new:#?}");
    assert!(gone.is_empty(), "no longer {what}, take it out of the list: {gone:#?}");
}

#[test]
fn the_page_of_promises_is_fresh() {
    let page = markdown(&support());
    let path = file("docs/promises.md");
    if std::env::var_os("UPDATE_PROMISES").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "docs/promises.md is stale: UPDATE_PROMISES=1 cargo test --test support");
}

#[test]
fn what_is_called_native_was_shown_by_a_rehearsal() {
    let unproven =
        picked(|mark, proof| mark == Mark::Native && !matches!(proof, Proof::Unrehearsed | Proof::Unseen(_)));
    compare(&unproven, KNOWN_UNPROVEN, "called native, and not shown by a rehearsal");
}

#[test]
fn no_rehearsal_shows_otherwise_than_the_renderer_says() {
    compare(&picked(|mark, _| mark == Mark::Broken), KNOWN_BROKEN, "broken");
}

/// Chance has a part in some of them, so that a known one may be absent.
#[test]
fn no_rehearsal_of_an_example_is_broken_unknown() {
    let mut new = Vec::new();
    for held in &Proven::read().unwrap().0 {
        let name = format!("{} {}", held.topology, held.engine);
        for (check, words) in held.broken.iter().filter(|_| held.topology.starts_with("examples/")) {
            if !BROKEN_EXAMPLES.iter().any(|(known, of, _)| *known == name && of == check) {
                new.push(format!("{name} {}: {check}: {words}", held.version));
            }
        }
    }
    assert!(new.is_empty(), "{new:#?}");
}

#[test]
fn every_installed_engine_was_rehearsed_and_no_other() {
    let proven = Proven::read().unwrap();
    let known: Vec<String> = Line::ALL.iter().filter(|line| proven.knows(**line)).map(ToString::to_string).collect();
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    assert_eq!(known, BTreeSet::from(REHEARSED));
    let stray = proven.0.iter().filter(|held| !Line::ALL.iter().any(|line| held.is_of(*line)));
    assert_eq!(stray.count(), 0, "a rehearsal on a release that is no column");
}

#[test]
fn what_is_kept_of_rehearsals_is_of_topologies_that_are_there() {
    for held in &Proven::read().unwrap().0 {
        let path = match held.topology.split_once('/') {
            Some(("probes", name)) => format!("src/support/probes/{name}.yaml"),
            _ => format!("{}/lbgen.yaml", held.topology),
        };
        assert!(file(&path).exists(), "{} is gone: run scripts/prove", held.topology);
    }
    for example in fs::read_dir(file("examples")).unwrap() {
        let name = format!("examples/{}", example.unwrap().file_name().to_str().unwrap());
        let is_held = Proven::read().unwrap().0.iter().any(|held| held.topology == name);
        assert!(is_held, "{name} was never rehearsed: scripts/prove {name}");
    }
}

#[test]
fn every_feature_has_a_row() {
    let asked: BTreeSet<Feature> = rows().filter_map(Row::feature).collect();
    let missing: Vec<&str> =
        Feature::ALL.iter().filter(|feature| !asked.contains(feature)).map(|feature| feature.name()).collect();
    assert!(missing.is_empty(), "no topology in src/support/probes asks for {missing:?}");
}

#[test]
fn names_of_rows_are_unique() {
    let names: BTreeSet<&str> = rows().map(|row| row.name).collect();
    assert_eq!(names.len(), rows().count());
}

/// The last word of a feature's name stands in the topology that asks for it.
#[test]
fn a_row_names_what_it_asks_for() {
    for row in rows() {
        let Asks::For(feature) = row.asks else { continue };
        // Nobody has to ask for a reload, and for names by no key.
        if [Feature::Reload, Feature::Names].contains(&feature) {
            continue;
        }
        let word = feature.name().rsplit('.').next().unwrap();
        assert!(row.text.contains(word), "`{}` does not hold `{word}`", row.probe);
    }
}

/// What no rehearsal can show must at least be told: then the topology does ask for it.
#[test]
fn what_cannot_be_rehearsed_is_done_another_way_by_some_engine() {
    for (row, cells) in support().rows {
        if matches!(row.shown(), Shown::ByNothing(_)) && !UNTOLD.contains(&row.name) {
            assert!(cells.iter().any(|cell| cell.answer != Answer::Native), "nobody tells anything of `{}`", row.name);
        }
    }
}

/// A check that a row names is there, and its topology asks for one of them.
#[cfg(feature = "rehearse")]
#[test]
fn a_row_s_topology_asks_for_its_checks() {
    use lbgen::rehearse::checks;
    for row in rows() {
        let Shown::By(names) = row.shown() else { continue };
        let (topology, _) = lbgen::plan::read(&lbgen::source::Source::new(row.probe, row.text)).unwrap();
        let plan = lbgen::plan::build(&topology);
        let check = |name: &str| *checks::ALL.iter().find(|check| check.name == name).expect("a check of that name");
        let is_asked = names.iter().map(|name| check(name)).filter(|check| !(check.asked)(&plan).is_empty()).count();
        assert!(is_asked > 0, "`{}` asks for none of {names:?}", row.probe);
    }
}

/// Every check of a rehearsal shows some row.
#[cfg(feature = "rehearse")]
#[test]
fn every_check_shows_a_row() {
    let shown: BTreeSet<&str> = rows()
        .filter_map(|row| match row.shown() {
            Shown::By(names) => Some(names),
            Shown::ByNothing(_) => None,
        })
        .flatten()
        .copied()
        .collect();
    // It can show nothing yet, and says so.
    let without_row = lbgen::rehearse::checks::ALL.iter().map(|check| check.name).filter(|name| !shown.contains(name));
    assert_eq!(without_row.collect::<Vec<_>>(), ["names"]);
}

fn lbgen(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_lbgen")).arg("support").args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn one_engine_alone_can_be_asked_for() {
    let table = lbgen(&["--engine", "haproxy"]);
    assert!(table.starts_with("haproxy "), "{table}");
    assert!(!table.contains("nginx 1."), "{table}");
}

#[test]
fn the_document_holds_every_row_and_cell() {
    let document: serde_json::Value = serde_json::from_str(&lbgen(&["--json"])).unwrap();
    let told = document["rows"].as_array().unwrap();
    assert_eq!(told.len(), rows().count());
    assert!(told.iter().all(|row| row["cells"].as_array().unwrap().len() == Line::ALL.len()));
}

#[test]
fn the_page_is_what_the_command_prints() {
    assert_eq!(lbgen(&["--markdown"]), markdown(&support()));
}
