//! `balance`: how a server is chosen.

use super::draft::Draft;
use super::gates::Gates;
use crate::engine::{Feature, Refusal};
use crate::plan::Upstream;
use crate::source::Placed;
use crate::topology::{Balance, HashKey};

const HRW: &str = "hrw";
const P2C: &str = "p2c";

/// The strategy; none for Traefik's own, which is round robin by weight.
pub fn strategy(upstream: &Upstream<'_>, gates: Gates) -> Option<&'static str> {
    match (**upstream.balance, upstream.hash_by.map(Placed::value)) {
        (Balance::LeastConnections | Balance::RandomTwo, _) => gates.p2c().then_some(P2C),
        (Balance::IpHash, _) | (Balance::Hash, Some(HashKey::ClientIp)) => gates.hrw().then_some(HRW),
        // The other hashes are refused; whoever waives them gets round robin.
        (Balance::RoundRobin, _)
        | (Balance::Hash, Some(HashKey::Header(_) | HashKey::Cookie(_) | HashKey::Uri) | None) => None,
    }
}

/// Whether a client's requests go to one server by a hash, dead or not, until a check leaves that server out.
pub fn pins(upstream: &Upstream<'_>, gates: Gates) -> bool {
    strategy(upstream, gates) == Some(HRW)
}

/// Whether the server with the fewer requests is taken, which a dead one has, until a check leaves it out.
pub fn prefers_the_dead(upstream: &Upstream<'_>, gates: Gates) -> bool {
    strategy(upstream, gates) == Some(P2C)
}

/// Says what differs from the choice that was asked for.
pub fn review(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    match (**upstream.balance, upstream.hash_by.map(Placed::value)) {
        // The rules have refused a hash of nothing.
        (Balance::RoundRobin, _) | (Balance::Hash, None) => {}
        (Balance::LeastConnections | Balance::RandomTwo, _) => two_choices(draft, upstream),
        (Balance::IpHash, _) => {
            let differs =
                "IPv4 clients of one /24 may get different servers, and behind a proxy the proxy's address counts";
            client_hash(draft, upstream, Feature::Balance, Some(("hashes the whole client address", differs)));
        }
        (Balance::Hash, Some(HashKey::ClientIp)) => {
            let differs = ("hashes the address of the peer", "behind a trusted proxy that is the proxy's");
            let proxied = !draft.plan.trust.forwarders().is_empty();
            client_hash(draft, upstream, Feature::HashBy, proxied.then_some(differs));
        }
        (Balance::Hash, Some(HashKey::Header(_) | HashKey::Cookie(_) | HashKey::Uri)) => {
            let refusal = Refusal {
                what: "balance by a hash of a header, a cookie or the URI".to_owned(),
                why: "its file provider offers no hash but that of the client's address in any version".to_owned(),
                help: "use `hash_by: client_ip`, or `sticky`".to_owned(),
            };
            draft.findings.refuse(Feature::HashBy, upstream.hash_by.and_then(Placed::place), refusal);
        }
    }
}

fn two_choices(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    let (what, differs) = if draft.gates.p2c() {
        (
            "chooses the better of two servers at random",
            "with more than two servers it is not always the one with the fewest requests; weights do not count",
        )
    } else {
        ("takes servers in turn", "it knows `p2c` from 3.4 on")
    };
    draft.findings.degrade(Feature::Balance, upstream.balance.place(), what, differs);
}

/// Refuses a hash of the client's address where there is none, and says what differs where there is one.
fn client_hash(
    draft: &mut Draft<'_, '_>,
    upstream: &Upstream<'_>,
    feature: Feature,
    difference: Option<(&'static str, &'static str)>,
) {
    let place = upstream.hash_by.map_or(upstream.balance.place(), Placed::place);
    if !draft.gates.hrw() {
        let refusal = Refusal {
            what: "balance by the client's address".to_owned(),
            why: "it knows `hrw` from 3.6 on".to_owned(),
            help: "say `version: \"3.6\"` if that is what runs".to_owned(),
        };
        draft.findings.refuse(feature, place, refusal);
    } else if let Some((what, differs)) = difference {
        draft.findings.degrade(feature, place, what, differs);
    }
}
