//! The files that the topology names and lbgen only copies: certificates and keys; and those that it reads.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::disk::explain;
use crate::source::{MAX_BYTES, Span};

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
/// What the system refuses to read, and a file that is larger than a topology may be.
pub fn read(topology_dir: &Path, source: &Path) -> Result<Option<Vec<u8>>> {
    let place = topology_dir.join(source);
    let file = match File::open(&place) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(explain(error, "read", &place)),
    };
    let mut bytes = Vec::new();
    let read = file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| explain(error, "read", &place))?;
    anyhow::ensure!(bytes.len() <= MAX_BYTES, "`{}` is larger than {} MiB", place.display(), MAX_BYTES >> 20);
    Ok(Some(bytes))
}
