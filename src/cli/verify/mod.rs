//! `lbgen verify`: asks each engine's own checker whether it takes the files that a render would write.

mod answer;
mod json;

use std::io::Write as _;

use anyhow::Context as _;

use super::arguments::Verify;
use super::compiled::Compiled;
use super::exit::Exit;
use super::report::Reporter;
use crate::diagnostic::Diagnostic;
use crate::engine::Requirement;
use crate::verify::{self, Runner, Trial};
use answer::{Answer, Outcome};

/// Verifies.
pub fn run(arguments: &Verify, reporter: &Reporter) -> anyhow::Result<Exit> {
    let compiled = Compiled::new(&arguments.input)?;
    if compiled.is_refused() {
        compiled.report(reporter, Vec::new())?;
        if arguments.json {
            json::write(&[], None, &compiled, reporter)?;
        }
        return Ok(Exit::Refused);
    }
    let trial = Trial::new(&compiled.compilation.files, &compiled.folder, &compiled.source)?;
    let required = &compiled.compilation.requirements;
    let answers: Vec<Answer> =
        required.iter().map(|required| ask(arguments, required, &compiled, &trial)).collect::<anyhow::Result<_>>()?;
    let mut told = trial.stand_ins().to_vec();
    told.extend(answers.iter().flat_map(Answer::diagnostics));
    let is_missing = answers.iter().any(|answer| matches!(answer.outcome, Outcome::Missing(_)));
    let is_refused = is_refused(&answers) || compiled.is_strict() && told.iter().any(|told| told.code != MISSING);
    compiled.report(reporter, told)?;
    if arguments.json {
        json::write(&answers, Some(&trial), &compiled, reporter)?;
    } else {
        print(&answers, &trial, reporter)?;
    }
    Ok(if is_refused {
        Exit::Refused
    } else if is_missing {
        Exit::Failed
    } else {
        Exit::Done
    })
}

/// The code of a binary that is not there.
const MISSING: &str = "missing-binary";

fn is_refused(answers: &[Answer]) -> bool {
    answers.iter().any(|answer| match &answer.outcome {
        Outcome::Asked { is_accepted, .. } => !is_accepted,
        Outcome::Missing(_) => false,
    })
}

fn ask(arguments: &Verify, required: &Requirement, compiled: &Compiled, trial: &Trial) -> anyhow::Result<Answer> {
    let named = arguments.named(required.target);
    let runner =
        if arguments.in_docker { Runner::in_docker(required, named) } else { Runner::here(required.target, named) };
    let runner = match runner {
        Ok(runner) => runner,
        Err(missing) => {
            let told = Diagnostic::error("missing-binary", missing.to_string());
            let told = told.at(required.named).engine(required.target.name());
            let told = missing.help().into_iter().fold(told, Diagnostic::help);
            let told = told.help("with Docker at hand, `--in-docker` asks the engine's official image");
            return Ok(Answer { target: required.target, outcome: Outcome::Missing(Box::new(told)) });
        }
    };
    let verdict = verify::ask(&runner, trial)
        .with_context(|| format!("cannot run `{}` of {}", runner.binary.path.display(), required.target.name()))?;
    let files = &compiled.compilation.files;
    let explain = |said| verify::explain(said, &runner, required, files, trial.folder(), &compiled.source);
    let explained = verdict.said.iter().map(explain).collect();
    let age = verify::warnings(&runner, required);
    let outcome = Outcome::Asked { runner, is_accepted: verdict.is_accepted, explained, age };
    Ok(Answer { target: required.target, outcome })
}

/// One line for each engine that was asked.
fn print(answers: &[Answer], trial: &Trial, reporter: &Reporter) -> anyhow::Result<()> {
    if !trial.variables().is_empty() {
        Reporter::say(&format!("for the check, values stood in for {}", trial.variables().join(", ")));
    }
    let mut data = reporter.data();
    for answer in answers {
        if let Some(line) = answer.line() {
            writeln!(data, "{line}")?;
        }
    }
    data.flush()?;
    Ok(())
}
