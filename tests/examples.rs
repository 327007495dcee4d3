//! The examples are what `lbgen init` scaffolds: fresh, or this fails.
//!
//! `UPDATE_EXAMPLES=1 cargo test --test examples` writes them anew; their certificates are kept, and made where missing.
#![allow(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use lbgen::cli::init::{Answers, CertificatePair, InitArgs, Manner, NewFile, answers, files};

/// A hundred years: an example's certificate protects nothing, and shall not make a build fail by its age.
const EXAMPLE_DAYS: u32 = 36_500;

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    init: InitArgs,
}

fn folder(preset: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(preset)
}

fn example(preset: &str) -> Answers {
    let command = Command::try_parse_from(["init", "--preset", preset]).unwrap();
    answers(&command.init, Manner::TakeDefaults).unwrap()
}

/// What an example shows of a scaffold; the schema and what git and CI need stand in the repository already.
fn shown(preset: &str) -> Vec<NewFile> {
    let mut files = files(&example(preset), "", None).unwrap();
    files.retain(|file| ["lbgen.yaml", ".env.example"].contains(&file.path.as_str()));
    files
}

fn check(preset: &str) {
    let update = std::env::var_os("UPDATE_EXAMPLES").is_some();
    for file in shown(preset) {
        let path = folder(preset).join(&file.path);
        if update {
            fs::create_dir_all(folder(preset)).unwrap();
            fs::write(&path, &file.text).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), file.text, "{} is stale", path.display());
    }
    let certificate = folder(preset).join(format!("{}.pem", example(preset).certificate_stem()));
    if update && !certificate.exists() {
        let pair = CertificatePair::self_signed(example(preset).all_hosts(), EXAMPLE_DAYS).unwrap();
        fs::create_dir_all(certificate.parent().unwrap()).unwrap();
        fs::write(&certificate, pair.certificate).unwrap();
        fs::write(certificate.with_extension("key"), pair.key).unwrap();
    }
    assert!(certificate.exists() && certificate.with_extension("key").exists(), "{preset} has no certificate");
}

#[test]
fn the_lobechat_example_is_what_init_writes() {
    check("lobechat");
}

#[test]
fn the_sse_api_example_is_what_init_writes() {
    check("sse-api");
}

#[test]
fn the_websocket_example_is_what_init_writes() {
    check("websocket");
}
