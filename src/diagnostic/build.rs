//! Builds a diagnostic sentence by sentence.

use std::error::Error;

use super::{Diagnostic, OtherFile, Related, SYSTEM, Severity};
use crate::source::Span;

impl Diagnostic {
    /// Something that keeps the topology from being rendered.
    pub fn error(code: &'static str, summary: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, summary)
    }

    /// Something that is rendered all the same.
    pub fn warning(code: &'static str, summary: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, summary)
    }

    /// A failure of the system; what caused it, and what caused that, become notes.
    pub fn system(failure: &dyn Error) -> Self {
        let causes = std::iter::successors(failure.source(), |&cause| cause.source());
        causes.fold(Self::error(SYSTEM, failure.to_string()), |built, cause| built.note(cause.to_string()))
    }

    /// Something of either weight.
    pub fn new(severity: Severity, code: &'static str, summary: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            summary: summary.into(),
            span: None,
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            engine: None,
            file: None,
        }
    }

    /// The narrowest place in the topology, if one is known.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// What is to be seen at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// One more place that explains it.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push(Related { span, label: label.into() });
        self
    }

    /// One more sentence on why.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// One more way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The engine that it is about, as in `engines`.
    #[must_use]
    pub fn engine(mut self, engine: &'static str) -> Self {
        self.engine = Some(engine);
        self
    }

    /// The file that is wrong, when the topology only names it.
    #[must_use]
    pub fn in_file(mut self, file: OtherFile) -> Self {
        self.file = Some(file);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_failure_tells_every_cause_and_has_no_place() {
        let failure = anyhow::anyhow!("permission denied").context("cannot open `deploy`").context("cannot write");
        let built = Diagnostic::system(failure.as_ref());
        assert_eq!(built.summary, "cannot write");
        assert_eq!(built.notes, ["cannot open `deploy`", "permission denied"]);
        assert_eq!((built.code, built.span, built.file), ("system", None, None));
    }
}
