//! One file of the comparison: what a write would do with it, and who changed it since.

use std::borrow::Cow;

use super::access;
use super::digest::Digest;
use super::disk::Found;
use super::manifest::{Entry, Shown};
use super::path::OutputPath;
use crate::rendered::{Access, RenderedFile};

/// What a write would do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is not there.
    Create,
    /// Its bytes or its mode differ.
    Update,
    /// It was rendered earlier and is no longer owned.
    Delete,
    /// It is as it would be rendered, whoever wrote it.
    Unchanged,
}

/// Whose work a write would destroy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// It was rendered, and edited since.
    Edited,
    /// It stands in the way and was never rendered.
    Unowned,
}

/// One file of the comparison.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    pub(super) path: OutputPath,
    pub(super) kind: Kind,
    pub(super) by_hand: Option<ByHand>,
    pub(super) old: Option<Seen>,
    pub(super) new: Option<New<'a>>,
    /// How much of it a diff may tell.
    pub(super) shown: Shown,
}

/// A file on the disk when it was compared.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// None for an unchanged file: its bytes are the rendered ones.
    pub(super) digest: Option<Digest>,
    pub(super) mode: u32,
}

/// A file as it is to be.
#[derive(Debug, Clone)]
pub(super) struct New<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) access: Access,
    pub(super) secrets: &'a [String],
    /// What its entry in the manifest says.
    pub(super) shown_later: Shown,
    /// Whether it is a copy, which others refer to.
    pub(super) copied: bool,
}

impl<'a> New<'a> {
    /// `file` with its `bytes`.
    pub(super) fn of(file: &'a RenderedFile, bytes: Cow<'a, [u8]>, copied: bool) -> Self {
        Self { bytes, access: file.access, secrets: &file.secrets, shown_later: Shown::later(file), copied }
    }
}

impl<'a> Change<'a> {
    /// Its path relative to the output folder.
    pub fn path(&self) -> &str {
        self.path.as_str()
    }

    /// What a write would do with it.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whose work the write would destroy, if anyone's.
    pub fn by_hand(&self) -> Option<ByHand> {
        self.by_hand
    }

    /// A file that is wanted, against what stands in its place.
    pub(super) fn to(
        path: OutputPath,
        new: New<'a>,
        shown: Shown,
        found: Option<Found>,
        rendered: Option<&Entry>,
    ) -> Self {
        let mut change = Self {
            path,
            kind: Kind::Create,
            by_hand: None,
            old: None,
            new: None,
            shown: rendered.map_or(shown, |entry| stricter(shown, entry.shown, new.secrets)),
        };
        if let Some(found) = found {
            change.meet(&found, &new, rendered);
        }
        change.new = Some(new);
        change
    }

    fn meet(&mut self, found: &Found, new: &New<'_>, rendered: Option<&Entry>) {
        let same = found.bytes == *new.bytes;
        let stays = same && access::suits(new.access, found.mode);
        let digest = (!stays).then(|| Digest::of(&found.bytes));
        self.kind = if stays { Kind::Unchanged } else { Kind::Update };
        if !same {
            self.by_hand = whose(digest.as_ref(), rendered);
        }
        self.old = Some(Seen { digest, mode: found.mode });
    }

    /// A file that was rendered and is no longer wanted.
    pub(super) fn away(path: OutputPath, found: Found, rendered: &Entry) -> Self {
        let digest = Some(Digest::of(&found.bytes));
        let by_hand = whose(digest.as_ref(), Some(rendered));
        let old = Some(Seen { digest, mode: found.mode });
        Self { path, kind: Kind::Delete, by_hand, old, new: None, shown: rendered.shown }
    }
}

fn whose(found: Option<&Digest>, rendered: Option<&Entry>) -> Option<ByHand> {
    match rendered {
        None => Some(ByHand::Unowned),
        Some(entry) if found == Some(&entry.sha256) => None,
        Some(_) => Some(ByHand::Edited),
    }
}

/// What may be told of the old text and the new one together. Old secrets are found by the new ones that stand in
/// their place; where there are none, nothing tells which words were secret.
fn stricter(now: Shown, before: Shown, secrets: &[String]) -> Shown {
    match before {
        Shown::Secret if !secrets.is_empty() => now,
        Shown::Text | Shown::Secret | Shown::Never => now.max(before),
    }
}
