//! Sticky cookies that browsers accept.

use super::error;
use crate::diagnostic::Found;
use crate::plan::{Side, reached_upstreams};
use crate::topology::{SameSite, Secure, StickyCookie, Topology};

/// `SameSite=None` without `Secure`, and `Secure` without HTTPS.
pub fn check(topology: &Topology, found: &mut Found) {
    let reached = reached_upstreams(&topology.routes);
    for (name, upstream) in topology.upstreams.iter() {
        let Some(sticky) = upstream.sticky.as_ref() else { continue };
        let StickyCookie { secure, same_site, .. } = sticky.cookie.value();
        // The private side is plain HTTP.
        let is_private = reached.get(name.as_str()).is_some_and(|sides| !sides.on(Side::Public));
        let https = topology.listen.https.is_some() && !is_private;
        let insecure = **secure == Secure::Fixed(false) || !https;
        if **same_site == SameSite::None && insecure {
            let summary = "browsers drop a cookie with `same_site: none` that is not secure";
            let help = if https {
                "set `secure: true`, or use `same_site: lax`"
            } else if is_private {
                "use `same_site: lax`: private routes alone lead here, over plain HTTP"
            } else {
                "set `listen.https`, or use `same_site: lax`"
            };
            found.push(error("insecure-cookie", same_site.key_span(), summary, help));
        }
        if **secure == Secure::Fixed(true) && !https {
            let (reason, help) = if is_private {
                ("private routes alone lead here", "use `secure: auto`")
            } else {
                ("nothing listens on HTTPS", "set `listen.https`, or use `secure: auto`")
            };
            let summary = format!("browsers drop a secure cookie that comes over plain HTTP, and {reason}");
            found.push(error("insecure-cookie", secure.key_span(), summary, help));
        }
    }
}
