//! A second place that explains the first.

use crate::source::Span;

/// A second place that explains the first, such as the earlier one of two duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where it stands in the topology.
    pub span: Span,
    /// What is to be seen there, in a few words.
    pub label: String,
}
