//! How a [`Placed`] comes by its place: values and keys hand over their spans before themselves.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, SeqAccess, Visitor};

use super::{Place, Placed, ShapeError, Span};

/// The name by which [`Placed`] asks the deserializer for a place.
pub(super) const PLACED: &str = "$lbgen::Placed";

/// Hands a [`Placed`] its key's span, its value's span and its value.
pub(super) struct PlacedAccess<D> {
    key: Option<Span>,
    span: Span,
    value: Option<D>,
    step: u8,
}

impl<D> PlacedAccess<D> {
    pub(super) fn new(key: Option<Span>, span: Span, value: D) -> Self {
        Self { key, span, value: Some(value), step: 0 }
    }

    fn located(&self, error: ShapeError) -> ShapeError {
        ShapeError { span: error.span.or(Some(self.span)), ..error }
    }
}

impl<'de, D: Deserializer<'de, Error = ShapeError>> SeqAccess<'de> for PlacedAccess<D> {
    type Error = ShapeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ShapeError> {
        self.step += 1;
        match self.step {
            1 => seed.deserialize(pack(self.key).into_deserializer()).map(Some),
            2 => seed.deserialize(pack(Some(self.span)).into_deserializer()).map(Some),
            _ => {
                self.value.take().map(|value| seed.deserialize(value)).transpose().map_err(|error| self.located(error))
            }
        }
    }
}

/// A span as one number; `u64::MAX` stands for none.
fn pack(span: Option<Span>) -> u64 {
    span.map_or(u64::MAX, |span| (u64::from(span.start) << 32) | u64::from(span.end))
}

fn unpack(packed: u64) -> Option<Span> {
    let half = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    (packed != u64::MAX).then(|| Span::new(half(packed >> 32), half(packed)))
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(PLACED, PlacedVisitor(PhantomData))
    }
}

struct PlacedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PlacedVisitor<T> {
    type Value = Placed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Placed<T>, A::Error> {
        let missing = || A::Error::custom("a value without a place");
        let key = access.next_element::<u64>()?.ok_or_else(missing)?;
        let span = access.next_element::<u64>()?.ok_or_else(missing)?;
        let value = access.next_element::<T>()?.ok_or_else(missing)?;
        Ok(Placed::written(value, Place { key: unpack(key), value: unpack(span).unwrap_or_default() }))
    }
}
