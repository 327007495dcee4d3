//! The real engines: where their binaries are, how one is run on a rendered folder, and what their own checkers say.

mod age;
mod ask;
mod bounded;
mod explain;
pub mod included;
mod runner;
mod said;
mod trial;

pub mod binary;
pub mod certificate;
pub mod ports;
pub mod process;

pub use age::warnings;
pub use ask::ask;
pub use binary::{Binary, Missing, find};
pub use certificate::Authority;
pub use explain::{Explained, explain};
pub use process::Process;
pub use runner::Runner;
pub use said::{Said, Spot, Verdict};
pub use trial::Trial;
