//! Files of lines that the topology names: what is wrong with one is told in it, and where the topology names it.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Found, Lines, OtherFile};
use crate::source::{Placed, Span};
use crate::topology::{FilePath, LineError};

/// Reads a file by the path that the topology gives it; none when it is missing.
pub type ReadFile<'f> = dyn Fn(&Path) -> anyhow::Result<Option<Vec<u8>>> + 'f;

/// The file's text; none where it has none, which is told.
pub fn text(file: &Placed<FilePath>, bytes: Vec<u8>, found: &mut Found) -> Option<String> {
    let text = String::from_utf8(bytes).ok();
    if text.is_none() {
        refuse(file, "the file is not UTF-8 text", "save it as UTF-8", found);
    }
    text
}

/// Says what is wrong with the whole file.
pub fn refuse(file: &Placed<FilePath>, summary: impl Into<String>, help: &str, found: &mut Found) {
    let place = OtherFile::whole(file.as_str());
    found.push(Diagnostic::error("invalid-file", summary).at(file.span()).help(help).in_file(place));
}

/// Says what is wrong with its lines.
pub fn refuse_lines(file: &Placed<FilePath>, text: &str, errors: Vec<LineError>, found: &mut Found) {
    let lines = Lines::new(text);
    for LineError { bytes, message, help } in errors {
        let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let place = OtherFile::at(file.as_str(), &lines, Span::new(offset(bytes.start), offset(bytes.end)));
        let told = Diagnostic::error("invalid-line", message).at(file.span()).label("named here");
        found.push(told.help(help).in_file(place));
    }
}
