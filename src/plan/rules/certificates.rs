//! Certificates and the hosts of the routes fit each other.

use super::error;
use crate::diagnostic::Diagnostic;
use crate::source::Placed;
use crate::topology::{Certificate, HostPattern, OneOrMany, Topology};

/// A certificate's host that no route is for, and a route's host that no certificate covers.
pub fn check(topology: &Topology, found: &mut Vec<Diagnostic>) {
    if topology.listen.https.is_none() {
        return;
    }
    let certificates = topology.tls.as_ref().map(|tls| tls.certificates.as_slice()).unwrap_or_default();
    let names: Vec<&Placed<HostPattern>> =
        certificates.iter().flat_map(|certificate| certificate.hosts.iter()).collect();
    if names.is_empty() {
        let span = topology.listen.https.as_ref().and_then(|https| https.iter().next()).and_then(Placed::span);
        let help = "add `tls.certificates`, for example `- { hosts: [chat.example.com], cert: certs/chat.pem, key: certs/chat.key }`";
        found.push(error("no-certificate", span, "HTTPS listens without any certificate", help));
        return;
    }
    unmatched_names(topology, certificates, found);
    for route in &topology.routes {
        for host in route.host.iter().flat_map(OneOrMany::iter) {
            if !names.iter().any(|name| name.covers(host)) {
                let help = "add the host to a certificate's `hosts`, or a certificate for it";
                found.push(error(
                    "no-certificate",
                    host.span(),
                    format!("no certificate is for `{}`", host.value()),
                    help,
                ));
            }
        }
    }
}

fn unmatched_names(topology: &Topology, certificates: &[Placed<Certificate>], found: &mut Vec<Diagnostic>) {
    let any_host = topology.routes.iter().any(|route| route.host.is_none());
    let hosts: Vec<&HostPattern> = topology
        .routes
        .iter()
        .filter_map(|route| route.host.as_ref())
        .flat_map(OneOrMany::iter)
        .map(Placed::value)
        .collect();
    for name in certificates.iter().flat_map(|certificate| certificate.hosts.iter()) {
        let matched = any_host || hosts.iter().any(|host| name.covers(host) || host.covers(name));
        if !matched {
            let help = "add a route for it, or take it out of `hosts`";
            let summary = format!("the certificate's host `{}` matches no route", name.value());
            found.push(error("unused-certificate-host", name.span(), summary, help));
        }
    }
}
