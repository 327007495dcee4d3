//! `lbgen templates`: what a rendered file is printed by, to look at and to replace.

mod export;
mod read;

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::report::Reporter;
use crate::engine;
pub use read::read;

const EXAMPLES: &str = "\
Examples:
  lbgen templates list
          the paths of all templates
  lbgen templates export templates
          write them into a folder
  lbgen diff --templates templates
          see what a change to one of them changes";

/// List or export the templates that the files are printed by
///
/// `--templates DIR` puts templates of your own in the place of lbgen's.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TemplatesArgs {
    #[command(subcommand)]
    command: TemplatesCommand,
}

#[derive(Debug, Subcommand)]
enum TemplatesCommand {
    /// Print the paths of all templates, one a line
    List,
    /// Write all templates into a folder; what is there already is kept
    Export(Export),
}

#[derive(Debug, Args)]
struct Export {
    /// The folder; made where it is missing
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    folder: PathBuf,

    /// Overwrite files that are there already
    #[arg(long)]
    force: bool,
}

/// Lists or exports.
pub fn run(arguments: &TemplatesArgs, reporter: &Reporter) -> anyhow::Result<Exit> {
    match &arguments.command {
        TemplatesCommand::List => list(reporter),
        TemplatesCommand::Export(Export { folder, force }) => export::run(folder, *force, reporter),
    }
}

fn list(reporter: &Reporter) -> anyhow::Result<Exit> {
    let mut data = reporter.data();
    for (path, _) in engine::templates() {
        writeln!(data, "{path}")?;
    }
    data.flush()?;
    Ok(Exit::Done)
}
