//! `tls.acme`: certificates that appear and change while nginx runs, and the way of the authority's questions.

use super::certificates::CertificateView;
use super::release::Release;
use crate::engine::acme::{FOLDER, file_stem};
use crate::escape::{Escaped, nginx};
use crate::plan::{Acme, CLIENT_ADDRESS, Plan, Tls};
use crate::topology::HostPattern;

crate::view! {
    /// Which file a host's certificate is in.
    pub struct AcmeView {
        /// The variable that holds the file's name.
        pub variable: &'static str,
        /// Room for the names.
        pub names: usize,
        /// Room for one name.
        pub name_bytes: u32,
        /// The hosts.
        pub hosts: Vec<AcmeHostView>,
        /// Files are kept in memory rather than read at each handshake.
        pub has_cache: bool,
    }
}

crate::view! {
    /// A host and its file.
    pub struct AcmeHostView {
        /// What a client's name of a host is compared with.
        pub pattern: Escaped,
        /// The file's name.
        pub file: String,
    }
}

const VARIABLE: &str = "acme_certificate";

/// Certificates by a variable: nginx starts without the file, and reads the new one once it is there.
pub fn certificate() -> CertificateView {
    let file = Escaped::trusted(format!("{FOLDER}/${VARIABLE}.pem"));
    CertificateView { cert: file.clone(), key: file }
}

/// Which file each host's certificate is in.
pub fn view(acme: &Acme<'_>, name_bytes: u32, release: Release) -> AcmeView {
    // The other keys are the client's business.
    let Acme { place: _, email: _, challenge: _, directory: _, hosts } = acme;
    let host = |host: &HostPattern| AcmeHostView { pattern: pattern(host), file: file_stem(host) };
    AcmeView {
        variable: VARIABLE,
        names: (hosts.len() * 2).next_power_of_two().max(2048),
        name_bytes,
        hosts: hosts.iter().map(|name| host(name.value())).collect(),
        has_cache: release.caches_certificates(),
    }
}

fn pattern(host: &HostPattern) -> Escaped {
    let wildcard = host.wildcard_parent().map(|parent| format!("~*^[^.]+[.]{}$", nginx::pattern(parent)));
    Escaped::trusted(wildcard.map_or_else(|| host.to_string(), |pattern| nginx::literal(&pattern).into_owned()))
}

/// Where the authority's questions over plain HTTP go.
pub fn challenges(plan: &Plan<'_>) -> Option<&'static str> {
    plan.tls
        .as_ref()
        .and_then(|tls: &Tls<'_>| tls.acme.as_ref())
        .filter(|acme| acme.asks_proxy())
        .map(|_| CLIENT_ADDRESS)
}
