//! Runs the real binary in a folder of its own, and keeps everything that comes of it.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;

use tempfile::TempDir;

/// A folder with files, variables of the environment, and what is to be read on standard input.
#[derive(Clone)]
pub struct Case {
    folder: Rc<TempDir>,
    variables: Vec<(&'static str, &'static str)>,
    stdin: String,
}

/// What a command left behind.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    /// The paths of all files in the case's folder, sorted, those that lbgen keeps for itself left out.
    pub files: Vec<String>,
}

impl Default for Case {
    fn default() -> Self {
        Self { folder: Rc::new(tempfile::tempdir().unwrap()), variables: Vec::new(), stdin: String::new() }
    }
}

impl Case {
    /// Puts a file into the folder.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// Sets a variable; no others but `PATH` are set.
    pub fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// What standard input holds.
    pub fn stdin(self, text: &str) -> Self {
        Self { stdin: text.to_owned(), ..self }
    }

    /// Writes a file of the folder.
    pub fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    /// The same for what is no text.
    pub fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Reads a file of the folder.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    /// Removes a file of the folder.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.folder.path().join(path)).unwrap();
    }

    /// The permissions of a file of the folder.
    pub fn mode(&self, path: &str) -> u32 {
        fs::metadata(self.folder.path().join(path)).unwrap().permissions().mode() & 0o777
    }

    /// Runs lbgen with these words.
    pub fn run(&self, words: &str) -> Outcome {
        let mut child = self.command(words).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(self.stdin.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let mut files = Vec::new();
        list(self.folder.path(), self.folder.path(), &mut files);
        files.sort();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        Outcome { code, stdout: text(output.stdout), stderr: text(output.stderr), files }
    }

    /// Runs lbgen while nobody reads what it writes, and returns how it exits.
    pub fn run_with_closed_streams(&self, words: &str) -> Option<i32> {
        let mut child = self.command(words).stdin(Stdio::null()).spawn().unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        child.wait().unwrap().code()
    }

    fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lbgen"));
        command.args(words.split_whitespace()).current_dir(self.folder.path()).env_clear();
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.envs(self.variables.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Outcome {
    /// All of it, to the last byte.
    #[track_caller]
    pub fn is(&self, code: i32, stdout: &str, stderr: &str) {
        assert_eq!(self.stdout, stdout, "standard output; standard error is:\n{}", self.stderr);
        assert_eq!(self.stderr, stderr, "standard error");
        assert_eq!(self.code, code, "exit code");
    }
}

fn list(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && !path.ends_with(".lbgen") {
            list(&path, root, found);
        } else if path.is_file() {
            found.push(name);
        }
    }
}
