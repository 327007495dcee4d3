//! Every check can fail: for each there is a fault that it finds.

use std::collections::BTreeSet;

use lbgen::rehearse::checks;

use super::{haproxy, nginx, nginx_firewall, traefik};

/// Checks without a fault, each for a reason.
const WITHOUT: [&str; 2] = [
    "names",       // it is never held: no resolver is played
    "tunnel-ends", // its fault would take as long as its patience: ten seconds
];

#[test]
fn for_every_check_there_is_a_fault() {
    let tables = [nginx::FAULTS, nginx_firewall::FAULTS, haproxy::FAULTS, traefik::FAULTS];
    let all: BTreeSet<&str> = tables.iter().flat_map(|faults| faults.iter()).map(|fault| fault.check).collect();
    let missing: Vec<&str> = checks::ALL
        .iter()
        .map(|check| check.name)
        .filter(|name| !all.contains(name) && !WITHOUT.contains(name))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "checks that no fault was made for");
    let needless: Vec<&&str> = WITHOUT.iter().filter(|name| all.contains(*name)).collect();
    assert!(needless.is_empty(), "there is a fault for {needless:?}");
}
