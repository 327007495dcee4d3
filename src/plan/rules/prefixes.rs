//! Prefixes are stripped and added where there is something to strip and somewhere to add.

use super::error;
use crate::diagnostic::Found;
use crate::source::Placed;
use crate::topology::Topology;

/// Stripping `/`, adding `/`, and either on a route that goes nowhere.
pub fn check(topology: &Topology, found: &mut Found) {
    for route in &topology.routes {
        let strip = Some(&route.strip_prefix).filter(|strip| ***strip);
        if let Some(strip) = strip.filter(|_| route.path.is_root()) {
            let help = "give the route a `path`, or leave `strip_prefix` out";
            found.push(error(
                "empty-prefix",
                strip.key_span(),
                "`strip_prefix` would strip `/`, which is no prefix",
                help,
            ));
        }
        if let Some(add) = route.add_prefix.as_ref().filter(|add| add.is_root()) {
            found.push(error(
                "empty-prefix",
                add.span(),
                "`add_prefix` would add `/`, which is no prefix",
                "write one such as `/v2`",
            ));
        }
        let span = strip.map(Placed::key_span).or(route.add_prefix.as_ref().map(Placed::key_span)).flatten();
        if span.is_some() && route.to.is_none() {
            found.push(error(
                "prefix-without-upstream",
                span,
                "the prefix of a request that goes to no upstream is changed",
                "remove the key",
            ));
        }
    }
}
