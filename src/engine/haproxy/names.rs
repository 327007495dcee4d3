//! Servers that are named, not numbered.

use super::view::ResolversView;
use crate::plan::{Server, Upstream};
use crate::topology::{Engines, Proxy, ServerHost};

/// A name that is looked up while the proxy runs. `localhost` never changes, and no name server need know it
/// (RFC 6761 section 6.3).
pub fn is_resolved(server: &Server<'_>) -> bool {
    match &server.host {
        ServerHost::Ip(_) => false,
        ServerHost::Name(name) => name != "localhost",
    }
}

/// Docker's name server when HAProxy fronts the stack in compose.yaml, else those of the machine.
pub fn resolvers(upstreams: &[Upstream<'_>], engines: &Engines) -> Option<ResolversView> {
    let needed = upstreams.iter().flat_map(|upstream| &upstream.servers).any(is_resolved);
    let fronts = engines.compose.as_ref().is_some_and(|compose| {
        let chosen = compose.proxy.as_ref().map(|proxy| **proxy);
        chosen.or_else(|| engines.proxies().first().copied()) == Some(Proxy::Haproxy)
    });
    needed.then_some(ResolversView { nameserver: fronts.then_some("127.0.0.11:53") })
}
