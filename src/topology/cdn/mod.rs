//! Content delivery networks that `trusted_proxies` may name instead of listing what they send from.

use super::{Cidr, Leaf};

/// A content delivery network whose networks lbgen knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cdn {
    /// Cloudflare.
    Cloudflare,
    /// Fastly.
    Fastly,
}

impl Cdn {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::Cloudflare, Self::Fastly];

    /// Its name in a topology.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cloudflare => "cloudflare",
            Self::Fastly => "fastly",
        }
    }

    /// A day since which it publishes what lbgen knows.
    pub const fn published_on(self) -> &'static str {
        match self {
            Self::Cloudflare => "2023-09-28",
            Self::Fastly => "2026-02-11",
        }
    }

    /// What it publishes of the addresses that it asks origins from; the file says where and as of when.
    const fn file(self) -> &'static str {
        match self {
            Self::Cloudflare => include_str!("cloudflare.txt"),
            Self::Fastly => include_str!("fastly.txt"),
        }
    }

    fn published(self) -> impl Iterator<Item = &'static str> {
        self.file().lines().filter(|line| !line.starts_with('#'))
    }

    /// The networks that it asks origins from.
    pub fn networks(self) -> impl Iterator<Item = Cidr> {
        // A test sees that every line is a network.
        self.published().filter_map(|line| Cidr::read(line).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_list_is_a_public_network_and_stands_there_once() {
        for cdn in Cdn::ALL {
            assert!(cdn.file().contains(&format!(" since {}.\n", cdn.published_on())), "{}", cdn.name());
            let lines: Vec<&str> = cdn.published().collect();
            let networks: Vec<Cidr> = cdn.networks().collect();
            assert_eq!(networks.iter().map(Cidr::to_string).collect::<Vec<_>>(), lines, "{}", cdn.name());
            let overlaps = |network: &Cidr| {
                let contains = |other: &&Cidr| other.network().contains(&network.network());
                networks.iter().filter(contains).count() != 1
            };
            assert!(!networks.iter().any(overlaps), "{}: a network within another", cdn.name());
            for private in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::/8"] {
                let private = Cidr::read(private).unwrap().network();
                let meets =
                    |network: &Cidr| network.network().contains(&private) || private.contains(&network.network());
                assert!(!networks.iter().any(meets), "{}: {private}", cdn.name());
            }
        }
    }
}
