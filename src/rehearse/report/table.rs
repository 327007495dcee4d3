//! The report for people: a table of promises and engines, then every promise that was not plainly kept, with its reason.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::{Outcome, Report};
use crate::promise::Promise;
use crate::rehearse::verdict::Verdict;

/// Renders the table.
pub fn render(report: &Report, is_coloured: bool) -> String {
    let mut text = String::new();
    for run in &report.runs {
        let _infallible = writeln!(text, "{} {} ({})", run.engine, run.version, run.path);
    }
    text.push('\n');
    let rows = rows(report);
    let width = rows.iter().map(|(promise, check)| label(*promise, check).len()).max().unwrap_or_default();
    let _infallible = write!(text, "{:width$}", "");
    for run in &report.runs {
        let _infallible = write!(text, "  {:<16}", format!("{} {}", run.engine, run.version));
    }
    text.push('\n');
    for (promise, check) in &rows {
        let _infallible = write!(text, "{:width$}", label(*promise, check));
        for run in &report.runs {
            let cell = report.cell(run, check);
            let (style, word) =
                cell.worst.map_or((Style::new().dimmed(), "not asked for"), |verdict| (style(verdict), verdict.word()));
            let time = cell.took.map(|took| format!(" {:.1}s", took.as_secs_f64())).unwrap_or_default();
            let _infallible =
                write!(text, "  {}", painted(&format!("{:<16}", format!("{word}{time}")), style, is_coloured));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    details(report, is_coloured, &mut text);
    notes(report, &mut text);
    text.push_str(&summary(report));
    text
}

/// Promise and check, in the order of the promises: what was held, and what nothing was asked of.
fn rows(report: &Report) -> Vec<(Promise, &'static str)> {
    let mut rows: Vec<(Promise, &'static str)> = Vec::new();
    for run in &report.runs {
        let held = run.outcomes.iter().map(|outcome| (outcome.promise, outcome.check));
        for row in held {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    rows.sort_by_key(|(promise, _)| *promise);
    rows
}

fn label(promise: Promise, check: &str) -> String {
    format!("P{:<3}{check}", promise.number())
}

fn style(verdict: &Verdict) -> Style {
    match verdict {
        Verdict::Kept => Style::new().fg_color(Some(AnsiColor::Green.into())),
        Verdict::Broken { .. } => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
        Verdict::Degraded(_) | Verdict::Waived(_) => Style::new().fg_color(Some(AnsiColor::Yellow.into())),
        Verdict::Untried(_) => Style::new().fg_color(Some(AnsiColor::Cyan.into())),
    }
}

fn painted(text: &str, style: Style, is_coloured: bool) -> String {
    if is_coloured { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// Every check that was not plainly kept; parts of which the same is to be said share a paragraph.
fn details(report: &Report, is_coloured: bool, text: &mut String) {
    for run in &report.runs {
        let mut told: Vec<(&Outcome, Vec<&Outcome>)> = Vec::new();
        for outcome in run.outcomes.iter().filter(|outcome| outcome.verdict != Verdict::Kept) {
            let alike =
                |(one, _): &(&Outcome, Vec<&Outcome>)| one.check == outcome.check && one.verdict == outcome.verdict;
            match told.iter().position(alike).and_then(|at| told.get_mut(at)) {
                Some((_, others)) => others.push(outcome),
                None => told.push((outcome, Vec::new())),
            }
        }
        for (outcome, others) in told {
            let word = painted(outcome.verdict.word(), style(&outcome.verdict), is_coloured);
            let (promise, shows) = (outcome.promise, outcome.shows);
            let _infallible = writeln!(text, "\n{word}: {promise} behind {} {}: {shows}", run.engine, run.version);
            place(report, outcome, text);
            for other in others {
                place(report, other, text);
            }
            reason(outcome, text);
        }
    }
}

fn place(report: &Report, outcome: &Outcome, text: &mut String) {
    let at = report.position(&outcome.subject).map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
    let _infallible = writeln!(text, "  --> {}{at} `{}`", report.file, outcome.subject.key);
}

fn reason(outcome: &Outcome, text: &mut String) {
    match &outcome.verdict {
        Verdict::Broken { expected, seen } => {
            let _infallible = writeln!(text, "   expected: {expected}\n       seen: {seen}");
        }
        Verdict::Kept | Verdict::Degraded(_) | Verdict::Waived(_) | Verdict::Untried(_) => {
            let _infallible = writeln!(text, "   {}", outcome.verdict.words());
        }
    }
    if let Some(rendered) = outcome.rendered.as_ref().filter(|_| matches!(outcome.verdict, Verdict::Broken { .. })) {
        let _infallible = writeln!(text, "   rendered: {}:{}: {}", rendered.path, rendered.line, rendered.text);
    }
}

/// What was shortened or left out, once for all engines of which it is so.
fn notes(report: &Report, text: &mut String) {
    let mut told: Vec<(&str, &[&str])> = Vec::new();
    for note in report.runs.iter().flat_map(|run| &run.notes) {
        if !told.iter().any(|(words, _)| *words == note.words) {
            told.push((&note.words, &note.checks));
        }
    }
    if !told.is_empty() {
        text.push_str("\nin the rehearsed copy:\n");
    }
    for (words, checks) in told {
        let _infallible = writeln!(text, "  {words} ({})", checks.join(", "));
    }
}

fn summary(report: &Report) -> String {
    let mut text = String::from("\n");
    for run in &report.runs {
        let count = |word: &str| run.outcomes.iter().filter(|outcome| outcome.verdict.word() == word).count();
        let parts: Vec<String> = ["kept", "broken", "degraded", "waived", "not tried"]
            .iter()
            .filter_map(|word| {
                Some(count(word)).filter(|count| *count > 0 || *word == "broken").map(|count| format!("{count} {word}"))
            })
            .collect();
        let _infallible = writeln!(
            text,
            "{} {}: {}; {} not asked for; {:.1} s",
            run.engine,
            run.version,
            parts.join(", "),
            run.not_asked.len(),
            run.took.as_secs_f64()
        );
    }
    text
}
