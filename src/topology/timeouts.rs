//! How long an upstream may take, and how long its connections are kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Duration, Whole};
use crate::source::Placed;

/// How long an upstream may take.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Timeouts {
    /// To take a connection.
    pub connect: Placed<Duration>,
    /// Silence between two reads; before the answer it ends in 504. Left out: 60s, or 1h when streaming.
    pub read: Option<Placed<Duration>>,
    /// Between two writes of a request.
    pub send: Placed<Duration>,
    /// Silence in a WebSocket tunnel.
    pub tunnel: Placed<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Placed::implied(Duration::from_secs(5)),
            read: None,
            send: Placed::implied(Duration::from_secs(60)),
            tunnel: Placed::implied(Duration::from_secs(3600)),
        }
    }
}

/// Connections to an upstream that wait for the next request.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Keepalive {
    /// How many wait at the most.
    #[schemars(extend("examples" = [64]))]
    pub connections: Placed<Whole<1, 100_000>>,
    /// How long they wait; keep it under the application's own limit (Node: 5s), or POSTs die on reused connections.
    pub idle: Placed<Duration>,
}

impl Default for Keepalive {
    fn default() -> Self {
        Self { connections: Placed::implied(Whole::new(64)), idle: Placed::implied(Duration::from_secs(4)) }
    }
}
