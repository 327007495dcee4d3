//! The report as one JSON document.

use serde_json::{Value, json};

use super::{EngineRun, Outcome, Report};
use crate::rehearse::verdict::Verdict;

/// Renders the document; its members are described in `docs/rehearse.md`.
pub fn render(report: &Report) -> String {
    let engines: Vec<Value> = report.runs.iter().map(|run| engine(report, run)).collect();
    let document = json!({
        "format_version": 1,
        "stack": report.stack,
        "file": report.file,
        "kept": !report.is_broken(),
        "engines": engines,
    });
    format!("{document:#}\n")
}

fn engine(report: &Report, run: &EngineRun) -> Value {
    let outcomes: Vec<Value> = run.outcomes.iter().map(|told| outcome(report, told)).collect();
    let not_asked: Vec<Value> = run
        .not_asked
        .iter()
        .map(|(promise, check)| json!({ "promise": format!("P{}", promise.number()), "check": check }))
        .collect();
    json!({
        "engine": run.engine,
        "version": run.version,
        "binary": run.path,
        "seconds": seconds(run.took),
        "notes": run.notes,
        "outcomes": outcomes,
        "not_asked": not_asked,
    })
}

fn outcome(report: &Report, told: &Outcome) -> Value {
    let position = report.position(&told.subject);
    let (expected, seen) = match &told.verdict {
        Verdict::Broken { expected, seen } => (Some(expected), Some(seen)),
        Verdict::Kept | Verdict::Degraded(_) | Verdict::Waived(_) | Verdict::Untried(_) => (None, None),
    };
    json!({
        "promise": format!("P{}", told.promise.number()),
        "title": told.promise.title(),
        "check": told.check,
        "shows": told.shows,
        "key": told.subject.key,
        "line": position.map(|(line, _)| line),
        "column": position.map(|(_, column)| column),
        "verdict": told.verdict.word(),
        "words": told.verdict.words(),
        "expected": expected,
        "seen": seen,
        "rendered": told.rendered.as_ref().map(|line| json!({ "file": line.path, "line": line.line, "text": line.text })),
        "seconds": seconds(told.took),
    })
}

fn seconds(took: std::time::Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}
