//! What keeps a client at one server.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CookieName, CookiePath, Duration};
use crate::source::Placed;

/// Keeps a client at one server.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sticky {
    /// By a cookie that the proxy sets.
    #[schemars(extend("examples" = [{"max_age": "1d", "secure": "auto", "same_site": "lax"}]))]
    pub cookie: Placed<StickyCookie>,
}

/// The cookie; its value is opaque.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StickyCookie {
    /// Its name; left out: `lb_` and the upstream's name.
    pub name: Option<Placed<CookieName>>,
    /// How long the browser keeps it; left out: until it closes.
    pub max_age: Option<Placed<Duration>>,
    /// Sent over HTTPS only; `auto`: where the listener is HTTPS.
    #[schemars(extend("examples" = ["auto"]))]
    pub secure: Placed<Secure>,
    /// Out of the reach of scripts.
    #[schemars(extend("examples" = [true]))]
    pub http_only: Placed<bool>,
    /// Whether other sites' requests carry it.
    #[schemars(extend("examples" = ["lax"]))]
    pub same_site: Placed<SameSite>,
    /// The path that it is for.
    pub path: Placed<CookiePath>,
}

impl Default for StickyCookie {
    fn default() -> Self {
        Self {
            name: None,
            max_age: None,
            secure: Placed::implied(Secure::Auto),
            http_only: Placed::implied(true),
            same_site: Placed::implied(SameSite::Lax),
            path: Placed::default(),
        }
    }
}

/// When a cookie is marked `Secure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secure {
    /// Where the listener is HTTPS.
    Auto,
    /// Always or never.
    Fixed(bool),
}

impl Serialize for Secure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => serializer.serialize_str("auto"),
            Self::Fixed(fixed) => serializer.serialize_bool(*fixed),
        }
    }
}

impl<'de> Deserialize<'de> for Secure {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SecureVisitor;

        impl serde::de::Visitor<'_> for SecureVisitor {
            type Value = Secure;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`auto`, `true` or `false`")
            }

            fn visit_bool<E>(self, fixed: bool) -> Result<Secure, E> {
                Ok(Secure::Fixed(fixed))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Secure, E> {
                if text == "auto" {
                    Ok(Secure::Auto)
                } else {
                    Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
                }
            }
        }

        deserializer.deserialize_any(SecureVisitor)
    }
}

impl JsonSchema for Secure {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secure".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "enum": ["auto", true, false] })
    }
}

/// Whether other sites' requests carry a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SameSite {
    /// Links do, other requests do not.
    Lax,
    /// None does.
    Strict,
    /// All do; browsers ask for `Secure` then.
    None,
}
