//! `protocol`, `tls` and `host` of upstreams: what is spoken to the servers, and what name they are called by.

use super::certificates::Copies;
use super::scope::Scope;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::{Server, Upstream};
use crate::source::Place;
use crate::topology::{HostHeader, Protocol, ServerHost, UpstreamTls};

/// Where Debian, Alpine and the official images keep the authorities that the system trusts.
pub const SYSTEM_AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

crate::view! {
    /// TLS towards an upstream.
    #[derive(Clone)]
    pub struct UpstreamTlsView {
        /// The name that is asked for and checked.
        pub name: Option<Escaped>,
        /// The authorities that are trusted; none: nothing is checked.
        pub authorities: Option<Escaped>,
    }
}

/// How an upstream is spoken to.
pub struct Spoken {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// The version of HTTP, where it is not the usual one.
    pub version: Option<u32>,
    /// TLS.
    pub tls: Option<UpstreamTlsView>,
    /// The Host that is sent, where it is not the usual one.
    pub host: Option<Escaped>,
}

/// How an upstream is spoken to.
pub fn spoken(upstream: &Upstream<'_>, copies: &mut Copies, scope: &mut Scope<'_, '_>) -> Spoken {
    let host = host(upstream, scope);
    match **upstream.protocol {
        Protocol::Http => Spoken { scheme: "http", version: None, tls: None, host },
        Protocol::Https => Spoken { scheme: "https", version: None, tls: Some(tls(upstream, copies, scope)), host },
        Protocol::H2c => {
            let is_new = scope.release.speaks_http2_upstream();
            if !is_new {
                scope.findings.refuse(
                    Feature::Protocol,
                    upstream.protocol.place(),
                    Refusal {
                        what: "speak HTTP/2 to an upstream".to_owned(),
                        why: "it does from 1.29.4 on".to_owned(),
                        help: "require nginx 1.30, or use `protocol: http`".to_owned(),
                    },
                );
            }
            Spoken { scheme: "http", version: is_new.then_some(2), tls: None, host }
        }
    }
}

/// The host that all servers share.
fn common_host<'p>(servers: &'p [Server<'_>]) -> Option<&'p ServerHost> {
    let first = &servers.first()?.host;
    servers.iter().all(|server| server.host == *first).then_some(first)
}

fn refuse_names(feature: Feature, place: Option<Place>, what: &str, help: &str, scope: &mut Scope<'_, '_>) {
    scope.findings.refuse(
        feature,
        place,
        Refusal {
            what: what.to_owned(),
            why: "it settles the name before it chooses a server".to_owned(),
            help: help.to_owned(),
        },
    );
}

fn host(upstream: &Upstream<'_>, scope: &mut Scope<'_, '_>) -> Option<Escaped> {
    match upstream.host.value() {
        HostHeader::Pass => None,
        HostHeader::Literal(name) => Some(Escaped::trusted(name)),
        HostHeader::Server => {
            let mut addresses = upstream.servers.iter().map(|server| &server.address);
            let first = addresses.next()?;
            if addresses.all(|address| address == first) {
                return Some(Escaped::trusted(first));
            }
            let help = "write a literal name, or `pass`";
            refuse_names(
                Feature::UpstreamHost,
                upstream.host.place(),
                "send each server its own address as Host",
                help,
                scope,
            );
            None
        }
    }
}

fn tls(upstream: &Upstream<'_>, copies: &mut Copies, scope: &mut Scope<'_, '_>) -> UpstreamTlsView {
    let usual = UpstreamTls::default();
    let UpstreamTls { verify, ca, server_name } = upstream.tls.map_or(&usual, |tls| tls.value());
    let common = match common_host(&upstream.servers) {
        Some(ServerHost::Name(name)) => Some(name.clone()),
        Some(ServerHost::Ip(_)) | None => None,
    };
    let name = server_name.as_ref().map(|name| name.to_string()).or(common);
    if name.is_none() && **verify {
        let place = upstream.tls.and_then(crate::source::Placed::place).or(upstream.protocol.place());
        let help = "say which name they all answer to: `tls: { server_name: … }`";
        refuse_names(Feature::UpstreamTls, place, "check each server's certificate against its own name", help, scope);
    }
    let own = ca.as_ref().map(|ca| copies.authorities(upstream.name, ca));
    let authorities = verify.then(|| own.unwrap_or_else(|| Escaped::trusted(SYSTEM_AUTHORITIES)));
    UpstreamTlsView { name: name.map(Escaped::trusted), authorities }
}
