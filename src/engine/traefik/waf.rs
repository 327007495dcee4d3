//! `waf`: Traefik has no firewall.

use crate::engine::{Findings, waf};
use crate::plan::Plan;

/// Refuses it.
pub fn report(plan: &Plan<'_>, findings: &mut Findings<'_>) {
    let why = "Traefik has no rules against attacks in any version; plugins for that are fetched when it starts";
    waf::refuse(plan, why, findings);
}
