//! An ACME authority can be shown what `tls.acme` says.

use super::{error, warning};
use crate::diagnostic::Found;
use crate::plan::{CHALLENGE_PATH, Side, routes_on, uncovered_hosts};
use crate::source::Placed;
use crate::topology::{Acme, AcmeChallenge, HostPattern, NginxAcme, Topology};

/// A challenge that cannot succeed, and an authority that nothing is asked of.
pub fn check(topology: &Topology, found: &mut Found) {
    let tls = topology.tls.as_ref().map(Placed::value);
    by_module(topology, tls.and_then(|tls| tls.acme.as_ref()), found);
    let Some((tls, acme)) = tls.and_then(|tls| Some((tls, tls.acme.as_ref()?))) else { return };
    let Acme { email: _, challenge, dns_provider, directory: _ } = acme.value();
    let hosts = uncovered_hosts(tls, &topology.routes);
    if hosts.is_empty() {
        let summary = "no route has a host that `acme` could get a certificate for";
        let help = "add a route with a `host` that no entry of `tls.certificates` covers, or remove `acme`";
        found.push(warning("unused-acme", acme.key_span(), summary, help));
    }
    match (**challenge, dns_provider) {
        (AcmeChallenge::Http01, provider) => {
            if let Some(provider) = provider {
                let summary = "`dns_provider` serves the challenge `dns-01`, and `challenge` is `http-01`";
                let help = "set `challenge: dns-01`, or remove `dns_provider`";
                found.push(error("provider-without-dns", provider.key_span(), summary, help));
            }
            over_http(topology, &hosts, acme, found);
        }
        (AcmeChallenge::Dns01, None) => {
            let summary = "`dns-01` needs to know who serves the hosts' DNS";
            let help = "add `dns_provider`, a name of https://go-acme.github.io/lego/dns/";
            found.push(error("dns-without-provider", challenge.span(), summary, help));
        }
        (AcmeChallenge::Dns01, Some(_)) => {}
    }
}

/// What nginx's own module is asked for and cannot do.
fn by_module(topology: &Topology, acme: Option<&Placed<Acme>>, found: &mut Found) {
    let Some(asked) = module(topology) else { return };
    match acme.map(|acme| &acme.challenge) {
        None => {
            let summary = "nginx's module `acme` is to get certificates, and `tls.acme` asks for none";
            let help = "add `tls.acme`, or remove `acme` under `engines.nginx`";
            found.push(error("module-without-acme", asked.key_span(), summary, help));
        }
        Some(challenge) if **challenge == AcmeChallenge::Dns01 => {
            let summary = "nginx's module `acme` knows no `dns-01`";
            let help = "set `acme: client` under `engines.nginx`, or `challenge: http-01`";
            found.push(error("module-over-dns", challenge.span(), summary, help));
        }
        Some(_) => {}
    }
}

/// `engines.nginx.acme`, where nginx's own module is asked for.
fn module(topology: &Topology) -> Option<&Placed<NginxAcme>> {
    let nginx = topology.engines.nginx.as_ref()?;
    Some(&nginx.value().acme).filter(|acme| ***acme == NginxAcme::Module)
}

fn over_http(topology: &Topology, hosts: &[&Placed<HostPattern>], acme: &Placed<Acme>, found: &mut Found) {
    let way_out = match module(topology) {
        None => "set `challenge: dns-01` with a `dns_provider`",
        Some(_) => "set `challenge: dns-01` with a `dns_provider`, and `acme: client` under `engines.nginx`",
    };
    match topology.listen.http.as_ref() {
        None => {
            let summary = "the authority asks over plain HTTP, and nothing listens there";
            let help = format!("set `listen.http: 80`, or {way_out}");
            found.push(error("acme-without-http", acme.key_span(), summary, help));
        }
        Some(http) if !http.iter().any(|address| address.port == 80) => {
            let summary = "the authority asks on port 80, and nothing listens there";
            let help = format!("see that port 80 of the hosts' addresses leads to `listen.http`, or {way_out}");
            found.push(warning("acme-port", http.iter().next().and_then(Placed::span), summary, help));
        }
        Some(_) => {}
    }
    for route in routes_on(&topology.routes, Side::Public) {
        if format!("{}/", route.path.value()).starts_with(CHALLENGE_PATH) {
            let summary = format!("what comes to `{}` is the authority's question", route.path.value());
            let help = format!("remove the route: the ACME client answers there, or {way_out}");
            found.push(error("acme-path", route.path.span(), summary, help));
        }
    }
    for host in hosts.iter().filter(|host| host.wildcard_parent().is_some()) {
        let summary = format!("a certificate for `{}` is not to be had by `http-01`", host.value());
        let help = format!("{way_out}, or add a certificate for it to `tls.certificates`");
        found.push(error("acme-wildcard", host.span(), summary, help));
    }
}
