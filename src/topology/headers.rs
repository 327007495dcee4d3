//! Headers that are set and removed on the way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HeaderName, HeaderValue, Named, RequestValue};
use crate::source::Placed;

/// Headers that are set and removed on the way.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Headers {
    /// On the way to the upstream.
    #[schemars(extend("examples" = [{"set": {"X-Env": "prod"}, "remove": ["X-Debug"]}]))]
    pub request: RequestHeaders,
    /// On the way to the client.
    #[schemars(extend("examples" = [{"set": {"X-Robots-Tag": "noindex"}, "remove": ["X-Powered-By"]}]))]
    pub response: HeaderRules,
}

/// Headers to set and to remove on the way to the upstream.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RequestHeaders {
    /// Set to this value, whatever the client sent: a text, or a secret that the proxy has in its environment.
    #[schemars(extend("examples" = [{"X-Env": "prod", "Authorization": {"from_secret": "OPENAI_API_KEY", "prefix": "Bearer "}}]))]
    pub set: Named<RequestValue, HeaderName>,
    /// Taken away.
    #[schemars(extend("examples" = [["X-Debug"]]))]
    pub remove: Vec<Placed<HeaderName>>,
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
