//! How a server is chosen is said once and whole.

use super::error;
use crate::diagnostic::{Found, Related};
use crate::topology::{Balance, Topology};

/// `hash` without `hash_by` and the other way round, and a sticky cookie beside a balance that is sticky itself.
pub fn check(topology: &Topology, found: &mut Found) {
    for (_, upstream) in topology.upstreams.iter() {
        let balance = &upstream.balance;
        match (balance.value(), upstream.hash_by.as_ref()) {
            (Balance::Hash, None) => {
                let help = "add `hash_by`: `client_ip`, `uri`, `header:X-User` or `cookie:uid`";
                found.push(error(
                    "hash-without-key",
                    balance.span(),
                    "`balance: hash` does not say what is hashed",
                    help,
                ));
            }
            (Balance::RoundRobin | Balance::LeastConnections | Balance::RandomTwo | Balance::IpHash, Some(hash_by)) => {
                let help = "set `balance: hash`, or remove `hash_by`";
                found.push(error(
                    "key-without-hash",
                    hash_by.key_span(),
                    "`hash_by` is set, and the balance is no hash",
                    help,
                ));
            }
            _ => {}
        }
        if let (Balance::IpHash, Some(sticky)) = (balance.value(), upstream.sticky.as_ref()) {
            let summary = "a sticky cookie and `ip_hash` both say which server a client keeps";
            let mut diagnostic = error(
                "sticky-conflict",
                sticky.key_span(),
                summary,
                "keep the cookie and use `balance: least_connections`, or drop `sticky`",
            );
            diagnostic.related =
                balance.span().map(|span| Related { span, label: "the balance".to_owned() }).into_iter().collect();
            found.push(diagnostic);
        }
    }
}
