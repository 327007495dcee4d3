//! The diff: applied by `patch`, masked, and shown on terminals.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lbgen::output::{DiffStyle, Form, WriteOptions, write, write_diff};
use lbgen::rendered::Access;
use proptest::prelude::*;
use tempfile::tempdir;

use crate::support::{compared, copy, patch_of, render, text, tree, tree_of};

/// Applies `diff` below `root` as a user would.
fn patch(root: &Path, diff: &[u8]) {
    let mut patch = Command::new("patch");
    patch.args(["-p1", "--silent", "-d"]).arg(root).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut patch = patch.spawn().expect("these tests need patch(1)");
    patch.stdin.take().unwrap().write_all(diff).unwrap();
    let output = patch.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}\n{}", String::from_utf8_lossy(diff));
}

#[test]
fn a_diff_applied_by_patch_gives_the_new_tree() {
    let place = tempdir().unwrap();
    let root = place.path();
    let numbered = (0..40).fold(String::new(), |lines, number| format!("{lines}line {number}\n"));
    let before = [
        text("nginx/nginx.conf", numbered.clone()),
        text("nginx/with space.conf", "one\r\ntwo\rthree\n"),
        text("deep/er/gone.conf", "gone"),
        text("empty-gone", ""),
        text("same", "same"),
        text("newline", "with\n"),
    ];
    render(root, &before).unwrap();
    let after = [
        text("nginx/nginx.conf", numbered.replace("line 3\n", "line 3\nmore\n").replace("line 30\n", "")),
        text("nginx/with space.conf", "one\r\ntwo\rfour\n"),
        text("traefik/dynamic/new.yml", "a\nb"),
        text("empty new", ""),
        text("same", "same"),
        text("newline", "with"),
    ];
    let comparison = compared(root, &after);
    patch(root, &patch_of(&comparison, false));
    assert_eq!(tree(root), tree_of(&after));
    assert!(!root.join("deep").exists());
}

#[test]
fn the_names_and_hunks_are_those_of_a_unified_diff() {
    let place = tempdir().unwrap();
    let root = place.path();
    render(root, &[text("nginx/nginx.conf", "a\nb\n"), text("old", "x")]).unwrap();
    let files = [text("nginx/nginx.conf", "a\nc\n"), text("new", "y\n")];
    let diff = String::from_utf8(patch_of(&compared(root, &files), false)).unwrap();
    let expected = "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+y\n\
        --- a/nginx/nginx.conf\n+++ b/nginx/nginx.conf\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\
        --- a/old\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n";
    assert_eq!(diff, expected);
}

#[test]
fn secrets_are_masked_in_old_and_new_text_unless_asked_for() {
    let place = tempdir().unwrap();
    let root = place.path();
    let with = |secret: &str| {
        let mut file = text("compose.yaml", format!("key: {secret}\nurl: redis://:{secret}@cache\n"));
        file.secrets = vec![secret.to_owned()];
        file
    };
    render(root, &[with("old-secret")]).unwrap();
    let files = [with("new-secret")];
    let comparison = compared(root, &files);
    let masked = String::from_utf8(patch_of(&comparison, false)).unwrap();
    assert!(!masked.contains("secret"), "{masked}");
    assert!(masked.contains("+url: redis://:********@cache\n"), "{masked}");
    let shown = String::from_utf8(patch_of(&comparison, true)).unwrap();
    assert!(shown.contains("-key: old-secret\n") && shown.contains("+key: new-secret\n"), "{shown}");
    let without = [text("compose.yaml", "key: none\n")];
    let changed = String::from_utf8(patch_of(&compared(root, &without), false)).unwrap();
    assert_eq!(changed, "# compose.yaml: changed (contents not shown)\n");
    let gone = String::from_utf8(patch_of(&compared(root, &[]), false)).unwrap();
    assert_eq!(gone, "# compose.yaml: deleted (contents not shown)\n");
}

#[test]
fn copies_are_never_shown_and_private_texts_only_when_asked_for() {
    let place = tempdir().unwrap();
    let root = place.path().join("deploy");
    fs::write(place.path().join("a.key"), "-----KEY-----").unwrap();
    let mut users = text("nginx/users", "chat:hash\n");
    users.access = Access::Private;
    let files = [copy("nginx/a.key", "a.key"), users];
    let comparison = compared(&root, &files);
    let hidden = "# nginx/a.key: created (contents not shown)\n";
    let both = format!("{hidden}# nginx/users: created (contents not shown)\n");
    assert_eq!(String::from_utf8(patch_of(&comparison, false)).unwrap(), both);
    let shown = String::from_utf8(patch_of(&comparison, true)).unwrap();
    assert!(shown.starts_with(hidden) && shown.ends_with("+chat:hash\n"), "{shown}");
    write(&comparison, WriteOptions::default()).unwrap();
    fs::write(place.path().join("a.key"), "-----OTHER-----").unwrap();
    let changed = String::from_utf8(patch_of(&compared(&root, &files), true)).unwrap();
    assert_eq!(changed, "# nginx/a.key: changed (contents not shown)\n");
}

#[test]
fn a_terminal_sees_colours_and_no_control_character_of_a_file() {
    let place = tempdir().unwrap();
    let root = place.path();
    fs::write(root.join("a"), b"\x1b[2Jold\xff\n").unwrap();
    let files = [text("a", "new\n")];
    let mut shown = Vec::new();
    let style = DiffStyle { show_secrets: false, form: Form::Terminal { colour: true } };
    write_diff(&compared(root, &files), style, &mut shown).unwrap();
    let expected = "\x1b[1m--- a/a\x1b[0m\n\x1b[1m+++ b/a\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n\
        \x1b[31m-\\u{1b}[2Jold\\xff\x1b[0m\n\x1b[32m+new\x1b[0m\n";
    assert_eq!(String::from_utf8(shown).unwrap(), expected);
}

#[test]
fn a_file_of_thirty_megabytes_is_told_in_seconds() {
    let place = tempdir().unwrap();
    let root = place.path();
    let line = |number: u32, seed: u32| format!("{:x} some more words of a line\n", number.wrapping_mul(seed));
    let large = |seed: u32| (0..1_000_000).map(|number| line(number, seed)).collect::<String>();
    let (before, after) = ([text("large", large(1))], [text("large", large(2_654_435_761))]);
    let start = Instant::now();
    assert!(patch_of(&compared(root, &before), false).len() > 30_000_000);
    render(root, &before).unwrap();
    assert!(patch_of(&compared(root, &after), false).len() > 60_000_000);
    assert!(start.elapsed() < Duration::from_secs(30), "took {:?}", start.elapsed());
}

/// Texts of lines that look like parts of a diff, with and without an end.
fn any_text() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "",
        "a",
        "b",
        "c",
        " a",
        "-b",
        "+c",
        "--- a/x",
        "+++ b/x",
        "@@ -1 +1 @@",
        "\\ No newline at end of file",
        "d\r",
        "# note",
        "\u{e9}",
        "diff --git a/x b/x",
    ]);
    (prop::collection::vec(line, 0..30), any::<bool>()).prop_map(|(lines, ended)| {
        let end = if ended && !lines.is_empty() { "\n" } else { "" };
        lines.join("\n") + end
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_two_texts_are_joined_by_their_diff(before in any_text(), after in any_text()) {
        prop_assume!(before != after);
        let place = tempdir().unwrap();
        fs::write(place.path().join("file"), &before).unwrap();
        let files = [text("file", after.clone())];
        patch(place.path(), &patch_of(&compared(place.path(), &files), false));
        prop_assert_eq!(fs::read_to_string(place.path().join("file")).unwrap(), after);
    }
}
