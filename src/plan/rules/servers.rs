//! The servers of an upstream make sense together.

use std::collections::HashMap;

use super::error;
use crate::diagnostic::{Found, Related};
use crate::topology::{Address, Topology};

/// The same server twice, no server at all, and only backups.
pub fn check(topology: &Topology, found: &mut Found) {
    for (_, upstream) in topology.upstreams.iter() {
        let Some(servers) = upstream.servers.as_ref() else { continue };
        if servers.is_empty() {
            found.push(error(
                "no-server",
                servers.key_span(),
                "the upstream has no server",
                "name at least one, such as `10.0.1.11:3210`",
            ));
        }
        let mut seen: HashMap<&Address, _> = HashMap::with_capacity(servers.len());
        for server in servers.iter() {
            if let Some(earlier) = seen.insert(server.address.value(), server.span()) {
                let summary = format!("the server `{}` stands twice in the upstream", server.address.value());
                let mut diagnostic = error(
                    "duplicate-server",
                    server.span(),
                    summary,
                    "keep one; `weight` gives a server a larger share",
                );
                diagnostic.related =
                    earlier.map(|span| Related { span, label: "first here".to_owned() }).into_iter().collect();
                found.push(diagnostic);
            }
        }
        let all = |which: fn(&crate::topology::Server) -> bool| {
            !servers.is_empty() && servers.iter().all(|server| which(server))
        };
        if all(|server| *server.backup || *server.drain) {
            let summary = "every server of the upstream is a backup or drained";
            found.push(error(
                "only-backups",
                servers.key_span(),
                summary,
                "leave at least one server without `backup` and `drain`",
            ));
        }
    }
}
