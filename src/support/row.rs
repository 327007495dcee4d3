//! A row of the table: one thing that a topology can ask for, and the topology that asks for it.

use super::{Shown, shown};
use crate::engine::Feature;

/// One thing that a topology can ask for.
#[derive(Debug)]
pub struct Row {
    /// The key, with its value where that matters.
    pub name: &'static str,
    /// What is asked for.
    pub asks: Asks,
    /// The name of the topology that asks for it.
    pub probe: &'static str,
    /// That topology; its first line says what it asks for.
    pub text: &'static str,
}

/// What a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// A feature that an engine may refuse or do another way.
    For(Feature),
    /// A feature that is nothing without another one: what is told of either counts.
    Within(Feature, Feature),
    /// A feature in a form that no rehearsal can show, for this reason.
    Unseen(Feature, &'static str),
    /// What every engine owes: nothing is ever told of it, these checks alone show it.
    Owed(&'static [&'static str]),
}

impl Row {
    /// The feature, where it is one.
    pub const fn feature(&self) -> Option<Feature> {
        match self.asks {
            Asks::For(feature) | Asks::Within(feature, _) | Asks::Unseen(feature, _) => Some(feature),
            Asks::Owed(_) => None,
        }
    }

    /// What is told of this feature is told of the row.
    pub fn is_about(&self, told: Feature) -> bool {
        match self.asks {
            Asks::For(feature) | Asks::Unseen(feature, _) => told == feature,
            Asks::Within(feature, of) => told == feature || told == of,
            Asks::Owed(_) => false,
        }
    }

    /// What shows it.
    pub const fn shown(&self) -> Shown {
        match self.asks {
            Asks::For(feature) | Asks::Within(feature, _) => shown(feature),
            Asks::Unseen(_, reason) => Shown::ByNothing(reason),
            Asks::Owed(checks) => Shown::By(checks),
        }
    }

    /// What is asked for, as a sentence without its full stop.
    pub fn about(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches("# ").trim_end_matches('.')
    }
}
