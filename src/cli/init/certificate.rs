//! The self-signed certificate that stands in until a real one is there, so that every rendered proxy starts at once.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, date_time_ymd};

use super::host_name::HostName;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a reader of the files meets before the PEM block; PEM readers skip it (RFC 7468 section 2).
const EXPLANATION: &str = "\
Self-signed placeholder of lbgen init, so that the proxies start at once.
No browser trusts it: put your certificate chain and its key in place of this pair, then render again.
";

/// A certificate and its private key, both as PEM.
#[derive(Clone)]
pub struct CertificatePair {
    /// The certificate.
    pub certificate: String,
    /// Its private key, ECDSA P-256.
    pub key: String,
}

impl CertificatePair {
    /// Signs a fresh key for `hosts` by itself, valid from yesterday, since clocks differ, for `days`.
    ///
    /// # Errors
    /// The system has no randomness, or its clock stands before 1970.
    pub fn self_signed<'hosts>(hosts: impl IntoIterator<Item = &'hosts HostName>, days: u32) -> anyhow::Result<Self> {
        let names: Vec<String> = hosts.into_iter().map(HostName::to_string).collect();
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name.push(DnType::CommonName, "lbgen placeholder");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.not_before = date_time_ymd(1970, 1, 1) + SystemTime::now().duration_since(UNIX_EPOCH)? - DAY;
        params.not_after = params.not_before + DAY * (days + 1);
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?;
        Ok(Self {
            certificate: format!("{EXPLANATION}{}", certificate.pem()),
            key: format!("{EXPLANATION}{}", key.serialize_pem()),
        })
    }
}
