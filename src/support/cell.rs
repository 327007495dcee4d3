//! A cell: the renderer's answer, the rehearsals' proof, and the word that both come to.

use super::proven::Proven;
use super::{Answer, Line, Proof, Row};

/// What is known of a row on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What the renderer says.
    pub answer: Answer,
    /// What rehearsals have shown.
    pub proof: Proof,
}

/// The word of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// As asked for, and a rehearsal has shown it.
    Proven,
    /// As asked for.
    Native,
    /// Another way.
    Degraded,
    /// Not at all.
    No,
    /// A rehearsal has shown that it is not what the renderer says.
    Broken,
}

impl Mark {
    /// The word, readable without colour.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proven => "native ✓",
            Self::Native => "native",
            Self::Degraded => "degraded",
            Self::No => "no",
            Self::Broken => "BROKEN",
        }
    }
}

impl Cell {
    /// Asks the renderer, and looks up what was shown.
    ///
    /// # Errors
    /// A template that fails: a defect of lbgen's own.
    pub fn ask(row: &Row, line: Line, proven: &Proven) -> anyhow::Result<Self> {
        let answer = Answer::ask(row, line)?;
        let proof = Proof::of(row, line, &answer, proven);
        Ok(Self { answer, proof })
    }

    /// Its word.
    pub const fn mark(&self) -> Mark {
        match (&self.answer, &self.proof) {
            (Answer::Unsupported(_), _) => Mark::No,
            (_, Proof::Broken(..)) => Mark::Broken,
            (Answer::Degraded(_), _) => Mark::Degraded,
            (Answer::Native, Proof::Kept(_)) => Mark::Proven,
            (
                Answer::Native,
                Proof::AsTold(_)
                | Proof::Lacking(_)
                | Proof::Open(..)
                | Proof::Refused
                | Proof::Unrehearsed
                | Proof::Unseen(_),
            ) => Mark::Native,
        }
    }

    /// What there is to say beside the word.
    pub fn words(&self) -> Vec<String> {
        let mut words = self.answer.words().to_vec();
        let is_native = self.answer == Answer::Native;
        let more = match &self.proof {
            Proof::Broken(version, how) => format!("BROKEN on {version}: {how}"),
            Proof::Open(version, why) if is_native => format!("not shown on {version}: {why}"),
            Proof::AsTold(version) if is_native => format!("not shown on {version}: another difference hides it"),
            Proof::Lacking(version) => format!("not shown on {version}: the binary was built without it"),
            Proof::Unseen(why) if is_native => format!("not rehearsed: {why}"),
            Proof::Kept(_)
            | Proof::AsTold(_)
            | Proof::Open(..)
            | Proof::Unseen(_)
            | Proof::Refused
            | Proof::Unrehearsed => return words,
        };
        words.push(more);
        words
    }
}
