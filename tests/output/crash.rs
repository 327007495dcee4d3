//! Writes that are killed or run out of room.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use lbgen::output::{Recovery, recover};
use lbgen::rendered::RenderedFile;
use tempfile::tempdir;

use crate::support::{Tree, compared, render, text, tree, tree_of};

const ROOT: &str = "LBGEN_TEST_ROOT";
const KILLS: u64 = 60;
const LIMIT: Duration = Duration::from_secs(15);

/// Two renderings with files and folders that only one of them has.
fn sets() -> [Vec<RenderedFile>; 2] {
    let common = |version: &str| {
        let large = format!("# {version}\n").repeat(20_000);
        let maps = (0..8).map(|number| text(&format!("haproxy/maps/{number}.map"), version));
        let mut files = vec![text("nginx/nginx.conf", large), text("nginx/conf.d/same.conf", "same")];
        files.extend(maps);
        files
    };
    let (mut one, mut two) = (common("one"), common("two"));
    one.extend([text("nginx/conf.d/one.conf", "1"), text("traefik/dynamic/one.yml", "1")]);
    two.extend([text("nginx/conf.d/two.conf", "2"), text("compose/deep/two.yaml", "2"), text("compose.yaml", "2")]);
    [one, two]
}

/// This test binary, about to run one of its ignored tests below `root`.
fn child(test: &str, root: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).env(ROOT, root);
    command
}

#[test]
#[ignore = "runs as a child of the tests below"]
fn child_that_writes_two_sets_in_turn() {
    let Some(root) = std::env::var_os(ROOT) else {
        return;
    };
    let (root, start) = (Path::new(&root), Instant::now());
    println!("\nready");
    while start.elapsed() < LIMIT {
        for set in sets() {
            recover(root).unwrap();
            render(root, &set).unwrap();
        }
    }
}

fn spawn_ready(root: &Path) -> Child {
    let mut command = child("crash::child_that_writes_two_sets_in_turn", root);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready"));
    child
}

#[test]
fn a_write_killed_at_any_moment_ends_as_one_set_and_never_as_a_mix() {
    let place = tempdir().unwrap();
    let trees = sets().map(|set| tree_of(&set));
    let (start, mut undone, mut finished) = (Instant::now(), 0, 0);
    for kill in 0..KILLS {
        if start.elapsed() > LIMIT {
            break;
        }
        // Each folder sees several kills, the first of them while it is still being made.
        let root = place.path().join(format!("deploy-{}", kill / 6));
        let inodes = shared_inodes(&root);
        let mut child = spawn_ready(&root);
        sleep(Duration::from_micros(kill * 7_919 % 30_000));
        child.kill().unwrap();
        child.wait().unwrap();
        match recover(&root).unwrap() {
            Recovery::Nothing => {}
            Recovery::Undone => undone += 1,
            Recovery::Finished { kept } => {
                assert_eq!(kept, Vec::<String>::new());
                finished += 1;
            }
        }
        assert_whole(&root, &trees);
        let after = shared_inodes(&root);
        for (folder, inode) in inodes {
            assert_eq!(after.get(folder), Some(&inode), "`{folder}` was replaced");
        }
    }
    assert!(undone + finished > 0, "no kill met a write that was under way");
}

/// The inodes of those folders that both sets have.
fn shared_inodes(root: &Path) -> BTreeMap<&'static str, u64> {
    let folders = ["", "nginx", "nginx/conf.d", "haproxy", "haproxy/maps"];
    let inode = |folder| fs::metadata(root.join(folder)).ok().map(|data| (folder, data.ino()));
    folders.into_iter().filter_map(inode).collect()
}

fn assert_whole(root: &Path, trees: &[Tree; 2]) {
    let found = tree(root);
    let names: Vec<&String> = found.keys().collect();
    assert!(found.is_empty() || trees.contains(&found), "a mix below {}: {names:?}", root.display());
    let kept = fs::read_dir(root.join(".lbgen")).map(|entries| entries.map(|entry| entry.unwrap().file_name()));
    for name in kept.into_iter().flatten() {
        assert!(name == "lock" || name == "manifest.json", "{} is left over", name.display());
    }
    for set in sets() {
        assert_eq!(compared(root, &set).edited().count(), 0, "the manifest is not that of the files");
    }
}

#[test]
#[ignore = "runs as a child of the test below"]
fn child_that_writes_a_large_file() {
    let Some(root) = std::env::var_os(ROOT) else {
        return;
    };
    let files = [text("nginx/small", "2"), text("nginx/large", "x".repeat(1 << 20)), text("new/file", "2")];
    let error = format!("{:#}", render(Path::new(&root), &files).unwrap_err());
    assert!(error.starts_with("nothing was written: cannot write `"), "{error}");
    assert!(error.contains("nginx/.large.lbgen-new`; raise the limit on the size of files"), "{error}");
}

#[test]
fn a_write_without_room_leaves_the_last_good_set_and_nothing_else() {
    let place = tempdir().unwrap();
    let (full, fresh) = (place.path().join("full"), place.path().join("fresh"));
    let before = [text("nginx/small", "1"), text("nginx/large", "1")];
    render(&full, &before).unwrap();
    for root in [&full, &fresh] {
        let inner = child("crash::child_that_writes_a_large_file", root);
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\""]);
        shell.arg(inner.get_program()).args(inner.get_args()).env(ROOT, root);
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(tree(&full), tree_of(&before));
    assert!(!full.join("new").exists() && !fresh.exists());
    assert_eq!(recover(&full).unwrap(), Recovery::Nothing);
    assert!(!compared(&full, &before).has_changes());
}
