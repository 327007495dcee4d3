//! The address of a server that runs elsewhere.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// `host:port`, `1.2.3.4:80` or `[::1]:80`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress(String);

impl ServerAddress {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServerAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((host, port)) = text.rsplit_once(':') else {
            return Err("no port; write `host:port`".to_owned());
        };
        if !port.bytes().all(|byte| byte.is_ascii_digit()) || !port.parse::<u16>().is_ok_and(|port| port > 0) {
            return Err("the port is a number from 1 to 65535".to_owned());
        }
        if !is_address(host) && !is_name(host) {
            return Err("not a server; write `host:port`, `1.2.3.4:80` or `[::1]:80`".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

fn is_address(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    host.parse::<Ipv4Addr>().is_ok() || bracketed.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
}

fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= 253 && host.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::ServerAddress;

    #[test]
    fn names_and_addresses_of_both_families_are_taken() {
        for text in ["app_1:8080", "10.0.1.11:3210", "[::1]:80", "a.b-c.internal:65535"] {
            assert_eq!(text.parse::<ServerAddress>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_server_is_refused() {
        for text in [
            "", "a", ":80", "a:0", "a:65536", "a:+80", "a:80 ", "::1:80", "1.2.3:80", "a b:80", "a\":80", "-a:80",
            "[a]:80",
        ] {
            assert!(text.parse::<ServerAddress>().is_err(), "{text:?} was taken");
        }
    }
}
