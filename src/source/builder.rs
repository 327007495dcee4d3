//! Turns the parser's events into a tree, within limits that hostile files cannot stretch.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, Tag};

use super::flaws::{
    MAX_DEPTH, MAX_FLAWS, duplicate_keys, refuse_directives, refuse_tag, second_document, syntax_flaw, too_deep,
};
use super::{Entry, Flaw, Kind, MAX_VALUES, Node, NodeId, Span, Tree, merge, point_span, too_many_values};

/// Keys of one map, and items of one list: more than anything in a topology may have.
const MAX_WIDTH: usize = 500_000;

/// What an alias that stands for a value costs.
#[derive(Clone, Copy)]
struct Extent {
    /// Values, itself included.
    size: u64,
    /// Levels of collections: 0 for a scalar.
    height: usize,
}

const SCALAR: Extent = Extent { size: 1, height: 0 };
const EMPTY: Extent = Extent { size: 1, height: 1 };

/// A collection whose end has not been seen yet.
struct Open<'s> {
    start: u32,
    anchor: usize,
    extent: Extent,
    content: Content<'s>,
}

/// Where its part of the builder's items or entries begins. All open collections share one vector of each, so that every
/// closed one gets exactly the memory that it needs.
enum Content<'s> {
    Sequence { from: usize },
    Mapping { from: usize, key: Option<(Span, Cow<'s, str>)> },
}

pub(super) struct Builder<'s> {
    text: &'s str,
    tree: Tree<'s>,
    open: Vec<Open<'s>>,
    items: Vec<NodeId>,
    entries: Vec<Entry<'s>>,
    root: Option<NodeId>,
    anchors: HashMap<usize, (NodeId, Extent)>,
    flaws: Vec<Flaw>,
    total: u64,
    /// The end of the last collection, and the end of its last line.
    ended: (u32, u32),
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let tree = Tree { nodes: Vec::with_capacity(text.len() / 24), root: NodeId(0) };
        Self {
            text,
            tree,
            open: Vec::new(),
            items: Vec::new(),
            entries: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            flaws: Vec::new(),
            total: 0,
            ended: (0, 0),
        }
    }

    pub(super) fn run(mut self) -> Result<Tree<'s>, Vec<Flaw>> {
        if let Err(flaw) = refuse_directives(self.text) {
            return Err(vec![flaw]);
        }
        let options = granit_parser::options! { emit_comments: false, bom_inside_document_as_content: true };
        for next in Parser::new_from_str_with_options(self.text, options) {
            let step = match next {
                Ok((event, span)) => self.event(event, to_span(span)),
                Err(error) => Err(syntax_flaw(&error)),
            };
            if let Err(flaw) = step {
                self.flaws.push(flaw);
                return Err(self.flaws);
            }
            if self.flaws.len() >= MAX_FLAWS {
                return Err(self.flaws);
            }
        }
        let Some(root) = self.root.filter(|root| !self.tree.is_null(*root)) else {
            let help = "run `lbgen init` to scaffold a topology, or start with `version: 1`";
            return Err(vec![Flaw::new("empty", None, "the topology is empty", help)]);
        };
        self.tree.root = root;
        if self.flaws.is_empty() { Ok(self.tree) } else { Err(self.flaws) }
    }

    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the enumeration is the library's: what it adds has no meaning here"
    )]
    fn event(&mut self, event: Event<'s>, span: Span) -> Result<(), Flaw> {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => Err(second_document(span)),
            Event::Scalar(text, style, anchor, tag) => {
                let plain = is_plain(style, tag.as_deref(), span)?;
                self.scalar(text, plain, anchor, span)
            }
            Event::SequenceStart(_, anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                self.enter(anchor, Content::Sequence { from: self.items.len() }, span)
            }
            Event::MappingStart(_, anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                self.enter(anchor, Content::Mapping { from: self.entries.len(), key: None }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    fn enter(&mut self, anchor: usize, content: Content<'s>, span: Span) -> Result<(), Flaw> {
        if self.awaits_key() {
            let help = "use text as the key";
            return Err(Flaw::new("yaml-key", Some(point_span(span)), "a key is not a plain word", help));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(point_span(span)));
        }
        self.open.push(Open { start: span.start, anchor, extent: EMPTY, content });
        Ok(())
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Mapping { key: None, .. }, .. }))
    }

    fn too_wide(&self) -> Option<String> {
        match self.open.last()?.content {
            Content::Sequence { from } => {
                (self.items.len() - from > MAX_WIDTH).then(|| format!("a list has more than {MAX_WIDTH} items"))
            }
            Content::Mapping { from, key: _ } => {
                (self.entries.len() - from > MAX_WIDTH).then(|| format!("a map has more than {MAX_WIDTH} keys"))
            }
        }
    }

    fn leave(&mut self, span: Span) -> Result<(), Flaw> {
        let Some(Open { start, anchor, extent, content }) = self.open.pop() else { return Ok(()) };
        let kind = match content {
            Content::Sequence { from } => Kind::Sequence(self.items.drain(from..).collect()),
            Content::Mapping { from, key: _ } => {
                let entries: Vec<Entry<'s>> = self.entries.drain(from..).collect();
                let room = MAX_FLAWS.saturating_sub(self.flaws.len());
                self.flaws.extend(duplicate_keys(&entries).into_iter().take(room));
                Kind::Mapping(merge::resolve_merge_keys(&self.tree, entries)?)
            }
        };
        let end = self.trimmed_end(span.start).max(start);
        self.add(Node { span: Span::new(start, end), kind }, anchor, extent)
    }

    /// A block collection ends where the next token begins; its last line's end is what a reader means. Collections that
    /// end together are many, and what follows them may be long: it is looked through once.
    fn trimmed_end(&mut self, end: u32) -> u32 {
        if self.ended.0 != end {
            let body = self.text.get(..end as usize).unwrap_or_default().trim_end();
            self.ended = (end, u32::try_from(body.len()).unwrap_or(end));
        }
        self.ended.1
    }

    fn scalar(&mut self, text: Cow<'s, str>, plain: bool, anchor: usize, span: Span) -> Result<(), Flaw> {
        if let Some(Open { content: Content::Mapping { key: key @ None, .. }, .. }) = self.open.last_mut() {
            *key = Some((span, text));
            return Ok(());
        }
        self.add(Node { span, kind: Kind::Scalar { text, plain } }, anchor, SCALAR)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Flaw> {
        if self.awaits_key() {
            return Err(Flaw::new("yaml-key", Some(span), "an alias stands in place of a key", "write the key out"));
        }
        let Some(&(id, extent)) = self.anchors.get(&anchor) else {
            let help = "an anchor has to end before its alias begins";
            return Err(Flaw::new("yaml-alias", Some(span), "the alias refers to a value that contains it", help));
        };
        self.attach(id, extent, span)
    }

    fn add(&mut self, node: Node<'s>, anchor: usize, extent: Extent) -> Result<(), Flaw> {
        let span = point_span(node.span);
        let id = self.tree.push(node);
        if anchor > 0 {
            self.anchors.insert(anchor, (id, extent));
        }
        self.attach(id, extent, span)
    }

    fn attach(&mut self, id: NodeId, extent: Extent, span: Span) -> Result<(), Flaw> {
        if self.open.len() + extent.height > MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.total += 1;
        let reached = match self.open.last_mut() {
            None => {
                self.root = Some(id);
                extent.size
            }
            Some(parent) => {
                match &mut parent.content {
                    Content::Sequence { from: _ } => self.items.push(id),
                    Content::Mapping { from: _, key } => {
                        self.entries.extend(key.take().map(|(key_span, key)| Entry { key_span, key, value: id }));
                    }
                }
                parent.extent.height = parent.extent.height.max(extent.height + 1);
                parent.extent.size = parent.extent.size.saturating_add(extent.size);
                parent.extent.size
            }
        };
        if let Some(summary) = self.too_wide() {
            return Err(Flaw::new("too-large", Some(span), summary, "split the stack into several topologies"));
        }
        if reached.max(self.total) > MAX_VALUES { Err(too_many_values(Some(span))) } else { Ok(()) }
    }
}

fn to_span(span: granit_parser::Span) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    span.byte_range().map(|range| Span::new(offset(range.start), offset(range.end))).unwrap_or_default()
}

fn is_plain(style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<bool, Flaw> {
    if tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str")) {
        return Ok(false);
    }
    refuse_tag(tag, span)?;
    Ok(style == ScalarStyle::Plain)
}
