//! A value together with where it was written.

use std::ops::Deref;

use super::Span;

/// Where a key and its value stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The key, when the value has one.
    pub key: Option<Span>,
    /// The value.
    pub value: Span,
}

impl Place {
    /// The key where there is one, else the value: what a message about the whole setting points at.
    pub fn named(&self) -> Span {
        self.key.unwrap_or(self.value)
    }
}

/// A value and its place; a default that nobody wrote has none.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    value: T,
    place: Option<Place>,
}

impl<T> Placed<T> {
    /// A value that nobody wrote: a default.
    pub fn implied(value: T) -> Self {
        Self { value, place: None }
    }

    /// A value that was written at that place.
    pub fn written(value: T, place: Place) -> Self {
        Self { value, place: Some(place) }
    }

    /// Another value in the same place.
    pub fn with<U>(&self, value: U) -> Placed<U> {
        Placed { value, place: self.place }
    }

    /// Where it was written; none for a default.
    pub fn place(&self) -> Option<Place> {
        self.place
    }

    /// The key's span (the value's where it has no key); none for a default.
    pub fn key_span(&self) -> Option<Span> {
        self.place.map(|place| place.named())
    }

    /// The value's span; none for a default.
    pub fn span(&self) -> Option<Span> {
        self.place.map(|place| place.value)
    }

    /// Somebody wrote it, it is not a default.
    pub fn is_written(&self) -> bool {
        self.place.is_some()
    }

    /// The bare value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The bare value, to be changed where it stands.
    pub fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Placed<T> {
    /// Two placed values are equal when what was written is, wherever it stands.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Default> Default for Placed<T> {
    fn default() -> Self {
        Self::implied(T::default())
    }
}

impl<T: serde::Serialize> serde::Serialize for Placed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }

    fn _schemars_private_non_optional_json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::_schemars_private_non_optional_json_schema(generator)
    }

    fn _schemars_private_is_option() -> bool {
        T::_schemars_private_is_option()
    }
}
