//! How `lbgen init` ends when it does not end well.

use crate::diagnostic::Diagnostic;

/// Why nothing was scaffolded.
#[derive(Debug)]
pub enum Failure {
    /// It was not called in a way that it could answer: exit code 2.
    Usage(Box<Diagnostic>),
    /// The user left a question: exit code 130.
    Interrupted,
    /// The system failed: exit code 4.
    System(anyhow::Error),
}

impl Failure {
    pub(super) fn usage(code: &'static str, summary: String, notes: Vec<String>, help: Vec<String>) -> Self {
        let told = Diagnostic::error(code, summary);
        Self::Usage(Box::new(Diagnostic { notes, help, ..told }))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::System(error)
    }
}

impl From<inquire::InquireError> for Failure {
    fn from(error: inquire::InquireError) -> Self {
        use inquire::InquireError as E;
        match error {
            E::OperationCanceled | E::OperationInterrupted => Self::Interrupted,
            E::NotTTY | E::InvalidConfiguration(_) | E::IO(_) | E::Custom(_) => Self::System(error.into()),
        }
    }
}
