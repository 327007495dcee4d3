//! `tls.acme`: certificates that appear and change while nginx runs, and the way of the authority's questions.

use super::certificates::CertificateView;
use super::hosts::name_pattern;
use super::release::Release;
use crate::engine::acme::{FOLDER, file_stem};
use crate::escape::Escaped;
use crate::plan::Acme;
use crate::topology::HostPattern;

crate::view! {
    /// Which file a host's certificate is in.
    pub struct AcmeView {
        /// The variable that holds the file's name.
        pub variable: &'static str,
        /// Room for the names.
        pub names: usize,
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
pub fn view(acme: &Acme<'_>, release: Release) -> AcmeView {
    // The other keys are the client's business.
    let Acme { place: _, email: _, challenge: _, directory: _, hosts } = acme;
    let host = |host: &HostPattern| AcmeHostView { pattern: name_pattern(host, "~*"), file: file_stem(host) };
    AcmeView {
        variable: VARIABLE,
        names: (hosts.len() * 2).next_power_of_two().max(2048),
        hosts: hosts.iter().map(|name| host(name.value())).collect(),
        has_cache: release.caches_certificates(),
    }
}
