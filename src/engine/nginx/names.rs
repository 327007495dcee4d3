//! How names of servers are found.

use super::scope::Scope;
use crate::engine::Feature;
use crate::plan::Server;
use crate::topology::{Compose, Engines, Proxy};

/// How names of servers are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// By the resolver of the container network, again and again.
    Continuous,
    /// By the system's resolver, when nginx starts or reloads.
    AtStart,
}

/// Docker's resolver, which every container on a network of its own finds at this address
/// (<https://docs.docker.com/engine/network/#dns-services>).
pub const CONTAINER_RESOLVER: &str = "127.0.0.11";

/// nginx takes a resolver by its address alone, which is known only where nginx runs in the stack's own network.
pub fn lookup(engines: &Engines, resolves_names: bool) -> Lookup {
    let fronts_stack = engines.compose.as_ref().is_some_and(|compose| {
        let Compose { proxy } = compose.value();
        proxy.as_ref().map(|proxy| **proxy).or_else(|| engines.proxies().first().copied()) == Some(Proxy::Nginx)
    });
    if fronts_stack && resolves_names { Lookup::Continuous } else { Lookup::AtStart }
}

/// Says where names are looked up only once.
pub fn report(servers: &[Server<'_>], scope: &mut Scope<'_, '_>) {
    let Some(server) = servers.iter().find(|server| server.is_named()) else { return };
    if scope.lookup == Lookup::Continuous {
        return;
    }
    let reason = if scope.release.resolves_names() {
        "nginx wants the address of a resolver, which is known only in a container network (`engines.compose`)"
    } else {
        "looking names up again needs nginx 1.27.3"
    };
    let differs = format!("{reason}; it starts only when every name resolves, and follows a change after a reload");
    scope.findings.degrade(Feature::Names, server.place, "looks names up when it starts, and not again", differs);
}

/// Some of these servers has a name for the resolver to look up.
pub fn resolver<'s, 't: 's>(
    mut servers: impl Iterator<Item = &'s Server<'t>>,
    scope: &Scope<'_, '_>,
) -> Option<&'static str> {
    (scope.lookup == Lookup::Continuous && servers.any(Server::is_named)).then_some(CONTAINER_RESOLVER)
}
