//! How a server's certificate is checked is said where TLS is spoken.

use super::error;
use crate::diagnostic::Found;
use crate::topology::{Protocol, Topology};

/// `tls` on an upstream that does not speak it.
pub fn check(topology: &Topology, found: &mut Found) {
    for (_, upstream) in topology.upstreams.iter() {
        if let (Protocol::Http | Protocol::H2c, Some(tls)) = (upstream.protocol.value(), upstream.tls.as_ref()) {
            let summary = "`tls` is set, and the upstream does not speak it";
            found.push(error("tls-without-https", tls.key_span(), summary, "set `protocol: https`, or remove `tls`"));
        }
    }
}
