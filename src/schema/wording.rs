//! The validator's findings in the words of a topology's author.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the enumeration is the library's: what it adds is told by its keyword"
)]

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::flow;
use super::formats::ScalarFormat;
use super::place::Place;
use crate::diagnostic::{Diagnostic, ENOUGH, nearest};
use crate::source::Span;
use crate::topology::{self, LeafError};

/// What one error of the validator means.
pub(super) fn diagnostics(error: &ValidationError<'_>, place: &Place<'_, '_>, schema: &Value) -> Vec<Diagnostic> {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().take(ENOUGH).map(|key| unknown_key(key, place, schema)).collect()
        }
        ValidationErrorKind::Required { property } => {
            vec![missing_key(property.as_str().unwrap_or_default(), place, schema)]
        }
        ValidationErrorKind::Enum { options } => {
            vec![unknown_value(error.instance(), options.as_array().map(Vec::as_slice).unwrap_or_default(), place)]
        }
        ValidationErrorKind::Custom { message: format, .. } => vec![leaf(format, error.instance(), place.span())],
        ValidationErrorKind::Type { .. } => vec![wrong_type(error.instance(), place, schema)],
        ValidationErrorKind::PropertyNames { error } => vec![bad_name(error, place)],
        ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => {
            vec![out_of_range(error.instance(), place, schema)]
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MinLength { .. } => {
            let summary = format!("{} is empty", place.subject());
            vec![with_help(
                error_at("invalid-value", summary, Some(place.named())),
                "name at least one, or leave the key out",
            )]
        }
        other => vec![error_at(
            "invalid-value",
            format!("{} does not fit: {}", place.subject(), other.keyword()),
            Some(place.span()),
        )],
    }
}

/// What a switch takes.
const BOOLEAN: &str = "`true` or `false`";

fn error_at(code: &'static str, summary: String, span: Option<Span>) -> Diagnostic {
    Diagnostic::error(code, summary).at(span)
}

fn with_help(diagnostic: Diagnostic, help: impl Into<String>) -> Diagnostic {
    Diagnostic { help: vec![help.into()], ..diagnostic }
}

fn unknown_key(key: &str, place: &Place<'_, '_>, schema: &Value) -> Diagnostic {
    let span = place.key_span(key);
    let known: Vec<&str> = schema
        .get("properties")
        .and_then(Value::as_object)
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let help = match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", listed(&known)),
    };
    let label = "not a key of this map".to_owned();
    Diagnostic {
        label,
        ..with_help(error_at("unknown-key", format!("unknown key `{}`", key.escape_debug()), Some(span)), help)
    }
}

fn missing_key(key: &str, place: &Place<'_, '_>, schema: &Value) -> Diagnostic {
    let property = schema.pointer(&format!("/properties/{key}"));
    let words = |name: &str| property.and_then(|property| property.get(name));
    let description = first_sentence(words("description").and_then(Value::as_str).unwrap_or_default());
    let example = words("examples").and_then(|examples| examples.get(0)).map(flow::shown);
    let help = match example {
        Some(example) => format!("add `{key}`, for example `{key}: {example}`"),
        None => format!("add `{key}`"),
    };
    let summary = format!("{} lacks the key `{key}`", place.subject());
    with_help(error_at("missing-key", summary, Some(place.named())), help).note(format!("`{key}`: {description}"))
}

/// A word that an enumeration does not have.
pub(super) fn unknown_value(instance: &Value, options: &[Value], place: &Place<'_, '_>) -> Diagnostic {
    let known: Vec<String> = options.iter().map(shown).collect();
    let value = shown(instance);
    let near = nearest(&value, known.iter().map(String::as_str));
    let help = match (near, known.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, [only]) => format!("use `{only}`"),
        (None, _) => format!("use one of {}", listed(&known)),
    };
    let summary = format!("`{}` is no value of {}", value.escape_debug(), place.subject());
    with_help(error_at("unknown-value", summary, Some(place.span())), help)
}

fn leaf(format: &str, instance: &Value, span: Span) -> Diagnostic {
    let text = ScalarFormat::text(instance).unwrap_or_default();
    let LeafError { message, help } = topology::refusal(format, &text)
        .unwrap_or_else(|| LeafError::new(format!("`{}` is no {format}", text.escape_debug()), "see `lbgen schema`"));
    with_help(error_at("invalid-value", message, Some(span)), help)
}

fn wrong_type(instance: &Value, place: &Place<'_, '_>, schema: &Value) -> Diagnostic {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    let text = place.written().unwrap_or_default();
    let refusal = topology::refusal(format, text);
    if let (Value::Number(_), Some(LeafError { message, help })) = (instance, &refusal) {
        return with_help(error_at("invalid-value", message.clone(), Some(place.span())), help.clone());
    }
    let wanted = wanted(schema);
    let summary = format!("{} is {}, and {wanted} is needed", place.subject(), kind(instance, text));
    let diagnostic = error_at("wrong-type", summary, Some(place.span()));
    let quoting = matches!(instance, Value::Number(_) | Value::Bool(_)) && wanted.starts_with("a text");
    let help = match text {
        "yes" | "on" | "true" if wanted == BOOLEAN => Some("write `true`".to_owned()),
        "no" | "off" | "false" if wanted == BOOLEAN => Some("write `false`".to_owned()),
        _ if quoting && refusal.is_none() => Some(format!("put it in quotes: `\"{text}\"`")),
        _ => place.shown_example().map(|example| format!("write it like `{example}`")),
    };
    help.map_or(diagnostic.clone(), |help| with_help(diagnostic, help))
}

fn bad_name(error: &ValidationError<'_>, place: &Place<'_, '_>) -> Diagnostic {
    let name = shown(error.instance());
    let span = place.key_span(&name);
    match error.kind() {
        ValidationErrorKind::Custom { message: format, .. } => leaf(format, error.instance(), span),
        other => error_at(
            "invalid-value",
            format!("`{}` is no name here: {}", name.escape_debug(), other.keyword()),
            Some(span),
        ),
    }
}

fn out_of_range(instance: &Value, place: &Place<'_, '_>, schema: &Value) -> Diagnostic {
    let bound = |name: &str| schema.get(name).map(shown).unwrap_or_default();
    let summary = format!(
        "{} is {}, and must be from {} to {}",
        place.subject(),
        shown(instance),
        bound("minimum"),
        bound("maximum")
    );
    let drained =
        place.key.is_some_and(|(key, _)| key == "weight") && instance.as_f64().is_some_and(|number| number <= 0.0);
    let only_version = place.key.is_some_and(|(key, _)| key == "version");
    let help = match (drained, only_version) {
        (true, _) => "to send a server no new traffic, write `drain: true`".to_owned(),
        (_, true) => "this lbgen reads version 1 of the contract".to_owned(),
        _ => format!("write a number from {} to {}", bound("minimum"), bound("maximum")),
    };
    with_help(error_at("out-of-range", summary, Some(place.span())), help)
}

/// The first sentence of a description, as the end of a sentence of ours: acronyms and names keep their capitals.
fn first_sentence(text: &str) -> String {
    let sentence = text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.').replace('\n', " ");
    let mut letters = sentence.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain([second]).chain(letters).collect()
        }
        _ => sentence,
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn listed<T: AsRef<str>>(words: &[T]) -> String {
    words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ")
}

fn kind(value: &Value, text: &str) -> String {
    match value {
        Value::Null => "empty".to_owned(),
        Value::Bool(_) => format!("the boolean `{text}`"),
        Value::Number(_) => format!("the number `{text}`"),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a map".to_owned(),
    }
}

fn wanted(schema: &Value) -> String {
    let names = |name: &str| match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => BOOLEAN,
        "array" => "a list",
        "object" => "a map",
        _ => "nothing",
    };
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![names(name)],
        Some(Value::Array(list)) => {
            list.iter().filter_map(Value::as_str).filter(|name| *name != "null").map(names).collect()
        }
        _ => vec!["a value of another form"],
    };
    types.join(" or ")
}
