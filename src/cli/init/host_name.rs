//! A public name that a scaffolded stack answers to.

use std::fmt;
use std::str::FromStr;

use crate::topology::{HostPattern, Leaf as _};

/// A DNS name as the topology takes it, without a wildcard: it becomes part of addresses and names of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// A name that is spelled out in this program.
    pub(super) fn known(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where browsers reach the object store of the application that answers here.
    ///
    /// `s3.` takes the place of a first label that names a service (`chat.example.com`) and stands before any other
    /// name, since `example.co.uk` has no sibling that belongs to the same owner.
    #[must_use]
    pub fn s3_sibling(&self) -> Self {
        const SERVICES: [&str; 8] = ["ai", "app", "chat", "llm", "lobe", "lobechat", "lobehub", "www"];
        let domain = match self.0.split_once('.') {
            Some((service, domain)) if SERVICES.contains(&service) && domain.contains('.') => domain,
            Some(_) | None => &*self.0,
        };
        Self(format!("s3.{domain}"))
    }
}

impl FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('*') {
            return Err("it is a wildcard: name one host, and add the wildcard to lbgen.yaml later".to_owned());
        }
        let host = HostPattern::read(text).map_err(|refusal| format!("{}; {}", refusal.message, refusal.help))?;
        Ok(Self(host.as_str().to_owned()))
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::HostName;

    #[test]
    fn names_are_lower_cased_and_converted_to_ascii() {
        assert_eq!("Chat.Example.COM".parse::<HostName>().unwrap().as_str(), "chat.example.com");
        assert_eq!("bücher.example".parse::<HostName>().unwrap().as_str(), "xn--bcher-kva.example");
    }

    #[test]
    fn what_is_no_dns_name_is_refused() {
        for text in ["", ".", "a..b", "a.", "-a.com", "a_b.com", "*.a.com", "10.0.0.1", "a b", "a\nb", "a;b", "a/../b"]
        {
            assert!(text.parse::<HostName>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn the_store_is_suggested_inside_the_same_domain() {
        for (host, store) in [
            ("chat.example.com", "s3.example.com"),
            ("example.com", "s3.example.com"),
            ("example.co.uk", "s3.example.co.uk"),
            ("ai.com", "s3.ai.com"),
            ("localhost", "s3.localhost"),
        ] {
            assert_eq!(host.parse::<HostName>().unwrap().s3_sibling().as_str(), store);
        }
    }
}
