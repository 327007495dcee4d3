//! What comes of a check.

use std::io;

/// Why a check did not find its promise kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Traffic went another way than it should.
    Broken {
        /// What should have been.
        expected: String,
        /// What was.
        seen: String,
    },
    /// It could not be tried here, for this reason: never counted as kept.
    Untried(String),
}

/// What a check returns.
pub type Tried = Result<(), Failure>;

impl Failure {
    /// It could not be tried, for this reason.
    pub fn untried(reason: impl Into<String>) -> Self {
        Self::Untried(reason.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let seen = if error.kind() == io::ErrorKind::TimedOut {
            "no answer in time".to_owned()
        } else if error.kind() == io::ErrorKind::UnexpectedEof {
            "the connection was closed without an answer".to_owned()
        } else {
            error.to_string()
        };
        Self::Broken { expected: "an answer".to_owned(), seen }
    }
}

/// What a check is about; it could not be tried where the topology does not ask for it.
pub fn asked_for<T>(part: Option<T>) -> Result<T, Failure> {
    part.ok_or_else(|| Failure::untried("nothing is asked for"))
}

/// Breaks the check unless it is so.
pub fn expect(is_so: bool, expected: impl Into<String>, seen: impl FnOnce() -> String) -> Tried {
    if is_so { Ok(()) } else { Err(Failure::Broken { expected: expected.into(), seen: seen() }) }
}

/// What became of one promise of one part of the topology.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Traffic showed it.
    Kept,
    /// Traffic showed otherwise.
    Broken {
        /// What should have been.
        expected: String,
        /// What was.
        seen: String,
    },
    /// The engine does it another way, as the render has told, and traffic showed it so.
    Degraded(String),
    /// The engine cannot do it, and it was waived.
    Waived(String),
    /// It could not be rehearsed.
    Untried(String),
}

impl Verdict {
    /// Its word in tables and documents.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken { .. } => "broken",
            Self::Degraded(_) => "degraded",
            Self::Waived(_) => "waived",
            Self::Untried(_) => "not tried",
        }
    }

    /// The worse, the greater: what a table shows where several parts share a cell.
    pub const fn weight(&self) -> u8 {
        match self {
            Self::Kept => 0,
            Self::Untried(_) => 1,
            Self::Degraded(_) => 2,
            Self::Waived(_) => 3,
            Self::Broken { .. } => 4,
        }
    }

    /// What there is to say beside the word; empty for a promise that is kept.
    pub fn words(&self) -> String {
        match self {
            Self::Kept => String::new(),
            Self::Broken { expected, seen } => format!("expected {expected}; saw {seen}"),
            Self::Degraded(words) | Self::Waived(words) | Self::Untried(words) => words.clone(),
        }
    }
}
