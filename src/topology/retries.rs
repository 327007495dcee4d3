//! What is tried again on another server.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RetryCondition, Whole};
use crate::source::Placed;

/// What is tried again on another server: only what is safe to repeat, never a POST that was sent.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retries {
    /// Tries in all, the first one included: 1 is no retry.
    #[schemars(extend("examples" = [2]))]
    pub attempts: Placed<Whole<1, 10>>,
    /// What is a reason to try again.
    #[schemars(extend("examples" = [["connect_error", "timeout", "502", "503", "504"]]), length(min = 1))]
    pub on: Placed<Vec<Placed<RetryCondition>>>,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            attempts: Placed::implied(Whole::new(2)),
            on: Placed::implied(vec![Placed::implied(RetryCondition::ConnectError)]),
        }
    }
}
