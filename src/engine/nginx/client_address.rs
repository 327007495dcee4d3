//! Who the client is, and what the upstream is told of him.

use super::headers::HeaderView;
use crate::escape::Escaped;
use crate::plan::Plan;
use crate::topology::{Clients, ForwardedFor};

/// Headers that proxies use to tell of clients and that only a trusted one may send; here they have nothing to say.
const SPOOFABLE: [&str; 8] = [
    "Forwarded",
    "X-Forwarded-Server",
    "X-Forwarded-Prefix",
    "X-Forwarded-Scheme",
    "X-Forwarded-Protocol",
    "X-Forwarded-Ssl",
    "X-Forwarded-By",
    "Proxy",
];

/// The networks of trusted proxies.
pub fn trusted(clients: &Clients) -> Vec<Escaped> {
    clients.trusted_proxies.iter().map(|network| Escaped::trusted(network.network().to_string())).collect()
}

/// A trusted proxy's X-Forwarded-For is kept, with that proxy's address behind it.
pub fn appends(clients: &Clients) -> bool {
    !clients.trusted_proxies.is_empty() && *clients.forwarded_for.value() == ForwardedFor::Append
}

/// The headers that every request takes upstream, Host aside.
pub fn forwarded(plan: &Plan<'_>) -> Vec<HeaderView> {
    let is_trusting = !plan.clients.trusted_proxies.is_empty();
    // The peer itself counts, not what realip made of it.
    let forwarded_for = if appends(plan.clients) { "$forwarded_for" } else { "$remote_addr" };
    let proto = if is_trusting { "$forwarded_proto" } else { "$scheme" };
    let host = if is_trusting { "$forwarded_host" } else { "$host$host_port" };
    let told = [
        ("Upgrade", "$upgrade"),
        ("Connection", "$connection_option"),
        ("X-Real-IP", "$remote_addr"),
        ("X-Forwarded-For", forwarded_for),
        ("X-Forwarded-Proto", proto),
        ("X-Forwarded-Host", host),
        ("X-Forwarded-Port", "$forwarded_port"),
    ];
    let dropped = SPOOFABLE.into_iter().chain(["HTTP2-Settings"]).map(|name| (name, "\"\""));
    told.into_iter().chain(dropped).map(|(name, value)| HeaderView::fixed(name, value)).collect()
}
