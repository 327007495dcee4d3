//! A topology read, compiled and reported: what every command but `init` begins with.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::arguments::{Input, Output};
use super::report::{Reporter, WayOut};
use super::templates;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Target;
use crate::output::{self, Scope};
use crate::source::{MAX_BYTES, Source};
use crate::template::{Overrides, is_of_templates};
use crate::{Compilation, Given, schema};

/// A compiled topology and where it came from.
pub struct Compiled {
    /// The text.
    pub source: Source,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// Files and diagnostics.
    pub compilation: Compilation,
    /// The user's own templates.
    pub overrides: Arc<Overrides>,
    targets: Vec<Target>,
    strict: bool,
}

impl Compiled {
    /// Reads and compiles what the flags name.
    pub fn new(input: &Input) -> anyhow::Result<Self> {
        let targets = input.engines.clone();
        let (overrides, wrong) = templates::read(input.templates.as_deref())?;
        let folder = if is_stdin(&input.file) { None } else { input.file.parent() };
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        let given = Given { targets: &targets, overrides, read: &|path| output::read_source(&folder, path) };
        let (source, mut compilation) = match read(&input.file)? {
            Ok(source) => {
                let compilation = crate::compile_with(&source, &given)?;
                (source, compilation)
            }
            Err((source, diagnostic)) => {
                let diagnostics = vec![*diagnostic];
                (source, Compilation { diagnostics, ..Compilation::default() })
            }
        };
        compilation.diagnostics.extend(wrong);
        let overrides = Arc::new(given.overrides);
        Ok(Self { source, folder, compilation, overrides, targets, strict: input.strict })
    }

    /// Nothing may be rendered: there is an error, or a warning under `--strict`.
    pub fn is_refused(&self) -> bool {
        self.compilation.has_errors() || self.strict && !self.compilation.diagnostics.is_empty()
    }

    /// What is wrong is, or is also, a template of the user's.
    #[cfg(feature = "rehearse")]
    pub fn has_wrong_templates(&self) -> bool {
        self.compilation.diagnostics.iter().any(is_of_templates)
    }

    /// Tells which templates are the user's own, where some are.
    pub fn tell_templates(&self) {
        let paths: Vec<&str> = self.overrides.paths().collect();
        if !paths.is_empty() {
            let noun = if paths.len() == 1 { "a template" } else { "templates" };
            Reporter::say(&format!("rendered by {noun} of your own: {}", paths.join(", ")));
        }
    }

    /// Warnings count as errors.
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Tells what there is to tell, warnings as errors under `--strict`, and returns whether there is an error.
    pub fn report(&self, reporter: &Reporter, more: Vec<Diagnostic>) -> std::io::Result<bool> {
        let mut diagnostics = self.compilation.diagnostics.clone();
        diagnostics.extend(more);
        if self.strict {
            for diagnostic in &mut diagnostics {
                diagnostic.severity = Severity::Error;
            }
        }
        let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        reporter.diagnostics(diagnostics, &self.source)?;
        Ok(has_errors)
    }

    /// The output folder: `-o`, else the topology's own beside it.
    pub fn root(&self, output: &Output) -> PathBuf {
        let own = self.compilation.output.as_ref().map_or("deploy", |folder| folder.as_str());
        output.output.clone().unwrap_or_else(|| self.folder.join(own))
    }

    /// The part of the output folder that `--engine` leaves in question.
    pub fn parts(&self) -> Vec<&'static str> {
        self.targets
            .iter()
            .map(|target| match target {
                Target::Nginx | Target::Traefik | Target::Haproxy => target.name(),
                Target::Compose => "compose.yaml",
            })
            .collect()
    }

    /// The flags leave this target in.
    #[cfg(feature = "rehearse")]
    pub fn wants(&self, target: Target) -> bool {
        self.targets.is_empty() || self.targets.contains(&target)
    }

    /// Those parts as the output room takes them.
    pub fn scope<'a>(parts: &'a [&'a str]) -> Scope<'a> {
        if parts.is_empty() { Scope::Everything } else { Scope::Parts(parts) }
    }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

type Read = Result<Source, (Source, Box<Diagnostic>)>;

fn read(file: &Path) -> anyhow::Result<Read> {
    let (name, bytes) = if is_stdin(file) {
        ("<stdin>".to_owned(), read_at_most(std::io::stdin()).context("cannot read standard input")?)
    } else {
        let name = file.display().to_string();
        let open = fs::File::open(file).map_err(|error| explain(error, &name))?;
        (name.clone(), read_at_most(open).with_context(|| format!("cannot read `{name}`"))?)
    };
    Ok(Source::from_bytes(name, bytes).map_err(|(source, flaw)| (source, Box::new(schema::flaw_diagnostic(flaw)))))
}

fn explain(error: std::io::Error, name: &str) -> anyhow::Error {
    let is_missing = error.kind() == std::io::ErrorKind::NotFound;
    let message = format!("cannot read the topology `{name}`");
    if !is_missing {
        return anyhow::Error::new(error).context(message);
    }
    let help = "run `lbgen init` to scaffold one, or name another with `-f FILE`".to_owned();
    anyhow::Error::new(error).context(WayOut { message, help })
}

/// One byte more than is allowed is enough to know that it is too much.
fn read_at_most(from: impl std::io::Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
