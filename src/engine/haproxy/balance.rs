//! How a server is chosen.

use super::view::BalanceView;
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::{Balance, HashKey};

/// The algorithm, unless it is round robin, which all upstreams have by the defaults (HAProxy 3.3 and later would choose at
/// random). Hashes are consistent: only a lost server's clients move.
pub fn balance(balance: Balance, hash_by: Option<&Placed<HashKey>>) -> Option<BalanceView> {
    let (algorithm, consistent) = match balance {
        Balance::RoundRobin => return None,
        Balance::LeastConnections => ("leastconn".to_owned(), false),
        Balance::RandomTwo => ("random(2)".to_owned(), false),
        Balance::IpHash => ("hash src,ipmask(24,128)".to_owned(), true),
        Balance::Hash => (hash_by.map_or_else(|| "hash src".to_owned(), |key| hash(key)), true),
    };
    Some(BalanceView { algorithm: Escaped::trusted(algorithm), consistent })
}

/// Names of headers and cookies hold nothing that an expression could trip over.
fn hash(key: &HashKey) -> String {
    match key {
        HashKey::ClientIp => "hash src".to_owned(),
        HashKey::Header(name) => format!("hash req.fhdr({name})"),
        HashKey::Cookie(name) => format!("hash req.cook({name})"),
        HashKey::Uri => "hash pathq".to_owned(),
    }
}
