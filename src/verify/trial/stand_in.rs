//! What stands in for the files that the topology names and that are not there.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;

use crate::diagnostic::Diagnostic;
use crate::rendered::{Content, RenderedFile};
use crate::source::{Kind, NodeId, Span, Tree};
use crate::verify::certificate::{Authority, Issued};

/// The bytes of each file that comes from one of the topology's, nothing for the others, and what there is to say of stand-ins.
pub(super) fn read(
    files: &[RenderedFile],
    beside: &Path,
    tree: Option<&Tree<'_>>,
) -> anyhow::Result<(Vec<Vec<u8>>, Vec<Diagnostic>)> {
    let mut stand_ins = StandIns { pairs: pairs(tree), authority: None, told: Vec::new() };
    let mut contents = Vec::with_capacity(files.len());
    let found: Vec<Found> = files.iter().map(|file| Found::of(file, beside)).collect::<Result<_, _>>()?;
    for (file, bytes) in files.iter().zip(&found) {
        contents.push(match (&file.content, bytes) {
            (Content::CopyOf { source, span }, bytes) => stand_ins.bytes(source, *span, bytes, &found)?,
            (Content::MadeOf { text: Some(text), .. }, _) => text.clone().into_bytes(),
            // Without a line the proxy lets nobody in, which is for its checker to take.
            (Content::MadeOf { source, span, text: None }, _) => {
                stand_ins.tell(source, *span);
                Vec::new()
            }
            (Content::Lacking { sources, .. }, _) => {
                for (source, span) in sources {
                    stand_ins.tell(source, *span);
                }
                Vec::new()
            }
            (Content::Text(_), _) => Vec::new(),
        });
    }
    Ok((contents, stand_ins.told))
}

/// A file that is copied.
struct Found {
    span: Option<Span>,
    /// None when it is missing.
    bytes: Option<Vec<u8>>,
}

impl Found {
    fn of(file: &RenderedFile, beside: &Path) -> anyhow::Result<Self> {
        let Content::CopyOf { source, span } = &file.content else { return Ok(Self { span: None, bytes: None }) };
        let place = beside.join(source);
        match fs::read(&place) {
            Ok(bytes) => Ok(Self { span: *span, bytes: Some(bytes) }),
            // A key that only the proxy's user may read is no fault of the files.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => {
                Ok(Self { span: *span, bytes: None })
            }
            Err(error) => Err(error).with_context(|| format!("cannot read `{}`", place.display())),
        }
    }
}

/// A certificate of the topology with its key.
struct Pair {
    hosts: Vec<String>,
    cert: Span,
    key: Span,
    issued: Option<Issued>,
}

struct StandIns {
    pairs: Vec<Pair>,
    authority: Option<Authority>,
    told: Vec<Diagnostic>,
}

impl StandIns {
    fn bytes(&mut self, source: &Path, span: Option<Span>, own: &Found, all: &[Found]) -> anyhow::Result<Vec<u8>> {
        if own.bytes.is_none() {
            self.tell(source, span);
        }
        let is_missing = |span: Span| all.iter().any(|found| found.span == Some(span) && found.bytes.is_none());
        let pair = self.pairs.iter_mut().find(|pair| span == Some(pair.cert) || span == Some(pair.key));
        match (pair, &own.bytes) {
            // Half a pair would not match the other half.
            (Some(pair), _) if is_missing(pair.cert) || is_missing(pair.key) => {
                let issued = match &pair.issued {
                    Some(issued) => issued.clone(),
                    None => authority(&mut self.authority)?.issue(&pair.hosts)?,
                };
                let half = if span == Some(pair.key) { issued.key.clone() } else { issued.chain.clone() };
                pair.issued = Some(issued);
                Ok(half.into_bytes())
            }
            (_, Some(bytes)) => Ok(bytes.clone()),
            (_, None) => Ok(authority(&mut self.authority)?.pem().into_bytes()),
        }
    }

    /// Once for each file, however many engines copy it.
    fn tell(&mut self, source: &Path, span: Option<Span>) {
        if !self.told.iter().any(|told| told.span == span) {
            let summary = format!(
                "the file `{}` is missing or unreadable, and a generated one stood in for it",
                source.display()
            );
            let told = Diagnostic::warning("stand-in", summary).at(span);
            self.told.push(told.help("put it there, readable, before the render, and verify again"));
        }
    }
}

fn authority(made: &mut Option<Authority>) -> Result<&Authority, rcgen::Error> {
    Ok(match made.take() {
        Some(authority) => made.insert(authority),
        None => made.insert(Authority::new()?),
    })
}

/// The certificates of `tls.certificates` by the places of their files.
fn pairs(tree: Option<&Tree<'_>>) -> Vec<Pair> {
    let Some(tree) = tree else { return Vec::new() };
    let list = tree.entry(tree.root(), "tls").and_then(|tls| tree.entry(tls.value, "certificates"));
    let items = list.map_or(&[][..], |list| tree.items(list.value));
    items.iter().filter_map(|item| pair(tree, *item)).collect()
}

fn pair(tree: &Tree<'_>, item: NodeId) -> Option<Pair> {
    let span = |key| tree.entry(item, key).map(|entry| tree.node(entry.value).span);
    let hosts = tree.entry(item, "hosts")?.value;
    let hosts = match &tree.node(hosts).kind {
        Kind::Sequence(items) => items.clone(),
        Kind::Scalar { .. } | Kind::Mapping(_) => vec![hosts],
    };
    let text = |id: NodeId| match &tree.node(id).kind {
        Kind::Scalar { text, .. } if text.is_ascii() => Some(text.to_string()),
        Kind::Scalar { .. } | Kind::Sequence(_) | Kind::Mapping(_) => None,
    };
    Some(Pair {
        hosts: hosts.into_iter().filter_map(text).collect(),
        cert: span("cert")?,
        key: span("key")?,
        issued: None,
    })
}
