//! What a judge has found, and whether all of it is known.

use std::fmt;

use crate::accepted::{ACCEPTED, Accepted};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judge {
    CheckJsonschema,
    ComposeLint,
    GixyNext,
    GixyNg,
    Sslyze,
}

#[derive(Debug, Clone)]
pub struct Finding {
    pub judge: Judge,
    /// The rule by the name that the judge has for it.
    pub rule: String,
    /// What it was found in: the line, or the service.
    pub at: String,
    /// The file or the engine, and what the judge said.
    pub words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} {} at `{}`: {}", self.judge, self.rule, self.at, self.words)
    }
}

impl Accepted {
    fn is(&self, finding: &Finding) -> bool {
        let Self { judge, rule, at, why: _ } = self;
        *judge == finding.judge && *rule == finding.rule && finding.at.contains(at)
    }
}

/// Demands that every finding of this judge is accepted, and that every accepted one is still found.
pub fn settle(judge: Judge, findings: &[Finding]) {
    let accepted: Vec<&Accepted> = ACCEPTED.iter().filter(|accepted| accepted.judge == judge).collect();
    let new = findings.iter().filter(|finding| !accepted.iter().any(|accepted| accepted.is(finding)));
    let stale = accepted.iter().filter(|accepted| !findings.iter().any(|finding| accepted.is(finding)));
    let new: Vec<String> = new.map(ToString::to_string).collect();
    let stale: Vec<String> = stale.map(|accepted| format!("{} at `{}`", accepted.rule, accepted.at)).collect();
    assert!(new.is_empty(), "{judge:?} found what is not accepted:\n{}", new.join("\n"));
    assert!(stale.is_empty(), "accepted, but {judge:?} finds it no longer:\n{}", stale.join("\n"));
}
