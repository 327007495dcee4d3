//! How a command ends: the exit codes of the contract.

use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The topology is invalid, or asks what an engine cannot do.
    Refused,
    /// The command was called wrongly.
    Usage,
    /// There are differences, and somebody wanted to know.
    Different,
    /// The system failed.
    Failed,
    /// The user broke it off.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
            Exit::Different => 3,
            Exit::Failed => 4,
            Exit::Interrupted => 130,
        })
    }
}
