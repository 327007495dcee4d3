//! The firewall: real attacks get no further, and a chat that talks about SQL is none.

use crate::bed::{
    Bed, ClientDemands as _, ConnectionDemands as _, Request, Response, ResponseDemands as _, Stack, on_every_engine,
};
use crate::headers::HOSTILE_VALUES;
use crate::injection::MORE_VALUES;
use lbgen::topology::{CrsPath, Leaf as _};
use std::time::Duration;

const TOPOLOGY: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls: { redirect_http: false, certificates: [{ hosts: [app.test, \"*.test\"], cert: certs/app.pem, key: certs/app.key }] }
upstreams:
  app: { servers: [\"{server1}\"] }
  chat: { servers: [\"{server1}\"], streaming: true, timeouts: { tunnel: 30s } }
  next: { servers: [\"{server2}\"] }
routes:
  - { host: open.test, to: app }
  - { host: app.test, to: app, max_body: &most 1MiB, waf: &block { mode: block } }
  - { host: app.test, path: /open, to: app }
  - { host: chat.test, to: chat, max_body: *most, waf: *block }
  - { host: tried.test, to: chat, max_body: *most, waf: { mode: detect } }
  - host: canary.test
    to: chat
    max_body: *most
    waf: *block
    canary: { to: next, header: { name: X-Next, value: always } }
  - { host: fixed.test, respond: { status: 200, body: here }, max_body: *most, waf: *block }
  - { host: away.test, redirect: { to: \"https://app.test/\", status: 302 }, max_body: *most, waf: *block }
  - { host: listed.test, to: app, max_body: *most, waf: *block, access: { allow: [127.0.1.0/24] }, methods: [GET] }
  - { host: limited.test, to: app, max_body: *most, waf: *block, rate_limit: { rate: 1/m, burst: 1 } }
  - host: keyed.test
    to: app
    max_body: *most
    waf: *block
    auth: { api_key: { header: X-API-Key, keys_file: secrets/keys } }
";

/// A test on the engine that has a firewall; the others must refuse.
macro_rules! with_firewall {
    ($name:ident, async |$bed:ident| $body:block) => {
        on_every_engine!(
            $name,
            async |$bed| {
                let $bed = with_files($bed);
                $body
            },
            refused by [nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7] for "waf" in TOPOLOGY
        );
    };
}

fn with_files(bed: Bed) -> Bed {
    bed.certificate("app", &["app.test", "*.test"]).file("secrets/keys", "alice:Correct-Horse.1\n")
}

/// Attacks by each way into an application.
fn attacks(host: &str) -> Vec<(&'static str, Request)> {
    let get = |target: &str| Request::get(host, target);
    let form =
        |body: &str| Request::post(host, "/login", body).header("Content-Type", "application/x-www-form-urlencoded");
    let json = |body: &str| Request::post(host, "/api/chat", body).header("Content-Type", "application/json");
    vec![
        ("SQL in the query", get("/?id=1%27%20OR%20%271%27=%271")),
        ("SQL that joins", get("/?id=1%20UNION%20SELECT%20password%20FROM%20users--")),
        ("a script in the query", get("/?q=%3Cscript%3Ealert(1)%3C/script%3E")),
        ("a path out of the folder, in the query", get("/?file=../../../../etc/passwd")),
        ("a path out of the folder, encoded", get("/files/a/b/c/..%2f..%2f..%2fetc%2fpasswd")),
        ("a command", get("/?host=localhost;cat%20/etc/passwd")),
        ("SQL in a form", form("user=admin%27%20OR%201=1--&password=hunter2")),
        ("a script in a form", form("comment=%3Cimg%20src=x%20onerror=alert(1)%3E")),
        ("SQL in JSON", json(r#"{"user":"admin' OR 1=1--","password":"hunter2"}"#)),
        ("a script in JSON", json(r#"{"messages":[{"content":"<script>alert(document.cookie)</script>"}]}"#)),
        ("SQL in a cookie", get("/").header("Cookie", "id=1' OR '1'='1")),
        ("a command in a header", get("/").header("Referer", "() { :; }; /bin/cat /etc/passwd")),
        ("a scanner", get("/").header("User-Agent", "sqlmap/1.7")),
    ]
}

/// A question that a user asks, and nothing but that.
const QUESTION: &str = r#"{"model":"gpt","stream":true,"messages":[{"role":"system","content":"You are helpful."},
{"role":"user","content":"How do I write a SELECT with a JOIN in SQL? And isn't DROP TABLE dangerous? Use <b> in HTML."}]}"#;

fn question(host: &str, target: &str) -> Request {
    Request::post(host, target, QUESTION).header("Content-Type", "application/json")
}

fn is_blocked(answer: &Response, what: &str) {
    assert_eq!((answer.status, answer.served_by()), (403, None), "{what}: {answer:?}");
    assert_eq!(answer.text(), "403 Forbidden\n", "{what}");
    assert_eq!(answer.header("Content-Type"), Some("text/plain; charset=utf-8"), "{what}");
}

async fn up(bed: Bed) -> Stack {
    bed.up(TOPOLOGY, 2).await
}

with_firewall!(attacks_are_answered_403_and_get_no_further, async |bed| {
    let stack = up(bed).await;
    for host in ["app.test", "chat.test"] {
        for (what, attack) in attacks(host) {
            is_blocked(&stack.client().send(&attack).await, what);
        }
    }
    assert!(stack.server(1).requests().is_empty(), "something went upstream");
    let said = stack.process.stderr();
    assert!(said.contains("ModSecurity: Access denied with code 403"), "nothing is told of it: {said}");
    assert!(!said.contains("hunter2"), "what was sent is told: {said}");
});

with_firewall!(routes_without_it_are_as_they_were, async |bed| {
    let stack = up(bed).await;
    for (what, attack) in attacks("open.test") {
        assert_eq!(stack.client().send(&attack).await.served_by(), Some("server1"), "{what}");
    }
    let below = stack.get("app.test", "/open?id=1%27%20OR%20%271%27=%271").await;
    assert_eq!(below.served_by(), Some("server1"));
});

with_firewall!(where_it_only_detects_attacks_pass_and_are_told, async |bed| {
    let stack = up(bed).await;
    for (what, attack) in attacks("tried.test") {
        let before = told(&stack);
        let answer = stack.client().send(&attack).await;
        assert_eq!((answer.status, answer.served_by()), (200, Some("server1")), "{what}");
        assert_eq!(told(&stack), before + 1, "{what}: {}", stack.process.stderr());
    }
    let before = told(&stack);
    assert_eq!(stack.client().send(&question("tried.test", "/")).await.echo().body(), QUESTION);
    assert_eq!(told(&stack), before, "a question is told as an attack");
    assert!(!stack.process.stderr().contains("hunter2"), "what was sent is told");
});

fn told(stack: &Stack) -> usize {
    stack.process.stderr().matches("detect: would be blocked").count()
}

with_firewall!(a_chat_passes_and_its_answer_streams, async |bed| {
    let stack = up(bed).await;
    for host in ["app.test", "chat.test", "tried.test"] {
        assert_eq!(stack.client().send(&question(host, "/api/chat")).await.echo().body(), QUESTION, "{host}");
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let answer = stack.client().send(&Request::new(method, host, "/api/topics/1?page=2")).await;
            assert_eq!((answer.status, answer.served_by()), (200, Some("server1")), "{method} {host}");
        }
    }
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let mut connection = stack.client().connect("chat.test").await;
        connection.start(&question("chat.test", "/sse?n=3&gap_ms=1000")).await.unwrap();
        assert_eq!(connection.head().await.unwrap().status, 200);
        best = best.min(connection.piece().await.unwrap().expect("a first piece").after);
    }
    assert!(best < Duration::from_millis(150), "the first event took {best:?}");
    let whole = stack.client().send(&question("chat.test", "/sse?n=3&gap_ms=300")).await;
    assert_eq!(whole.text(), "data: 1\n\ndata: 2\n\ndata: 3\n\n");
});

with_firewall!(a_websocket_passes_and_an_attack_in_its_request_does_not, async |bed| {
    let stack = up(bed).await;
    // One of them is led on to a place for tunnels.
    for host in ["app.test", "chat.test"] {
        let mut socket = stack.client().websocket(host, "/ws?room=1").await;
        assert_eq!(socket.exchange("1' OR '1'='1").await.as_deref(), Some("1' OR '1'='1"), "{host}");
        let attack = Request::get(host, "/ws?id=1%27%20OR%20%271%27=%271").upgrade();
        is_blocked(&stack.client().send(&attack).await, host);
    }
});

with_firewall!(a_canary_is_guarded_too, async |bed| {
    let stack = up(bed).await;
    for (what, attack) in attacks("canary.test") {
        is_blocked(&stack.client().send(&attack.header("X-Next", "always")).await, what);
    }
    let next = stack.client().send(&question("canary.test", "/").header("X-Next", "always")).await;
    assert_eq!((next.served_by(), next.echo().body()), (Some("server2"), QUESTION));
});

with_firewall!(bodies_up_to_max_body_pass_and_are_inspected_at_their_beginning, async |bed| {
    let stack = up(bed).await;
    let json = |start: &str, bytes: usize| {
        let body = format!(r#"{{"first":"{start}","text":"{}"}}"#, "word ".repeat(bytes / 5));
        Request::post("app.test", "/", body).header("Content-Type", "application/json")
    };
    let file = |start: &str, bytes: usize| {
        let head = "--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n";
        let next = "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
        let body = format!("{head}{start}{next}{}\r\n--x--\r\n", "\u{1}word".repeat(bytes / 5));
        Request::post("app.test", "/", body).header("Content-Type", "multipart/form-data; boundary=x")
    };
    for bytes in [100_000, 1_000_000] {
        for (kind, plain) in [("json", json("a", bytes)), ("form", file("a", bytes))] {
            let answer = stack.client().send(&plain).await;
            assert_eq!((answer.status, answer.served_by()), (200, Some("server1")), "{bytes} {kind}");
        }
        is_blocked(&stack.client().send(&json("1' OR '1'='1", bytes)).await, "json");
    }
    is_blocked(&stack.client().send(&file("1' OR '1'='1", 100_000)).await, "form");
    let larger = stack.client().send(&file("1' OR '1'='1", 1_000_000)).await;
    assert_eq!(larger.status, 200, "a larger form is inspected after all: tell less of a difference");
    assert_eq!(stack.client().send(&json("a", 1_100_000)).await.status, 413);
});

with_firewall!(bodies_that_cannot_be_read_are_blocked, async |bed| {
    let stack = up(bed).await;
    let values = format!("[{}1]", "1,".repeat(1000));
    let fields = "a=1&".repeat(1000);
    let deep = format!("{}{}", "[".repeat(600), "]".repeat(600));
    let bodies = [
        (r#"{"a":"#, "application/json"),
        (values.as_str(), "application/vnd.api+json"),
        (deep.as_str(), "application/json"),
        (fields.as_str(), "application/x-www-form-urlencoded"),
        ("<a><b></a>", "application/xml"),
    ];
    for (body, content_type) in bodies {
        let of = |host: &str| Request::post(host, "/", body).header("Content-Type", content_type);
        is_blocked(&stack.client().send(&of("app.test")).await, body);
        let before = told(&stack);
        assert_eq!(stack.client().send(&of("tried.test")).await.status, 200, "{body}");
        assert_eq!(told(&stack), before + 1, "{body}");
    }
});

with_firewall!(a_body_goes_upstream_when_it_is_whole, async |bed| {
    let stack = up(bed).await;
    let mut connection = stack.client().connect("chat.test").await;
    let head =
        "POST /up HTTP/1.1\r\nHost: chat.test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    connection.write(format!("{head}\r\n2\r\n[1\r\n").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(stack.server(1).requests_to("/up").is_empty(), "streamed, though that is told as a difference");
    connection.write(b"1\r\n]\r\n0\r\n\r\n").await.unwrap();
    assert_eq!(connection.response().await.unwrap().echo().body(), "[1]");
    let mut next = stack.client().connect("chat.test").await;
    assert_eq!(next.get("chat.test", "/").await.status, 200);
});

with_firewall!(answers_of_the_proxys_own_are_guarded_too, async |bed| {
    let stack = up(bed).await;
    for (host, status) in [("fixed.test", 200), ("away.test", 302)] {
        assert_eq!(stack.get(host, "/?id=1").await.status, status, "{host}");
        for (what, attack) in attacks(host) {
            is_blocked(&stack.client().send(&attack).await, what);
        }
    }
});

with_firewall!(lists_limits_and_keys_act_beside_it, async |bed| {
    let stack = up(bed).await;
    let client = stack.client();
    assert_eq!(client.get("listed.test", "/").await.status, 403);
    assert_eq!(client.at("127.0.1.7").get("listed.test", "/").await.status, 200);
    assert_eq!(client.at("127.0.1.7").send(&question("listed.test", "/")).await.status, 405);
    is_blocked(&client.at("127.0.1.7").get("listed.test", "/?id=1%27%20OR%20%271%27=%271").await, "listed");
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.get("limited.test", "/").await.status);
    }
    assert_eq!((statuses[0], statuses[3]), (200, 429), "{statuses:?}");
    let key = |target: &str| Request::get("keyed.test", target).header("X-API-Key", "Correct-Horse.1");
    assert_eq!(client.get("keyed.test", "/").await.status, 401);
    assert_eq!(client.send(&key("/")).await.echo().header("X-Consumer"), Some("alice"));
    is_blocked(&client.send(&key("/?id=1%27%20OR%20%271%27=%271")).await, "keyed");
});

with_firewall!(over_http2_it_is_the_same, async |bed| {
    let stack = up(bed).await;
    let client = stack.https_client();
    for (what, attack) in attacks("app.test") {
        is_blocked(&client.send_http2(&attack).await, what);
    }
    assert_eq!(client.send_http2(&question("app.test", "/")).await.echo().body(), QUESTION);
});

const OWN_RULES: &str = "
version: 1
name: own
engines: { nginx: { version: \"VERSION\"TRAITS, crs_path: FOLDER } }
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes: [{ host: app.test, to: app, max_body: 1KiB, waf: { mode: block } }]
";

with_firewall!(rules_come_from_the_folder_that_is_named, async |bed| {
    let deny =
        |name: &str, id: u32| format!("SecRule ARGS:{name} \"@streq yes\" \"id:{id},phase:2,deny,status:403\"\n");
    let bed = bed.file("own/c.r_s-1/crs-setup.conf", &deny("setup", 1));
    let bed = bed.file("own/c.r_s-1/rules/one.conf", &deny("one", 2));
    let folder = bed.folder().join("own/c.r_s-1/");
    let (version, traits) = (bed.engine.version(), bed.engine.traits_with_firewall());
    let topology = OWN_RULES.replace("VERSION", version).replace("TRAITS", &traits);
    let stack = bed.up(&topology.replace("FOLDER", folder.to_str().unwrap()), 1).await;
    for name in ["setup", "one"] {
        is_blocked(&stack.get("app.test", &format!("/?{name}=yes")).await, name);
    }
    assert_eq!(stack.get("app.test", "/?id=1%27%20OR%20%271%27=%271").await.status, 200);
});

#[test]
fn a_folder_of_rules_is_plain_text_or_refused() {
    let taken: Vec<&str> = HOSTILE_VALUES
        .into_iter()
        .chain(MORE_VALUES)
        .filter(|text| CrsPath::read(&format!("/{text}")).is_ok())
        .collect();
    let is_plain = |text: &&str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    assert!(taken.iter().all(is_plain), "{taken:?}");
    assert!(CrsPath::read("/plain").is_ok());
}
