//! Answers that the proxy keeps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Duration, RoutePath, Size};
use crate::source::Placed;

/// Answers to GET that the proxy keeps and gives to everyone who asks for the same: for what never changes under its
/// name. Only a 200 is kept, never one with Set-Cookie or one that forbids it, and who sends Authorization is neither
/// given one nor has his kept.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// Prefixes on segment boundaries, at the route's path or below it.
    #[schemars(extend("examples" = [["/_next/static/"]]), length(min = 1))]
    pub paths: Placed<Vec<Placed<RoutePath>>>,
    /// How long an answer is kept at the most; it may ask for less by Cache-Control or Expires.
    #[serde(default = "month")]
    pub max_age: Placed<Duration>,
    /// How much is kept; what was not asked for the longest goes first.
    #[serde(default = "usual_size")]
    pub size: Placed<Size>,
}

fn month() -> Placed<Duration> {
    Placed::implied(Duration::from_secs(30 * 24 * 3600))
}

fn usual_size() -> Placed<Size> {
    Placed::implied(Size::from_bytes(64 << 20))
}
