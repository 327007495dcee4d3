//! Headers that are set and removed on the way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HeaderName, HeaderValue, Named};
use crate::source::Placed;

/// Headers that are set and removed on the way.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Headers {
    /// On the way to the upstream.
    #[schemars(extend("examples" = [{"set": {"X-Env": "prod"}, "remove": ["X-Debug"]}]))]
    pub request: HeaderRules,
    /// On the way to the client.
    #[schemars(extend("examples" = [{"set": {"X-Robots-Tag": "noindex"}, "remove": ["X-Powered-By"]}]))]
    pub response: HeaderRules,
}

/// Headers to set and to remove.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct HeaderRules {
    /// Set to this value, whatever was there.
    #[schemars(extend("examples" = [{"X-Env": "prod"}]))]
    pub set: Named<HeaderValue, HeaderName>,
    /// Taken away.
    #[schemars(extend("examples" = [["X-Debug"]]))]
    pub remove: Vec<Placed<HeaderName>>,
}
