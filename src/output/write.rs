//! Writes a comparison to the disk: all of its files or none.

use anyhow::{Context, Result, bail};

use super::change::{Change, Kind};
use super::compare::Comparison;
use super::digest::Digest;
use super::journal::{self, Journal, Phase};
use super::lock::Lock;
use super::manifest::{Entry, Manifest};
use super::source::MissingSource;
use super::transaction::{finish, undo};
use super::{disk, recover, stage};

/// What a write may do beyond the usual.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriteOptions {
    /// Overwrites and removes files that somebody else wrote or edited.
    pub overwrite_edited: bool,
    /// Writes the rest when a file that the topology names is missing.
    pub allow_missing_secrets: bool,
}

/// Writes what `comparison` found and answers with the sources that were missing; copies of them that stand on the
/// disk are kept. Files that are as they should be are not touched.
///
/// Killed at any moment, it is brought to an end by [`super::recover`]. Where it fails, the files that were there are
/// still there, and nothing else is.
///
/// # Errors
/// Files edited by hand and missing sources, unless `options` allow them; a file that changed since it was compared;
/// another lbgen that is writing; and what the system refuses.
pub fn write<'c>(comparison: &'c Comparison<'_>, options: WriteOptions) -> Result<&'c [MissingSource]> {
    refuse(comparison, options)?;
    let manifest = next_manifest(comparison);
    if comparison.has_changes() || manifest != comparison.manifest {
        let lock = Lock::acquire(&comparison.root)?;
        let journal = prepare(comparison, &manifest, &lock).context("nothing was written")?;
        finish(&comparison.root, &journal).context("the write was cut off; the next command tries to finish it")?;
    }
    Ok(comparison.missing())
}

fn refuse(comparison: &Comparison<'_>, options: WriteOptions) -> Result<()> {
    let edited: Vec<String> = comparison.edited().map(|change| format!("`{}`", change.path)).collect();
    if !edited.is_empty() && !options.overwrite_edited {
        bail!(
            "edited by hand, or never rendered: {}; move the edits to the topology, or overwrite them with `--overwrite-edited`",
            edited.join(", ")
        );
    }
    let missing: Vec<String> =
        comparison.missing().iter().map(|missing| format!("`{}`", missing.source.display())).collect();
    if !missing.is_empty() && !options.allow_missing_secrets {
        bail!("missing: {}; put them there, or go on without them by `--allow-missing-secrets`", missing.join(", "));
    }
    Ok(())
}

/// Stages all files and says so in the journal, or leaves the disk as it was.
fn prepare(comparison: &Comparison<'_>, manifest: &Manifest, lock: &Lock) -> Result<Journal> {
    let root = &comparison.root;
    recover::under_lock(root)?;
    let mut journal = Journal::plan(comparison, lock)?;
    let staged = journal
        .write(root)
        .and_then(|()| stage::stage(comparison, &journal, manifest))
        .and_then(|()| expect_as_compared(comparison));
    if let Err(error) = staged {
        // What cannot be undone now is undone by the next command: the journal stays until all else is gone.
        let _ = undo(root, &journal);
        return Err(error);
    }
    journal.phase = Phase::Commit;
    if let Err(error) = journal.write(root) {
        // First of all, so that a half-undone write is not finished by the next command.
        let _ = journal::remove(root);
        let _ = undo(root, &journal);
        return Err(error);
    }
    Ok(journal)
}

fn next_manifest(comparison: &Comparison<'_>) -> Manifest {
    let mut files = comparison.carried.clone();
    for change in &comparison.changes {
        if let Some(new) = &change.new {
            let entry = Entry { sha256: Digest::of(&new.bytes), shown: new.shown_later };
            files.insert(change.path.clone(), entry);
        }
    }
    Manifest::new(files)
}

fn expect_as_compared(comparison: &Comparison<'_>) -> Result<()> {
    if Manifest::read(&comparison.root)? != comparison.manifest {
        bail!("another lbgen has written to `{}` meanwhile; run the command again", comparison.root.display());
    }
    for change in &comparison.changes {
        if !is_as_compared(comparison, change)? {
            let place = change.path.below(&comparison.root);
            bail!("`{}` was changed meanwhile by another process; run the command again", place.display());
        }
    }
    Ok(())
}

fn is_as_compared(comparison: &Comparison<'_>, change: &Change<'_>) -> Result<bool> {
    let found = disk::read(&comparison.root, &change.path)?.map(|found| found.bytes);
    if change.kind == Kind::Unchanged {
        return Ok(found.as_deref() == change.new.as_ref().map(|new| &*new.bytes));
    }
    let seen = change.old.as_ref().and_then(|seen| seen.digest.as_ref());
    Ok(found.map(|bytes| Digest::of(&bytes)).as_ref() == seen)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::{Recovery, Scope, compare, recover};
    use super::*;
    use crate::rendered::{Access, Content, RenderedFile};

    fn files(paths: &[&str], content: &str) -> Vec<RenderedFile> {
        let file = |path: &&str| RenderedFile {
            path: (*path).to_owned(),
            content: Content::Text(content.to_owned()),
            access: Access::Public,
            secrets: Vec::new(),
        };
        paths.iter().map(file).collect()
    }

    fn render(root: &Path, files: &[RenderedFile]) {
        let comparison = compare(root, root, files, Scope::Everything).unwrap();
        write(&comparison, WriteOptions::default()).unwrap();
    }

    /// Gets `after` ready below `root` and renames the first `renames` files, as a write that is killed there.
    fn cut_off(root: &Path, after: &[RenderedFile], renames: usize) -> Journal {
        let comparison = compare(root, root, after, Scope::Everything).unwrap();
        let lock = Lock::acquire(root).unwrap();
        let journal = prepare(&comparison, &next_manifest(&comparison), &lock).unwrap();
        for step in &journal.replaced[..renames] {
            fs::rename(step.path.staged_below(root), step.path.below(root)).unwrap();
        }
        journal
    }

    #[test]
    fn what_others_refer_to_is_renamed_before_what_refers_to_it() {
        let folder = tempfile::tempdir().unwrap();
        render(folder.path(), &files(&["nginx/nginx.conf", "nginx/maps/a", "old"], "1"));
        let mut after = files(&["nginx/nginx.conf", "nginx/maps/a", "nginx/new", "nginx/a.key"], "2");
        fs::write(folder.path().join("key"), "key").unwrap();
        after[3].content = Content::CopyOf { source: "key".into(), span: None };
        let journal = cut_off(folder.path(), &after, 0);
        let order: Vec<&str> = journal.replaced.iter().map(|step| step.path.as_str()).collect();
        assert_eq!(order, ["nginx/a.key", "nginx/new", "nginx/maps/a", "nginx/nginx.conf"]);
        assert_eq!(journal.removed.len(), 1);
    }

    #[test]
    fn a_write_cut_off_after_any_rename_is_finished() {
        for renames in 0..=3 {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path();
            render(root, &files(&["a", "gone/b"], "1"));
            let after = files(&["a", "new/b", "new/c"], "2");
            cut_off(root, &after, renames);
            assert_eq!(recover(root).unwrap(), Recovery::Finished { kept: Vec::new() });
            let comparison = compare(root, root, &after, Scope::Everything).unwrap();
            assert_eq!(comparison.summary(), "3 files unchanged");
            assert_eq!(next_manifest(&comparison), comparison.manifest);
            assert!(!root.join("gone").exists());
        }
    }

    #[test]
    fn an_edit_made_after_the_write_was_cut_off_is_kept_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        render(root, &files(&["a", "b", "gone"], "1"));
        let after = files(&["a", "b"], "2");
        cut_off(root, &after, 1);
        fs::write(root.join("b"), "mine").unwrap();
        fs::write(root.join("gone"), "mine").unwrap();
        let kept = vec!["b".to_owned(), "gone".to_owned()];
        assert_eq!(recover(root).unwrap(), Recovery::Finished { kept });
        let comparison = compare(root, root, &after, Scope::Everything).unwrap();
        let edited: Vec<&str> = comparison.edited().map(Change::path).collect();
        assert_eq!(edited, ["b"]);
        assert!(!root.join(".b.lbgen-new").exists());
        assert_eq!(fs::read(root.join("gone")).unwrap(), b"mine");
    }

    #[test]
    fn a_write_cut_off_while_it_stages_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("deploy");
        let after = files(&["new/a"], "1");
        let mut journal = cut_off(&root, &after, 0);
        journal.phase = Phase::Stage;
        journal.write(&root).unwrap();
        assert_eq!(recover(&root).unwrap(), Recovery::Undone);
        assert!(!root.exists());
    }
}
