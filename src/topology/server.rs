//! A server that runs elsewhere.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize};

use super::{Address, Leaf, Whole};
use crate::source::Placed;

/// One server of an upstream: `host:port`, or a map with its settings.
#[derive(Debug, Serialize)]
pub struct Server {
    /// Where it listens.
    pub address: Placed<Address>,
    /// Its share of the traffic.
    pub weight: Placed<Whole<1, 256>>,
    /// Requests that it gets at once at the most.
    pub max_connections: Option<Placed<Whole<1, 1_000_000>>>,
    /// It is used only while all others are down.
    pub backup: Placed<bool>,
    /// It gets no new sessions; those that it has stay.
    pub drain: Placed<bool>,
}

/// The map form.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ServerSettings")]
struct Settings {
    /// Where it listens.
    address: Placed<Address>,
    /// Its share of the traffic, from 1 to 256.
    #[serde(default = "one")]
    #[schemars(extend("examples" = [2]))]
    weight: Placed<Whole<1, 256>>,
    /// Requests that it gets at once at the most.
    #[schemars(extend("examples" = [200]))]
    max_connections: Option<Placed<Whole<1, 1_000_000>>>,
    /// Used only while all others are down.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    backup: Placed<bool>,
    /// Gets no new sessions; those that it has stay.
    #[serde(default)]
    #[schemars(extend("examples" = [true]))]
    drain: Placed<bool>,
}

fn one() -> Placed<Whole<1, 256>> {
    Placed::implied(Whole::new(1))
}

impl<'de> Deserialize<'de> for Server {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Settings { address, weight, max_connections, backup, drain } =
            deserializer.deserialize_any(ServerVisitor)?;
        Ok(Self { address, weight, max_connections, backup, drain })
    }
}

struct ServerVisitor;

impl<'de> Visitor<'de> for ServerVisitor {
    type Value = Settings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address, or a map with one")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Settings, E> {
        let address = Address::read(text).map_err(|error| E::custom(error.message))?;
        let no = || Placed::implied(false);
        Ok(Settings {
            address: Placed::implied(address),
            weight: one(),
            max_connections: None,
            backup: no(),
            drain: no(),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Settings, A::Error> {
        Settings::deserialize(MapAccessDeserializer::new(map))
    }
}

impl JsonSchema for Server {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Server".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let address = generator.subschema_for::<Address>();
        let settings = generator.subschema_for::<Settings>();
        json_schema!({
            "description": "A server that runs elsewhere: its address, or a map with its address and settings.",
            "anyOf": [address, settings],
        })
    }
}
