//! One line a diagnostic, in the `file:line:column:` form that editors jump to.

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_WARNING_STYLE};
use anstyle::Style;

use super::report::Report;
use super::visible::sentence;
use crate::diagnostic::{Diagnostic, Severity};

/// Renders every diagnostic; nothing when there is none.
pub fn render(report: &Report<'_>, color: bool) -> String {
    report.diagnostics.iter().map(|told| line(report, told, color)).collect()
}

fn line(report: &Report<'_>, told: &Diagnostic, color: bool) -> String {
    let place = report.place(told);
    let place = if place.file.is_some() { format!("{place}: ") } else { String::new() };
    let style = if color { style(told.severity) } else { Style::new() };
    let (severity, code, summary) = (told.severity.name(), told.code, sentence(&told.summary));
    format!("{place}{style}{severity}[{code}]{style:#}: {summary}\n")
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => DEFAULT_ERROR_STYLE,
        Severity::Warning => DEFAULT_WARNING_STYLE,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{hostile, ordinary, placeless, rendered};
    use super::super::{Format, render};

    #[test]
    fn a_hostile_topology_stays_on_its_line() {
        let line = r#"a,b:\n\u{1b}%<".yaml:1:14: error[invalid-value]: `\u{1b}[2J\n::error::100%` & <b> ]]> "'"#;
        assert_eq!(rendered(Format::Concise, hostile()), format!("{line}\n"));
    }

    #[test]
    fn what_has_no_place_names_its_file_or_nothing() {
        let expected = "api-keys:2:1: error[invalid-line]: a line without a colon\n\
             lbgen.yaml: error[missing-key]: `routes` is missing\nerror[system]: cannot write `deploy`\n";
        assert_eq!(rendered(Format::Concise, placeless()), expected);
    }

    #[test]
    fn colour_is_for_the_severity_alone() {
        let (source, diagnostics) = ordinary();
        let colored = render(Format::Concise, &diagnostics[..1], &source, true);
        let expected = "lbgen.yaml:7:11: \u{1b}[1m\u{1b}[91merror[duplicate-route]\u{1b}[0m: two routes answer for `chat.example.com/`\n";
        assert_eq!(colored, expected);
    }
}
