//! The scalar types of the language: each checks itself when it is read and is right from then on.

/// Shows a scalar that is kept as its text by that text.
macro_rules! display_as_text {
    ($($name:ident),+) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}
pub(super) use display_as_text;

mod acme;
mod address;
mod auth_url;
mod choice;
mod cidr;
mod crs_path;
mod duration;
mod header;
mod host;
mod names;
mod path;
mod rate;
mod realm;
mod redirect;
mod secret;
mod size;
mod text;
mod trusted_peer;
mod version;
mod whole;

pub use acme::{AcmeDirectory, DnsProvider, EmailAddress};
pub use address::{Address, ListenAddress, ServerHost};
pub use auth_url::AuthUrl;
pub use choice::{HashKey, LimitKey, Method, RetryCondition, StatusRange};
pub use cidr::Cidr;
pub use crs_path::CrsPath;
pub use duration::Duration;
pub use header::{CookieName, HeaderName, HeaderValue, SwitchValue};
pub use host::HostPattern;
pub use names::{ResourceName, StackName};
pub use path::{CookiePath, FilePath, ModulesPath, OutputFolder, RequestPath, RoutePath};
pub use rate::{Period, Rate};
pub use realm::Realm;
pub use redirect::{RedirectTarget, TargetPart};
pub use secret::{SecretName, SecretPrefix};
pub use size::{Size, SizeLimit};
pub use text::{ComposeText, OneOrMany, Text};
pub use trusted_peer::TrustedPeer;
pub use version::EngineVersion;

pub use whole::Whole;

use super::respond::{AnswerStatus, RedirectStatus};
use super::service::VariableName;
use super::upstream::{HostHeader, PortName};

/// Why a scalar is refused, and what to write in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafError {
    /// What is wrong: lower case, the user's words in backticks.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl LeafError {
    /// An error with its way out.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// A scalar that is written as one piece of text.
pub trait Leaf: Sized + std::fmt::Display {
    /// The name of its format in the JSON Schema.
    const FORMAT: &'static str;
    /// What it is and how it is written.
    const DESCRIPTION: &'static str;
    /// Texts that are accepted.
    const EXAMPLES: &'static [&'static str];
    /// A bare YAML number is accepted too.
    const NUMERIC: bool = false;

    /// Reads the text.
    fn read(text: &str) -> Result<Self, LeafError>;
}

/// Reads a number's digits; refuses signs, spaces and what is longer than any number of a topology.
fn digits(text: &str) -> Option<u64> {
    let all_digits = !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

/// The text as a message quotes it: short, on one line.
pub(super) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "the empty text".to_owned();
    }
    let shown: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    let more = if text.chars().count() > 60 { "…" } else { "" };
    format!("`{shown}{more}`")
}

macro_rules! leaves {
    ($($leaf:ident),+ $(,)?) => {
        $(
            impl serde::Serialize for $leaf {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            impl<'de> serde::Deserialize<'de> for $leaf {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_any(LeafVisitor::<$leaf>(std::marker::PhantomData))
                }
            }

            impl schemars::JsonSchema for $leaf {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($leaf).into()
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    let types: &[&str] = if $leaf::NUMERIC { &["string", "integer"] } else { &["string"] };
                    schemars::json_schema!({
                        "type": if types.len() == 1 { serde_json::json!("string") } else { serde_json::json!(types) },
                        "format": $leaf::FORMAT,
                        "description": $leaf::DESCRIPTION,
                        "examples": $leaf::EXAMPLES,
                    })
                }
            }
        )+

        /// Every format of the JSON Schema that is a scalar type of the language.
        pub const FORMATS: &[&str] = &[$($leaf::FORMAT),+];

        /// Why a text is refused as a scalar of that format; none when it is accepted or the format is not ours.
        pub fn refusal(format: &str, text: &str) -> Option<LeafError> {
            match format {
                $($leaf::FORMAT => $leaf::read(text).err(),)+
                _ => None,
            }
        }
    };
}

leaves!(
    Address,
    ListenAddress,
    AuthUrl,
    EmailAddress,
    AcmeDirectory,
    DnsProvider,
    Cidr,
    CrsPath,
    TrustedPeer,
    Duration,
    CookieName,
    HeaderName,
    HeaderValue,
    SwitchValue,
    SecretName,
    SecretPrefix,
    HostPattern,
    ResourceName,
    StackName,
    CookiePath,
    FilePath,
    ModulesPath,
    OutputFolder,
    RequestPath,
    RoutePath,
    Rate,
    Realm,
    Size,
    SizeLimit,
    ComposeText,
    Text,
    EngineVersion,
    HashKey,
    LimitKey,
    Method,
    RetryCondition,
    StatusRange,
    RedirectTarget,
    PortName,
    HostHeader,
    VariableName,
    RedirectStatus,
    AnswerStatus,
);

struct LeafVisitor<T>(std::marker::PhantomData<T>);

impl<T: Leaf> serde::de::Visitor<'_> for LeafVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a text such as `{}`", T::EXAMPLES.first().copied().unwrap_or_default())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        T::read(text).map_err(|error| E::custom(error.message))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<T, E> {
        if T::NUMERIC {
            self.visit_str(&number.to_string())
        } else {
            Err(E::invalid_type(serde::de::Unexpected::Signed(number), &self))
        }
    }
}
