//! No two routes are the same.

use std::collections::HashMap;

use super::error;
use crate::diagnostic::{Diagnostic, Related};
use crate::source::{Placed, Span};
use crate::topology::{HostPattern, OneOrMany, RoutePath, Topology};

/// The same host and path twice: `methods` filters, it does not tell routes apart.
pub fn check(topology: &Topology, found: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<(Option<&HostPattern>, &RoutePath), Option<Span>> = HashMap::new();
    for route in &topology.routes {
        let hosts = route.host.iter().flat_map(OneOrMany::iter).map(|host| (Some(host.value()), host.span()));
        let any = route.host.is_none().then(|| (None, route.path.span().or(route.span().map(first_byte))));
        for (host, span) in hosts.chain(any) {
            if let Some(earlier) = seen.insert((host, route.path.value()), span) {
                let name = host.map_or_else(|| "any host".to_owned(), |host| format!("`{host}`"));
                let summary = format!("two routes are for {name} and `{}`", route.path.value());
                let mut diagnostic = error("duplicate-route", span, summary, "merge them, or give one a longer path");
                diagnostic
                    .notes
                    .push("`methods` is a filter: other methods get 405, they do not reach the next route".to_owned());
                diagnostic.related =
                    earlier.map(|span| Related { span, label: "first here".to_owned() }).into_iter().collect();
                found.push(diagnostic);
            }
        }
        empty_lists(route, found);
    }
}

fn first_byte(span: Span) -> Span {
    Span::new(span.start, span.start + 1)
}

fn empty_lists(route: &Placed<crate::topology::Route>, found: &mut Vec<Diagnostic>) {
    if let Some(methods) = route.methods.as_ref().filter(|methods| methods.is_empty()) {
        found.push(error(
            "invalid-value",
            methods.key_span(),
            "`methods` is empty",
            "name at least one, or leave the key out",
        ));
    }
}
