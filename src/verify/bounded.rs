//! Runs a command to its end in bounded time, and keeps what it printed.

use std::io::{self, Read as _, Seek as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// How often the end of a process is looked for.
pub(super) const LOOK: Duration = Duration::from_millis(5);

/// What a command left behind.
#[derive(Debug)]
pub(super) struct Ended {
    /// How it ended; none when it was still running after the limit, and was killed.
    pub status: Option<ExitStatus>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ended {
    /// It ended by itself, and well.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }
}

/// Runs a command without input, in a process group of its own that is killed after the limit.
pub(super) fn run(command: &mut Command, limit: Duration) -> io::Result<Ended> {
    // Files, not pipes: whatever the command prints cannot stop it, and a process that it leaves behind cannot stop us.
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdin(Stdio::null()).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?).process_group(0);
    let mut child = command.spawn()?;
    let status = ends_within(&mut child, limit);
    kill_group(&child);
    if !matches!(status, Ok(Some(_))) {
        child.wait()?;
    }
    Ok(Ended { status: status?, stdout: read(&mut stdout)?, stderr: read(&mut stderr)? })
}

/// Waits for a child's end; none when it runs on after so long.
pub(super) fn ends_within(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() >= limit {
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

/// Kills all of the process group that a child leads. None left to kill is what is wanted.
pub(super) fn kill_group(child: &Child) {
    let _nobody_left = kill_process_group(Pid::from_child(child), Signal::KILL);
}

fn read(file: &mut std::fs::File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether nothing runs any more in a process group; a dead process that nobody has asked for does not run.
#[cfg(test)]
pub(super) fn is_gone(group: &str) -> bool {
    let runs = |stat: String| {
        // `pid (name) state parent group …`
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let fields: Vec<&str> = fields.split_whitespace().collect();
        fields[0] != "Z" && fields[2] == group
    };
    let stats = || std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path().join("stat"));
    (0..400).any(|_| {
        std::thread::sleep(LOOK);
        !stats().filter_map(|path| std::fs::read_to_string(path).ok()).any(runs)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Ended {
        run(Command::new("sh").args(["-c", script]), limit).unwrap()
    }

    #[test]
    fn a_command_that_ends_is_read_whole() {
        let ended = shell("head -c 300000 /dev/zero | tr '\\0' x; echo no >&2; exit 3", Duration::from_secs(20));
        assert_eq!(ended.status.and_then(|status| status.code()), Some(3));
        assert_eq!((ended.stdout.len(), ended.stderr.as_str()), (300_000, "no\n"));
    }

    #[test]
    fn a_command_that_does_not_end_is_ended_with_its_children() {
        let start = Instant::now();
        let ended = shell("echo $$; sleep 60 & sleep 60", Duration::from_millis(200));
        assert_eq!(ended.status, None);
        assert!(start.elapsed() < Duration::from_secs(20));
        assert!(is_gone(ended.stdout.trim()), "processes were left behind");
    }
}
