//! Asks an engine's own checker about a copy of its files: one file an engine.

mod api;
mod compose;
mod haproxy;
mod nginx;
mod silent;
mod traefik;

use std::io;
use std::time::Duration;

use super::Trial;
use super::runner::Runner;
use super::said::Verdict;
use crate::engine::Target;

/// No checker needs longer, not even for a hundred thousand routes.
const LIMIT: Duration = Duration::from_secs(120);

/// What an engine says of its files in the copy.
///
/// # Errors
/// It cannot be run.
pub fn ask(runner: &Runner, trial: &Trial) -> io::Result<Verdict> {
    match runner.binary.target {
        Target::Nginx => nginx::ask(runner, trial),
        Target::Haproxy => haproxy::ask(runner, trial),
        Target::Traefik => traefik::ask(runner, trial),
        Target::Compose => compose::ask(runner, trial),
    }
}
