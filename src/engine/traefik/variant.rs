//! The routers of one route: what is refused, who is exempt, who speaks for whom. The first that matches wins.

use std::collections::BTreeSet;

use super::auth::{self, Shows};
use super::client_address::Peer;
use super::draft::Draft;
use super::respond::{METHOD_NOT_ALLOWED, with_head};
use super::rule;
use crate::plan::Route;
use crate::source::Placed;
use crate::topology::{Cidr, LimitKey, SizeLimit};

/// One router of a route.
#[derive(Debug, Clone)]
pub struct Variant<'t> {
    /// What tells its name from the others'.
    pub name: Vec<String>,
    /// What a request must have besides the route's host and path.
    pub conditions: Vec<String>,
    /// Who speaks.
    pub peer: Peer<'t>,
    /// The route's rate limit holds.
    pub rate_limited: bool,
    /// The route's limit of requests in flight holds.
    pub concurrency_limited: bool,
    /// Its requests are not logged.
    pub unlogged: bool,
    /// What its requests show.
    pub shows: Shows,
    /// It refuses with this status, whoever asks.
    pub refusal: Option<u16>,
}

/// All routers of a route, the first to be asked first. `unlogged`: the paths of this route that are not logged.
pub fn of_route<'t>(draft: &Draft<'t, '_>, route: &Route<'_>, unlogged: &BTreeSet<&str>) -> Vec<Variant<'t>> {
    let mut variants: Vec<Variant<'t>> = refused_methods(route).into_iter().collect();
    let peers = peers(draft.plan.trust.forwarders());
    variants.extend(peers.iter().flat_map(|peer| refused_bodies(route, *peer)));
    // A trusted proxy before the exempt networks: it may stand in one, those that it speaks for do not.
    let served: Vec<Variant<'t>> = peers.iter().flat_map(|peer| served(route, *peer)).collect();
    if !unlogged.is_empty() {
        let paths: Vec<String> = unlogged.iter().map(|path| rule::exact_path(path)).collect();
        variants.extend(served.iter().map(|variant| variant.clone().unlogged(rule::any(&paths))));
    }
    variants.extend(served);
    variants.into_iter().flat_map(|variant| auth::guarded(route, variant)).collect()
}

fn peers(trusted: &[Cidr]) -> Vec<Peer<'_>> {
    match trusted {
        [] => vec![Peer::Client],
        some => vec![Peer::Proxy(some), Peer::Client],
    }
}

impl<'t> Variant<'t> {
    fn served(peer: Peer<'t>) -> Self {
        let plain = Self {
            name: Vec::new(),
            conditions: Vec::new(),
            peer,
            rate_limited: true,
            concurrency_limited: true,
            unlogged: false,
            shows: Shows::Anything,
            refusal: None,
        };
        match peer {
            Peer::Client => plain,
            // A trusted peer that names nobody is a client itself.
            Peer::Proxy(trusted) => {
                plain.on("proxied", rule::peer_in(trusted)).on_condition(rule::has_header("X-Forwarded-For"))
            }
        }
    }

    /// With one more condition, and its name.
    pub fn on(mut self, name: &str, condition: String) -> Self {
        self.name.push(name.to_owned());
        self.on_condition(condition)
    }

    fn on_condition(mut self, condition: String) -> Self {
        self.conditions.push(condition);
        self
    }

    fn refusing(self, status: u16) -> Self {
        Self { refusal: Some(status), ..self }
    }

    fn unlogged(self, condition: String) -> Self {
        Self { unlogged: true, ..self.on("unlogged", condition) }
    }
}

fn refused_methods<'t>(route: &Route<'_>) -> Option<Variant<'t>> {
    let methods = with_head(route.methods?);
    let refused = Variant::served(Peer::Client).on("method", rule::method_not_in(&methods));
    Some(refused.refusing(METHOD_NOT_ALLOWED))
}

fn refused_bodies<'t>(route: &Route<'_>, peer: Peer<'t>) -> Vec<Variant<'t>> {
    let Some(SizeLimit::AtMost(size)) = route.max_body.map(Placed::value) else { return Vec::new() };
    // Without a list of addresses it does not matter who speaks.
    if matches!(peer, Peer::Proxy(_)) && route.access.is_none() {
        return Vec::new();
    }
    vec![
        Variant::served(peer).on("body", rule::body_over(size.bytes())).refusing(413),
        Variant::served(peer).on("length", rule::body_of_unknown_length()).refusing(411),
    ]
}

/// The routers that serve those whom this peer speaks for.
fn served<'t>(route: &Route<'_>, peer: Peer<'t>) -> Vec<Variant<'t>> {
    let mut starts = Vec::new();
    let exempt = route.rate_limit.map(|limit| limit.exempt.as_slice()).unwrap_or_default();
    if matches!(peer, Peer::Client) && !exempt.is_empty() {
        let networks = rule::peer_in(exempt.iter().map(Placed::value));
        starts.push(Variant { rate_limited: false, ..Variant::served(peer).on("exempt", networks) });
    }
    starts.push(Variant::served(peer));
    starts.into_iter().flat_map(|start| by_headers(route, start)).collect()
}

/// A request without the header that a limit counts by is not limited, which takes a router of its own.
fn by_headers<'t>(route: &Route<'_>, start: Variant<'t>) -> Vec<Variant<'t>> {
    let rate = route.rate_limit.filter(|_| start.rate_limited).and_then(|limit| header(&limit.by));
    let concurrency = route.concurrency.and_then(|limit| header(&limit.by));
    let mut names: Vec<&str> = rate.into_iter().chain(concurrency).collect();
    names.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
    let mut variants = vec![start];
    for name in names {
        let is_this = |header: Option<&str>| header.is_some_and(|header| header.eq_ignore_ascii_case(name));
        let with = |variant: &Variant<'t>| {
            variant.clone().on(&format!("with-{}", name.to_ascii_lowercase()), rule::has_header(name))
        };
        let without = |variant: &Variant<'t>| Variant {
            rate_limited: variant.rate_limited && !is_this(rate),
            concurrency_limited: variant.concurrency_limited && !is_this(concurrency),
            ..variant.clone()
        };
        variants = variants.iter().map(with).chain(variants.iter().map(without)).collect();
    }
    variants
}

fn header(key: &LimitKey) -> Option<&str> {
    match key {
        LimitKey::ClientIp => None,
        LimitKey::Header(name) => Some(name.as_str()),
    }
}
