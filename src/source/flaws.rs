//! What the builder refuses, and how it says so.

use std::collections::HashMap;

use serde_saphyr::granit_parser::{ScanError, Tag};

use super::{Entry, Flaw, Span, hint, point_span};

/// Deeper nesting than any topology has.
pub(super) const MAX_DEPTH: usize = 64;

/// Directives before the document.
const MAX_DIRECTIVES: usize = 100;

/// A text with more duplicate keys than this is wrong in another way.
pub(super) const MAX_FLAWS: usize = 1000;

/// The parser reads any number of directives, and YAML has two kinds of them.
pub(super) fn refuse_directives(text: &str) -> Result<(), Flaw> {
    // Most files have none, and lines are taken apart slowly.
    if !text.starts_with('%') && !text.contains("\n%") {
        return Ok(());
    }
    let head = text.lines().take_while(|line| line.starts_with(['%', '#']) || line.is_empty());
    if head.filter(|line| line.starts_with('%')).nth(MAX_DIRECTIVES).is_none() {
        return Ok(());
    }
    let help = "remove the lines that begin with `%`";
    Err(Flaw::new("yaml-syntax", None, "the file begins with a long list of directives", help))
}

pub(super) fn too_deep(span: Span) -> Flaw {
    let summary = format!("the nesting is deeper than {MAX_DEPTH} levels, counting what aliases stand for");
    Flaw::new("too-deep", Some(span), summary, "take levels away: no key of a topology needs so many")
}

pub(super) fn refuse_tag(tag: Option<&Tag>, span: Span) -> Result<(), Flaw> {
    match tag {
        Some(tag)
            if !["str", "int", "float", "bool", "null", "map", "seq"]
                .iter()
                .any(|known| tag.is_yaml_core_schema_tag(known)) =>
        {
            let summary = format!("the tag `{}` has no meaning here", tag.original());
            Err(Flaw::new("yaml-tag", Some(point_span(span)), summary, "remove it"))
        }
        _ => Ok(()),
    }
}

pub(super) fn second_document(span: Span) -> Flaw {
    let help = "remove the `---`, or keep each topology in a file of its own";
    Flaw::new("yaml-documents", Some(point_span(span)), "a second document begins here", help)
}

/// A map that is looked through faster than its keys are hashed.
const SMALL_MAP: usize = 16;

pub(super) fn duplicate_keys(entries: &[Entry<'_>]) -> Vec<Flaw> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut flaws = Vec::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.key != "<<") {
        let earlier = if entries.len() > SMALL_MAP {
            seen.insert(&entry.key, entry.key_span)
        } else {
            entries.iter().take(at).rfind(|earlier| earlier.key == entry.key).map(|earlier| earlier.key_span)
        };
        flaws.extend(earlier.map(|earlier| duplicate_key(entry, earlier)));
        if flaws.len() == MAX_FLAWS {
            break;
        }
    }
    flaws
}

fn duplicate_key(entry: &Entry<'_>, earlier: Span) -> Flaw {
    let summary = format!("the key `{}` stands twice in one map", entry.key.escape_debug());
    let flaw = Flaw::new("duplicate-key", Some(entry.key_span), summary, "keep one of the two");
    Flaw { earlier: Some(earlier), ..flaw }
}

pub(super) fn syntax_flaw(error: &ScanError) -> Flaw {
    let at = u32::try_from(error.marker().byte_offset().unwrap_or_default()).unwrap_or(u32::MAX);
    let span = Span::new(at, at);
    if error.info().contains("recursion limit") {
        return too_deep(span);
    }
    let summary = format!("this is no valid YAML: {}", error.info());
    Flaw::new("yaml-syntax", Some(span), summary, hint::way_out(&error.info()))
}
