//! `waf`: HAProxy has no firewall.

use super::context::Context;
use crate::engine::waf;
use crate::plan::Plan;

/// Refuses it.
pub fn report(plan: &Plan<'_>, context: &mut Context<'_>) {
    let why = "open-source HAProxy has no rules against attacks in any version, and hands requests to others by agents of \
               their own only";
    waf::refuse(plan, why, &mut context.findings);
}
