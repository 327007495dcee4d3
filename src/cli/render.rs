//! `lbgen render`: shows the diff, asks, and writes all files or none.

use std::io::Write as _;

use super::arguments::Render;
use super::compiled::Compiled;
use super::diff;
use super::exit::Exit;
use super::missing;
use super::report::Reporter;
use super::terminal::can_ask;
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::{self, Comparison, Recovery, WriteOptions};
use crate::rendered::{Access, Content, RenderedFile};

/// Renders.
pub fn run(arguments: &Render, reporter: &Reporter) -> anyhow::Result<Exit> {
    let compiled = Compiled::new(&arguments.input)?;
    if compiled.is_refused() {
        compiled.report(reporter, Vec::new())?;
        return Ok(Exit::Refused);
    }
    if arguments.stdout {
        compiled.report(reporter, Vec::new())?;
        compiled.tell_templates();
        return print(&compiled.compilation.files, arguments.output.show_secrets, reporter);
    }
    let root = compiled.root(&arguments.output);
    tell_recovery(&output::recover(&root)?);
    let parts = compiled.parts();
    let comparison = output::compare(&root, &compiled.folder, &compiled.compilation.files, Compiled::scope(&parts))?;
    let mut told = refusals(arguments, &comparison);
    let is_refused = told.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let is_unanswered = !is_refused && has_question(arguments, &comparison) && !can_ask();
    if is_unanswered {
        told.push(nobody_to_ask());
    }
    let has_errors = compiled.report(reporter, told)?;
    compiled.tell_templates();
    if !arguments.quiet {
        diff::show(&comparison, arguments.output.show_secrets, reporter)?;
    }
    Reporter::say(&comparison.summary());
    if arguments.check && comparison.has_changes() {
        return Ok(Exit::Different);
    }
    if is_unanswered {
        return Ok(Exit::Usage);
    }
    if has_errors { Ok(Exit::Refused) } else { write(arguments, &comparison) }
}

/// Whether the user has to agree to what is written.
fn has_question(arguments: &Render, comparison: &Comparison<'_>) -> bool {
    comparison.has_changes() && !arguments.yes && !arguments.check
}

fn nobody_to_ask() -> Diagnostic {
    Diagnostic::error("missing-answer", "nobody is there to be asked whether to write these files")
        .note("nothing is asked without a terminal, or where `CI` is set")
        .help("pass `--yes` to write them, or `--check` to only compare")
}

fn write(arguments: &Render, comparison: &Comparison<'_>) -> anyhow::Result<Exit> {
    if arguments.check {
        return Ok(Exit::Done);
    }
    if has_question(arguments, comparison) {
        match inquire::Confirm::new("Write these files?").with_default(false).prompt() {
            Ok(true) => {}
            Ok(false) => {
                Reporter::say("nothing was written");
                return Ok(Exit::Done);
            }
            Err(inquire::InquireError::OperationCanceled | inquire::InquireError::OperationInterrupted) => {
                return Ok(Exit::Interrupted);
            }
            Err(error) => return Err(error.into()),
        }
    }
    let options = WriteOptions {
        overwrite_edited: arguments.overwrite_edited,
        allow_missing_secrets: arguments.allow_missing_secrets,
    };
    for missing in output::write(comparison, options)? {
        Reporter::say(&missing::to_do(missing));
    }
    Ok(Exit::Done)
}

fn tell_recovery(recovery: &Recovery) {
    match recovery {
        Recovery::Nothing => {}
        Recovery::Undone => {
            Reporter::say("an earlier render was interrupted before it changed a file; its traces are gone");
        }
        Recovery::Finished { kept } => {
            Reporter::say("an earlier render was interrupted; it is finished now");
            for path in kept {
                Reporter::say(&format!("but `{path}` was edited since, and the edit was kept"));
            }
        }
    }
}

/// What keeps the files from being written, unless a flag allows it.
fn refusals(arguments: &Render, comparison: &Comparison<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = if arguments.allow_missing_secrets || arguments.check {
        missing::compared(comparison.missing())
    } else {
        comparison.missing().iter().map(missing::error).collect()
    };
    if !arguments.overwrite_edited {
        let edited = comparison.edited().map(|change| {
            let summary = format!("`{}` was edited by hand since the last render", change.path());
            Diagnostic::error("edited-by-hand", summary)
                .note("the diff shows what a render would do to the edit")
                .help("move the edit to the topology, or give it up with `--overwrite-edited`")
        });
        found.extend(edited);
    }
    found
}

/// One file as it is; several each under a line with its path.
fn print(files: &[RenderedFile], show_secrets: bool, reporter: &Reporter) -> anyhow::Result<Exit> {
    let mut data = reporter.data();
    for file in files {
        if files.len() > 1 {
            writeln!(data, "==> {} <==", file.path)?;
        }
        match &file.content {
            Content::Text(text) if file.access == Access::Private && !show_secrets => {
                data.write_all(output::without_secrets(text, &file.secrets)?.as_bytes())?;
            }
            Content::Text(text) => data.write_all(text.as_bytes())?,
            Content::Lacking { sources, text: _ } => {
                let named: Vec<String> = sources.iter().map(|(source, _)| source.display().to_string()).collect();
                writeln!(data, "(made of {}, among others)", named.join(", "))?;
            }
            Content::CopyOf { source, span: _ } => writeln!(data, "(a copy of {})", source.display())?,
            Content::MadeOf { source, span: _, text: _ } => writeln!(data, "(made of {})", source.display())?,
        }
    }
    data.flush()?;
    Ok(Exit::Done)
}
