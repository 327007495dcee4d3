//! `tcp`: an entry point and a router for each listener, a service for each upstream.

use super::draft::Draft;
use super::gates::Gates;
use super::names::Shared;
use super::timeouts::seconds;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::{Server, TcpListener, TcpUpstream};
use crate::source::Placed;
use crate::topology::{Balance, HealthCheck};

crate::view! {
    /// `tcp`
    pub struct TcpView {
        routers: Vec<TcpRouter>,
        upstreams: Vec<TcpUpstreamView>,
        transports: Vec<(String, TcpTransport)>,
    }
}

crate::view! {
    /// A router, and the entry point of the same name.
    pub struct TcpRouter { name: String, service: String }
}

crate::view! {
    /// An upstream: one balancer, or one for each server and their shares.
    pub struct TcpUpstreamView {
        name: String,
        is_checked: bool,
        shares: Vec<Share>,
        balancers: Vec<TcpBalancer>,
        transport: String,
    }
}

crate::view! {
    /// What one of the balancers gets.
    pub struct Share { name: String, weight: u32 }
}

crate::view! {
    /// `loadBalancer`
    pub struct TcpBalancer { name: String, servers: Vec<String>, check: Option<TcpCheck> }
}

crate::view! {
    /// `healthCheck`: a connection.
    pub struct TcpCheck { interval: Escaped, timeout: Escaped }
}

crate::view! {
    /// `serversTransport`
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct TcpTransport { connect: Escaped, silence: Escaped }
}

/// The name of a listener's entry point and router.
pub fn entry_point(entry: &TcpListener<'_>) -> String {
    format!("tcp-{}", entry.index)
}

/// Plain TCP, where there is any.
pub fn tcp(draft: &mut Draft<'_, '_>) -> Option<TcpView> {
    let plan = draft.plan;
    if plan.tcp.is_empty() {
        return None;
    }
    let mut transports = Shared::new("tcp");
    let upstreams = plan.tcp_upstreams.iter().enumerate();
    let upstreams = upstreams.map(|(at, upstream)| of_upstream(at, upstream, draft, &mut transports)).collect();
    let service = |entry: &TcpListener<'_>| plan.tcp_upstreams.get(entry.upstream).map(|upstream| upstream.name);
    let routers = plan
        .tcp
        .iter()
        .filter_map(|entry| Some(TcpRouter { name: entry_point(entry), service: service(entry)?.to_owned() }));
    Some(TcpView { routers: routers.collect(), upstreams, transports: transports.into_named().collect() })
}

fn of_upstream(
    at: usize,
    upstream: &TcpUpstream<'_>,
    draft: &mut Draft<'_, '_>,
    transports: &mut Shared<TcpTransport>,
) -> TcpUpstreamView {
    review(at, upstream, draft);
    let transport = TcpTransport { connect: seconds(**upstream.connect), silence: seconds(**upstream.tunnel) };
    let taking: Vec<&Server<'_>> = upstream.servers.iter().filter(|server| server.drain.is_none()).collect();
    let balancer = |name: String, servers: &[&Server<'_>]| TcpBalancer {
        name,
        servers: servers.iter().map(|server| server.address.clone()).collect(),
        check: check(upstream.health_check, draft.gates),
    };
    let name = upstream.name.to_owned();
    let is_weighted = taking.iter().any(|server| server.weight != 1);
    let (shares, balancers) = if is_weighted {
        let own = |server: &Server<'_>| format!("{name}.{}", server.number);
        let share = |server: &&Server<'_>| Share { name: own(server), weight: server.weight };
        let alone = |server: &&Server<'_>| balancer(own(server), &[*server]);
        (taking.iter().map(share).collect(), taking.iter().map(alone).collect())
    } else {
        (Vec::new(), vec![balancer(name.clone(), &taking)])
    };
    let is_checked = is_weighted && check(upstream.health_check, draft.gates).is_some();
    TcpUpstreamView { name, is_checked, shares, balancers, transport: transports.name(transport) }
}

fn check(check: Option<&Placed<HealthCheck>>, gates: Gates) -> Option<TcpCheck> {
    // It neither asks for a path nor counts, see `review`.
    let HealthCheck { path: _, interval, timeout, healthy_after: _, unhealthy_after: _, status: _ } =
        check.filter(|_| gates.tcp_health())?.value();
    Some(TcpCheck { interval: seconds(**interval), timeout: seconds(**timeout) })
}

/// Says what differs, and what cannot be had.
fn review(at: usize, upstream: &TcpUpstream<'_>, draft: &mut Draft<'_, '_>) {
    let TcpUpstream {
        name: _,
        place: _,
        servers,
        balance,
        hash_by,
        health_check,
        passive_health,
        attempts,
        // Native.
        connect: _,
        tunnel,
    } = upstream;
    review_health(*health_check, draft);
    let entry = draft.plan.tcp_to(at).next().and_then(|entry| entry.place);
    if servers.len() > 1 && attempts.get() > 1 {
        let differs = if health_check.is_some() {
            "a connection that meets a dead server is closed, until a check has found that out"
        } else {
            "connections that meet a dead server are closed; `health_check` leaves it out, from 3.6 on"
        };
        let place = attempts.place().or(entry);
        draft.findings.degrade(Feature::Tcp, place, "does not try another server when one cannot be reached", differs);
    }
    draft.findings.degrade(
        Feature::TunnelTimeout,
        tunnel.place(),
        "does not end silent TCP connections",
        "they last until one side closes them",
    );
    review_balance(balance, *hash_by, draft);
    review_servers(servers, draft);
    if let Some(passive) = passive_health {
        let refusal = Refusal {
            what: "leave out a server of plain TCP by what its connections show".to_owned(),
            why: "it watches answers over HTTP alone, in every version".to_owned(),
            help: "use `health_check`, which takes 3.6".to_owned(),
        };
        draft.findings.refuse(Feature::PassiveHealth, passive.place(), refusal);
    }
}

fn review_health(health_check: Option<&Placed<HealthCheck>>, draft: &mut Draft<'_, '_>) {
    let Some(check) = health_check else { return };
    if draft.gates.tcp_health() {
        draft.findings.degrade(
            Feature::HealthCheck,
            check.place(),
            "checks servers of plain TCP by a connection",
            "`path`, `status` and how often a check must agree have no part in it",
        );
    } else {
        let refusal = Refusal {
            what: "check servers of plain TCP".to_owned(),
            why: "it knows `healthCheck` there from 3.6 on".to_owned(),
            help: "say `version: \"3.6\"` if that is what runs".to_owned(),
        };
        draft.findings.refuse(Feature::HealthCheck, check.place(), refusal);
    }
}

fn review_balance(
    balance: &Placed<Balance>,
    hash_by: Option<&Placed<crate::topology::HashKey>>,
    draft: &mut Draft<'_, '_>,
) {
    let pinned = |what: &str| Refusal {
        what: what.to_owned(),
        why: "it takes the servers of plain TCP in turn, in every version".to_owned(),
        help: "use `round_robin`".to_owned(),
    };
    match **balance {
        Balance::RoundRobin => {}
        Balance::LeastConnections | Balance::RandomTwo => {
            let differs = "how many connections a server has does not count";
            draft.findings.degrade(
                Feature::Balance,
                balance.place(),
                "takes the servers of plain TCP in turn",
                differs,
            );
        }
        Balance::IpHash => {
            let refusal = pinned("balance plain TCP by the client's address");
            draft.findings.refuse(Feature::Balance, balance.place(), refusal);
        }
        Balance::Hash => {
            let place = hash_by.and_then(Placed::place);
            draft.findings.refuse(Feature::HashBy, place, pinned("balance plain TCP by a hash"));
        }
    }
}

fn review_servers(servers: &[Server<'_>], draft: &mut Draft<'_, '_>) {
    for backup in servers.iter().filter_map(|server| server.backup) {
        let refusal = Refusal {
            what: "keep a server of plain TCP as a backup".to_owned(),
            why: "`failover` is for HTTP alone, in every version".to_owned(),
            help: "leave the server out".to_owned(),
        };
        draft.findings.refuse(Feature::Backup, backup.place(), refusal);
    }
    for limit in servers.iter().filter_map(|server| server.max_connections) {
        let refusal = Refusal {
            what: "limit the connections of one server".to_owned(),
            why: "its load balancer has no such setting in any version".to_owned(),
            help: "limit them at the server itself".to_owned(),
        };
        draft.findings.refuse(Feature::MaxConnections, limit.place(), refusal);
    }
}
