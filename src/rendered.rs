//! One file that an engine's rendering consists of, before it meets the disk.

use std::path::PathBuf;

use crate::source::Span;

/// A file to be written below the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path relative to the output folder, with `/` between its parts, such as `nginx/nginx.conf`.
    pub path: String,
    /// What the file holds.
    pub content: Content,
    /// Who may read it.
    pub access: Access,
    /// Pieces of the text that a diff masks unless it is told to show them.
    pub secrets: Vec<String>,
}

impl RenderedFile {
    /// A text that everyone may read.
    pub fn text(path: impl Into<String>, text: String) -> Self {
        Self { path: path.into(), content: Content::Text(text), access: Access::Public, secrets: Vec::new() }
    }
}

/// Where a file's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Made by lbgen.
    Text(String),
    /// What lbgen makes of a file that the topology names, such as a list of keys; never shown in a diff.
    MadeOf {
        /// As written in the topology: absolute, or relative to the topology's folder.
        source: PathBuf,
        /// The value that names it.
        span: Option<Span>,
        /// What was made; none when that file is missing.
        text: Option<String>,
    },
    /// A text of lbgen's that would hold parts of files that the topology names and that are missing: good to be checked,
    /// and never written.
    Lacking {
        /// The missing files, as written in the topology, and the values that name them.
        sources: Vec<(PathBuf, Option<Span>)>,
        /// The text without those parts.
        text: String,
    },
    /// The bytes of a file that the topology names, a certificate or a key; never shown in a diff.
    CopyOf {
        /// As written in the topology: absolute, or relative to the topology's folder.
        source: PathBuf,
        /// The value that names it.
        span: Option<Span>,
    },
}

/// Who may read a rendered file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone: mode 0644.
    Public,
    /// Its owner alone: mode 0600.
    Private,
}
