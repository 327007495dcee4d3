//! What stands in a topology without an effect.

use super::warning;
use crate::diagnostic::Found;
use crate::plan::{Side, routes_on};
use crate::topology::{AccessLog, OneOrMany, Topology};

/// Upstreams that nothing leads to, listeners without routes, services that no engine renders, paths excluded from no log.
pub fn check(topology: &Topology, found: &mut Found) {
    let own = topology.routes.iter().filter_map(|route| route.to.as_ref());
    let canaries = topology.routes.iter().filter_map(|route| route.canary.as_ref()).map(|canary| &canary.to);
    let all = own.chain(canaries).chain(topology.tcp.iter().map(|entry| &entry.to));
    let used: std::collections::HashSet<&str> = all.map(|to| to.as_str()).collect();
    for (name, _) in topology.upstreams.iter().filter(|(name, _)| !used.contains(name.as_str())) {
        let summary = format!("no route leads to the upstream `{}`", name.value());
        found.push(warning("unused-upstream", name.span(), summary, "add a route to it, or remove it"));
    }
    unserved_listeners(topology, found);
    if topology.engines.compose.is_none() {
        for (name, _) in topology.services.iter() {
            let summary = format!("the service `{}` is rendered by no engine", name.value());
            found.push(warning("unused-service", name.span(), summary, "add `compose:` under `engines`, or remove it"));
        }
    }
    if *topology.logs.access == AccessLog::Off
        && let Some(path) = topology.logs.exclude_paths.first()
    {
        found.push(warning(
            "unused-exclusion",
            path.span(),
            "paths are excluded from a log that is off",
            "remove `exclude_paths`",
        ));
    }
    for (_, upstream) in topology.upstreams.iter() {
        if let (None, Some(timeout)) = (&upstream.max_connections, &upstream.queue_timeout)
            && !upstream
                .servers
                .iter()
                .flat_map(|servers| servers.iter())
                .any(|server| server.max_connections.is_some())
        {
            let summary = "nothing queues: neither the upstream nor a server has `max_connections`";
            found.push(warning(
                "unused-queue",
                timeout.key_span(),
                summary,
                "set `max_connections`, or remove `queue_timeout`",
            ));
        }
    }
}

/// Where there is plain TCP alone, or the private side, HTTP is not listened for.
fn unserved_listeners(topology: &Topology, found: &mut Found) {
    let has_public = routes_on(&topology.routes, Side::Public).next().is_some();
    if has_public || topology.routes.is_empty() && topology.tcp.is_empty() {
        return;
    }
    let (summary, help) = if topology.routes.is_empty() {
        ("nothing listens here: there are no routes", "add `routes`, or remove the listener")
    } else {
        ("nothing listens here: all routes are private", "add public routes, or remove the listener")
    };
    let listen = &topology.listen;
    for listener in [listen.http.as_ref(), listen.https.as_ref()].into_iter().flatten().flat_map(OneOrMany::iter) {
        if listener.is_written() {
            found.push(warning("unused-listener", listener.span(), summary, help));
        }
    }
}
