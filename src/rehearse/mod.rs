//! Traffic through the real engines: upstreams and clients are played, and each promise of a topology is checked.
//!
//! A [`Scene`] is a topology for one engine on one binary. For each [`Check`](check::Check) and each part of the topology
//! that asks for it, a [`Stage`] is set: the same plan is rendered with only addresses, ports, files and, where the check
//! says so, durations replaced ([`copy`]), the engine is started on it, and traffic decides. What a check asserts is the
//! same for every engine.

pub mod check;
pub mod checks;
pub mod client;
pub mod copy;
mod credentials;
mod entrance;
mod forward;
mod ground;
mod held;
mod networks;
mod origin;
pub mod report;
mod run;
mod scene;
mod secrets;
mod stage;
pub mod tls;
pub mod upstream;
pub mod verdict;
pub mod wire;

pub use entrance::Entrance;
pub use run::{Audience, Orders, rehearse};
pub use scene::{Fault, Scene};
pub use stage::Stage;
pub use verdict::Verdict;
