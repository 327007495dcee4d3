//! The scalar types as the validator's `format`s, which hold for bare numbers too.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use crate::topology;

/// Checks what stands for a scalar type by that type itself.
pub(super) struct ScalarFormat(String);

/// Makes the check of a schema's `format`.
#[expect(clippy::unnecessary_wraps, reason = "the signature is the library's")]
pub(super) fn keyword<'a>(
    _: &'a Map<String, Value>,
    name: &'a Value,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    Ok(Box::new(ScalarFormat(name.as_str().unwrap_or_default().to_owned())))
}

impl ScalarFormat {
    /// The text of a scalar as its type reads it; none for what the keyword `type` has to refuse.
    pub(super) fn text(instance: &Value) -> Option<String> {
        match instance {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) if number.is_i64() => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl<'i> Keyword<'i> for ScalarFormat {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.0.clone())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        Self::text(instance).is_none_or(|text| topology::refusal(&self.0, &text).is_none())
    }
}
