//! How rules word what they find.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// An error with its way out.
pub fn error(
    code: &'static str,
    span: Option<Span>,
    summary: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    diagnostic(Severity::Error, code, span, summary.into(), help.into())
}

/// A warning with its way out.
pub fn warning(
    code: &'static str,
    span: Option<Span>,
    summary: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    diagnostic(Severity::Warning, code, span, summary.into(), help.into())
}

fn diagnostic(severity: Severity, code: &'static str, span: Option<Span>, summary: String, help: String) -> Diagnostic {
    Diagnostic {
        severity,
        code,
        summary,
        span,
        label: String::new(),
        related: Vec::new(),
        notes: Vec::new(),
        help: vec![help],
        engine: None,
    }
}
