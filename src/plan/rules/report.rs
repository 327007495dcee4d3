//! How rules word what they find.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// An error with its way out.
pub fn error(
    code: &'static str,
    span: Option<Span>,
    summary: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic::error(code, summary).at(span).help(help)
}

/// A warning with its way out.
pub fn warning(
    code: &'static str,
    span: Option<Span>,
    summary: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic::warning(code, summary).at(span).help(help)
}
