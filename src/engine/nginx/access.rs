//! `access`: a `geo` for each distinct pair of lists. It finds the narrowest network, so what a denied network covers is
//! left out of the allowed ones: deny wins.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use super::distinct::Distinct;
use super::scope::Scope;
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::{Access, Cidr};

/// Who is shut out: what holds for everyone else, and the networks for which something is said.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccessList {
    denies_others: bool,
    denied: BTreeMap<IpNet, bool>,
}

crate::view! {
    /// A variable that is 1 for clients that are shut out.
    pub struct AccessView {
        /// The variable.
        pub name: Escaped,
        /// For everyone who is in no network.
        pub default: Escaped,
        /// The networks.
        pub entries: Vec<NetworkView>,
    }
}

crate::view! {
    /// A network and whether it is shut out.
    pub struct NetworkView {
        /// The network.
        pub network: Escaped,
        /// 1 or 0.
        pub is_denied: Escaped,
    }
}

/// The variable that is 1 for clients that a route shuts out; none when it lets in everyone.
pub fn variable(access: Option<&Placed<Access>>, scope: &mut Scope<'_, '_>) -> Option<Escaped> {
    let Access { allow, deny } = access?.value();
    let list = access_list(allow, deny);
    (list.denies_others || !list.denied.is_empty()).then(|| name(scope.access.number(list)))
}

fn name(number: usize) -> Escaped {
    Escaped::trusted(format!("is_denied_{number}"))
}

fn access_list(allow: &[Placed<Cidr>], deny: &[Placed<Cidr>]) -> AccessList {
    let shut_out: BTreeSet<IpNet> = deny.iter().map(|network| network.network()).collect();
    let let_in = allow.iter().map(|network| network.network()).filter(|network| !is_covered(*network, &shut_out));
    let denied =
        let_in.map(|network| (network, false)).chain(shut_out.iter().map(|network| (*network, true))).collect();
    AccessList { denies_others: !allow.is_empty(), denied }
}

/// The network lies in one of the others, or is one of them.
fn is_covered(network: IpNet, others: &BTreeSet<IpNet>) -> bool {
    std::iter::successors(Some(network), IpNet::supernet).any(|wider| others.contains(&wider))
}

/// The lists of all routes.
pub fn views(lists: &Distinct<AccessList>) -> Vec<AccessView> {
    let flag = |denied: bool| Escaped::trusted(if denied { "1" } else { "0" });
    let entry = |(network, denied): (&IpNet, &bool)| NetworkView {
        network: Escaped::trusted(network.to_string()),
        is_denied: flag(*denied),
    };
    let view = |(number, list): (usize, &AccessList)| AccessView {
        name: name(number),
        default: flag(list.denies_others),
        entries: list.denied.iter().map(entry).collect(),
    };
    lists.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Leaf;

    fn list(allow: &[&str], deny: &[&str]) -> Vec<(String, bool)> {
        let networks = |texts: &[&str]| texts.iter().map(|text| Placed::implied(Cidr::read(text).unwrap())).collect();
        let (allow, deny): (Vec<_>, Vec<_>) = (networks(allow), networks(deny));
        access_list(&allow, &deny).denied.iter().map(|(network, denied)| (network.to_string(), *denied)).collect()
    }

    #[test]
    fn a_denied_network_wins_over_an_allowed_one_inside_it() {
        assert_eq!(list(&["10.1.0.0/16", "10.0.0.0/8"], &["10.0.0.0/8"]), [("10.0.0.0/8".to_owned(), true)]);
    }

    #[test]
    fn a_denied_network_inside_an_allowed_one_stays() {
        let both = [("10.0.0.0/8".to_owned(), false), ("10.1.0.0/16".to_owned(), true)];
        assert_eq!(list(&["10.0.0.0/8"], &["10.1.0.0/16"]), both);
    }
}
