//! Reads the topology's text once into a tree that keeps the place of every key and value.

mod builder;
mod de;
mod merge;
mod placed;
mod scalar;
mod span;
mod text;
mod tree;

pub use de::{ONE_OR_MANY, ShapeError, from_tree};
pub use merge::apply_defaults;
pub use placed::{Place, Placed};
pub use scalar::{Resolved, resolve};
pub use span::Span;
use span::point_span;
pub use text::{MAX_BYTES, Source};
pub use tree::{Entry, Kind, Node, NodeId, Tree};

/// What is wrong with a text as YAML, before any key has a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Stable identifier of the kind of flaw, such as `yaml-syntax`.
    pub code: &'static str,
    /// What is wrong.
    pub summary: String,
    /// The place, when it has one.
    pub span: Option<Span>,
    /// An earlier place that explains it.
    pub earlier: Option<Span>,
    /// What to do.
    pub help: String,
}

impl Flaw {
    fn new(code: &'static str, span: Option<Span>, summary: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, summary: summary.into(), span, earlier: None, help: help.into() }
    }
}
