//! What is laid under a tree before it is read: `defaults`, and settings for engines that are named without any.

use crate::source::{self, Flaw, Kind, MAX_VALUES, NodeId, Tree};

/// Lays `defaults` under every upstream and route, and lets an engine that is named without settings have the defaults.
/// Refuses defaults that would make too much of the topology.
pub(super) fn lay_defaults(tree: &mut Tree<'_>) -> Result<(), Flaw> {
    let root = tree.root();
    tree.retain_entries(root, |entry| !entry.key.starts_with("x-"));
    fill_empty_engines(tree, root);
    let Some(defaults) = value(tree, root, "defaults") else { return Ok(()) };
    if let (Some(upstream), Some(upstreams)) = (value(tree, defaults, "upstream"), value(tree, root, "upstreams")) {
        refuse_bomb(tree, upstream, tree.entries(upstreams).len())?;
        for index in 0..tree.entries(upstreams).len() {
            let Some(own) = tree.entries(upstreams).get(index).map(|entry| entry.value) else { continue };
            let merged = laid_under(tree, own, upstream, &["service", "servers"]);
            tree.set_entry(upstreams, index, merged);
        }
    }
    if let (Some(route), Some(routes)) = (value(tree, defaults, "route"), value(tree, root, "routes")) {
        refuse_bomb(tree, route, tree.items(routes).len())?;
        for index in 0..tree.items(routes).len() {
            let Some(own) = tree.items(routes).get(index).copied() else { continue };
            let merged = laid_under(tree, own, route, &["to", "redirect", "respond"]);
            tree.set_item(routes, index, merged);
        }
    }
    Ok(())
}

/// What is no map stays as it is, for the types to refuse.
fn laid_under(tree: &mut Tree<'_>, own: NodeId, defaults: NodeId, group: &[&str]) -> NodeId {
    let both = [own, defaults].map(|id| matches!(tree.node(id).kind, Kind::Mapping(_)));
    if both == [true, true] { source::apply_defaults(tree, own, defaults, &[group]) } else { own }
}

fn refuse_bomb(tree: &Tree<'_>, defaults: NodeId, times: usize) -> Result<(), Flaw> {
    let values = tree.size(defaults).saturating_mul(times as u64);
    if values > MAX_VALUES { Err(source::too_many_values(Some(tree.node(defaults).span))) } else { Ok(()) }
}

fn value(tree: &Tree<'_>, map: NodeId, key: &str) -> Option<NodeId> {
    tree.entry(map, key).map(|entry| entry.value)
}

fn fill_empty_engines(tree: &mut Tree<'_>, root: NodeId) {
    let Some(engines) = value(tree, root, "engines") else {
        return;
    };
    for index in 0..tree.entries(engines).len() {
        let Some(engine) = tree.entries(engines).get(index).map(|entry| entry.value) else {
            continue;
        };
        if tree.is_null(engine) {
            let empty = tree.add_empty_map(engine);
            tree.set_entry(engines, index, empty);
        }
    }
}
