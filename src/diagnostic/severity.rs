//! How much a diagnostic weighs.

/// How much a diagnostic weighs; the heavier one sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is rendered.
    Error,
    /// Rendered all the same; an error under `--strict`.
    Warning,
}

impl Severity {
    /// The word that every format uses for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}
