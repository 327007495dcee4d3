//! What is kept of rehearsals: for each topology, engine and whole version, what became of each check.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Line;
use crate::topology::{EngineVersion, Leaf as _};

/// Written by `scripts/prove`.
const KEPT: &str = include_str!("proven.json");

/// Every rehearsal that is kept.
#[derive(Debug)]
pub struct Proven(pub Vec<Rehearsal>);

/// One topology behind one engine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rehearsal {
    /// `examples/…` or `probes/…`.
    pub topology: String,
    /// The engine's name.
    pub engine: String,
    /// Its whole version.
    pub version: String,
    /// Checks that traffic showed.
    #[serde(default)]
    pub kept: Vec<String>,
    /// Checks that could not be tried, and why.
    #[serde(default)]
    pub not_tried: BTreeMap<String, String>,
    /// Checks that were kept another way, as the render had told.
    #[serde(default)]
    pub degraded: Vec<String>,
    /// Checks of what the engine cannot do.
    #[serde(default)]
    pub waived: Vec<String>,
    /// Checks that traffic showed to be broken, and how.
    #[serde(default)]
    pub broken: BTreeMap<String, String>,
}

impl Rehearsal {
    /// It was held on a binary of this line.
    pub fn is_of(&self, line: Line) -> bool {
        let is_line = || EngineVersion::read(&self.version).is_ok_and(|version| line.holds(version));
        self.engine == line.proxy.name() && is_line()
    }
}

impl Proven {
    /// What is kept.
    ///
    /// # Errors
    /// A file that is not what `scripts/prove` writes.
    pub fn read() -> anyhow::Result<Self> {
        Ok(Self(serde_json::from_str(KEPT)?))
    }

    /// A binary of this line was rehearsed at all.
    pub fn knows(&self, line: Line) -> bool {
        self.0.iter().any(|rehearsal| rehearsal.is_of(line))
    }

    /// The rehearsal of a row's topology on this line.
    pub fn of(&self, probe: &str, line: Line) -> Option<&Rehearsal> {
        self.0
            .iter()
            .find(|rehearsal| rehearsal.topology.strip_prefix("probes/") == Some(probe) && rehearsal.is_of(line))
    }
}
