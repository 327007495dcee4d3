//! What the schema says about a tree, each error at its place.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::wording::{self, Place};
use super::{document, json};
use crate::diagnostic::Diagnostic;
use crate::source::{Kind, NodeId, Span, Tree};
use crate::topology;

/// Everything that is wrong with a tree's shape, each thing once.
pub(super) fn diagnostics(tree: &Tree<'_>) -> Vec<Diagnostic> {
    let document = document();
    let instance = json::value(tree, tree.root());
    let Some(validator) = validator(&document) else { return Vec::new() };
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for error in validator.iter_errors(&instance) {
        for diagnostic in explain(&error, tree, &document) {
            if seen.insert((diagnostic.span, diagnostic.summary.clone())) {
                found.push(diagnostic);
            }
        }
    }
    found
}

fn validator(document: &Value) -> Option<Validator> {
    let mut options = jsonschema::options().should_validate_formats(true);
    for format in topology::FORMATS {
        options = options.with_format(*format, move |text: &str| topology::refusal(format, text).is_none());
    }
    options.build(document).ok()
}

fn explain(error: &ValidationError<'_>, tree: &Tree<'_>, document: &Value) -> Vec<Diagnostic> {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } = error.kind() {
        let meant = context.iter().find(|branch| !branch.iter().any(|inner| is_other_kind(inner, error)));
        let constants: Vec<Value> = context.iter().flatten().filter_map(|inner| constant(inner, error)).collect();
        if !constants.is_empty() {
            return vec![wording::unknown_value(error.instance(), &constants, &locate(error, tree))];
        }
        let branch = meant.or(context.first());
        return branch.into_iter().flatten().flat_map(|inner| explain(inner, tree, document)).collect();
    }
    wording::diagnostics(error, &locate(error, tree), &schema_of(error, document))
}

/// The branch is for another kind of value altogether: a map where a text stands.
fn is_other_kind(inner: &ValidationError<'_>, outer: &ValidationError<'_>) -> bool {
    let same_place = inner.instance_path() == outer.instance_path();
    same_place && matches!(inner.kind(), ValidationErrorKind::Type { .. })
}

/// The one word that a branch of an enumeration accepts.
#[allow(clippy::wildcard_enum_match_arm, reason = "the enumeration is the library's: what it adds has no meaning here")]
fn constant(inner: &ValidationError<'_>, outer: &ValidationError<'_>) -> Option<Value> {
    match inner.kind() {
        ValidationErrorKind::Constant { expected_value } if inner.instance_path() == outer.instance_path() => {
            Some(Value::clone(expected_value))
        }
        _ => None,
    }
}

fn locate<'t>(error: &ValidationError<'_>, tree: &'t Tree<'_>) -> Place<'t> {
    let mut id = tree.root();
    let mut key: Option<(&'t str, Span)> = None;
    for segment in pointer(error.instance_path().as_str()) {
        if let Some(entry) = tree.entry(id, &segment) {
            (id, key) = (entry.value, Some((&*entry.key, entry.key_span)));
        } else if let Some(item) = segment.parse().ok().and_then(|index: usize| tree.items(id).get(index)) {
            id = *item;
        }
    }
    let written = match &tree.node(id).kind {
        Kind::Scalar { text, plain: _ } => Some(&**text),
        Kind::Sequence(_) | Kind::Mapping(_) => None,
    };
    Place { span: tree.node(id).span, key, keys: key_spans(tree, id), written }
}

fn key_spans<'t>(tree: &'t Tree<'_>, id: NodeId) -> Vec<(&'t str, Span)> {
    tree.entries(id).iter().map(|entry| (&*entry.key, entry.key_span)).collect()
}

/// The schema whose keyword failed, with references followed.
fn schema_of(error: &ValidationError<'_>, document: &Value) -> Value {
    let path: Vec<String> = pointer(error.schema_path().as_str()).collect();
    let mut schema = document;
    for segment in path.iter().take(path.len().saturating_sub(1)) {
        let next = match segment.as_str() {
            "$ref" => schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|target| document.pointer(target.trim_start_matches('#'))),
            key => schema.get(key).or_else(|| key.parse().ok().and_then(|index: usize| schema.get(index))),
        };
        schema = next.unwrap_or(schema);
    }
    schema.clone()
}

fn pointer(path: &str) -> impl Iterator<Item = String> {
    path.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}
