//! `balance`: how a server is chosen.

use super::draft::Draft;
use super::gates::Gates;
use crate::engine::{Feature, Refusal};
use crate::plan::Upstream;
use crate::topology::{Balance, HashKey};

/// The strategy; none for Traefik's own, which is round robin by weight.
pub fn strategy(upstream: &Upstream<'_>, gates: Gates) -> Option<&'static str> {
    match (**upstream.balance, upstream.hash_by.map(|key| key.value())) {
        (Balance::LeastConnections | Balance::RandomTwo, _) => gates.p2c().then_some("p2c"),
        (Balance::IpHash, _) | (Balance::Hash, Some(HashKey::ClientIp)) => gates.hrw().then_some("hrw"),
        (Balance::RoundRobin, _) => None,
        // Refused; whoever waives it gets round robin.
        (Balance::Hash, Some(HashKey::Header(_) | HashKey::Cookie(_) | HashKey::Uri) | None) => None,
    }
}

/// Says what differs from the choice that was asked for.
pub fn review(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>) {
    let place = upstream.balance.place();
    match **upstream.balance {
        Balance::RoundRobin => {}
        Balance::LeastConnections | Balance::RandomTwo => two_choices(draft, upstream),
        Balance::IpHash => {
            if client_hash(draft, upstream, Feature::Balance) {
                draft.findings.degrade(
                    Feature::Balance,
                    place,
                    "hashes the whole client address",
                    "IPv4 clients of one /24 may get different servers, and behind a proxy the proxy's address counts",
                );
            }
        }
        Balance::Hash => match upstream.hash_by.map(|key| key.value()) {
            Some(HashKey::ClientIp) => {
                if client_hash(draft, upstream, Feature::HashBy) && !draft.trusted.is_empty() {
                    draft.findings.degrade(
                        Feature::HashBy,
                        upstream.hash_by.and_then(|key| key.place()),
                        "hashes the address of the peer",
                        "behind a trusted proxy that is the proxy's",
                    );
                }
            }
            Some(HashKey::Header(_) | HashKey::Cookie(_) | HashKey::Uri) => {
                let refusal = Refusal {
                    what: "balance by a hash of a header, a cookie or the URI".to_owned(),
                    why: "its file provider offers no hash but that of the client's address in any version".to_owned(),
                    help: "use `hash_by: client_ip`, or `sticky`".to_owned(),
                };
                draft.findings.refuse(Feature::HashBy, upstream.hash_by.and_then(|key| key.place()), refusal);
            }
            // The rules have refused it.
            None => {}
        },
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

/// Whether clients are hashed at all; refuses it where not.
fn client_hash(draft: &mut Draft<'_, '_>, upstream: &Upstream<'_>, feature: Feature) -> bool {
    if !draft.gates.hrw() {
        let refusal = Refusal {
            what: "balance by the client's address".to_owned(),
            why: "it knows `hrw` from 3.6 on".to_owned(),
            help: "say `version: \"3.6\"` if that is what runs".to_owned(),
        };
        draft.findings.refuse(feature, upstream.balance.place(), refusal);
    }
    draft.gates.hrw()
}
