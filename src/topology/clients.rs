//! What is believed of the other side, and granted to it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cidr, Duration, Size, TrustedPeers};
use crate::source::Placed;

/// What is believed of clients, and granted to them.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Clients {
    /// Peers whose X-Forwarded-* headers count, or whose PROXY header with `listen.proxy_protocol`; anyone else's are
    /// discarded. `cloudflare` and `fastly` stand for their networks, `{ file: … }` for those that a file lists.
    #[schemars(extend("examples" = [["10.0.0.0/8"], ["cloudflare"], [{"file": "cdn/cloudfront.txt"}]]))]
    pub trusted_proxies: Vec<Placed<TrustedPeers>>,
    /// The X-Forwarded-For that is sent upstream.
    #[schemars(extend("examples" = ["replace"]))]
    pub forwarded_for: Placed<ForwardedFor>,
    /// The largest request head: all header lines together, and any one of them.
    pub max_header: Placed<Size>,
    /// How long a client may take.
    #[schemars(extend("examples" = [{"header": "15s", "body": "60s", "keepalive": "65s"}]))]
    pub timeouts: ClientTimeouts,
}

impl Clients {
    /// The networks of the trusted peers, each once, at the place of the entry that brings it first.
    pub fn trusted_networks(&self) -> Vec<Placed<Cidr>> {
        let mut known = BTreeSet::new();
        let meant = self.trusted_proxies.iter().flat_map(|peers| {
            let networks = peers.networks().into_iter();
            networks.map(|network| peers.with(network))
        });
        meant.filter(|network| known.insert(**network)).collect()
    }
}

impl Default for Clients {
    fn default() -> Self {
        Self {
            trusted_proxies: Vec::new(),
            forwarded_for: Placed::implied(ForwardedFor::Replace),
            max_header: Placed::implied(Size::from_bytes(32 << 10)),
            timeouts: ClientTimeouts::default(),
        }
    }
}

/// The X-Forwarded-For that is sent upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ForwardedFor {
    /// One value: the client.
    Replace,
    /// What a trusted proxy sent, and that proxy's own address behind it.
    Append,
}

/// How long a client may take.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClientTimeouts {
    /// For a request's head, from its first byte to its last.
    pub header: Placed<Duration>,
    /// Between two reads of a request's body.
    pub body: Placed<Duration>,
    /// For the next request on an idle connection.
    pub keepalive: Placed<Duration>,
}

impl Default for ClientTimeouts {
    fn default() -> Self {
        Self {
            header: Placed::implied(Duration::from_secs(15)),
            body: Placed::implied(Duration::from_secs(60)),
            keepalive: Placed::implied(Duration::from_secs(65)),
        }
    }
}
