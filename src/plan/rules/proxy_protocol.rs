//! PROXY headers come from somebody.

use super::{error, warning};
use crate::diagnostic::Found;
use crate::topology::{ForwardedFor, Topology};

/// `listen.proxy_protocol` without anyone who is believed, or beside what it leaves without a use.
pub fn check(topology: &Topology, found: &mut Found) {
    let asked = &topology.listen.proxy_protocol;
    if !**asked {
        return;
    }
    if topology.clients.trusted_proxies.is_empty() {
        let help = "name the peers that send PROXY headers: `clients: { trusted_proxies: [10.0.0.0/8] }`";
        found.push(error("nobody-trusted", asked.span(), "nobody's PROXY header would be believed", help));
    }
    let forwarded_for = &topology.clients.forwarded_for;
    match **forwarded_for {
        ForwardedFor::Replace => {}
        ForwardedFor::Append => found.push(warning(
            "unused-append",
            forwarded_for.span(),
            "`forwarded_for: append` finds nothing to append to",
            "remove it: with `listen.proxy_protocol` X-Forwarded-For comes from nobody",
        )),
    }
}
