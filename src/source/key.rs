//! Serde over a map's keys.

use serde::de::{Deserializer, Visitor};

use super::placed_access::{PLACED, Variant};
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
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ShapeError> {
        visitor.visit_enum(match name {
            PLACED => Variant::Placed { key: Some(self.span), span: self.span, value: self },
            _ => Variant::Word(self.text),
        })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}
