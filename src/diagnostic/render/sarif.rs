//! SARIF 2.1.0, the exchange format of static analysis (OASIS).

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use super::document::document;
use super::report::{Place, Report};
use crate::diagnostic::Diagnostic;

/// Where the schema of the format is published.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Properties {
    engine: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u32,
    byte_length: u32,
}

/// Renders every diagnostic as a result, and the codes that occur as rules.
pub fn render(report: &Report<'_>) -> String {
    let codes: BTreeSet<&str> = report.diagnostics.iter().map(|told| told.code).collect();
    let rules: Vec<_> = codes.iter().map(|code| json!({ "id": code })).collect();
    let results: Vec<Finding> = report.diagnostics.iter().map(|told| finding(report, told)).collect();
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

fn finding(report: &Report<'_>, told: &Diagnostic) -> Finding {
    Finding {
        rule_id: told.code,
        level: told.severity.name(),
        message: Message { text: report.prose(told).join("\n") },
        locations: location(report.place(told), None).into_iter().collect(),
        related_locations: related(report, told),
        properties: told.engine.map(|engine| Properties { engine }),
    }
}

fn related(report: &Report<'_>, told: &Diagnostic) -> Vec<Location> {
    let places = report.other_places(told);
    places.filter_map(|(place, label)| location(place, Some(Message { text: label.to_owned() }))).collect()
}

fn location(place: Place<'_>, message: Option<Message>) -> Option<Location> {
    let artifact_location = ArtifactLocation { uri: uri(place.file?) };
    let region = place.region.map(|region| Region {
        start_line: region.start.line,
        start_column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
        byte_offset: region.start.byte,
        byte_length: region.end.byte - region.start.byte,
    });
    Some(Location { physical_location: PhysicalLocation { artifact_location, region }, message })
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
