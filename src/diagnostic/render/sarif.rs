//! SARIF 2.1.0, the exchange format of static analysis (OASIS).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::document::document;
use super::report::{Place, Report};
use crate::diagnostic::{Diagnostic, Region};

/// Where the schema of the format is published.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Renders every diagnostic as a result, and the codes that occur as rules.
pub fn render(report: &Report<'_>) -> String {
    let codes: BTreeSet<&str> = report.diagnostics.iter().map(|told| told.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Value> = report.diagnostics.iter().map(|told| result(report, told)).collect();
    document(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "lbgen", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn result(report: &Report<'_>, told: &Diagnostic) -> Value {
    let locations: Vec<Value> = location(report.place(told)).into_iter().collect();
    let mut result = json!({
        "ruleId": told.code,
        "level": told.severity.name(),
        "message": { "text": report.prose(told).join("\n") },
        "locations": locations,
    });
    let related = related(report, told);
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if let Some(engine) = told.engine {
        result["properties"] = json!({ "engine": engine });
    }
    result
}

fn related(report: &Report<'_>, told: &Diagnostic) -> Vec<Value> {
    let named_at = told.file.as_ref().and(told.span).map(|span| (span, &told.label));
    let places = named_at.into_iter().chain(told.related.iter().map(|related| (related.span, &related.label)));
    let labelled = places.filter_map(|(span, label)| {
        let mut location = location(report.in_topology(span))?;
        location["message"] = json!({ "text": label });
        Some(location)
    });
    labelled.collect()
}

fn location(place: Place<'_>) -> Option<Value> {
    let mut physical = json!({ "artifactLocation": { "uri": uri(place.file?) } });
    if let Some(Region { start, end }) = place.region {
        physical["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "byteOffset": start.byte,
            "byteLength": end.byte - start.byte,
        });
    }
    Some(json!({ "physicalLocation": physical }))
}

/// A path as a URI reference (RFC 3986, 3.3): everything is escaped that is neither unreserved nor a slash.
fn uri(path: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    path.bytes().fold(scheme.to_owned(), |uri, byte| uri + &escape(byte))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Format;
    use super::super::sample::{hostile, parsed, placeless};
    use super::uri;
    use crate::source::Source;

    #[test]
    fn a_topology_with_nothing_to_tell_is_a_run_without_results() {
        let log = parsed(Format::Sarif, (Source::new("lbgen.yaml", ""), Vec::new()));
        assert_eq!(log["runs"][0]["results"], json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], json!([]));
    }

    #[test]
    fn every_result_names_a_rule_of_the_list() {
        let log = parsed(Format::Sarif, placeless());
        let rules = &log["runs"][0]["tool"]["driver"]["rules"];
        assert_eq!(*rules, json!([{ "id": "invalid-line" }, { "id": "missing-key" }, { "id": "system" }]));
        let named: Vec<_> = [0, 1, 2].map(|at| log["runs"][0]["results"][at]["ruleId"].clone()).into();
        assert_eq!(named, ["invalid-line", "missing-key", "system"]);
    }

    #[test]
    fn a_line_of_another_file_is_related_to_where_the_topology_names_it() {
        let log = parsed(Format::Sarif, placeless());
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "api-keys");
        let related = &result["relatedLocations"][0];
        assert_eq!(related["physicalLocation"]["artifactLocation"]["uri"], "lbgen.yaml");
        assert_eq!(related["message"]["text"], "named here");
        assert_eq!(log["runs"][0]["results"][2]["locations"], json!([]));
    }

    #[test]
    fn any_path_becomes_a_uri() {
        assert_eq!(uri("sub dir/lb:gen.yaml"), "sub%20dir/lb%3Agen.yaml");
        assert_eq!(uri("/srv/é.yaml"), "file:///srv/%C3%A9.yaml");
        let log = parsed(Format::Sarif, hostile());
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(location["uri"], "a%2Cb%3A%0A%1B%25%3C%22.yaml");
    }
}
