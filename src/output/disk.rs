//! What stands on the disk, and the few ways in which it is touched.

use std::fs::{self, File, Metadata, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, Error, Result, anyhow, bail};

use super::path::OutputPath;

/// A regular file as it was read.
pub(super) struct Found {
    pub(super) bytes: Vec<u8>,
    /// The permission bits alone.
    pub(super) mode: u32,
}

/// Reads the file at `path`; none when it or a folder on the way is missing.
///
/// # Errors
/// A symbolic link on the way or in its place (below `root`; `root` itself may be one), a folder where a file should
/// be or the reverse, anything that is not a regular file, and what the system refuses.
pub(super) fn read(root: &Path, path: &OutputPath) -> Result<Option<Found>> {
    if !check_root(root)? {
        return Ok(None);
    }
    for folder in path.folders() {
        let place = folder.below(root);
        match look_at(&place)? {
            None => return Ok(None),
            Some(metadata) if metadata.is_dir() => {}
            Some(_) => bail!("`{}` stands where a folder should be; move it away", place.display()),
        }
    }
    let place = path.below(root);
    let Some(metadata) = look_at(&place)? else {
        return Ok(None);
    };
    if !metadata.is_file() {
        bail!("`{}` stands where a file should be; move it away", place.display());
    }
    let bytes = fs::read(&place).map_err(|error| explain(error, "read", &place))?;
    Ok(Some(Found { bytes, mode: metadata.mode() & 0o7777 }))
}

/// Whether the output folder is there.
pub(super) fn check_root(root: &Path) -> Result<bool> {
    match fs::metadata(root) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => bail!("the output folder `{}` is not a folder", root.display()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(explain(error, "read", root)),
    }
}

/// What stands at `place`, which must not be a symbolic link.
pub(super) fn look_at(place: &Path) -> Result<Option<Metadata>> {
    match fs::symlink_metadata(place) {
        Ok(metadata) if metadata.is_symlink() => bail!(
            "`{}` is a symbolic link, and nothing is written through one; remove it, or choose the folder it leads to as the output folder",
            place.display()
        ),
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(explain(error, "read", place)),
    }
}

/// Makes one folder; whether it was missing.
pub(super) fn make_folder(folder: &Path, mode: u32) -> Result<bool> {
    if look_at(folder)?.is_some() {
        return Ok(false);
    }
    fs::create_dir(folder).map_err(|error| explain(error, "make the folder", folder))?;
    set_mode(folder, mode)?;
    Ok(true)
}

/// Sets the permission bits, whatever the umask.
pub(super) fn set_mode(place: &Path, mode: u32) -> Result<()> {
    let permissions = Permissions::from_mode(mode);
    fs::set_permissions(place, permissions).map_err(|error| explain(error, "set the mode of", place))
}

/// Removes the file at `place`, which may be gone already.
pub(super) fn remove_file(place: &Path) -> Result<()> {
    match fs::remove_file(place) {
        Err(error) if !is_absence(error.kind()) => Err(explain(error, "remove", place)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether an error only says that there is nothing.
pub(super) fn is_absence(kind: ErrorKind) -> bool {
    kind == ErrorKind::NotFound || kind == ErrorKind::NotADirectory
}

/// Makes the names in a folder survive a loss of power; a folder that is gone has none.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    match File::open(folder) {
        Err(error) if is_absence(error.kind()) => Ok(()),
        opened => opened
            .and_then(|folder| folder.sync_all())
            .with_context(|| format!("cannot sync the folder `{}`", folder.display())),
    }
}

/// The system's error, with the place and what can be done.
pub(super) fn explain(error: std::io::Error, verb: &str, place: &Path) -> Error {
    let help = way_out(error.kind());
    anyhow!(error).context(format!("cannot {verb} `{}`{help}", place.display()))
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the system's kinds of error are an open list")]
fn way_out(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; free some space and run the command again",
        ErrorKind::FileTooLarge => "; raise the limit on the size of files (`ulimit -f`) and run the command again",
        ErrorKind::PermissionDenied => "; run as the user who owns the output folder, or give yourself access to it",
        ErrorKind::ReadOnlyFilesystem => "; choose an output folder on a file system that can be written",
        _ => "",
    }
}
