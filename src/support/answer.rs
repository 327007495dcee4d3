//! What a renderer says of a row's topology.

use anyhow::anyhow;

use super::{Line, Row};
use crate::engine::{self, Difference, Target};
use crate::plan;
use crate::source::Source;
use crate::template::Overrides;

/// What an engine makes of what a row asks for, by its renderer's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// As asked for.
    Native,
    /// Another way, or not whole: what differs.
    Degraded(Vec<String>),
    /// Not at all: why.
    Unsupported(Vec<String>),
}

impl Answer {
    /// Renders a row's topology for an engine's line, and listens.
    pub fn ask(row: &Row, line: Line) -> anyhow::Result<Self> {
        let source = Source::new(row.probe, row.text);
        let read = plan::read(&source);
        let (mut topology, _) = read.map_err(|_| anyhow!("the topology `{}` is invalid", row.probe))?;
        topology.engines.value_mut().set_version(line.proxy, line.version());
        let differences =
            engine::render(Target::proxy(line.proxy), &plan::build(&topology), &Overrides::default())?.differences;
        Ok(Self::of(differences.into_iter().filter(|told| row.is_about(told.feature)).collect()))
    }

    fn of(told: Vec<Difference>) -> Self {
        let words = |is_refusal: bool| -> Vec<String> {
            told.iter().filter(|told| told.is_refusal == is_refusal).map(words).collect()
        };
        match (words(true), words(false)) {
            (refused, _) if !refused.is_empty() => Self::Unsupported(refused),
            (_, degraded) if !degraded.is_empty() => Self::Degraded(degraded),
            _ => Self::Native,
        }
    }

    /// Its word in documents.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Degraded(_) => "degraded",
            Self::Unsupported(_) => "unsupported",
        }
    }

    /// What differs, or why it cannot be.
    pub fn words(&self) -> &[String] {
        match self {
            Self::Native => &[],
            Self::Degraded(words) | Self::Unsupported(words) => words,
        }
    }

    /// The better, the less.
    pub const fn loss(&self) -> u8 {
        match self {
            Self::Native => 0,
            Self::Degraded(_) => 1,
            Self::Unsupported(_) => 2,
        }
    }
}

fn words(told: &Difference) -> String {
    let cannot = if told.is_refusal { "cannot " } else { "" };
    format!("{cannot}{}: {}", told.what, told.why)
}
