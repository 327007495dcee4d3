//! What lbgen makes out of itself: a scaffold, the schema, completions, the manual.

use std::io::{self, Write as _};

use clap::CommandFactory as _;

use super::arguments::Arguments;
use super::exit::Exit;
use super::init::{self, Failure, InitArgs};
use super::report::Reporter;
use crate::schema;
use crate::source::Source;

/// `lbgen init`
pub fn init(arguments: &InitArgs, reporter: &Reporter) -> anyhow::Result<Exit> {
    let mut out = reporter.words();
    match init::run(arguments, &schema_text()?, &mut out) {
        Ok(()) => {
            reporter.diagnostics(Vec::new(), &Source::new("", ""))?;
            Ok(Exit::Done)
        }
        Err(Failure::Usage(diagnostic)) => {
            reporter.diagnostics(vec![*diagnostic], &Source::new("", ""))?;
            Ok(Exit::Usage)
        }
        Err(Failure::Interrupted) => Ok(Exit::Interrupted),
        Err(Failure::System(error)) => Err(error),
    }
}

/// `lbgen schema`
pub fn schema() -> anyhow::Result<Exit> {
    io::stdout().lock().write_all(schema_text()?.as_bytes())?;
    Ok(Exit::Done)
}

fn schema_text() -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&schema::document())? + "\n")
}

/// `lbgen completions SHELL`
pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "lbgen", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Done)
}

/// `lbgen man`
pub fn man() -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    io::stdout().lock().write_all(&page)?;
    Ok(Exit::Done)
}
