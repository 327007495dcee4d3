//! Removes a folder that may hold keys, also when this process is killed.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A shell that waits for our end of a pipe to close, however that happens, and removes the folder then.
pub(super) struct Cleanup(Child);

impl Cleanup {
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut command = Command::new("sh");
        command.args(["-c", "read -r line; rm -rf -- \"$1\"", "sh"]).arg(folder).current_dir("/");
        // A group of its own: what interrupts us at the keyboard does not interrupt it.
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        command.spawn().map(Self)
    }

    pub(super) fn run(&mut self) {
        drop(self.0.stdin.take());
        let _already_reaped = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_gone_with_all_in_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key"), "secret").unwrap();
        let mut cleanup = Cleanup::of(folder.path()).unwrap();
        cleanup.run();
        assert!(!folder.path().exists());
    }
}
