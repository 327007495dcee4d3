//! Free text, and values that may stand alone or in a list.

use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor, value::SeqAccessDeserializer};

use super::{Leaf, LeafError, quoted};
use crate::source::Placed;

/// Text of any length; of the control characters only line feed and tab.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(String);

/// Text for compose.yaml in which `${NAME}`, `${NAME:-…}`, `${NAME:?…}` and `$$` are left to compose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeText(String);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ComposeText {
    /// The text as compose reads it: a lone `$` is doubled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn refuse_controls(text: &str) -> Result<(), LeafError> {
    match text.chars().find(|character| character.is_control() && !matches!(character, '\n' | '\t')) {
        Some(control) => {
            let message = format!("{} holds the control character U+{:04X}", quoted(text), u32::from(control));
            Err(LeafError::new(message, "remove it"))
        }
        None => Ok(()),
    }
}

impl Leaf for Text {
    const FORMAT: &'static str = "text";
    const DESCRIPTION: &'static str = "Text.";
    const EXAMPLES: &'static [&'static str] = &["back soon"];

    fn read(text: &str) -> Result<Self, LeafError> {
        refuse_controls(text).map(|()| Self(text.to_owned()))
    }
}

impl Leaf for ComposeText {
    const FORMAT: &'static str = "compose-text";
    const DESCRIPTION: &'static str =
        "Text; ${NAME}, ${NAME:-default}, ${NAME:?message} and $$ are left to compose, a lone $ stands for itself.";
    const EXAMPLES: &'static [&'static str] = &["${REDIS_PASSWORD:?set it in .env}"];
    const NUMERIC: bool = true;

    fn read(text: &str) -> Result<Self, LeafError> {
        refuse_controls(text)?;
        let mut escaped = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            escaped.push_str(before);
            rest = match after.as_bytes().first() {
                Some(b'$') => {
                    escaped.push_str("$$");
                    after.get(1..).unwrap_or_default()
                }
                Some(b'{') => {
                    let end = variable_end(after).ok_or_else(|| malformed(text))?;
                    escaped.push('$');
                    escaped.push_str(after.get(..end).unwrap_or_default());
                    after.get(end..).unwrap_or_default()
                }
                _ => {
                    escaped.push_str("$$");
                    after
                }
            };
        }
        escaped.push_str(rest);
        Ok(Self(escaped))
    }
}

/// Where a `{NAME…}` ends, nested defaults included; none when it is malformed.
fn variable_end(text: &str) -> Option<usize> {
    let name: usize = text.get(1..)?.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let starts_well = text.get(1..)?.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let after = text.get(1 + name..)?;
    let operator = ["}", ":-", "-", ":?", "?", ":+", "+"].iter().any(|operator| after.starts_with(operator));
    if !starts_well || !operator {
        return None;
    }
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

fn malformed(text: &str) -> LeafError {
    let help = "write `${NAME}`, `${NAME:-default}` or `${NAME:?message}`; `$$` stands for one `$`";
    LeafError::new(format!("{} holds a `${{` that is no variable", quoted(text)), help)
}

display_as_text!(Text, ComposeText);

/// A value, or a list of values.
#[derive(Debug, Clone, PartialEq)]
pub struct OneOrMany<T>(Vec<Placed<T>>);

impl<T> OneOrMany<T> {
    /// A default that nobody wrote.
    pub fn implied(value: T) -> Self {
        Self(vec![Placed::implied(value)])
    }

    /// The values, to be changed where they stand.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Placed<T>> {
        self.0.iter_mut()
    }

    /// The values in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, Placed<T>> {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = deserializer
            .deserialize_newtype_struct(crate::source::ONE_OR_MANY, ListVisitor(std::marker::PhantomData))?;
        if list.is_empty() { Err(serde::de::Error::custom("the list is empty")) } else { Ok(Self(list)) }
    }
}

struct ListVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<Placed<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list))
    }
}

impl<T: serde::Serialize> serde::Serialize for OneOrMany<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<T: schemars::JsonSchema> schemars::JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("OneOrMany_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let one = generator.subschema_for::<T>();
        schemars::json_schema!({ "anyOf": [one, { "type": "array", "items": one, "minItems": 1 }] })
    }
}
