//! Where the proxy listens.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ListenAddress, OneOrMany};
use crate::source::Placed;

/// Where the proxy listens.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Listen {
    /// Plain HTTP: a port, `address:port`, or a list of either; `null` for none.
    #[schemars(extend("examples" = [80]))]
    pub http: Option<OneOrMany<ListenAddress>>,
    /// HTTPS; left out: plain HTTP only.
    #[schemars(extend("examples" = [443]))]
    pub https: Option<OneOrMany<ListenAddress>>,
    /// Plain HTTP for the routes with `private: true` alone, inside the private network; never published, and without a
    /// part in `proxy_protocol`.
    #[schemars(extend("examples" = [8081]))]
    pub private: Option<OneOrMany<ListenAddress>>,
    /// Metrics and the proxy's status; answers loopback and private addresses only, and is never published.
    pub admin: Option<Placed<ListenAddress>>,
    /// The public listeners speak PROXY protocol, v1 or v2: `clients.trusted_proxies` name the client in it, and in nothing
    /// else. X-Forwarded-* headers are then discarded from everyone; whoever else sends a PROXY header is not believed.
    #[schemars(extend("examples" = [true]))]
    pub proxy_protocol: Placed<bool>,
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            http: Some(OneOrMany::implied(ListenAddress::any(80))),
            https: None,
            private: None,
            admin: None,
            proxy_protocol: Placed::implied(false),
        }
    }
}
