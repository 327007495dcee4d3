//! JUnit XML, which CI servers show as tests: an error is a failed one, a warning one that passed with output.

use super::report::Report;
use crate::diagnostic::xml::{escape, escape_text};
use crate::diagnostic::{Diagnostic, SYSTEM, Severity};

/// Renders every diagnostic as a test; a topology without any is one test that passed.
pub fn render(report: &Report<'_>) -> String {
    let errors = || report.diagnostics.iter().filter(|told| told.severity == Severity::Error);
    let systemic = errors().filter(|told| told.code == SYSTEM).count();
    let failures = errors().count() - systemic;
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{systemic}\"", report.diagnostics.len().max(1));
    let mut cases: String = report.diagnostics.iter().map(|told| case(report, told)).collect();
    if cases.is_empty() {
        cases = format!("    <testcase classname=\"{}\" name=\"valid\"/>\n", escape(report.name));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lbgen\" {counts}>\n  \
         <testsuite name=\"{}\" {counts}>\n{cases}  </testsuite>\n</testsuites>\n",
        escape(report.name)
    )
}

fn case(report: &Report<'_>, told: &Diagnostic) -> String {
    let place = report.place(told);
    let class = escape(place.file.unwrap_or(report.name));
    let at = place.region.map(|region| format!(" {}:{}", region.start.line, region.start.column)).unwrap_or_default();
    let text = escape_text(&report.prose(told).join("\n"));
    let outcome = match told.severity {
        Severity::Error => {
            let element = if told.code == SYSTEM { "error" } else { "failure" };
            format!("<{element} type=\"{}\" message=\"{}\">{text}</{element}>", told.code, escape(&told.summary))
        }
        Severity::Warning => format!("<system-out>{text}</system-out>"),
    };
    format!("    <testcase classname=\"{class}\" name=\"{}{at}\">\n      {outcome}\n    </testcase>\n", told.code)
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::sample::{hostile, placeless, rendered};
    use crate::source::Source;

    #[test]
    fn a_valid_topology_is_one_test_that_passed() {
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lbgen" tests="1" failures="0" errors="0">
  <testsuite name="lbgen.yaml" tests="1" failures="0" errors="0">
    <testcase classname="lbgen.yaml" name="valid"/>
  </testsuite>
</testsuites>
"#;
        assert_eq!(rendered(Format::Junit, (Source::new("lbgen.yaml", ""), Vec::new())), expected);
    }

    #[test]
    fn a_hostile_topology_ends_no_element_of_the_document() {
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lbgen" tests="1" failures="1" errors="0">
  <testsuite name="a,b:\n\u{1b}%&lt;&quot;.yaml" tests="1" failures="1" errors="0">
    <testcase classname="a,b:\n\u{1b}%&lt;&quot;.yaml" name="invalid-value 1:14">
      <failure type="invalid-value" message="`\u{1b}[2J\n::error::100%` &amp; &lt;b&gt; ]]&gt; &quot;&apos;">`\u{1b}[2J\n::error::100%` &amp; &lt;b&gt; ]]&gt; &quot;&apos;
note: turned \u{202e}round\r\n
help: quote, &quot;it&quot;: &lt;![CDATA[</failure>
    </testcase>
  </testsuite>
</testsuites>
"#;
        assert_eq!(rendered(Format::Junit, hostile()), expected);
    }

    #[test]
    fn a_failure_of_the_system_is_an_error_and_no_failure() {
        let text = rendered(Format::Junit, placeless());
        assert!(text.contains(r#"tests="3" failures="2" errors="1""#), "{text}");
        assert!(text.contains(r#"<error type="system" message="cannot write `deploy`">"#), "{text}");
    }
}
