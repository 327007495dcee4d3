//! Which certificates are had from an ACME authority.

use std::collections::HashSet;

use super::{Side, routes_on};
use crate::source::{Place, Placed};
use crate::topology::{self, AcmeChallenge, AcmeDirectory, DnsProvider, EmailAddress, HostPattern, OneOrMany};

/// Where the ACME client answers a challenge over HTTP, and the proxy asks it: on loopback, which only the proxy's own
/// machine, or container, reaches.
pub const CLIENT_ADDRESS: &str = "127.0.0.1:8402";

/// What an authority asks for over plain HTTP begins so (RFC 8555 section 8.3).
pub const CHALLENGE_PATH: &str = "/.well-known/acme-challenge/";

/// Certificates that are had from an ACME authority, one for each host.
#[derive(Debug)]
pub struct Acme<'t> {
    /// Where `tls.acme` stands.
    pub place: Option<Place>,
    /// Whom the authority writes to.
    pub email: &'t EmailAddress,
    /// How the authority is shown whose the hosts are.
    pub challenge: Challenge<'t>,
    /// The authority's directory.
    pub directory: &'t AcmeDirectory,
    /// The hosts of public routes that no certificate of the topology covers, each once, in the order of the file; not empty.
    pub hosts: Vec<&'t Placed<HostPattern>>,
}

/// How the authority is shown whose the hosts are.
#[derive(Debug, Clone, Copy)]
pub enum Challenge<'t> {
    /// By an answer over plain HTTP.
    Http,
    /// By a record that this provider of DNS is told to serve.
    Dns(&'t DnsProvider),
}

/// The plan of `tls.acme`; none when no host is left for it.
pub(super) fn plan<'t>(tls: &'t topology::Tls, routes: &'t [Placed<topology::Route>]) -> Option<Acme<'t>> {
    let acme = tls.acme.as_ref()?;
    let topology::Acme { email, challenge, dns_provider, directory } = acme.value();
    let challenge = match (**challenge, dns_provider) {
        (AcmeChallenge::Dns01, Some(provider)) => Challenge::Dns(provider.value()),
        // A missing provider is an error of its own.
        (AcmeChallenge::Http01, _) | (AcmeChallenge::Dns01, None) => Challenge::Http,
    };
    let hosts = uncovered(tls, routes);
    let place = acme.place();
    (!hosts.is_empty()).then(|| Acme { place, email: email.value(), challenge, directory: directory.value(), hosts })
}

/// The hosts of public routes that no certificate of the topology covers, each once.
pub fn uncovered<'t>(tls: &'t topology::Tls, routes: &'t [Placed<topology::Route>]) -> Vec<&'t Placed<HostPattern>> {
    let covering: HashSet<&HostPattern> =
        tls.certificates.iter().flat_map(|certificate| certificate.hosts.iter().map(Placed::value)).collect();
    let wildcard = |host: &HostPattern| host.wildcard_above().is_some_and(|above| covering.contains(&above));
    let mut seen = HashSet::new();
    let hosts = routes_on(routes, Side::Public).filter_map(|route| route.host.as_ref()).flat_map(OneOrMany::iter);
    hosts
        .filter(|host| !covering.contains(host.value()) && !wildcard(host.value()))
        .filter(|host| seen.insert(host.value()))
        .collect()
}
