//! What a stage stands on: a folder, the copy of the topology in it, and the engine that was started on it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use tempfile::TempDir;

use super::scene::Scene;
use super::secrets;
use crate::engine::{self, Difference};
use crate::output::{self, Scope, WriteOptions};
use crate::plan;
use crate::rendered::{Content, RenderedFile};
use crate::topology::Topology;
use crate::verify::{Authority, Process, process};

/// What a stage stands on.
pub struct Ground {
    /// Where everything is written; removed when dropped.
    pub folder: TempDir,
    /// What signs the certificates of the rehearsal.
    pub authority: Authority,
    /// The copy, with its durations shortened and its addresses those of the user.
    pub topology: Topology,
}

impl Ground {
    /// Makes the folder and the copy.
    pub fn of(scene: &Scene, prepare: impl Fn(&mut Topology) -> Vec<String>) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("lbgen-rehearsal-").tempdir()?;
        // Started by root, nginx reads and writes here as another user.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let mut topology = scene.topology()?;
        let _told_in_the_report = prepare(&mut topology);
        Ok(Self { folder, authority: Authority::new()?, topology })
    }
}

/// A started engine, and what it was started on.
pub struct Set {
    /// The copy that was rendered.
    pub topology: Topology,
    /// What the engine reads.
    pub files: Vec<RenderedFile>,
    /// What the engine does otherwise than asked, or not.
    pub differences: Vec<Difference>,
    // Dropped in this order: the engine goes before its files.
    /// The engine.
    pub process: Process,
    /// What it runs in.
    pub folder: TempDir,
}

/// Starts the engine on what is rendered from the copy. The folder is its own while it writes: one that an interrupt has
/// removed meanwhile would be made again.
pub fn set(scene: &Scene, topology: Topology, folder: TempDir) -> anyhow::Result<Set> {
    let (files, differences) = render(scene, &topology)?;
    write(folder.path(), &files)?;
    let process = start(scene, &topology, folder.path())
        .with_context(|| format!("cannot start `{}`", scene.binary.path.display()))?;
    Ok(Set { topology, files, differences, process, folder })
}

fn start(scene: &Scene, topology: &Topology, folder: &Path) -> std::io::Result<Process> {
    let mut command = process::command(&scene.binary, &folder.join("deploy"))?;
    command.envs(secrets::environment(&plan::build(topology)));
    Process::spawn(command, folder)
}

/// Does what blocks beside the clients, whose times are measured.
pub async fn aside<T: Send + 'static>(
    scene: &Scene,
    work: impl FnOnce(Scene) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let scene = scene.clone();
    tokio::task::spawn_blocking(move || work(scene)).await?
}

/// What is rendered from the copy, with the fault that is seeded into it.
pub fn render(scene: &Scene, topology: &Topology) -> anyhow::Result<(Vec<RenderedFile>, Vec<Difference>)> {
    let plan = plan::build(topology);
    let rendering = engine::render(scene.target(), &plan, &scene.overrides)?;
    let mut files = rendering.files;
    if let Some(fault) = &scene.fault {
        for file in &mut files {
            if let Content::Text(text) | Content::MadeOf { text: Some(text), .. } = &mut file.content {
                *text = fault(&file.path, text);
            }
        }
    }
    Ok((files, rendering.differences))
}

/// Writes what was rendered where the engine reads it.
pub fn write(folder: &Path, files: &[RenderedFile]) -> anyhow::Result<()> {
    let root = folder.join("deploy");
    let comparison = output::compare(&root, folder, files, Scope::Everything)?;
    output::write(&comparison, WriteOptions { overwrite_edited: true, allow_missing_secrets: false })?;
    Ok(())
}
