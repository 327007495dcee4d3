//! Where diagnostics go: people read them on standard error, machines get one document on standard output.

use std::cell::RefCell;
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
    document: RefCell<Option<(Vec<Diagnostic>, Source)>>,
}

impl Reporter {
    pub fn new(global: &Global) -> Self {
        Self { format: global.message_format.into(), color: global.color, document: RefCell::new(None) }
    }

    /// Tells the diagnostics of a topology. People read them at once; a format for machines keeps them for its document.
    pub fn diagnostics(&self, diagnostics: Vec<Diagnostic>, source: &Source) -> io::Result<()> {
        if self.format.is_machine() {
            let mut document = self.document.borrow_mut();
            let (kept, _) = document.get_or_insert_with(|| (Vec::new(), source.clone()));
            kept.extend(diagnostics);
            return Ok(());
        }
        let text = diagnostic::render(self.format, &diagnostics, source, is_coloured(self.color, &io::stderr()));
        unless_closed(io::stderr().lock().write_all(text.as_bytes()))
    }

    /// Writes the one document of a format for machines, for a command that has told anything or nothing at all.
    pub fn finish(&self) -> io::Result<()> {
        let Some((diagnostics, source)) = self.document.take() else { return Ok(()) };
        let text = diagnostic::render(self.format, &diagnostics, &source, false);
        unless_closed(io::stdout().lock().write_all(text.as_bytes()))
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

    /// Where words to the user go that may be coloured: standard error.
    pub fn words(&self) -> impl Write {
        if is_coloured(self.color, &io::stderr()) {
            anstream::AutoStream::always(io::stderr())
        } else {
            anstream::AutoStream::never(io::stderr())
        }
    }

    /// A word to the user, on standard error; whoever has closed it does not want to know.
    pub fn say(line: &str) {
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// The command came to nothing because the system failed.
    pub fn failure(&self, error: &anyhow::Error) -> Exit {
        if is_closed_pipe(error) {
            return Exit::Done;
        }
        let mut diagnostic = Diagnostic::system(error.as_ref());
        diagnostic.help.extend(error.downcast_ref::<WayOut>().map(|way_out| way_out.help.clone()));
        match self.diagnostics(vec![diagnostic], &Source::new("", "")) {
            Ok(()) | Err(_) => Exit::Failed,
        }
    }
}

/// What came to nothing, for a failure of the system that the user can do something about.
#[derive(Debug)]
pub struct WayOut {
    /// What came to nothing.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl std::fmt::Display for WayOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
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
