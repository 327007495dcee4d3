//! Names of hosts that routes and certificates are for.

use std::fmt;

use super::{Leaf, LeafError, quoted};

/// A DNS name in lower-case ASCII; `*` may stand for the whole first label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPattern {
    name: String,
}

impl HostPattern {
    /// The pattern, with its `*.` if it has one.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// For `*.example.com`: `example.com`.
    pub fn wildcard_parent(&self) -> Option<&str> {
        self.name.strip_prefix("*.")
    }

    /// The wildcard whose certificate is good for this host: one label for the `*` (RFC 6125 section 6.4.3).
    pub fn wildcard_above(&self) -> Option<Self> {
        self.name.split_once('.').map(|(_, rest)| Self { name: format!("*.{rest}") })
    }

    /// This pattern, as a certificate's name, is good for that host (one label for a `*`, RFC 6125 section 6.4.3).
    pub fn covers(&self, host: &Self) -> bool {
        self.covers_name(&host.name)
    }

    /// As [`HostPattern::covers`], of a host by its name in lower-case ASCII.
    pub fn covers_name(&self, host: &str) -> bool {
        let under_wildcard =
            self.wildcard_parent().is_some_and(|parent| host.split_once('.').is_some_and(|(_, rest)| rest == parent));
        self.name == host || under_wildcard
    }
}

impl Leaf for HostPattern {
    const FORMAT: &'static str = "host";
    const DESCRIPTION: &'static str =
        "A DNS name; `*` may stand for the whole first label. Unicode names become their ASCII form.";
    const EXAMPLES: &'static [&'static str] = &["chat.example.com", "*.example.com"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let refuse =
            |why: &str, help: &str| Err(LeafError::new(format!("{} is no host name: {why}", quoted(text)), help));
        let (star, name) = text.strip_prefix("*.").map_or(("", text), |name| ("*.", name));
        if name.contains('*') {
            return refuse("`*` stands for the whole first label only", "write it as `*.example.com`");
        }
        if name.contains(['/', ':', '@']) {
            return refuse("it holds more than a name", "leave out scheme, port and path: `chat.example.com`");
        }
        if name.ends_with('.') {
            return refuse("it ends with a dot", "leave out the last dot");
        }
        if name.contains('_') {
            return refuse("it holds an underscore", "browsers and certificates refuse underscores; rename the host");
        }
        if name.is_empty() {
            return refuse("it names nothing", "leave `host` out to match any host");
        }
        let Ok(ascii) = idna::domain_to_ascii_strict(name) else {
            return refuse(
                "it breaks the rules of DNS names",
                "use labels of letters, digits and `-`, up to 63 each and 253 in all",
            );
        };
        if ascii.split('.').all(|label| label.bytes().all(|byte| byte.is_ascii_digit())) {
            return refuse("it is an address", "routes go by name; leave `host` out to match any host");
        }
        Ok(Self { name: format!("{star}{ascii}") })
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
