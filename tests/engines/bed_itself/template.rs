//! Topologies are filled in, headed, and valid to lbgen as they come out.

use crate::bed::Engine;
use crate::bed::template::{Places, probe, topology};
use std::process::Command;

const TOPOLOGY: &str = r#"
listen: { http: "{http}", admin: "{admin}" }
upstreams:
  chat: { servers: ["{server1}"] }
routes:
  - { host: ["*.chat.test", chat.test], path: /api, to: chat }
  - { host: old.test, redirect: { to: "https://{host}{uri}" } }
"#;

fn places() -> Places {
    let mut places = Places::new();
    places.set_address("server1", ([127, 0, 0, 1], 4001).into());
    places
}

#[test]
fn a_filled_topology_is_valid_and_names_its_engine() {
    for engine in Engine::ALL {
        let text = topology(&places(), TOPOLOGY, engine, &[], "");
        let (name, version, traits) = (engine.name(), engine.version(), engine.traits());
        assert!(text.contains(&format!("engines: {{ {name}: {{ version: \"{version}\"{traits} }} }}")), "{text}");
        assert!(text.contains("\"127.0.0.1:4001\"") && text.contains("https://{host}{uri}"), "{text}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("lbgen.yaml"), &text).unwrap();
        let lbgen =
            Command::new(env!("CARGO_BIN_EXE_lbgen")).arg("validate").current_dir(folder.path()).output().unwrap();
        assert!(lbgen.status.success(), "{}\n{text}", String::from_utf8_lossy(&lbgen.stderr));
    }
}

#[test]
fn waived_features_stand_at_the_engine() {
    let text = topology(&places(), TOPOLOGY, Engine::Traefik37, &["cache".to_owned()], "");
    assert!(text.contains("traefik: { version: \"3.7\", waive: [cache] }"), "{text}");
}

#[test]
fn the_first_route_is_probed_under_a_name_that_it_matches() {
    let text = topology(&places(), TOPOLOGY, Engine::Nginx131, &[], "");
    assert_eq!(probe(&text), ("any.chat.test".to_owned(), "/api".to_owned(), false));
}

#[test]
#[should_panic(expected = "more servers are named than were asked for")]
fn a_server_that_was_not_started_cannot_be_named() {
    places().fill("{server2}");
}
