//! HTTP/3: asked by a client of its own, offered to all others, and held to what HTTPS is held to.

use crate::bed::{Bed, ClientDemands as _, Engine, Stack, on_engines};
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Output};

const TOPOLOGY: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  http3: true
  certificates:
    - { hosts: [chat.test], cert: certs/chat.pem, key: certs/chat.key }
upstreams:
  chat: { servers: [\"{server1}\"], streaming: true }
routes:
  - { host: chat.test, to: chat }
  - { host: chat.test, path: /fixed, respond: { status: 503 } }
  - { host: chat.test, path: /own, to: chat, headers: { response: { set: { X-Own: \"1\" } } } }
";

/// What `get.py` tells of an answer.
#[derive(Debug, Deserialize)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    /// When each piece of the body came, in milliseconds after the request.
    pieces: Vec<u64>,
}

fn ask(stack: &Stack, name: &str, authority: &str, target: &str) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let address = stack.address("https");
    Command::new(root.join(".venv/bin/python"))
        .arg(root.join("tests/engines/http3/get.py"))
        .arg(stack.folder().join("certs/ca.pem"))
        .args([&address.ip().to_string(), &address.port().to_string(), name, authority, target])
        .output()
        .expect("Python: run scripts/install-test-engines")
}

fn get(stack: &Stack, authority: &str, target: &str) -> Answer {
    let output = ask(stack, "chat.test", authority, target);
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{target}: {error}\n{said}"))
}

/// The engine, or none where it has to refuse HTTP/3: among those of every run, all but Traefik are too old or built without.
async fn up(bed: Bed) -> Option<Stack> {
    match bed.engine {
        Engine::Nginx126
        | Engine::Nginx130
        | Engine::Haproxy32
        | Engine::Haproxy34
        | Engine::Traefik33
        | Engine::Traefik36
        | Engine::Traefik37 => Some(bed.certificate("chat", &["chat.test"]).up(TOPOLOGY, 1).await),
        Engine::Nginx122 | Engine::Nginx131 | Engine::Haproxy26 | Engine::Haproxy28 | Engine::Haproxy30 => {
            bed.refuses(TOPOLOGY, "HTTP/3");
            None
        }
    }
}

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
    a_request_by_http3_reaches_the_upstream_as_any_other,
    async |bed| {
        let Some(stack) = up(bed).await else { return };
        let authority = format!("chat.test:{}", stack.address("https").port());
        let answer = get(&stack, &authority, "/a/%20b?c=%20d");
        assert_eq!(answer.status, 200);
        let reached = stack.server(1).requests();
        let told = |name: &str| reached[0].header(name);
        assert_eq!(reached[0].target(), "/a/%20b?c=%20d");
        assert_eq!(told("Host"), Some(authority.as_str()));
        assert_eq!(told("X-Forwarded-Host"), Some(authority.as_str()));
        assert_eq!(told("X-Forwarded-Proto"), Some("https"));
        assert_eq!(told("X-Forwarded-For"), Some("127.0.0.1"));
        assert_eq!(told("X-Forwarded-Port"), Some(stack.address("https").port().to_string().as_str()));
    }
);

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
    a_stream_comes_event_by_event_over_http3,
    async |bed| {
        let Some(stack) = up(bed).await else { return };
        let answer = get(&stack, "chat.test", "/sse?n=3&gap_ms=700");
        assert_eq!((answer.status, answer.body.as_str()), (200, "data: 1\n\ndata: 2\n\ndata: 3\n\n"));
        let (first, last) = (answer.pieces[0], answer.pieces[answer.pieces.len() - 1]);
        assert!(last - first > 1000, "{:?}", answer.pieces);
        assert!(answer.headers.iter().any(|(name, value)| name == "content-type" && value == "text/event-stream"));
    }
);

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
    answers_over_tcp_offer_http3_on_their_port,
    async |bed| {
        let Some(stack) = up(bed).await else { return };
        let expected = format!("h3=\":{}\"", stack.address("https").port());
        for (status, target) in [(200, "/"), (200, "/own"), (404, "/status/404"), (500, "/status/500"), (503, "/fixed")]
        {
            let answer = stack.https_client().get("chat.test", target).await;
            let told: Vec<&str> =
                answer.header_values("Alt-Svc").iter().filter_map(|told| told.split(';').next()).collect();
            assert_eq!((answer.status, told), (status, vec![expected.as_str()]), "{target}");
        }
    }
);

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
    an_unknown_name_is_refused_over_quic,
    async |bed| {
        let Some(stack) = up(bed).await else { return };
        let output = ask(&stack, "unknown.test", "chat.test", "/");
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with("ConnectionError") && !said.contains("hostname"), "shown a certificate: {said}");
        assert!(stack.server(1).requests().is_empty());
    }
);

on_engines!([nginx_1_22], a_firewall_inspects_what_comes_by_http3_too, async |bed| {
    let guarded = TOPOLOGY
        .replace("host: chat.test, to: chat }", "host: chat.test, to: chat, max_body: 100KiB, waf: { mode: block } }");
    if bed.engine == Engine::Nginx122 {
        return bed.refuses(&guarded, "HTTP/3");
    }
    let stack = bed.certificate("chat", &["chat.test"]).up(&guarded, 1).await;
    assert_eq!(get(&stack, "chat.test", "/?page=2").status, 200);
    assert_eq!(get(&stack, "chat.test", "/?id=1%27%20OR%20%271%27=%271").status, 403);
    assert_eq!(get(&stack, "chat.test", "/?q=%3Cscript%3Ealert(1)%3C/script%3E").status, 403);
    assert_eq!(stack.server(1).requests().len(), 1);
});
