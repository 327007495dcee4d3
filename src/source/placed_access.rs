//! How a [`Placed`] comes by its place: values and keys hand over their spans with themselves.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, VariantAccess, Visitor,
};

use super::{Place, Placed, ShapeError, Span};

/// The name by which [`Placed`] asks the deserializer for a place.
pub(super) const PLACED: &str = "$lbgen::Placed";

/// What stands for the variant of an enum. One type for all that has variants, so that the code of a hundred types stays
/// small.
pub(super) enum Variant<'a, D> {
    /// A place and the value that a [`Placed`] gets with it, as serde hands over a variant and what it holds: so the type
    /// of the value meets no other deserializer than its own.
    Placed { key: Option<Span>, span: Span, value: D },
    /// The word that names a variant without values.
    Word(&'a str),
}

impl<'de, D: Deserializer<'de, Error = ShapeError>> EnumAccess<'de> for Variant<'_, D> {
    type Error = ShapeError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), ShapeError> {
        let variant = match &self {
            Self::Placed { key, span, value: _ } => {
                let place = (u128::from(pack(*key)) << 64) | u128::from(pack(Some(*span)));
                seed.deserialize(place.into_deserializer())?
            }
            Self::Word(word) => seed.deserialize(StrDeserializer::new(word))?,
        };
        Ok((variant, self))
    }
}

impl<'de, D: Deserializer<'de, Error = ShapeError>> VariantAccess<'de> for Variant<'_, D> {
    type Error = ShapeError;

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ShapeError> {
        match self {
            Self::Placed { key: _, span, value } => {
                seed.deserialize(value).map_err(|error| ShapeError { span: error.span.or(Some(span)), ..error })
            }
            Self::Word(_) => Err(ShapeError::custom("a word without a value")),
        }
    }

    fn unit_variant(self) -> Result<(), ShapeError> {
        match self {
            Self::Placed { key: _, span, value: _ } => {
                Err(ShapeError { span: Some(span), ..ShapeError::custom("a place without a value") })
            }
            Self::Word(_) => Ok(()),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ShapeError> {
        Err(ShapeError::custom("a variant with several values"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, ShapeError> {
        Err(ShapeError::custom("a variant with several values"))
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
        deserializer.deserialize_enum(PLACED, &[], PlacedVisitor(PhantomData))
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
