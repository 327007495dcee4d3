//! `tls.acme`: the way of the authority's questions. Certificates are read from a folder, which may be empty at the start.

use crate::plan::{CHALLENGE_PATH, Tls};

/// What the authority's questions over plain HTTP begin with, where they come to the proxy.
pub fn challenges(tls: &Tls<'_>) -> Option<&'static str> {
    tls.acme.as_ref().filter(|acme| acme.asks_proxy()).map(|_| CHALLENGE_PATH)
}
