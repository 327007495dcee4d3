//! lbgen's own document for programs.
//!
//! `detail` holds the reasons and `help` the ways out, one a line; both are null when there are none, `engine` when no engine
//! is concerned, `range` when the whole file is meant, `file` too when the system failed. `byte` counts from 0, `line` and
//! `column` from 1, and `end` is the place after the last character.

use serde::Serialize;

use super::document::document;
use super::report::Report;
use crate::diagnostic::{Diagnostic, Region, Severity};

/// Grows its major number when a reader of the old form would be misled.
const FORMAT_VERSION: &str = "1.0";

#[derive(Serialize)]
struct Document<'a> {
    format_version: &'static str,
    valid: bool,
    error_count: usize,
    warning_count: usize,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    severity: &'static str,
    code: &'static str,
    summary: &'a str,
    detail: Option<String>,
    help: Option<String>,
    engine: Option<&'static str>,
    file: Option<&'a str>,
    range: Option<Region>,
}

/// Renders every diagnostic, however many there are.
pub fn render(report: &Report<'_>) -> String {
    let error_count = report.count(Severity::Error);
    document(&Document {
        format_version: FORMAT_VERSION,
        valid: error_count == 0,
        error_count,
        warning_count: report.count(Severity::Warning),
        diagnostics: report.diagnostics.iter().map(|told| entry(report, told)).collect(),
    })
}

fn entry<'a>(report: &Report<'a>, told: &'a Diagnostic) -> Entry<'a> {
    let place = report.place(told);
    Entry {
        severity: told.severity.name(),
        code: told.code,
        summary: &told.summary,
        detail: paragraph(&report.reasons(told)),
        help: paragraph(&told.help),
        engine: told.engine,
        file: place.file,
        range: place.region,
    }
}

fn paragraph(sentences: &[String]) -> Option<String> {
    (!sentences.is_empty()).then(|| sentences.join("\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Format;
    use super::super::sample::{hostile, ordinary, parsed, placeless, rendered};
    use crate::source::Source;

    #[test]
    fn a_topology_with_nothing_to_tell_is_valid() {
        let expected = json!({
            "format_version": "1.0", "valid": true, "error_count": 0, "warning_count": 0, "diagnostics": [],
        });
        assert_eq!(parsed(Format::Json, (Source::new("lbgen.yaml", ""), Vec::new())), expected);
    }

    #[test]
    fn warnings_alone_leave_a_topology_valid() {
        let (source, mut diagnostics) = ordinary();
        diagnostics.remove(0);
        let document = parsed(Format::Json, (source, diagnostics));
        assert_eq!((&document["valid"], &document["warning_count"]), (&json!(true), &json!(1)));
    }

    #[test]
    fn the_users_text_arrives_as_it_was() {
        let document = parsed(Format::Json, hostile());
        let told = &document["diagnostics"][0];
        assert_eq!(told["summary"], "`\u{1b}[2J\n::error::100%` & <b> ]]> \"'");
        assert_eq!(told["detail"], "turned \u{202e}round\r\n");
        assert_eq!(told["file"], "a,b:\n\u{1b}%<\".yaml");
    }

    #[test]
    fn only_a_failure_of_the_system_has_no_file() {
        let document = parsed(Format::Json, placeless());
        let files: Vec<_> = [0, 1, 2].map(|at| document["diagnostics"][at]["file"].clone()).into();
        assert_eq!(files, [json!("api-keys"), json!("lbgen.yaml"), json!(null)]);
        let place = &document["diagnostics"][0];
        assert_eq!(place["range"]["start"], json!({ "line": 2, "column": 1, "byte": 8 }));
        assert_eq!(place["detail"], "lbgen.yaml:1:12: named here");
        assert_eq!(document["diagnostics"][2]["detail"], "permission denied");
    }

    #[test]
    fn the_keys_come_in_the_order_of_the_contract() {
        let text = rendered(Format::Json, placeless());
        let keys: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("      \"")?.split('"').next()).collect();
        assert_eq!(&keys[..8], ["severity", "code", "summary", "detail", "help", "engine", "file", "range"]);
    }
}
