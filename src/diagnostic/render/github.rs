//! Workflow commands of GitHub Actions, which become annotations of a change.

use super::report::{Place, Report};
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Region};

/// Renders every diagnostic; nothing when there is none.
pub fn render(report: &Report<'_>) -> String {
    report.diagnostics.iter().map(|told| command(report, told)).collect()
}

fn command(report: &Report<'_>, told: &Diagnostic) -> String {
    let mut properties = properties(report.place(told));
    properties.push(("title", format!("lbgen ({})", told.code)));
    let properties: Vec<String> =
        properties.into_iter().map(|(name, value)| format!("{name}={}", escape_property(&value))).collect();
    let message = escape(&report.prose(told).join("\n"));
    format!("::{} {}::{message}\n", told.severity.name(), properties.join(","))
}

/// Columns are understood only when the region is within one line.
fn properties(place: Place<'_>) -> Vec<(&'static str, String)> {
    let mut properties = Vec::new();
    if let Some(file) = place.file {
        properties.push(("file", visible(file).into_owned()));
    }
    if let Some(Region { start, end }) = place.region {
        properties.push(("line", start.line.to_string()));
        if start.line == end.line {
            properties.push(("col", start.column.to_string()));
            properties.push(("endLine", end.line.to_string()));
            properties.push(("endColumn", end.column.to_string()));
        } else {
            properties.push(("endLine", end.line.to_string()));
        }
    }
    properties
}

/// As the runner's own toolkit escapes a message (`actions/toolkit`, `command.ts`).
fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As the runner's own toolkit escapes a property's value.
fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{hostile, placeless, rendered};
    use super::super::{Format, render};
    use crate::diagnostic::Diagnostic;
    use crate::source::{Source, Span};

    #[test]
    fn a_hostile_topology_starts_no_command_of_its_own() {
        let expected = concat!(
            r#"::error file=a%2Cb%3A\n\u{1b}%25<".yaml,line=1,col=14,endLine=1,endColumn=17,title=lbgen (invalid-value)"#,
            r#"::`\u{1b}[2J\n::error::100%25` & <b> ]]> "'%0Anote: turned \u{202e}round\r\n%0Ahelp: quote, "it": <![CDATA["#,
            "\n"
        );
        assert_eq!(rendered(Format::Github, hostile()), expected);
    }

    #[test]
    fn what_has_no_place_gives_as_much_of_one_as_there_is() {
        let expected = "::error file=api-keys,line=2,col=1,endLine=2,endColumn=4,title=lbgen (invalid-line)\
             ::a line without a colon%0Anote: lbgen.yaml:1:12: named here\n\
             ::error file=lbgen.yaml,title=lbgen (missing-key)::`routes` is missing%0Ahelp: name at least one route\n\
             ::error title=lbgen (system)::cannot write `deploy`%0Anote: permission denied\n";
        assert_eq!(rendered(Format::Github, placeless()), expected);
    }

    #[test]
    fn columns_are_left_out_where_a_region_spans_lines() {
        let diagnostic = Diagnostic::warning("a", "b").at(Span::new(0, 3));
        let text = render(Format::Github, &[diagnostic], &Source::new("x", "a\nb\n"), false);
        assert_eq!(text, "::warning file=x,line=1,endLine=2,title=lbgen (a)::b\n");
    }
}
