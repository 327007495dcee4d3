//! What an engine rejects is told with its own words, at the topology's line.

use lbgen::engine::Target;

use crate::binaries;
use crate::support::{Case, ask_about, example, pointed, replace};

#[test]
fn nginx_is_told_at_the_key_of_the_line_it_names() {
    let topology = example("limits");
    let (verdict, told) = ask_about(&topology, Target::Nginx, &binaries::nginx_1_31(), |file| {
        replace(file, "nginx/nginx.conf", "client_max_body_size 10m;", "client_max_body_size many;");
    });
    assert!(!verdict.is_accepted);
    assert_eq!((told[0].code, pointed(&topology, &told[0])), ("engine-rejects", "max_body"), "{told:?}");
    assert!(told[0].notes[0].contains("\"client_max_body_size\" directive invalid value"), "{told:?}");
    assert!(told[0].notes[1].contains("`client_max_body_size many;"), "{told:?}");
}

#[test]
fn haproxy_is_told_at_the_key_of_the_line_it_names() {
    let topology = example("lobechat");
    let (verdict, told) = ask_about(&topology, Target::Haproxy, &binaries::haproxy_2_8(), |file| {
        replace(file, "haproxy/haproxy.cfg", "cookie lb_lobechat insert", "cookie lb_lobechat insrt");
    });
    assert!(!verdict.is_accepted);
    assert_eq!(pointed(&topology, &told[0]), "sticky", "{told:?}");
}

#[test]
fn a_warning_of_haproxy_makes_it_refuse() {
    let topology = example("minimal");
    let (verdict, told) = ask_about(&topology, Target::Haproxy, &binaries::haproxy_2_8(), |file| {
        replace(file, "haproxy/haproxy.cfg", "    timeout client 1m\n", "");
    });
    assert!(!verdict.is_accepted, "{verdict:?}");
    assert!(told.iter().any(|told| told.code == "engine-warns"), "{told:?}");
}

#[test]
fn traefik_is_told_at_the_key_of_the_router_it_disables() {
    for binary in [binaries::traefik_3_6(), binaries::traefik_3_7()] {
        let topology = example("lobechat");
        let (verdict, told) = ask_about(&topology, Target::Traefik, &binary, |file| {
            replace(file, "traefik/dynamic/edge.yml", "retry-2]", "retry-9]");
        });
        assert!(!verdict.is_accepted);
        assert!(told[0].notes[0].contains("\"retry-9@file\" does not exist"), "{told:?}");
        // The second route begins at its first key.
        assert_eq!(pointed(&topology, &told[0]), "host", "{told:?}");
        assert!(topology[told[0].span.unwrap().start as usize..].starts_with("host: s3.example.com"), "{told:?}");
    }
}

#[test]
fn what_traefik_takes_in_silence_is_told_by_lbgen() {
    let (verdict, told) = ask_about(&example("tls"), Target::Traefik, &binaries::traefik_3_7(), |file| {
        replace(file, "traefik/dynamic/edge.yml", "\nhttp:\n", "\nhtttp: {}\nhttp:\n");
        replace(file, "traefik/dynamic/edge.yml", "minVersion: VersionTLS", "minVersion: TLS");
    });
    assert!(!verdict.is_accepted);
    let notes: String = told.iter().map(|told| told.notes[0].clone()).collect();
    assert!(notes.contains("`htttp` is a key that it ignores") && notes.contains("is no version of TLS"), "{notes}");
}

#[test]
fn what_traefik_renders_of_a_secret_is_looked_at() {
    let (verdict, _) = ask_about(&example("gateway"), Target::Traefik, &binaries::traefik_3_7(), |_| {});
    assert!(verdict.is_accepted, "{verdict:?}");
    let (verdict, told) = ask_about(&example("gateway"), Target::Traefik, &binaries::traefik_3_7(), |file| {
        replace(file, "traefik/dynamic/edge.yml", "}}\n      headers:", "}}\n      heads:");
    });
    assert!(!verdict.is_accepted);
    assert!(told.iter().any(|told| told.notes.concat().contains("heads")), "{told:?}");
}

#[test]
fn an_older_traefik_is_told_at_the_key_it_does_not_know() {
    let topology = example("lobechat");
    let (verdict, told) = ask_about(&topology, Target::Traefik, &binaries::traefik_3_3(), |_| {});
    assert!(!verdict.is_accepted);
    assert!(told.iter().any(|told| pointed(&topology, told) == "lobechat"), "{told:?}");
}

#[test]
fn compose_is_told_at_the_service_it_names() {
    let topology = example("websocket");
    let (verdict, told) = ask_about(&topology, Target::Compose, &binaries::compose(), |file| {
        replace(file, "compose.yaml", "    restart: unless-stopped\n", "    restrat: unless-stopped\n");
    });
    assert!(!verdict.is_accepted);
    assert!(told[0].notes[0].contains("restrat"), "{told:?}");
}

const TLS: &str = "version: 1
name: demo
engines: { nginx: { modules: [njs] }, haproxy: , traefik: }
listen: { http: null, https: 8443 }
tls:
  certificates:
    - { hosts: [a.example.com], cert: certs/a.pem, key: certs/b.key }
upstreams: { app: { servers: [\"10.0.0.1:80\"] } }
routes: [{ host: a.example.com, to: app }]
logs: { access: \"off\" }
";

#[test]
fn a_key_that_is_not_the_certificates_is_told_at_the_certificate() {
    let authority = lbgen::verify::Authority::new().unwrap();
    let (one, other) = (authority.issue(&["a.example.com"]).unwrap(), authority.issue(&["b.example.com"]).unwrap());
    let case = Case::new(TLS).file("certs/a.pem", &one.chain).file("certs/b.key", &other.key);
    for (engine, binary) in [
        ("nginx", binaries::nginx_1_31()),
        ("haproxy", binaries::haproxy_2_8()),
        ("haproxy", binaries::haproxy_2_6()),
        ("traefik", binaries::traefik_3_7()),
    ] {
        let flag = format!("--{engine}");
        let (code, document) = case.json(&["--engine", engine, &flag, binary.to_str().unwrap()]);
        assert_eq!((code, &document["accepted"]), (1, &false.into()), "{document:#}");
        let messages = document["engines"][0]["messages"].as_array().unwrap();
        let line = |message: &serde_json::Value| message["topology"]["line"] == 7 && message["words"].is_string();
        assert!(messages.iter().any(line), "{engine}: {document:#}");
    }
}

#[test]
fn an_openssl_that_is_older_than_stated_is_told_where_it_is_stated() {
    let authority = lbgen::verify::Authority::new().unwrap();
    let one = authority.issue(&["a.example.com"]).unwrap();
    let topology =
        TLS.replace("haproxy: ,", "haproxy: { openssl: \"3.5\" },").replace("[njs] }", "[njs], openssl: \"3.5\" }");
    let case = Case::new(&topology).file("certs/a.pem", &one.chain).file("certs/b.key", &one.key);
    for (engine, binary) in [("nginx", binaries::nginx_1_31()), ("haproxy", binaries::haproxy_2_8())] {
        let flag = format!("--{engine}");
        let (code, document) = case.json(&["--engine", engine, &flag, binary.to_str().unwrap()]);
        let messages = document["engines"][0]["messages"].as_array().unwrap();
        let codes: Vec<&str> = messages.iter().map(|message| message["code"].as_str().unwrap()).collect();
        assert_eq!((code, codes[0], codes[1]), (1, "older-openssl", "engine-rejects"), "{document:#}");
        for message in messages {
            assert_eq!(message["topology"], messages[0]["topology"], "{document:#}");
        }
    }
}

#[test]
fn an_authority_that_is_garbage_is_told_at_its_file() {
    let topology = "version: 1
name: demo
engines: { nginx: { modules: [njs] }, haproxy: }
listen: { http: 8080 }
upstreams:
  app:
    protocol: https
    servers: [\"10.0.0.1:443\"]
    tls: { ca: ca.pem, server_name: app.example.com }
routes: [{ to: app }]
";
    let case = Case::new(topology).file("ca.pem", "garbage\n");
    for (engine, binary) in [("nginx", binaries::nginx_1_31()), ("haproxy", binaries::haproxy_2_8())] {
        let flag = format!("--{engine}");
        let (code, document) = case.json(&["--engine", engine, &flag, binary.to_str().unwrap()]);
        let message = &document["engines"][0]["messages"][0];
        assert_eq!((code, &message["code"]), (1, &"engine-rejects".into()), "{document:#}");
        assert_eq!(
            (&message["topology"]["line"], &message["topology"]["column"]),
            (&9.into(), &16.into()),
            "{document:#}"
        );
    }
}

#[test]
fn an_nginx_without_counters_is_told_at_the_metrics() {
    let topology = example("lobechat").replace("  nginx: {}\n", "  nginx: { modules_path: built-in }\n");
    let (verdict, told) = ask_about(&topology, Target::Nginx, &binaries::nginx_1_31(), |_| {});
    assert!(!verdict.is_accepted);
    assert_eq!(pointed(&topology, &told[0]), "metrics", "{told:?}");
    assert!(told[0].help[0].contains("stub_status"), "{told:?}");
}

#[test]
fn a_traefik_that_does_not_start_is_told() {
    let (verdict, told) = ask_about(&example("tls"), Target::Traefik, &binaries::traefik_3_7(), |file| {
        replace(file, "traefik/traefik.yml", "graceTimeOut: 60s", "graceTimeOut: soon");
    });
    assert!(!verdict.is_accepted);
    assert!(told[0].notes[0].contains("soon"), "{told:?}");
}

#[test]
fn a_line_of_the_users_own_is_told_at_its_key() {
    let topology = example("extra").replace("proxy_socket_keepalive on;", "proxy_socket_keepalive maybe;");
    let (verdict, told) = ask_about(&topology, Target::Nginx, &binaries::nginx_1_31(), |_| {});
    assert!(!verdict.is_accepted);
    assert_eq!(pointed(&topology, &told[0]), "location", "{told:?}");
    let topology = example("extra").replace("option tcp-smart-accept", "option tcp-smart-acept");
    let (verdict, told) = ask_about(&topology, Target::Haproxy, &binaries::haproxy_2_8(), |_| {});
    assert!(!verdict.is_accepted);
    assert_eq!(pointed(&topology, &told[0]), "defaults", "{told:?}");
}
