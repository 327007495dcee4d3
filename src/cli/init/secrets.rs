//! Fresh secrets from the operating system's randomness.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rsa::rand_core::{OsRng, RngCore as _};

use super::signing_key;
use crate::escape::Escaped;

/// Where the values of an `.env` come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// Left empty, for `.env.example`.
    Blank,
    /// Random, for `.env`.
    Fresh,
}

impl Secrets {
    /// 32 random bytes in base64.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn base64_key(self) -> anyhow::Result<Escaped> {
        self.fresh(|| Ok(BASE64_STANDARD.encode(random::<32>()?)))
    }

    /// 24 random bytes in hexadecimal, which may stand in a URL as it is.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn hex_password(self) -> anyhow::Result<Escaped> {
        self.fresh(|| Ok(hex(&random::<24>()?)))
    }

    /// A JWKS with one RS256 private key, on one line, quoted for an `.env`.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn signing_key(self) -> anyhow::Result<Escaped> {
        // Between single quotes an .env file keeps every byte, double quotes and `$` too; base64url holds no single one.
        self.fresh(|| Ok(format!("'{}'", signing_key::jwks()?)))
    }

    /// Texts of our own alphabets, which stand in an .env file as they are.
    fn fresh(self, make: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<Escaped> {
        Ok(Escaped::trusted(match self {
            Self::Blank => String::new(),
            Self::Fresh => make()?,
        }))
    }
}

pub(super) fn random<const LENGTH: usize>() -> anyhow::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    OsRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
