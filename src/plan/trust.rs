//! Whose word on the client's address counts, and by which means.

use crate::source::{Place, Placed};
use crate::topology::{Cidr, Clients};

/// Whose word on the client's address counts.
#[derive(Debug)]
pub struct Trust {
    /// Where the networks are named.
    pub place: Option<Place>,
    /// Where `listen.proxy_protocol` is asked for.
    pub proxy_protocol_place: Option<Place>,
    networks: Vec<Cidr>,
    told: Told,
}

/// How a trusted peer tells of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// In X-Forwarded-For.
    Forwarded,
    /// In the PROXY header of its connection; X-Forwarded-* then counts from nobody.
    Proxy,
}

impl Trust {
    /// What the topology trusts.
    pub fn of(clients: &Clients, proxy_protocol: &Placed<bool>) -> Self {
        Self {
            place: clients.trusted_proxies.first().and_then(Placed::place),
            proxy_protocol_place: proxy_protocol.place(),
            networks: clients.trusted_proxies.iter().map(|network| **network).collect(),
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
