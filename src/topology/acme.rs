//! Certificates that are had from an ACME authority, and renewed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AcmeDirectory, DnsProvider, EmailAddress};
use crate::source::Placed;

/// Certificates from an ACME authority (RFC 8555), for every route's host that no entry of `certificates` covers: one
/// for each host, renewed before it ends.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acme {
    /// Where the authority writes to when something is wrong with a certificate.
    pub email: Placed<EmailAddress>,
    /// How the authority is shown that a host is yours.
    #[serde(default)]
    #[schemars(extend("examples" = ["http-01"]))]
    pub challenge: Placed<AcmeChallenge>,
    /// Who serves the hosts' DNS; with `dns-01` only. Its credentials come from the environment, under the provider's
    /// own names.
    pub dns_provider: Option<Placed<DnsProvider>>,
    /// The authority's directory; left out: that of Let's Encrypt.
    #[serde(default)]
    pub directory: Placed<AcmeDirectory>,
}

/// How an authority is shown that a host is yours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
pub enum AcmeChallenge {
    /// By an answer over plain HTTP on port 80 (RFC 8555 section 8.3).
    #[default]
    #[serde(rename = "http-01")]
    Http01,
    /// By a record in DNS (RFC 8555 section 8.4); the only way to a wildcard.
    #[serde(rename = "dns-01")]
    Dns01,
}
