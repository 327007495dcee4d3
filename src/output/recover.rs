//! Brings a write that was killed to one of its two ends.

use std::path::Path;

use anyhow::Result;

use super::digest::Digest;
use super::disk::{self, look_at};
use super::journal::{self, Journal, Phase, Step};
use super::lock::Lock;
use super::transaction::{finish, undo};

/// What [`recover`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// No write was interrupted.
    Nothing,
    /// One was, before all its files were ready: the files are as they were before it.
    Undone,
    /// One was, after that: the files are as it was to leave them.
    Finished {
        /// But for these, relative to the output folder: they were edited since, and the edit was kept.
        kept: Vec<String>,
    },
}

/// Finishes or undoes a write below `root` that was interrupted. Every command calls it before it compares.
///
/// # Errors
/// Another lbgen that is writing just now, a damaged journal, and what the system refuses.
pub fn recover(root: &Path) -> Result<Recovery> {
    if !journal::is_pending(root)? {
        return Ok(Recovery::Nothing);
    }
    let _lock = Lock::acquire(root)?;
    under_lock(root)
}

/// The same for whoever holds the lock of `root`.
pub(super) fn under_lock(root: &Path) -> Result<Recovery> {
    let Some(mut journal) = Journal::read(root)? else {
        if journal::is_pending(root)? {
            journal::remove(root)?;
        }
        return Ok(Recovery::Nothing);
    };
    match journal.phase {
        Phase::Stage => {
            undo(root, &journal)?;
            Ok(Recovery::Undone)
        }
        Phase::Commit => {
            let kept = keep_edits(root, &mut journal)?;
            finish(root, &journal)?;
            Ok(Recovery::Finished { kept })
        }
    }
}

/// Takes out of `journal` what was edited since the write was interrupted.
fn keep_edits(root: &Path, journal: &mut Journal) -> Result<Vec<String>> {
    let mut kept = Vec::new();
    for step in std::mem::take(&mut journal.replaced) {
        let staged = step.path.staged_below(root);
        // Without a staged file it was renamed in time, and what stands there now is no matter of this write.
        if look_at(&staged)?.is_some() && is_edited(root, &step)? {
            disk::remove_file(&staged)?;
            kept.push(step.path.into());
        } else {
            journal.replaced.push(step);
        }
    }
    for step in std::mem::take(&mut journal.removed) {
        if is_edited(root, &step)? {
            kept.push(step.path.into());
        } else {
            journal.removed.push(step);
        }
    }
    Ok(kept)
}

fn is_edited(root: &Path, step: &Step) -> Result<bool> {
    Ok(disk::read(root, &step.path)?.is_some_and(|found| step.old != Some(Digest::of(&found.bytes))))
}
