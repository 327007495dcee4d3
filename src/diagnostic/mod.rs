//! What any stage says to the user, as data; renderers stand beside it, one a format.

mod nearest;

pub use nearest::nearest;

use crate::source::Span;

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is rendered.
    Error,
    /// Rendered all the same; an error under `--strict`.
    Warning,
}

/// A second place that explains the first, such as the earlier one of two duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where it stands.
    pub span: Span,
    /// What is to be seen there, in a few words.
    pub label: String,
}

/// One thing that is wrong, where, why, and what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Stable kebab-case identifier, such as `unknown-key`.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub summary: String,
    /// The narrowest place in the topology; none when the whole file is meant.
    pub span: Option<Span>,
    /// What is to be seen at the place, in a few words; may be empty.
    pub label: String,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Why: one sentence each.
    pub notes: Vec<String>,
    /// What to do: one way out each.
    pub help: Vec<String>,
    /// The engine that the diagnostic is about, as in `engines`.
    pub engine: Option<&'static str>,
}
