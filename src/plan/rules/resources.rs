//! What a container may use is neither nothing nor more than a machine has.

use super::error;
use crate::diagnostic::Found;
use crate::topology::{CPUS, Topology};

/// `resources.cpus` within its bounds.
pub fn check(topology: &Topology, found: &mut Found) {
    for (_, service) in topology.services.iter() {
        let cpus = service.resources.as_ref().and_then(|resources| resources.cpus.as_ref());
        if let Some(cpus) = cpus.filter(|cpus| !CPUS.contains(cpus.value())) {
            let (least, most) = (CPUS.start(), CPUS.end());
            let summary = format!("`cpus` is {}, and must be from {least} to {most}", cpus.value());
            found.push(error("out-of-range", cpus.span(), summary, format!("write a number from {least} to {most}")));
        }
    }
}
