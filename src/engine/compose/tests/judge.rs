//! What Compose itself makes of compose.yaml.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::{BEHIND, render, text, texts};

const FILLED_IN: &str = include_str!("stack.yaml");

/// Compose as a program of its own: named by `LBGEN_TEST_DOCKER_COMPOSE`, in `.venv`, or installed on the system.
fn compose() -> PathBuf {
    if let Some(named) = std::env::var_os("LBGEN_TEST_DOCKER_COMPOSE") {
        return named.into();
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/docker-compose");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let installed = std::env::split_paths(&path).map(|folder| folder.join("docker-compose"));
    std::iter::once(own)
        .chain(installed)
        .find(|path| path.is_file())
        .expect("docker-compose is not installed: run scripts/install-test-engines, or set LBGEN_TEST_DOCKER_COMPOSE")
}

/// `docker-compose config` of a rendered topology, run in the topology's folder with this `.env`.
fn config(topology: &str, env: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("deploy")).unwrap();
    std::fs::write(folder.path().join("deploy/compose.yaml"), text(&render(topology))).unwrap();
    std::fs::write(folder.path().join(".env"), env).unwrap();
    let arguments = ["--env-file", ".env", "-f", "deploy/compose.yaml", "config", "--format", "json"];
    Command::new(compose()).args(arguments).current_dir(folder.path()).env_clear().output().unwrap()
}

/// What Compose reads of a topology that names these files beside it.
pub(super) fn accepted_beside(topology: &str, files: &[(&str, &str)]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("deploy")).unwrap();
    std::fs::write(folder.path().join("deploy/compose.yaml"), text(&render(topology))).unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let arguments = ["-f", "deploy/compose.yaml", "config", "--format", "json"];
    let output = Command::new(compose()).args(arguments).current_dir(folder.path()).env_clear().output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{complaints}\n{}", text(&render(topology)));
    let printed = String::from_utf8(output.stdout).unwrap().replace(folder.path().to_str().unwrap(), "/here");
    serde_json::from_str(&printed).unwrap()
}

fn accepted(topology: &str, env: &str) -> Value {
    let output = config(topology, env);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaints.is_empty(), "{complaints}\n{}", text(&render(topology)));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn compose_accepts_a_whole_stack() {
    let file = accepted(&format!("{BEHIND}{FILLED_IN}"), "SECRET=s3cr3t\n");
    let names: Vec<&str> = file["services"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["chat-1", "chat-2", "chat-3", "migrate", "postgres", "proxy", "redis", "store", "store-init"]);
    assert_eq!(file["services"]["chat-1"]["environment"], file["services"]["chat-3"]["environment"]);
    assert_eq!(file["services"]["chat-1"]["environment"]["REDIS_URL"], json!("redis://:s3cr3t@redis:6379/0"));
    assert_eq!(file["services"]["proxy"]["depends_on"]["chat-2"]["condition"], json!("service_healthy"));
    assert_eq!(file["networks"]["data"]["internal"], json!(true));
    assert_eq!(file["services"]["proxy"]["volumes"][0]["read_only"], json!(true));
}

#[test]
fn compose_names_the_secret_that_is_missing() {
    let output = config(&format!("{BEHIND}{FILLED_IN}"), "");
    assert!(!output.status.success());
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(complaints.contains("SECRET") && complaints.contains("set it in .env"), "{complaints}");
}

#[test]
fn hostile_texts_reach_the_container_byte_for_byte() {
    for text in texts::HOSTILE {
        let file = accepted(&texts::topology(text), "");
        // `config` prints a `$` as Compose would have it written: doubled.
        let printed = text.replace("$$", "$").replace('$', "$$");
        texts::assert_holds(&file["services"]["web"], &printed, &texts::key(text).replace('$', "$$"));
    }
}
