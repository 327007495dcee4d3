//! Rendered files against the disk: what differs, who changed it, and a write of all files or none.
//!
//! A command calls [`recover`], then [`compare`], shows [`write_diff`] and [`Comparison::summary`], and ends with
//! [`write`]. What lbgen keeps for itself stands in `.lbgen` below the output folder: the manifest, the journal of a
//! write that is under way, and the lock. None of them holds contents of a file.

mod access;
mod change;
mod compare;
mod diff;
mod digest;
mod disk;
mod journal;
mod lock;
mod manifest;
mod mask;
mod paint;
mod path;
mod recover;
mod source;
mod stage;
mod summary;
mod transaction;
mod write;

pub use change::{ByHand, Change, Kind};
pub use compare::{Comparison, Scope, compare};
pub use diff::{DiffStyle, write_diff};
pub use mask::without_secrets;
pub use paint::Form;
pub use recover::{Recovery, recover};
pub use source::{MissingSource, read as read_source};
pub use summary::Counts;
pub use write::{WriteOptions, write};
