//! Maps by name, in the order of the file.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::ResourceName;
use crate::source::Placed;

/// Values by name, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<V, K = ResourceName>(Vec<(Placed<K>, Placed<V>)>);

impl<V, K> Named<V, K> {
    /// Name and value, in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, (Placed<K>, Placed<V>)> {
        self.0.iter()
    }

    /// Name and value, to be changed where they stand.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, (Placed<K>, Placed<V>)> {
        self.0.iter_mut()
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V, K> Default for Named<V, K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>, K: Deserialize<'de>> Deserialize<'de> for Named<V, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

struct NamedVisitor<V, K>(PhantomData<(V, K)>);

impl<'de, V: Deserialize<'de>, K: Deserialize<'de>> Visitor<'de> for NamedVisitor<V, K> {
    type Value = Named<V, K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(map.size_hint().unwrap_or_default());
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Named(entries))
    }
}

impl<V: Serialize, K: Serialize> Serialize for Named<V, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<V: JsonSchema, K: JsonSchema> JsonSchema for Named<V, K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("NamedBy{}_{}", K::schema_name(), V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = generator.subschema_for::<K>();
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": "object", "propertyNames": name, "additionalProperties": value })
    }
}
