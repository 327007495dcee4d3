//! Certificates where topologies name them: in a folder, signed by an authority of the test's own.

use lbgen::rehearse::tls;
use lbgen::verify::Authority;
use std::fs;
use std::path::{Path, PathBuf};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::CertificateDer;

/// Writes into one folder: `ca.pem`, and `NAME.pem` with `NAME.key` for each certificate.
pub struct Certificates {
    authority: Authority,
    folder: PathBuf,
}

impl Certificates {
    pub fn in_folder(folder: &Path) -> Self {
        let authority = Authority::new().expect("an authority");
        fs::create_dir_all(folder).expect("a folder for certificates");
        fs::write(folder.join("ca.pem"), authority.pem()).expect("ca.pem can be written");
        Self { authority, folder: folder.to_owned() }
    }

    /// What clients have to trust.
    pub fn authority(&self) -> CertificateDer<'static> {
        tls::trusted(&self.authority)
    }

    /// Writes `NAME.pem` (with the authority behind it) and `NAME.key`, good for these hosts.
    pub fn issue(&self, name: &str, hosts: &[&str]) {
        let issued = self.authority.issue(hosts).expect("hosts of a certificate");
        fs::write(self.folder.join(format!("{name}.pem")), issued.chain).expect("a certificate can be written");
        fs::write(self.folder.join(format!("{name}.key")), issued.key).expect("a key can be written");
    }

    /// For a mock upstream that speaks TLS under these hosts.
    pub fn server_config(&self, hosts: &[&str]) -> ServerConfig {
        let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        tls::server_config(&self.authority, &hosts).expect("hosts of a certificate")
    }
}
