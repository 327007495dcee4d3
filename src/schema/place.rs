//! Where in the tree the validator's path leads.

use serde_json::Value;

use super::flow;
use crate::source::{Kind, NodeId, Span, Tree};

/// Where an error stands.
pub(super) struct Place<'t, 's> {
    tree: &'t Tree<'s>,
    id: NodeId,
    /// The key that the value stands under, if any.
    pub key: Option<(&'t str, Span)>,
    /// The value is an item of the list under that key.
    is_item: bool,
    /// An example of what would be right there.
    pub example: Option<Value>,
}

impl<'t, 's> Place<'t, 's> {
    /// Follows a path of keys and indexes from the root.
    pub fn of(tree: &'t Tree<'s>, path: impl Iterator<Item = String>, example: Option<Value>) -> Self {
        let mut place = Self { tree, id: tree.root(), key: None, is_item: false, example };
        for segment in path {
            if let Some(entry) = tree.entry(place.id, &segment) {
                place.id = entry.value;
                (place.key, place.is_item) = (Some((&*entry.key, entry.key_span)), false);
            } else if let Some(item) = segment.parse().ok().and_then(|index: usize| tree.items(place.id).get(index)) {
                (place.id, place.is_item) = (*item, true);
            }
        }
        place
    }

    /// The value.
    pub fn span(&self) -> Span {
        self.tree.node(self.id).span
    }

    /// A scalar's text as it was written.
    pub fn written(&self) -> Option<&'t str> {
        match &self.tree.node(self.id).kind {
            Kind::Scalar { text, plain: _ } => Some(text),
            Kind::Sequence(_) | Kind::Mapping(_) => None,
        }
    }

    /// The key of that name in the map that stands here, else the whole value.
    pub fn key_span(&self, name: &str) -> Span {
        self.tree.entry(self.id, name).map_or(self.span(), |entry| entry.key_span)
    }

    /// What a message about the whole value points at: its key, or the first byte of an item.
    pub fn named(&self) -> Span {
        let first = Span::new(self.span().start, self.span().start);
        self.key.filter(|_| !self.is_item).map_or(first, |(_, span)| span)
    }

    /// What the value is called.
    pub fn subject(&self) -> String {
        match self.key {
            None => "the topology".to_owned(),
            Some((key, _)) if self.is_item => format!("an item of `{}`", key.escape_debug()),
            Some((key, _)) => format!("`{}`", key.escape_debug()),
        }
    }

    /// An example as its author would write it.
    pub fn shown_example(&self) -> Option<String> {
        self.example.as_ref().map(flow::shown)
    }
}
