//! A place in a file that the topology names, such as a line of a keys file.

use super::{Lines, Region};
use crate::source::Span;

/// A place in a file that is not the topology.
///
/// It holds no text: files that a topology names may hold secrets, so no message draws their lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OtherFile {
    /// The path as the topology writes it.
    pub name: String,
    /// Where in that file; none when the whole file is meant.
    pub region: Option<Region>,
}

impl OtherFile {
    /// The file as a whole.
    pub fn whole(name: impl Into<String>) -> Self {
        Self { name: name.into(), region: None }
    }

    /// The bytes `span` of the file whose text `lines` has indexed.
    pub fn at(name: impl Into<String>, lines: &Lines<'_>, span: Span) -> Self {
        Self { name: name.into(), region: Some(lines.region(span)) }
    }
}
