//! A copy of the rendered files that an engine may be asked about: in a folder of its own, on loopback, without secrets missing.

mod cleanup;
mod nginx;
mod stand_in;
mod traefik;
mod variables;

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use anyhow::Context as _;

use super::certificate::Authority;
use super::{included, ports};
use crate::diagnostic::Diagnostic;
use crate::rendered::{Content, RenderedFile};
use crate::source::{Source, Tree};

/// A copy of the rendered files. It is removed when it is dropped, and when this process is killed.
pub struct Trial {
    folder: tempfile::TempDir,
    cleanup: cleanup::Cleanup,
    /// Where Traefik's API answers in the copy.
    pub(super) api: u16,
    stand_ins: Vec<Diagnostic>,
    variables: Vec<String>,
    /// The variables that Traefik's dynamic file reads.
    secrets: Vec<String>,
}

impl Trial {
    /// Copies the files, line for line; the copy differs from them in addresses to listen on and to reach, which are
    /// loopback's, and in files and variables that are missing, for which others stand in.
    ///
    /// # Errors
    /// The system fails: no folder can be made, no port is free.
    pub fn new(files: &[RenderedFile], beside: &Path, source: &Source) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("lbgen-verify-").tempdir().context("cannot make a folder")?;
        let cleanup = cleanup::Cleanup::of(folder.path()).context("cannot start a shell")?;
        let api = ports::free().context("no port is free on loopback")?;
        let mut trial =
            Self { folder, cleanup, api, stand_ins: Vec::new(), variables: Vec::new(), secrets: Vec::new() };
        let tree = Tree::read(source.text()).ok();
        let (contents, stand_ins) = stand_in::read(files, beside, tree.as_ref())?;
        trial.stand_ins = stand_ins;
        for (file, copied) in files.iter().zip(contents) {
            let bytes = match &file.content {
                Content::Text(text) | Content::Lacking { text, .. } => trial.edited(&file.path, text)?.into_bytes(),
                Content::CopyOf { .. } | Content::MadeOf { .. } => copied,
            };
            write(&trial.folder.path().join(&file.path), &bytes)
                .with_context(|| format!("cannot write a copy of `{}`", file.path))?;
        }
        // HAProxy warns of a listener that has no certificate yet.
        if let Some(file) = files.iter().find(|file| file.path == "haproxy/acme/.gitignore") {
            let issued = Authority::new()?.issue(&["stand-in.invalid"])?;
            let path = trial.folder.path().join(&file.path).with_file_name("stand-in.pem");
            write(&path, [issued.chain, issued.key].concat().as_bytes()).context("cannot write a certificate")?;
        }
        Ok(trial)
    }

    fn edited(&mut self, path: &str, text: &str) -> anyhow::Result<String> {
        let taken = "no port is free on loopback";
        Ok(match path {
            "nginx/nginx.conf" => {
                let (text, missing) = included::without_missing(text);
                self.stand_ins.extend(missing);
                nginx::on_loopback(&text).context(taken)?
            }
            "traefik/traefik.yml" => traefik::static_on_loopback(text, self.api).context(taken)?,
            _ if path.starts_with("traefik/dynamic/") => {
                let read = variables::of_template(text);
                self.tell(&read);
                self.secrets.extend(read);
                traefik::dynamic_on_loopback(text)
            }
            "compose.yaml" => {
                let needed = variables::needed(text);
                let lines = needed.iter().map(|name| format!("{name}={}\n", variables::STAND_IN));
                write(&self.folder.path().join(".env"), lines.collect::<String>().as_bytes())?;
                self.tell(&needed);
                text.to_owned()
            }
            _ => text.to_owned(),
        })
    }

    fn tell(&mut self, names: &[String]) {
        let new: Vec<String> = names.iter().filter(|name| !self.variables.contains(name)).cloned().collect();
        self.variables.extend(new);
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A warning for each missing file that a generated one stands in for.
    pub fn stand_ins(&self) -> &[Diagnostic] {
        &self.stand_ins
    }

    /// The variables of compose.yaml, and of Traefik's dynamic file, that a value stands in for.
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// The variables that Traefik's dynamic file reads, and what stands in for them: without their secrets the routes that
    /// add them would be out of order, and what they render would not be looked at.
    pub(super) fn secrets(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.secrets.iter().map(|name| (name.as_str(), variables::STAND_IN))
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        // Before the folder's own end: whatever a killed engine still wrote into it goes too.
        self.cleanup.run();
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}
