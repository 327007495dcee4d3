//! Networks of the world, played on loopback: every address of 127.0.0.0/8 is at hand, and no other is.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::source::Placed;
use crate::topology::Cidr;

/// Every address of `a.b.c.0/24` is played by `127.a.b.c`; what lies inside what is kept. IPv6 networks have no
/// counterpart and stay as they are: nobody here comes from one.
pub fn on_loopback(network: Cidr) -> Cidr {
    match network.network() {
        IpNet::V4(real) => {
            let [a, b, c, _] = real.network().octets();
            let length = real.prefix_len().saturating_add(8).min(32);
            let played = Ipv4Net::new(Ipv4Addr::new(127, a, b, c), length).unwrap_or(real);
            Cidr::from(IpNet::V4(played))
        }
        IpNet::V6(_) => network,
    }
}

/// The networks of a list.
pub fn of(list: &[Placed<Cidr>]) -> Vec<Cidr> {
    list.iter().map(|network| **network).collect()
}

/// A client that is in no network of the topology, unless one holds everything: `240.0.0.0/4` belongs to nobody. Each
/// number gives another one, and another IPv4 /24.
pub fn nobody(number: u32) -> IpAddr {
    let [_, a, b, c] = number.to_be_bytes();
    IpAddr::V4(Ipv4Addr::new(127, 0xf0 | (a & 0x0f), c, b))
}

/// An address of the first list that is in none of the second: one of the 4,096 first of each network.
pub fn member(of: &[Cidr], not_of: &[Cidr], number: usize) -> Option<IpAddr> {
    let shut = |address: &IpAddr| not_of.iter().any(|network| network.network().contains(address));
    let open = of.iter().filter_map(|network| match network.network() {
        IpNet::V4(network) => Some(network),
        IpNet::V6(_) => None,
    });
    let mut found = open
        .flat_map(|network| network.hosts().take(4096))
        .map(IpAddr::V4)
        .filter(|address| !shut(address) && address.is_loopback());
    let all = found.clone().count();
    if all == 0 { None } else { found.nth(number % all) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Leaf;

    fn cidr(text: &str) -> Cidr {
        Cidr::read(text).unwrap()
    }

    #[test]
    fn what_lies_inside_another_network_stays_inside() {
        assert_eq!(on_loopback(cidr("10.0.0.0/8")), cidr("127.10.0.0/16"));
        assert_eq!(on_loopback(cidr("10.1.2.0/24")), cidr("127.10.1.2"));
        assert_eq!(on_loopback(cidr("0.0.0.0/0")), cidr("127.0.0.0/8"));
        assert_eq!(on_loopback(cidr("203.0.113.7")), cidr("127.203.0.113"));
        assert_eq!(on_loopback(cidr("2001:db8::/32")), cidr("2001:db8::/32"));
    }

    #[test]
    fn a_member_is_in_the_one_list_and_not_in_the_other() {
        let (allow, deny) = ([cidr("127.10.0.0/16")], [cidr("127.10.0.0/24")]);
        let found = member(&allow, &deny, 3).unwrap();
        assert!(allow[0].network().contains(&found) && !deny[0].network().contains(&found), "{found}");
        assert_eq!(member(&[cidr("2001:db8::/32")], &[], 0), None);
    }

    #[test]
    fn nobody_comes_from_a_network_that_has_an_owner() {
        assert_eq!(nobody(1).to_string(), "127.240.1.0");
        assert_ne!(nobody(1), nobody(2));
    }
}
