//! The command line: the only room that asks, prints and exits.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this room prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::rendered::Content;
use crate::source::Source;

#[derive(Parser)]
#[command(name = "lbgen", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(Box<init::InitArgs>),
    /// Check a topology
    Validate {
        /// The topology
        #[arg(short, long, default_value = "lbgen.yaml")]
        file: PathBuf,
    },
    /// Write the configurations
    Render {
        /// The topology
        #[arg(short, long, default_value = "lbgen.yaml")]
        file: PathBuf,
        /// Write without asking
        #[arg(long)]
        yes: bool,
        /// The folder to write
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}

pub mod init;

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(4)
        }
    }
}

fn init_code(result: Result<(), init::Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(init::Failure::Usage(diagnostic)) => {
            eprintln!(
                "error[{}]: {} {:?} {:?}",
                diagnostic.code, diagnostic.summary, diagnostic.notes, diagnostic.help
            );
            ExitCode::from(2)
        }
        Err(init::Failure::Interrupted) => ExitCode::from(130),
        Err(init::Failure::System(error)) => {
            eprintln!("error: {error:#}");
            ExitCode::from(4)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (file, write) = match arguments.command {
        Command::Init(args) => return Ok(init_code(init::run(&args, "{}\n", &mut anstream::stderr()))),
        Command::Validate { file } => (file, None),
        Command::Render { file, yes: _, output } => (file, Some(output)),
    };
    let source = Source::new(file.display().to_string(), std::fs::read_to_string(&file)?);
    let compilation = crate::compile(&source, &[])?;
    for diagnostic in &compilation.diagnostics {
        let line = diagnostic
            .span
            .map_or(0, |span| source.text().bytes().take(span.start as usize).filter(|b| *b == b'\n').count() + 1);
        eprintln!(
            "{}:{line}: {:?}[{}]: {} {:?} {:?}",
            source.name(),
            diagnostic.severity,
            diagnostic.code,
            diagnostic.summary,
            diagnostic.notes,
            diagnostic.help
        );
    }
    if compilation.has_errors() {
        return Ok(ExitCode::FAILURE);
    }
    if let Some(output) = write {
        let base = file.parent().map(PathBuf::from).unwrap_or_default();
        let root =
            output.unwrap_or_else(|| base.join(compilation.output.as_ref().map_or("deploy", |folder| folder.as_str())));
        for file in &compilation.files {
            let path = root.join(&file.path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            match &file.content {
                Content::Text(text) => std::fs::write(&path, text)?,
                Content::CopyOf { source, span: _ } => drop(std::fs::copy(base.join(source), &path)?),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
