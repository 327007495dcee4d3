//! Plain TCP: listeners, and the upstreams that they lead to.

use std::collections::{HashMap, HashSet};

use super::build::by_name;
use super::server::planned_servers;
use super::{Server, Service};
use crate::source::{Place, Placed};
use crate::topology::{
    self, Balance, Duration, HashKey, HealthCheck, ListenAddress, PassiveHealth, ResourceName, Whole,
};

/// A port whose connections go to an upstream as they are.
#[derive(Debug)]
pub struct TcpListener<'t> {
    /// Its place in the topology's `tcp`.
    pub index: usize,
    /// Where it stands.
    pub place: Option<Place>,
    /// Where it listens.
    pub listen: &'t Placed<ListenAddress>,
    /// Its upstream: a place in [`super::Plan::tcp_upstreams`].
    pub upstream: usize,
}

impl TcpListener<'_> {
    /// Its key in the topology, such as `tcp[0]`.
    pub fn key(&self) -> String {
        format!("tcp[{}]", self.index)
    }
}

/// An upstream that is reached by plain TCP: of all that an upstream may say, what has a meaning there. The rules have
/// refused the rest.
#[derive(Debug)]
pub struct TcpUpstream<'t> {
    /// Its name, which no upstream of a route has.
    pub name: &'t str,
    /// Where it stands in the topology.
    pub place: Option<Place>,
    /// Its servers, in the order of the file or of the replicas.
    pub servers: Vec<Server<'t>>,
    /// How a server is chosen.
    pub balance: &'t Placed<Balance>,
    /// `client_ip`; there for `balance: hash` alone.
    pub hash_by: Option<&'t Placed<HashKey>>,
    /// Asks every server in turn, by HTTP.
    pub health_check: Option<&'t Placed<HealthCheck>>,
    /// Watches the connections.
    pub passive_health: Option<&'t Placed<PassiveHealth>>,
    /// How many servers a connection tries, the first one included.
    pub attempts: &'t Placed<Whole<1, 10>>,
    /// How long a server may take to accept a connection.
    pub connect: &'t Placed<Duration>,
    /// Silence in both directions that ends a connection.
    pub tunnel: &'t Placed<Duration>,
}

/// The upstreams that plain TCP leads to.
pub(super) fn tcp_upstreams<'t>(
    upstreams: &'t topology::Named<topology::Upstream>,
    tcp: &'t [Placed<topology::Tcp>],
    services: &[Service<'t>],
) -> Vec<TcpUpstream<'t>> {
    let used: HashSet<&str> = tcp.iter().map(|entry| entry.to.as_str()).collect();
    let services = by_name(services);
    upstreams
        .iter()
        .filter(|(name, _)| used.contains(name.as_str()))
        .map(|(name, upstream)| tcp_upstream(name, upstream, &services))
        .collect()
}

fn tcp_upstream<'t>(
    name: &'t Placed<ResourceName>,
    upstream: &'t Placed<topology::Upstream>,
    services: &HashMap<&str, &Service<'t>>,
) -> TcpUpstream<'t> {
    // What speaks of requests has been refused by the rules where somebody wrote it.
    let topology::Upstream {
        service: _,
        port: _,
        servers: _,
        protocol: _,
        tls: _,
        host: _,
        balance,
        hash_by,
        sticky: _,
        health_check,
        passive_health,
        retries,
        timeouts,
        streaming: _,
        keepalive: _,
        max_connections: _,
        queue_timeout: _,
    } = upstream.value();
    TcpUpstream {
        name: name.as_str(),
        place: name.place(),
        servers: planned_servers(name, upstream, services),
        balance,
        hash_by: hash_by.as_ref(),
        health_check: health_check.as_ref(),
        passive_health: passive_health.as_ref(),
        attempts: &retries.attempts,
        connect: &timeouts.connect,
        tunnel: &timeouts.tunnel,
    }
}

/// The listeners; one whose upstream does not exist has been reported by the rules, and is left out.
pub(super) fn tcp_listeners<'t>(
    tcp: &'t [Placed<topology::Tcp>],
    upstreams: &[TcpUpstream<'t>],
) -> Vec<TcpListener<'t>> {
    let places: HashMap<&str, usize> = upstreams.iter().enumerate().map(|(at, upstream)| (upstream.name, at)).collect();
    let listener = |(index, entry): (usize, &'t Placed<topology::Tcp>)| {
        let topology::Tcp { listen, to } = entry.value();
        let upstream = *places.get(to.as_str())?;
        Some(TcpListener { index, place: entry.place(), listen, upstream })
    };
    tcp.iter().enumerate().filter_map(listener).collect()
}
