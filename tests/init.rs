//! `lbgen init`: what it scaffolds, what it asks for, and that it never overwrites.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use clap::Parser;
use lbgen::cli::init::{Failure, InitArgs, Manner, answers, files, run};
use lbgen::diagnostic::Severity;
use lbgen::source::Source;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    init: InitArgs,
}

fn args(line: &str) -> InitArgs {
    Command::try_parse_from(["init"].into_iter().chain(line.split_whitespace())).unwrap().init
}

/// Scaffolds into `directory`, and returns what is said on standard error.
fn init(line: &str, directory: &Path) -> Result<String, Failure> {
    let mut said = Vec::new();
    let args = InitArgs { dir: directory.to_owned(), ..args(&format!("{line} --yes")) };
    run(&args, "{}\n", &mut said)?;
    Ok(anstream::adapter::strip_bytes(&said).into_vec().try_into().unwrap())
}

/// The refusal of `line`, as summary, notes and help.
fn refusal(line: &str, manner: Manner) -> (String, Vec<String>, Vec<String>) {
    match answers(&args(line), manner).unwrap_err() {
        Failure::Usage(diagnostic) => (diagnostic.summary, diagnostic.notes, diagnostic.help),
        other @ (Failure::Interrupted | Failure::System(_)) => panic!("{other:?}"),
    }
}

fn topology(line: &str) -> String {
    let answers = answers(&args(line), Manner::TakeDefaults).unwrap();
    files(&answers, "{}\n", None).unwrap().remove(0).text
}

/// What the compiler has against a topology.
fn errors(topology: &str) -> Vec<String> {
    let compilation = lbgen::compile(&Source::new("lbgen.yaml", topology), &[]).unwrap();
    let errors = compilation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|diagnostic| format!("{}: {}", diagnostic.code, diagnostic.summary)).collect()
}

fn parsed(topology: &str) -> serde_json::Value {
    serde_saphyr::from_str(topology).unwrap()
}

/// Paths and modes of all files below `directory`, sorted.
fn listing(directory: &Path) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let path = entry.path().strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
            found.push((path, entry.metadata().unwrap().permissions().mode() & 0o777));
        }
    }
    found.sort();
    found
}

#[test]
fn secrets_and_keys_are_readable_by_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    init("--preset lobechat --with-secrets", folder.path()).unwrap();
    let expected = [
        (".env", 0o600),
        (".env.example", 0o644),
        (".github/workflows/lbgen.yml", 0o644),
        (".gitignore", 0o644),
        ("certs/chat.example.com.key", 0o600),
        ("certs/chat.example.com.pem", 0o644),
        ("lbgen.schema.json", 0o644),
        ("lbgen.yaml", 0o644),
    ];
    assert_eq!(listing(folder.path()), expected.map(|(path, mode)| (path.to_owned(), mode)));
}

#[test]
fn an_existing_file_stops_everything_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".gitignore"), "mine").unwrap();
    symlink("nowhere", folder.path().join("lbgen.yaml")).unwrap();
    let Failure::Usage(refusal) = init("--preset sse-api", folder.path()).unwrap_err() else { panic!() };
    let shown = |name: &str| folder.path().join(name).display().to_string();
    assert_eq!(refusal.code, "files-exist");
    assert_eq!(refusal.summary, format!("`{}`, `{}` already exist", shown("lbgen.yaml"), shown(".gitignore")));
    assert_eq!(fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn what_was_begun_is_taken_back_when_the_rest_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".github"), "a file where a folder is needed").unwrap();
    let target = folder.path().join("deep");
    fs::create_dir(&target).unwrap();
    fs::rename(folder.path().join(".github"), target.join(".github")).unwrap();
    assert!(matches!(init("--preset websocket", &target).unwrap_err(), Failure::System(_)));
    assert_eq!(listing(&target).len(), 1);
    assert!(!target.join("certs").exists());
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    init("--preset sse-api --with-secrets", folder.path()).unwrap();
    let before = fs::read(folder.path().join(".env")).unwrap();
    assert!(matches!(init("--preset sse-api --with-secrets", folder.path()), Err(Failure::Usage(_))));
    assert_eq!(fs::read(folder.path().join(".env")).unwrap(), before);
}

#[test]
fn every_secret_is_fresh_and_none_is_said() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let said = init("--preset lobechat --with-secrets", first.path()).unwrap();
    init("--preset lobechat --with-secrets", second.path()).unwrap();
    let variables = |folder: &Path| -> Vec<(String, String)> {
        let text = fs::read_to_string(folder.join(".env")).unwrap();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| line.split_once('=').unwrap()).map(|(name, value)| (name.into(), value.into())).collect()
    };
    let (first, second) = (variables(first.path()), variables(second.path()));
    let secret = |name: &str| name.ends_with("SECRET") || name.ends_with("PASSWORD") || name.ends_with("_KEY");
    let kept = ["S3_ACCESS_KEY", "OPENAI_API_KEY"];
    let secrets = first.iter().zip(&second).filter(|((name, _), _)| secret(name) && !kept.contains(&name.as_str()));
    let mut count = 0;
    for ((name, one), (_, other)) in secrets {
        assert!(one.len() >= 44 && one != other, "{name}");
        assert!(!said.contains(one.as_str()), "{name} was said");
        count += 1;
    }
    assert_eq!(count, 6);
    let jwks = first.iter().find(|(name, _)| name == "JWKS_KEY").map(|(_, value)| value.as_str()).unwrap();
    let inner = jwks.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap();
    assert!(!inner.contains('\''));
    assert!(serde_json::from_str::<serde_json::Value>(inner).unwrap()["keys"][0]["d"].is_string());
}

#[test]
fn the_example_names_every_variable_that_the_topology_asks_for() {
    for preset in ["lobechat", "sse-api", "websocket"] {
        let answers = answers(&args(&format!("--preset {preset}")), Manner::TakeDefaults).unwrap();
        let files = files(&answers, "{}\n", None).unwrap();
        let text = |path: &str| files.iter().find(|file| file.path == path).unwrap().text.clone();
        let example = text(".env.example");
        let mut offered: Vec<&str> = example.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
        offered.retain(|name| !name.starts_with('#'));
        let topology = text("lbgen.yaml");
        let mut asked: Vec<&str> =
            topology.split("${").skip(1).filter_map(|rest| Some(rest.split_once(':')?.0)).collect();
        asked.retain(|name| !name.contains('}'));
        asked.sort_unstable();
        asked.dedup();
        offered.sort_unstable();
        assert_eq!(offered, asked, "{preset}");
    }
}

#[test]
fn the_compiler_takes_every_scaffold_for_every_engine() {
    for line in [
        "--preset lobechat",
        "--preset lobechat --plain-http --host chat.a.org,chat.b.org --replicas 1",
        "--preset sse-api",
        "--preset sse-api --image ghcr.io/acme/api:1.4.0 --engine haproxy",
        "--preset websocket --plain-http",
        "--preset websocket --server 10.0.1.11:8080,[::1]:8080",
    ] {
        assert_eq!(errors(&topology(line)), [] as [&str; 0], "{line}");
    }
}

#[test]
fn each_container_listens_where_its_flag_says() {
    let port = |line: &str, service: &str| parsed(&topology(line))["services"][service]["port"].clone();
    assert_eq!(port("--preset lobechat", "lobechat"), 3210);
    assert_eq!(port("--preset sse-api", "api"), 80);
    assert_eq!(port("--preset sse-api --image a/b:1", "api"), 8000);
    assert_eq!(port("--preset websocket --image a/b:1", "app"), 8080);
    assert_eq!(port("--preset websocket --image a/b:1 --port 9", "app"), 9);
}

#[test]
fn the_lobechat_stack_keeps_its_promises_to_itself() {
    let text = topology("--preset lobechat --host chat.acme.org --replicas 5 --engine haproxy,nginx");
    assert!(text.starts_with("# yaml-language-server: $schema=./lbgen.schema.json\n"));
    let tree = parsed(&text);
    assert_eq!(tree["engines"].as_object().unwrap().keys().collect::<Vec<_>>(), ["haproxy", "nginx", "compose"]);
    assert_eq!(tree["engines"]["compose"]["proxy"], "haproxy");
    assert_eq!(tree["routes"][0]["host"], "chat.acme.org");
    assert_eq!(tree["routes"][1]["host"], "s3.acme.org");
    let services = &tree["services"];
    assert_eq!(services["lobechat"]["replicas"], 5);
    assert_eq!(services["lobechat"]["environment"], services["migrate"]["environment"]);
    assert_eq!(services["lobechat"]["environment"]["APP_URL"], "https://chat.acme.org");
    assert_eq!(tree["tls"]["certificates"][0]["hosts"], serde_json::json!(["chat.acme.org", "s3.acme.org"]));
    for service in services.as_object().unwrap().values() {
        let image = service["image"].as_str().unwrap();
        assert!(image.contains(':') && !image.contains("latest"), "{image}");
    }
}

#[test]
fn several_hosts_share_one_sign_in() {
    let tree = parsed(&topology("--preset lobechat --host chat.a.org,chat.b.org --host chat.a.org --plain-http"));
    let environment = &tree["services"]["lobechat"]["environment"];
    assert_eq!(tree["routes"][0]["host"], serde_json::json!(["chat.a.org", "chat.b.org"]));
    assert_eq!(environment["APP_URL"], "http://chat.a.org");
    assert_eq!(environment["AUTH_ADDITIONAL_TRUSTED_ORIGINS"], "http://chat.b.org");
    assert!(tree["tls"].is_null() && tree["listen"]["https"].is_null());
}

#[test]
fn servers_that_run_elsewhere_need_no_containers() {
    let folder = tempfile::tempdir().unwrap();
    let said = init("--preset websocket --server 10.0.1.11:8080,[::1]:8080", folder.path()).unwrap();
    let tree = parsed(&fs::read_to_string(folder.path().join("lbgen.yaml")).unwrap());
    assert_eq!(tree["upstreams"]["app"]["servers"], serde_json::json!(["10.0.1.11:8080", "[::1]:8080"]));
    assert!(tree["services"].is_null() && tree["engines"]["compose"].is_null());
    assert!(!folder.path().join(".env.example").exists());
    assert!(!said.contains("docker"), "{said}");
}

#[test]
fn names_that_yaml_would_read_as_something_else_stay_names() {
    for host in ["true", "null", "1e5", "1.e5", "0x1.org"] {
        assert_eq!(parsed(&topology(&format!("--preset sse-api --host {host}")))["routes"][0]["host"], host);
    }
}

#[test]
fn without_a_terminal_every_missing_flag_is_named_at_once() {
    let (summary, _, _) = refusal("--preset lobechat --host chat.example.com", Manner::FlagsOnly);
    assert_eq!(summary, "`--s3-host`, `--engine`, `--replicas` are missing");
    let (summary, _, _) = refusal("--preset sse-api --image a/b:1 --engine nginx --replicas 2", Manner::FlagsOnly);
    assert_eq!(summary, "`--host`, `--port` are missing");
    let (summary, _, help) = refusal("", Manner::FlagsOnly);
    assert_eq!(summary, "`--preset` is missing");
    assert_eq!(help, ["add `--preset lobechat`, `--preset sse-api` or `--preset websocket`"]);
    assert_eq!(refusal("--host a.org", Manner::TakeDefaults).0, "`--preset` is missing");
}

#[test]
fn flags_that_a_preset_cannot_use_are_refused() {
    assert_eq!(
        refusal("--preset lobechat --image a:1", Manner::TakeDefaults).0,
        "the preset `lobechat` has no `--image`"
    );
    assert_eq!(
        refusal("--preset sse-api --s3-host a.org", Manner::TakeDefaults).0,
        "the preset `sse-api` has no `--s3-host`"
    );
    let same = refusal("--preset lobechat --host a.org --s3-host A.org", Manner::TakeDefaults).0;
    assert_eq!(same, "`a.org` cannot be both the chat and its object store");
}

#[test]
fn hostile_words_do_not_pass_the_command_line() {
    for line in [
        "--host a;b",
        "--host *.a.org",
        "--host a_b.org",
        "--image a",
        "--image a:${X}",
        "--server a:0",
        "--replicas 0",
    ] {
        assert!(Command::try_parse_from(["init"].into_iter().chain(line.split_whitespace())).is_err(), "{line}");
    }
}
