//! A service that is asked about every request.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AuthUrl, FilePath, HeaderName};
use crate::source::Placed;

/// A service that is asked about every request: 2xx lets it in, anything else is what the client gets.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForwardAuth {
    /// Where it is asked: a GET with the client's headers and no body; X-Forwarded-Method, -Proto, -Host, -Uri and -For say
    /// what the client asked for.
    pub url: Placed<AuthUrl>,
    /// Headers of its answer that go upstream with a request that is let in. What a client sends under these names does
    /// not.
    #[serde(default)]
    #[schemars(extend("examples" = [["X-User", "X-Groups"]]))]
    pub copy_headers: Placed<Vec<Placed<HeaderName>>>,
    /// How the service's certificate is checked; for `https`.
    #[schemars(extend("examples" = [{"verify": true, "ca": "certs/internal-ca.pem"}]))]
    pub tls: Option<Placed<ForwardTls>>,
}

/// How an authentication service's certificate is checked; the name is that of the URL.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ForwardTls {
    /// Whether it is checked at all.
    #[schemars(extend("examples" = [true]))]
    pub verify: Placed<bool>,
    /// The authorities that are trusted, PEM; left out: those of the system.
    pub ca: Option<Placed<FilePath>>,
}

impl Default for ForwardTls {
    fn default() -> Self {
        Self { verify: Placed::implied(true), ca: None }
    }
}
