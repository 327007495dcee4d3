//! The private side is listened for, and stays private.

use super::{error, warning};
use crate::diagnostic::Found;
use crate::plan::{Side, routes_on};
use crate::topology::{OneOrMany, Topology};

/// Private routes without a listener, a private listener without routes, and one that answers on all addresses of a
/// machine. In a container it may: compose publishes no port of it.
pub fn check(topology: &Topology, found: &mut Found) {
    let listeners = || topology.listen.private.iter().flat_map(OneOrMany::iter);
    let mut routes = routes_on(&topology.routes, Side::Private).peekable();
    if routes.peek().is_none() {
        for listener in listeners() {
            let summary = "nothing listens here: no route is private";
            let help = "set `private: true` in a route, or remove the listener";
            found.push(warning("unused-listener", listener.span(), summary, help));
        }
    }
    if topology.listen.private.is_none() {
        for route in routes {
            let summary = "the route is private, and there is no private listener";
            let help = "set `listen.private`, for example to `8081`";
            found.push(error("private-without-listener", route.private.key_span(), summary, help));
        }
    }
    for listener in listeners().filter(|listener| listener.is_everywhere()) {
        if topology.engines.compose.is_none() {
            let help = format!("write `private: \"10.0.0.5:{}\"`, or another private address", listener.port);
            found.push(error(
                "exposed-private",
                listener.span(),
                "the private listener answers on every address",
                help,
            ));
        }
    }
}
