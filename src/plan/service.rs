//! The containers of the stack, each replica under a name of its own.

use crate::source::Placed;
use crate::topology::{ResourceName, Service as Definition};

/// A service and its replicas.
#[derive(Debug)]
pub struct Service<'t> {
    /// Its name.
    pub name: &'t Placed<ResourceName>,
    /// What it is.
    pub definition: &'t Placed<Definition>,
    /// Its containers: one under the service's name, or `NAME-1`, `NAME-2` … when it has replicas.
    pub instances: Vec<Instance>,
}

/// One container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The name by which other containers reach it.
    pub name: String,
}

/// The names of a service's containers.
pub(super) fn instances(name: &ResourceName, replicas: u32) -> Vec<Instance> {
    match replicas {
        1 => vec![Instance { name: name.to_string() }],
        _ => (1..=replicas).map(|number| Instance { name: format!("{name}-{number}") }).collect(),
    }
}
