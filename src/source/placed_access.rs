//! How a [`Placed`] comes by its place: values and keys hand over their spans with themselves.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, VariantAccess, Visitor,
};

use super::{Place, Placed, ShapeError, Span};

/// The name by which [`Placed`] asks the deserializer for a place.
pub(super) const PLACED: &str = "$lbgen::Placed";

/// Hands a [`Placed`] its place and its value, as serde hands over the variant of an enum and what the variant holds:
/// so the type of the value meets no other deserializer than its own, which keeps the code of a hundred types small.
pub(super) struct PlacedAccess<D> {
    key: Option<Span>,
    span: Span,
    value: D,
}

impl<D> PlacedAccess<D> {
    pub(super) fn new(key: Option<Span>, span: Span, value: D) -> Self {
        Self { key, span, value }
    }

    fn located(span: Span, error: ShapeError) -> ShapeError {
        ShapeError { span: error.span.or(Some(span)), ..error }
    }
}

impl<'de, D: Deserializer<'de, Error = ShapeError>> EnumAccess<'de> for PlacedAccess<D> {
    type Error = ShapeError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), ShapeError> {
        let place = (u128::from(pack(self.key)) << 64) | u128::from(pack(Some(self.span)));
        Ok((seed.deserialize(place.into_deserializer())?, self))
    }
}

impl<'de, D: Deserializer<'de, Error = ShapeError>> VariantAccess<'de> for PlacedAccess<D> {
    type Error = ShapeError;

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ShapeError> {
        seed.deserialize(self.value).map_err(|error| Self::located(self.span, error))
    }

    fn unit_variant(self) -> Result<(), ShapeError> {
        Err(Self::located(self.span, ShapeError::custom("a place without a value")))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ShapeError> {
        Err(Self::located(self.span, ShapeError::custom("a place with several values")))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, ShapeError> {
        Err(Self::located(self.span, ShapeError::custom("a place with several values")))
    }
}

/// A span as one number; `u64::MAX` stands for none.
fn pack(span: Option<Span>) -> u64 {
    span.map_or(u64::MAX, |span| (u64::from(span.start) << 32) | u64::from(span.end))
}

fn unpack(packed: u128) -> Option<Span> {
    let half = |bits: u128| u32::try_from(bits & u128::from(u32::MAX)).unwrap_or(u32::MAX);
    let packed = packed & u128::from(u64::MAX);
    (packed != u128::from(u64::MAX)).then(|| Span::new(half(packed >> 32), half(packed)))
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

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Placed<T>, A::Error> {
        let (place, value) = access.variant::<u128>()?;
        let place = Place { key: unpack(place >> 64), value: unpack(place).unwrap_or_default() };
        Ok(Placed::written(value.newtype_variant::<T>()?, place))
    }
}
