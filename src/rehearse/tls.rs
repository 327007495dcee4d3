//! What rustls is told: certificates of mock upstreams, and whom clients trust.

use std::io;

use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::verify::Authority;

/// For a mock upstream that speaks TLS under these names and addresses.
///
/// # Errors
/// A name that no certificate can hold.
pub fn server_config(authority: &Authority, names: &[String]) -> io::Result<ServerConfig> {
    let issued = authority.issue(names).map_err(io::Error::other)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(issued.chain.as_bytes()).collect();
    let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).map_err(io::Error::other)?;
    let builder = ServerConfig::builder().with_no_client_auth();
    builder.with_single_cert(chain.map_err(io::Error::other)?, key).map_err(io::Error::other)
}

/// The authority as clients are told to trust it.
pub fn trusted(authority: &Authority) -> CertificateDer<'static> {
    CertificateDer::from(authority.der().to_vec())
}
