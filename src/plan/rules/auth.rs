//! What a client has to show comes in a header that is free for it.

use super::error;
use crate::diagnostic::Found;
use crate::topology::{ApiKey, Topology};

/// Headers that say where a request goes and where it ends, or that proxies set themselves.
const TAKEN: [&str; 9] = [
    "Host",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Transfer-Encoding",
    "Upgrade",
    "X-Consumer",
    "X-Real-IP",
    "Forwarded",
];

/// `auth.api_key.header`
pub fn check(topology: &Topology, found: &mut Found) {
    for route in &topology.routes {
        let Some(api_key) = route.auth.as_ref().and_then(|auth| auth.api_key.as_ref()) else { continue };
        // The file is read later.
        let ApiKey { header, keys_file: _, keys: _ } = api_key.value();
        let name = header.as_str();
        let is_taken = TAKEN.iter().any(|taken| name.eq_ignore_ascii_case(taken));
        if is_taken || name.to_ascii_lowercase().starts_with("x-forwarded-") {
            let summary = format!("the header `{name}` cannot hold a key: it means something else");
            found.push(error("invalid-value", header.span(), summary, "use a header of its own, such as `X-API-Key`"));
        }
    }
}
