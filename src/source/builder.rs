//! Turns the parser's events into a tree, within limits that hostile files cannot stretch.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, Tag};

use super::{Entry, Flaw, Kind, MAX_VALUES, Node, NodeId, Span, Tree, hint, merge, point_span, too_many_values};

/// Deeper nesting than any topology has.
const MAX_DEPTH: usize = 64;

/// Keys of one map; every one of them has to be compared with all others.
const MAX_KEYS: usize = 500_000;

/// A text with more duplicate keys than this is wrong in another way.
const MAX_FLAWS: usize = 1000;

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
        }
    }

    pub(super) fn run(mut self) -> Result<Tree<'s>, Vec<Flaw>> {
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

    fn is_wide(&self) -> bool {
        match self.open.last() {
            Some(Open { content: Content::Mapping { from, key: _ }, .. }) => self.entries.len() - from > MAX_KEYS,
            _ => false,
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
        let end = span.start.max(start);
        self.add(Node { span: Span::new(start, trimmed_end(self.text, start, end)), kind }, anchor, extent)
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
        if self.is_wide() {
            let summary = format!("a map has more than {MAX_KEYS} keys");
            return Err(Flaw::new("too-large", Some(span), summary, "split the stack into several topologies"));
        }
        if reached.max(self.total) > MAX_VALUES { Err(too_many_values(Some(span))) } else { Ok(()) }
    }
}

fn too_deep(span: Span) -> Flaw {
    let summary = format!("the nesting is deeper than {MAX_DEPTH} levels, counting what aliases stand for");
    Flaw::new("too-deep", Some(span), summary, "take levels away: no key of a topology needs so many")
}

fn to_span(span: granit_parser::Span) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    span.byte_range().map(|range| Span::new(offset(range.start), offset(range.end))).unwrap_or_default()
}

/// A block collection ends where the next token begins; its last line's end is what a reader means.
fn trimmed_end(text: &str, start: u32, end: u32) -> u32 {
    let body = text.get(start as usize..end as usize).unwrap_or_default().trim_end();
    start + u32::try_from(body.len()).unwrap_or(0)
}

fn is_plain(style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Result<bool, Flaw> {
    if tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str")) {
        return Ok(false);
    }
    refuse_tag(tag, span)?;
    Ok(style == ScalarStyle::Plain)
}

fn refuse_tag(tag: Option<&Tag>, span: Span) -> Result<(), Flaw> {
    match tag {
        Some(tag)
            if !["str", "int", "float", "bool", "null", "map", "seq"]
                .iter()
                .any(|known| tag.is_yaml_core_schema_tag(known)) =>
        {
            let summary = format!("the tag `{}` has no meaning here", tag.original());
            Err(Flaw::new("yaml-tag", Some(point_span(span)), summary, "remove it"))
        }
        _ => Ok(()),
    }
}

fn second_document(span: Span) -> Flaw {
    let help = "remove the `---`, or keep each topology in a file of its own";
    Flaw::new("yaml-documents", Some(point_span(span)), "a second document begins here", help)
}

/// A map that is looked through faster than its keys are hashed.
const SMALL_MAP: usize = 16;

fn duplicate_keys(entries: &[Entry<'_>]) -> Vec<Flaw> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut flaws = Vec::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.key != "<<") {
        let earlier = if entries.len() > SMALL_MAP {
            seen.insert(&entry.key, entry.key_span)
        } else {
            entries.iter().take(at).rfind(|earlier| earlier.key == entry.key).map(|earlier| earlier.key_span)
        };
        flaws.extend(earlier.map(|earlier| duplicate_key(entry, earlier)));
        if flaws.len() == MAX_FLAWS {
            break;
        }
    }
    flaws
}

fn duplicate_key(entry: &Entry<'_>, earlier: Span) -> Flaw {
    let summary = format!("the key `{}` stands twice in one map", entry.key.escape_debug());
    let flaw = Flaw::new("duplicate-key", Some(entry.key_span), summary, "keep one of the two");
    Flaw { earlier: Some(earlier), ..flaw }
}

fn syntax_flaw(error: &granit_parser::ScanError) -> Flaw {
    let at = u32::try_from(error.marker().byte_offset().unwrap_or_default()).unwrap_or(u32::MAX);
    let span = Span::new(at, at);
    if error.info().contains("recursion limit") {
        return too_deep(span);
    }
    let summary = format!("this is no valid YAML: {}", error.info());
    Flaw::new("yaml-syntax", Some(span), summary, hint::way_out(&error.info()))
}
