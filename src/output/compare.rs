//! Sets the rendered files against the disk and the manifest.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::change::{Change, Kind, New};
use super::disk;
use super::manifest::{Entry, Manifest, Shown};
use super::path::OutputPath;
use super::source::{self, MissingSource};
use super::summary::Counts;
use crate::rendered::{Content, RenderedFile};

/// Which of the files rendered earlier a rendering answers for.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// All of them: what is not rendered now is no longer owned.
    Everything,
    /// Those at or below these paths, such as `nginx` or `compose.yaml`; the others stay as they are.
    Parts(&'a [&'a str]),
}

/// What a write would do, file by file in the order of their paths. Nothing is touched until [`super::write`].
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    pub(super) root: PathBuf,
    pub(super) changes: Vec<Change<'a>>,
    pub(super) missing: Vec<MissingSource>,
    /// As read before the comparison.
    pub(super) manifest: Manifest,
    /// Entries that the write takes over as they are.
    pub(super) carried: BTreeMap<OutputPath, Entry>,
}

/// Sets `files` against what stands below `root`, which need not exist.
///
/// `topology_dir` is the folder that the sources of copies are relative to. A missing source is no error: it is in
/// [`Comparison::missing`], and the rest is compared.
///
/// # Errors
/// A path that leaves the output folder or leads through a symbolic link, one that is given twice, a folder where a
/// file should be or the reverse, a damaged manifest, and what the system refuses to read.
pub fn compare<'a>(
    root: &Path,
    topology_dir: &Path,
    files: &'a [RenderedFile],
    scope: Scope<'_>,
) -> Result<Comparison<'a>> {
    let mut comparison = Comparison {
        root: root.to_owned(),
        changes: Vec::with_capacity(files.len()),
        missing: Vec::new(),
        manifest: Manifest::read(root)?,
        carried: BTreeMap::new(),
    };
    let wanted = by_path(files)?;
    for (path, file) in &wanted {
        comparison.add_wanted(path, file, topology_dir)?;
    }
    comparison.add_earlier(&wanted, scope)?;
    comparison.changes.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(comparison)
}

impl<'a> Comparison<'a> {
    /// Whether a write would change a file that an engine reads.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(|change| change.kind != Kind::Unchanged)
    }

    /// Every file that is rendered or was, in the order of the paths.
    pub fn changes(&self) -> &[Change<'a>] {
        &self.changes
    }

    /// The files that somebody else wrote or edited and that a write would overwrite or remove.
    pub fn edited(&self) -> impl Iterator<Item = &Change<'a>> {
        self.changes.iter().filter(|change| change.by_hand.is_some())
    }

    /// The files that the topology names and that are not there.
    pub fn missing(&self) -> &[MissingSource] {
        &self.missing
    }

    /// How many files there are of each kind.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.changes)
    }

    /// The closing line of a diff, such as `3 files to create, 1 to update, 4 unchanged`.
    pub fn summary(&self) -> String {
        self.counts().to_string()
    }

    fn add_wanted(&mut self, path: &OutputPath, file: &'a RenderedFile, topology_dir: &Path) -> Result<()> {
        let found = disk::read(&self.root, path)?;
        let entry = self.manifest.files.get(path);
        let mut lacked = Vec::new();
        let (bytes, named) = match &file.content {
            Content::Text(text) => (Some(Cow::Borrowed(text.as_bytes())), None),
            Content::Lacking { sources, text: _ } => {
                lacked.extend(sources.iter().map(|(source, span)| (source, *span, true)));
                (None, None)
            }
            Content::CopyOf { source, span } => {
                let bytes = source::read(topology_dir, source)?;
                (bytes.map(Cow::Owned), Some((source, *span, false)))
            }
            Content::MadeOf { source, span, text } => {
                (text.as_ref().map(|text| Cow::Borrowed(text.as_bytes())), Some((source, *span, true)))
            }
        };
        let Some(bytes) = bytes else {
            self.missing.extend(named.into_iter().chain(lacked).map(|(source, span, made)| MissingSource {
                path: file.path.clone(),
                source: topology_dir.join(source),
                span,
                kept: found.is_some(),
                made,
            }));
            self.carried.extend(entry.map(|entry| (path.clone(), entry.clone())));
            return Ok(());
        };
        let new = New::of(file, bytes, named.is_some());
        let change = Change::to(path.clone(), new, Shown::now(file), found, entry);
        self.changes.push(change);
        Ok(())
    }

    fn add_earlier(&mut self, wanted: &BTreeMap<OutputPath, &RenderedFile>, scope: Scope<'_>) -> Result<()> {
        let earlier = self.manifest.files.iter().filter(|(path, _)| !wanted.contains_key(path));
        for (path, entry) in earlier {
            if !scope.holds(path) {
                self.carried.insert(path.clone(), entry.clone());
            } else if let Some(found) = disk::read(&self.root, path)? {
                self.changes.push(Change::away(path.clone(), found, entry));
            }
        }
        Ok(())
    }
}

impl Scope<'_> {
    fn holds(self, path: &OutputPath) -> bool {
        match self {
            Self::Everything => true,
            Self::Parts(parts) => parts.iter().any(|part| path.is_within(part)),
        }
    }
}

fn by_path(files: &[RenderedFile]) -> Result<BTreeMap<OutputPath, &RenderedFile>> {
    let mut wanted = BTreeMap::new();
    for file in files {
        let path = OutputPath::new(&file.path)?;
        if wanted.insert(path, file).is_some() {
            bail!("`{}` is rendered twice", file.path);
        }
    }
    let folders: BTreeSet<OutputPath> = wanted.keys().flat_map(OutputPath::folders).collect();
    match wanted.keys().find(|path| folders.contains(path)) {
        Some(path) => bail!("`{path}` is rendered as a file and as a folder"),
        None => Ok(wanted),
    }
}
