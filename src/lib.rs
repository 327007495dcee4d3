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
use rendered::RenderedFile;
use source::Source;

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
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// The whole compiler: text in, files or diagnostics out. `targets` narrows what is rendered; empty: all that the
/// topology names. The error is a defect of lbgen's own: a template that fails.
pub fn compile(source: &Source, targets: &[Target]) -> anyhow::Result<Compilation> {
    let (topology, mut diagnostics) = match plan::read(source) {
        Ok(read) => read,
        Err(diagnostics) => return Ok(Compilation::failed(diagnostics)),
    };
    let plan = plan::build(&topology);
    let (mut files, mut requirements) = (Vec::new(), Vec::new());
    for target in Target::of(&plan) {
        if targets.is_empty() || targets.contains(&target) {
            let rendering = engine::render(target, &plan)?;
            files.extend(rendering.files);
            diagnostics.extend(rendering.diagnostics);
            requirements.push(engine::requirement(target, &plan));
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let output = Some(topology.output.value().clone());
    Ok(Compilation { files, diagnostics, output, requirements })
}
