//! `lbgen verify --json`: one document of what came of it.

use std::io::Write as _;

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use crate::cli::compiled::Compiled;
use crate::cli::report::Reporter;
use crate::diagnostic::{Diagnostic, Lines, Severity};
use crate::source::Source;
use crate::verify::{Explained, Trial};

/// The version of the document.
const FORMAT: u32 = 1;

/// Writes it to where data goes.
pub(super) fn write(
    answers: &[Answer],
    trial: Option<&Trial>,
    compiled: &Compiled,
    reporter: &Reporter,
) -> anyhow::Result<()> {
    let source = &compiled.source;
    let is_accepted = |answer: &Answer| match &answer.outcome {
        Outcome::Asked { is_accepted, .. } => *is_accepted,
        Outcome::Missing(_) => false,
    };
    let stand_ins = trial.map_or(&[][..], Trial::stand_ins);
    let document = json!({
        "format_version": FORMAT,
        "valid": !compiled.is_refused(),
        "accepted": !compiled.is_refused() && answers.iter().all(is_accepted),
        "engines": answers.iter().map(|answer| engine(answer, source)).collect::<Vec<_>>(),
        "stand_ins": {
            "files": stand_ins.iter().map(|told| message(told, source)).collect::<Vec<_>>(),
            "variables": trial.map_or(&[][..], Trial::variables),
        },
    });
    let mut data = reporter.data();
    writeln!(data, "{}", serde_json::to_string_pretty(&document)?)?;
    data.flush()?;
    Ok(())
}

fn engine(answer: &Answer, source: &Source) -> Value {
    let name = answer.target.name();
    match &answer.outcome {
        Outcome::Missing(told) => json!({
            "engine": name, "result": "missing", "binary": null, "image": null, "version": null, "openssl": null,
            "file": answer.file(), "messages": [message(told, source)],
        }),
        Outcome::Asked { runner, is_accepted, explained, age } => {
            let mut messages: Vec<Value> = age.iter().map(|told| message(told, source)).collect();
            messages.extend(explained.iter().map(|explained| said(explained, source)));
            json!({
                "engine": name,
                "result": if *is_accepted { "accepted" } else { "rejected" },
                "binary": runner.binary.path.to_string_lossy(),
                "image": runner.image,
                "version": runner.binary.version.to_string(),
                "openssl": runner.binary.openssl.map(|version| version.to_string()),
                "file": answer.file(),
                "messages": messages,
            })
        }
    }
}

/// A message with its place in the topology; what the engine itself says has its own words and the rendered line too.
fn message(told: &Diagnostic, source: &Source) -> Value {
    let place = told.span.map(|span| {
        let start = Lines::new(source.text()).position(span.start);
        json!({ "file": source.name(), "line": start.line, "column": start.column })
    });
    let severity = match told.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({ "severity": severity, "code": told.code, "summary": told.summary, "topology": place, "words": null, "rendered": null })
}

fn said(explained: &Explained, source: &Source) -> Value {
    let mut message = message(&explained.diagnostic, source);
    let (file, line) = &explained.rendered;
    let (line, text) = line.as_ref().map(|(line, text)| (line, text)).unzip();
    if let Some(fields) = message.as_object_mut() {
        fields.insert("words".to_owned(), json!(explained.words));
        fields.insert("rendered".to_owned(), json!({ "file": file, "line": line, "text": text }));
    }
    message
}
