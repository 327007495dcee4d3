//! A tree as a JSON value, for the validator.

use serde_json::{Map, Number, Value};

use crate::source::{Kind, NodeId, Resolved, Tree, resolve};

/// Items and entries of one collection that are looked at; a list that long is wrong near its beginning or nearly right.
pub(super) const MOST: usize = 100_000;

/// The JSON value of a node and all below it.
pub(super) fn value(tree: &Tree<'_>, id: NodeId) -> Value {
    match &tree.node(id).kind {
        Kind::Scalar { text, plain: false } => Value::String(text.to_string()),
        Kind::Scalar { text, plain: true } => match resolve(text) {
            Resolved::Null => Value::Null,
            Resolved::Bool(value) => Value::Bool(value),
            Resolved::Int(value) => Value::Number(value.into()),
            Resolved::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
            Resolved::Text => Value::String(text.to_string()),
        },
        Kind::Sequence(items) => Value::Array(items.iter().take(MOST).map(|item| value(tree, *item)).collect()),
        Kind::Mapping(entries) => {
            let pairs = entries.iter().take(MOST).map(|entry| (entry.key.to_string(), value(tree, entry.value)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}
