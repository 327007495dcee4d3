//! Certificates and the hosts of the routes fit each other.

use std::collections::HashSet;

use super::error;
use crate::diagnostic::Found;
use crate::plan::{Side, routes_on, uncovered_hosts};
use crate::source::Placed;
use crate::topology::{HostPattern, OneOrMany, Topology};

/// A certificate's host that no public route is for, and a public route's host that no certificate covers.
pub fn check(topology: &Topology, found: &mut Found) {
    let Some(https) = topology.listen.https.as_ref() else { return };
    let certificates = topology.tls.as_ref().map(|tls| tls.certificates.as_slice()).unwrap_or_default();
    let names = || certificates.iter().flat_map(|certificate| certificate.hosts.iter());
    let has_acme = topology.tls.as_ref().is_some_and(|tls| tls.acme.is_some());
    if names().next().is_none() && !has_acme {
        let help = "add `tls.certificates`, for example `- { hosts: [chat.example.com], cert: certs/chat.pem, key: certs/chat.key }`";
        let span = https.iter().next().and_then(Placed::span);
        found.push(error("no-certificate", span, "HTTPS listens without any certificate", help));
        return;
    }
    unmatched_names(topology, names(), found);
    let uncovered = topology.tls.as_ref().filter(|_| !has_acme).map(|tls| uncovered_hosts(tls, &topology.routes));
    for host in uncovered.into_iter().flatten() {
        let help = "add the host to a certificate's `hosts`, or a certificate for it, or `tls.acme`";
        found.push(error("no-certificate", host.span(), format!("no certificate is for `{}`", host.value()), help));
    }
}

fn unmatched_names<'t>(
    topology: &'t Topology,
    names: impl Iterator<Item = &'t Placed<HostPattern>>,
    found: &mut Found,
) {
    let routes = || routes_on(&topology.routes, Side::Public);
    if routes().any(|route| route.host.is_none()) {
        return;
    }
    let hosts = || routes().filter_map(|route| route.host.as_ref()).flat_map(OneOrMany::iter);
    let routed: HashSet<&str> = hosts().map(|host| host.as_str()).collect();
    let above: HashSet<String> =
        hosts().filter_map(|host| host.wildcard_above()).map(|above| above.to_string()).collect();
    for name in names {
        let is_routed = |name: &str| routed.contains(name);
        let matched = is_routed(name.as_str())
            || name.wildcard_parent().is_some() && above.contains(name.as_str())
            || name.wildcard_above().is_some_and(|wildcard| is_routed(wildcard.as_str()));
        if !matched {
            let help = "add a route for it, or take it out of `hosts`";
            let summary = format!("the certificate's host `{}` matches no route", name.value());
            found.push(error("unused-certificate-host", name.span(), summary, help));
        }
    }
}
