//! Puts files beside their targets, whole and on the disk, before the first rename.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::Result;

use super::access;
use super::change::Kind;
use super::compare::Comparison;
use super::disk::{self, explain, make_folder};
use super::journal::Journal;
use super::manifest::{self, Manifest};

/// Stages every file that `journal` replaces, and the manifest that comes with them.
pub(super) fn stage(comparison: &Comparison<'_>, journal: &Journal, manifest: &Manifest) -> Result<()> {
    let root = &comparison.root;
    for folder in &journal.folders {
        // The process in a container that reads the files is seldom the user who rendered them.
        make_folder(&folder.below(root), 0o755)?;
    }
    for change in comparison.changes() {
        if let (Kind::Create | Kind::Update, Some(new)) = (change.kind, &change.new) {
            let staged = change.path.staged_below(root);
            new_file(&staged, &new.bytes, access::mode(new.access))?;
        }
    }
    for step in &journal.removed {
        // A folder that cannot be written is found now, while nothing is done yet, and not halfway.
        let probe = step.path.staged_below(root);
        new_file(&probe, b"", 0o600)?;
        disk::remove_file(&probe)?;
    }
    new_file(&manifest::staged_place(root), &manifest.to_bytes()?, 0o644)?;
    sync_touched(root, journal)
}

/// Writes a file that was not there, down to the disk; what an earlier write left in its place is removed.
pub(super) fn new_file(place: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    disk::remove_file(place)?;
    fill(place, bytes, mode).map_err(|error| explain(error, "write", place))
}

fn fill(place: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(place)?;
    // Set before the first byte is in it, and whatever the umask.
    file.set_permissions(Permissions::from_mode(mode))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in all folders that the write touches survive a loss of power.
pub(super) fn sync_touched(root: &Path, journal: &Journal) -> Result<()> {
    for folder in journal.touched_folders() {
        disk::sync_folder(&folder.below(root))?;
    }
    disk::sync_folder(root)
}
