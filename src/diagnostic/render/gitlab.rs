//! A code quality report of GitLab CI.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::document::document;
use super::report::Report;
use crate::diagnostic::{Diagnostic, Severity};

#[derive(Serialize)]
struct Violation<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: LineRange,
}

#[derive(Serialize)]
struct LineRange {
    begin: u32,
    end: u32,
}

/// Renders every diagnostic; an empty list when there is none.
pub fn render(report: &Report<'_>) -> String {
    let mut seen = BTreeMap::new();
    let violations = report.diagnostics.iter().map(|told| {
        let file = report.place(told).file.unwrap_or(report.name);
        let ordinal: &mut u32 = seen.entry((told.code, file, &told.summary)).or_default();
        *ordinal += 1;
        violation(report, told, fingerprint(told, file, *ordinal))
    });
    document(&violations.collect::<Vec<_>>())
}

/// GitLab wants a path and a line of everything: what has none is said of the first line of the topology.
fn violation<'a>(report: &Report<'a>, told: &'a Diagnostic, fingerprint: String) -> Violation<'a> {
    let place = report.place(told);
    let (begin, end) = place.region.map_or((1, 1), |region| (region.start.line, region.end.line));
    Violation {
        description: report.prose(told).join("\n"),
        check_name: told.code,
        fingerprint,
        severity: match told.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
        },
        location: Location { path: place.file.unwrap_or(report.name), lines: LineRange { begin, end } },
    }
}

/// The same for the same finding in every run, though lines above it come and go.
fn fingerprint(told: &Diagnostic, file: &str, ordinal: u32) -> String {
    format!("{:x}", Sha256::digest(format!("{}\0{file}\0{}\0{ordinal}", told.code, told.summary)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::sample::{ordinary, parsed, placeless, rendered};
    use super::super::{Format, render};
    use crate::diagnostic::Diagnostic;
    use crate::source::{Source, Span};

    #[test]
    fn a_topology_with_nothing_to_tell_is_an_empty_list() {
        assert_eq!(rendered(Format::Gitlab, (Source::new("lbgen.yaml", ""), Vec::new())), "[]\n");
    }

    #[test]
    fn a_fingerprint_outlives_lines_that_are_added_above() {
        let (source, mut diagnostics) = ordinary();
        let before = parsed(Format::Gitlab, (source, diagnostics.clone()));
        for told in &mut diagnostics {
            let Span { start, end } = told.span.unwrap();
            told.span = Some(Span::new(start + 1, end + 1));
        }
        let moved = Source::new("lbgen.yaml", format!("\n{}", super::super::sample::TOPOLOGY));
        let after = parsed(Format::Gitlab, (moved, diagnostics));
        assert_eq!(before[1]["fingerprint"], after[1]["fingerprint"]);
        assert_ne!(before[1]["location"], after[1]["location"]);
    }

    #[test]
    fn the_same_finding_at_two_places_has_two_fingerprints() {
        let twice = [0, 1].map(|at| Diagnostic::error("a", "b").at(Span::new(at, at)));
        let text = render(Format::Gitlab, &twice, &Source::new("x", "ab"), false);
        let list: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_ne!(list[0]["fingerprint"], list[1]["fingerprint"]);
    }

    #[test]
    fn what_has_no_place_is_said_of_the_first_line() {
        let list = parsed(Format::Gitlab, placeless());
        assert_eq!(list[0]["location"], json!({ "path": "api-keys", "lines": { "begin": 2, "end": 2 } }));
        assert_eq!(list[1]["location"], json!({ "path": "lbgen.yaml", "lines": { "begin": 1, "end": 1 } }));
    }
}
