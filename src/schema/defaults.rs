//! What is laid under a tree before it is read: `defaults`, and settings for engines that are named without any.

use crate::source::{self, NodeId, Tree};

/// Lays `defaults` under every upstream and route, and lets an engine that is named without settings have the defaults.
pub(super) fn lay_defaults(tree: &mut Tree<'_>) {
    let root = tree.root();
    tree.retain_entries(root, |entry| !entry.key.starts_with("x-"));
    fill_empty_engines(tree, root);
    let Some(defaults) = tree.entry(root, "defaults").map(|entry| entry.value) else {
        return;
    };
    if let (Some(upstream), Some(upstreams)) = (value(tree, defaults, "upstream"), value(tree, root, "upstreams")) {
        for index in 0..tree.entries(upstreams).len() {
            let Some(own) = tree.entries(upstreams).get(index).map(|entry| entry.value) else {
                continue;
            };
            let merged = source::apply_defaults(tree, own, upstream, &[&["service", "servers"]]);
            tree.set_entry(upstreams, index, merged);
        }
    }
    if let (Some(route), Some(routes)) = (value(tree, defaults, "route"), value(tree, root, "routes")) {
        for index in 0..tree.items(routes).len() {
            let Some(own) = tree.items(routes).get(index).copied() else {
                continue;
            };
            let merged = source::apply_defaults(tree, own, route, &[&["to", "redirect", "respond"]]);
            tree.set_item(routes, index, merged);
        }
    }
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
        let nothing = matches!(&tree.node(engine).kind, source::Kind::Scalar { text, plain: true } if source::resolve(text) == source::Resolved::Null);
        if nothing {
            let empty = tree.add_empty_map(engine);
            tree.set_entry(engines, index, empty);
        }
    }
}
