//! The comparison as a unified diff that `patch -p1`, run in the output folder, accepts.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices_deadline, group_diff_ops};

use super::access;
use super::change::{Change, Kind, New, Seen};
use super::compare::Comparison;
use super::digest::Digest;
use super::disk;
use super::manifest::Shown;
use super::mask::Mask;
use super::paint::{Form, Painter, Role};

/// Lines that stand unchanged around a change.
const CONTEXT: usize = 3;

/// After this the rest is told as one large replacement: right, but not the smallest.
const PATIENCE: Duration = Duration::from_secs(2);

/// What git calls an empty file; GNU patch removes none without it.
const GIT_EMPTY: &str = "e69de29";

/// How a diff is shown.
#[derive(Debug, Clone, Copy)]
pub struct DiffStyle {
    /// Shows secrets, and the texts that are private as a whole. Copies of the topology's files are never shown.
    pub show_secrets: bool,
    /// Who reads it.
    pub form: Form,
}

/// Writes what [`super::write`] would change.
///
/// In [`Form::Patch`] the diff is applied by `patch -p1` in the output folder. Lines that begin with `#` tell what a
/// patch cannot hold: contents that are not shown, and modes. A diff with masked secrets holds their masks.
///
/// # Errors
/// A file that cannot be read any more, and what `out` refuses: an [`io::Error`] as it is.
pub fn write_diff(comparison: &Comparison<'_>, style: DiffStyle, out: &mut dyn Write) -> Result<()> {
    let mut painter = Painter { out, form: style.form };
    let deadline = Instant::now() + PATIENCE;
    let mut changes: Vec<_> = comparison.changes.iter().collect();
    changes.retain(|change| change.kind != Kind::Unchanged);
    // patch takes the next file's hunks for those of a git header that has none, unless the next has one too.
    changes.sort_by_key(|change| has_no_hunk(change));
    for change in changes {
        write_mode(&mut painter, change)?;
        if is_shown(change.shown, style.show_secrets) {
            write_text(&mut painter, change, &comparison.root, style, deadline)?;
        } else {
            write_hidden(&mut painter, change)?;
        }
    }
    Ok(())
}

/// Whether an empty file comes or goes.
fn has_no_hunk(change: &Change<'_>) -> bool {
    match (&change.old, &change.new) {
        (None, Some(new)) => new.bytes.is_empty(),
        (Some(old), None) => old.digest == Some(Digest::of(b"")),
        (Some(_), Some(_)) | (None, None) => false,
    }
}

fn is_shown(shown: Shown, show_secrets: bool) -> bool {
    match shown {
        Shown::Text => true,
        Shown::Secret => show_secrets,
        Shown::Never => false,
    }
}

fn write_mode(painter: &mut Painter<'_>, change: &Change<'_>) -> io::Result<()> {
    let (Some(Seen { mode, .. }), Some(New { access, .. })) = (&change.old, &change.new) else {
        return Ok(());
    };
    if access::suits(*access, *mode) {
        return Ok(());
    }
    let wanted = access::mode(*access);
    let note = format!("# {}: mode {mode:04o} becomes {wanted:04o}", change.path);
    painter.line(Role::Note, note.as_bytes())
}

fn write_hidden(painter: &mut Painter<'_>, change: &Change<'_>) -> io::Result<()> {
    let verb = match change.kind {
        Kind::Create => "created",
        Kind::Delete => "deleted",
        Kind::Update if has_same_bytes(change) => return Ok(()),
        Kind::Update => "changed",
        Kind::Unchanged => return Ok(()),
    };
    let note = format!("# {}: {verb} (contents not shown)", change.path);
    painter.line(Role::Note, note.as_bytes())
}

fn has_same_bytes(change: &Change<'_>) -> bool {
    let old = change.old.as_ref().and_then(|seen| seen.digest.as_ref());
    let new = change.new.as_ref().map(|new| Digest::of(&new.bytes));
    old == new.as_ref()
}

fn write_text(
    painter: &mut Painter<'_>,
    change: &Change<'_>,
    root: &Path,
    style: DiffStyle,
    deadline: Instant,
) -> Result<()> {
    let found = match change.kind {
        Kind::Update | Kind::Delete => disk::read(root, &change.path)?,
        Kind::Create | Kind::Unchanged => None,
    };
    let old = found.as_ref().map(|found| found.bytes.as_slice());
    let new = change.new.as_ref().map(|new| &*new.bytes);
    if old == new {
        return Ok(());
    }
    write_names(painter, change.path(), old, new)?;
    let mask = match &change.new {
        Some(new) if !style.show_secrets => Mask::new(new.secrets, &new.bytes)?,
        Some(_) | None => Mask::none(),
    };
    let (old, new) = (lines(old), lines(new));
    for hunk in group_diff_ops(differences(&old, &new, deadline), CONTEXT) {
        let header = UnifiedHunkHeader::new(&hunk).to_string();
        painter.line(Role::HunkHeader, header.as_bytes())?;
        for part in &hunk {
            write_part(painter, &mask, part, &old, &new)?;
        }
    }
    Ok(())
}

/// Writes the two names. An empty file has no hunk that could make or remove it, so that git's header does.
fn write_names(painter: &mut Painter<'_>, path: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> io::Result<()> {
    let lines = match (old, new) {
        (None, Some([])) => {
            vec![git_names(path), "new file mode 100644".to_owned(), format!("index 0000000..{GIT_EMPTY}")]
        }
        (Some([]), None) => {
            vec![git_names(path), "deleted file mode 100644".to_owned(), format!("index {GIT_EMPTY}..0000000")]
        }
        _ => vec![format!("--- {}", name("a", path, old)), format!("+++ {}", name("b", path, new))],
    };
    lines.iter().try_for_each(|line| painter.line(Role::FileName, line.as_bytes()))
}

fn name(side: &str, path: &str, text: Option<&[u8]>) -> String {
    // A tab ends a name that holds spaces.
    let end = if path.contains(' ') { "\t" } else { "" };
    text.map_or("/dev/null".to_owned(), |_| format!("{side}/{path}{end}"))
}

fn git_names(path: &str) -> String {
    if path.contains([' ', '"']) {
        let path = path.replace('"', "\\\"");
        return format!("diff --git \"a/{path}\" \"b/{path}\"");
    }
    format!("diff --git a/{path} b/{path}")
}

/// Only a line feed ends a line, as for `patch`.
fn lines(text: Option<&[u8]>) -> Vec<&[u8]> {
    text.unwrap_or_default().split_inclusive(|byte| *byte == b'\n').collect()
}

fn differences(old: &[&[u8]], new: &[&[u8]], deadline: Instant) -> Vec<DiffOp> {
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    if old.is_empty() || new.is_empty() {
        let (old_len, new_len) = (old.len(), new.len());
        return vec![DiffOp::Replace { old_index: 0, old_len, new_index: 0, new_len }];
    }
    capture_diff_slices_deadline(Algorithm::Myers, old, new, Some(deadline))
}

fn write_part(painter: &mut Painter<'_>, mask: &Mask, part: &DiffOp, old: &[&[u8]], new: &[&[u8]]) -> io::Result<()> {
    let (tag, old_range, new_range) = part.as_tag_tuple();
    if tag == DiffTag::Equal {
        for line in within(old, old_range) {
            write_line(painter, Role::Context, line, &mask.hide(chomp(line)))?;
        }
        return Ok(());
    }
    for line in within(old, old_range) {
        write_line(painter, Role::Removed, line, &mask.hide_old(chomp(line)))?;
    }
    for line in within(new, new_range) {
        write_line(painter, Role::Added, line, &mask.hide(chomp(line)))?;
    }
    Ok(())
}

fn within<'s, 'l>(lines: &'s [&'l [u8]], range: Range<usize>) -> impl Iterator<Item = &'l [u8]> + use<'s, 'l> {
    lines.get(range).unwrap_or_default().iter().copied()
}

fn chomp(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

fn write_line(painter: &mut Painter<'_>, role: Role, line: &[u8], shown: &[u8]) -> io::Result<()> {
    painter.line(role, shown)?;
    if line.ends_with(b"\n") { Ok(()) } else { painter.line(Role::Note, b"\\ No newline at end of file") }
}
