//! Trusted peers: a network, or the name of a content delivery network.

use std::fmt;

use super::{Cidr, Leaf, LeafError, quoted};
use crate::diagnostic::nearest;
use crate::topology::Cdn;

/// Whose word on a client's address counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedPeer {
    /// The peers of a network.
    Network(Cidr),
    /// All that a content delivery network asks from.
    Cdn(Cdn),
}

impl Leaf for TrustedPeer {
    const FORMAT: &'static str = "trusted-peer";
    const DESCRIPTION: &'static str = "A network with its prefix length and no host bits, a single address, or `cloudflare` or \
         `fastly` for all networks that this content delivery network publishes.";
    const EXAMPLES: &'static [&'static str] = &["10.0.0.0/8", "203.0.113.7", "cloudflare", "fastly"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let mut names = Cdn::ALL.iter().copied();
        if let Some(cdn) = names.find(|cdn| cdn.name() == text) {
            return Ok(Self::Cdn(cdn));
        }
        let looks_like_a_name = text.chars().all(|c| c.is_ascii_alphabetic() || c == '-') && !text.is_empty();
        if !looks_like_a_name {
            return Cidr::read(text).map(Self::Network);
        }
        let names: Vec<&str> = Cdn::ALL.iter().map(|cdn| cdn.name()).collect();
        let help = match nearest(&text.to_ascii_lowercase(), names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("write a network such as `10.0.0.0/8`, or one of `{}`", names.join("`, `")),
        };
        Err(LeafError::new(
            format!("{} is neither a network nor a content delivery network that lbgen knows", quoted(text)),
            help,
        ))
    }
}

impl fmt::Display for TrustedPeer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(network) => network.fmt(f),
            Self::Cdn(cdn) => f.write_str(cdn.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_networks_and_a_wrong_one_is_told() {
        assert_eq!(TrustedPeer::read("cloudflare"), Ok(TrustedPeer::Cdn(Cdn::Cloudflare)));
        assert!(matches!(TrustedPeer::read("10.0.0.0/8"), Ok(TrustedPeer::Network(_))));
        let help = |text| TrustedPeer::read(text).unwrap_err().help;
        assert_eq!(TrustedPeer::read("fastly"), Ok(TrustedPeer::Cdn(Cdn::Fastly)));
        assert_eq!(help("Cloudfare"), "did you mean `cloudflare`?");
        assert!(help("all").contains("10.0.0.0/8"));
        assert!(help("10.0.0.1/8").contains("10.0.0.0/8"));
    }
}
