//! Whose word on a client's address counts: networks, by themselves, by a name, or from a file.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::{Cidr, Leaf, NetworkList, TrustedPeer};

/// An entry of `trusted_proxies`.
#[derive(Debug)]
pub enum TrustedPeers {
    /// A network, or the name of several.
    Named(TrustedPeer),
    /// The networks that a file lists.
    Listed(NetworkList),
}

impl TrustedPeers {
    /// The networks; none of a file that was not read.
    pub fn networks(&self) -> Vec<Cidr> {
        match self {
            Self::Named(TrustedPeer::Network(network)) => vec![*network],
            Self::Named(TrustedPeer::Cdn(cdn)) => cdn.networks().collect(),
            Self::Listed(list) => list.networks.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for TrustedPeers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PeersVisitor)
    }
}

impl Serialize for TrustedPeers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Named(peer) => peer.serialize(serializer),
            Self::Listed(list) => list.serialize(serializer),
        }
    }
}

struct PeersVisitor;

impl<'de> Visitor<'de> for PeersVisitor {
    type Value = TrustedPeers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a network, the name of a content delivery network, or a map with `file`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<TrustedPeers, E> {
        TrustedPeer::read(text).map(TrustedPeers::Named).map_err(|error| E::custom(error.message))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TrustedPeers, A::Error> {
        NetworkList::deserialize(MapAccessDeserializer::new(map)).map(TrustedPeers::Listed)
    }
}

impl JsonSchema for TrustedPeers {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TrustedPeers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let named = generator.subschema_for::<TrustedPeer>();
        let listed = generator.subschema_for::<NetworkList>();
        json_schema!({
            "description": "Whose word on a client's address counts: a network, the name of several, or a file that lists some.",
            "anyOf": [named, listed],
        })
    }
}
