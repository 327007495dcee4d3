//! Containers, for compose.yaml.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ComposeText, Duration, Leaf, Named, Size, Whole};
use super::{LeafError, leaf::display_as_text, leaf::quoted};
use crate::source::Placed;

/// A container, or several alike.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its image with a pinned tag; needed unless `compose` says how it is built.
    #[schemars(extend("examples" = ["lobehub/lobehub:2.3.3"]))]
    pub image: Option<Placed<ComposeText>>,
    /// The one port that it listens on.
    #[schemars(extend("examples" = [3210]))]
    pub port: Option<Placed<Whole<1, 65535>>>,
    /// Several ports by name; in place of `port`.
    #[schemars(extend("examples" = [{"http": 3210, "admin": 9000}]))]
    pub ports: Option<Placed<Ports>>,
    /// How many of it run, each under a name of its own: `NAME-1`, `NAME-2` …
    #[serde(default = "one")]
    #[schemars(extend("examples" = [3]))]
    pub replicas: Placed<Whole<1, 1000>>,
    /// Replaces the image's entrypoint.
    #[schemars(extend("examples" = [["/bin/node", "/app/server.js"]]))]
    pub entrypoint: Option<Placed<Vec<Placed<ComposeText>>>>,
    /// Replaces the image's command.
    #[schemars(extend("examples" = [["redis-server", "--appendonly", "yes"]]))]
    pub command: Option<Placed<Vec<Placed<ComposeText>>>>,
    /// Environment variables by name; `null` passes the variable of compose's own environment on.
    #[serde(default)]
    #[schemars(extend("examples" = [{"REDIS_URL": "redis://:${REDIS_PASSWORD:?set it in .env}@redis:6379/0"}]))]
    pub environment: Named<EnvValue, VariableName>,
    /// Files with environment variables, relative to the topology's folder.
    #[serde(default)]
    #[schemars(extend("examples" = [[".env"]]))]
    pub env_file: Vec<Placed<ComposeText>>,
    /// Mounts, `volume:/path` or `./folder:/path:ro`; folders are relative to the topology's.
    #[serde(default)]
    #[schemars(extend("examples" = [["data:/data"]]))]
    pub volumes: Vec<Placed<ComposeText>>,
    /// Services that come first, and how far they must be.
    #[serde(default)]
    #[schemars(extend("examples" = [{"redis": "healthy", "migrate": "completed"}]))]
    pub depends_on: Named<Condition>,
    /// How the container's health is found out, inside it.
    #[schemars(extend("examples" = [{"command": ["wget", "-qO-", "http://127.0.0.1:3210/api/version"], "interval": "10s"}]))]
    pub health_check: Option<Placed<ContainerHealth>>,
    /// What one container may use.
    #[schemars(extend("examples" = [{"cpus": 1.0, "memory": "1GiB"}]))]
    pub resources: Option<Placed<Resources>>,
    /// How long it may take to stop.
    pub stop_grace_period: Option<Placed<Duration>>,
    /// Runs once to completion before those that depend on it.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    pub job: Placed<bool>,
    /// Anything else of the Compose Specification, merged as given: maps key by key, lists and scalars in place of what
    /// would be rendered, `null` to leave it out. Paths in it are relative to compose.yaml.
    #[schemars(extend("examples" = [{"shm_size": "256m"}]))]
    pub compose: Option<Placed<serde_json::Map<String, serde_json::Value>>>,
}

fn one() -> Placed<Whole<1, 1000>> {
    Placed::implied(Whole::new(1))
}

/// Ports by name.
pub type Ports = Named<Whole<1, 65535>>;

/// The name of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableName(String);

impl VariableName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Leaf for VariableName {
    const FORMAT: &'static str = "variable-name";
    const DESCRIPTION: &'static str = "The name of an environment variable: letters, digits and `_`.";
    const EXAMPLES: &'static [&'static str] = &["REDIS_URL"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if text.starts_with("x-") {
            let what = format!("{} would be an extension of Compose's own, not a variable", quoted(text));
            return Err(LeafError::new(what, "use a name that does not begin with `x-`"));
        }
        let starts_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if starts_well
            && text.len() <= 200
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
        {
            return Ok(Self(text.to_owned()));
        }
        Err(LeafError::new(format!("{} is no name of a variable", quoted(text)), "use letters, digits and `_`"))
    }
}

display_as_text!(VariableName);

/// The value of an environment variable.
#[derive(Debug, Clone, PartialEq)]
pub enum EnvValue {
    /// Passed on from compose's own environment.
    Inherited,
    /// This text; numbers and booleans count as the text that stands in the file.
    Text(ComposeText),
}

impl Serialize for EnvValue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Inherited => serializer.serialize_unit(),
            Self::Text(text) => text.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for EnvValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EnvVisitor;

        impl serde::de::Visitor<'_> for EnvVisitor {
            type Value = EnvValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, a boolean or null")
            }

            fn visit_unit<E>(self) -> Result<EnvValue, E> {
                Ok(EnvValue::Inherited)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<EnvValue, E> {
                ComposeText::read(text).map(EnvValue::Text).map_err(|error| E::custom(error.message))
            }
        }

        deserializer.deserialize_newtype_struct(crate::source::AS_WRITTEN, EnvVisitor)
    }
}

impl JsonSchema for EnvValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EnvValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": ComposeText::DESCRIPTION,
            "type": ["string", "number", "boolean", "null"],
            "format": ComposeText::FORMAT,
            "examples": ["production"],
        })
    }
}

/// How far a service must be before another starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Its health check passes.
    Healthy,
    /// It runs.
    Started,
    /// It has ended well; for jobs.
    Completed,
}

/// How a container's health is found out, inside it.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContainerHealth {
    /// The command that must end well.
    #[schemars(extend("examples" = [["wget", "-qO-", "http://127.0.0.1:3210/api/version"]]), length(min = 1))]
    pub command: Placed<Vec<Placed<ComposeText>>>,
    /// Time between two checks.
    #[serde(default = "ten_seconds")]
    pub interval: Placed<Duration>,
    /// How long the command may run.
    #[serde(default = "five_seconds")]
    pub timeout: Placed<Duration>,
    /// Failures in a row that make the container unhealthy.
    #[serde(default = "three")]
    #[schemars(extend("examples" = [3]))]
    pub retries: Placed<Whole<1, 100>>,
    /// How long failures do not count after the start.
    pub start_period: Option<Placed<Duration>>,
}

fn ten_seconds() -> Placed<Duration> {
    Placed::implied(Duration::from_secs(10))
}

fn five_seconds() -> Placed<Duration> {
    Placed::implied(Duration::from_secs(5))
}

fn three() -> Placed<Whole<1, 100>> {
    Placed::implied(Whole::new(3))
}

/// The CPU cores that one container may be given.
pub const CPUS: std::ops::RangeInclusive<f64> = 0.01..=1024.0;

/// What one container may use.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// CPU cores; fractions are fine.
    #[schemars(extend("examples" = [1.0]), range(min = *CPUS.start(), max = *CPUS.end()))]
    pub cpus: Option<Placed<f64>>,
    /// Memory.
    pub memory: Option<Placed<Size>>,
}
