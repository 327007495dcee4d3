//! `upstreams`: services, one load balancer each, or two where one is the other's backup.

use super::balance;
use super::draft::Draft;
use super::health::{self, HealthCheckView, PassiveView};
use super::limits;
use super::sticky::{self, CookieView};
use super::surface::Surface;
use super::{retries, timeouts};
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::{CookieSecurity, Plan, Server, Upstream};
use crate::topology::{HostHeader, Protocol};

crate::view! {
    /// A server of a load balancer.
    #[derive(Debug)]
    pub struct ServerView { url: String, weight: Option<u32> }
}

crate::view! {
    /// `loadBalancer`.
    #[derive(Debug)]
    pub struct LoadBalancer {
        strategy: Option<&'static str>,
        servers: Vec<ServerView>,
        pass_host: Escaped,
        transport: String,
        cookie: Option<CookieView>,
        health_check: Option<HealthCheckView>,
        passive: Option<PassiveView>,
        middlewares: Option<Escaped>,
    }
}

crate::view! {
    /// `failover`.
    #[derive(Debug)]
    pub struct Failover { service: String, fallback: String }
}

crate::view! {
    /// A service.
    #[derive(Debug)]
    pub struct ServiceView { name: String, balancer: Option<LoadBalancer>, failover: Option<Failover> }
}

crate::view! {
    /// The services of one upstream.
    #[derive(Debug)]
    pub struct UpstreamView { about: Escaped, services: Vec<ServiceView> }
}

/// The service that a side's routers lead to. The dot keeps it apart from all names of upstreams.
pub fn service_name(plan: &Plan<'_>, upstream: usize, surface: &Surface) -> String {
    plan.upstreams.get(upstream).map(|upstream| name_on(upstream, surface)).unwrap_or_default()
}

fn name_on(upstream: &Upstream<'_>, surface: &Surface) -> String {
    match (cookie_differs(upstream), surface.suffix) {
        (true, Some(side)) => format!("{}.{side}", upstream.name),
        (true, None) | (false, _) => upstream.name.to_owned(),
    }
}

fn cookie_differs(upstream: &Upstream<'_>) -> bool {
    upstream.sticky.as_ref().is_some_and(|cookie| cookie.secure == CookieSecurity::WhenHttps)
}

/// The services of all upstreams, in the order of the file.
pub fn services(draft: &mut Draft<'_, '_>, surfaces: &[Surface]) -> Vec<UpstreamView> {
    let plan = draft.plan;
    plan.upstreams.iter().map(|upstream| of_upstream(draft, upstream, surfaces)).collect()
}

fn of_upstream(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>, surfaces: &[Surface]) -> UpstreamView {
    review(draft, upstream);
    let leading = surfaces.iter().filter(|surface| *upstream.reached.on(surface.side));
    let mut services = Vec::new();
    for side in leading.take(if cookie_differs(upstream) { surfaces.len() } else { 1 }) {
        let name = name_on(upstream, side);
        let (backup, main): (Vec<&Server<'_>>, Vec<&Server<'_>>) =
            upstream.servers.iter().filter(|server| server.drain.is_none()).partition(|server| server.backup.is_some());
        if backup.is_empty() || upstream.health_check.is_none() {
            let all: Vec<&Server<'_>> = main.into_iter().chain(backup).collect();
            services.push(balanced(name, load_balancer(draft, upstream, &all, side)));
            continue;
        }
        let (first, second) = (format!("{name}.main"), format!("{name}.backup"));
        services.push(ServiceView {
            name,
            balancer: None,
            failover: Some(Failover { service: first.clone(), fallback: second.clone() }),
        });
        services.push(balanced(first, load_balancer(draft, upstream, &main, side)));
        services.push(balanced(second, load_balancer(draft, upstream, &backup, side)));
    }
    UpstreamView { about: Escaped::trusted(format!("upstreams.{}", upstream.name)), services }
}

fn balanced(name: String, balancer: LoadBalancer) -> ServiceView {
    ServiceView { name, balancer: Some(balancer), failover: None }
}

fn load_balancer(
    draft: &mut Draft<'_, '_>,
    upstream: &Upstream<'_>,
    servers: &[&Server<'_>],
    side: &Surface,
) -> LoadBalancer {
    let transport = timeouts::transport(upstream);
    let in_flight = upstream.max_connections.filter(|_| draft.gates.service_middlewares());
    let middlewares =
        in_flight.map(|limit| Escaped::trusted(limits::in_flight_of_all(limit.get(), &mut draft.middlewares)));
    let weighted = servers.iter().any(|server| server.weight != 1);
    let sticky = upstream.sticky.as_ref().filter(|_| draft.gates.passive_health());
    LoadBalancer {
        strategy: balance::strategy(upstream, draft.gates),
        servers: servers
            .iter()
            .map(|server| ServerView {
                url: url(upstream, server, sticky.is_some()),
                weight: weighted.then_some(server.weight),
            })
            .collect(),
        pass_host: Escaped::trusted(match upstream.host.value() {
            HostHeader::Pass | HostHeader::Literal(_) => "true",
            HostHeader::Server => "false",
        }),
        transport: draft.transports.name(transport),
        cookie: sticky.map(|cookie| sticky::cookie(cookie, side)),
        health_check: health::active(upstream),
        passive: health::passive(upstream, draft.gates),
        middlewares,
    }
}

/// A sticky cookie's value is the digest of the server's URL. The fragment, which is never sent, is what keeps the
/// address from being guessed out of it.
fn url(upstream: &Upstream<'_>, server: &Server<'_>, sticky: bool) -> String {
    // The others decide which balancer it is in, or are refused.
    let Server {
        number: _,
        host: _,
        port: _,
        address,
        label,
        weight: _,
        max_connections: _,
        backup: _,
        drain: _,
        place: _,
    } = server;
    let scheme = match **upstream.protocol {
        Protocol::Http => "http",
        Protocol::Https => "https",
        Protocol::H2c => "h2c",
    };
    if sticky { format!("{scheme}://{address}/#{label}") } else { format!("{scheme}://{address}") }
}

/// Says what the upstream cannot have.
fn review(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    // Each is read in the file of its topic.
    let Upstream {
        name,
        place: _,
        reached: _,
        servers,
        protocol: _,
        tls: _,
        host: _,
        balance: _,
        hash_by: _,
        sticky,
        health_check,
        passive_health: _,
        retries: _,
        timeouts: _,
        read_timeout: _,
        // Nothing is buffered either way, ever.
        streaming: _,
        keepalive: _,
        max_connections: _,
        queue_timeout: _,
        queue_timeout_place: _,
    } = upstream;
    balance::review(draft, upstream);
    sticky::review(draft, upstream);
    health::review(draft, upstream);
    retries::review(draft, upstream);
    timeouts::review(draft, upstream);
    review_connections(draft, upstream);
    let drained = servers.iter().filter_map(|server| server.drain);
    for drain in drained.filter(|_| sticky.is_some()) {
        let refusal = Refusal {
            what: "drain a server and keep its sessions".to_owned(),
            why: "a server without weight is left out for everyone, bound by a cookie or not".to_owned(),
            help: "remove the server to move its sessions at once".to_owned(),
        };
        draft.findings.refuse(Feature::Drain, drain.place(), refusal);
    }
    let backups = servers.iter().filter_map(|server| server.backup);
    for backup in backups.filter(|_| health_check.is_none()) {
        let refusal = Refusal {
            what: "keep a server as a backup without `health_check`".to_owned(),
            why: "it turns to the backup when active checks fail, nothing else tells it to".to_owned(),
            help: format!("add `health_check` to `upstreams.{name}`"),
        };
        draft.findings.refuse(Feature::Backup, backup.place(), refusal);
    }
}

fn review_connections(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    for limit in upstream.servers.iter().filter_map(|server| server.max_connections) {
        let refusal = Refusal {
            what: "limit the requests of one server".to_owned(),
            why: "its load balancer has no such setting in any version".to_owned(),
            help: "limit them for the whole upstream, which takes 3.7".to_owned(),
        };
        draft.findings.refuse(Feature::MaxConnections, limit.place(), refusal);
    }
    if let Some(limit) = upstream.max_connections {
        if draft.gates.service_middlewares() {
            draft.findings.degrade(
                Feature::MaxConnections,
                limit.place(),
                "counts the requests of an upstream for each Host and listener apart, and queues none",
                "what is over gets 429 at once; it has no queue",
            );
        } else {
            let refusal = Refusal {
                what: "limit the requests of an upstream".to_owned(),
                why: "services take middlewares from 3.7 on".to_owned(),
                help: "say `version: \"3.7\"` if that is what runs".to_owned(),
            };
            draft.findings.refuse(Feature::MaxConnections, limit.place(), refusal);
        }
    }
    draft.findings.degrade(
        Feature::QueueTimeout,
        upstream.queue_timeout_place,
        "does not queue requests",
        format!("what would wait up to {} is refused at once", upstream.queue_timeout),
    );
}
