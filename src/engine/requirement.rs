//! What the binary of an engine must be for its rendered files to hold.

use super::{Target, container};
use crate::plan::Plan;
use crate::source::{Placed, Span};
use crate::topology::{Edition, EngineVersion, Proxy};

/// What the binary of an engine must be, and where the topology says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The engine.
    pub target: Target,
    /// Its key in `engines`.
    pub named: Option<Span>,
    /// The oldest release; none for compose.
    pub version: Option<EngineVersion>,
    /// The version as written.
    pub version_span: Option<Span>,
    /// nginx: which one it is said to be, and the value that says so.
    pub edition: Option<(Edition, Option<Span>)>,
    /// The OpenSSL that it is said to be linked with, and the value that says so.
    pub openssl: Option<(EngineVersion, Option<Span>)>,
    /// The image that compose.yaml would run it in; none for compose.
    pub image: Option<String>,
}

/// What a plan says of a target.
pub fn requirement(target: Target, plan: &Plan<'_>) -> Requirement {
    let nginx = plan.engines.nginx.as_ref();
    let traefik = plan.engines.traefik.as_ref();
    let haproxy = plan.engines.haproxy.as_ref();
    let (named, version, openssl) = match target {
        Target::Nginx => (
            nginx.and_then(Placed::key_span),
            nginx.map(|nginx| &nginx.version),
            nginx.and_then(|nginx| nginx.openssl.as_ref()),
        ),
        Target::Traefik => (traefik.and_then(Placed::key_span), traefik.map(|traefik| &traefik.version), None),
        Target::Haproxy => (
            haproxy.and_then(Placed::key_span),
            haproxy.map(|haproxy| &haproxy.version),
            haproxy.and_then(|haproxy| haproxy.openssl.as_ref()),
        ),
        Target::Compose => (plan.engines.compose.as_ref().and_then(Placed::key_span), None, None),
    };
    Requirement {
        target,
        named,
        version: version.map(|version| **version),
        version_span: version.and_then(Placed::span),
        edition: nginx.filter(|_| target == Target::Nginx).map(|nginx| (*nginx.edition, nginx.edition.span())),
        openssl: openssl.map(|openssl| (**openssl, openssl.span())),
        image: image(target, plan),
    }
}

fn image(target: Target, plan: &Plan<'_>) -> Option<String> {
    let proxy = match target {
        Target::Nginx => Proxy::Nginx,
        Target::Traefik => Proxy::Traefik,
        Target::Haproxy => Proxy::Haproxy,
        Target::Compose => return None,
    };
    Some(container(proxy, plan).image)
}
