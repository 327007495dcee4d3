//! Canaries that lead somewhere else, and that somebody reaches.

use std::collections::HashMap;

use super::error;
use crate::diagnostic::Found;
use crate::source::Placed;
use crate::topology::{Canary, CookieName, ResourceName, Route, Topology, Upstream};

/// A canary without an upstream beside it, one that is that upstream, one that nobody reaches, and two sticky cookies
/// of one name.
pub fn check(topology: &Topology, found: &mut Found) {
    let upstreams: HashMap<&str, &Upstream> =
        topology.upstreams.iter().map(|(name, upstream)| (name.as_str(), upstream.value())).collect();
    for route in &topology.routes {
        let Some(canary) = route.canary.as_ref() else { continue };
        check_place(route, canary, found);
        check_reach(canary, found);
        if let Some(to) = route.to.as_ref().filter(|to| to.value() != canary.to.value()) {
            check_cookies(to, canary, &upstreams, found);
        }
    }
}

fn check_place(route: &Route, canary: &Placed<Canary>, found: &mut Found) {
    let Canary { to: other, weight: _, header: _, cookie: _ } = canary.value();
    match &route.to {
        None => found.push(error(
            "canary-without-upstream",
            canary.key_span(),
            "the canary of a route that goes to no upstream has nothing to take users from",
            "remove the key, or give the route a `to`",
        )),
        Some(to) if to.value() == other.value() => {
            let summary = format!("the canary is the upstream `{}` that the route leads to", other.value());
            found.push(error("canary-to-itself", other.span(), summary, "name another upstream, or remove `canary`"));
        }
        Some(_) => {}
    }
}

fn check_reach(canary: &Placed<Canary>, found: &mut Found) {
    let Canary { to, weight, header, cookie } = canary.value();
    if weight.get() == 0 && header.is_none() && cookie.is_none() {
        let summary =
            format!("nobody reaches the canary `{}`: its weight is 0, and nothing else leads there", to.value());
        let help = "add `weight`, `header` or `cookie`, or remove `canary`";
        found.push(error("unreachable-canary", weight.span().or(canary.key_span()), summary, help));
    }
}

fn check_cookies(
    to: &Placed<ResourceName>,
    canary: &Placed<Canary>,
    upstreams: &HashMap<&str, &Upstream>,
    found: &mut Found,
) {
    let Canary { to: other, weight: _, header: _, cookie } = canary.value();
    let sticky = |name: &ResourceName| upstreams.get(name.as_str()).and_then(|upstream| sticky_name(name, upstream));
    let (main, its_own, groups) = (sticky(to), sticky(other), CookieName::for_canary(to, other));
    if main.is_some() && main == its_own {
        let summary =
            format!("the sticky cookies of `{}` and its canary `{}` have one name", to.value(), other.value());
        found.push(error("canary-cookie", other.span(), summary, "leave out the `name` of one of them"));
    }
    let Some(switch) = cookie.as_ref().map(|cookie| &cookie.name) else { return };
    let taken = [main, its_own, Some(groups)];
    if taken.iter().flatten().any(|name| name == switch.value()) {
        let summary = format!("the cookie `{}` is one that the proxy sets by itself", switch.value());
        found.push(error("canary-cookie", switch.span(), summary, "give the canary's `cookie` a `name` of its own"));
    }
}

fn sticky_name(upstream: &ResourceName, settings: &Upstream) -> Option<CookieName> {
    let cookie = settings.sticky.as_ref()?.cookie.value();
    Some(cookie.name.as_ref().map_or_else(|| CookieName::for_upstream(upstream), |name| name.value().clone()))
}
