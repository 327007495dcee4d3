//! All files or none, and nothing touched without need.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use lbgen::output::{WriteOptions, write};
use tempfile::tempdir;

use crate::support::{compared, copy, render, text, tree, tree_of};

#[test]
fn identical_files_keep_their_time_and_folders_their_inode() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("nginx/same", "1"), text("nginx/other", "1")]).unwrap();
    let facts = |path: &str| fs::metadata(root.join(path)).map(|data| (data.ino(), data.mtime_nsec())).unwrap();
    let (file, folder) = (facts("nginx/same"), facts("nginx").0);
    render(root, &[text("nginx/same", "1"), text("nginx/other", "2")]).unwrap();
    assert_eq!(facts("nginx/same"), file);
    assert_eq!(facts("nginx").0, folder);
    assert_eq!(fs::read(root.join("nginx/other")).unwrap(), b"2");
}

#[test]
fn files_no_longer_owned_go_with_the_folders_that_they_leave_empty() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("a/b/c/file", "1"), text("a/b/d/file", "1")]).unwrap();
    fs::write(root.join("a/mine"), "not rendered").unwrap();
    render(root, &[]).unwrap();
    assert!(!root.join("a/b").exists());
    assert_eq!(fs::read(root.join("a/mine")).unwrap(), b"not rendered");
    fs::remove_file(root.join("a/mine")).unwrap();
    assert!(!compared(root, &[]).has_changes());
    assert!(root.exists());
}

#[test]
fn modes_follow_access_and_drift_is_repaired() {
    let place = tempdir().unwrap();
    let root = place.path().join("deploy");
    fs::write(place.path().join("a.key"), "key").unwrap();
    let files = [text("conf", "1"), copy("a.key", "a.key")];
    let mode = |path: &str| fs::metadata(root.join(path)).unwrap().mode() & 0o7777;
    render(&root, &files).unwrap();
    assert_eq!((mode("conf"), mode("a.key")), (0o644, 0o600));
    fs::set_permissions(root.join("a.key"), Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(root.join("conf"), Permissions::from_mode(0o666)).unwrap();
    let comparison = compared(&root, &files);
    assert_eq!(comparison.summary(), "2 files to update");
    let diff = String::from_utf8(crate::support::patch_of(&comparison, false)).unwrap();
    assert_eq!(diff, "# a.key: mode 0644 becomes 0600\n# conf: mode 0666 becomes 0644\n");
    write(&comparison, WriteOptions::default()).unwrap();
    assert_eq!((mode("conf"), mode("a.key")), (0o644, 0o600));
}

#[test]
fn a_file_that_changed_since_it_was_compared_stops_the_write() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("changed", "1"), text("same", "1")]).unwrap();
    let files = [text("changed", "2"), text("same", "1"), text("new/er", "1")];
    for path in ["changed", "same"] {
        let comparison = compared(root, &files);
        let before = fs::read(root.join(path)).unwrap();
        fs::write(root.join(path), "meanwhile").unwrap();
        let tree_before = tree(root);
        let refusal = format!("{:#}", write(&comparison, WriteOptions::default()).unwrap_err());
        assert!(refusal.contains("was changed meanwhile by another process"), "{refusal}");
        assert_eq!(tree(root), tree_before);
        assert!(!root.join("new").exists());
        fs::write(root.join(path), before).unwrap();
    }
}

#[test]
fn a_comparison_older_than_another_write_is_refused() {
    let place = tempdir().unwrap();
    let root = place.path();
    let files = [text("a", "1")];
    let comparison = compared(root, &files);
    render(root, &[text("b", "1")]).unwrap();
    let refusal = format!("{:#}", write(&comparison, WriteOptions::default()).unwrap_err());
    assert!(refusal.contains("another lbgen has written"), "{refusal}");
    assert_eq!(tree(root), tree_of(&[text("b", "1")]));
}

#[test]
fn a_second_render_is_told_of_the_lock_that_the_first_one_holds() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("a", "1")]).unwrap();
    let held = File::open(root.join(".lbgen/lock")).unwrap();
    held.lock().unwrap();
    let refusal = render(root, &[text("a", "2")]).unwrap_err().to_string();
    assert!(refusal.contains(".lbgen/lock`"), "{refusal}");
    assert_eq!(tree(root), tree_of(&[text("a", "1")]));
    drop(held);
    render(root, &[text("a", "2")]).unwrap();
}

#[test]
fn a_file_that_already_is_as_rendered_becomes_owned() {
    let place = tempdir().unwrap();
    let root = place.path();
    fs::write(root.join("a"), "1").unwrap();
    render(root, &[text("a", "1")]).unwrap();
    render(root, &[text("a", "2")]).unwrap();
    assert_eq!(tree(root), tree_of(&[text("a", "2")]));
}
