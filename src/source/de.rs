//! Serde over the tree: the same nodes that the schema sees become typed values that keep their places.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::key::KeyCursor;
use super::placed_access::{PLACED, Variant};
use super::{Entry, Kind, NodeId, Resolved, Span, Tree, resolve};

/// The name by which a value that may stand alone asks to be handed over as a list.
pub const ONE_OR_MANY: &str = "$lbgen::OneOrMany";

/// The name by which a value that counts as its text asks for what stands in the file, whatever it looks like.
pub const AS_WRITTEN: &str = "$lbgen::AsWritten";

/// Why a tree does not have a type's shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeError {
    /// What is wrong.
    pub message: String,
    /// The value, once known.
    pub span: Option<Span>,
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ShapeError {}

impl de::Error for ShapeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), span: None }
    }
}

/// Reads a typed value from a node and all below it; stops at the first value that does not fit.
pub fn from_node<'de, T: de::Deserialize<'de>>(tree: &'de Tree<'_>, id: NodeId) -> Result<T, ShapeError> {
    T::deserialize(Cursor { tree, id, key: None })
}

#[derive(Clone, Copy)]
struct Cursor<'de, 's> {
    tree: &'de Tree<'s>,
    id: NodeId,
    key: Option<Span>,
}

impl<'de, 's> Cursor<'de, 's> {
    fn span(&self) -> Span {
        self.tree.node(self.id).span
    }

    fn located<T>(&self, result: Result<T, ShapeError>) -> Result<T, ShapeError> {
        result.map_err(|error| ShapeError { span: error.span.or(Some(self.span())), ..error })
    }

    /// The items of a list, or the value itself as the only item.
    fn as_items(self) -> Items<'de, 's> {
        let items = match &self.tree.node(self.id).kind {
            Kind::Sequence(items) => Some(items.iter()),
            Kind::Scalar { .. } | Kind::Mapping(_) => None,
        };
        let alone = items.is_none().then_some(self);
        Items { tree: self.tree, items: items.unwrap_or_default(), alone }
    }

    fn as_entries(self, entries: &'de [Entry<'s>]) -> Entries<'de, 's> {
        Entries { tree: self.tree, entries: entries.iter(), value: None }
    }

    fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match &self.tree.node(self.id).kind {
            Kind::Scalar { text, plain: false } => visitor.visit_borrowed_str(text),
            Kind::Scalar { text, plain: true } => match resolve(text) {
                Resolved::Null => visitor.visit_unit(),
                Resolved::Bool(value) => visitor.visit_bool(value),
                Resolved::Int(value) => visitor.visit_i64(value),
                Resolved::Float(value) => visitor.visit_f64(value),
                Resolved::Text => visitor.visit_borrowed_str(text),
            },
            Kind::Sequence(items) => visitor.visit_seq(Items { tree: self.tree, items: items.iter(), alone: None }),
            Kind::Mapping(entries) => visitor.visit_map(self.as_entries(entries)),
        }
    }
}

impl<'de> Deserializer<'de> for Cursor<'de, '_> {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        self.located(self.visit(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        match &self.tree.node(self.id).kind {
            Kind::Scalar { text, plain: true } if resolve(text) == Resolved::Null => visitor.visit_none(),
            Kind::Scalar { .. } | Kind::Sequence(_) | Kind::Mapping(_) => self.located(visitor.visit_some(self)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        match name {
            ONE_OR_MANY => self.located(visitor.visit_seq(self.as_items())),
            AS_WRITTEN => match &self.tree.node(self.id).kind {
                Kind::Scalar { text, .. } if !self.tree.is_null(self.id) => {
                    self.located(visitor.visit_borrowed_str(text))
                }
                Kind::Scalar { .. } | Kind::Sequence(_) | Kind::Mapping(_) => self.deserialize_any(visitor),
            },
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        self.located(match &self.tree.node(self.id).kind {
            Kind::Mapping(entries) => visitor.visit_map(self.as_entries(entries)),
            Kind::Scalar { .. } | Kind::Sequence(_) => Err(de::Error::custom("expected a map")),
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        let variant = match &self.tree.node(self.id).kind {
            _ if name == PLACED => Variant::Placed { key: self.key, span: self.span(), value: self },
            Kind::Scalar { text, .. } => Variant::Word(text),
            Kind::Sequence(_) | Kind::Mapping(_) => {
                return self.located(Err(de::Error::custom("expected one word")));
            }
        };
        self.located(visitor.visit_enum(variant))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Items<'de, 's> {
    tree: &'de Tree<'s>,
    items: std::slice::Iter<'de, NodeId>,
    alone: Option<Cursor<'de, 's>>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ShapeError> {
        if let Some(alone) = self.alone.take() {
            return seed.deserialize(alone).map(Some);
        }
        let Some(id) = self.items.next() else {
            return Ok(None);
        };
        seed.deserialize(Cursor { tree: self.tree, id: *id, key: None }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Entries<'de, 's> {
    tree: &'de Tree<'s>,
    entries: std::slice::Iter<'de, Entry<'s>>,
    value: Option<&'de Entry<'s>>,
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = ShapeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ShapeError> {
        self.value = self.entries.next();
        let Some(entry) = self.value else {
            return Ok(None);
        };
        let key = KeyCursor { text: &entry.key, span: entry.key_span };
        seed.deserialize(key)
            .map(Some)
            .map_err(|error| ShapeError { span: error.span.or(Some(entry.key_span)), ..error })
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ShapeError> {
        let Some(entry) = self.value else {
            return Err(de::Error::custom("a value was asked for before its key"));
        };
        seed.deserialize(Cursor { tree: self.tree, id: entry.value, key: Some(entry.key_span) })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}
