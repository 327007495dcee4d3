//! The command as a user meets it: stand-ins, missing binaries, the document for machines, and nothing left behind.

use std::fs;

use crate::binaries;
use crate::support::Case;

const TOPOLOGY: &str = "version: 1
name: demo
engines: { haproxy: { version: \"2.8\" } }
listen: { http: null, https: 443 }
tls:
  certificates:
    - { hosts: [\"*.example.com\"], cert: certs/a.pem, key: certs/a.key }
upstreams: { app: { servers: [\"app.nowhere.invalid:80\"] } }
routes: [{ host: a.example.com, to: app }]
";

#[test]
fn stand_ins_are_made_and_told_and_nothing_is_left_behind() {
    let case = Case::new(TOPOLOGY).file("deploy/haproxy/haproxy.cfg", "mine\n");
    let binary = binaries::haproxy_2_8();
    let outcome = case.verify(&["--haproxy", binary.to_str().unwrap()]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(outcome.stdout, format!("haproxy 2.8.25 ({}) accepts haproxy/haproxy.cfg\n", binary.display()));
    assert_eq!(outcome.stderr.matches("warning[stand-in]").count(), 2, "{}", outcome.stderr);
    assert_eq!(fs::read_to_string(case.folder.path().join("deploy/haproxy/haproxy.cfg")).unwrap(), "mine\n");
    let mut names: Vec<_> = fs::read_dir(case.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["deploy", "lbgen.yaml"]);
}

#[test]
fn a_stand_in_serves_every_proxy() {
    let all =
        TOPOLOGY.replace("{ haproxy: { version: \"2.8\" } }", "{ haproxy: , traefik: , nginx: { modules: [njs] } }");
    let all = all.replace("to: app }]", "to: app, auth: { basic: { users_file: users } } }]");
    let (nginx, haproxy, traefik) = (binaries::nginx_1_31(), binaries::haproxy_2_8(), binaries::traefik_3_7());
    let words = [
        "--nginx",
        nginx.to_str().unwrap(),
        "--haproxy",
        haproxy.to_str().unwrap(),
        "--traefik",
        traefik.to_str().unwrap(),
    ];
    let (code, document) = Case::new(&all).json(&words);
    assert_eq!((code, &document["accepted"]), (0, &true.into()), "{document:#}");
    assert_eq!(document["engines"].as_array().unwrap().len(), 3);
    assert_eq!(document["stand_ins"]["files"].as_array().unwrap().len(), 3, "{document:#}");
    assert_eq!(document["stand_ins"]["files"][0]["topology"]["line"], 7);
}

#[test]
fn an_old_nginx_resolves_no_name() {
    let old = TOPOLOGY.replace("haproxy: { version: \"2.8\" }", "nginx: { version: \"1.22\", modules: [] }");
    let (code, document) = Case::new(&old).json(&["--nginx", binaries::nginx_1_22().to_str().unwrap()]);
    assert_eq!(code, 0, "{document:#}");
}

#[test]
fn a_missing_binary_is_told_after_the_others_were_asked() {
    let case = Case::new(&TOPOLOGY.replace("{ haproxy:", "{ traefik: , haproxy:"));
    let outcome =
        case.verify(&["--traefik", "/nowhere/traefik", "--haproxy", binaries::haproxy_2_8().to_str().unwrap()]);
    assert_eq!(outcome.code, 4, "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("haproxy 2.8.25 "), "{}", outcome.stdout);
    assert!(outcome.stderr.contains("error[missing-binary]: no binary of traefik is at `/nowhere/traefik`"));
    assert!(outcome.stderr.contains("`--engine`"), "{}", outcome.stderr);
}

#[test]
fn an_older_binary_is_told_at_its_version() {
    let (code, document) = Case::new(TOPOLOGY).json(&["--haproxy", binaries::haproxy_2_6().to_str().unwrap()]);
    let message = &document["engines"][0]["messages"][0];
    assert_eq!((code, &message["code"], &message["severity"]), (0, &"older-binary".into(), &"warning".into()));
    assert_eq!((&message["topology"]["line"], &message["topology"]["column"]), (&3.into(), &32.into()), "{document:#}");
    assert_eq!(document["engines"][0]["version"], "2.6.12");
    let outcome = Case::new(TOPOLOGY).verify(&["--strict", "--haproxy", binaries::haproxy_2_6().to_str().unwrap()]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
}

#[test]
fn a_binary_of_another_edition_is_told_at_the_edition() {
    let topology = TOPOLOGY.replace("{ haproxy: { version: \"2.8\" } }", "{ nginx: { edition: plus } }");
    let (_, document) = Case::new(&topology).json(&["--nginx", binaries::nginx_1_31().to_str().unwrap()]);
    let message = &document["engines"][0]["messages"][0];
    assert_eq!((&message["code"], &message["severity"]), (&"other-edition".into(), &"warning".into()), "{document:#}");
    assert_eq!(message["topology"]["line"], 3, "{document:#}");
}

#[test]
fn the_document_of_an_invalid_topology_says_so() {
    let (code, document) = Case::new("version: 1\n").json(&[]);
    assert_eq!((code, &document["valid"], &document["accepted"]), (1, &false.into(), &false.into()));
    assert_eq!(document["engines"], serde_json::json!([]));
}

#[test]
fn a_format_for_machines_has_standard_output_to_itself() {
    let outcome = Case::new(TOPOLOGY).verify(&[
        "--message-format",
        "json",
        "--haproxy",
        binaries::haproxy_2_8().to_str().unwrap(),
    ]);
    let document: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((outcome.code, &document["valid"]), (0, &true.into()));
    assert!(outcome.stderr.contains("accepts haproxy/haproxy.cfg"), "{}", outcome.stderr);
}
