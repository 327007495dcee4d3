//! The report as JUnit XML, which CI servers show as tests: a suite an engine, a test for each promise of each part.

use std::fmt::Write as _;

use super::{EngineRun, Outcome, Report};
use crate::diagnostic::xml::{escape, escape_text};
use crate::rehearse::verdict::Verdict;

/// Renders the XML.
pub fn render(report: &Report) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _infallible = writeln!(text, "<testsuites name=\"lbgen rehearse {}\">", escape(&report.stack));
    for run in &report.runs {
        suite(report, run, &mut text);
    }
    text.push_str("</testsuites>\n");
    text
}

fn suite(report: &Report, run: &EngineRun, text: &mut String) {
    let count = |is: fn(&Verdict) -> bool| run.outcomes.iter().filter(|outcome| is(&outcome.verdict)).count();
    let _infallible = writeln!(
        text,
        "  <testsuite name=\"{} {}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3}\">",
        run.engine,
        escape(&run.version),
        run.outcomes.len(),
        count(|verdict| matches!(verdict, Verdict::Broken { .. })),
        count(|verdict| matches!(verdict, Verdict::Untried(_) | Verdict::Waived(_))),
        run.took.as_secs_f64(),
    );
    for outcome in &run.outcomes {
        case(report, run, outcome, text);
    }
    text.push_str("  </testsuite>\n");
}

fn case(report: &Report, run: &EngineRun, outcome: &Outcome, text: &mut String) {
    let at = report.position(&outcome.subject).map_or(String::new(), |(line, _)| format!(" ({}:{line})", report.file));
    let name = format!("{} {}: {}{at}", outcome.check, outcome.subject.key, outcome.shows);
    let _infallible = write!(
        text,
        "    <testcase classname=\"{}.P{}\" name=\"{}\" time=\"{:.3}\"",
        run.engine,
        outcome.promise.number(),
        escape(&name),
        outcome.took.as_secs_f64(),
    );
    let words = outcome.verdict.words();
    let inner = match &outcome.verdict {
        Verdict::Kept => None,
        Verdict::Broken { seen, .. } => {
            Some(format!("<failure type=\"broken\" message=\"{}\">{}</failure>", escape(seen), escape_text(&words)))
        }
        Verdict::Degraded(_) => Some(format!("<system-out>{}</system-out>", escape_text(&words))),
        Verdict::Waived(_) | Verdict::Untried(_) => Some(format!("<skipped message=\"{}\"/>", escape(&words))),
    };
    match inner {
        None => text.push_str("/>\n"),
        Some(inner) => {
            let _infallible = writeln!(text, ">\n      {inner}\n    </testcase>");
        }
    }
}
