//! What a write is about to do, on the disk before it begins, so that whoever comes next can finish or undo it.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::change::{Change, Kind};
use super::compare::Comparison;
use super::digest::Digest;
use super::disk::{self, explain, is_absence, look_at};
use super::lock::Lock;
use super::path::{OutputPath, STATE_FOLDER};
use super::stage;

const VERSION: u32 = 1;

/// One write.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    version: u32,
    pub(super) phase: Phase,
    /// Whether the output folder was made for the write.
    pub(super) root_made: bool,
    /// Whether `.lbgen` was made for the write.
    pub(super) state_made: bool,
    /// The folders that it makes, the outermost first.
    pub(super) folders: Vec<OutputPath>,
    /// The files that it creates or replaces, in the order of the renames.
    pub(super) replaced: Vec<Step>,
    /// The files that it removes.
    pub(super) removed: Vec<Step>,
}

/// How far a write has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Phase {
    /// Files are being staged: it can only be undone.
    Stage,
    /// All files are staged: it can only be finished.
    Commit,
}

/// One file of a write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) path: OutputPath,
    /// The file that stood there before; none for a new one.
    pub(super) old: Option<Digest>,
}

impl Journal {
    /// The journal of a write that is about to stage its files.
    pub(super) fn plan(comparison: &Comparison<'_>, lock: &Lock) -> Result<Self> {
        let mut changes: Vec<&Change<'_>> =
            comparison.changes.iter().filter(|change| change.kind != Kind::Unchanged).collect();
        changes.sort_by_key(|change| turn(change));
        let (removed, replaced): (Vec<_>, Vec<_>) = changes.into_iter().partition(|change| change.kind == Kind::Delete);
        Ok(Self {
            version: VERSION,
            phase: Phase::Stage,
            root_made: lock.root_made,
            state_made: lock.state_made,
            folders: missing_folders(&comparison.root, &replaced)?,
            replaced: replaced.into_iter().map(Step::of).collect(),
            removed: removed.into_iter().map(Step::of).collect(),
        })
    }

    /// Reads the journal of a write below `root` that has not ended.
    ///
    /// # Errors
    /// A journal that cannot be read or that a later lbgen wrote.
    pub(super) fn read(root: &Path) -> Result<Option<Self>> {
        look_at(&root.join(STATE_FOLDER))?;
        let place = place(root);
        let text = match fs::read(&place) {
            Ok(text) => text,
            Err(error) if is_absence(error.kind()) => return Ok(None),
            Err(error) => return Err(explain(error, "read", &place)),
        };
        let journal: Self = serde_json::from_slice(&text)
            .with_context(|| format!("`{}` is damaged; remove it, and look at the diff", place.display()))?;
        if journal.version != VERSION {
            bail!("`{}` was written by a later lbgen; run that one to finish its write", place.display());
        }
        Ok(Some(journal))
    }

    /// Puts the journal on the disk, whole or not at all.
    pub(super) fn write(&self, root: &Path) -> Result<()> {
        let (place, staged) = (place(root), staged_place(root));
        stage::new_file(&staged, &serde_json::to_vec_pretty(self)?, 0o644)?;
        fs::rename(&staged, &place).map_err(|error| explain(error, "write", &place))?;
        disk::sync_folder(&root.join(STATE_FOLDER))
    }

    /// All steps, with the folders that they stand in.
    pub(super) fn touched_folders(&self) -> BTreeSet<OutputPath> {
        let steps = self.replaced.iter().chain(&self.removed);
        steps.flat_map(|step| step.path.folders()).collect()
    }
}

impl Step {
    fn of(change: &Change<'_>) -> Self {
        let old = change.old.as_ref().and_then(|seen| seen.digest.clone());
        Self { path: change.path.clone(), old }
    }
}

/// Takes the journal away: the write has ended.
pub(super) fn remove(root: &Path) -> Result<()> {
    disk::remove_file(&staged_place(root))?;
    disk::remove_file(&place(root))?;
    disk::sync_folder(&root.join(STATE_FOLDER))
}

/// Whether a write below `root` was interrupted.
pub(super) fn is_pending(root: &Path) -> Result<bool> {
    Ok(look_at(&root.join(STATE_FOLDER))?.is_some() && (place(root).exists() || staged_place(root).exists()))
}

fn place(root: &Path) -> PathBuf {
    root.join(STATE_FOLDER).join("journal.json")
}

fn staged_place(root: &Path) -> PathBuf {
    root.join(STATE_FOLDER).join("journal.json.lbgen-new")
}

/// The order that is safe for an engine that reads while files are renamed: what did not exist and is named by nobody
/// yet, then what others refer to (copies, and files further down), and last an engine's main file.
fn turn<'c>(change: &'c Change<'_>) -> (bool, bool, Reverse<usize>, &'c OutputPath) {
    let copied = change.new.as_ref().is_some_and(|new| new.copied);
    (change.old.is_some(), !copied, Reverse(change.path.depth()), &change.path)
}

fn missing_folders(root: &Path, changes: &[&Change<'_>]) -> Result<Vec<OutputPath>> {
    let folders: BTreeSet<OutputPath> = changes.iter().flat_map(|change| change.path.folders()).collect();
    let mut missing = Vec::new();
    for folder in folders {
        if look_at(&folder.below(root))?.is_none() {
            missing.push(folder);
        }
    }
    Ok(missing)
}
