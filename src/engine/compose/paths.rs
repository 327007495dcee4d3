//! Paths of the topology as compose.yaml has to say them.

use crate::topology::OutputFolder;

/// The way from compose.yaml, whose paths are relative to its own folder, to the topology's folder, such as `../`.
pub(super) struct Ascent(String);

impl Ascent {
    /// The way up out of that folder.
    pub(super) fn new(output: &OutputFolder) -> Self {
        Self("../".repeat(output.as_str().split('/').count()))
    }

    /// A path that was written relative to the topology's folder. Absolute ones, the home folder's, and those that begin
    /// with a variable stay as they are.
    pub(super) fn path(&self, path: &str) -> String {
        let Self(up) = self;
        if path.starts_with(['/', '~']) || path.starts_with("${") {
            return path.to_owned();
        }
        let below = if path == "." { "" } else { path.strip_prefix("./").unwrap_or(path) };
        let whole = format!("{up}{below}");
        if below.is_empty() { whole.trim_end_matches('/').to_owned() } else { whole }
    }
}
