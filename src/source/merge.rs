//! Maps laid over maps: YAML's merge keys, and the topology's `defaults`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Entry, Flaw, Kind, Node, NodeId, Tree};

/// Replaces each `<<` entry by the entries of the maps that it names; what the map says itself wins.
pub(super) fn resolve_merge_keys<'s>(tree: &Tree<'s>, entries: Vec<Entry<'s>>) -> Result<Vec<Entry<'s>>, Flaw> {
    if !entries.iter().any(|entry| entry.key == "<<") {
        return Ok(entries);
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.key == "<<");
    let mut taken: HashSet<Cow<'s, str>> = own.iter().map(|entry| entry.key.clone()).collect();
    for merge in merges {
        for source in merge_sources(tree, &merge)? {
            for entry in tree.entries(source) {
                if taken.insert(entry.key.clone()) {
                    own.push(entry.clone());
                }
            }
        }
    }
    Ok(own)
}

fn merge_sources(tree: &Tree<'_>, merge: &Entry<'_>) -> Result<Vec<NodeId>, Flaw> {
    let sources = match &tree.node(merge.value).kind {
        Kind::Mapping(_) => vec![merge.value],
        Kind::Sequence(items) => items.clone(),
        Kind::Scalar { .. } => Vec::new(),
    };
    let all_maps = sources.iter().all(|id| matches!(tree.node(*id).kind, Kind::Mapping(_)));
    if sources.is_empty() || !all_maps {
        let help = "write `<<: *anchor`, or `<<: [*one, *two]`";
        return Err(Flaw::new("yaml-merge", Some(merge.key_span), "`<<` merges maps, and this is none", help));
    }
    Ok(sources)
}

/// Lays `defaults` under a map, level by level, and returns the merged map; `groups` are sets of keys of which a map
/// that has one does not inherit another.
pub fn apply_defaults(tree: &mut Tree<'_>, map: NodeId, defaults: NodeId, groups: &[&[&str]]) -> NodeId {
    let mut entries = tree.entries(map).to_vec();
    let own: HashMap<Cow<'_, str>, usize> =
        entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect();
    let chosen: Vec<&[&str]> =
        groups.iter().copied().filter(|group| group.iter().any(|key| own.contains_key(*key))).collect();
    for default in tree.entries(defaults).to_vec() {
        match own.get(&default.key).and_then(|at| entries.get_mut(*at)) {
            Some(entry) => {
                let both = [entry.value, default.value].map(|id| matches!(tree.node(id).kind, Kind::Mapping(_)));
                if both == [true, true] {
                    entry.value = apply_defaults(tree, entry.value, default.value, &[]);
                }
            }
            None if chosen.iter().any(|group| group.contains(&&*default.key)) => {}
            None => entries.push(default),
        }
    }
    let span = tree.node(map).span;
    tree.push(Node { span, kind: Kind::Mapping(entries) })
}

impl Tree<'_> {
    /// Replaces the value of a map's entry.
    pub fn set_entry(&mut self, map: NodeId, index: usize, value: NodeId) {
        if let Some(Node { kind: Kind::Mapping(entries), .. }) = self.nodes.get_mut(map.0 as usize)
            && let Some(entry) = entries.get_mut(index)
        {
            entry.value = value;
        }
    }

    /// Replaces an item of a list.
    pub fn set_item(&mut self, list: NodeId, index: usize, value: NodeId) {
        if let Some(Node { kind: Kind::Sequence(items), .. }) = self.nodes.get_mut(list.0 as usize)
            && let Some(item) = items.get_mut(index)
        {
            *item = value;
        }
    }

    /// Drops the entries of a map that are not wanted.
    pub fn retain_entries(&mut self, map: NodeId, wanted: impl Fn(&Entry<'_>) -> bool) {
        if let Some(Node { kind: Kind::Mapping(entries), .. }) = self.nodes.get_mut(map.0 as usize) {
            entries.retain(wanted);
        }
    }

    /// Adds an empty map that stands where `like` does.
    pub fn add_empty_map(&mut self, like: NodeId) -> NodeId {
        let span = self.node(like).span;
        self.push(Node { span, kind: Kind::Mapping(Vec::new()) })
    }
}
