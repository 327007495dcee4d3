//! The lines of the topology that a message draws, made short and harmless first.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use super::report::Report;
use super::visible::{drawn, sentence};
use crate::diagnostic::{Diagnostic, Position};
use crate::source::Span;

/// A place further into its line than this, in bytes, stands in text that nobody wrote by hand: told, not drawn.
const FURTHEST_DRAWN: usize = 1000;
/// The bytes of a line that are drawn at most.
const LONGEST_LINE: usize = 2000;
/// Places that lie no more lines apart share one drawing.
const NEAR: u32 = 50;
/// More places explain nothing more.
const MOST_RELATED: usize = 10;
/// The bytes told on each side of a place that cannot be drawn.
const AROUND: usize = 40;

/// A piece of the topology with carets below its places.
pub type Drawing<'a> = Snippet<'a, Annotation<'a>>;

struct Mark<'a> {
    position: Position,
    span: Span,
    label: &'a str,
    kind: AnnotationKind,
}

/// The places of `told` in the topology, its own first: drawn, those that are near each other together, or else in words.
pub fn excerpts<'a>(report: &Report<'a>, told: &'a Diagnostic) -> (Vec<Drawing<'a>>, Vec<String>) {
    let mark = |span: Span, label, kind| Mark { position: report.lines.position(span.start), span, label, kind };
    let own = if told.file.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let own = told.span.map(|span| mark(span, told.label.as_str(), own));
    let related = told.related.iter().take(MOST_RELATED);
    let related = related.map(|related| mark(related.span, related.label.as_str(), AnnotationKind::Context));
    let (marks, undrawable): (Vec<_>, Vec<_>) =
        own.into_iter().chain(related).partition(|mark| offset_in_line(report, mark) <= FURTHEST_DRAWN);
    let mut drawings = Vec::new();
    let mut left = marks;
    while let Some(line) = left.first().map(|mark| mark.position.line) {
        let (near, far) = left.into_iter().partition(|mark| mark.position.line.abs_diff(line) <= NEAR);
        drawings.push(draw(report, near));
        left = far;
    }
    let mut words: Vec<String> = undrawable.iter().map(|mark| tell(report, mark)).collect();
    let more = told.related.len().saturating_sub(MOST_RELATED);
    if more > 0 {
        words.push(format!("and at {more} more place{}", if more == 1 { "" } else { "s" }));
    }
    (drawings, words)
}

fn offset_in_line(report: &Report<'_>, mark: &Mark<'_>) -> usize {
    let (start, _) = report.lines.line(mark.position.line);
    (mark.position.byte as usize).saturating_sub(start)
}

/// One drawing of all lines from the first mark's to the last one's.
fn draw<'a>(report: &Report<'a>, marks: Vec<Mark<'a>>) -> Drawing<'a> {
    let numbers = || marks.iter().map(|mark| mark.position.line);
    let (first, last) = (numbers().min().unwrap_or(1), numbers().max().unwrap_or(1));
    let mut text = String::new();
    let mut annotations = Vec::new();
    for number in first..=last {
        if number > first {
            text.push('\n');
        }
        let (start, line) = report.lines.line(number);
        for mark in marks.iter().filter(|mark| mark.position.line == number) {
            let range = place_in(line, start, mark.span);
            let range = text.len() + range.start..text.len() + range.end;
            let label = (!mark.label.is_empty()).then(|| sentence(mark.label));
            annotations.push(mark.kind.span(range).label(label));
        }
        text.push_str(&drawn(beginning(line, LONGEST_LINE)));
    }
    Snippet::source(text).line_start(first as usize).path(sentence(report.name)).annotations(annotations)
}

/// Where a span stands in its line once that is drawn; it ends with the line at the latest.
fn place_in(line: &str, line_start: usize, span: Span) -> Range<usize> {
    let line = beginning(line, LONGEST_LINE);
    let drawn_before = |offset: u32| drawn(beginning(line, (offset as usize).saturating_sub(line_start))).len();
    let start = drawn_before(span.start);
    start..drawn_before(span.end).max(start)
}

/// A place in words: what stands there, and what would have been the label.
fn tell(report: &Report<'_>, mark: &Mark<'_>) -> String {
    let (_, line) = report.lines.line(mark.position.line);
    let offset = offset_in_line(report, mark);
    let before = beginning(line, offset.saturating_sub(AROUND)).len();
    let until = beginning(line, offset + AROUND).len();
    let around = line.get(before..until).unwrap_or_default();
    let rest = if until < line.len() { "…" } else { "" };
    let Position { line, column, byte: _ } = mark.position;
    let told = format!("line {line}, too long to draw, reads `…{around}{rest}` around column {column}");
    let label = if mark.label.is_empty() { String::new() } else { format!(": {}", mark.label) };
    sentence(&(told + &label)).into_owned()
}

/// At most `length` bytes of `text`, whole characters only.
fn beginning(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
