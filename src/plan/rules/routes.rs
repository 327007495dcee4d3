//! No two routes are the same.

use std::collections::HashMap;

use super::error;
use crate::diagnostic::{Diagnostic, Found, Related};
use crate::plan::Side;
use crate::source::Span;
use crate::topology::{HostPattern, OneOrMany, Route, RoutePath, Topology};

/// What tells routes apart.
type Key<'t> = (Side, Option<&'t HostPattern>, &'t RoutePath);

/// The same host and path twice on one side: `methods` filters, it does not tell routes apart.
pub fn check(topology: &Topology, found: &mut Found) {
    let mut seen: HashMap<Key<'_>, (Option<Span>, &Route)> = HashMap::new();
    for route in &topology.routes {
        let hosts = route.host.iter().flat_map(OneOrMany::iter).map(|host| (Some(host.value()), host.span()));
        let any = route.host.is_none().then(|| (None, route.path.span().or(route.span().map(first_byte))));
        for (host, span) in hosts.chain(any) {
            if let Some((earlier, other)) = seen.insert((Side::of(route), host, route.path.value()), (span, route)) {
                let filters = route.methods.is_some() || other.methods.is_some();
                found.push(duplicate(host, route.path.value(), span, earlier, filters));
            }
        }
    }
}

fn duplicate(
    host: Option<&HostPattern>,
    path: &RoutePath,
    span: Option<Span>,
    earlier: Option<Span>,
    filters: bool,
) -> Diagnostic {
    let name = host.map_or_else(|| "any host".to_owned(), |host| format!("`{host}`"));
    let summary = format!("two routes are for {name} and `{path}`");
    let mut diagnostic = error("duplicate-route", span, summary, "merge them, or give one a longer path");
    if filters {
        let note = "`methods` is a filter: other methods get 405, they do not reach the next route";
        diagnostic.notes.push(note.to_owned());
    }
    diagnostic.related = earlier.map(|span| Related { span, label: "first here".to_owned() }).into_iter().collect();
    diagnostic
}

fn first_byte(span: Span) -> Span {
    Span::new(span.start, span.start + 1)
}
