//! Hosts and the routes that a request for each of them may meet.

use std::collections::HashMap;

use super::{Route, Side};
use crate::topology::HostPattern;

/// A host and its routes. A request's host decides first: the exact name, else the wildcard, else any host; a path that
/// no route of that host matches is answered 404, whatever routes other hosts have.
#[derive(Debug)]
pub struct VirtualHost<'t> {
    /// The name or wildcard; none stands for any host.
    pub host: Option<&'t HostPattern>,
    /// Places in [`super::Plan::routes`], the longest path first.
    pub routes: Vec<usize>,
}

/// The hosts of a side's routes: exact names first, then wildcards, then any host; each with its longest paths first.
pub(super) fn hosts<'t>(routes: &[Route<'t>], side: Side) -> Vec<VirtualHost<'t>> {
    let mut found: Vec<VirtualHost<'t>> = Vec::new();
    let mut places: HashMap<Option<&'t HostPattern>, usize> = HashMap::new();
    for route in routes.iter().filter(|route| route.side == side) {
        let named = route.hosts.iter().map(|host| Some(host.value()));
        let any = route.hosts.is_empty().then_some(None);
        for host in named.chain(any) {
            let at = *places.entry(host).or_insert_with(|| {
                found.push(VirtualHost { host, routes: Vec::new() });
                found.len() - 1
            });
            if let Some(virtual_host) = found.get_mut(at) {
                virtual_host.routes.push(route.index);
            }
        }
    }
    for host in &mut found {
        host.routes
            .sort_by_key(|index| std::cmp::Reverse(routes.get(*index).map_or(0, |route| route.path.as_str().len())));
    }
    found.sort_by_key(|host| match host.host {
        Some(name) if name.wildcard_parent().is_none() => 0,
        Some(_) => 1,
        None => 2,
    });
    found
}
