//! Runs `lbgen verify` on a topology in a folder of its own, and the room itself on files that a test has changed.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use lbgen::diagnostic::Diagnostic;
use lbgen::engine::Target;
use lbgen::rendered::{Content, RenderedFile};
use lbgen::source::Source;
use lbgen::verify::{Runner, Trial, Verdict, ask, explain};
use serde_json::Value;
use tempfile::TempDir;

/// A folder with a topology.
pub struct Case {
    pub folder: TempDir,
}

/// What a command left behind.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Case {
    pub fn new(topology: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lbgen.yaml"), topology).unwrap();
        Self { folder }
    }

    pub fn file(self, path: &str, content: &str) -> Self {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// A program that is found before all others.
    pub fn program(&self, name: &str, of: &Path) {
        fs::create_dir_all(self.folder.path().join("bin")).unwrap();
        symlink(of, self.folder.path().join("bin").join(name)).unwrap();
    }

    /// Runs `lbgen verify` with these words; temporary files go to a folder of the case's own.
    pub fn verify(&self, words: &[&str]) -> Outcome {
        let temporary = self.folder.path().join("tmp");
        fs::create_dir_all(&temporary).unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new(env!("CARGO_BIN_EXE_lbgen"))
            .env("PATH", format!("{}:{path}", self.folder.path().join("bin").display()))
            .arg("verify")
            .args(words)
            .current_dir(self.folder.path())
            .env("TMPDIR", &temporary)
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        let left: Vec<_> = fs::read_dir(&temporary).unwrap().flatten().map(|entry| entry.path()).collect();
        assert!(left.is_empty(), "files were left behind: {left:?}");
        assert_eq!(processes_in(&temporary), Vec::<String>::new(), "processes were left behind");
        fs::remove_dir(temporary).unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Outcome { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    pub fn json(&self, words: &[&str]) -> (i32, Value) {
        let outcome = self.verify(&[words, &["--json"]].concat());
        let document = serde_json::from_str(&outcome.stdout);
        (outcome.code, document.unwrap_or_else(|error| panic!("{error}: {}{}", outcome.stdout, outcome.stderr)))
    }
}

/// Processes, zombies excepted, that run in a folder or name it.
fn processes_in(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let command = fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default().replace('\0', " ");
        let place = fs::read_link(entry.path().join("cwd")).unwrap_or_default();
        if command.contains(folder) || place.starts_with(folder) {
            found.push(command);
        }
    }
    found
}

/// The text of an example.
pub fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).join("lbgen.yaml");
    fs::read_to_string(path).unwrap()
}

/// Compiles a topology, changes its files, and asks one engine: what it answers, as verdict and as diagnostics.
pub fn ask_about(
    topology: &str,
    target: Target,
    binary: &Path,
    change: impl Fn(&mut RenderedFile),
) -> (Verdict, Vec<Diagnostic>) {
    let source = Source::new("lbgen.yaml", topology);
    let compilation = lbgen::compile(&source, &[target]).unwrap();
    assert!(!compilation.has_errors(), "{:?}", compilation.diagnostics);
    let mut files = compilation.files;
    files.iter_mut().for_each(change);
    let folder = tempfile::tempdir().unwrap();
    let trial = Trial::new(&files, folder.path(), &source).unwrap();
    let runner = Runner::here(target, Some(binary)).unwrap();
    let verdict = ask(&runner, &trial).unwrap();
    let required = &compilation.requirements[0];
    let explain = |said| explain(said, &runner, required, &files, trial.folder(), &source).diagnostic;
    let told = verdict.said.iter().map(explain).collect();
    (verdict, told)
}

/// Replaces a piece of a rendered file, which has to be there.
pub fn replace(file: &mut RenderedFile, path: &str, from: &str, to: &str) {
    if let Content::Text(text) = &mut file.content
        && file.path == path
    {
        assert!(text.contains(from), "{path} has no {from:?}");
        *text = text.replacen(from, to, 1);
    }
}

/// The topology's text that a diagnostic points at.
pub fn pointed<'t>(topology: &'t str, told: &Diagnostic) -> &'t str {
    let span = told.span.expect("a place");
    &topology[span.start as usize..span.end as usize]
}
