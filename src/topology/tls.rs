//! How HTTPS is spoken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Acme, Duration, FilePath, HostPattern};
use crate::source::Placed;

/// How HTTPS is spoken.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// The profile of the Server Side TLS guideline 6.0.
    #[schemars(extend("examples" = ["intermediate"]))]
    pub profile: Placed<TlsProfile>,
    /// Sends plain HTTP to HTTPS for good, keeping the method; left out: yes when HTTPS listens.
    #[schemars(extend("examples" = [true]))]
    pub redirect_http: Option<Placed<bool>>,
    /// Tells browsers to use HTTPS only; left out: not told.
    #[schemars(extend("examples" = [{"max_age": "730d"}]))]
    pub hsts: Option<Placed<Hsts>>,
    /// HTTP/3 as well, over UDP on the ports of `listen.https`; answers over HTTPS tell clients of it.
    #[schemars(extend("examples" = [true]))]
    pub http3: Placed<bool>,
    /// Certificates, chosen by the name that the client asks for.
    #[schemars(extend("examples" = [[{"hosts": ["chat.example.com"], "cert": "certs/chat.pem", "key": "certs/chat.key"}]]))]
    pub certificates: Vec<Placed<Certificate>>,
    /// Certificates from an ACME authority, for the hosts of routes that no certificate above covers.
    #[schemars(extend("examples" = [{"email": "ops@example.com"}]))]
    pub acme: Option<Placed<Acme>>,
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            profile: Placed::implied(TlsProfile::Intermediate),
            redirect_http: None,
            hsts: None,
            http3: Placed::implied(false),
            certificates: Vec::new(),
            acme: None,
        }
    }
}

/// A profile of the Server Side TLS guideline 6.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TlsProfile {
    /// TLS 1.2 and 1.3, for clients of the last ten years.
    Intermediate,
    /// TLS 1.3 only.
    Modern,
}

/// HTTP Strict Transport Security (RFC 6797).
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Hsts {
    /// For how long.
    pub max_age: Placed<Duration>,
    /// For all names below as well.
    #[schemars(extend("examples" = [false]))]
    pub include_subdomains: Placed<bool>,
    /// Asks for a place in the browsers' lists; needs a year and all names below.
    #[schemars(extend("examples" = [false]))]
    pub preload: Placed<bool>,
}

impl Default for Hsts {
    fn default() -> Self {
        Self {
            max_age: Placed::implied(Duration::from_secs(730 * 86_400)),
            include_subdomains: Placed::implied(false),
            preload: Placed::implied(false),
        }
    }
}

/// A certificate with its key.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The names that it is for.
    #[schemars(extend("examples" = [["chat.example.com"]]), length(min = 1))]
    pub hosts: Placed<Vec<Placed<HostPattern>>>,
    /// The certificate and its chain, PEM.
    pub cert: Placed<FilePath>,
    /// Its private key, PEM.
    #[schemars(extend("examples" = ["certs/chat.key"]))]
    pub key: Placed<FilePath>,
}
