//! The services, and the chosen proxy around its rendered folder.

use super::Rendering;
use crate::plan::Plan;

/// Renders the plan.
pub fn render(plan: &Plan<'_>) -> anyhow::Result<Rendering> {
    let _ = plan;
    Ok(Rendering::default())
}
