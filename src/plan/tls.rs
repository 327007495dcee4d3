//! How HTTPS is spoken, with what follows from the listeners.

use super::{Acme, Challenge};
use crate::source::{Place, Placed};
use crate::topology::{Certificate, Hsts, TlsProfile};

/// How HTTPS is spoken.
#[derive(Debug)]
pub struct Tls<'t> {
    /// Where `tls` stands; none when only the listener was given.
    pub place: Option<Place>,
    /// The guideline's profile.
    pub profile: TlsProfile,
    /// Plain HTTP is sent to HTTPS.
    pub redirect_http: bool,
    /// The port that redirects name: the first HTTPS listener's.
    pub port: u16,
    /// Strict Transport Security.
    pub hsts: Option<&'t Placed<Hsts>>,
    /// HTTP/3, where it is asked for.
    pub http3: Option<&'t Placed<bool>>,
    /// Certificates, chosen by SNI.
    pub certificates: Vec<&'t Placed<Certificate>>,
    /// Certificates from an ACME authority, for the hosts that those do not cover.
    pub acme: Option<Acme<'t>>,
}

impl Tls<'_> {
    /// Private keys are among the files of a proxy.
    pub fn has_keys(&self) -> bool {
        !self.certificates.is_empty() || self.acme.is_some()
    }

    /// Questions of an ACME authority come to the proxy.
    pub fn answers_challenges(&self) -> bool {
        self.acme.as_ref().is_some_and(|acme| matches!(acme.challenge, Challenge::Http))
    }
}
