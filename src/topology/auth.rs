//! Who has to show who he is.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Basic, Credential, FilePath, ForwardAuth, HeaderName};
use crate::source::Placed;

/// Who is let in by what he shows; others: 401.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// A key in a header. It does not go upstream; its owner's name does, as X-Consumer.
    #[schemars(extend("examples" = [{"header": "X-API-Key", "keys_file": "secrets/api-keys"}]))]
    pub api_key: Option<Placed<ApiKey>>,
    /// A name and a password, as browsers ask for them. Neither goes upstream, but the name does, as X-Consumer.
    #[schemars(extend("examples" = [{"users_file": "secrets/htpasswd", "realm": "Chat"}]))]
    pub basic: Option<Placed<Basic>>,
    /// A service of your own that is asked about every request.
    #[schemars(extend("examples" = [{"url": "http://auth:9091/verify", "copy_headers": ["X-User"]}]))]
    pub forward: Option<Placed<ForwardAuth>>,
}

/// A key in a header, of those in a file.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// The header that the key comes in.
    #[serde(default = "default_header")]
    #[schemars(extend("examples" = ["X-API-Key"]))]
    pub header: Placed<HeaderName>,
    /// The keys: a line `name:key` each; blank lines and lines that begin with `#` are left out.
    #[schemars(extend("examples" = ["secrets/api-keys"]))]
    pub keys_file: Placed<FilePath>,
    /// What was read from that file; none when it is missing, or not read yet.
    #[serde(skip)]
    pub keys: Option<Arc<[Credential]>>,
}

fn default_header() -> Placed<HeaderName> {
    Placed::implied(HeaderName::api_key())
}
