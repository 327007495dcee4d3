//! How many routes, upstreams, services and servers there may be: each costs far more than its few bytes in the file.

use crate::source::{Flaw, NodeId, Span, Tree};

/// Routes, upstreams and services together: three times those of the largest stack that is meant.
const MOST_ENTRIES: usize = 300_000;

/// Servers of all upstreams together.
const MOST_SERVERS: usize = 1_000_000;

/// Refuses a topology that the types would make too much of.
pub(super) fn refuse_giants(tree: &Tree<'_>) -> Result<(), Flaw> {
    let root = tree.root();
    let key = |map: NodeId, name: &str| tree.entry(map, name).map(|entry| (entry.value, entry.key_span));
    let count = |(id, _): (NodeId, Span)| tree.items(id).len() + tree.entries(id).len();
    let collections = ["routes", "upstreams", "services"].map(|name| key(root, name));
    let entries: usize = collections.into_iter().flatten().map(count).sum();
    if entries > MOST_ENTRIES {
        let largest = collections.into_iter().flatten().max_by_key(|collection| count(*collection));
        let summary = format!("there are more than {MOST_ENTRIES} routes, upstreams and services");
        return Err(too_large(largest, summary));
    }
    let upstreams = key(root, "upstreams");
    let upstream = upstreams.iter().flat_map(|(id, _)| tree.entries(*id));
    let servers: usize = upstream.filter_map(|upstream| key(upstream.value, "servers")).map(count).sum();
    if servers > MOST_SERVERS {
        return Err(too_large(upstreams, format!("there are more than {MOST_SERVERS} servers")));
    }
    Ok(())
}

fn too_large(place: Option<(NodeId, Span)>, summary: String) -> Flaw {
    let help = "split the stack into several topologies".to_owned();
    Flaw { code: "too-large", summary, span: place.map(|(_, span)| span), earlier: None, help }
}
