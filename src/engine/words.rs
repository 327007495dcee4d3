//! Settings of one line as one text: servers are too many to ask a template about each of theirs.

use std::fmt::{self, Write as _};

use crate::escape::Escaped;

/// Words of a line, each after a blank.
#[derive(Debug, Default)]
pub struct Words(String);

impl Words {
    /// Adds a word, or several, that the caller vouches for as for [`Escaped::trusted`].
    pub fn say(&mut self, word: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, " {word}");
    }
}

impl From<Words> for Escaped {
    fn from(words: Words) -> Self {
        Self::trusted(words.0)
    }
}
