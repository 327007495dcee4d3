//! No list that says what is allowed or tried is empty.

use super::error;
use crate::diagnostic::Found;
use crate::source::Placed;
use crate::topology::Topology;

/// `methods`, `cache.paths`, `health_check.status`, `retries.on`, a certificate's `hosts`, and a health check's `command`.
pub fn check(topology: &Topology, found: &mut Found) {
    for route in &topology.routes {
        refuse_empty("methods", route.methods.as_ref(), found);
        refuse_empty("paths", route.cache.as_ref().map(|cache| &cache.paths), found);
    }
    for (_, upstream) in topology.upstreams.iter() {
        refuse_empty("status", upstream.health_check.as_ref().map(|check| &check.status), found);
        refuse_empty("on", Some(&upstream.retries.on), found);
    }
    for certificate in topology.tls.iter().flat_map(|tls| &tls.certificates) {
        refuse_empty("hosts", Some(&certificate.hosts), found);
    }
    for (_, service) in topology.services.iter() {
        refuse_empty("command", service.health_check.as_ref().map(|check| &check.command), found);
    }
}

fn refuse_empty<T>(name: &str, list: Option<&Placed<Vec<T>>>, found: &mut Found) {
    if let Some(list) = list.filter(|list| list.is_empty()) {
        let help = "name at least one, or leave the key out";
        found.push(error("invalid-value", list.key_span(), format!("`{name}` is empty"), help));
    }
}
