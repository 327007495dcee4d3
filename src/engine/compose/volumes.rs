//! Volumes: folders of the machine, seen from compose.yaml, and volumes that it has to declare.

use serde_json::Value;

use super::Found;
use super::paths::Ascent;
use super::variables::{VARIABLE, masked};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A mount of the topology, `SOURCE:TARGET` with options, whose folder is seen from compose.yaml.
pub(super) fn mount(text: &str, ascent: &Ascent) -> String {
    match source(text) {
        Some(folder) if folder.starts_with('.') => {
            format!("{}{}", ascent.path(folder), text.get(folder.len()..).unwrap_or_default())
        }
        Some(_) | None => text.to_owned(),
    }
}

/// The volumes that a service's list names, whether lbgen or the user made it.
pub(super) fn named(list: Option<&Value>, span: Option<Span>, found: &mut Found) -> Vec<String> {
    let names = list.and_then(Value::as_array).into_iter().flatten().filter_map(volume);
    names.filter(|name| is_name_or_error(name, span, found)).map(str::to_owned).collect()
}

/// Each volume once, in the order in which they are first named.
pub(super) fn declared<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    names.filter(|name| seen.insert(name.as_str())).cloned().collect()
}

/// The volume that an entry of the short or the long form names.
fn volume(entry: &Value) -> Option<&str> {
    let is_folder = |source: &str| source.starts_with(['.', '/', '~']) || masked(source).contains(VARIABLE);
    let long = || entry.get("source").filter(|_| entry.get("type").is_some_and(|kind| kind == "volume"));
    let source = entry.as_str().and_then(source).or_else(|| long()?.as_str())?;
    Some(source).filter(|source| !is_folder(source))
}

/// What stands before the first colon outside a variable.
fn source(text: &str) -> Option<&str> {
    masked(text).find(':').and_then(|colon| text.get(..colon))
}

fn is_name_or_error(name: &str, span: Option<Span>, found: &mut Found) -> bool {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphanumeric());
    let is_name = starts_well && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if !is_name {
        let error = Diagnostic::error("invalid-volume", format!("`{name}` is no name of a volume"))
            .at(span)
            .note("a volume's name holds letters, digits, `.`, `_` and `-`; a folder begins with `./` or `/`")
            .help(format!("write `./{name}` for a folder beside the topology, or rename the volume"));
        found.tell(error);
    }
    is_name
}
