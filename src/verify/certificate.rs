//! Stand-ins for certificates: an authority of one's own, and what it signs.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};

/// A certificate authority that nobody else trusts.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The certificate with the authority's behind it, as PEM.
    pub chain: String,
    /// The private key, as PEM (PKCS #8).
    pub key: String,
}

impl Authority {
    /// Makes one.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new() -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name.push(DnType::CommonName, "lbgen stand-in authority");
        Ok(Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate()?)? })
    }

    /// What clients have to trust, as PEM.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// What clients have to trust, as DER.
    pub fn der(&self) -> &[u8] {
        self.issuer.der()
    }

    /// A certificate that is good for these hosts: names, `*.` before a name, or addresses.
    ///
    /// # Errors
    /// A host that no certificate can hold, such as one beyond ASCII.
    pub fn issue<Host: AsRef<str>>(&self, hosts: &[Host]) -> Result<Issued, rcgen::Error> {
        let hosts: Vec<String> = hosts.iter().map(|host| host.as_ref().to_owned()).collect();
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(hosts)?.signed_by(&key, &self.issuer)?;
        Ok(Issued { chain: certificate.pem() + &self.pem(), key: key.serialize_pem() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_comes_with_its_authority_and_its_key() {
        let authority = Authority::new().unwrap();
        let issued = authority.issue(&["chat.example.com", "*.example.com", "127.0.0.1"]).unwrap();
        assert_eq!(issued.chain.matches("BEGIN CERTIFICATE").count(), 2);
        assert!(issued.chain.ends_with(&authority.pem()));
        assert!(issued.key.starts_with("-----BEGIN PRIVATE KEY-----"));
    }
}
