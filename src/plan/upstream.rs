//! An upstream with its servers found and its defaults in.

use crate::source::{Place, Placed};
use crate::topology::{
    Balance, CookieName, CookiePath, Duration, HashKey, HealthCheck, HostHeader, Keepalive, PassiveHealth, Protocol,
    Retries, SameSite, Secure, Timeouts, UpstreamTls, Whole,
};

use super::{Server, Side, Sides, Tls};

/// An upstream with its servers found and its defaults in.
#[derive(Debug)]
pub struct Upstream<'t> {
    /// Its name.
    pub name: &'t str,
    /// Where it stands in the topology.
    pub place: Option<Place>,
    /// Which sides' routes lead to it.
    pub reached: Sides<bool>,
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
    /// On answers over HTTPS: plain HTTP reaches the upstream too, by a public listener or the private one.
    WhenHttps,
}

impl CookieSecurity {
    /// What is asked, as the listeners of the sides make it that the cookie is set on.
    pub(super) fn of(asked: Secure, tls: Option<&Tls<'_>>, sides: Sides<bool>) -> Self {
        let over_https = tls.filter(|_| *sides.on(Side::Public));
        match (asked, over_https) {
            (Secure::Fixed(true), _) => Self::Always,
            (Secure::Fixed(false), _) | (Secure::Auto, None) => Self::Never,
            (Secure::Auto, Some(tls)) if tls.redirect_http && !sides.on(Side::Private) => Self::Always,
            (Secure::Auto, Some(_)) => Self::WhenHttps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secured(redirect_http: bool, is_reached: impl Fn(Side) -> bool) -> CookieSecurity {
        let tls = Tls {
            place: None,
            profile: crate::topology::TlsProfile::Intermediate,
            redirect_http,
            port: 443,
            hsts: None,
            http3: None,
            certificates: Vec::new(),
            acme: None,
        };
        CookieSecurity::of(Secure::Auto, Some(&tls), Sides::each(is_reached))
    }

    #[test]
    fn a_cookie_is_secure_where_no_plain_http_reaches_its_upstream() {
        assert_eq!(secured(true, |side| side == Side::Public), CookieSecurity::Always);
        assert_eq!(secured(false, |side| side == Side::Public), CookieSecurity::WhenHttps);
        assert_eq!(secured(true, |_| true), CookieSecurity::WhenHttps);
        assert_eq!(secured(true, |side| side == Side::Private), CookieSecurity::Never);
    }
}
