//! Something is rendered, and what is routed has a proxy.

use super::error;
use crate::diagnostic::Found;
use crate::plan::{Side, routes_on};
use crate::topology::Topology;

/// At least one engine; routes and plain TCP need a proxy among them, and a proxy needs one of them.
pub fn check(topology: &Topology, found: &mut Found) {
    let engines = &topology.engines;
    let proxies = engines.proxies();
    if proxies.is_empty() && engines.compose.is_none() {
        let help = "name `nginx`, `traefik`, `haproxy` or `compose`";
        found.push(error("no-engine", engines.key_span(), "no engine is named", help));
        return;
    }
    if let (true, Some(route)) = (proxies.is_empty(), topology.routes.first()) {
        let help = "name `nginx`, `traefik` or `haproxy` under `engines`";
        found.push(error("no-proxy", route.span(), "there are routes, and no engine that could serve them", help));
    }
    if let (true, Some(entry)) = (proxies.is_empty(), topology.tcp.first()) {
        let help = "name `nginx`, `traefik` or `haproxy` under `engines`";
        found.push(error("no-proxy", entry.span(), "there is plain TCP, and no engine that could serve it", help));
    }
    if !proxies.is_empty() && topology.routes.is_empty() && topology.tcp.is_empty() {
        let help = "add `routes`, for example `- { host: chat.example.com, to: lobechat }`";
        found.push(error("no-routes", engines.key_span(), "a proxy is rendered, and there are no routes", help));
    }
    let listen = &topology.listen;
    let nothing_listens = listen.http.is_none() && listen.https.is_none();
    if let Some(route) = routes_on(&topology.routes, Side::Public).next().filter(|_| nothing_listens) {
        found.push(error(
            "no-listener",
            route.span(),
            "there are routes, and nothing listens",
            "set `listen.http` or `listen.https`",
        ));
    }
}
