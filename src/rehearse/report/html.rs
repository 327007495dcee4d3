//! The report as one page that needs nothing else: the table, the numbers, and a picture of the topology.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::{EngineRun, Note, Report, picture};
use crate::rehearse::checks;
use crate::rehearse::verdict::Verdict;

const TEMPLATE: &str = include_str!("../../../templates/rehearse/report.html.j2");

#[derive(Serialize)]
struct Engine<'a> {
    name: &'a str,
    version: &'a str,
    path: &'a str,
    seconds: String,
    kept: usize,
    broken: usize,
    other: usize,
    notes: &'a [Note],
}

#[derive(Serialize)]
struct Cell {
    word: &'static str,
    class: &'static str,
    time: String,
}

#[derive(Serialize)]
struct Row {
    number: u8,
    title: &'static str,
    shows: &'static str,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Detail<'a> {
    class: &'static str,
    word: &'static str,
    promise: String,
    engine: String,
    shows: &'static str,
    key: &'a str,
    line: Option<u32>,
    words: String,
    rendered: Option<String>,
}

/// Renders the page.
pub fn render(report: &Report) -> anyhow::Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = environment.template_from_named_str("report.html", TEMPLATE)?;
    Ok(page.render(context! {
        stack => report.stack.as_str(),
        file => report.file.as_str(),
        is_broken => report.is_broken(),
        engines => Value::from(Serde(engines(report))),
        rows => Value::from(Serde(rows(report))),
        details => Value::from(Serde(details(report))),
        picture => picture::draw(report),
    })?)
}

fn engines(report: &Report) -> Vec<Engine<'_>> {
    let engine = |run: &EngineRun| -> (usize, usize) {
        let count = |word: &str| run.outcomes.iter().filter(|outcome| outcome.verdict.word() == word).count();
        (count("kept"), count("broken"))
    };
    let told = report.runs.iter().map(|run| {
        let (kept, broken) = engine(run);
        Engine {
            name: run.engine,
            version: &run.version,
            path: &run.path,
            seconds: format!("{:.1}", run.took.as_secs_f64()),
            kept,
            broken,
            other: run.outcomes.len() - kept - broken,
            notes: &run.notes,
        }
    });
    told.collect()
}

fn rows(report: &Report) -> Vec<Row> {
    let mut rows = Vec::new();
    for check in checks::ALL {
        let cells: Vec<Cell> = report
            .runs
            .iter()
            .map(|run| {
                let cell = report.cell(run, check.name);
                Cell {
                    word: cell.worst.map_or("not asked for", Verdict::word),
                    class: cell.worst.map_or("none", class),
                    time: cell.took.map(|took| format!("{:.1} s", took.as_secs_f64())).unwrap_or_default(),
                }
            })
            .collect();
        if cells.iter().any(|cell| cell.class != "none") {
            rows.push(Row { number: check.promise.number(), title: check.promise.title(), shows: check.shows, cells });
        }
    }
    rows
}

fn class(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "kept",
        Verdict::Broken { .. } => "broken",
        Verdict::Degraded(_) | Verdict::Waived(_) => "degraded",
        Verdict::Untried(_) => "untried",
    }
}

fn details(report: &Report) -> Vec<Detail<'_>> {
    let outcomes = report.runs.iter().flat_map(|run| run.outcomes.iter().map(move |outcome| (run, outcome)));
    let told = outcomes.filter(|(_, outcome)| outcome.verdict != Verdict::Kept).map(|(run, outcome)| Detail {
        class: class(&outcome.verdict),
        word: outcome.verdict.word(),
        promise: outcome.promise.to_string(),
        engine: format!("{} {}", run.engine, run.version),
        shows: outcome.shows,
        key: &outcome.subject.key,
        line: report.position(&outcome.subject).map(|(line, _)| line),
        words: outcome.verdict.words(),
        rendered: outcome.rendered.as_ref().map(|line| format!("{}:{}: {}", line.path, line.line, line.text)),
    });
    told.collect()
}
