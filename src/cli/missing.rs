//! Files that the topology names and that are not there.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::output::MissingSource;
use crate::rendered::{Content, RenderedFile};
use crate::source::Span;

/// A warning for each missing file, for commands that copy none.
pub fn warnings(files: &[RenderedFile], folder: &Path) -> Vec<Diagnostic> {
    let missing = files.iter().flat_map(|file| match &file.content {
        Content::CopyOf { source, span } if !folder.join(source).exists() => {
            vec![warning(&folder.join(source), *span, &file.path, false)]
        }
        Content::MadeOf { source, span, text: None } => vec![warning(&folder.join(source), *span, &file.path, true)],
        Content::Lacking { sources, text: _ } => {
            sources.iter().map(|(source, span)| warning(&folder.join(source), *span, &file.path, true)).collect()
        }
        Content::CopyOf { .. } | Content::MadeOf { .. } | Content::Text(_) => Vec::new(),
    });
    missing.collect()
}

/// The same for what a comparison found missing.
pub fn compared(missing: &[MissingSource]) -> Vec<Diagnostic> {
    missing.iter().map(|missing| warning(&missing.source, missing.span, &missing.path, missing.made)).collect()
}

/// The error that keeps a render from writing.
pub fn error(missing: &MissingSource) -> Diagnostic {
    let summary = format!("the file `{}` is missing", missing.source.display());
    let path = &missing.path;
    let later = if missing.made {
        format!("and render again later: `{path}` is made of it")
    } else {
        format!("and put it to `{path}` later")
    };
    Diagnostic::error("missing-file", summary)
        .at(missing.span)
        .help(format!("put it there, or render without it by `--allow-missing-secrets` {later}"))
}

/// What has to be done after a render without it.
pub fn to_do(missing: &MissingSource) -> String {
    let (source, path) = (missing.source.display(), &missing.path);
    if missing.made {
        format!("put `{source}` there and render again: `{path}` is made of it")
    } else {
        format!("put `{source}` to `{path}`")
    }
}

fn warning(source: &Path, span: Option<Span>, path: &str, made: bool) -> Diagnostic {
    let becomes = if made { "makes" } else { "copies it to" };
    let of_it = if made { " of it" } else { "" };
    Diagnostic::warning("missing-file", format!("the file `{}` is missing", source.display()))
        .at(span)
        .help(format!("put it there before the render that {becomes} `{path}`{of_it}"))
}
