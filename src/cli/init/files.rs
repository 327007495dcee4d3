//! Writes a scaffold's files: all of them or none, and never over one that is there.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::Failure;
use super::scaffold::NewFile;
use crate::rendered::Access;

/// Writes `files` into `directory`, which is made if it is missing.
///
/// Each file appears under its name complete or not at all, however the process ends.
///
/// # Errors
/// One of the files exists already, or the system failed; what had been written is taken back.
pub fn write_new(directory: &Path, files: &[NewFile]) -> Result<(), Failure> {
    refuse_existing(directory, files)?;
    let mut written = Written::default();
    let mut staged = Vec::new();
    for file in files {
        let target = directory.join(&file.path);
        staged.push((stage(file, &target, &mut written)?, target));
    }
    for (temporary, target) in staged {
        temporary.persist_noclobber(&target).map_err(|failed| {
            if failed.error.kind() == ErrorKind::AlreadyExists {
                return exists(directory, &[&target]);
            }
            system(failed.error, "write", &target)
        })?;
        written.files.push(target);
    }
    written.keep();
    Ok(())
}

fn refuse_existing(directory: &Path, files: &[NewFile]) -> Result<(), Failure> {
    let targets: Vec<PathBuf> = files.iter().map(|file| directory.join(&file.path)).collect();
    // A link that leads nowhere is a file of the user's, too.
    let existing: Vec<&PathBuf> = targets.iter().filter(|target| target.symlink_metadata().is_ok()).collect();
    if existing.is_empty() { Ok(()) } else { Err(exists(directory, &existing)) }
}

fn exists(directory: &Path, existing: &[&PathBuf]) -> Failure {
    let list = existing.iter().map(|path| format!("`{}`", shown(path))).collect::<Vec<_>>().join(", ");
    let verb = if existing.len() == 1 { "exists" } else { "exist" };
    Failure::usage(
        "files-exist",
        format!("{list} already {verb}"),
        vec![format!("init never overwrites; nothing was written into `{}`", shown(directory))],
        vec![
            "scaffold into a folder of its own with `--dir DIR`".to_owned(),
            "move away what is in the way, and run this again".to_owned(),
        ],
    )
}

fn shown(path: &Path) -> String {
    path.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path).display().to_string()
}

fn stage(file: &NewFile, target: &Path, written: &mut Written) -> Result<NamedTempFile, Failure> {
    let parent = target.parent().unwrap_or(Path::new("."));
    written.make_folders(parent).map_err(|error| system(error, "make the folder", parent))?;
    let write = || -> io::Result<NamedTempFile> {
        let mut temporary = temporary_file(file.access, parent)?;
        temporary.write_all(file.text.as_bytes())?;
        temporary.as_file().sync_all()?;
        Ok(temporary)
    };
    write().map_err(|error| system(error, "write", target))
}

#[cfg(unix)]
fn temporary_file(access: Access, parent: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = match access {
        Access::Public => 0o644,
        Access::Private => 0o600,
    };
    let permissions = fs::Permissions::from_mode(mode);
    tempfile::Builder::new().prefix(".lbgen-init-").permissions(permissions).tempfile_in(parent)
}

#[cfg(not(unix))]
fn temporary_file(_access: Access, parent: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".lbgen-init-").tempfile_in(parent)
}

fn system(error: io::Error, act: &str, path: &Path) -> Failure {
    Failure::System(anyhow::Error::new(error).context(format!("cannot {act} `{}`", shown(path))))
}

/// What has been put on the disk; taken back when dropped, unless it is to be kept.
#[derive(Default)]
struct Written {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Written {
    fn make_folders(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(path)?;
            self.folders.push(path.to_owned());
        }
        Ok(())
    }

    fn keep(mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for Written {
    /// Best effort: the failure that led here is what the user has to hear of.
    fn drop(&mut self) {
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
