//! Servers that are named, not numbered.

use super::view::ResolversView;
use crate::plan::Server;
use crate::topology::{Engines, Proxy, ServerHost};

/// A name that is the machine itself, which no name server need know (RFC 6761 section 6.3).
fn is_loopback(server: &Server<'_>) -> bool {
    matches!(&server.host, ServerHost::Name(name) if name == "localhost")
}

/// A name that is looked up while the proxy runs.
pub fn is_resolved(server: &Server<'_>) -> bool {
    server.is_named() && !is_loopback(server)
}

/// Where the server is reached.
pub fn address(server: &Server<'_>) -> String {
    if is_loopback(server) { format!("127.0.0.1:{}", server.port) } else { server.address.clone() }
}

/// Docker's name server when HAProxy fronts the stack in compose.yaml, else those of the machine.
pub fn resolvers<'s, 't: 's>(
    mut servers: impl Iterator<Item = &'s Server<'t>>,
    engines: &Engines,
) -> Option<ResolversView> {
    let needed = servers.any(is_resolved);
    let fronts = engines.compose.as_ref().is_some_and(|compose| {
        let chosen = compose.proxy.as_ref().map(|proxy| **proxy);
        chosen.or_else(|| engines.proxies().first().copied()) == Some(Proxy::Haproxy)
    });
    needed.then_some(ResolversView { nameserver: fronts.then_some("127.0.0.11:53") })
}
