//! How the client speaks TLS: whom it trusts, which versions it offers, which name it asks for.

use super::Client;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ALL_VERSIONS, ClientConfig, RootCertStore, SupportedProtocolVersion};

/// One way to speak TLS.
#[derive(Clone)]
pub struct Tls {
    authority: CertificateDer<'static>,
    versions: Vec<&'static SupportedProtocolVersion>,
    alpn: Vec<Vec<u8>>,
    name: Option<String>,
    named: bool,
}

impl Tls {
    /// Trusts this certificate authority, offers TLS 1.2 and 1.3, and `http/1.1` by ALPN.
    #[must_use]
    pub fn trusting(authority: CertificateDer<'static>) -> Self {
        Self { authority, versions: ALL_VERSIONS.to_vec(), alpn: vec![b"http/1.1".to_vec()], name: None, named: true }
    }

    /// Offers only these, of `tokio_rustls::rustls::version`.
    #[must_use]
    pub fn versions(mut self, versions: &[&'static SupportedProtocolVersion]) -> Self {
        self.versions = versions.to_vec();
        self
    }

    /// Offers these by ALPN, in this order.
    #[must_use]
    pub fn alpn(mut self, protocols: &[&str]) -> Self {
        self.alpn = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        self
    }

    /// Asks for this name whatever the request's host is.
    #[must_use]
    pub fn server_name(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// Sends no name at all.
    #[must_use]
    pub fn without_server_name(mut self) -> Self {
        self.named = false;
        self
    }

    /// Makes the handshake on a fresh stream.
    pub async fn connect(&self, stream: TcpStream, host: &str) -> io::Result<TlsStream<TcpStream>> {
        let name = self.name.as_deref().unwrap_or(host).to_owned();
        let name = ServerName::try_from(name).map_err(io::Error::other)?;
        TlsConnector::from(Arc::new(self.config()?)).connect(name, stream).await
    }

    fn config(&self) -> io::Result<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.clone()).map_err(io::Error::other)?;
        let builder = ClientConfig::builder_with_protocol_versions(&self.versions);
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols.clone_from(&self.alpn);
        config.enable_sni = self.named;
        Ok(config)
    }
}

impl Client {
    /// Makes the handshake and no request, and says what was agreed on.
    ///
    /// # Errors
    /// When the handshake is refused, or the certificate is not good for the name.
    pub async fn handshake(&self, host: &str) -> io::Result<TlsStream<TcpStream>> {
        let tls = self.tls.as_ref().ok_or_else(|| io::Error::other("this client speaks plain HTTP"))?;
        let stream = self.dial().await?;
        super::within(self.patience, tls.connect(stream, host)).await
    }
}
