//! Addresses: `host:port` of a server, `port` or `address:port` of a listener.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use super::{Leaf, LeafError, digits, quoted};

/// The host of a server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServerHost {
    /// An address.
    Ip(IpAddr),
    /// A name that the engine resolves: letters, digits, `-`, `_` and dots, lower case.
    Name(String),
}

/// Where a server listens: host and port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Address or name.
    pub host: ServerHost,
    /// Port.
    pub port: u16,
}

impl Leaf for Address {
    const FORMAT: &'static str = "address";
    const DESCRIPTION: &'static str = "Where a server listens: host:port, address:port or [IPv6]:port.";
    const EXAMPLES: &'static [&'static str] = &["10.0.1.11:3210", "app.internal:8080", "[2001:db8::1]:80"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return port(text, &address.port().to_string())
                .map(|port| Self { host: ServerHost::Ip(address.ip()), port });
        }
        let invalid = |why: &str| {
            LeafError::new(
                format!("{} is no address: {why}", quoted(text)),
                "write `host:port`, `10.0.1.11:3210` or `[2001:db8::1]:80`",
            )
        };
        if text.contains('/') {
            return Err(invalid("it is more than a host and a port"));
        }
        let (host, number) = text.rsplit_once(':').ok_or_else(|| invalid("the port is missing"))?;
        if host.contains(':') {
            return Err(invalid("an IPv6 address stands in brackets"));
        }
        if host.split('.').all(|part| digits(part).is_some()) {
            return Err(invalid("an IPv4 address has four numbers up to 255"));
        }
        if !is_server_name(host) {
            return Err(invalid("a host is made of letters, digits, `-`, `_` and dots"));
        }
        Ok(Self { host: ServerHost::Name(host.to_ascii_lowercase()), port: port(text, number)? })
    }
}

/// A name as a resolver takes it: DNS labels, in which containers' names may also hold underscores.
fn is_server_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}

fn port(whole: &str, number: &str) -> Result<u16, LeafError> {
    digits(number).and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0).ok_or_else(|| {
        LeafError::new(
            format!("{} has no port between 1 and 65535", quoted(whole)),
            "write the port as a number from 1 to 65535",
        )
    })
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            ServerHost::Ip(ip) => SocketAddr::new(*ip, self.port).fmt(f),
            ServerHost::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

/// Where the proxy listens: a port on all addresses, or one address and a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListenAddress {
    /// The one address; none for all of them.
    pub ip: Option<IpAddr>,
    /// The port.
    pub port: u16,
}

impl ListenAddress {
    /// A port on all addresses.
    pub const fn any(port: u16) -> Self {
        Self { ip: None, port }
    }

    /// Both would take the same port of the same address.
    pub fn collides(self, other: Self) -> bool {
        let everywhere = |ip: Option<IpAddr>| ip.is_none_or(|ip| ip.is_unspecified());
        self.port == other.port && (self.ip == other.ip || everywhere(self.ip) || everywhere(other.ip))
    }

    /// It answers on every address of the machine.
    pub fn is_everywhere(self) -> bool {
        self.ip.is_none_or(|ip| ip.is_unspecified())
    }
}

impl Leaf for ListenAddress {
    const FORMAT: &'static str = "listen-address";
    const DESCRIPTION: &'static str = "Where the proxy listens: a port, address:port or [IPv6]:port.";
    const EXAMPLES: &'static [&'static str] = &["80", "127.0.0.1:9180", "[::1]:8080"];
    const NUMERIC: bool = true;

    fn read(text: &str) -> Result<Self, LeafError> {
        let help = "write a port such as `443`, or `127.0.0.1:9180`, or `[::1]:9180`";
        match text.rsplit_once(':') {
            None => port(text, text).map(Self::any),
            Some(("*", number)) => port(text, number).map(Self::any),
            Some(_) => match text.parse::<SocketAddr>() {
                Ok(address) if address.port() > 0 => Ok(Self { ip: Some(address.ip()), port: address.port() }),
                _ => Err(LeafError::new(format!("{} is no listening address", quoted(text)), help)),
            },
        }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ip {
            Some(ip) => SocketAddr::new(ip, self.port).fmt(f),
            None => self.port.fmt(f),
        }
    }
}
