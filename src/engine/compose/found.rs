//! What compose's rendering has to say beside its file: warnings, errors, and the secrets that it holds.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// What is found on the way.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Errors and warnings.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Pieces of the file that a diff masks.
    pub(super) secrets: Vec<String>,
}

impl Found {
    /// Something that cannot be rendered.
    pub(super) fn error(&mut self, code: &'static str, span: Option<Span>, words: Words) {
        self.push(Severity::Error, code, span, words);
    }

    /// Something that is rendered all the same.
    pub(super) fn warn(&mut self, code: &'static str, span: Option<Span>, words: Words) {
        self.push(Severity::Warning, code, span, words);
    }

    fn push(&mut self, severity: Severity, code: &'static str, span: Option<Span>, words: Words) {
        let Words { summary, note, help } = words;
        let mut told = Diagnostic::new(severity, code, summary).at(span).help(help).engine("compose");
        told.notes.extend(note.map(str::to_owned));
        self.diagnostics.push(told);
    }
}

/// How a diagnostic is worded.
pub(super) struct Words {
    /// What is wrong.
    pub(super) summary: String,
    /// Why.
    pub(super) note: Option<&'static str>,
    /// What to do.
    pub(super) help: String,
}
