//! `tls`: certificates, and what is offered in a handshake.

use std::collections::BTreeSet;

use super::gates::Gates;
use crate::engine::{Feature, Findings};
use crate::escape::Escaped;
use crate::plan::{Plan, Tls, Upstream, policy};
use crate::rendered::{Access, Content, RenderedFile};
use crate::source::Placed;
use crate::topology::{Certificate, FilePath, UpstreamTls};

crate::view! {
    /// A certificate with its key.
    #[derive(Debug)]
    pub struct CertificateView { cert: String, key: String }
}

crate::view! {
    /// `tls` of the dynamic file.
    #[derive(Debug)]
    pub struct TlsView {
        certificates: Vec<CertificateView>,
        min_version: &'static str,
        ciphers: Vec<&'static str>,
        curves: Vec<Escaped>,
    }
}

/// What HTTPS is spoken with.
pub fn tls(plan: &Plan<'_>, gates: Gates) -> Option<TlsView> {
    // The port and the redirect are the routers', HSTS is a header's, HTTP/3 the entry points'.
    let Tls { place: _, profile, redirect_http: _, port: _, hsts: _, http3: _, certificates, acme: _ } =
        plan.tls.as_ref()?;
    let policy::TlsGuideline { tls12, ciphers, ciphersuites: _, curves } = policy::tls_guideline(*profile);
    let post_quantum = |curve: &&&str| gates.post_quantum_curve() || **curve != policy::POST_QUANTUM_CURVE;
    Some(TlsView {
        certificates: certificates
            .iter()
            .enumerate()
            .map(|(at, certificate)| {
                let [cert, key] = file_names(at, certificate);
                CertificateView { cert, key }
            })
            .collect(),
        min_version: if tls12 { "VersionTLS12" } else { "VersionTLS13" },
        ciphers: ciphers.iter().map(|(_, iana)| *iana).collect(),
        curves: curves.iter().filter(post_quantum).map(|curve| Escaped::trusted(go_curve(curve))).collect(),
    })
}

/// Says which hosts have more certificates than are offered.
pub fn report(plan: &Plan<'_>, findings: &mut Findings<'_>) {
    let mut known = BTreeSet::new();
    let hosts =
        plan.tls.iter().flat_map(|tls| tls.certificates.iter()).flat_map(|certificate| certificate.hosts.iter());
    for host in hosts.filter(|host| !known.insert(host.value())) {
        findings.degrade(
            Feature::Tls,
            host.place(),
            format!("offers one certificate for `{}`", host.as_str()),
            "which of them is its own choice, so that clients that take only the other's kind of key are turned away",
        );
    }
}

/// A curve by the name that Go has for it.
fn go_curve(openssl: &'static str) -> &'static str {
    match openssl {
        "prime256v1" => "CurveP256",
        "secp384r1" => "CurveP384",
        same => same,
    }
}

fn file_names(at: usize, certificate: &Certificate) -> [String; 2] {
    let host = certificate.hosts.first().map(|host| host.as_str().replace('*', "_")).unwrap_or_default();
    let base = format!("certs/{}-{host}", at + 1);
    [format!("{base}.crt"), format!("{base}.key")]
}

fn copy(name: &str, source: &Placed<FilePath>, access: Access) -> RenderedFile {
    RenderedFile {
        path: format!("traefik/{name}"),
        content: Content::CopyOf { source: source.as_str().into(), span: source.span() },
        access,
        secrets: Vec::new(),
    }
}

/// A copy of a file that anybody may read.
pub fn public_copy(name: &str, source: &Placed<FilePath>) -> RenderedFile {
    copy(name, source, Access::Public)
}

/// The certificates, keys and authorities that the topology names.
pub fn files(plan: &Plan<'_>) -> Vec<RenderedFile> {
    let mut files = Vec::new();
    for (at, certificate) in plan.tls.iter().flat_map(|tls| tls.certificates.iter()).enumerate() {
        let Certificate { hosts: _, cert, key } = certificate.value();
        let [cert_name, key_name] = file_names(at, certificate);
        files.push(copy(&cert_name, cert, Access::Public));
        files.push(copy(&key_name, key, Access::Private));
    }
    files.extend(plan.upstreams.iter().filter_map(ca));
    files
}

fn ca(upstream: &Upstream<'_>) -> Option<RenderedFile> {
    let UpstreamTls { verify: _, ca, server_name: _ } = upstream.tls?.value();
    ca.as_ref().map(|source| copy(&super::timeouts::ca_file(upstream), source, Access::Public))
}
