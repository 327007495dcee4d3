//! What any stage says to the user, as data; renderers stand beside it, one a format.

mod build;
mod lines;
mod nearest;
mod other_file;
mod related;
mod render;
mod severity;
mod too_many;
pub mod xml;

use crate::source::Span;

pub use lines::{Lines, Position, Region};
pub use nearest::nearest;
pub use other_file::OtherFile;
pub use related::Related;
pub use render::{Format, render};
pub use severity::Severity;
pub use too_many::{ENOUGH, Found, too_many};

/// The code of everything that is no fault of the topology, such as a full disk.
pub const SYSTEM: &str = "system";

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
    /// The file that is wrong, when it is not the topology but one that the topology names at `span`.
    pub file: Option<OtherFile>,
}
