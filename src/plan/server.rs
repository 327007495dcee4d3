//! The servers of an upstream: named one by one, or the replicas of a service.

use crate::source::{Place, Placed};
use crate::topology::{ServerHost, Whole};

/// One server of an upstream.
#[derive(Debug, Clone)]
pub struct Server<'t> {
    /// Its place among the upstream's servers, from 1.
    pub number: usize,
    /// Address or name; a replica's name for servers that are services.
    pub host: ServerHost,
    /// Port.
    pub port: u16,
    /// What a sticky cookie calls it: opaque, free of the address, and the same in every render.
    pub label: String,
    /// Its share of the traffic.
    pub weight: u32,
    /// Requests that it gets at once at the most.
    pub max_connections: Option<&'t Placed<Whole<1, 1_000_000>>>,
    /// It is used only while all others are down.
    pub backup: Option<&'t Placed<bool>>,
    /// It gets no new sessions; those that it has stay.
    pub drain: Option<&'t Placed<bool>>,
    /// Where it stands in the topology.
    pub place: Option<Place>,
}

impl Server<'_> {
    /// The engine has to resolve its name.
    pub fn is_named(&self) -> bool {
        matches!(self.host, ServerHost::Name(_))
    }

    /// `host:port`, brackets around IPv6.
    pub fn address(&self) -> String {
        match &self.host {
            ServerHost::Ip(ip) => std::net::SocketAddr::new(*ip, self.port).to_string(),
            ServerHost::Name(name) => format!("{name}:{}", self.port),
        }
    }
}
