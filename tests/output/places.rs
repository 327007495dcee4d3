//! Output paths never leave the output folder.

use std::fs;
use std::os::unix::fs::symlink;

use lbgen::output::{Scope, compare};
use tempfile::tempdir;

use crate::support::{render, text};

fn refusal(root: &std::path::Path, path: &str) -> String {
    compare(root, root, &[text(path, "x")], Scope::Everything).unwrap_err().to_string()
}

#[test]
fn a_hostile_path_is_refused() {
    let place = tempdir().unwrap();
    for path in ["../x", "/etc/x", "", "a/../../x", "a\0b", "a\\b", ".lbgen/manifest.json"] {
        assert!(refusal(place.path(), path).starts_with("the output path "), "{path:?}");
    }
}

#[test]
fn nothing_is_read_or_written_through_a_link() {
    let place = tempdir().unwrap();
    let (root, outside) = (place.path().join("deploy"), place.path().join("outside"));
    fs::create_dir_all(&root).unwrap();
    fs::create_dir_all(&outside).unwrap();
    symlink(&outside, root.join("nginx")).unwrap();
    symlink(outside.join("x"), root.join("file")).unwrap();
    for path in ["nginx/nginx.conf", "nginx/deep/er.conf", "file"] {
        assert!(refusal(&root, path).contains("is a symbolic link"), "{path}");
    }
    symlink(&outside, root.join(".lbgen")).unwrap();
    assert!(refusal(&root, "plain").contains(".lbgen` is a symbolic link"));
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
}

#[test]
fn the_output_folder_itself_may_be_a_link() {
    let place = tempdir().unwrap();
    let (root, real) = (place.path().join("deploy"), place.path().join("real"));
    fs::create_dir_all(&real).unwrap();
    symlink(&real, &root).unwrap();
    render(&root, &[text("nginx/nginx.conf", "1")]).unwrap();
    assert_eq!(fs::read(real.join("nginx/nginx.conf")).unwrap(), b"1");
}

#[test]
fn a_folder_in_place_of_a_file_is_named_and_the_reverse() {
    let place = tempdir().unwrap();
    let root = place.path();
    fs::create_dir_all(root.join("nginx/nginx.conf")).unwrap();
    fs::write(root.join("haproxy"), "").unwrap();
    assert!(refusal(root, "nginx/nginx.conf").ends_with("stands where a file should be; move it away"));
    assert!(refusal(root, "haproxy/haproxy.cfg").ends_with("stands where a folder should be; move it away"));
}

#[test]
fn two_files_for_one_place_are_refused() {
    let place = tempdir().unwrap();
    let refusal = |files: &[_]| compare(place.path(), place.path(), files, Scope::Everything).unwrap_err().to_string();
    assert_eq!(refusal(&[text("a", "1"), text("a", "2")]), "`a` is rendered twice");
    assert_eq!(refusal(&[text("a", "1"), text("a/b", "2")]), "`a` is rendered as a file and as a folder");
}

#[test]
fn a_manifest_that_names_a_place_outside_is_refused() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("a", "1")]).unwrap();
    let manifest = root.join(".lbgen/manifest.json");
    let hostile = fs::read_to_string(&manifest).unwrap().replace("\"a\"", "\"../a\"");
    fs::write(&manifest, hostile).unwrap();
    assert!(refusal(root, "a").contains("manifest.json` is damaged"));
}
