//! The tree: nodes in one arena, so that an alias costs a number and a hundred thousand routes cost few allocations.

use std::borrow::Cow;

use super::{Flaw, Resolved, Span, builder, resolve};

/// A node's number within its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId(pub(super) u32);

/// One value and where it stands.
#[derive(Debug, Clone)]
pub struct Node<'s> {
    /// The value's bytes; for a collection from its first byte on.
    pub span: Span,
    /// What the value is.
    pub kind: Kind<'s>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Kind<'s> {
    /// A scalar; `plain` ones may mean a number, a boolean or null.
    Scalar {
        /// The text after YAML's escapes were resolved.
        text: Cow<'s, str>,
        /// Written without quotes and without a tag that makes it a string.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<NodeId>),
    /// A map in the order of the file; merge keys are resolved.
    Mapping(Vec<Entry<'s>>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Entry<'s> {
    /// The key's bytes.
    pub key_span: Span,
    /// The key.
    pub key: Cow<'s, str>,
    /// The value.
    pub value: NodeId,
}

/// A whole document.
#[derive(Debug, Clone)]
pub struct Tree<'s> {
    pub(super) nodes: Vec<Node<'s>>,
    pub(super) root: NodeId,
}

impl<'s> Tree<'s> {
    /// Reads the one document of a text. Every duplicate key is reported; a syntax error ends the reading.
    pub fn read(text: &'s str) -> Result<Self, Vec<Flaw>> {
        builder::Builder::new(text).run()
    }

    /// The document's top-level node.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// The node of that number.
    pub fn node(&self, id: NodeId) -> &Node<'s> {
        static NOTHING: Node<'static> =
            Node { span: Span { start: 0, end: 0 }, kind: Kind::Scalar { text: Cow::Borrowed(""), plain: true } };
        self.nodes.get(id.0 as usize).unwrap_or(&NOTHING)
    }

    /// The entries of a map; none for any other node.
    pub fn entries(&self, id: NodeId) -> &[Entry<'s>] {
        match &self.node(id).kind {
            Kind::Mapping(entries) => entries,
            Kind::Scalar { .. } | Kind::Sequence(_) => &[],
        }
    }

    /// The entry of that key in a map.
    pub fn entry(&self, id: NodeId, key: &str) -> Option<&Entry<'s>> {
        self.entries(id).iter().find(|entry| entry.key == key)
    }

    /// The items of a list; none for any other node.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match &self.node(id).kind {
            Kind::Sequence(items) => items,
            Kind::Scalar { .. } | Kind::Mapping(_) => &[],
        }
    }

    /// Whether a node is `null`, `~` or nothing.
    pub fn is_null(&self, id: NodeId) -> bool {
        matches!(&self.node(id).kind, Kind::Scalar { text, plain: true } if resolve(text) == Resolved::Null)
    }

    /// Values that a node stands for, itself included.
    pub fn size(&self, id: NodeId) -> u64 {
        let inner: u64 = match &self.node(id).kind {
            Kind::Scalar { .. } => 0,
            Kind::Sequence(items) => items.iter().map(|item| self.size(*item)).sum(),
            Kind::Mapping(entries) => entries.iter().map(|entry| self.size(entry.value)).sum(),
        };
        inner + 1
    }

    pub(super) fn push(&mut self, node: Node<'s>) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }
}
