//! Where traffic goes, and how.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Duration, LeafError};
use super::{
    FilePath, HashKey, HealthCheck, HostPattern, Keepalive, Leaf, PassiveHealth, ResourceName, Retries, Server, Sticky,
    Timeouts, Whole,
};
use crate::source::Placed;

/// Where traffic goes, and how.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// The replicas of a service below; exactly one of `service` and `servers`.
    pub service: Option<Placed<ResourceName>>,
    /// The service's port, by number or by name; needed when the service has several.
    #[schemars(extend("examples" = ["http", 3210]))]
    pub port: Option<Placed<PortName>>,
    /// Servers that run elsewhere.
    #[schemars(extend("examples" = [["10.0.1.11:3210", {"address": "10.0.1.12:3210", "weight": 2}]]))]
    pub servers: Option<Placed<Vec<Placed<Server>>>>,
    /// What is spoken to the servers.
    #[serde(default)]
    #[schemars(extend("examples" = ["http"]))]
    pub protocol: Placed<Protocol>,
    /// How a server's certificate is checked; for `protocol: https`.
    #[schemars(extend("examples" = [{"verify": true, "ca": "certs/internal-ca.pem"}]))]
    pub tls: Option<Placed<UpstreamTls>>,
    /// The Host that is sent upstream.
    #[serde(default)]
    pub host: Placed<HostHeader>,
    /// How a server is chosen.
    #[serde(default)]
    #[schemars(extend("examples" = ["least_connections"]))]
    pub balance: Placed<Balance>,
    /// What is hashed; for `balance: hash`.
    pub hash_by: Option<Placed<HashKey>>,
    /// Keeps a client at one server.
    #[schemars(extend("examples" = [{"cookie": {"max_age": "1d"}}]))]
    pub sticky: Option<Placed<Sticky>>,
    /// Asks every server in turn; left out: not asked.
    #[schemars(extend("examples" = [{"path": "/healthz", "interval": "10s"}]))]
    pub health_check: Option<Placed<HealthCheck>>,
    /// Leaves out a server whose answers fail; left out: not watched.
    #[schemars(extend("examples" = [{"max_failures": 3, "window": "30s"}]))]
    pub passive_health: Option<Placed<PassiveHealth>>,
    /// What is tried again on another server.
    #[serde(default)]
    #[schemars(extend("examples" = [{"attempts": 2, "on": ["connect_error", "502"]}]))]
    pub retries: Placed<Retries>,
    /// How long the servers may take.
    #[serde(default)]
    #[schemars(extend("examples" = [{"connect": "5s", "read": "60s"}]))]
    pub timeouts: Timeouts,
    /// SSE, NDJSON, long polls, WebSocket: nothing is buffered either way, and `timeouts.read` defaults to 1h.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    pub streaming: Placed<bool>,
    /// Connections that wait for the next request.
    #[serde(default)]
    #[schemars(extend("examples" = [{"connections": 64, "idle": "4s"}]))]
    pub keepalive: Keepalive,
    /// Requests at once over all servers; the rest queue for `queue_timeout`, then 503.
    #[schemars(extend("examples" = [1000]))]
    pub max_connections: Option<Placed<Whole<1, 1_000_000>>>,
    /// How long a request may queue.
    pub queue_timeout: Option<Placed<Duration>>,
}

/// A service's port, by number or by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortName {
    /// By number.
    Number(u16),
    /// By its name in the service's `ports`.
    Name(ResourceName),
}

impl Leaf for PortName {
    const FORMAT: &'static str = "port-name";
    const DESCRIPTION: &'static str = "A port of the service, by number or by name.";
    const EXAMPLES: &'static [&'static str] = &["http", "3210"];
    const NUMERIC: bool = true;

    fn read(text: &str) -> Result<Self, LeafError> {
        if let Ok(number @ 1..) = text.parse() {
            return Ok(Self::Number(number));
        }
        ResourceName::read(text).map(Self::Name).map_err(|error| {
            LeafError::new(
                error.message.replace("name of an upstream or a service", "port"),
                "write a number from 1 to 65535, or a name from `ports`",
            )
        })
    }
}

impl fmt::Display for PortName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// What is spoken to an upstream's servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// HTTP/1.1.
    #[default]
    Http,
    /// HTTP over TLS.
    Https,
    /// HTTP/2 without TLS.
    H2c,
}

/// How a server's certificate is checked.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpstreamTls {
    /// Whether it is checked at all.
    #[schemars(extend("examples" = [true]))]
    pub verify: Placed<bool>,
    /// The authorities that are trusted, PEM; left out: those of the system.
    pub ca: Option<Placed<FilePath>>,
    /// The name that is asked for and checked; left out: the server's own.
    pub server_name: Option<Placed<HostPattern>>,
}

impl Default for UpstreamTls {
    fn default() -> Self {
        Self { verify: Placed::implied(true), ca: None, server_name: None }
    }
}

/// The Host that is sent upstream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum HostHeader {
    /// As the client sent it.
    #[default]
    Pass,
    /// The server's own address.
    Server,
    /// This name.
    Literal(String),
}

impl Leaf for HostHeader {
    const FORMAT: &'static str = "host-header";
    const DESCRIPTION: &'static str =
        "pass: as the client sent it; server: the server's own address; or a literal name, with a port if need be.";
    const EXAMPLES: &'static [&'static str] = &["pass", "server", "api.example.com"];

    fn read(text: &str) -> Result<Self, LeafError> {
        match text {
            "pass" => return Ok(Self::Pass),
            "server" => return Ok(Self::Server),
            _ => {}
        }
        let (name, port) = text.rsplit_once(':').unwrap_or((text, "80"));
        let literal = name.split('.').all(|label| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        });
        if literal && text.len() <= 253 && port.parse::<u16>().is_ok_and(|port| port > 0) {
            return Ok(Self::Literal(text.to_ascii_lowercase()));
        }
        Err(LeafError::new(
            format!("{} is no Host", super::leaf::quoted(text)),
            "write `pass`, `server`, or a name such as `api.example.com`",
        ))
    }
}

impl fmt::Display for HostHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pass => "pass",
            Self::Server => "server",
            Self::Literal(name) => name,
        })
    }
}

/// How a server is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// In turn, by weight.
    #[default]
    RoundRobin,
    /// The one with the fewest requests.
    LeastConnections,
    /// The better of two at random.
    RandomTwo,
    /// By the client's address: one server per IPv4 /24, whole address for IPv6.
    IpHash,
    /// By a consistent hash of `hash_by`.
    Hash,
}
