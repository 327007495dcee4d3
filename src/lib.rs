//! lbgen compiles one declarative topology into complete nginx, Traefik, HAProxy and docker-compose configurations.
//!
//! The rooms stand in the order in which a value travels; each knows only those above it.

pub mod source;

pub mod diagnostic;

pub mod topology;

pub mod schema;

pub mod plan;

pub mod escape;

pub mod template;

pub mod rendered;

pub mod promise;

pub mod engine;
pub mod output;
pub mod verify;

#[cfg(feature = "rehearse")]
pub mod rehearse;

pub mod support;

pub mod cli;

use diagnostic::{Diagnostic, Severity};
use engine::{Requirement, Target};
use plan::ReadFile;
use rendered::RenderedFile;
use source::Source;
use template::{Failure, Overrides};

/// What becomes of a topology: files to write, and what there is to say of them.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The rendered files, in the order of their paths; empty when there is an error.
    pub files: Vec<RenderedFile>,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// The folder that the topology wants them in.
    pub output: Option<topology::OutputFolder>,
    /// What the engines that were rendered for must be.
    pub requirements: Vec<Requirement>,
}

impl Compilation {
    fn failed(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, ..Self::default() }
    }

    /// Something is wrong: nothing may be written.
    pub fn has_errors(&self) -> bool {
        Self::holds_error(&self.diagnostics)
    }

    fn holds_error(diagnostics: &[Diagnostic]) -> bool {
        diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// What a compilation is given besides the topology's text.
pub struct Given<'a> {
    /// What is rendered; empty: all that the topology names.
    pub targets: &'a [Target],
    /// The user's own templates.
    pub overrides: Overrides,
    /// Reads the files of keys and of networks that the topology names.
    pub read: &'a ReadFile<'a>,
}

impl Default for Given<'_> {
    fn default() -> Self {
        Self { targets: &[], overrides: Overrides::default(), read: &|_| Ok(None) }
    }
}

/// The compiler with nothing given besides the text, not even files; `targets` narrows what is rendered.
pub fn compile(source: &Source, targets: &[Target]) -> anyhow::Result<Compilation> {
    compile_with(source, &Given { targets, ..Given::default() })
}

/// The whole compiler: text in, files or diagnostics out.
///
/// # Errors
/// A file that cannot be read, and a defect of lbgen's own: a template that fails.
pub fn compile_with(source: &Source, given: &Given<'_>) -> anyhow::Result<Compilation> {
    let Given { targets, overrides, read } = given;
    let (mut topology, mut diagnostics) = match plan::read(source) {
        Ok(read) => read,
        Err(diagnostics) => return Ok(Compilation::failed(diagnostics)),
    };
    diagnostics.extend(plan::read_networks(&mut topology, read)?);
    diagnostics.extend(plan::read_secrets(&mut topology, read)?);
    if Compilation::holds_error(&diagnostics) {
        return Ok(Compilation::failed(diagnostics));
    }
    let plan = plan::build(&topology);
    let (mut files, mut requirements) = (Vec::new(), Vec::new());
    for target in Target::of(&plan) {
        if targets.is_empty() || targets.contains(&target) {
            match engine::render(target, &plan, overrides) {
                Ok(rendering) => {
                    files.extend(rendering.files);
                    diagnostics.extend(rendering.diagnostics);
                }
                Err(error) => {
                    // Engines have templates in common.
                    let Failure(told) = error.downcast()?;
                    diagnostics.extend(told.into_iter().filter(|told| !diagnostics.contains(told)).collect::<Vec<_>>());
                }
            }
            requirements.push(engine::requirement(target, &plan));
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let output = Some(topology.output.value().clone());
    Ok(Compilation { files, diagnostics, output, requirements })
}
