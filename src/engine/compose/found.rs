//! What compose's rendering has to say beside its file: warnings, errors, and the secrets that it holds.

use crate::diagnostic::Diagnostic;

/// What is found on the way.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Errors and warnings.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Pieces of the file that a diff masks.
    pub(super) secrets: Vec<String>,
}

impl Found {
    /// Says something in compose's name.
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.engine("compose"));
    }
}
