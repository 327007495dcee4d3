//! Where an engine's binary is, and what it tells of itself.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::bounded;
use crate::engine::Target;
use crate::topology::{Edition, EngineVersion, ModulesPath, NginxModule};

mod told;

/// No engine needs longer to tell its version, not even one whose image has to be pulled.
const LIMIT: Duration = Duration::from_secs(120);

/// Debian keeps servers out of the search path of users.
const SERVERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];

/// An engine's binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// The engine.
    pub target: Target,
    /// Where it is: an absolute path.
    pub path: PathBuf,
    /// The word that comes before all others: `compose`, when the path is that of `docker`.
    pub subcommand: Option<&'static str>,
    /// Its whole version.
    pub version: EngineVersion,
    /// The OpenSSL that it runs with, when it has one and tells it.
    pub openssl: Option<EngineVersion>,
    /// nginx: which one it is.
    pub edition: Option<Edition>,
    /// nginx: its modules beyond the core, of those that a topology can name.
    pub modules: Vec<NginxModule>,
    /// nginx: where those of them that are not built in are loaded from.
    pub modules_path: ModulesPath,
}

impl Binary {
    /// A command that runs it.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(self.subcommand);
        command
    }
}

/// A binary that is not there, or is not what it should be.
#[derive(Debug)]
pub struct Missing {
    /// The engine.
    pub target: Target,
    why: Why,
}

#[derive(Debug)]
enum Why {
    /// The path that was named, or the words that were searched for.
    NotFound(PathBuf),
    /// What was found runs, or not, and does not tell a version.
    Unknown(PathBuf, String),
}

/// The binary of an engine: the one named, a path or a word, else the first in the search path and the folders of servers.
///
/// # Errors
/// There is none, or it does not tell its version.
pub fn find(target: Target, named: Option<&Path>) -> Result<Binary, Missing> {
    let candidates: Vec<(PathBuf, Option<&'static str>)> = match (named, target) {
        (Some(named), Target::Compose) if named.ends_with("docker") => vec![(named.to_owned(), Some("compose"))],
        (Some(named), _) => vec![(named.to_owned(), None)],
        (None, Target::Compose) => vec![("docker".into(), Some("compose")), ("docker-compose".into(), None)],
        (None, Target::Nginx | Target::Traefik | Target::Haproxy) => vec![(target.name().into(), None)],
    };
    let wanted = candidates.last().map(|(word, _)| word.clone()).unwrap_or_default();
    let mut missing = Missing { target, why: Why::NotFound(wanted) };
    for (word, subcommand) in candidates {
        let Some(path) = locate(&word) else { continue };
        let mut command = Command::new(&path);
        command.args(subcommand);
        match ask(target, path, subcommand, command) {
            Ok(binary) => return Ok(binary),
            // A docker without its plugin is no wrong compose, unless it was asked for by name.
            Err(_) if subcommand.is_some() && named.is_none() => {}
            Err(why) => missing.why = why,
        }
    }
    Err(missing)
}

/// A word is searched for, a path taken as it is.
pub(super) fn locate(word: &Path) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(SERVERS.map(PathBuf::from));
    let folders: OsString = std::env::join_paths(folders).ok()?;
    which::which_in(word, Some(folders), &here).ok().and_then(|found| std::path::absolute(found).ok())
}

/// Its image, asked by the `docker` at `path`; `command` is what runs the engine in it.
pub(super) fn find_inside(target: Target, path: PathBuf, command: Command) -> Result<Binary, Missing> {
    ask(target, path, None, command).map_err(|why| Missing { target, why })
}

fn ask(target: Target, path: PathBuf, subcommand: Option<&'static str>, mut command: Command) -> Result<Binary, Why> {
    let question: &[&str] = match target {
        Target::Nginx => &["-V"],
        Target::Haproxy => &["-vv"],
        Target::Traefik => &["version"],
        Target::Compose => &["version", "--short"],
    };
    let (said, is_well) = match bounded::run(command.args(question), LIMIT) {
        Ok(ended) => (format!("{}{}", ended.stdout, ended.stderr), ended.is_success()),
        Err(error) => return Err(Why::Unknown(path, error.to_string())),
    };
    let Some(version) = told::version(target, &said).filter(|_| is_well) else {
        let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        return Err(Why::Unknown(path, first.to_owned()));
    };
    let (modules, modules_path) = modules(target, &said);
    let edition = (target == Target::Nginx).then(|| told::edition(&said));
    Ok(Binary { target, path, subcommand, version, openssl: told::openssl(&said), edition, modules, modules_path })
}

/// What nginx has beyond its core, and where it is loaded from. A binary with one of the usual dynamic modules built in
/// has no use for another build's.
fn modules(target: Target, said: &str) -> (Vec<NginxModule>, ModulesPath) {
    if target != Target::Nginx {
        return (Vec::new(), ModulesPath::built_in());
    }
    let mut modules = told::modules(said);
    let is_whole = modules.iter().any(|module| module.library().is_some());
    let path = told::modules_path(said).filter(|_| !is_whole).unwrap_or(ModulesPath::built_in());
    if let Some(folder) = path.folder() {
        let is_there =
            |module: &NginxModule| module.library().is_some_and(|library| Path::new(folder).join(library).is_file());
        modules.extend(NginxModule::ALL.into_iter().filter(is_there));
    }
    (modules, path)
}

impl Missing {
    /// The engine was to be asked in its image.
    pub(super) fn docker(target: Target) -> Self {
        Self { target, why: Why::NotFound("docker".into()) }
    }

    /// What can be done, a sentence each.
    pub fn help(&self) -> Vec<String> {
        let name = self.target.name();
        let (flag, package) = match self.target {
            Target::Nginx | Target::Traefik | Target::Haproxy => (name, name),
            Target::Compose => ("docker-compose", "docker-compose"),
        };
        vec![
            format!("install {package}, or name its binary with `--{flag} PATH`"),
            format!("leave {name} out with `--engine` to go on without it"),
        ]
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.target.name();
        match &self.why {
            Why::NotFound(word) if word.components().count() > 1 => {
                write!(f, "no binary of {name} is at `{}`", word.display())
            }
            Why::NotFound(word) => {
                let [one, other] = SERVERS;
                write!(f, "no binary of {name} was found: `{}` is not in PATH, {one} or {other}", word.display())
            }
            Why::Unknown(path, said) => {
                write!(f, "`{}` does not tell a version of {name}: {}", path.display(), said.trim())
            }
        }
    }
}

impl std::error::Error for Missing {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_nowhere_is_told_with_the_ways_out() {
        let missing = find(Target::Haproxy, Some(Path::new("/nowhere/haproxy"))).unwrap_err();
        assert_eq!(missing.to_string(), "no binary of haproxy is at `/nowhere/haproxy`");
        assert!(missing.help()[0].contains("`--haproxy PATH`"), "{:?}", missing.help());
    }

    #[test]
    fn a_program_that_is_another_is_not_taken() {
        let missing = find(Target::Nginx, Some(Path::new("/bin/echo"))).unwrap_err();
        assert_eq!(missing.to_string(), "`/bin/echo` does not tell a version of nginx: -V");
    }
}
