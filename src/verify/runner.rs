//! An engine that can be asked: a binary of this machine, or one in its official image.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::binary::{self, Binary, Missing};
use super::bounded;
use crate::engine::{Requirement, Target};

/// In the copy: the number of the container that was started on it.
const CONTAINER: &str = "container";

/// How long a container may take to go.
const LIMIT: Duration = Duration::from_secs(20);

/// An engine that can be asked.
#[derive(Debug)]
pub struct Runner {
    /// The binary; that of `docker` when an image is asked.
    pub binary: Binary,
    /// The image, when it runs in one.
    pub image: Option<String>,
}

impl Runner {
    /// The engine of this machine; see [`binary::find`].
    ///
    /// # Errors
    /// There is none.
    pub fn here(target: Target, named: Option<&Path>) -> Result<Self, Missing> {
        Ok(Self { binary: binary::find(target, named)?, image: None })
    }

    /// The engine in the image that compose.yaml would run it in; compose itself, which has none, is that of this machine.
    ///
    /// # Errors
    /// No docker is there, or it cannot run the image.
    pub fn in_docker(required: &Requirement, named: Option<&Path>) -> Result<Self, Missing> {
        let Some(image) = &required.image else { return Self::here(required.target, named) };
        let docker = binary::locate(Path::new("docker")).ok_or_else(|| Missing::docker(required.target))?;
        let mut command = Command::new(&docker);
        command.args(arguments(required.target, image, None, &[]));
        let binary = binary::find_inside(required.target, docker, command)?;
        Ok(Self { binary, image: Some(image.clone()) })
    }

    /// A command that runs it in the folder `name` of a copy, which it sees under the same path wherever it runs.
    pub(super) fn command(&self, copy: &Path, name: &str) -> io::Result<Command> {
        self.command_with(copy, name, &[])
    }

    /// The same, with these variables, each as `NAME=VALUE`'s two halves, in its environment.
    pub(super) fn command_with(&self, copy: &Path, name: &str, variables: &[(&str, &str)]) -> io::Result<Command> {
        let copy = copy.canonicalize()?;
        let mut command = if let Some(image) = &self.image {
            let mut command = Command::new(&self.binary.path);
            command.args(arguments(self.binary.target, image, Some((&copy, name)), variables));
            command
        } else {
            let mut command = self.binary.command();
            command.envs(variables.iter().copied());
            command
        };
        command.current_dir(copy.join(name));
        Ok(command)
    }

    /// What a command of this runner leaves behind when it does not end by itself.
    pub(super) fn container(&self, copy: &Path) -> Option<Container> {
        self.image.as_ref().map(|_| Container { docker: self.binary.path.clone(), number: copy.join(CONTAINER) })
    }
}

/// A container, which outlives the `docker` that runs it: it is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Container {
    docker: PathBuf,
    /// The file that holds its number.
    number: PathBuf,
}

impl Drop for Container {
    fn drop(&mut self) {
        if let Ok(number) = std::fs::read_to_string(&self.number) {
            let mut command = Command::new(&self.docker);
            let _gone_already = bounded::run(command.args(["rm", "--force", number.trim()]), LIMIT);
        }
    }
}

/// The words after `docker` that run an engine as the user who asks, without a network unless it has to be talked to.
fn arguments(
    target: Target,
    image: &str,
    mounted: Option<(&PathBuf, &str)>,
    variables: &[(&str, &str)],
) -> Vec<OsString> {
    let owner = format!("{}:{}", rustix::process::getuid().as_raw(), rustix::process::getgid().as_raw());
    let mut words: Vec<OsString> = ["run", "--rm", "--user", &owner].map(Into::into).to_vec();
    let is_talked_to = target == Target::Traefik && mounted.is_some();
    words.extend(["--network", if is_talked_to { "host" } else { "none" }].map(Into::into));
    if let Some((copy, name)) = mounted {
        if is_talked_to {
            words.extend(["--cidfile".into(), copy.join(CONTAINER).into_os_string()]);
        } else {
            // HAProxy opens a socket to its name servers, and the machine's cannot be reached without a network.
            words.extend(["--dns", "127.0.0.1"].map(Into::into));
        }
        let mut mount = copy.clone().into_os_string();
        mount.push(":");
        mount.push(copy);
        words.extend(["--volume".into(), mount, "--workdir".into(), copy.join(name).into_os_string()]);
    }
    words.extend(variables.iter().flat_map(|(name, value)| ["--env".into(), format!("{name}={value}").into()]));
    words.extend(["--entrypoint".into(), target.name().into(), image.into()]);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(target: Target, mounted: Option<(&PathBuf, &str)>) -> String {
        let words = arguments(target, "haproxy:2.8-alpine", mounted, &[]);
        let words: Vec<String> = words.into_iter().map(|word| word.into_string().unwrap()).collect();
        let (_user, after) =
            words.join(" ").split_once(" --network ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        after
    }

    #[test]
    fn an_image_is_asked_for_its_version_without_a_network() {
        assert_eq!(words(Target::Haproxy, None), "none --entrypoint haproxy haproxy:2.8-alpine");
    }

    #[test]
    fn an_image_sees_the_copy_under_its_own_path() {
        let copy = PathBuf::from("/tmp/copy");
        assert_eq!(
            words(Target::Haproxy, Some((&copy, "haproxy"))),
            "none --dns 127.0.0.1 --volume /tmp/copy:/tmp/copy --workdir /tmp/copy/haproxy --entrypoint haproxy haproxy:2.8-alpine"
        );
    }

    #[test]
    fn an_image_gets_variables() {
        let words = arguments(Target::Traefik, "traefik:v3.7", None, &[("A_KEY", "1")]);
        let words: Vec<&str> = words.iter().map(|word| word.to_str().unwrap()).collect();
        assert!(words.join(" ").ends_with(" --env A_KEY=1 --entrypoint traefik traefik:v3.7"), "{words:?}");
    }

    #[test]
    fn traefik_is_talked_to_on_loopback() {
        let copy = PathBuf::from("/tmp/copy");
        assert!(words(Target::Traefik, Some((&copy, "traefik"))).starts_with("host --cidfile /tmp/copy/container "));
    }
}
