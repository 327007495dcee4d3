//! Routing: the host and the longest path lead to a route by one look into a map, however many routes there are.

use super::context::text_file;
use crate::escape::haproxy::map_entry;
use crate::plan::{Action, Plan, Route, Side};
use crate::rendered::RenderedFile;

/// A side's map from host and path to backend and route.
pub const fn routes_file(side: Side) -> &'static str {
    match side {
        Side::Public => "maps/routes.map",
        Side::Private => "maps/private-routes.map",
    }
}

/// A side's known hosts and wildcards.
pub const fn hosts_file(side: Side) -> &'static str {
    match side {
        Side::Public => "lists/hosts.lst",
        Side::Private => "lists/private-hosts.lst",
    }
}

/// The routes, by what they lead to.
pub struct Routed<'p, 't> {
    by_upstream: Vec<Vec<&'p Route<'t>>>,
    ids: Vec<String>,
}

impl<'p, 't> Routed<'p, 't> {
    /// The routes that lead to the upstream at that place of the plan.
    pub fn of_upstream(&self, at: usize) -> Vec<&'p Route<'t>> {
        self.by_upstream.get(at).cloned().unwrap_or_default()
    }
}

/// The name of the backend that a route without an upstream gets; no upstream can have it: it holds a dot.
pub fn answer_backend(route: &Route<'_>) -> String {
    format!("route.{}", route.index)
}

/// What `txn.route` holds for a route: its backend, and its place in the topology.
pub fn route_id(backend: &str, route: &Route<'_>) -> String {
    format!("{backend}/{}", route.index)
}

/// Sorts the routes by where they lead.
pub fn routes<'p, 't>(plan: &'p Plan<'t>) -> Routed<'p, 't> {
    let mut by_upstream: Vec<Vec<&Route<'t>>> = plan.upstreams.iter().map(|_| Vec::new()).collect();
    let mut ids = Vec::with_capacity(plan.routes.len());
    for route in &plan.routes {
        let backend = match &route.action {
            Action::Proxy(proxied) => {
                if let Some(routes) = by_upstream.get_mut(proxied.upstream) {
                    routes.push(route);
                }
                // Its canary's backend holds the same rules.
                if let Some(routes) = route.canary().and_then(|canary| by_upstream.get_mut(canary.upstream)) {
                    routes.push(route);
                }
                plan.upstreams.get(proxied.upstream).map_or_else(String::new, |upstream| upstream.name.to_owned())
            }
            Action::Redirect(_) | Action::Respond(_) => answer_backend(route),
        };
        ids.push(route_id(&backend, route));
    }
    Routed { by_upstream, ids }
}

/// The map of each side's routes and the list of its hosts. A path's key ends in a slash, as the path that is looked up does:
/// so a prefix ends where a segment does.
pub fn files(plan: &Plan<'_>, routed: &Routed<'_, '_>) -> Result<Vec<RenderedFile>, String> {
    let mut files = Vec::new();
    for side in Side::ALL.into_iter().filter(|side| !plan.hosts.on(*side).is_empty()) {
        files.extend(files_of(side, plan, routed)?);
    }
    Ok(files)
}

fn files_of(side: Side, plan: &Plan<'_>, routed: &Routed<'_, '_>) -> Result<Vec<RenderedFile>, String> {
    let mut map =
        String::from("# Host and path, to backend and route; the longest entry that begins a request wins.\n");
    let mut known = String::new();
    for host in plan.hosts.on(side) {
        let name = host.host.map_or("*", |host| host.as_str());
        if host.host.is_some() {
            known.push_str(name);
            known.push('\n');
        }
        for at in &host.routes {
            let (Some(route), Some(id)) = (plan.routes.get(*at), routed.ids.get(*at)) else { continue };
            let slash = if route.path.is_root() { "" } else { "/" };
            map.push_str(&map_entry(&format!("{name}{}{slash}", route.path), id)?);
        }
    }
    let mut files = vec![text_file(routes_file(side), map)];
    if !known.is_empty() {
        files.push(text_file(hosts_file(side), known));
    }
    Ok(files)
}
