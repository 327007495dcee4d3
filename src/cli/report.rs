//! Where diagnostics go: people read them on standard error, machines get one document on standard output.

use std::io::{self, Write};

use clap::ColorChoice;

use super::arguments::Global;
use super::exit::Exit;
use super::terminal::is_coloured;
use crate::diagnostic::{self, Diagnostic, Format};
use crate::source::Source;

/// Writes diagnostics and data to where the contract wants them.
pub struct Reporter {
    format: Format,
    color: ColorChoice,
}

impl Reporter {
    pub fn new(global: &Global) -> Self {
        Self { format: global.message_format.into(), color: global.color }
    }

    /// Writes the diagnostics of a topology; a format for machines gets its document even when there are none.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic], source: &Source) -> io::Result<()> {
        if self.format.is_machine() {
            let text = diagnostic::render(self.format, diagnostics, source, false);
            return unless_closed(io::stdout().lock().write_all(text.as_bytes()));
        }
        let text = diagnostic::render(self.format, diagnostics, source, is_coloured(self.color, &io::stderr()));
        io::stderr().lock().write_all(text.as_bytes())
    }

    /// Where a command's data goes: standard output, or standard error when a document for machines is there.
    pub fn data(&self) -> Box<dyn Write> {
        if self.format.is_machine() {
            Box::new(io::BufWriter::new(io::stderr()))
        } else {
            Box::new(io::BufWriter::new(io::stdout()))
        }
    }

    /// Whether data is coloured.
    pub fn colours_data(&self) -> bool {
        !self.format.is_machine() && is_coloured(self.color, &io::stdout())
    }

    /// Data goes to a terminal, where no byte of a file may drive it.
    pub fn data_is_terminal(&self) -> bool {
        use std::io::IsTerminal as _;
        if self.format.is_machine() { io::stderr().is_terminal() } else { io::stdout().is_terminal() }
    }

    /// A word to the user, on standard error.
    pub fn say(line: &str) {
        eprintln!("{line}");
    }

    /// The command came to nothing because the system failed.
    pub fn failure(&self, error: &anyhow::Error) -> Exit {
        if is_closed_pipe(error) {
            return Exit::Done;
        }
        let diagnostic = Diagnostic::system(error.as_ref());
        let source = Source::new("", "");
        match self.diagnostics(&[diagnostic], &source) {
            Ok(()) | Err(_) => Exit::Failed,
        }
    }
}

/// A reader that has seen enough and left is no failure.
pub fn unless_closed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}
