//! The admin listener stays private.

use super::error;
use crate::diagnostic::Found;
use crate::topology::Topology;

/// Admin on all addresses is for containers alone, whose ports compose does not publish.
pub fn check(topology: &Topology, found: &mut Found) {
    let Some(admin) = topology.listen.admin.as_ref() else { return };
    if admin.is_everywhere() && topology.engines.compose.is_none() {
        let help = format!("write `admin: \"127.0.0.1:{}\"`, or another private address", admin.port);
        found.push(error("public-admin", admin.span(), "the admin listener answers on every address", help));
    }
}
