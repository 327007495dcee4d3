//! The command line: the only room that asks, prints and exits.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this room prints")]

mod arguments;
mod compiled;
mod diff;
mod exit;
mod explain;
mod generate;
pub mod init;
mod missing;
#[cfg(feature = "rehearse")]
mod rehearse;
mod render;
mod report;
mod support;
mod templates;
mod terminal;
mod validate;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};
use exit::Exit;
use report::Reporter;

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let reporter = Reporter::new(&arguments.global);
    let exit = run(&arguments, &reporter).unwrap_or_else(|error| reporter.failure(&error));
    match reporter.finish() {
        Ok(()) => exit.into(),
        Err(_) => Exit::Failed.into(),
    }
}

fn run(arguments: &Arguments, reporter: &Reporter) -> anyhow::Result<Exit> {
    match &arguments.command {
        Command::Init(init) => generate::init(init, reporter),
        Command::Validate(validate) => validate::run(validate, reporter),
        Command::Diff(diff) => diff::run(diff, reporter),
        Command::Render(render) => render::run(render, reporter),
        Command::Verify(verify) => verify::run(verify, reporter),
        #[cfg(feature = "rehearse")]
        Command::Rehearse(rehearse) => rehearse::run(rehearse, reporter),
        Command::Explain(explain) => explain::run(explain, reporter),
        Command::Support(support) => support::run(support, reporter),
        Command::Templates(templates) => templates::run(templates, reporter),
        Command::Schema => generate::schema(),
        Command::Completions { shell } => generate::completions(*shell),
        Command::Man => generate::man(),
    }
}
