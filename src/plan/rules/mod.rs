//! What a topology must mean beyond its shape: a list of named rules, one rule a file.

use crate::diagnostic::Diagnostic;
use crate::topology::Topology;

/// A rule looks at the whole topology and reports what breaks it.
pub type Rule = fn(&Topology, &mut Vec<Diagnostic>);

/// Every rule, in the order in which they run; the order of their reports is that of the places.
pub const ALL: &[Rule] = &[];
