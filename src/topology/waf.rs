//! A web application firewall before a route.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Placed;

/// Requests are inspected by the rules of the OWASP Core Rule Set.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waf {
    /// What becomes of a request that looks like an attack.
    #[schemars(extend("examples" = ["block"]))]
    pub mode: Placed<WafMode>,
}

/// What becomes of a request that looks like an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WafMode {
    /// It is answered 403.
    Block,
    /// It is logged and passes.
    Detect,
}
