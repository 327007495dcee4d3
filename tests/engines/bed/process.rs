//! Who starts an engine, and where; how one is started is `lbgen::verify`'s affair.

use super::binaries;
use super::engine::Engine;
use lbgen::topology::Proxy;
use lbgen::verify::process::{self, Process};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Who starts an engine, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The user of the tests, in the folder of `lbgen.yaml`.
    AtHome,
    /// Another, unprivileged user (where the tests run as root), in a folder that has nothing to do with it, on rendered
    /// files that nobody can write; only nginx's `run` and `cache` are writable, which containers mount apart.
    ByAStranger,
}

/// The user `nobody` of every distribution.
const STRANGER: u32 = 65_534;

/// Starts the engine on `deploy/NAME` of this folder; what it prints goes to `stdout` and `stderr` beside that.
pub fn start(engine: Engine, folder: &Path, manner: Manner, environment: &[(String, String)]) -> Process {
    let mut command = process::command(&binaries::of(engine), &folder.join("deploy")).expect("a rendered folder");
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let command = match manner {
        Manner::AtHome => command,
        Manner::ByAStranger => estranged(command, engine, folder),
    };
    Process::spawn(command, folder).unwrap_or_else(|error| panic!("cannot start {engine}: {error}"))
}

/// Traefik is the one that has to be started in its own folder.
fn estranged(command: Command, engine: Engine, folder: &Path) -> Command {
    let mut command = if engine.proxy() == Proxy::Traefik { command } else { from_elsewhere(&command, folder) };
    let is_root = rustix::process::geteuid().is_root();
    for name in ["stdout", "stderr"] {
        // Engines open their output anew, as who they are.
        fs::write(folder.join(name), "").expect("a file for the output");
        hand_over(&folder.join(name), is_root, false);
    }
    hand_over(&folder.join("deploy"), is_root, true);
    if is_root {
        command.uid(STRANGER).gid(STRANGER);
    }
    command
}

/// The same command with absolute paths in place of those that begin in this folder.
fn from_elsewhere(command: &Command, folder: &Path) -> Command {
    let mut elsewhere = Command::new(command.get_program());
    for word in command.get_args() {
        let is_path = Path::new(word).starts_with("deploy");
        elsewhere.arg(if is_path { folder.join(word).into_os_string() } else { word.to_owned() });
    }
    elsewhere.current_dir("/");
    elsewhere
}

fn is_mounted(name: &OsStr) -> bool {
    name == "run" || name == "cache"
}

fn hand_over(path: &Path, is_root: bool, read_only: bool) {
    let metadata = fs::metadata(path).expect("a file's metadata");
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        hand_over(&entry.path(), is_root, read_only && !is_mounted(&entry.file_name()));
    }
    if is_root {
        chown(path, Some(STRANGER), Some(STRANGER)).expect("a file can be handed over");
    }
    if read_only {
        let mode = metadata.permissions().mode() & !0o222;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a file's mode");
    }
}
