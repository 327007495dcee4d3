//! A running engine: started as the contract says, its output kept, and certainly gone when it is dropped.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::binary::Binary;
use super::bounded;
use crate::engine::Target;

/// An engine that runs in a process group of its own. Dropping it kills the group.
#[derive(Debug)]
pub struct Process {
    child: Child,
    guard: Child,
    logs: PathBuf,
}

/// Starts a proxy on the folder that holds `nginx/`, `haproxy/` and `traefik/`; what it prints goes to the files
/// `stdout` and `stderr` in the folder `logs`.
///
/// # Errors
/// The binary cannot be started, a file cannot be made, or the target is compose, which is no process.
pub fn start(binary: &Binary, deploy: &Path, logs: &Path) -> io::Result<Process> {
    Process::spawn(command(binary, deploy)?, logs)
}

/// How the contract starts a proxy: from beside the rendered folder, by relative paths; Traefik in its own folder.
///
/// # Errors
/// The folder cannot be read, or the target is compose.
pub fn command(binary: &Binary, deploy: &Path) -> io::Result<Command> {
    let deploy = std::path::absolute(deploy)?;
    let beside = deploy.parent().unwrap_or(&deploy);
    let name = Path::new(deploy.file_name().unwrap_or_default());
    let mut command = binary.command();
    command.current_dir(beside);
    match binary.target {
        Target::Nginx => {
            command.args(["-e", "stderr", "-p"]).arg(name.join("nginx")).args(["-c", "nginx.conf"]);
            if !fs::read_to_string(deploy.join("nginx/nginx.conf"))?.contains("daemon off;") {
                command.args(["-g", "daemon off;"]);
            }
        }
        // Master and workers, as the service of every distribution and the official image run it.
        Target::Haproxy => drop(command.args(["-W", "-f"]).arg(name.join("haproxy/haproxy.cfg"))),
        Target::Traefik => drop(command.arg("--configFile=traefik.yml").current_dir(deploy.join("traefik"))),
        Target::Compose => return Err(io::Error::new(io::ErrorKind::Unsupported, "compose is no process to start")),
    }
    Ok(command)
}

impl Process {
    /// Starts a command as [`start`] does.
    ///
    /// # Errors
    /// The command cannot be started, or a file cannot be made.
    pub fn spawn(mut command: Command, logs: &Path) -> io::Result<Self> {
        command
            .stdin(Stdio::null())
            .stdout(File::create(logs.join("stdout"))?)
            .stderr(File::create(logs.join("stderr"))?)
            .process_group(0);
        let mut child = command.spawn()?;
        match guard(&child) {
            Ok(guard) => Ok(Self { child, guard, logs: logs.to_owned() }),
            Err(error) => {
                bounded::kill_group(&child);
                child.wait()?;
                Err(error)
            }
        }
    }

    /// What it wrote to standard output so far.
    pub fn stdout(&self) -> String {
        read(&self.logs.join("stdout"))
    }

    /// What it wrote to standard error so far.
    pub fn stderr(&self) -> String {
        read(&self.logs.join("stderr"))
    }

    /// The number of its first process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal to its first process.
    ///
    /// # Errors
    /// It is gone.
    pub fn signal(&self, signal: Signal) -> io::Result<()> {
        Ok(kill_process(Pid::from_child(&self.child), signal)?)
    }

    /// Whether its first process has installed its handlers and blocks no signal. HAProxy's workers serve before their
    /// master, which starts itself anew, has done so, and what is sent to it until then is lost: a few milliseconds, or a
    /// few hundred where much memory was had. Always so where the system does not tell.
    pub fn hears_signals(&self) -> bool {
        let status = read(Path::new(&format!("/proc/{}/status", self.child.id())));
        let holds = |name: &str| {
            let mask = status.lines().find_map(|line| line.strip_prefix(name))?;
            let mask = u64::from_str_radix(mask.trim(), 16).unwrap_or_default();
            Some(mask & (1 << (Signal::USR1.as_raw() - 1)) != 0)
        };
        holds("SigCgt:").unwrap_or(true) && !holds("SigBlk:").unwrap_or(false)
    }

    /// Whether its first process has not ended.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn is_running(&mut self) -> io::Result<bool> {
        Ok(self.ended()?.is_none())
    }

    /// How it ended, when it has.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits for its end; `None` when it runs on after so long.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn ends_within(&mut self, limit: Duration) -> io::Result<Option<ExitStatus>> {
        bounded::ends_within(&mut self.child, limit)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The guard, not waited for yet, keeps the group's number from being anybody else's.
        bounded::kill_group(&self.child);
        let _already_reaped = (self.child.wait(), self.guard.wait());
    }
}

/// Kills the engine's process group when this process is gone, however it went: its end of the pipe closes then.
fn guard(child: &Child) -> io::Result<Child> {
    Command::new("sh")
        .args(["-c", "read -r line; kill -KILL 0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(Pid::from_child(child).as_raw_nonzero().get())
        .spawn()
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn shell(script: &str, logs: &Path) -> Process {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Process::spawn(command, logs).unwrap()
    }

    #[test]
    fn what_it_prints_is_kept_and_its_end_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut process = shell("echo out; echo err >&2; exit 3", folder.path());
        let status = process.ends_within(Duration::from_secs(20)).unwrap().unwrap();
        assert_eq!(status.code(), Some(3));
        assert_eq!((process.stdout().as_str(), process.stderr().as_str()), ("out\n", "err\n"));
        assert!(!process.is_running().unwrap());
    }

    #[test]
    fn a_signal_reaches_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut process = shell("trap 'exit 7' USR1; echo ready; while :; do sleep 0.01; done", folder.path());
        let start = Instant::now();
        // A shell that starts another process blocks all signals for a moment.
        while process.stdout().is_empty() || !process.hears_signals() {
            assert!(start.elapsed() < Duration::from_secs(20), "it hears nothing");
            std::thread::sleep(bounded::LOOK);
        }
        assert!(process.is_running().unwrap());
        process.signal(Signal::USR1).unwrap();
        let status = process.ends_within(Duration::from_secs(20)).unwrap().unwrap();
        assert_eq!(status.code(), Some(7));
    }

    #[test]
    fn nothing_is_left_when_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let process = shell("sleep 60 & sleep 60", folder.path());
        let group = process.id().to_string();
        drop(process);
        assert!(bounded::is_gone(&group), "processes were left behind");
    }
}
