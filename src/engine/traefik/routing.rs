//! `routes`: the routers.

use std::collections::{BTreeSet, HashMap};

use super::auth::{self, Shows};
use super::draft::Draft;
use super::priority::{HostRank, priority};
use super::surface::{Surface, of_side};
use super::variant::{self, Variant};
use super::{acme, canary, chain, rule, upstream};
use crate::escape::{Escaped, traefik::comment};
use crate::plan::{Action, Auth, Route};
use crate::source::Placed;
use crate::topology::{ApiKey, HostPattern};

crate::view! {
    /// A router.
    #[derive(Debug)]
    pub struct Router {
        name: String,
        entry_points: Option<Escaped>,
        /// The router whose middlewares come first.
        parent: Option<String>,
        rule: Escaped,
        priority: u32,
        middlewares: Option<Escaped>,
        /// None where a router below leads on.
        service: Option<String>,
        unlogged: bool,
        /// Hosts that a certificate is asked for.
        domains: Vec<String>,
    }
}

crate::view! {
    /// Routers that one key of the topology asks for.
    #[derive(Debug)]
    pub struct Group { pub about: Escaped, pub routers: Vec<Router> }
}

/// Traefik's service for routers whose middlewares always answer.
const NO_SERVICE: &str = "noop@internal";

/// The parts of a middleware list as a YAML list.
fn list(names: &[String]) -> Option<Escaped> {
    (!names.is_empty()).then(|| Escaped::trusted(names.join(", ")))
}

impl Router {
    /// A router whose middlewares always answer.
    pub fn refusing(name: String, surface: &Surface, rule: &str, priority: u32, middlewares: &[String]) -> Self {
        Self {
            name,
            entry_points: Some(Escaped::trusted(&*surface.entry_points)),
            parent: None,
            rule: crate::escape::traefik::rule(rule),
            priority,
            middlewares: list(middlewares),
            service: Some(NO_SERVICE.to_owned()),
            unlogged: false,
            domains: Vec::new(),
        }
    }

    /// A router below another, which asks it once it has let a request pass.
    pub fn below(parent: &str, name: &str, rule: &str, priority: u32, middlewares: &[String], service: String) -> Self {
        Self {
            name: format!("{parent}.{name}"),
            entry_points: None,
            parent: Some(parent.to_owned()),
            rule: crate::escape::traefik::rule(rule),
            priority,
            middlewares: list(middlewares),
            service: Some(service),
            unlogged: false,
            domains: Vec::new(),
        }
    }

    /// The same, with its requests logged or not.
    pub fn unlogged(self, unlogged: bool) -> Self {
        Self { unlogged, ..self }
    }
}

/// A generated name with the side that it is for.
pub fn sided(name: &str, surface: &Surface) -> String {
    surface.suffix.map_or_else(|| name.to_owned(), |side| format!("{name}-{side}"))
}

/// The routers of all routes, in the order of the file.
pub fn routes(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Vec<Group> {
    let plan = draft.plan;
    let mut unlogged = unlogged_paths(draft);
    let mut domains = acme::domains(plan);
    let mut groups = Vec::with_capacity(plan.routes.len());
    for route in &plan.routes {
        let unlogged = unlogged.remove(&route.index).unwrap_or_default();
        let variants = variant::of_route(draft, route, &unlogged);
        let (mut routers, mut keyed): (Vec<Router>, Vec<Router>) = (Vec::new(), Vec::new());
        for surface in of_side(surfaces, route.side) {
            for (rank, hosts) in hosts_by_rank(route) {
                for (at, variant) in variants.iter().enumerate() {
                    let place = u32::try_from(variants.len() - at).unwrap_or_default();
                    let seat = Seat { route, surface, rank, hosts: &hosts, place };
                    match (&variant.shows, route.auth) {
                        (Shows::AnyKey, Some(Auth::ApiKey(api_key))) => {
                            keyed.extend(routers_by_key(draft, &seat, variant, api_key));
                        }
                        (Shows::AnyKey, Some(Auth::Basic(_) | Auth::Forward(_)) | None) => {}
                        (Shows::Anything | Shows::KeyOf(_) | Shows::NoKey, _) => {
                            routers.extend(with_canary(draft, &seat, variant));
                        }
                    }
                }
            }
        }
        keep_keyed(draft, route, keyed);
        let domains = domains.remove(&route.index).unwrap_or_default();
        if let Some(first) = routers.first_mut().filter(|_| surfaces.first().is_some_and(|surface| surface.https)) {
            first.domains = domains.into_iter().map(str::to_owned).collect();
        }
        groups.push(Group { about: about(route), routers });
    }
    groups
}

/// The routers of a variant's keys.
fn routers_by_key<'t>(
    draft: &mut Draft<'_, 't>,
    seat: &Seat<'_, 't>,
    variant: &Variant<'_>,
    api_key: &'t Placed<ApiKey>,
) -> Vec<Router> {
    let number = auth::number(&mut draft.keys, api_key);
    auth::by_key(variant, api_key, number).iter().flat_map(|variant| with_canary(draft, seat, variant)).collect()
}

/// A router, and below it those of the route's canary.
fn with_canary<'t>(draft: &mut Draft<'_, 't>, seat: &Seat<'_, 't>, variant: &Variant<'_>) -> Vec<Router> {
    let own = router(draft, seat, variant);
    let below = own.service.is_none().then_some((own.name.as_str(), own.unlogged));
    let below = below.map(|parent| canary::routers(draft, seat.route, seat.surface, parent)).unwrap_or_default();
    std::iter::once(own).chain(below).collect()
}

/// Puts the routers of keys where these are kept apart from all that everyone may read.
fn keep_keyed<'t>(draft: &mut Draft<'_, 't>, route: &Route<'t>, routers: Vec<Router>) {
    let Some(api_key) = route.api_key() else { return };
    let number = auth::number(&mut draft.keys, api_key);
    if let Some(list) = draft.keys.get_mut(number - 1) {
        list.routers.push(Group { about: about(route), routers });
    }
}

/// Where a router stands.
struct Seat<'a, 't> {
    route: &'a Route<'t>,
    surface: &'a Surface,
    rank: HostRank,
    hosts: &'a [&'t HostPattern],
    place: u32,
}

fn router<'t>(draft: &mut Draft<'_, 't>, seat: &Seat<'_, 't>, variant: &Variant<'_>) -> Router {
    let Seat { route, surface, rank, hosts, place } = seat;
    let middlewares = match variant.refusal {
        Some(status) => chain::of_refusal(draft, route, surface, variant, status),
        None => chain::of_route(draft, route, surface, variant),
    };
    let refuses = variant.refusal.is_some() || variant.shows == Shows::NoKey;
    let service = match (&route.action, refuses) {
        (Action::Proxy(_), false) if canary::of(draft, route).is_some() => None,
        (Action::Proxy(proxied), false) => Some(upstream::service_name(draft.plan, proxied.upstream, surface)),
        (Action::Proxy(_) | Action::Redirect(_) | Action::Respond(_), _) => Some(NO_SERVICE.to_owned()),
    };
    let mut parts: Vec<String> = host_matcher(draft, hosts).into_iter().collect();
    parts.extend(rule::path_prefix(route.path));
    parts.extend(variant.conditions.iter().cloned());
    let rule = if parts.is_empty() { rule::everything() } else { rule::all(&parts) };
    let mixed = *rank == HostRank::Wildcard && hosts.len() < route.hosts.len();
    let base = format!("route-{}{}", route.index, if mixed { "-wildcard" } else { "" });
    let name = std::iter::once(sided(&base, surface)).chain(variant.name.iter().cloned()).collect::<Vec<_>>().join("-");
    Router {
        name,
        entry_points: Some(Escaped::trusted(&*surface.entry_points)),
        parent: None,
        rule: crate::escape::traefik::rule(&rule),
        priority: priority(*rank, path_length(route), *place),
        middlewares: list(&middlewares),
        service,
        unlogged: variant.unlogged,
        domains: Vec::new(),
    }
}

fn path_length(route: &Route<'_>) -> u32 {
    u32::try_from(route.path.as_str().len()).unwrap_or(1024)
}

/// One of these hosts; none for any host.
pub fn host_matcher(draft: &Draft<'_, '_>, hosts: &[&HostPattern]) -> Option<String> {
    let matchers: Vec<String> = hosts.iter().map(|host| rule::host(host, draft.gates)).collect();
    (!matchers.is_empty()).then(|| rule::any(&matchers))
}

/// A route's hosts, those of one rank together.
fn hosts_by_rank<'t>(route: &Route<'t>) -> Vec<(HostRank, Vec<&'t HostPattern>)> {
    if route.hosts.is_empty() {
        return vec![(HostRank::Any, Vec::new())];
    }
    let of = |rank| -> Vec<&'t HostPattern> {
        route.hosts.iter().map(|host| host.value()).filter(|host| HostRank::of(Some(host)) == rank).collect()
    };
    let ranks = [HostRank::Exact, HostRank::Wildcard].map(|rank| (rank, of(rank)));
    ranks.into_iter().filter(|(_, hosts)| !hosts.is_empty()).collect()
}

fn about(route: &Route<'_>) -> Escaped {
    let hosts: Vec<&str> = route.hosts.iter().map(|host| host.as_str()).collect();
    let hosts = if hosts.is_empty() { "any host".to_owned() } else { hosts.join(", ") };
    comment(&format!("routes[{}]: {hosts}, {}", route.index, route.path))
}

/// Which route serves the paths that are not logged: only that one needs a router for them.
fn unlogged_paths<'t>(draft: &Draft<'_, 't>) -> HashMap<usize, BTreeSet<&'t str>> {
    let plan = draft.plan;
    let mut found: HashMap<usize, BTreeSet<&'t str>> = HashMap::new();
    for path in super::logs::excluded(plan.logs) {
        for host in plan.hosts.both().flatten() {
            let serves =
                |index: &&usize| plan.routes.get(**index).is_some_and(|route| is_below(path, route.path.as_str()));
            if let Some(index) = host.routes.iter().find(serves) {
                found.entry(*index).or_default().insert(path);
            }
        }
    }
    found
}

fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_at_a_segment() {
        assert!(is_below("/api", "/api") && is_below("/api/x", "/api") && is_below("/x", "/"));
        assert!(!is_below("/apix", "/api"));
    }
}
