//! What the schema says about a tree, each error at its place.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::place::Place;
use super::suspects::Suspects;
use super::{document, formats, wording};
use crate::diagnostic::{Diagnostic, ENOUGH, too_many};
use crate::source::Tree;

/// Everything that is wrong with a tree's shape, each thing once.
pub(super) fn diagnostics(tree: &Tree<'_>) -> Vec<Diagnostic> {
    let judge = Judge { tree, document: document(), suspects: Suspects::of(tree) };
    let Some(validator) = validator(&judge.document) else { return Vec::new() };
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for diagnostic in validator.iter_errors(&judge.suspects.instance).flat_map(|error| judge.explain(&error)) {
        if seen.insert((diagnostic.span, diagnostic.summary.clone())) {
            found.push(diagnostic);
        }
        if found.len() == ENOUGH {
            found.push(too_many());
            break;
        }
    }
    found
}

fn validator(document: &Value) -> Option<Validator> {
    jsonschema::options().with_keyword("format", formats::keyword).build(document).ok()
}

/// What it takes to tell an error of the validator at its place in the file.
struct Judge<'t, 's> {
    tree: &'t Tree<'s>,
    document: Value,
    suspects: Suspects,
}

impl<'t, 's> Judge<'t, 's> {
    fn explain(&self, error: &ValidationError<'_>) -> Vec<Diagnostic> {
        if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } = error.kind() {
            let meant = context.iter().find(|branch| !branch.iter().any(|inner| is_other_kind(inner, error)));
            let constants: Vec<Value> = context.iter().flatten().filter_map(|inner| constant(inner, error)).collect();
            if !constants.is_empty() {
                return vec![wording::unknown_value(error.instance(), &constants, &self.locate(error))];
            }
            let branch = meant.or(context.first());
            return branch.into_iter().flatten().flat_map(|inner| self.explain(inner)).collect();
        }
        let schema = schemas(error.schema_path().as_str(), &self.document).last().copied().unwrap_or(&Value::Null);
        wording::diagnostics(error, &self.locate(error), schema)
    }

    fn locate(&self, error: &ValidationError<'_>) -> Place<'t, 's> {
        let example = example(error.evaluation_path().as_str(), &self.document);
        let path = pointer(error.instance_path().as_str()).collect();
        Place::of(self.tree, self.suspects.original(path).into_iter(), example)
    }
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

/// The example that stands nearest to the keyword that failed, on the way through what describes the same value.
fn example(path: &str, document: &Value) -> Option<Value> {
    let segments = pointer(path).map(Some).chain([None]);
    let mut example = None;
    for (schema, next) in schemas(path, document).into_iter().zip(segments) {
        let own = schema.get("examples").and_then(|examples| examples.get(0));
        example = own.cloned().or(example);
        if next.is_some_and(|next| matches!(next.as_str(), "properties" | "additionalProperties" | "items")) {
            example = None;
        }
    }
    example
}

/// The schemas on the way to the keyword that a path ends with, references followed, the outermost first.
fn schemas<'d>(path: &str, document: &'d Value) -> Vec<&'d Value> {
    let segments: Vec<String> = pointer(path).collect();
    let mut way = vec![document];
    let mut schema = document;
    for segment in segments.iter().take(segments.len().saturating_sub(1)) {
        let next = match segment.as_str() {
            "$ref" => schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|target| document.pointer(target.trim_start_matches('#'))),
            key => schema.get(key).or_else(|| key.parse().ok().and_then(|index: usize| schema.get(index))),
        };
        schema = next.unwrap_or(schema);
        way.push(schema);
    }
    way
}

fn pointer(path: &str) -> impl Iterator<Item = String> {
    path.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}
