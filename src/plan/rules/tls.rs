//! What is said of HTTPS fits what listens.

use super::error;
use crate::diagnostic::Found;
use crate::topology::{Duration, Hsts, Topology};

/// A year: what the browsers' preload lists ask for (<https://hstspreload.org>).
const PRELOAD_MIN: Duration = Duration::from_secs(365 * 86_400);

/// `tls` without HTTPS, a redirect that leads nowhere, HTTP/3 behind PROXY headers, and preload without what the lists ask for.
pub fn check(topology: &Topology, found: &mut Found) {
    let Some(tls) = topology.tls.as_ref() else { return };
    if topology.listen.https.is_none() {
        let redirect = tls.redirect_http.as_ref().filter(|redirect| ***redirect);
        let (span, summary) = match redirect {
            Some(redirect) => (redirect.key_span(), "`redirect_http` leads to HTTPS, and nothing listens there"),
            None => (tls.key_span(), "`tls` is set, and nothing listens on HTTPS"),
        };
        found.push(error("tls-without-https", span, summary, "set `listen.https: 443`"));
    }
    if topology.listen.http.is_none()
        && let Some(redirect) = tls.redirect_http.as_ref().filter(|redirect| ***redirect)
    {
        let summary = "`redirect_http` redirects plain HTTP, and nothing listens there";
        found.push(error(
            "redirect-without-http",
            redirect.key_span(),
            summary,
            "set `listen.http: 80`, or remove the key",
        ));
    }
    if *tls.http3.value() && *topology.listen.proxy_protocol.value() {
        let summary = "`http3` comes over UDP, and there is no PROXY header for it";
        let help = "remove `http3`, or `listen.proxy_protocol`";
        found.push(error("http3-without-proxy-header", tls.http3.key_span(), summary, help));
    }
    if let Some(hsts) = tls.hsts.as_ref() {
        let Hsts { max_age, include_subdomains, preload } = hsts.value();
        if **preload && (**max_age < PRELOAD_MIN || !**include_subdomains) {
            let summary = "`preload` needs a `max_age` of a year and `include_subdomains: true`";
            let help =
                "write `hsts: { max_age: 730d, include_subdomains: true, preload: true }`, or leave `preload` out";
            found.push(error("hsts-preload", preload.key_span(), summary, help));
        }
    }
}
