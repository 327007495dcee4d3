//! A running engine: started as the contract says, its output kept, and certainly gone when it is dropped.

use super::binaries;
use super::engine::{Engine, Family};
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Who starts an engine, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The user of the tests, in the folder of `lbgen.yaml`.
    AtHome,
    /// Another, unprivileged user (where the tests run as root), in a folder that has nothing to do with it, on rendered
    /// files that nobody can write; only nginx's `run` is writable, which containers mount apart.
    ByAStranger,
}

/// The user `nobody` of every distribution.
const STRANGER: u32 = 65_534;

pub struct Process {
    child: Child,
    guard: Child,
    folder: PathBuf,
}

impl Process {
    /// Starts the engine on `deploy/NAME` of this folder; what it prints goes to `stdout` and `stderr` beside that.
    pub fn start(engine: Engine, folder: &Path, manner: Manner) -> Self {
        let mut command = command(engine, folder, manner);
        command
            .stdin(Stdio::null())
            .stdout(File::create(folder.join("stdout")).expect("a file for the output"))
            .stderr(File::create(folder.join("stderr")).expect("a file for the errors"))
            .process_group(0);
        if manner == Manner::ByAStranger {
            estrange(&mut command, engine, folder);
        }
        let child = command.spawn().unwrap_or_else(|error| panic!("cannot start {engine}: {error}"));
        let guard = guard(&child);
        Self { child, guard, folder: folder.to_owned() }
    }

    /// What it wrote to standard output so far.
    pub fn stdout(&self) -> String {
        read(&self.folder.join("stdout"))
    }

    /// What it wrote to standard error so far.
    pub fn stderr(&self) -> String {
        read(&self.folder.join("stderr"))
    }

    /// Sends a signal, such as `libc::SIGTERM`, to the engine's first process.
    pub fn signal(&self, signal: i32) {
        assert!(kill(pid(&self.child), signal), "the engine is gone already: {}", self.stderr());
    }

    /// Whether its first process has installed its handlers. HAProxy's workers serve a few milliseconds before their
    /// master, which starts itself anew, has done so, and what is sent to it until then is lost.
    pub fn hears_signals(&self) -> bool {
        let status = read(Path::new(&format!("/proc/{}/status", self.child.id())));
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or_default();
        let caught = u64::from_str_radix(caught.trim(), 16).unwrap_or_default();
        caught & (1 << (libc::SIGUSR1 - 1)) != 0
    }

    /// How it ended, when it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("the engine's state")
    }

    /// Waits for its end; `None` when it runs on after so long.
    pub async fn ends_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if let Some(status) = self.ended() {
                return Some(status);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        kill(-pid(&self.child), libc::SIGKILL);
        let _already_reaped = (self.child.wait(), self.guard.wait());
    }
}

fn command(engine: Engine, folder: &Path, manner: Manner) -> Command {
    let mut command = Command::new(binaries::of(engine));
    command.current_dir(folder);
    let deploy = if manner == Manner::AtHome { PathBuf::from("deploy") } else { folder.join("deploy") };
    match engine.family() {
        Family::Nginx => {
            command.args(["-e", "stderr", "-p"]).arg(deploy.join("nginx")).args(["-c", "nginx.conf"]);
            if !read(&folder.join("deploy/nginx/nginx.conf")).contains("daemon off;") {
                command.args(["-g", "daemon off;"]);
            }
        }
        // Master and workers, as the service of every distribution and the official image run it.
        Family::Haproxy => drop(command.args(["-W", "-f"]).arg(deploy.join("haproxy/haproxy.cfg"))),
        Family::Traefik => drop(command.arg("--configFile=traefik.yml").current_dir(folder.join("deploy/traefik"))),
    }
    command
}

/// Traefik is the one that has to be started in its own folder.
fn estrange(command: &mut Command, engine: Engine, folder: &Path) {
    if engine.family() != Family::Traefik {
        command.current_dir("/");
    }
    #[allow(unsafe_code, reason = "the standard library does not say whose process this is")]
    let is_root = unsafe { libc::geteuid() } == 0;
    for path in ["stdout", "stderr", "deploy"].map(|name| folder.join(name)) {
        hand_over(&path, is_root, path.ends_with("deploy"));
    }
    if is_root {
        command.uid(STRANGER).gid(STRANGER);
    }
}

fn hand_over(path: &Path, is_root: bool, read_only: bool) {
    let metadata = fs::metadata(path).expect("a file's metadata");
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        hand_over(&entry.path(), is_root, read_only && entry.file_name() != "run");
    }
    if is_root {
        chown(path, Some(STRANGER), Some(STRANGER)).expect("a file can be handed over");
    }
    if read_only {
        let mode = metadata.permissions().mode() & !0o222;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a file's mode");
    }
}

/// Kills the engine's process group when the test process is gone, however it went: its end of the pipe closes then.
fn guard(child: &Child) -> Child {
    Command::new("sh")
        .args(["-c", "read -r line; kill -KILL 0"])
        .stdin(Stdio::piped())
        .process_group(pid(child))
        .spawn()
        .expect("a shell")
}

fn pid(child: &Child) -> i32 {
    i32::try_from(child.id()).expect("a process id")
}

/// Whether there was a process, or for a negative number a process group, to send the signal to.
fn kill(pid: i32, signal: i32) -> bool {
    #[allow(unsafe_code, reason = "the standard library sends no other signal than SIGKILL, and to no group")]
    let result = unsafe { libc::kill(pid, signal) };
    result == 0
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}
