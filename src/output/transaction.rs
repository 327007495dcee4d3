//! The two ways in which a write ends: finished or undone. Both can be repeated after they were cut off anywhere.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;

use super::disk::{self, explain, is_absence};
use super::journal::{self, Journal, Step};
use super::path::{OutputPath, STATE_FOLDER};
use super::{lock, manifest, stage};

/// Finishes a write whose files are all staged.
pub(super) fn finish(root: &Path, journal: &Journal) -> Result<()> {
    for step in &journal.replaced {
        rename(&step.path.staged_below(root), &step.path.below(root))?;
    }
    stage::sync_touched(root, journal)?;
    for step in &journal.removed {
        disk::remove_file(&step.path.below(root))?;
        remove_emptied(root, &step.path)?;
    }
    stage::sync_touched(root, journal)?;
    rename(&manifest::staged_place(root), &manifest::place(root))?;
    disk::sync_folder(&root.join(STATE_FOLDER))?;
    journal::remove(root)
}

/// Undoes a write that has renamed nothing yet, down to the folders that it made.
pub(super) fn undo(root: &Path, journal: &Journal) -> Result<()> {
    for Step { path, .. } in journal.replaced.iter().chain(&journal.removed) {
        disk::remove_file(&path.staged_below(root))?;
    }
    disk::remove_file(&manifest::staged_place(root))?;
    for folder in journal.folders.iter().rev() {
        remove_folder(&folder.below(root))?;
    }
    stage::sync_touched(root, journal)?;
    journal::remove(root)?;
    if journal.state_made {
        disk::remove_file(&lock::place(root))?;
        remove_folder(&root.join(STATE_FOLDER))?;
    }
    if journal.root_made {
        remove_folder(root)?;
    }
    Ok(())
}

/// A staged file that is gone was renamed before the write was cut off.
fn rename(staged: &Path, place: &Path) -> Result<()> {
    match fs::rename(staged, place) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(explain(error, "write", place)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn remove_emptied(root: &Path, path: &OutputPath) -> Result<()> {
    for folder in path.folders().rev() {
        if !remove_folder(&folder.below(root))? {
            break;
        }
    }
    Ok(())
}

/// Whether the folder is gone; one that is not empty stays.
fn remove_folder(folder: &Path) -> Result<bool> {
    match fs::remove_dir(folder) {
        Ok(()) => Ok(true),
        Err(error) if is_absence(error.kind()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(false),
        Err(error) => Err(explain(error, "remove the folder", folder)),
    }
}
