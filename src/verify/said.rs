//! One thing that an engine says of its files.

use crate::diagnostic::Severity;

/// One thing that an engine says of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Whether the engine goes on all the same.
    pub severity: Severity,
    /// Its own words, without what it puts before them in every line.
    pub words: String,
    /// Where it says that it is.
    pub spot: Spot,
}

/// Where an engine says that something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A line of a rendered file, from 1.
    Line(String, usize),
    /// A path of keys in a rendered YAML file, such as `services.web.ports`.
    Keys(String, Vec<String>),
    /// In that file, where nothing but the words tell.
    File(String),
}

impl Said {
    pub(super) fn error(words: impl Into<String>, spot: Spot) -> Self {
        Self { severity: Severity::Error, words: words.into(), spot }
    }

    pub(super) fn warning(words: impl Into<String>, spot: Spot) -> Self {
        Self { severity: Severity::Warning, words: words.into(), spot }
    }
}

/// What an engine's checker came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// It takes the files.
    pub is_accepted: bool,
    /// All that it says.
    pub said: Vec<Said>,
}

impl Verdict {
    /// A checker that refuses without a word of its own must not look as if it took the files.
    pub(super) fn new(is_accepted: bool, mut said: Vec<Said>, whole: &str, file: &str) -> Self {
        if !is_accepted && said.is_empty() {
            said.push(Said::error(whole.trim(), Spot::File(file.to_owned())));
        }
        Self { is_accepted, said }
    }
}
