//! The front of the compiler: from the text to a topology that all rules have passed.

use super::rules;
use crate::diagnostic::{Diagnostic, Found};
use crate::schema;
use crate::source::Source;
use crate::topology::Topology;

/// A topology that all rules have passed, and the warnings; or everything that is wrong with it.
pub fn read(source: &Source) -> Result<(Topology, Vec<Diagnostic>), Vec<Diagnostic>> {
    let topology = schema::read(source)?;
    let mut found = Found::default();
    for rule in rules::ALL {
        rule(&topology, &mut found);
    }
    if found.has_errors() { Err(found.into_diagnostics()) } else { Ok((topology, found.into_diagnostics())) }
}
