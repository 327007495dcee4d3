//! What is logged.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RequestPath;
use crate::source::Placed;

/// What is logged: requests to standard output, errors to standard error.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Logs {
    /// The form of the access log.
    #[schemars(extend("examples" = ["json"]))]
    pub access: Placed<AccessLog>,
    /// Requests for exactly these paths are not logged.
    #[schemars(extend("examples" = [["/api/version"]]))]
    pub exclude_paths: Vec<Placed<RequestPath>>,
}

impl Default for Logs {
    fn default() -> Self {
        Self { access: Placed::implied(AccessLog::Json), exclude_paths: Vec::new() }
    }
}

/// The form of the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessLog {
    /// One JSON object a line.
    Json,
    /// The classic combined format.
    Combined,
    /// None.
    Off,
}
