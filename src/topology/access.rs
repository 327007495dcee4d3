//! Who may use a route.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cidr;
use crate::source::Placed;

/// Networks that a route lets in or keeps out; others get 403.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// When not empty, everyone else is shut out.
    #[serde(default)]
    #[schemars(extend("examples" = [["10.0.0.0/8"]]))]
    pub allow: Vec<Placed<Cidr>>,
    /// Shut out even when allowed.
    #[serde(default)]
    #[schemars(extend("examples" = [["203.0.113.0/24"]]))]
    pub deny: Vec<Placed<Cidr>>,
}
