//! Files of lines that the topology names, such as `keys_file`: their lines, and what is wrong with one.

use std::ops::Range;

/// What is wrong with a line, in words that tell nothing secret of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// The line's bytes in the file, without its end.
    pub bytes: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The lines by their numbers, from 1, and their bytes without what ends them; a byte order mark belongs to none.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = text.get(start..).unwrap_or_default();
    rest.split_inclusive('\n').enumerate().map(move |(at, line)| {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        let bytes = start..start + content.len();
        start += line.len();
        (at + 1, bytes)
    })
}
