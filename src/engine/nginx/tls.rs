//! `tls`: the guideline's profile, once for all servers; before 1.29.2 the first server's would rule the socket anyway.

use super::release::Release;
use crate::escape::Escaped;
use crate::plan::policy::{POST_QUANTUM_CURVE, tls_guideline};
use crate::plan::{Tls, policy::TlsGuideline};
use crate::topology::{EngineVersion, Hsts};

crate::view! {
    /// What all HTTPS servers share.
    pub struct TlsView {
        /// Versions of TLS.
        pub protocols: Escaped,
        /// Cipher suites of TLS 1.2.
        pub ciphers: Option<Escaped>,
        /// Key exchange groups.
        pub curves: Escaped,
        /// HTTP/2 is switched on here.
        pub http2: bool,
        /// Strict-Transport-Security.
        pub hsts: Option<Escaped>,
    }
}

/// What all HTTPS servers share. `openssl` is what nginx is linked with, where it is known.
pub fn view(tls: &Tls<'_>, openssl: Option<EngineVersion>, release: Release) -> TlsView {
    // The redirect and the certificates are the servers' business; HTTP/3 has a file of its own.
    let Tls { place: _, profile, redirect_http: _, port: _, hsts, http3: _, certificates: _, acme: _ } = tls;
    let TlsGuideline { tls12, ciphers, ciphersuites: _, curves } = tls_guideline(*profile);
    let is_post_quantum = openssl.is_some_and(|version| version.is_at_least(3, 5, 0));
    let curves: Vec<&str> =
        curves.iter().copied().filter(|curve| is_post_quantum || *curve != POST_QUANTUM_CURVE).collect();
    let ciphers: Vec<&str> = ciphers.iter().map(|(name, _)| *name).collect();
    TlsView {
        protocols: Escaped::trusted(if tls12 { "TLSv1.2 TLSv1.3" } else { "TLSv1.3" }),
        ciphers: (!ciphers.is_empty()).then(|| Escaped::trusted(ciphers.join(":"))),
        curves: Escaped::trusted(curves.join(":")),
        http2: release.has_http2_directive(),
        hsts: hsts.map(|hsts| hsts_value(hsts)),
    }
}

fn hsts_value(hsts: &Hsts) -> Escaped {
    let Hsts { max_age, include_subdomains, preload } = hsts;
    let subdomains = if **include_subdomains { "; includeSubDomains" } else { "" };
    let preload = if **preload { "; preload" } else { "" };
    Escaped::trusted(format!("\"max-age={}{subdomains}{preload}\"", max_age.seconds_up()))
}
