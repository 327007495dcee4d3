//! Plan to files, or a refusal in the user's terms: one room an engine, and what they share.

mod acme;
pub mod compose;
mod container;
mod extra;
mod feature;
mod findings;
pub mod haproxy;
pub mod nginx;
mod requirement;
pub mod traefik;
mod waf;
mod words;
mod yaml;

pub use container::{AcmeClient, Mount, ProxyContainer, PublishedPort, http3_ports};
pub use feature::Feature;
pub use findings::{Difference, Findings, Refusal};
pub use requirement::{Requirement, requirement};
use words::Words;

use crate::diagnostic::Diagnostic;
use crate::plan::Plan;
use crate::rendered::RenderedFile;
use crate::template::{Overrides, TemplateText};
use crate::topology::Proxy;

/// What is rendered for: a proxy, or the stack around one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// nginx
    Nginx,
    /// Traefik
    Traefik,
    /// HAProxy
    Haproxy,
    /// docker-compose
    Compose,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 4] = [Self::Nginx, Self::Traefik, Self::Haproxy, Self::Compose];

    /// Its key in `engines`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Traefik => "traefik",
            Self::Haproxy => "haproxy",
            Self::Compose => "compose",
        }
    }

    /// A proxy as what is rendered for.
    pub const fn proxy(proxy: Proxy) -> Self {
        match proxy {
            Proxy::Nginx => Self::Nginx,
            Proxy::Traefik => Self::Traefik,
            Proxy::Haproxy => Self::Haproxy,
        }
    }

    /// The targets that a plan asks for.
    pub fn of(plan: &Plan<'_>) -> Vec<Self> {
        let mut targets: Vec<Self> = plan.engines.proxies().into_iter().map(Self::proxy).collect();
        targets.extend(plan.engines.compose.as_ref().map(|_| Self::Compose));
        targets
    }
}

/// What one engine makes of a plan.
#[derive(Debug, Default)]
pub struct Rendering {
    /// The files; meaningless when a diagnostic is an error.
    pub files: Vec<RenderedFile>,
    /// What it refuses and what it does another way.
    pub diagnostics: Vec<Diagnostic>,
    /// What it does another way or not at all, whether that was reported or is a default's or waived.
    pub differences: Vec<Difference>,
}

/// The templates that a user may replace, by their paths.
pub fn templates() -> impl Iterator<Item = TemplateText> {
    let shipped = [
        nginx::TEMPLATES,
        nginx::MODULE_TEMPLATES,
        haproxy::TEMPLATES,
        traefik::TEMPLATES,
        compose::TEMPLATES,
        acme::TEMPLATES,
    ];
    shipped.into_iter().flat_map(|shipped| shipped.texts.iter().copied())
}

/// Renders a plan for one target. The error is a [`Failure`](crate::template::Failure) of the user's templates, or else a
/// defect of lbgen's own: a template that fails.
pub fn render(target: Target, plan: &Plan<'_>, overrides: &Overrides) -> anyhow::Result<Rendering> {
    match target {
        Target::Nginx => nginx::render(plan, overrides),
        Target::Traefik => traefik::render(plan, overrides),
        Target::Haproxy => haproxy::render(plan, overrides),
        Target::Compose => compose::render(plan, overrides),
    }
}

/// How a proxy is run in a container around its rendered folder.
fn container(proxy: Proxy, plan: &Plan<'_>) -> ProxyContainer {
    match proxy {
        Proxy::Nginx => nginx::container(plan),
        Proxy::Traefik => traefik::container(plan),
        Proxy::Haproxy => haproxy::container(plan),
    }
}
