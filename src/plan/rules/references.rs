//! Every reference leads somewhere.

use std::collections::{HashMap, HashSet};

use super::error;
use crate::diagnostic::{Diagnostic, Found, nearest};
use crate::source::Placed;
use crate::topology::{PortName, ResourceName, Service, Topology};

/// Routes and plain TCP to upstreams, upstreams to services and their ports, services to those that they depend on.
pub fn check(topology: &Topology, found: &mut Found) {
    let upstreams: Vec<&str> = topology.upstreams.iter().map(|(name, _)| name.as_str()).collect();
    let upstream_names: HashSet<&str> = upstreams.iter().copied().collect();
    let own = topology.routes.iter().filter_map(|route| route.to.as_ref());
    let canaries = topology.routes.iter().filter_map(|route| route.canary.as_ref()).map(|canary| &canary.to);
    for to in own.chain(canaries).chain(topology.tcp.iter().map(|entry| &entry.to)) {
        if !upstream_names.contains(to.as_str()) {
            found.push(unknown("upstream", "upstreams", to, &upstreams));
        }
    }
    let services: Vec<&str> = topology.services.iter().map(|(name, _)| name.as_str()).collect();
    let by_name: HashMap<&str, &Placed<Service>> =
        topology.services.iter().map(|(name, service)| (name.as_str(), service)).collect();
    for (_, upstream) in topology.upstreams.iter() {
        let Some(reference) = upstream.service.as_ref() else { continue };
        match by_name.get(reference.as_str()) {
            Some(service) => port(reference, upstream.port.as_ref(), service, found),
            None => found.push(unknown("service", "services", reference, &services)),
        }
    }
    for (_, service) in topology.services.iter() {
        for (name, _) in service.depends_on.iter().filter(|(name, _)| !by_name.contains_key(name.as_str())) {
            found.push(unknown("service", "services", name, &services));
        }
    }
}

fn unknown(kind: &str, section: &str, name: &Placed<ResourceName>, known: &[&str]) -> Diagnostic {
    let help = match nearest(name.as_str(), known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add `{}` under `{section}`", name.value()),
    };
    error("unknown-reference", name.span(), format!("there is no {kind} `{}`", name.value()), help)
}

fn port(reference: &Placed<ResourceName>, wanted: Option<&Placed<PortName>>, service: &Service, found: &mut Found) {
    let ports: Vec<(String, u32)> = match (&service.port, &service.ports) {
        (Some(port), _) => vec![(String::new(), port.get())],
        (None, Some(ports)) => ports.iter().map(|(name, port)| (name.to_string(), port.get())).collect(),
        (None, None) => Vec::new(),
    };
    let names =
        ports.iter().map(|(name, number)| if name.is_empty() { format!("`{number}`") } else { format!("`{name}`") });
    let names = names.collect::<Vec<_>>().join(", ");
    match wanted {
        None if ports.is_empty() => {
            let help = format!("add `port: 8080` to the service `{}`", reference.value());
            found.push(error(
                "no-port",
                reference.span(),
                format!("the service `{}` has no port", reference.value()),
                help,
            ));
        }
        None if ports.len() > 1 => {
            let summary = format!("the service `{}` has several ports", reference.value());
            found.push(error(
                "ambiguous-port",
                reference.span(),
                summary,
                format!("add `port` to the upstream: one of {names}"),
            ));
        }
        Some(wanted) if !ports.iter().any(|(name, number)| is_port(wanted, name, *number)) => {
            let summary = format!("the service `{}` has no port `{}`", reference.value(), wanted.value());
            let help = if names.is_empty() {
                "add `port` or `ports` to the service".to_owned()
            } else {
                format!("use {names}")
            };
            found.push(error("unknown-reference", wanted.span(), summary, help));
        }
        None | Some(_) => {}
    }
}

fn is_port(wanted: &PortName, name: &str, number: u32) -> bool {
    match wanted {
        PortName::Number(wanted) => u32::from(*wanted) == number,
        PortName::Name(wanted) => wanted.as_str() == name,
    }
}
