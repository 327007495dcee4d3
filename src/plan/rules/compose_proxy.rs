//! The proxy in compose.yaml is one that is rendered.

use super::error;
use crate::diagnostic::Found;
use crate::topology::Topology;

/// `engines.compose.proxy` names an engine of this topology.
pub fn check(topology: &Topology, found: &mut Found) {
    let Some(proxy) = topology.engines.compose.as_ref().and_then(|compose| compose.proxy.as_ref()) else { return };
    if topology.engines.proxies().contains(proxy.value()) {
        return;
    }
    let name = proxy.name();
    let help = format!("add `{name}:` under `engines`, or name a proxy that stands there");
    found.push(error("unknown-proxy", proxy.span(), format!("`{name}` is not among the engines"), help));
}
