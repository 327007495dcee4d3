//! How much one client may ask for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cidr, LimitKey, Rate, Whole};
use crate::source::Placed;

/// A token bucket per key and route: `burst` requests at once, then `rate`; what is over gets 429.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// How fast the bucket fills.
    pub rate: Placed<Rate>,
    /// How many requests it holds: that many pass at once.
    #[serde(default = "default_burst")]
    #[schemars(extend("examples" = [20]))]
    pub burst: Placed<Whole<1, 1_000_000>>,
    /// What a bucket is kept for.
    #[serde(default = "client_ip")]
    pub by: Placed<LimitKey>,
    /// Networks that are not limited.
    #[serde(default)]
    #[schemars(extend("examples" = [["10.0.0.0/8"]]))]
    pub exempt: Vec<Placed<Cidr>>,
}

fn default_burst() -> Placed<Whole<1, 1_000_000>> {
    Placed::implied(Whole::new(1))
}

fn client_ip() -> Placed<LimitKey> {
    Placed::implied(LimitKey::ClientIp)
}

/// Requests in flight per key and route; what is over gets 429.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concurrency {
    /// How many at once.
    #[schemars(extend("examples" = [50]))]
    pub limit: Placed<Whole<1, 1_000_000>>,
    /// What is counted by.
    #[serde(default = "client_ip")]
    pub by: Placed<LimitKey>,
}
