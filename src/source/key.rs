//! Serde over a map's keys.

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor, value::StrDeserializer};

use super::de::{PLACED, pack};
use super::{ShapeError, Span};

/// A map's key: always text, whatever it looks like.
#[derive(Clone, Copy)]
pub(super) struct KeyCursor<'de> {
    pub text: &'de str,
    pub span: Span,
}

impl<'de> Deserializer<'de> for KeyCursor<'de> {
    type Error = ShapeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ShapeError> {
        visitor.visit_borrowed_str(self.text)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        if name == PLACED {
            visitor.visit_seq(PlacedKey { key: self, step: 0 })
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_enum(StrDeserializer::<ShapeError>::new(self.text))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

struct PlacedKey<'de> {
    key: KeyCursor<'de>,
    step: u8,
}

impl<'de> SeqAccess<'de> for PlacedKey<'de> {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ShapeError> {
        self.step += 1;
        match self.step {
            1 | 2 => seed.deserialize(pack(Some(self.key.span)).into_deserializer()).map(Some),
            _ => seed.deserialize(self.key).map(Some),
        }
    }
}
