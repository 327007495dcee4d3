//! What a release of nginx has; the numbers are those of its change log, <https://nginx.org/en/CHANGES>.

use crate::topology::{Edition, EngineVersion};

/// The oldest release that the output must run on.
#[derive(Debug, Clone, Copy)]
pub struct Release {
    /// Its number; that of the core where it is no open-source nginx.
    pub version: EngineVersion,
    /// Which nginx it is.
    pub edition: Edition,
}

impl Release {
    /// `$upstream_http_…` holds all headers of that name, joined by commas; before, the first one.
    pub fn joins_headers(self) -> bool {
        self.version.is_at_least(1, 23, 0)
    }

    /// `http2 on`, in place of a word on each `listen`.
    pub fn has_http2_directive(self) -> bool {
        self.version.is_at_least(1, 25, 1)
    }

    /// `listen … quic` and `http3 on`.
    pub fn speaks_http3(self) -> bool {
        self.version.is_at_least(1, 25, 0)
    }

    /// `server NAME resolve`, which looks names up again; NGINX Plus always had it.
    pub fn resolves_names(self) -> bool {
        self.edition == Edition::Plus || self.version.is_at_least(1, 27, 3)
    }

    /// `keepalive_min_timeout`, without which a reload cuts connections that are about to be used.
    pub fn reloads_without_loss(self) -> bool {
        self.version.is_at_least(1, 27, 4)
    }

    /// `ssl_certificate_cache`, which keeps certificates that a variable names.
    pub fn caches_certificates(self) -> bool {
        self.version.is_at_least(1, 27, 4)
    }

    /// The module `acme` is packaged, <https://nginx.org/en/docs/http/ngx_http_acme_module.html>.
    pub fn takes_acme(self) -> bool {
        self.version.is_at_least(1, 29, 0)
    }

    /// The official image holds the module `acme`.
    pub fn comes_with_acme(self) -> bool {
        self.version.is_at_least(1, 30, 0)
    }

    /// HTTP/2 to upstreams.
    pub fn speaks_http2_upstream(self) -> bool {
        self.version.is_at_least(1, 29, 4)
    }

    /// `sticky cookie`, and `route=` and `drain` on servers; NGINX Plus always had them.
    pub fn has_sticky(self) -> bool {
        self.edition == Edition::Plus || self.version.is_at_least(1, 29, 6)
    }
}
