//! The files that the topology names and lbgen only copies: certificates and keys; and those that it reads.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::disk::explain;
use crate::source::Span;

/// A file that the topology names and that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingSource {
    /// Where its copy belongs, relative to the output folder.
    pub path: String,
    /// Where it was looked for.
    pub source: PathBuf,
    /// The value in the topology that names it.
    pub span: Option<Span>,
    /// Whether a copy already stands at `path`; it is kept.
    pub kept: bool,
    /// What stands at `path` is no copy but made of it, which takes another render.
    pub made: bool,
}

/// The bytes of `source`, relative to `topology_dir`; none when it is missing.
///
/// # Errors
/// What the system refuses to read.
pub fn read(topology_dir: &Path, source: &Path) -> Result<Option<Vec<u8>>> {
    let place = topology_dir.join(source);
    match fs::read(&place) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(explain(error, "read", &place)),
    }
}
