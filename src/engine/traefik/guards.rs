//! What is refused or redirected before a route is asked, and what no route is for.

use std::collections::HashSet;

use super::draft::Draft;
use super::headers::{Changes, strict_transport_security};
use super::priority::{AMBIGUOUS_PATH, HostRank, REFUSED_EVERYWHERE, priority};
use super::routing::{Group, Router, host_matcher, sided};
use super::surface::{Surface, of_side};
use super::{respond, rule};
use crate::escape::Escaped;
use crate::plan::{Side, VirtualHost};
use crate::topology::HostPattern;

/// What is refused before routes are asked, and hosts whose routes leave paths over.
pub fn guards(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Vec<Group> {
    let mut groups = vec![foreign_upgrades(draft, surfaces)];
    let (ambiguous, unmatched) = (ambiguous_paths(draft, surfaces), unmatched_paths(draft, surfaces));
    groups.extend([ambiguous, unmatched].into_iter().filter(|group| !group.routers.is_empty()));
    groups
}

/// The middlewares of a refusal that belongs to no route.
fn refusal(draft: &mut Draft<'_, '_>, surface: &Surface, status: u16) -> Vec<String> {
    let mut chain = Vec::new();
    if let Some(value) = strict_transport_security(draft.plan, surface) {
        let mut changes = Changes::default();
        changes.set("Strict-Transport-Security", &value);
        chain.push(draft.middlewares.response.name(changes.of_response()));
    }
    chain.extend(respond::refusal(&mut draft.middlewares, status, None));
    chain
}

fn foreign_upgrades(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Group {
    let mut router = |surface: &Surface| {
        let middlewares = refusal(draft, surface, 400);
        let name = sided("foreign-upgrade", surface);
        Router::refusing(name, surface, &rule::foreign_upgrade(), REFUSED_EVERYWHERE, &middlewares)
    };
    let routers = surfaces.iter().map(&mut router).collect();
    Group { about: Escaped::trusted("Upgrades to anything but WebSocket never reach an upstream."), routers }
}

/// A host with several paths: `/api%2Fx` is not below `/api` to the router, but may be to the application.
fn ambiguous_paths(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Group {
    let mut routers = Vec::new();
    let plan = draft.plan;
    let hosts = Side::ALL.into_iter().flat_map(|side| plan.hosts.on(side).iter().enumerate().map(move |it| (side, it)));
    for (side, (at, host)) in hosts.filter(|(_, (_, host))| host.routes.len() > 1) {
        let name: Vec<&HostPattern> = host.host.into_iter().collect();
        let parts: Vec<String> =
            host_matcher(draft, &name).into_iter().chain([rule::encoded_reserved(reserved(draft, host))]).collect();
        let priority = priority(HostRank::of(host.host), AMBIGUOUS_PATH, 0);
        for surface in of_side(surfaces, side) {
            let middlewares = refusal(draft, surface, 400);
            let name = sided(&format!("host-{at}-encoded"), surface);
            routers.push(Router::refusing(name, surface, &rule::all(&parts), priority, &middlewares));
        }
    }
    Group { about: Escaped::trusted("An encoded slash must not lead past a route that it belongs to."), routers }
}

/// A path of the host holds characters that may come encoded and then are another path to the router.
fn reserved(draft: &Draft<'_, '_>, host: &VirtualHost<'_>) -> bool {
    let paths = host.routes.iter().filter_map(|index| draft.plan.routes.get(*index)).map(|route| route.path.as_str());
    paths.into_iter().any(|path| path.contains(|character| "!$&'()*+,;=:@".contains(character)))
}

/// Hosts without a route for `/` whose other paths would fall to a wildcard or to any host, or miss their headers.
fn unmatched_paths(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Group {
    let routers = Side::ALL.into_iter().flat_map(|side| unmatched_on(side, draft, surfaces)).collect();
    Group { about: Escaped::trusted("Paths that no route of their host is for."), routers }
}

fn unmatched_on(side: Side, draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Vec<Router> {
    let plan = draft.plan;
    let hosts = plan.hosts.on(side);
    let any_host = hosts.last().is_some_and(|host| host.host.is_none());
    let parents: HashSet<&str> =
        hosts.iter().filter_map(|host| host.host.and_then(HostPattern::wildcard_parent)).collect();
    let below_wildcard = |name: &HostPattern| {
        name.wildcard_parent().is_none()
            && name.as_str().split_once('.').is_some_and(|(_, parent)| parents.contains(parent))
    };
    let has_root = |host: &VirtualHost<'_>| {
        host.routes.last().and_then(|index| plan.routes.get(*index)).is_some_and(|route| route.path.is_root())
    };
    let mut routers = Vec::new();
    for (at, host) in hosts.iter().enumerate() {
        let Some(name) = host.host.filter(|_| !has_root(host)) else { continue };
        for surface in of_side(surfaces, side) {
            let hsts = strict_transport_security(plan, surface);
            if !any_host && !below_wildcard(name) && hsts.is_none() {
                continue;
            }
            let middlewares = refusal(draft, surface, 404);
            let name = host_matcher(draft, &[name]).unwrap_or_default();
            let priority = priority(HostRank::of(host.host), 0, 0);
            routers.push(Router::refusing(
                sided(&format!("host-{at}-unmatched"), surface),
                surface,
                &name,
                priority,
                &middlewares,
            ));
        }
    }
    routers
}

/// How many hosts stand in one rule of the redirect to HTTPS: one router per host would be slow to load.
const HOSTS_PER_REDIRECT: usize = 50;

/// Plain HTTP is sent to HTTPS, for the hosts that there are.
pub fn redirects_to_https(draft: &mut Draft<'_, '_>, surface: &Surface) -> Group {
    draft.middlewares.to_https = true;
    let plan = draft.plan;
    let hosts = plan.hosts.on(surface.side);
    let named: Vec<&HostPattern> = hosts.iter().filter_map(|host| host.host).collect();
    let any_host = hosts.last().is_some_and(|host| host.host.is_none());
    let rules: Vec<String> = if any_host {
        vec![rule::everything()]
    } else {
        named.chunks(HOSTS_PER_REDIRECT).filter_map(|hosts| host_matcher(draft, hosts)).collect()
    };
    let router = |(at, rule): (usize, &String)| {
        Router::refusing(format!("to-https-{}", at + 1), surface, rule, 1, &["to-https".to_owned()])
    };
    let routers = rules.iter().enumerate().map(router).collect();
    Group { about: Escaped::trusted("tls.redirect_http"), routers }
}
