//! `concurrency` and `max_connections`: requests in flight, of one client or to one upstream. Keys are shared by all
//! routes, so each holds the route's number.

use super::distinct::Distinct;
use super::edition;
use super::scope::Scope;
use crate::engine::Feature;
use crate::escape::Escaped;
use crate::plan::Upstream;
use crate::source::Placed;
use crate::topology::{Concurrency, Edition, LimitKey};

crate::view! {
    /// A zone that counts requests in flight.
    pub struct ConcurrencyZoneView {
        /// The zone's name and that of the variable that is its key.
        pub name: Escaped,
        /// The variable that tells clients apart.
        pub client: Escaped,
    }
}

crate::view! {
    /// A route's limit.
    #[derive(Clone)]
    pub struct ConcurrencyView {
        /// The zone.
        pub zone: Escaped,
        /// How many at once.
        pub limit: u32,
    }
}

crate::view! {
    /// An upstream's limit.
    #[derive(Clone)]
    pub struct UpstreamLimitView {
        /// The upstream's number: what is counted by.
        pub upstream: usize,
        /// How many at once.
        pub limit: u32,
        /// What is over gets 503; not where the route's own limit answers 429, since nginx has one status for both.
        pub unavailable: bool,
    }
}

/// The variable that tells clients apart; an IPv6 client counts by its network.
pub fn client(by: &LimitKey, scope: &mut Scope<'_, '_>) -> String {
    match by {
        LimitKey::ClientIp => {
            scope.counts_clients = true;
            "$client_network".to_owned()
        }
        LimitKey::Header(name) => super::headers::request_variable(name),
    }
}

/// A route's limit of requests in flight.
pub fn concurrency(limit: Option<&Placed<Concurrency>>, scope: &mut Scope<'_, '_>) -> Option<ConcurrencyView> {
    let Concurrency { limit, by } = limit?.value();
    let client = client(by, scope);
    Some(ConcurrencyView { zone: name(scope.concurrency.number(client)), limit: limit.get() })
}

fn name(number: usize) -> Escaped {
    Escaped::trusted(format!("in_flight_{number}"))
}

/// The zones of all routes.
pub fn views(zones: &Distinct<String>) -> Vec<ConcurrencyZoneView> {
    zones
        .iter()
        .map(|(number, client)| ConcurrencyZoneView { name: name(number), client: Escaped::trusted(client) })
        .collect()
}

/// An upstream's limit of requests in flight, as its routes hold it.
pub fn upstream_limit(upstream: &Upstream<'_>, number: usize, is_counted_by_client: bool) -> Option<UpstreamLimitView> {
    let limit = upstream.max_connections?.get();
    Some(UpstreamLimitView { upstream: number, limit, unavailable: !is_counted_by_client })
}

/// nginx has no queue: what is over a limit is refused at once.
pub fn report_missing_queue(upstream: &Upstream<'_>, scope: &mut Scope<'_, '_>) {
    let of_a_server = upstream.servers.iter().find_map(|server| server.max_connections);
    let place = upstream.max_connections.or(of_a_server).and_then(Placed::place);
    if place.is_none() {
        return;
    }
    let asked = upstream.queue_timeout_place.or(place);
    if edition::queue(upstream, scope).is_some() {
        let differs = "a request that has waited in vain is answered 502, not 503";
        scope.findings.degrade(Feature::QueueTimeout, asked, "ends the queue with another status", differs);
        return;
    }
    let queue = match scope.release.edition {
        Edition::Oss | Edition::Openresty => "open-source nginx has no queue",
        Edition::Plus => "NGINX Plus has a queue for limits of servers, none for that of an upstream",
    };
    let differs = format!(
        "{queue}: a request over the limit is answered 503 (502 when every server is at its own limit) and does not \
         wait for {}",
        upstream.queue_timeout
    );
    scope.findings.degrade(Feature::QueueTimeout, asked, "refuses at once what is over the limit", differs);
}
