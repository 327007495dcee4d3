//! Networks that a route lets in or keeps out.

use super::context::Context;
use super::networks::source_in;
use super::rules::Shared;
use super::view::AccessView;
use crate::source::Placed;
use crate::topology::Access;

/// What is denied goes first: it wins.
pub fn access(routes: &[Shared<'_, Placed<Access>>], context: &mut Context<'_>) -> Vec<AccessView> {
    routes
        .iter()
        .map(|shared| {
            let Access { allow, deny } = shared.value.value();
            AccessView {
                key: shared.key.clone(),
                only: shared.only.clone(),
                deny: source_in(deny.iter().map(Placed::value), "deny", context),
                allow: source_in(allow.iter().map(Placed::value), "allow", context),
            }
        })
        .filter(|view| view.deny.is_some() || view.allow.is_some())
        .collect()
}
