//! Plan to nginx's configuration.

use super::{ProxyContainer, Rendering};
use crate::plan::Plan;

/// Renders the plan.
pub fn render(plan: &Plan<'_>) -> anyhow::Result<Rendering> {
    let _ = plan;
    Ok(Rendering::default())
}

/// How it is run in a container.
pub fn container(plan: &Plan<'_>) -> ProxyContainer {
    let _ = plan;
    ProxyContainer::default()
}
