//! Sticky cookies that browsers accept.

use super::error;
use crate::diagnostic::Found;
use crate::topology::{SameSite, Secure, StickyCookie, Topology};

/// `SameSite=None` without `Secure`, and `Secure` without HTTPS.
pub fn check(topology: &Topology, found: &mut Found) {
    let https = topology.listen.https.is_some();
    for (_, upstream) in topology.upstreams.iter() {
        let Some(sticky) = upstream.sticky.as_ref() else { continue };
        let StickyCookie { secure, same_site, .. } = sticky.cookie.value();
        let insecure = **secure == Secure::Fixed(false) || !https;
        if **same_site == SameSite::None && insecure {
            let summary = "browsers drop a cookie with `same_site: none` that is not secure";
            let help = if https {
                "set `secure: true`, or use `same_site: lax`"
            } else {
                "set `listen.https`, or use `same_site: lax`"
            };
            found.push(error("insecure-cookie", same_site.key_span(), summary, help));
        }
        if **secure == Secure::Fixed(true) && !https {
            let summary = "browsers drop a secure cookie that comes over plain HTTP, and nothing listens on HTTPS";
            found.push(error(
                "insecure-cookie",
                secure.key_span(),
                summary,
                "set `listen.https`, or use `secure: auto`",
            ));
        }
    }
}
