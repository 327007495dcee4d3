//! Keeps two writes to one output folder apart.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::disk::{self, check_root, explain};
use super::path::STATE_FOLDER;

/// The right to write below an output folder, until it is dropped or its process ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    /// Whether the output folder was made for it.
    pub(super) root_made: bool,
    /// Whether the folder that it stands in was made for it.
    pub(super) state_made: bool,
}

impl Lock {
    /// Takes the lock of `root`, and makes the folder when it is missing.
    ///
    /// # Errors
    /// Another process that holds it, and what the system refuses; nothing is left behind then.
    pub(super) fn acquire(root: &Path) -> Result<Self> {
        let root_made = !check_root(root)?;
        if root_made {
            fs::create_dir_all(root).map_err(|error| explain(error, "make the folder", root))?;
        }
        let taken = Self::take_below(root, root_made);
        if taken.is_err() && root_made {
            // It is removed only while it is empty.
            let _ = fs::remove_dir(root);
        }
        taken
    }

    fn take_below(root: &Path, root_made: bool) -> Result<Self> {
        if root_made {
            disk::set_mode(root, 0o755)?;
        }
        // What stands in it tells hashes of private files.
        let state_made = disk::make_folder(&root.join(STATE_FOLDER), 0o700)?;
        let opened = open_and_lock(root);
        if opened.is_err() && state_made {
            let _ = fs::remove_dir(root.join(STATE_FOLDER));
        }
        Ok(Self { file: opened?, root_made, state_made })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing is not enough while a process that was being started at this moment still shares the file.
        let _ = self.file.unlock();
    }
}

fn open_and_lock(root: &Path) -> Result<File> {
    let place = place(root);
    disk::look_at(&place)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&place);
    let file = file.map_err(|error| explain(error, "open", &place))?;
    // Whoever held it before may have removed, together with its folder, the file that is locked now.
    match file.try_lock() {
        Ok(()) if is_at(&file, &place) => Ok(file),
        Ok(()) | Err(TryLockError::WouldBlock) => bail!(
            "another lbgen is writing to `{}` and holds the lock `{}`; run the command again when it has ended",
            root.display(),
            place.display()
        ),
        Err(TryLockError::Error(error)) => Err(explain(error, "lock", &place)),
    }
}

/// Where the lock stands.
pub(super) fn place(root: &Path) -> PathBuf {
    root.join(STATE_FOLDER).join("lock")
}

fn is_at(file: &File, place: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(place)) {
        (Ok(held), Ok(there)) => held.dev() == there.dev() && held.ino() == there.ino(),
        (Ok(_) | Err(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_of_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deploy");
        let first = Lock::acquire(&root).unwrap();
        assert!(first.root_made && first.state_made);
        let refusal = Lock::acquire(&root).unwrap_err().to_string();
        assert!(refusal.contains("deploy/.lbgen/lock`"), "{refusal}");
        drop(first);
        assert!(!Lock::acquire(&root).unwrap().root_made);
    }
}
