//! Where something stands in a text.

/// A half-open range of byte offsets into one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte; equal to `start` for an empty range.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to, not including, `end`.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }
}

/// The first byte of a range, for a place that would otherwise cover many lines.
pub(super) fn point_span(span: Span) -> Span {
    Span::new(span.start, span.end.min(span.start + 1))
}
