//! Who is asking: the TCP peer, or whom a trusted proxy speaks for.
//!
//! A request through a trusted proxy and one straight from a client are told apart by the router, because a middleware
//! reads either the peer's address or X-Forwarded-For, never the one for lack of the other.

use super::draft::Draft;
use super::gates::Gates;
use super::headers::Changes;
use super::surface::Surface;
use crate::engine::{Feature, Findings};
use crate::escape::{Escaped, traefik};
use crate::plan::{CONSUMER, Plan, Trust, policy};
use crate::topology::{Cidr, Clients, ForwardedFor, LimitKey};

crate::view! {
    /// What a limit counts by.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct Source {
        header: Option<String>,
        ipv6_prefix: Option<u32>,
        proxies: Option<Escaped>,
        requested_host: bool,
    }
}

impl Source {
    /// By the Host that was asked for.
    pub fn requested_host() -> Self {
        Self { header: None, ipv6_prefix: None, proxies: None, requested_host: true }
    }
}

/// Who speaks to a router.
#[derive(Debug, Clone, Copy)]
pub enum Peer<'t> {
    /// The client itself.
    Client,
    /// A trusted proxy that names the client in X-Forwarded-For.
    Proxy(&'t [Cidr]),
}

/// The networks as a YAML list.
pub fn networks<'t>(networks: impl IntoIterator<Item = &'t Cidr>) -> Escaped {
    let quoted: Vec<String> = networks.into_iter().map(|network| format!("\"{}\"", network.network())).collect();
    Escaped::trusted(quoted.join(", "))
}

/// The lists that the trusted proxies come from.
pub fn lists(trust: &Trust<'_>) -> Vec<Escaped> {
    trust.lists.iter().map(|list| traefik::comment(&format!("{}{}", list.name, list.says()))).collect()
}

/// The trusted proxies as a YAML list; none where the client itself speaks.
pub fn proxies(peer: &Peer<'_>) -> Option<Escaped> {
    match peer {
        Peer::Client => None,
        Peer::Proxy(trusted) => Some(networks(*trusted)),
    }
}

/// What a limit counts by.
pub fn source_by(key: &LimitKey, peer: &Peer<'_>) -> Source {
    let by = |header, ipv6_prefix, proxies| Source { header, ipv6_prefix, proxies, requested_host: false };
    match (key, peer) {
        (LimitKey::Header(name), _) => by(Some(name.as_str().to_owned()), None, None),
        (LimitKey::ClientIp, Peer::Client) => by(None, Some(u32::from(policy::IPV6_CLIENT_PREFIX)), None),
        (LimitKey::ClientIp, Peer::Proxy(_)) => by(None, None, proxies(peer)),
    }
}

/// Says what differs behind proxies that name the client in X-Forwarded-For.
pub fn report(plan: &Plan<'_>, findings: &mut Findings<'_>) {
    // The other two are the entry points'.
    let Clients { trusted_proxies: _, forwarded_for, max_header: _, timeouts: _ } = plan.clients;
    if plan.trust.forwarders().is_empty() {
        // From anyone who is not trusted both modes send the peer's address alone.
        return;
    }
    findings.degrade(
        Feature::TrustedProxies,
        plan.trust.place,
        "knows a client behind a trusted proxy less well",
        "X-Real-IP and X-Forwarded-For go on as the proxy sent them, the latter with the proxy's address behind it; limits \
         and lists use the right-most address that is not trusted, whole addresses for IPv6, and a client whose own \
         address is in `trusted_proxies` is nobody to them; ip_hash sees the proxy",
    );
    match **forwarded_for {
        ForwardedFor::Append => {}
        ForwardedFor::Replace => findings.degrade(
            Feature::ForwardedFor,
            forwarded_for.place(),
            "appends to the X-Forwarded-For of trusted proxies",
            "it has no way to send the client's address alone; `append` is what it does",
        ),
    }
}

/// Headers that Traefik sets itself, and that an application may read under names with `_` as well.
const ALIASED: [&str; 6] =
    ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Server", "X-Real-Ip"];

/// The middleware that sees to what is believed of a peer. Traefik itself discards X-Forwarded-* and X-Real-IP of those
/// who are not trusted.
pub fn forwarded(draft: &mut Draft<'_, '_>, surface: &Surface, peer: &Peer<'_>) -> String {
    let (gates, names_consumers) = (draft.gates, draft.plan.names_consumers);
    let middlewares = &mut draft.middlewares;
    let depends_on = (surface.https, matches!(peer, Peer::Proxy(_)));
    if let Some(name) = middlewares.forwarded_names.get(&depends_on) {
        return name.clone();
    }
    let name = middlewares.forwarded.name(believed(gates, surface, peer, names_consumers).of_request());
    middlewares.forwarded_names.insert(depends_on, name.clone());
    name
}

fn believed(gates: Gates, surface: &Surface, peer: &Peer<'_>, names_consumers: bool) -> Changes {
    let mut changes = Changes::default();
    match peer {
        // A WebSocket handshake would say `ws` or `wss`.
        Peer::Client => changes.set("X-Forwarded-Proto", if surface.https { "https" } else { "http" }),
        Peer::Proxy(_) => {}
    }
    changes.set("Forwarded", "");
    changes.set("Proxy", "");
    let consumer = names_consumers.then_some(CONSUMER);
    if let Some(name) = consumer {
        changes.set(name, "");
    }
    if !gates.alias_headers() {
        for name in ALIASED.into_iter().chain(consumer).flat_map(aliases) {
            changes.set(&name, "");
        }
    }
    changes
}

/// The spellings of a name in which at least one `-` is a `_`.
pub fn aliases(name: &str) -> Vec<String> {
    let mut spellings = vec![String::new()];
    for part in name.split_inclusive('-') {
        let word = part.trim_end_matches('-');
        let joints: &[&str] = if part.ends_with('-') { &["-", "_"] } else { &[""] };
        spellings = spellings
            .iter()
            .flat_map(|start| joints.iter().map(move |joint| format!("{start}{word}{joint}")))
            .collect();
    }
    spellings.into_iter().filter(|spelling| spelling.contains('_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mixed_spelling_is_an_alias() {
        assert_eq!(aliases("X-Real-Ip"), ["X-Real_Ip", "X_Real-Ip", "X_Real_Ip"]);
        assert_eq!(aliases("Host"), Vec::<String>::new());
    }
}
