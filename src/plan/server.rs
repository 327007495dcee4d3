//! The servers of an upstream: named one by one, or the replicas of a service.

use std::collections::HashMap;

use super::label::label;
use super::{Instance, Service};
use crate::source::{Place, Placed};
use crate::topology::{self, PortName, ResourceName, ServerHost, Whole};

/// One server of an upstream.
#[derive(Debug, Clone)]
pub struct Server<'t> {
    /// Its place among the upstream's servers, from 1.
    pub number: usize,
    /// Address or name; a replica's name for servers that are services.
    pub host: ServerHost,
    /// Port.
    pub port: u16,
    /// `host:port`, brackets around IPv6.
    pub address: String,
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
}

/// The servers as named, or the replicas of the service.
pub(super) fn planned_servers<'t>(
    name: &ResourceName,
    upstream: &'t topology::Upstream,
    services: &HashMap<&str, &Service<'t>>,
) -> Vec<Server<'t>> {
    if let Some(service) = upstream.service.as_ref().and_then(|service| services.get(service.as_str())) {
        return replica_servers(name, service, upstream.port.as_ref());
    }
    let named = upstream.servers.iter().flat_map(|servers| servers.iter()).enumerate();
    named.map(|(at, server)| named_server(name, at, server)).collect()
}

fn replica_servers<'t>(
    upstream: &ResourceName,
    service: &Service<'t>,
    port: Option<&Placed<PortName>>,
) -> Vec<Server<'t>> {
    let port = port_of(service, port);
    let server = |(at, instance): (usize, &Instance)| Server {
        number: at + 1,
        host: ServerHost::Name(instance.name.clone()),
        port,
        address: format!("{}:{port}", instance.name),
        label: sticky_label(upstream, at + 1),
        weight: 1,
        max_connections: None,
        backup: None,
        drain: None,
        place: service.name.place(),
    };
    service.instances.iter().enumerate().map(server).collect()
}

fn port_of(service: &Service<'_>, port: Option<&Placed<PortName>>) -> u16 {
    let definition = service.definition.value();
    let by_name = |name: &ResourceName| {
        definition
            .ports
            .as_ref()
            .and_then(|ports| ports.iter().find(|(key, _)| **key == *name))
            .map(|(_, port)| port.get())
    };
    let only = || {
        let from_map = || definition.ports.as_ref().and_then(|ports| ports.iter().next()).map(|(_, port)| port.get());
        definition.port.as_ref().map(|port| port.get()).or_else(from_map)
    };
    let number = match port.map(Placed::value) {
        Some(PortName::Number(number)) => Some(u32::from(*number)),
        Some(PortName::Name(name)) => by_name(name),
        None => only(),
    };
    number.and_then(|number| u16::try_from(number).ok()).unwrap_or(80)
}

fn named_server<'t>(upstream: &ResourceName, at: usize, server: &'t Placed<topology::Server>) -> Server<'t> {
    let topology::Server { address, weight, max_connections, backup, drain } = server.value();
    Server {
        number: at + 1,
        host: address.host.clone(),
        port: address.port,
        address: address.to_string(),
        label: sticky_label(upstream, at + 1),
        weight: weight.get(),
        max_connections: max_connections.as_ref(),
        backup: Some(backup).filter(|backup| ***backup),
        drain: Some(drain).filter(|drain| ***drain),
        place: server.place(),
    }
}

/// What the sticky cookie calls the server.
fn sticky_label(upstream: &ResourceName, number: usize) -> String {
    label(&format!("sticky {upstream} {number}"))
}
