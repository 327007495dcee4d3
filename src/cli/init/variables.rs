//! The variables that a stack's services ask for, blank for `.env.example` or fresh for `.env`.

use super::secrets::Secrets;
use crate::escape::Escaped;

crate::view! {
    /// Those of the preset lobechat.
    pub struct LobeChatVariables {
        fresh: bool,
        key_vaults_secret: Escaped,
        auth_secret: Escaped,
        jwks_key: Escaped,
        postgres_password: Escaped,
        redis_password: Escaped,
        s3_secret_key: Escaped,
    }
}

crate::view! {
    /// Those of an application of the user's own.
    pub struct AppVariables {
        fresh: bool,
        app_secret: Escaped,
    }
}

impl LobeChatVariables {
    /// The variables, from `secrets`.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new(secrets: Secrets) -> anyhow::Result<Self> {
        Ok(Self {
            fresh: secrets == Secrets::Fresh,
            key_vaults_secret: secrets.base64_key()?,
            auth_secret: secrets.base64_key()?,
            jwks_key: secrets.signing_key()?,
            postgres_password: secrets.hex_password()?,
            redis_password: secrets.hex_password()?,
            s3_secret_key: secrets.hex_password()?,
        })
    }
}

impl AppVariables {
    /// The variables, from `secrets`.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new(secrets: Secrets) -> anyhow::Result<Self> {
        Ok(Self { fresh: secrets == Secrets::Fresh, app_secret: secrets.base64_key()? })
    }
}
