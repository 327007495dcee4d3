//! How a server's health is found out: by asking it, and by watching its answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Duration, RequestPath, StatusRange, Whole};
use crate::source::Placed;

/// Asks every server in turn; a sick one gets no new request.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HealthCheck {
    /// What is asked for.
    pub path: Placed<RequestPath>,
    /// Time between two checks of one server.
    pub interval: Placed<Duration>,
    /// How long an answer may take.
    pub timeout: Placed<Duration>,
    /// Good answers in a row that make a sick server healthy.
    #[schemars(extend("examples" = [2]))]
    pub healthy_after: Placed<Whole<1, 100>>,
    /// Bad answers in a row that make a healthy server sick.
    #[schemars(extend("examples" = [3]))]
    pub unhealthy_after: Placed<Whole<1, 100>>,
    /// Statuses that are good answers.
    #[schemars(extend("examples" = [["200", "300-399"]]), length(min = 1))]
    pub status: Placed<Vec<Placed<StatusRange>>>,
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            path: Placed::implied(RequestPath::root()),
            interval: Placed::implied(Duration::from_secs(10)),
            timeout: Placed::implied(Duration::from_secs(2)),
            healthy_after: Placed::implied(Whole::new(2)),
            unhealthy_after: Placed::implied(Whole::new(3)),
            status: Placed::implied(vec![Placed::implied(StatusRange { first: 200, last: 200 })]),
        }
    }
}

/// Watches the answers of real requests; a server that fails too often is left out for a while.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PassiveHealth {
    /// Failures within the window that make a server left out.
    #[schemars(extend("examples" = [3]))]
    pub max_failures: Placed<Whole<1, 1000>>,
    /// Within which failures count, and for how long the server is then left out.
    pub window: Placed<Duration>,
}

impl Default for PassiveHealth {
    fn default() -> Self {
        Self { max_failures: Placed::implied(Whole::new(3)), window: Placed::implied(Duration::from_secs(30)) }
    }
}
