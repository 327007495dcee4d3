//! Files that the topology names and that are not there.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::output::MissingSource;
use crate::rendered::{Content, RenderedFile};
use crate::source::Span;

/// A warning for each missing file, for commands that copy none.
pub fn warnings(files: &[RenderedFile], folder: &Path) -> Vec<Diagnostic> {
    let missing = files.iter().filter_map(|file| match &file.content {
        Content::CopyOf { source, span } if !folder.join(source).exists() => {
            Some(warning(&folder.join(source), *span, &file.path))
        }
        Content::CopyOf { .. } | Content::Text(_) => None,
    });
    missing.collect()
}

/// The same for what a comparison found missing.
pub fn compared(missing: &[MissingSource]) -> Vec<Diagnostic> {
    missing.iter().map(|missing| warning(&missing.source, missing.span, &missing.path)).collect()
}

/// The error that keeps a render from writing.
pub fn error(missing: &MissingSource) -> Diagnostic {
    let summary = format!("the file `{}` is missing", missing.source.display());
    let path = &missing.path;
    Diagnostic::error("missing-file", summary)
        .at(missing.span)
        .help(format!("put it there, or render without it by `--allow-missing-secrets` and put it to `{path}` later"))
}

fn warning(source: &Path, span: Option<Span>, path: &str) -> Diagnostic {
    Diagnostic::warning("missing-file", format!("the file `{}` is missing", source.display()))
        .at(span)
        .help(format!("put it there before the render that copies it to `{path}`"))
}
