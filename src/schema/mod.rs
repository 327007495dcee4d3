//! The JSON Schema of the topology's types, and what it says about a tree.

mod defaults;
mod document;
mod flow;
mod formats;
mod json;
mod limits;
mod place;
mod shape;
mod suspects;
mod wording;

pub use document::document;

use crate::diagnostic::Diagnostic;
use crate::source::{self, Source, Tree};
use crate::topology::Topology;

/// Reads a topology from its text, or says everything that is wrong with its shape.
///
/// The types decide; the schema, which says nothing that the types do not, is asked only for what is wrong, because the
/// types stop at the first flaw.
pub fn read(source: &Source) -> Result<Topology, Vec<Diagnostic>> {
    let mut tree = Tree::read(source.text()).map_err(flaw_diagnostics)?;
    defaults::lay_defaults(&mut tree).map_err(|flaw| flaw_diagnostics(vec![flaw]))?;
    limits::refuse_giants(&tree).map_err(|flaw| flaw_diagnostics(vec![flaw]))?;
    source::from_node(&tree, tree.root()).map_err(|error| {
        let found = shape::diagnostics(&tree);
        if found.is_empty() { vec![Diagnostic::error("invalid-value", error.message).at(error.span)] } else { found }
    })
}

fn flaw_diagnostics(flaws: Vec<source::Flaw>) -> Vec<Diagnostic> {
    flaws.into_iter().map(flaw_diagnostic).collect()
}

/// A flaw of the YAML itself as a diagnostic.
pub fn flaw_diagnostic(flaw: source::Flaw) -> Diagnostic {
    let told = Diagnostic::error(flaw.code, flaw.summary).at(flaw.span).help(flaw.help);
    match flaw.earlier {
        Some(earlier) => told.related(earlier, "first here"),
        None => told,
    }
}
