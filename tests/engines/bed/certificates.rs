//! A certificate authority of the test's own, and certificates that it signed.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose};
use std::fs;
use std::path::{Path, PathBuf};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Writes into one folder: `ca.pem`, and `NAME.pem` with `NAME.key` for each certificate.
pub struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    folder: PathBuf,
}

impl Certificates {
    pub fn in_folder(folder: &Path) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name.push(rcgen::DnType::CommonName, "test authority");
        let key = KeyPair::generate().expect("a key");
        let authority = CertifiedIssuer::self_signed(params, key).expect("an authority");
        fs::create_dir_all(folder).expect("a folder for certificates");
        fs::write(folder.join("ca.pem"), authority.pem()).expect("ca.pem can be written");
        Self { authority, folder: folder.to_owned() }
    }

    /// What clients have to trust.
    pub fn authority(&self) -> CertificateDer<'static> {
        self.authority.der().clone()
    }

    /// Writes `NAME.pem` (with the authority behind it) and `NAME.key`, good for these hosts.
    pub fn issue(&self, name: &str, hosts: &[&str]) {
        let (certificate, key) = self.sign(hosts);
        let chain = certificate.pem() + &self.authority.pem();
        fs::write(self.folder.join(format!("{name}.pem")), chain).expect("a certificate can be written");
        fs::write(self.folder.join(format!("{name}.key")), key.serialize_pem()).expect("a key can be written");
    }

    /// For a mock upstream that speaks TLS under these hosts.
    pub fn server_config(&self, hosts: &[&str]) -> ServerConfig {
        let (certificate, key) = self.sign(hosts);
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let chain = vec![certificate.der().clone()];
        ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).expect("a server's certificate")
    }

    fn sign(&self, hosts: &[&str]) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        let params = CertificateParams::new(hosts).expect("hosts");
        (params.signed_by(&key, &self.authority).expect("a certificate"), key)
    }
}
