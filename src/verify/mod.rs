//! The real engines: where their binaries are, how one is run on a rendered folder, and what their own checkers say.

mod bounded;

pub mod binary;
pub mod certificate;
pub mod ports;
pub mod process;

pub use binary::{Binary, Missing, find};
pub use certificate::Authority;
pub use process::Process;
