//! Turns byte offsets of one text into lines and columns, in constant time each.

use serde::Serialize;

use crate::source::Span;

/// Bytes between two counted places; a column costs at most this many bytes to count, however long its line is.
const STRIDE: usize = 256;

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Unicode scalar values before it in its line, plus 1.
    pub column: u32,
    /// Bytes before it in the text.
    pub byte: u32,
}

/// From a position up to, not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Region {
    /// Where it begins.
    pub start: Position,
    /// Where it has ended; equal to `start` for an empty region.
    pub end: Position,
}

/// Where the lines of a text begin.
///
/// A line ends at LF, CR LF or CR (YAML 1.2.2, 5.4). A byte order mark belongs to no line.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    text: &'a str,
    /// The offset of each line's first byte.
    starts: Vec<usize>,
    /// The characters before each multiple of `STRIDE`, and before the end.
    counts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Indexes `text`.
    pub fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let byte_order_mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut starts = vec![byte_order_mark];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        let mut counts = vec![0];
        let mut total = 0;
        for chunk in bytes.chunks(STRIDE) {
            total += count_characters(chunk);
            counts.push(total);
        }
        Self { text, starts, counts }
    }

    /// The place of a byte; an offset inside a character means that character, one after the end means the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.floor(offset);
        let index = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let (start, end) = self.bounds(index);
        let before = self.characters_before(offset.min(end)).saturating_sub(self.characters_before(start));
        Position { line: saturate(index + 1), column: saturate(before + 1), byte: saturate(offset) }
    }

    /// The places of a span's two ends, in order even when the span is not.
    pub fn region(&self, span: Span) -> Region {
        Region { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }

    /// A line's text without what ends it, and the offset of its first byte; the empty end of the text after the last.
    pub fn line(&self, number: u32) -> (usize, &'a str) {
        let (start, end) = self.bounds((number as usize).saturating_sub(1));
        (start, self.text.get(start..end).unwrap_or_default())
    }

    /// The greatest character boundary that is not after `offset`.
    fn floor(&self, offset: u32) -> usize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn bounds(&self, index: usize) -> (usize, usize) {
        let length = self.text.len();
        let start = self.starts.get(index).copied().unwrap_or(length);
        let next = self.starts.get(index + 1).copied().unwrap_or(length);
        let line = self.text.get(start..next).unwrap_or_default();
        let line = line.strip_suffix('\n').unwrap_or(line);
        (start, start + line.strip_suffix('\r').unwrap_or(line).len())
    }

    fn characters_before(&self, offset: usize) -> usize {
        let chunk = offset / STRIDE;
        let counted = self.counts.get(chunk).copied().unwrap_or_default();
        counted + self.text.as_bytes().get(chunk * STRIDE..offset).map_or(0, count_characters)
    }
}

/// Every byte of UTF-8 that does not continue a character begins one.
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(text: &str, offset: u32) -> (u32, u32) {
        let position = Lines::new(text).position(offset);
        (position.line, position.column)
    }

    #[test]
    fn lines_and_columns_are_counted_from_one() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("ab\ncd", 0), (1, 1));
        assert_eq!(place("ab\ncd", 2), (1, 3));
        assert_eq!(place("ab\ncd", 3), (2, 1));
        assert_eq!(place("ab\ncd", 99), (2, 3));
        assert_eq!(place("ab\n", 3), (2, 1));
    }

    #[test]
    fn every_line_ending_of_yaml_ends_a_line_once() {
        assert_eq!(place("a\r\nb", 3), (2, 1));
        assert_eq!(place("a\rb", 2), (2, 1));
        assert_eq!(place("a\n\rb", 3), (3, 1));
    }

    #[test]
    fn the_middle_of_a_line_ending_is_the_end_of_its_line() {
        assert_eq!(place("a\r\nb", 1), (1, 2));
        assert_eq!(place("a\r\nb", 2), (1, 2));
    }

    #[test]
    fn a_character_counts_once_however_many_bytes_it_has() {
        assert_eq!(place("é:日x", 2), (1, 2));
        assert_eq!(place("é:日x", 4), (1, 3));
        assert_eq!(place("é:日x", 5), (1, 3));
        assert_eq!(place("é:日x", 6), (1, 4));
        assert_eq!(place("\tx", 1), (1, 2));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        assert_eq!(place("\u{feff}ab", 0), (1, 1));
        assert_eq!(place("\u{feff}ab", 3), (1, 1));
        assert_eq!(place("\u{feff}ab", 4), (1, 2));
        assert_eq!(Lines::new("\u{feff}ab\n").line(1), (3, "ab"));
    }

    #[test]
    fn a_line_comes_without_its_ending() {
        let lines = Lines::new("a\r\nb\nc");
        assert_eq!(
            [lines.line(1), lines.line(2), lines.line(3), lines.line(9)],
            [(0, "a"), (3, "b"), (5, "c"), (6, "")]
        );
    }

    #[test]
    fn every_part_of_a_long_line_is_counted_right() {
        let text = "é".repeat(1 << 20);
        let lines = Lines::new(&text);
        for character in (0..1 << 20).step_by(97) {
            assert_eq!(lines.position(character * 2).column, character + 1);
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_offset_is_too_strange(text in "\u{feff}?[a\té日\r\n\u{202e}😀]{0,60}", start: u32, near in 0_u32..200) {
            let lines = Lines::new(&text);
            for offset in [start, near] {
                let position = lines.position(offset);
                let (first, line) = lines.line(position.line);
                prop_assert!(position.column as usize <= line.chars().count() + 1);
                prop_assert!(first <= (position.byte as usize).max(3));
            }
            let region = lines.region(Span::new(start, near));
            prop_assert!(region.start <= region.end);
        }
    }
}
