//! An end to errors: a file with thousands of them is read no sooner by listing them all.

use super::{Diagnostic, Severity};

/// Errors that are told at the most, and warnings.
pub const ENOUGH: usize = 1000;

/// What is said once there are [`ENOUGH`] errors.
pub fn too_many() -> Diagnostic {
    Diagnostic::error("too-many", format!("there are more errors than the first {ENOUGH}, which are told"))
        .help("mend those and run lbgen again")
}

/// What rules find; of errors and of warnings the first [`ENOUGH`] are kept.
#[derive(Debug, Default)]
pub struct Found {
    kept: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl Found {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let count = match diagnostic.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= ENOUGH {
            self.kept.push(diagnostic);
        }
    }

    /// There is an error.
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many errors and warnings there are, those that were not kept included.
    pub fn len(&self) -> usize {
        self.errors + self.warnings
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those that were kept, and a word on the errors that were not.
    pub fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        if self.errors > ENOUGH {
            self.kept.push(too_many());
        }
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_warnings_do_not_hide_an_error() {
        let mut found = Found::default();
        for _ in 0..5 * ENOUGH {
            found.push(Diagnostic::warning("a", "b"));
        }
        found.push(Diagnostic::error("c", "d"));
        assert!(found.has_errors());
        let told = found.into_diagnostics();
        assert_eq!(told.len(), ENOUGH + 1);
        assert_eq!(told.last().unwrap().code, "c");
    }

    #[test]
    fn errors_that_are_not_told_are_mentioned() {
        let mut found = Found::default();
        for _ in 0..=ENOUGH {
            found.push(Diagnostic::error("a", "b"));
        }
        let told = found.into_diagnostics();
        assert_eq!((told.len(), told.last().unwrap().code), (ENOUGH + 1, "too-many"));
    }
}
