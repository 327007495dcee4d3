//! Networks: `10.0.0.0/8`, `2001:db8::/32`, or one address.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use super::{Leaf, LeafError, quoted};

/// A network without host bits; a single address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cidr(IpNet);

impl Cidr {
    /// The network, always with its prefix length.
    pub fn network(self) -> IpNet {
        self.0
    }
}

impl From<IpNet> for Cidr {
    /// Host bits are dropped.
    fn from(network: IpNet) -> Self {
        Self(network.trunc())
    }
}

impl Leaf for Cidr {
    const FORMAT: &'static str = "cidr";
    const DESCRIPTION: &'static str =
        "A network with its prefix length and no host bits, or a single address; IPv4 or IPv6.";
    const EXAMPLES: &'static [&'static str] = &["10.0.0.0/8", "203.0.113.7", "2001:db8::/32"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(IpNet::from(address)));
        }
        let Ok(network) = text.parse::<IpNet>() else {
            let help = "write `10.0.0.0/8`, `203.0.113.7` or `2001:db8::/32`";
            return Err(LeafError::new(format!("{} is no network", quoted(text)), help));
        };
        if network != network.trunc() {
            let help =
                format!("write `{}` for the network, or `{}` for the one address", network.trunc(), network.addr());
            return Err(LeafError::new(format!("the network {} has host bits set", quoted(text)), help));
        }
        Ok(Self(network))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() { self.0.addr().fmt(f) } else { self.0.fmt(f) }
    }
}
