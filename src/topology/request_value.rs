//! What a header is set to on the way to the upstream: text, or a secret that is no part of the topology.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::{HeaderValue, Leaf, SecretName, SecretPrefix};
use crate::source::Placed;

/// What a header is set to on the way to the upstream.
#[derive(Debug)]
pub enum RequestValue {
    /// This text.
    Text(HeaderValue),
    /// What a variable of the proxy's environment holds.
    Secret(Secret),
}

/// A secret in the proxy's environment, and what stands before it. While it is not set, or holds what no header may, the
/// route answers 503.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The variable.
    pub from_secret: Placed<SecretName>,
    /// Stands before the secret.
    pub prefix: Option<Placed<SecretPrefix>>,
}

impl<'de> Deserialize<'de> for RequestValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

impl Serialize for RequestValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::Secret(secret) => secret.serialize(serializer),
        }
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = RequestValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a header's value, or a map with `from_secret`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RequestValue, E> {
        HeaderValue::read(text).map(RequestValue::Text).map_err(|error| E::custom(error.message))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RequestValue, A::Error> {
        Secret::deserialize(MapAccessDeserializer::new(map)).map(RequestValue::Secret)
    }
}

impl JsonSchema for RequestValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RequestValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<HeaderValue>();
        let secret = generator.subschema_for::<Secret>();
        json_schema!({
            "description": "What a header is set to: text, or a secret of the proxy's environment.",
            "anyOf": [text, secret],
        })
    }
}
