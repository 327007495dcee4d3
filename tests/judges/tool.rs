//! The judges as programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A judge's program; `environment` is the folder in `.venv` that it lives in.
fn installed(environment: &str, program: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv").join(environment).join("bin").join(program);
    assert!(path.is_file(), "{} is not installed: run scripts/install-test-engines", path.display());
    path
}

/// What a judge said, run in a folder.
///
/// # Panics
/// When it is not installed, or could not judge: it ended with neither 0 (nothing found) nor 1.
pub fn judged<Argument: AsRef<str>>(environment: &str, program: &str, folder: &Path, arguments: &[Argument]) -> Output {
    let arguments = arguments.iter().map(AsRef::as_ref);
    let output = Command::new(installed(environment, program)).args(arguments).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{program} ended with {}:\n{said}", output.status);
    output
}
