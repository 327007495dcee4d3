//! A path that cannot leave the output folder.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

/// The folder below the output folder that lbgen keeps for itself.
pub(super) const STATE_FOLDER: &str = ".lbgen";

/// How a file ends while it waits to be renamed. No engine loads such a name: Traefik reads `.yml`, `.yaml` and
/// `.toml`; HAProxy skips names in a certificate folder that begin with a dot.
const STAGED_ENDING: &str = ".lbgen-new";

/// A file's place below the output folder, checked: relative, `/` between its parts, none of them `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct OutputPath(String);

impl OutputPath {
    /// # Errors
    /// Anything that could name a place outside the output folder, in `.lbgen`, or that of a staged file.
    pub(super) fn new(path: &str) -> Result<Self> {
        if path.chars().any(|c| c.is_control() || c == '\\') {
            bail!("the output path {path:?} holds a backslash or a control character");
        }
        if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            bail!("the output path `{path}` could leave the output folder");
        }
        if path.split('/').next() == Some(STATE_FOLDER) || path.ends_with(STAGED_ENDING) {
            bail!("the output path `{path}` is one that lbgen keeps for itself");
        }
        Ok(Self(path.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the file stands.
    pub(super) fn below(&self, root: &Path) -> PathBuf {
        root.join(&self.0)
    }

    /// Where the file waits until it is renamed: in the same folder, so that the rename cannot cross file systems.
    pub(super) fn staged_below(&self, root: &Path) -> PathBuf {
        let (folder, name) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        root.join(folder).join(format!(".{name}{STAGED_ENDING}"))
    }

    /// The folders between the output folder and the file, the outermost first.
    pub(super) fn folders(&self) -> impl DoubleEndedIterator<Item = OutputPath> {
        let ends = self.0.match_indices('/').map(|(end, _)| end);
        ends.filter_map(|end| self.0.get(..end).map(|folder| Self(folder.to_owned())))
    }

    /// How many folders stand between the output folder and the file.
    pub(super) fn depth(&self) -> usize {
        self.folders().count()
    }

    /// Whether it is `part` or stands below it.
    pub(super) fn is_within(&self, part: &str) -> bool {
        self.0.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for OutputPath {
    type Error = anyhow::Error;

    fn try_from(path: String) -> Result<Self> {
        Self::new(&path)
    }
}

impl From<OutputPath> for String {
    fn from(path: OutputPath) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_could_leave_the_folder_is_refused() {
        let hostile = [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "a\0b",
            "a\nb",
            ".lbgen/manifest.json",
            ".lbgen",
            "nginx/.x.lbgen-new",
        ];
        for path in hostile {
            assert!(OutputPath::new(path).is_err(), "{path:?} was let through");
        }
    }

    #[test]
    fn a_staged_file_stands_beside_its_target() {
        let root = Path::new("deploy");
        let nested = OutputPath::new("traefik/dynamic/a.yml").unwrap();
        let staged = Path::new("deploy/traefik/dynamic/.a.yml.lbgen-new");
        assert_eq!(nested.staged_below(root), staged);
        let plain = OutputPath::new("compose.yaml").unwrap();
        assert_eq!(plain.staged_below(root), Path::new("deploy/.compose.yaml.lbgen-new"));
    }

    #[test]
    fn folders_go_from_the_outermost_inwards() {
        let path = OutputPath::new("a/b/c").unwrap();
        let folders: Vec<String> = path.folders().map(String::from).collect();
        assert_eq!(folders, ["a", "a/b"]);
        assert!(path.is_within("a"));
        assert!(path.is_within("a/b/c"));
        assert!(!OutputPath::new("ab/c").unwrap().is_within("a"));
    }
}
