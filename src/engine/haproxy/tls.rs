//! HTTPS: the guideline's profile, certificates by name, and Strict Transport Security.

use super::super::acme;
use super::context::text_file;
use super::copied;
use super::view::{GlobalTlsView, HstsView};
use crate::escape::{Escaped, haproxy};
use crate::plan::Tls;
use crate::plan::policy::{POST_QUANTUM_CURVE, tls_guideline};
use crate::rendered::{Access, RenderedFile};
use crate::source::Placed;
use crate::topology::{Certificate, EngineVersion, Hsts, TlsProfile};

/// What follows the address of an HTTPS listener. A name that no certificate is for is refused in the handshake.
pub fn bind(tls: Option<&Tls<'_>>, protocols: &str) -> String {
    let list = if tls.is_none_or(has_list) { " crt-list certs/list.txt" } else { "" };
    let folder = tls.and_then(|tls| tls.acme.as_ref()).map(|_| format!(" crt {}", acme::FOLDER)).unwrap_or_default();
    format!(" ssl{list}{folder} alpn {protocols} strict-sni")
}

/// There are certificates of the topology, or there is no other way to one.
fn has_list(tls: &Tls<'_>) -> bool {
    !tls.certificates.is_empty() || tls.acme.is_none()
}

/// What all HTTPS listeners offer.
pub fn global(tls: &Tls<'_>, openssl: Option<EngineVersion>) -> GlobalTlsView {
    let guideline = tls_guideline(tls.profile);
    let post_quantum = openssl.is_some_and(|openssl| openssl.is_at_least(3, 5, 0));
    let curves = guideline.curves.iter().filter(|curve| post_quantum || **curve != POST_QUANTUM_CURVE);
    let ciphers: Vec<&str> = guideline.ciphers.iter().map(|(openssl, _)| *openssl).collect();
    let least = if guideline.tls12 { "TLSv1.2" } else { "TLSv1.3" };
    let profile = match tls.profile {
        TlsProfile::Intermediate => "intermediate",
        TlsProfile::Modern => "modern",
    };
    GlobalTlsView {
        profile,
        options: Escaped::trusted(format!("ssl-min-ver {least} no-tls-tickets")),
        curves: Escaped::trusted(curves.copied().collect::<Vec<_>>().join(":")),
        ciphers: (!ciphers.is_empty()).then(|| Escaped::trusted(ciphers.join(":"))),
        ciphersuites: Escaped::trusted(guideline.ciphersuites.join(":")),
    }
}

/// The certificates with their keys, and the list that says which names each is for.
pub fn files(tls: &Tls<'_>) -> Result<Vec<RenderedFile>, String> {
    let mut list = String::from("# Certificate, and the names that it is for.\n");
    let mut files = Vec::new();
    for (at, certificate) in tls.certificates.iter().enumerate() {
        let Certificate { hosts, cert, key } = certificate.value();
        let path = format!("certs/{}.pem", at + 1);
        let names: Vec<&str> = hosts.iter().map(|host| host.as_str()).collect();
        list.push_str(&haproxy::map_entry(&path, &names.join(" "))?);
        files.push(copied(&path, cert, Access::Public));
        files.push(copied(&format!("{path}.key"), key, Access::Private));
    }
    if has_list(tls) {
        files.push(text_file("certs/list.txt", list));
    }
    Ok(files)
}

/// Strict Transport Security; `mixed` when plain HTTP is answered by the same frontend.
pub fn hsts(hsts: &Placed<Hsts>, mixed: bool) -> HstsView {
    let Hsts { max_age, include_subdomains, preload } = hsts.value();
    let mut value = format!("max-age={}", max_age.seconds_up());
    if **include_subdomains {
        value.push_str("; includeSubDomains");
    }
    if **preload {
        value.push_str("; preload");
    }
    HstsView { value, mixed }
}
