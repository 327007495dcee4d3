//! What came of asking one engine.

use crate::diagnostic::Diagnostic;
use crate::engine::Target;
use crate::verify::{Explained, Runner};

/// What came of asking one engine.
pub(super) struct Answer {
    pub target: Target,
    pub outcome: Outcome,
}

/// Whether it could be asked, and what it said.
pub(super) enum Outcome {
    /// There is none.
    Missing(Box<Diagnostic>),
    /// It was asked.
    Asked {
        runner: Runner,
        is_accepted: bool,
        explained: Vec<Explained>,
        /// That it is older than stated.
        age: Vec<Diagnostic>,
    },
}

impl Answer {
    /// What there is to tell.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        match &self.outcome {
            Outcome::Missing(told) => vec![*told.clone()],
            Outcome::Asked { runner: _, is_accepted: _, explained, age } => {
                age.iter().cloned().chain(explained.iter().map(|explained| explained.diagnostic.clone())).collect()
            }
        }
    }

    /// `nginx 1.30.1 (/usr/sbin/nginx) accepts nginx/nginx.conf`; none for an engine that is not there.
    pub fn line(&self) -> Option<String> {
        match &self.outcome {
            Outcome::Missing(_) => None,
            Outcome::Asked { runner, is_accepted, explained: _, age: _ } => {
                let verb = if *is_accepted { "accepts" } else { "rejects" };
                let path = runner.binary.path.display();
                let place = runner.image.clone().unwrap_or_else(|| path.to_string());
                let (name, version) = (self.target.name(), runner.binary.version);
                Some(format!("{name} {version} ({place}) {verb} {}", self.file()))
            }
        }
    }

    /// The file that the engine begins with.
    pub fn file(&self) -> &'static str {
        match self.target {
            Target::Nginx => "nginx/nginx.conf",
            Target::Traefik => "traefik/traefik.yml",
            Target::Haproxy => "haproxy/haproxy.cfg",
            Target::Compose => "compose.yaml",
        }
    }
}
