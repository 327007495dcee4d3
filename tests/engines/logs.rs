//! The access log: lines that a machine can read whatever clients send, and what must never be in them.

use crate::bed::{Bed, ClientDemands as _, Engine, Proxy, Request, Stack, eventually, on_engines, on_every_engine};
use serde_json::Value;
use std::time::Duration;

const ROUTES: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"], health_check: { path: /health, interval: 1s, timeout: 1s } }
routes:
  - { host: chat.test, to: chat }
";

/// The oldest release of Traefik that can leave the query out is 3.7.9.
fn topology(engine: Engine, logs: &str) -> String {
    let version = if engine == Engine::Traefik37 { "3.7.9" } else { engine.version() };
    let engines = format!("{}: {{ version: \"{version}\"{} }}", engine.name(), engine.traits());
    format!("version: 1\nname: test\nengines: {{ {engines} }}\n{logs}{ROUTES}")
}

async fn up(bed: Bed, logs: &str) -> Stack {
    let topology = topology(bed.engine, logs);
    bed.up(&topology, 1).await
}

/// The lines of the access log; those that Traefik prints about itself, which it cannot send elsewhere, are left out.
fn entries(stack: &Stack) -> Vec<Value> {
    let lines = stack.process.stdout();
    let entries = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    entries.filter(|entry| entry.get("level").is_none() || entry.get("RequestPath").is_some()).collect()
}

async fn logged(stack: &Stack, path: &str) -> Value {
    let find = || entries(stack).into_iter().find(|entry| field(entry, "uri").as_str() == Some(path));
    eventually(&format!("{path} is in the log"), async || find().is_some()).await;
    find().unwrap()
}

/// Workers write their lines in their own time, at the latest a second after the request: one that was logged does not
/// prove that those before it are.
async fn everything_is_written(stack: &Stack) {
    stack.get("chat.test", "/last").await;
    logged(stack, "/last").await;
    tokio::time::sleep(Duration::from_millis(2500)).await;
}

/// A field by its name; Traefik has names of its own, which `lbgen validate` lists.
fn field<'a>(entry: &'a Value, name: &str) -> &'a Value {
    let theirs = match name {
        "time" => "StartUTC",
        "client" => "ClientHost",
        "host" => "RequestHost",
        "method" => "RequestMethod",
        "uri" => "RequestPath",
        "status" => "DownstreamStatus",
        "bytes" => "DownstreamContentSize",
        "duration" => "Duration",
        "upstream" => "ServiceAddr",
        "upstream_duration" => "OriginDuration",
        other => panic!("no field {other}"),
    };
    entry.get(name).or_else(|| entry.get(theirs)).unwrap_or(&Value::Null)
}

on_every_engine!(a_request_is_one_json_object_with_these_fields, async |bed| {
    let stack = up(bed, "logs: { access: json }").await;
    let request = Request::post("chat.test", "/plain?token=secret", "body");
    let answer = stack.client().at("127.0.0.7").send(&request).await;
    let entry = logged(&stack, "/plain").await;
    let address = stack.server(1).address().to_string();
    assert!(field(&entry, "time").as_str().is_some_and(|time| time.len() >= 19 && time.contains('T')), "{entry}");
    assert_eq!(field(&entry, "client"), "127.0.0.7");
    assert_eq!(field(&entry, "host"), "chat.test");
    assert_eq!(field(&entry, "method"), "POST");
    assert_eq!(field(&entry, "status"), 200);
    assert_eq!(field(&entry, "upstream"), &Value::from(address));
    let bytes = field(&entry, "bytes").as_u64().unwrap();
    assert!(bytes >= answer.body.len() as u64, "{entry}");
    assert!(field(&entry, "duration").is_number() && field(&entry, "upstream_duration").is_number(), "{entry}");
});

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8],
    /// Traefik makes no identifier, and its durations are nanoseconds.
    durations_are_seconds_and_every_request_has_an_identifier,
    async |bed| {
        let stack = up(bed, "").await;
        stack.get("chat.test", "/slow?ms=700").await;
        stack.get("chat.test", "/status/404").await;
        let slow = logged(&stack, "/slow").await;
        for name in ["duration", "upstream_duration"] {
            let seconds = field(&slow, name).as_f64().unwrap();
            assert!((0.69..9.0).contains(&seconds), "{name}: {slow}");
        }
        let identifiers = [&slow, &logged(&stack, "/status/404").await].map(|entry| entry["request_id"].to_string());
        assert!(identifiers[0].len() > 16 && identifiers[0] != identifiers[1], "{identifiers:?}");
    }
);

/// Requests that try to break out of a line of the log: bytes as they go over the wire.
const HOSTILE_REQUESTS: [&[u8]; 8] = [
    b"GET /\"},{\"a\":\"b?c HTTP/1.1\r\nHost: chat.test\r\n\r\n",
    b"GET /back\\slash\\\" HTTP/1.1\r\nHost: chat.test\r\n\r\n",
    b"GET /\x80\xff\xfe?q=\xff HTTP/1.1\r\nHost: chat.test\r\n\r\n",
    b"GET /agent HTTP/1.1\r\nHost: chat.test\r\nUser-Agent: \"\\\xff\x80{\"\r\nReferer: \"},\t\xc3\x28\r\n\r\n",
    b"GET /host HTTP/1.1\r\nHost: chat.test\"},{\\\xff\r\n\r\n",
    b"G\"ET /method HTTP/1.1\r\nHost: chat.test\r\n\r\n",
    b"\x16\x03\x01 no http at all\xff\r\n\r\n",
    b"GET /%22%0a%5c%00 HTTP/1.1\r\nHost: chat.test\r\n\r\n",
];

on_every_engine!(every_line_is_json_whatever_clients_send, async |bed| {
    let stack = up(bed, "").await;
    for request in HOSTILE_REQUESTS {
        let mut connection = stack.client().connect("chat.test").await;
        connection.write(request).await.unwrap();
        let _any_answer_will_do = connection.response().await;
    }
    stack.get("chat.test", &format!("/long/{}", "\"".repeat(3000))).await;
    everything_is_written(&stack).await;
    let bytes = std::fs::read(stack.folder().join("stdout")).unwrap();
    assert!(std::str::from_utf8(&bytes).is_ok(), "the log is UTF-8");
});

on_every_engine!(no_query_is_logged, async |bed| {
    let stack = up(bed, "").await;
    for target in ["/a?token=secret", "/b?secret", "/status/404?password=secret", "/c/?x=/d?secret", "/?secret"] {
        stack.get("chat.test", target).await;
        stack.get("unknown.test", target).await;
    }
    everything_is_written(&stack).await;
    let lines = stack.process.stdout();
    assert!(!lines.contains("secret"), "{lines}");
});

on_every_engine!(excluded_paths_are_not_logged_and_their_neighbours_are, async |bed| {
    let stack = up(bed, "logs: { exclude_paths: [/api/version, /health] }").await;
    for target in ["/api/version", "/api/version?x=1", "/api/versions", "/api/version/1", "/API/version", "/health"] {
        stack.get("chat.test", target).await;
    }
    everything_is_written(&stack).await;
    let paths: Vec<String> =
        entries(&stack).iter().map(|entry| field(entry, "uri").as_str().unwrap().to_owned()).collect();
    let neighbours = ["/api/versions", "/api/version/1", "/API/version"];
    assert!(neighbours.iter().all(|path| paths.iter().any(|logged| logged == path)), "{paths:?}");
    assert!(!paths.iter().any(|path| path == "/api/version" || path == "/health"), "{paths:?}");
});

on_every_engine!(no_access_log_is_none, async |bed| {
    let proxy = bed.engine.proxy();
    let stack = up(bed, "logs: { access: off }").await;
    for target in ["/one", "/status/500", "/two?three"] {
        stack.get("chat.test", target).await;
    }
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let lines = stack.process.stdout();
    assert!(!lines.contains("/one") && !lines.contains("/two"), "{lines}");
    assert!(proxy == Proxy::Traefik || lines.is_empty(), "{lines}");
});

on_every_engine!(the_combined_format_is_the_classic_one, async |bed| {
    let stack = up(bed, "logs: { access: combined }").await;
    let request = Request::get("chat.test", "/page?x=1").header("Referer", "http://r/").header("User-Agent", "agent/1");
    stack.client().at("127.0.0.7").send(&request).await;
    let is_logged = async || stack.process.stdout().contains("GET /page");
    eventually("the request is in the log", is_logged).await;
    let lines = stack.process.stdout();
    let line = lines.lines().find(|line| line.contains("GET /page")).unwrap();
    assert!(line.starts_with("127.0.0.7 - - ["), "{line}");
    assert!(line.contains("] \"GET /page"), "{line}");
    assert!(line.contains(" HTTP/1.1\" 200 "), "{line}");
    assert!(line.contains(" \"http://r/\" \"agent/1\""), "{line}");
});

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8],
    /// Traefik has one stream for all that it says.
    errors_go_to_standard_error,
    async |bed| {
        let stack = up(bed, "").await;
        stack.server(1).die().await;
        let told = async || {
            let _fails = stack.client().try_send(&Request::get("chat.test", "/")).await;
            stack.process.stderr().contains("chat")
        };
        eventually("the dead server is told of on standard error", told).await;
        assert!(entries(&stack).iter().all(Value::is_object));
    }
);
