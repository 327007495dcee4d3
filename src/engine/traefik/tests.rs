//! What Traefik would take in silence, and must be right by construction; and what is said to the user.

use crate::rendered::Content;
use crate::source::Source;
use crate::topology::{EngineVersion, Leaf};

/// Every part of the language that Traefik has something to print for.
const RICH: &str = r#"
version: 1
name: rich
engines: { traefik: { version: "VERSION", waive: [WAIVED] } }
listen: { http: [8080, "127.0.0.1:8081"], https: 8443, admin: "127.0.0.1:9180" }
clients: { trusted_proxies: [10.0.0.0/8] }
tls:
  redirect_http: false
  hsts: {}
  certificates: [{ hosts: [a.test, "*.b.test"], cert: a.pem, key: a.key }]
metrics: true
logs: { exclude_paths: [/health] }
upstreams:
  app:
    servers: ["10.0.0.1:80", { address: "app-2:80", weight: 2 }]
    sticky: { cookie: {} }
    health_check: {}
    passive_health: {}
    max_connections: 10
  safe: { servers: ["s.test:443", { address: "t.test:443", backup: true }], protocol: https, tls: { ca: ca.pem, verify: false, server_name: s.test }, health_check: {}, host: s.test }
routes:
  - host: [a.test, "*.b.test"]
    to: app
    methods: [GET]
    rate_limit: { rate: 1/s, burst: 2, exempt: [192.0.2.0/24] }
    concurrency: { limit: 2, by: "header:X-Key" }
    max_body: 1KiB
    access: { deny: [203.0.113.0/24] }
    headers: { request: { set: { X-A: "{{ `env` }}\"'" } }, response: { remove: [Server] } }
    security_headers: true
    compress: true
  - { host: a.test, path: "/$(x)", to: safe, strip_prefix: true, add_prefix: /v2 }
  - { host: a.test, path: /old, redirect: { to: "https://n.test{uri}" } }
  - { host: a.test, path: /gone, respond: { status: 410 } }
  - { path: /any, to: safe, add_prefix: /any }
"#;

fn compile(version: &str, waived: &str) -> crate::Compilation {
    let text = RICH.replace("VERSION", version).replace("WAIVED", waived);
    crate::compile(&Source::new("lbgen.yaml".to_owned(), text), &[]).unwrap()
}

const OLD_WAIVERS: &str = "sticky, passive_health, max_connections";

fn texts(version: &str) -> Vec<(String, String)> {
    let compilation = compile(version, if version < "3.6" { OLD_WAIVERS } else { "max_connections" });
    assert!(!compilation.has_errors(), "{:?}", compilation.diagnostics);
    let text = |content: Content| match content {
        Content::Text(text) => Some(text),
        Content::CopyOf { .. } | Content::MadeOf { .. } | Content::Lacking { .. } => None,
    };
    compilation.files.into_iter().filter_map(|file| Some((file.path, text(file.content)?))).collect()
}

fn top_level_keys(text: &str) -> Vec<&str> {
    let begins = |line: &&str| line.starts_with(|first: char| first.is_ascii_alphabetic());
    text.lines().filter(begins).filter_map(|line| line.split(':').next()).collect()
}

#[test]
fn every_top_level_key_is_one_that_traefik_knows() {
    let known_static = ["entryPoints", "providers", "ping", "metrics", "accessLog", "log", "global"];
    for version in ["3.3", "3.6", "3.6.4", "3.7", "3.7.13"] {
        for (path, text) in texts(version) {
            let known: &[&str] = if path.ends_with("traefik.yml") { &known_static } else { &["http", "tls"] };
            let keys = top_level_keys(&text);
            assert_eq!(keys, known, "{path} for {version}");
        }
    }
}

#[test]
fn every_file_is_yaml_without_a_template_in_it() {
    for version in ["3.3", "3.6", "3.7.13"] {
        for (path, text) in texts(version) {
            assert!(!text.contains("{{"), "{path}");
            let read: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
            assert!(read.is_object(), "{path}");
        }
    }
}

fn dynamic(version: &str) -> serde_json::Value {
    let (_, text) = texts(version).into_iter().find(|(path, _)| path.ends_with("edge.yml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

#[test]
fn whatever_a_router_names_exists() {
    for version in ["3.3", "3.6", "3.7.13"] {
        let file = dynamic(version);
        let http = &file["http"];
        for (name, router) in http["routers"].as_object().unwrap() {
            for middleware in router["middlewares"].as_array().into_iter().flatten() {
                assert!(!http["middlewares"][middleware.as_str().unwrap()].is_null(), "{name}: {middleware}");
            }
            let service = router["service"].as_str().unwrap();
            assert!(service.ends_with("@internal") || !http["services"][service].is_null(), "{name}: {service}");
        }
        for (name, service) in http["services"].as_object().unwrap() {
            let balancer = &service["loadBalancer"];
            let transport = balancer["serversTransport"].as_str().unwrap_or("transport-1");
            assert!(!http["serversTransports"][transport].is_null(), "{name}");
        }
    }
}

#[test]
fn what_a_release_does_not_know_is_not_told_to_it() {
    let gated = [
        ("passiveHealthCheck", "3.6"),
        ("encodedCharacters", "3.6.4"),
        ("Host(\"*.b.test\")", "3.7"),
        ("queryParameters", "3.7.9"),
        ("aliasHeadersStrategy", "3.7.13"),
    ];
    let release = |text| EngineVersion::read(text).unwrap();
    for version in ["3.3", "3.6", "3.6.4", "3.7", "3.7.9", "3.7.13"] {
        let all: String = texts(version).into_iter().map(|(_, text)| text).collect();
        for (word, since) in gated {
            assert_eq!(all.contains(word), release(version) >= release(since), "{word} in {version}");
        }
    }
}

#[test]
fn a_sticky_cookie_is_refused_below_3_6() {
    let refused = |version| {
        let compilation = compile(version, "max_connections");
        compilation
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.summary.contains("a dead server that its cookie names"))
    };
    assert!(refused("3.5"));
    assert!(!refused("3.6"));
}
