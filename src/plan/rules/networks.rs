//! Networks that another one of their list holds already.

use std::collections::BTreeSet;

use super::warning;
use crate::diagnostic::Found;
use crate::source::{Placed, Span};
use crate::topology::{Cidr, Topology};

/// `trusted_proxies`, `access.allow`, `access.deny` and `rate_limit.exempt`.
pub fn check(topology: &Topology, found: &mut Found) {
    // Routes may share a list by `defaults`, and networks a place by a name that stands for several.
    let mut told = BTreeSet::new();
    tell(&topology.clients.trusted_networks(), &mut told, found);
    for route in &topology.routes {
        if let Some(access) = &route.access {
            tell(&access.allow, &mut told, found);
            tell(&access.deny, &mut told, found);
        }
        if let Some(limit) = &route.rate_limit {
            tell(&limit.exempt, &mut told, found);
        }
    }
}

fn tell(list: &[Placed<Cidr>], told: &mut BTreeSet<Option<Span>>, found: &mut Found) {
    for (at, inner) in list.iter().enumerate() {
        let holds = |(other, outer): &(usize, &Placed<Cidr>)| {
            let (outer, inner) = (outer.network(), inner.network());
            *other != at && outer.contains(&inner) && (outer != inner || *other < at)
        };
        let Some((_, outer)) = list.iter().enumerate().find(holds) else { continue };
        if !told.insert(inner.span()) {
            continue;
        }
        let summary = if outer.network() == inner.network() {
            format!("`{}` is listed twice", inner.value())
        } else {
            format!("`{}` is within `{}`, which is listed too", inner.value(), outer.value())
        };
        found.push(warning(
            "redundant-network",
            inner.span(),
            summary,
            "remove it, or the wider network if that is too wide",
        ));
    }
}
