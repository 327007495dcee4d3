//! Whose word on the client's address counts, and by which means.

use crate::source::{Place, Placed};
use crate::topology::{Cidr, Clients, TrustedPeer, TrustedPeers};

/// Whose word on the client's address counts.
#[derive(Debug)]
pub struct Trust<'t> {
    /// Where the networks are named.
    pub place: Option<Place>,
    /// Where `listen.proxy_protocol` is asked for.
    pub proxy_protocol_place: Option<Place>,
    /// The lists among them that have a name, in the order of the file.
    pub lists: Vec<TrustedList<'t>>,
    networks: Vec<Cidr>,
    told: Told,
}

/// Networks that the topology names by a list.
#[derive(Debug)]
pub struct TrustedList<'t> {
    /// A content delivery network, or the file's path.
    pub name: &'t str,
    /// The day since which it is published so; none of a file.
    pub published_on: Option<&'static str>,
    /// How many networks it holds.
    pub networks: usize,
}

impl<'t> TrustedList<'t> {
    fn of(peers: &'t TrustedPeers) -> Option<Self> {
        let networks = peers.networks().len();
        let (name, published_on) = match peers {
            TrustedPeers::Named(TrustedPeer::Network(_)) => return None,
            TrustedPeers::Named(TrustedPeer::Cdn(cdn)) => (cdn.name(), Some(cdn.published_on())),
            TrustedPeers::Listed(list) => (list.file.as_str(), None),
        };
        Some(Self { name, published_on, networks })
    }

    /// What a comment says behind its name.
    pub fn says(&self) -> String {
        let noun = if self.networks == 1 { "network" } else { "networks" };
        let since = self.published_on.map(|day| format!(", as published since {day}")).unwrap_or_default();
        format!("{since}: {} {noun}", self.networks)
    }
}

/// How a trusted peer tells of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// In X-Forwarded-For.
    Forwarded,
    /// In the PROXY header of its connection; X-Forwarded-* then counts from nobody.
    Proxy,
}

impl<'t> Trust<'t> {
    /// What the topology trusts.
    pub fn of(clients: &'t Clients, proxy_protocol: &Placed<bool>) -> Self {
        Self {
            place: clients.trusted_proxies.first().and_then(Placed::place),
            proxy_protocol_place: proxy_protocol.place(),
            lists: clients.trusted_proxies.iter().filter_map(|peers| TrustedList::of(peers.value())).collect(),
            networks: clients.trusted_networks().iter().map(|network| **network).collect(),
            told: if **proxy_protocol { Told::Proxy } else { Told::Forwarded },
        }
    }

    /// The peers whose X-Forwarded-* headers count.
    pub fn forwarders(&self) -> &[Cidr] {
        match self.told {
            Told::Forwarded => &self.networks,
            Told::Proxy => &[],
        }
    }

    /// The peers whose PROXY header counts; none where the listeners do not speak it.
    pub fn announcers(&self) -> Option<&[Cidr]> {
        match self.told {
            Told::Forwarded => None,
            Told::Proxy => Some(&self.networks),
        }
    }
}
