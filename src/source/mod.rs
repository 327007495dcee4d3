//! Reads the topology's text once into a tree that keeps the place of every key and value.

mod builder;
mod de;
mod flaws;
mod hint;
mod key;
mod merge;
mod placed;
mod placed_access;
mod scalar;
mod span;
mod text;
mod tree;

pub use de::{AS_WRITTEN, ONE_OR_MANY, ShapeError, from_node};
pub use merge::apply_defaults;
pub use placed::{Place, Placed};
pub use scalar::{Resolved, resolve};
pub use span::Span;
use span::point_span;
pub use text::{MAX_BYTES, Source};
pub use tree::{Entry, Kind, Node, NodeId, Tree};

/// Values of one topology, counting what aliases and defaults stand for, so that a bomb runs into it. Enough for 100,000
/// routes that have everything.
pub const MAX_VALUES: u64 = 4_000_000;

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

/// The flaw of a text that stands for more than [`MAX_VALUES`].
pub fn too_many_values(span: Option<Span>) -> Flaw {
    let millions = MAX_VALUES / 1_000_000;
    let summary = format!("the topology has more than {millions} million values, counting what its aliases stand for");
    Flaw::new("too-large", span, summary, "split the stack into several topologies, or repeat fewer aliases")
}
