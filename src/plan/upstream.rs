//! An upstream with its servers found and its defaults in.

use crate::source::{Place, Placed};
use crate::topology::{
    Balance, CookieName, CookiePath, Duration, HashKey, HealthCheck, HostHeader, Keepalive, PassiveHealth, Protocol,
    Retries, SameSite, Secure, Timeouts, UpstreamTls, Whole,
};

use super::{Server, Tls};

/// An upstream with its servers found and its defaults in.
#[derive(Debug)]
pub struct Upstream<'t> {
    /// Its name.
    pub name: &'t str,
    /// Where it stands in the topology.
    pub place: Option<Place>,
    /// Its servers, in the order of the file or of the replicas.
    pub servers: Vec<Server<'t>>,
    /// What is spoken to them.
    pub protocol: &'t Placed<Protocol>,
    /// How their certificates are checked; there for `https` alone.
    pub tls: Option<&'t Placed<UpstreamTls>>,
    /// The Host that is sent.
    pub host: &'t Placed<HostHeader>,
    /// How a server is chosen.
    pub balance: &'t Placed<Balance>,
    /// What is hashed; there for `balance: hash` alone.
    pub hash_by: Option<&'t Placed<HashKey>>,
    /// Keeps a client at one server.
    pub sticky: Option<StickyCookie<'t>>,
    /// Asks every server in turn.
    pub health_check: Option<&'t Placed<HealthCheck>>,
    /// Watches the answers of real requests.
    pub passive_health: Option<&'t Placed<PassiveHealth>>,
    /// What is tried again on another server.
    pub retries: &'t Placed<Retries>,
    /// Connect, send and tunnel; for `read` see the next field.
    pub timeouts: &'t Timeouts,
    /// Silence between two reads: as given, else 60s, or 1h when streaming.
    pub read_timeout: Duration,
    /// Nothing is buffered either way.
    pub streaming: &'t Placed<bool>,
    /// Connections that wait for the next request.
    pub keepalive: &'t Keepalive,
    /// Requests at once over all servers.
    pub max_connections: Option<&'t Placed<Whole<1, 1_000_000>>>,
    /// How long a request may queue: as given, else 10s.
    pub queue_timeout: Duration,
    /// Where `queue_timeout` stands, if it was given.
    pub queue_timeout_place: Option<Place>,
}

/// A sticky cookie with its name and its security settled.
#[derive(Debug)]
pub struct StickyCookie<'t> {
    /// Where `sticky` stands.
    pub place: Option<Place>,
    /// As given, else `lb_` and the upstream's name.
    pub name: CookieName,
    /// How long the browser keeps it; none: until it closes.
    pub max_age: Option<Duration>,
    /// When it is marked `Secure`.
    pub secure: CookieSecurity,
    /// Out of the reach of scripts.
    pub http_only: bool,
    /// Whether other sites' requests carry it.
    pub same_site: SameSite,
    /// The path that it is for.
    pub path: &'t Placed<CookiePath>,
}

/// When a cookie is marked `Secure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieSecurity {
    /// On every answer.
    Always,
    /// On none.
    Never,
    /// On answers over HTTPS: plain HTTP reaches the upstream too.
    WhenHttps,
}

impl CookieSecurity {
    /// What is asked, as the listeners make it.
    pub(super) fn of(asked: Secure, tls: Option<&Tls<'_>>) -> Self {
        match (asked, tls) {
            (Secure::Fixed(true), _) => Self::Always,
            (Secure::Fixed(false), _) | (Secure::Auto, None) => Self::Never,
            (Secure::Auto, Some(tls)) if tls.redirect_http => Self::Always,
            (Secure::Auto, Some(_)) => Self::WhenHttps,
        }
    }
}
