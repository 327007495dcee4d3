//! `canary`: routers below the route's own, which keeps its limits for both upstreams, and a service that weighs them.

use super::draft::Draft;
use super::headers::literal_host;
use super::routing::{Router, sided};
use super::sticky::{self, CookieView};
use super::surface::{Surface, of_side};
use super::{chain, headers, rule, upstream};
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::{Canary, Groups, Plan, Route};

crate::view! {
    /// `weighted`, with the cookie that keeps users where they were drawn.
    #[derive(Debug)]
    pub struct SplitView { about: Escaped, name: String, services: Vec<ShareView>, cookie: CookieView }
}

crate::view! {
    /// A service and how many of a hundred users it gets.
    #[derive(Debug)]
    pub struct ShareView { name: String, weight: u32 }
}

crate::view! {
    /// An upstream with its own Host.
    #[derive(Debug)]
    pub struct HostedView { name: String, middleware: Escaped, service: String }
}

/// A route's canary, if this Traefik can have it.
pub fn of<'p>(draft: &Draft<'_, '_>, route: &'p Route<'_>) -> Option<&'p Canary<'p>> {
    let can_host = draft.gates.service_middlewares() || !draws_between_hosts(draft.plan, route);
    route.canary().filter(|_| draft.gates.nested_routers() && can_host)
}

/// A draw between two upstreams that are sent another Host.
fn draws_between_hosts(plan: &Plan<'_>, route: &Route<'_>) -> bool {
    let Some((main, canary)) = route.upstream().zip(route.canary()) else { return false };
    canary.groups.is_some() && literal_host(plan, main) != literal_host(plan, canary.upstream)
}

/// Says where a canary cannot be had, or is tried otherwise.
pub fn review(draft: &mut Draft<'_, '_>, route: &Route<'_>) {
    let Some(canary) = route.canary() else { return };
    if !draft.gates.nested_routers() {
        let refusal = Refusal {
            what: "lead some users of a route elsewhere".to_owned(),
            why: "routers that keep the limits of a route for two upstreams are there from 3.6 on".to_owned(),
            help: "say `version: \"3.6\"` if that is what runs".to_owned(),
        };
        draft.findings.refuse(Feature::Canary, canary.place, refusal);
    } else if of(draft, route).is_none() {
        let refusal = Refusal {
            what: "draw users for a canary that is sent another `host` than the route's upstream".to_owned(),
            why: "services take middlewares from 3.7 on".to_owned(),
            help: "give both upstreams the same, or say `version: \"3.7\"` if that is what runs".to_owned(),
        };
        draft.findings.refuse(Feature::Canary, canary.place, refusal);
    } else if canary.groups.is_some() {
        review_retries(draft, route, canary);
    }
}

fn review_retries(draft: &mut Draft<'_, '_>, route: &Route<'_>, canary: &Canary<'_>) {
    let retries = |at: Option<usize>| {
        let retries = draft.plan.upstreams.get(at?)?.retries.value();
        Some((*retries.attempts, retries.on.iter().map(|condition| **condition).collect::<Vec<_>>()))
    };
    if retries(route.upstream()) != retries(Some(canary.upstream)) {
        let differs = "requests of drawn users go to either, and are tried again as often and for as much as the more \
                       patient of the two says; those that a header or cookie leads go by the canary's own";
        draft.findings.degrade(Feature::Canary, canary.place, "has one `retries` for both upstreams", differs);
    }
}

/// The routers below the route's own: what leads to the canary by itself, and the rest.
pub fn routers(
    draft: &mut Draft<'_, '_>,
    route: &Route<'_>,
    surface: &Surface,
    (parent, unlogged): (&str, bool),
) -> Vec<Router> {
    let (Some(main), Some(canary)) = (route.upstream(), of(draft, route)) else { return Vec::new() };
    let Canary { place: _, upstream: other, header, cookie, groups } = canary;
    let by_header = header.map(|header| rule::header(header.name.as_str(), header.value.as_str()));
    let by_cookie = cookie.map(|cookie| rule::cookie(cookie.name.as_str(), cookie.value.as_str()));
    let switches: Vec<String> = by_header.into_iter().chain(by_cookie).collect();
    let mut routers = Vec::new();
    if !switches.is_empty() {
        let needs = chain::of_upstream(draft, *other);
        let service = upstream::service_name(draft.plan, *other, surface);
        routers.push(Router::below(parent, "canary", &rule::any(&switches), 2, &needs, service));
    }
    let (needs, service) = if groups.is_some() {
        let host = Some(main).filter(|_| !draws_between_hosts(draft.plan, route));
        (chain::of_draw(draft, [main, *other], host), sided(&split_name(route), surface))
    } else {
        (chain::of_upstream(draft, main), upstream::service_name(draft.plan, main, surface))
    };
    routers.push(Router::below(parent, "main", &rule::everything(), 1, &needs, service));
    routers.into_iter().map(|router| router.unlogged(unlogged)).collect()
}

/// The dot keeps it apart from all names of upstreams.
fn split_name(route: &Route<'_>) -> String {
    format!("route-{}.canary", route.index)
}

/// The services that draw users, in the order of the routes.
pub fn splits(draft: &Draft<'_, '_>, surfaces: &[Surface]) -> Vec<SplitView> {
    let mut views = Vec::new();
    for route in &draft.plan.routes {
        let Some(canary) = of(draft, route) else { continue };
        let (Some(main), Some(groups)) = (route.upstream(), &canary.groups) else { continue };
        // The values of the cookie are Traefik's own: digests of the services' names.
        let Groups { weight, cookie, canary: _, main: _ } = groups;
        for surface in of_side(surfaces, route.side) {
            let share = |at, weight| ShareView { name: drawn_service(draft.plan, route, at, surface), weight };
            views.push(SplitView {
                about: Escaped::trusted(format!("routes[{}].canary", route.index)),
                name: sided(&split_name(route), surface),
                services: vec![share(main, 100 - weight), share(canary.upstream, *weight)],
                cookie: sticky::cookie(cookie, surface),
            });
        }
    }
    views
}

fn drawn_service(plan: &Plan<'_>, route: &Route<'_>, upstream: usize, surface: &Surface) -> String {
    let service = upstream::service_name(plan, upstream, surface);
    let is_hosted = draws_between_hosts(plan, route) && literal_host(plan, upstream).is_some();
    if is_hosted { hosted_name(&service) } else { service }
}

fn hosted_name(service: &str) -> String {
    format!("{service}.hosted")
}

/// The upstreams that bring their own Host to a draw.
pub fn hosted(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Vec<HostedView> {
    let plan = draft.plan;
    let mut views: Vec<HostedView> = Vec::new();
    for route in &plan.routes {
        if of(draft, route).is_none() || !draws_between_hosts(plan, route) {
            continue;
        }
        let both = route.upstream().into_iter().chain(route.canary().map(|canary| canary.upstream));
        for (at, surface) in both.flat_map(|at| of_side(surfaces, route.side).map(move |surface| (at, surface))) {
            let service = upstream::service_name(plan, at, surface);
            let name = hosted_name(&service);
            let Some(host) = headers::request_headers(draft, None, Some(at)) else { continue };
            if views.iter().all(|view| view.name != name) {
                views.push(HostedView { name, middleware: Escaped::trusted(host), service });
            }
        }
    }
    views
}
