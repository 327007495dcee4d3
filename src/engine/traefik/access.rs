//! `access`: who is let in. Traefik knows allow lists only, so what is denied is cut out of what is allowed.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::chain::Middlewares;
use super::client_address::{Peer, proxies};
use crate::escape::Escaped;
use crate::plan::Route;
use crate::source::Placed;
use crate::topology::{Access, Cidr};

crate::view! {
    /// `ipAllowList`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct AllowList { networks: Vec<String>, proxies: Option<Escaped> }
}

/// An address that no request comes from; Traefik refuses an empty list.
pub const NOBODY: &str = "255.255.255.255/32";

/// The allow list of a route, if it has one.
pub fn allow_list(route: &Route<'_>, peer: &Peer<'_>, middlewares: &mut Middlewares) -> Option<String> {
    let Access { allow, deny } = route.access?.value();
    if allow.is_empty() && deny.is_empty() {
        return None;
    }
    let networks = allowed(allow, deny);
    let networks = match networks.as_slice() {
        [] => vec![NOBODY.to_owned()],
        some => some.iter().map(ToString::to_string).collect(),
    };
    Some(middlewares.access.name(AllowList { networks, proxies: proxies(peer) }))
}

/// The networks that are let in: `allow`, or everyone, without `deny`.
fn allowed(allow: &[Placed<Cidr>], deny: &[Placed<Cidr>]) -> Vec<IpNet> {
    let networks = |list: &[Placed<Cidr>]| IpNet::aggregate(&list.iter().map(|cidr| cidr.network()).collect());
    let everyone = || vec![IpNet::V4(Ipv4Net::default()), IpNet::V6(Ipv6Net::default())];
    let from = if allow.is_empty() { everyone() } else { networks(allow) };
    let deny = networks(deny);
    from.into_iter().flat_map(|network| without(network, &deny)).collect()
}

/// The largest networks that cover all of `network` but `deny`.
fn without(network: IpNet, deny: &[IpNet]) -> Vec<IpNet> {
    let touching: Vec<IpNet> =
        deny.iter().copied().filter(|other| network.contains(other) || other.contains(&network)).collect();
    if touching.is_empty() {
        return vec![network];
    }
    if touching.iter().any(|other| other.contains(&network)) {
        return Vec::new();
    }
    let halves = network.subnets(network.prefix_len() + 1).into_iter().flatten();
    halves.flat_map(|half| without(half, &touching)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Leaf;

    fn list(cidrs: &[&str]) -> Vec<Placed<Cidr>> {
        cidrs.iter().map(|cidr| Placed::implied(Cidr::read(cidr).unwrap())).collect()
    }

    fn is_let_in(address: &str, networks: &[IpNet]) -> bool {
        let address: std::net::IpAddr = address.parse().unwrap();
        networks.iter().any(|network| network.contains(&address))
    }

    #[test]
    fn deny_alone_lets_everyone_else_in() {
        let networks = allowed(&[], &list(&["203.0.113.0/24", "2001:db8::/32"]));
        assert_eq!(networks.len(), 24 + 32);
        assert!(!is_let_in("203.0.113.7", &networks) && !is_let_in("2001:db8::1", &networks));
        assert!(is_let_in("203.0.112.255", &networks) && is_let_in("203.0.114.0", &networks));
        assert!(is_let_in("2001:db9::1", &networks) && is_let_in("127.0.0.1", &networks));
    }

    #[test]
    fn deny_wins_over_allow() {
        let networks = allowed(&list(&["10.0.0.0/8"]), &list(&["10.1.0.0/16", "0.0.0.0/32"]));
        assert!(is_let_in("10.0.0.1", &networks) && !is_let_in("10.1.0.1", &networks));
        assert!(!is_let_in("11.0.0.1", &networks) && !is_let_in("::1", &networks));
        assert!(allowed(&list(&["10.1.0.0/16"]), &list(&["10.0.0.0/8"])).is_empty());
    }
}
