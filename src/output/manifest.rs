//! What lbgen rendered last, so that an edit by hand can be told from an old rendering.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::disk::{explain, is_absence, look_at};
use super::path::{OutputPath, STATE_FOLDER};
use crate::rendered::{Access, Content, RenderedFile};

const VERSION: u32 = 1;

/// The files of the last rendering by their paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    version: u32,
    pub(super) files: BTreeMap<OutputPath, Entry>,
}

/// One file as it was rendered last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) sha256: Digest,
    pub(super) shown: Shown,
}

/// How much of a file a diff may tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shown {
    /// All of it, but for the pieces that are masked.
    Text,
    /// Nothing, unless secrets are asked for: which of its old words were secret is not kept.
    Secret,
    /// Nothing at all: a copy of a file that is not lbgen's, or what was made of one.
    Never,
}

impl Shown {
    /// How much of `file` may be told once its secrets are no longer known.
    pub(super) fn later(file: &RenderedFile) -> Self {
        if file.secrets.is_empty() { Self::now(file) } else { Self::now(file).max(Self::Secret) }
    }

    /// How much of `file` may be told while its secrets are known.
    pub(super) fn now(file: &RenderedFile) -> Self {
        match (&file.content, file.access) {
            (Content::CopyOf { .. } | Content::MadeOf { .. } | Content::Lacking { .. }, _) => Self::Never,
            // Its secrets are known: the rest of it may be told.
            (Content::Text(_), Access::Private) if !file.secrets.is_empty() => Self::Text,
            (Content::Text(_), Access::Private) => Self::Secret,
            (Content::Text(_), Access::Public) => Self::Text,
        }
    }
}

impl Manifest {
    pub(super) fn new(files: BTreeMap<OutputPath, Entry>) -> Self {
        Self { version: VERSION, files }
    }

    /// Reads the manifest below `root`; an empty one when nothing was rendered there.
    ///
    /// # Errors
    /// A manifest that cannot be read or that a later lbgen wrote.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let place = place(root);
        look_at(&root.join(STATE_FOLDER))?;
        let text = match fs::read(&place) {
            Ok(text) => text,
            Err(error) if is_absence(error.kind()) => return Ok(Self::new(BTreeMap::new())),
            Err(error) => return Err(explain(error, "read", &place)),
        };
        let manifest: Self = serde_json::from_slice(&text).with_context(|| {
            format!("`{}` is damaged; remove it, and look at the diff before you render", place.display())
        })?;
        if manifest.version != VERSION {
            bail!("`{}` was written by a later lbgen; use that one here", place.display());
        }
        Ok(manifest)
    }

    /// The bytes of its file.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// Where the manifest stands.
pub(super) fn place(root: &Path) -> PathBuf {
    root.join(STATE_FOLDER).join("manifest.json")
}

/// Where the next manifest waits until it is renamed.
pub(super) fn staged_place(root: &Path) -> PathBuf {
    root.join(STATE_FOLDER).join("manifest.json.lbgen-new")
}
