//! What is put together while a plan is rendered.

use super::auth::KeyList;
use super::chain::Middlewares;
use super::gates::Gates;
use super::names::Shared;
use super::timeouts::Transport;
use crate::engine::Findings;
use crate::plan::Plan;
use crate::source::Placed;
use crate::topology::Basic;

/// A rendering under way.
pub struct Draft<'p, 't> {
    /// What is rendered.
    pub plan: &'p Plan<'t>,
    /// What this Traefik knows.
    pub gates: Gates,
    /// What there is to say to the user.
    pub findings: Findings<'t>,
    /// The middlewares that were asked for.
    pub middlewares: Middlewares,
    /// The keys that clients may show.
    pub keys: Vec<KeyList<'t>>,
    /// The users that routes let in.
    pub users: Vec<&'t Placed<Basic>>,
    /// The transports that were asked for.
    pub transports: Shared<Transport>,
}
