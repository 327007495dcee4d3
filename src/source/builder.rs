//! Turns the parser's events into a tree, within limits that hostile files cannot stretch.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, Tag};

use super::{Entry, Flaw, Kind, Node, NodeId, Span, Tree, merge, point_span};

/// Deeper nesting than any topology has.
const MAX_DEPTH: usize = 64;

/// Enough for 100,000 routes that have everything; counts what aliases stand for, so that a bomb runs into it.
const MAX_NODES: u64 = 5_000_000;

/// A collection whose end has not been seen yet.
enum Open<'s> {
    Sequence { start: u32, anchor: usize, items: Vec<NodeId>, size: u64 },
    Mapping { start: u32, anchor: usize, entries: Vec<Entry<'s>>, key: Option<(Span, Cow<'s, str>)>, size: u64 },
}

pub(super) struct Builder<'s> {
    text: &'s str,
    tree: Tree<'s>,
    open: Vec<Open<'s>>,
    root: Option<NodeId>,
    anchors: HashMap<usize, (NodeId, u64)>,
    flaws: Vec<Flaw>,
    total: u64,
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let tree = Tree { nodes: Vec::with_capacity(text.len() / 24), root: NodeId(0) };
        Self { text, tree, open: Vec::new(), root: None, anchors: HashMap::new(), flaws: Vec::new(), total: 0 }
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
        }
        let Some(root) = self.root else {
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
                self.enter(Open::Sequence { start: span.start, anchor, items: Vec::new(), size: 1 }, span)
            }
            Event::MappingStart(_, anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                self.enter(Open::Mapping { start: span.start, anchor, entries: Vec::new(), key: None, size: 1 }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            _ => Ok(()),
        }
    }

    fn enter(&mut self, collection: Open<'s>, span: Span) -> Result<(), Flaw> {
        if let Some(Open::Mapping { key: None, .. }) = self.open.last() {
            return Err(Flaw::new(
                "yaml-key",
                Some(point_span(span)),
                "a key is not a plain word",
                "use text as the key",
            ));
        }
        if self.open.len() >= MAX_DEPTH {
            let summary = format!("the nesting is deeper than {MAX_DEPTH} levels");
            return Err(Flaw::new(
                "too-deep",
                Some(point_span(span)),
                summary,
                "no key of a topology needs so many levels",
            ));
        }
        self.open.push(collection);
        Ok(())
    }

    fn leave(&mut self, span: Span) -> Result<(), Flaw> {
        let (start, anchor, kind, size) = match self.open.pop() {
            Some(Open::Sequence { start, anchor, items, size }) => (start, anchor, Kind::Sequence(items), size),
            Some(Open::Mapping { start, anchor, entries, size, .. }) => {
                self.flaws.extend(duplicate_keys(&entries));
                let entries = merge::resolve_merge_keys(&self.tree, entries)?;
                (start, anchor, Kind::Mapping(entries), size)
            }
            None => return Ok(()),
        };
        let end = span.start.max(start);
        self.add(Node { span: Span::new(start, trimmed_end(self.text, start, end)), kind }, anchor, size)
    }

    fn scalar(&mut self, text: Cow<'s, str>, plain: bool, anchor: usize, span: Span) -> Result<(), Flaw> {
        if let Some(Open::Mapping { key: key @ None, .. }) = self.open.last_mut() {
            *key = Some((span, text));
            return Ok(());
        }
        self.add(Node { span, kind: Kind::Scalar { text, plain } }, anchor, 1)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Flaw> {
        let Some(&(id, size)) = self.anchors.get(&anchor) else {
            let help = "an anchor has to end before its alias begins";
            return Err(Flaw::new("yaml-alias", Some(span), "the alias refers to a value that contains it", help));
        };
        if let Some(Open::Mapping { key: None, .. }) = self.open.last() {
            return Err(Flaw::new("yaml-key", Some(span), "an alias stands in place of a key", "write the key out"));
        }
        self.attach(id, size, span)
    }

    fn add(&mut self, node: Node<'s>, anchor: usize, size: u64) -> Result<(), Flaw> {
        let span = point_span(node.span);
        let id = self.tree.push(node);
        if anchor > 0 {
            self.anchors.insert(anchor, (id, size));
        }
        self.attach(id, size, span)
    }

    fn attach(&mut self, id: NodeId, size: u64, span: Span) -> Result<(), Flaw> {
        self.total += 1;
        let size = size.max(1);
        let reached = match self.open.last_mut() {
            None => {
                self.root = Some(id);
                size
            }
            Some(Open::Sequence { items, size: whole, .. }) => {
                items.push(id);
                *whole = whole.saturating_add(size);
                *whole
            }
            Some(Open::Mapping { entries, key, size: whole, .. }) => {
                if let Some((key_span, key)) = key.take() {
                    entries.push(Entry { key_span, key, value: id });
                }
                *whole = whole.saturating_add(size);
                *whole
            }
        };
        if reached.max(self.total) > MAX_NODES {
            let summary = format!("the topology has more than {MAX_NODES} values, counting what its aliases stand for");
            return Err(Flaw::new("too-large", Some(span), summary, "split it, or repeat fewer aliases"));
        }
        Ok(())
    }
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

fn duplicate_keys(entries: &[Entry<'_>]) -> Vec<Flaw> {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    let mut flaws = Vec::new();
    for entry in entries.iter().filter(|entry| entry.key != "<<") {
        if let Some(earlier) = seen.insert(&entry.key, entry.key_span) {
            let summary = format!("the key `{}` stands twice in one map", entry.key);
            let flaw = Flaw::new("duplicate-key", Some(entry.key_span), summary, "keep one of the two");
            flaws.push(Flaw { earlier: Some(earlier), ..flaw });
        }
    }
    flaws
}

fn syntax_flaw(error: &granit_parser::ScanError) -> Flaw {
    let at = u32::try_from(error.marker().byte_offset().unwrap_or_default()).unwrap_or(u32::MAX);
    let summary = format!("this is no valid YAML: {}", error.info());
    Flaw::new(
        "yaml-syntax",
        Some(Span::new(at, at)),
        summary,
        "indent with spaces, and quote text that holds `: `, ` #` or begins with a special character",
    )
}
