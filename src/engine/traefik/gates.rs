//! Which releases of Traefik know which setting: an unknown nested key is fatal there.

use crate::topology::EngineVersion;

/// What the oldest release that the output must run on can be told.
#[derive(Debug, Clone, Copy)]
pub struct Gates(EngineVersion);

impl Gates {
    /// The oldest release that is rendered for.
    pub const OLDEST: EngineVersion = EngineVersion::new(3, 3, 0);

    /// For that release and all later ones.
    pub fn new(version: EngineVersion) -> Self {
        Self(version)
    }

    /// `strategy: p2c`.
    pub fn p2c(self) -> bool {
        self.0.is_at_least(3, 4, 0)
    }

    /// The curve `X25519MLKEM768`.
    pub fn post_quantum_curve(self) -> bool {
        self.0.is_at_least(3, 5, 0)
    }

    /// `strategy: hrw`.
    pub fn hrw(self) -> bool {
        self.0.is_at_least(3, 6, 0)
    }

    /// `passiveHealthCheck`.
    pub fn passive_health(self) -> bool {
        self.0.is_at_least(3, 6, 0)
    }

    /// `parentRefs` of a router.
    pub fn nested_routers(self) -> bool {
        self.0.is_at_least(3, 6, 0)
    }

    /// `healthCheck` of plain TCP.
    pub fn tcp_health(self) -> bool {
        self.0.is_at_least(3, 6, 0)
    }

    /// `encodedCharacters` of an entry point.
    pub fn encoded_characters(self) -> bool {
        self.0.is_at_least(3, 6, 4)
    }

    /// `Host("*.example.com")`.
    pub fn wildcard_host(self) -> bool {
        self.0.is_at_least(3, 7, 0)
    }

    /// `retry.status` and what goes with it.
    pub fn retry_status(self) -> bool {
        self.0.is_at_least(3, 7, 0)
    }

    /// `middlewares` of a service.
    pub fn service_middlewares(self) -> bool {
        self.0.is_at_least(3, 7, 0)
    }

    /// `maxResponseBodySize` of `forwardAuth`.
    pub fn limits_auth_answers(self) -> bool {
        self.0.is_at_least(3, 6, 9)
    }

    /// `accessLog.fields.queryParameters`.
    pub fn logged_query(self) -> bool {
        self.0.is_at_least(3, 7, 9)
    }

    /// `aliasHeadersStrategy` of an entry point.
    pub fn alias_headers(self) -> bool {
        self.0.is_at_least(3, 7, 13)
    }
}
