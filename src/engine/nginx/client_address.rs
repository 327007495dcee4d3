//! Who the client is, and what the upstream is told of him.

use super::headers::HeaderView;
use super::scope::Scope;
use crate::engine::Feature;
use crate::escape::{Escaped, nginx};
use crate::plan::{CONSUMER, Plan, Trust, TrustedList};
use crate::topology::{Cidr, ForwardedFor};

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

crate::view! {
    /// A list that networks come from.
    pub struct ListView {
        /// Its name.
        pub name: Escaped,
        /// When it was published, and how many it holds.
        pub says: Escaped,
    }
}

crate::view! {
    /// The networks of trusted proxies, by the means in which they name the client.
    pub struct TrustView {
        /// The lists that they come from.
        pub lists: Vec<ListView>,
        /// They name him in X-Forwarded-For.
        pub forwarders: Vec<Escaped>,
        /// They name him in the PROXY header.
        pub announcers: Vec<Escaped>,
    }
}

/// Whose word counts.
pub fn trust(trust: &Trust<'_>) -> TrustView {
    let list = |networks: &[Cidr]| -> Vec<Escaped> {
        networks.iter().map(|network| Escaped::trusted(network.network().to_string())).collect()
    };
    let named =
        |list: &TrustedList<'_>| ListView { name: nginx::comment(list.name), says: Escaped::trusted(list.says()) };
    TrustView {
        lists: trust.lists.iter().map(named).collect(),
        forwarders: list(trust.forwarders()),
        announcers: list(trust.announcers().unwrap_or_default()),
    }
}

/// Says that a socket of nginx speaks PROXY with everyone or with nobody.
pub fn report_proxy_protocol(scope: &mut Scope<'_, '_>) {
    if scope.plan.trust.announcers().is_some() {
        scope.findings.degrade(
            Feature::ProxyProtocol,
            scope.plan.trust.proxy_protocol_place,
            "takes no connection without a PROXY header",
            "a peer outside `clients.trusted_proxies` has to send one as well, and is served under its own address",
        );
    }
}

/// A trusted proxy's X-Forwarded-For is kept, with that proxy's address behind it.
pub fn appends(plan: &Plan<'_>) -> bool {
    !plan.trust.forwarders().is_empty() && *plan.clients.forwarded_for.value() == ForwardedFor::Append
}

/// The headers that every request takes upstream, Host aside.
pub fn forwarded(plan: &Plan<'_>) -> Vec<HeaderView> {
    let is_trusting = !plan.trust.forwarders().is_empty();
    // The peer itself counts, not what realip made of it.
    let forwarded_for = if appends(plan) { "$forwarded_for" } else { "$remote_addr" };
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
    let dropped = SPOOFABLE
        .into_iter()
        .chain(["HTTP2-Settings"])
        .chain(plan.names_consumers.then_some(CONSUMER))
        .map(|name| (name, "\"\""));
    told.into_iter().chain(dropped).map(|(name, value)| HeaderView::fixed(name, value)).collect()
}
