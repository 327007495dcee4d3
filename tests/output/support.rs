//! What the tests of the output room share: files in, trees out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lbgen::output::{Comparison, DiffStyle, Form, Scope, WriteOptions, compare, write, write_diff};
use lbgen::rendered::{Access, Content, RenderedFile};

/// The files below a folder by their paths, without those that lbgen keeps for itself.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A public text.
pub fn text(path: &str, text: impl Into<String>) -> RenderedFile {
    let content = Content::Text(text.into());
    RenderedFile { path: path.to_owned(), content, access: Access::Public, secrets: Vec::new() }
}

/// A private copy of `source`.
pub fn copy(path: &str, source: &str) -> RenderedFile {
    let content = Content::CopyOf { source: source.into(), span: None };
    RenderedFile { path: path.to_owned(), content, access: Access::Private, secrets: Vec::new() }
}

/// The comparison of all that was rendered; sources of copies stand beside `root`.
pub fn compared<'a>(root: &Path, files: &'a [RenderedFile]) -> Comparison<'a> {
    compare(root, root.parent().unwrap(), files, Scope::Everything).unwrap()
}

/// Compares and writes.
pub fn render(root: &Path, files: &[RenderedFile]) -> anyhow::Result<()> {
    write(&compared(root, files), WriteOptions::default()).map(|_| ())
}

/// The diff for a program.
pub fn patch_of(comparison: &Comparison<'_>, show_secrets: bool) -> Vec<u8> {
    let mut diff = Vec::new();
    write_diff(comparison, DiffStyle { show_secrets, form: Form::Patch }, &mut diff).unwrap();
    diff
}

/// The files below `root`.
pub fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    collect(root, "", &mut tree);
    tree
}

/// What the files would be as a tree.
pub fn tree_of(files: &[RenderedFile]) -> Tree {
    let text = |file: &RenderedFile| match &file.content {
        Content::Text(text) => text.clone().into_bytes(),
        Content::Lacking { .. } => panic!("{} lacks a part", file.path),
        Content::CopyOf { source, .. } | Content::MadeOf { source, .. } => {
            panic!("{} is no text of its own", source.display())
        }
    };
    files.iter().map(|file| (file.path.clone(), text(file))).collect()
}

fn collect(folder: &Path, prefix: &str, tree: &mut Tree) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.map(Result::unwrap) {
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() && path != ".lbgen" {
            collect(&entry.path(), &format!("{path}/"), tree);
        } else if path != ".lbgen" {
            tree.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}
