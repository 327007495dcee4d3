//! What rehearsals have shown of a row on a line.

use super::proven::{Proven, Rehearsal};
use super::{Answer, Line, Row, Shown};

/// What rehearsals have shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Every check that the topology asked for was kept, on this version.
    Kept(String),
    /// This version did otherwise, as its renderer tells.
    AsTold(String),
    /// What is asked for is refused: there is nothing to show.
    Refused,
    /// The binary of this version was built without what it takes.
    Lacking(String),
    /// This version broke it: how.
    Broken(String, String),
    /// This version was rehearsed and shows nothing: why.
    Open(String, String),
    /// No binary of the line was rehearsed.
    Unrehearsed,
    /// No rehearsal can show it: why.
    Unseen(&'static str),
}

impl Proof {
    /// Looks a row up.
    pub fn of(row: &Row, line: Line, answer: &Answer, proven: &Proven) -> Self {
        if matches!(answer, Answer::Unsupported(_)) {
            return Self::Refused;
        }
        let checks = match row.shown() {
            Shown::ByNothing(reason) => return Self::Unseen(reason),
            Shown::By(checks) => checks,
        };
        match proven.of(row.probe, line) {
            Some(rehearsal) => judged(checks, rehearsal),
            None if proven.knows(line) => Self::Open(line.version().to_string(), "it was not rehearsed".to_owned()),
            None => Self::Unrehearsed,
        }
    }

    /// Its word in documents.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Kept(_) => "proven",
            Self::AsTold(_) => "as told",
            Self::Refused => "refused",
            Self::Lacking(_) => "lacking",
            Self::Broken(..) => "broken",
            Self::Open(..) => "open",
            Self::Unrehearsed => "not rehearsed",
            Self::Unseen(_) => "cannot be rehearsed",
        }
    }

    /// The version that showed it.
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::Kept(version)
            | Self::AsTold(version)
            | Self::Lacking(version)
            | Self::Broken(version, _)
            | Self::Open(version, _) => Some(version),
            Self::Refused | Self::Unrehearsed | Self::Unseen(_) => None,
        }
    }

    /// How it was broken, or why nothing shows it.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Broken(_, words) | Self::Open(_, words) => Some(words),
            Self::Unseen(reason) => Some(reason),
            Self::Kept(_) | Self::AsTold(_) | Self::Lacking(_) | Self::Refused | Self::Unrehearsed => None,
        }
    }
}

/// The worst that became of these checks.
fn judged(checks: &[&str], rehearsal: &Rehearsal) -> Proof {
    let version = rehearsal.version.clone();
    let is_asked = |check: &str| checks.contains(&check);
    if let Some((_, words)) = rehearsal.broken.iter().find(|(check, _)| is_asked(check)) {
        return Proof::Broken(version, words.clone());
    }
    if rehearsal.waived.iter().any(|check| is_asked(check)) {
        return Proof::Lacking(version);
    }
    if rehearsal.degraded.iter().any(|check| is_asked(check)) {
        return Proof::AsTold(version);
    }
    if let Some((check, words)) = rehearsal.not_tried.iter().find(|(check, _)| is_asked(check)) {
        return Proof::Open(version, format!("`{check}` was not tried: {words}"));
    }
    if rehearsal.kept.iter().any(|check| is_asked(check)) {
        return Proof::Kept(version);
    }
    Proof::Open(version, "no check was asked for".to_owned())
}
