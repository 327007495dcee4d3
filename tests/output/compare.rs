//! What differs, and whose work it is.

use std::fs;
use std::path::Path;

use lbgen::output::{ByHand, Comparison, Kind, Scope, WriteOptions, compare, write};
use tempfile::tempdir;

use crate::support::{compared, copy, render, text, tree};

fn facts<'c>(comparison: &'c Comparison<'_>) -> Vec<(&'c str, Kind, Option<ByHand>)> {
    comparison.changes().iter().map(|change| (change.path(), change.kind(), change.by_hand())).collect()
}

#[test]
fn in_a_missing_folder_everything_is_created_and_comparing_makes_nothing() {
    let place = tempdir().unwrap();
    let root = place.path().join("deploy");
    let files = [text("nginx/nginx.conf", "a"), text("compose.yaml", "b")];
    let comparison = compared(&root, &files);
    let expected = [("compose.yaml", Kind::Create, None), ("nginx/nginx.conf", Kind::Create, None)];
    assert_eq!(facts(&comparison), expected);
    assert_eq!(comparison.summary(), "2 files to create");
    assert!(!root.exists());
}

#[test]
fn an_edit_by_hand_is_told_from_an_old_rendering() {
    let place = tempdir().unwrap();
    let root = place.path();
    let before = ["same", "old", "edited", "gone", "edited-and-gone", "removed"];
    render(root, &before.map(|path| text(path, "before"))).unwrap();
    for (path, content) in [("edited", "mine"), ("edited-and-gone", "mine"), ("unowned", "mine"), ("adopted", "after")]
    {
        fs::write(root.join(path), content).unwrap();
    }
    fs::remove_file(root.join("removed")).unwrap();
    let after = ["old", "edited", "unowned", "adopted", "removed"].map(|path| text(path, "after"));
    let files = [after.as_slice(), &[text("same", "before")]].concat();
    let comparison = compared(root, &files);
    let expected = [
        ("adopted", Kind::Unchanged, None),
        ("edited", Kind::Update, Some(ByHand::Edited)),
        ("edited-and-gone", Kind::Delete, Some(ByHand::Edited)),
        ("gone", Kind::Delete, None),
        ("old", Kind::Update, None),
        ("removed", Kind::Create, None),
        ("same", Kind::Unchanged, None),
        ("unowned", Kind::Update, Some(ByHand::Unowned)),
    ];
    assert_eq!(facts(&comparison), expected);
    let summary = "1 file to create, 3 to update, 2 to delete, 2 unchanged (3 edited by hand)";
    assert_eq!(comparison.summary(), summary);
}

#[test]
fn a_write_refuses_edits_by_hand_until_it_may_overwrite_them() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("a", "1"), text("b", "1")]).unwrap();
    fs::write(root.join("a"), "mine").unwrap();
    let before = tree(root);
    let files = [text("a", "2"), text("b", "2")];
    let comparison = compared(root, &files);
    let refusal = write(&comparison, WriteOptions::default()).unwrap_err().to_string();
    assert!(refusal.starts_with("edited by hand, or never rendered: `a`;"), "{refusal}");
    assert_eq!(tree(root), before);
    let options = WriteOptions { overwrite_edited: true, ..WriteOptions::default() };
    write(&comparison, options).unwrap();
    assert!(!compared(root, &files).has_changes());
}

#[test]
fn a_rendering_of_one_part_leaves_the_others_alone() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("nginx/nginx.conf", "1"), text("nginx/old", "1"), text("haproxy/haproxy.cfg", "1")]).unwrap();
    let files = [text("nginx/nginx.conf", "2")];
    let comparison = compare(root, root, &files, Scope::Parts(&["nginx"])).unwrap();
    assert_eq!(comparison.summary(), "1 file to update, 1 to delete");
    write(&comparison, WriteOptions::default()).unwrap();
    assert_eq!(fs::read(root.join("haproxy/haproxy.cfg")).unwrap(), b"1");
    let whole = compared(root, &files);
    assert_eq!(whole.summary(), "1 file to delete, 1 unchanged");
}

#[test]
fn a_missing_source_is_told_and_its_copy_is_kept() {
    let place = tempdir().unwrap();
    let root = place.path().join("deploy");
    let files = [text("nginx.conf", "1"), copy("certs/a.key", "a.key"), copy("certs/b.key", "b.key")];
    fs::write(place.path().join("a.key"), "key").unwrap();
    fs::write(place.path().join("b.key"), "key").unwrap();
    render(&root, &files[..2]).unwrap();
    fs::remove_file(place.path().join("a.key")).unwrap();
    fs::remove_file(place.path().join("b.key")).unwrap();
    let comparison = compared(&root, &files);
    let missing: Vec<_> = comparison.missing().iter().map(|file| (file.path.as_str(), file.kept)).collect();
    assert_eq!(missing, [("certs/a.key", true), ("certs/b.key", false)]);
    assert_eq!(comparison.missing()[0].source, place.path().join("a.key"));
    assert!(!comparison.has_changes());
    let refusal = write(&comparison, WriteOptions::default()).unwrap_err().to_string();
    assert!(refusal.starts_with("missing: "), "{refusal}");
    let options = WriteOptions { allow_missing_secrets: true, ..WriteOptions::default() };
    assert_eq!(write(&comparison, options).unwrap().len(), 2);
    assert_eq!(tree(&root).into_keys().collect::<Vec<_>>(), ["certs/a.key", "nginx.conf"]);
    assert_still_owned(&root);
}

fn assert_still_owned(root: &Path) {
    let comparison = compared(root, &[]);
    assert_eq!(facts(&comparison)[0], ("certs/a.key", Kind::Delete, None));
}
