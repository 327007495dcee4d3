//! `balance` and `hash_by`: how a server is chosen.

use super::cookies::{self, CookieView};
use super::headers::request_variable;
use super::scope::Scope;
use crate::engine::{Feature, Refusal};
use crate::escape::Escaped;
use crate::plan::{Server, Upstream};
use crate::source::Placed;
use crate::topology::{Balance, HashKey};

/// The directive that chooses a server; none for round robin. A key that a request lacks is no key: such requests go
/// round robin.
pub fn method(balance: Balance, key: Option<&str>) -> Option<Escaped> {
    let directive = match balance {
        Balance::RoundRobin => return None,
        Balance::LeastConnections => "least_conn".to_owned(),
        Balance::RandomTwo => "random two least_conn".to_owned(),
        Balance::IpHash => "ip_hash".to_owned(),
        Balance::Hash => format!("hash {} consistent", key?),
    };
    Some(Escaped::trusted(directive))
}

/// The variable that decides where a request goes, where one does.
pub fn key(upstream: &Upstream<'_>, number: usize, cookies: &mut Vec<CookieView>) -> Option<String> {
    match **upstream.balance {
        Balance::RoundRobin | Balance::LeastConnections | Balance::RandomTwo => None,
        Balance::IpHash => Some("$remote_addr".to_owned()),
        Balance::Hash => Some(match upstream.hash_by?.value() {
            HashKey::ClientIp => "$remote_addr".to_owned(),
            HashKey::Uri => "$request_uri".to_owned(),
            HashKey::Header(name) => request_variable(name),
            HashKey::Cookie(name) => cookies::variable(name, &format!("hash_{number}"), cookies),
        }),
    }
}

/// This way of choosing has no backup servers.
pub fn takes_no_backup(balance: Balance) -> bool {
    match balance {
        Balance::RoundRobin | Balance::LeastConnections => false,
        Balance::RandomTwo | Balance::IpHash | Balance::Hash => true,
    }
}

/// Reports what cannot be combined with the way of choosing.
pub fn report(balance: &Placed<Balance>, servers: &[Server<'_>], scope: &mut Scope<'_, '_>) {
    let backup = servers.iter().find_map(|server| server.backup);
    if let Some(backup) = backup.filter(|_| takes_no_backup(**balance)) {
        scope.findings.refuse(
            Feature::Backup,
            backup.place(),
            Refusal {
                what: "keep a backup server beside `balance: random_two`, `ip_hash` or `hash`".to_owned(),
                why: "its hash and random methods know no backups in any version".to_owned(),
                help: "use `round_robin` or `least_connections`".to_owned(),
            },
        );
    }
    let mut weights = servers.iter().map(|server| server.weight);
    let first = weights.next();
    if **balance == Balance::RandomTwo && weights.any(|weight| Some(weight) != first) {
        scope.findings.refuse(
            Feature::Weight,
            balance.place(),
            Refusal {
                what: "weigh servers under `balance: random_two`".to_owned(),
                why: "at low load its second pick wins every tie, which turns the weights around".to_owned(),
                help: "use `least_connections`, or equal weights".to_owned(),
            },
        );
    }
}
