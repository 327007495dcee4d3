//! Of keys that exclude each other exactly one is set.

use super::error;
use crate::diagnostic::Found;
use crate::source::{Placed, Span};
use crate::topology::{Auth, Route, Service, Topology, Upstream};

/// A key of a group: its name, and its place when it is set; what nobody wrote is not set.
type Member = (&'static str, Option<Span>);

/// `service` or `servers`; `to`, `redirect` or `respond`; what `auth` wants; `port` or `ports`.
pub fn check(topology: &Topology, found: &mut Found) {
    for (name, upstream) in topology.upstreams.iter() {
        let Upstream { service, servers, .. } = upstream.value();
        exactly_one(&[("service", set(service.as_ref())), ("servers", set(servers.as_ref()))], name.key_span(), found);
    }
    for route in &topology.routes {
        let Route { to, redirect, respond, .. } = route.value();
        let group =
            [("to", set(to.as_ref())), ("redirect", set(redirect.as_ref())), ("respond", set(respond.as_ref()))];
        exactly_one(&group, route.span().map(first_byte), found);
        if let Some(auth) = &route.auth {
            let Auth { api_key, basic, forward } = auth.value();
            let group = [
                ("api_key", set(api_key.as_ref())),
                ("basic", set(basic.as_ref())),
                ("forward", set(forward.as_ref())),
            ];
            exactly_one(&group, auth.key_span(), found);
        }
    }
    for (_, service) in topology.services.iter() {
        let Service { port, ports, .. } = service.value();
        at_most_one(&[("port", set(port.as_ref())), ("ports", set(ports.as_ref()))], found);
    }
}

fn first_byte(span: Span) -> Span {
    Span::new(span.start, span.start + 1)
}

fn set<T>(key: Option<&Placed<T>>) -> Option<Span> {
    key.and_then(Placed::key_span)
}

fn listed(group: &[Member]) -> String {
    group.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn exactly_one(group: &[Member], owner: Option<Span>, found: &mut Found) {
    if group.iter().all(|(_, place)| place.is_none()) {
        let summary = format!("none of {} is set", listed(group));
        found.push(error("missing-choice", owner, summary, format!("set exactly one of {}", listed(group))));
    }
    at_most_one(group, found);
}

fn at_most_one(group: &[Member], found: &mut Found) {
    let set: Vec<(&str, Span)> = group.iter().filter_map(|(name, place)| place.map(|span| (*name, span))).collect();
    if let [(first, earlier), (second, later), ..] = set.as_slice() {
        let summary = format!("`{first}` and `{second}` exclude each other");
        let help = format!("keep exactly one of {}", listed(group));
        found.push(error("exclusive-keys", Some(*later), summary, help).related(*earlier, "set here too"));
    }
}
