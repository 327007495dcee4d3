//! Headers on the way to the upstream and back: set, removed, kept byte for byte; and what answers never tell.

use crate::bed::{Behaviour, Client, ClientDemands as _, Request, Response, ResponseDemands as _, on_every_engine};

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
  gone: { servers: [\"{server2}\"] }
routes:
  - host: chat.test
    to: chat
    headers:
      request: { set: { X-Env: prod, User-Agent: lbgen }, remove: [X-Debug, Cookie] }
      response: { set: { X-Robots-Tag: noindex, Cache-Control: no-store }, remove: [X-Powered-By, ETag] }
  - { host: safe.test, to: chat, security_headers: true }
  - { host: safe.test, path: /gone, to: gone, security_headers: true }
  - { host: safe.test, path: /shut, to: chat, security_headers: true, access: { allow: [192.0.2.1] } }
  - { host: safe.test, path: /get, to: chat, security_headers: true, methods: [GET] }
  - { host: safe.test, path: /small, to: chat, security_headers: true, max_body: 1KiB }
  - { host: safe.test, path: /fixed, respond: { status: 503 }, security_headers: true }
  - { host: safe.test, path: /away, redirect: { to: \"https://chat.test{uri}\", status: 301 }, security_headers: true }
  - { host: safe.test, path: /few, to: chat, security_headers: true, rate_limit: { rate: 1/m } }
  - { host: own.test, to: chat, security_headers: true, headers: { response: { set: { X-Frame-Options: DENY } } } }
";

fn upstream_answers() -> Behaviour {
    let pairs = [("X-Powered-By", "PHP/5.2"), ("ETag", "\"1\""), ("Cache-Control", "public"), ("X-Kept", "a, b")];
    let headers = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Behaviour::Headers { status: 200, headers }
}

on_every_engine!(headers_are_set_and_removed_both_ways, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    let request = Request::get("chat.test", "/")
        .header("X-Env", "forged")
        .header("x-env", "forged again")
        .header("X-Debug", "1")
        .header("Cookie", "a=1")
        .header("User-Agent", "curl")
        .header("X-Kept", "kept");
    let echo = stack.client().send(&request).await.echo();
    assert_eq!(echo.header_values("X-Env"), ["prod"]);
    assert_eq!(echo.header_values("User-Agent"), ["lbgen"]);
    assert_eq!((echo.header("X-Debug"), echo.header("Cookie")), (None, None));
    assert_eq!(echo.header("X-Kept"), Some("kept"));

    stack.server(1).behave_at("/answer", upstream_answers());
    let answer = stack.get("chat.test", "/answer").await;
    assert_eq!(answer.header_values("X-Robots-Tag"), ["noindex"]);
    assert_eq!(answer.header_values("Cache-Control"), ["no-store"]);
    assert_eq!((answer.header("X-Powered-By"), answer.header("ETag")), (None, None));
    assert_eq!(answer.header("X-Kept"), Some("a, b"));

    let untouched = stack.get("safe.test", "/answer").await;
    assert_eq!(untouched.header_values("Cache-Control"), ["public"]);
    assert_eq!(untouched.header("X-Powered-By"), Some("PHP/5.2"));
});

/// Answers of every kind, with the status that each must have.
async fn answers(client: &Client) -> Vec<(u16, Response)> {
    let _spent = client.get("safe.test", "/few").await;
    let requests = [
        (200, Request::get("safe.test", "/")),
        (404, Request::get("safe.test", "/status/404")),
        (500, Request::get("safe.test", "/status/500")),
        (502, Request::get("safe.test", "/gone")),
        (403, Request::get("safe.test", "/shut")),
        (405, Request::post("safe.test", "/get", "x")),
        (413, Request::post("safe.test", "/small", vec![b'x'; 2000])),
        (503, Request::get("safe.test", "/fixed")),
        (301, Request::get("safe.test", "/away")),
        (429, Request::get("safe.test", "/few")),
    ];
    let mut answers = Vec::new();
    for (status, request) in requests {
        answers.push((status, client.send(&request).await));
    }
    answers
}

on_every_engine!(security_headers_are_on_every_answer_of_the_route, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    stack.server(2).die().await;
    for (status, answer) in answers(&stack.client()).await {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header_values("X-Content-Type-Options"), ["nosniff"], "{status}");
        assert_eq!(answer.header_values("X-Frame-Options"), ["SAMEORIGIN"], "{status}");
        assert_eq!(answer.header_values("Referrer-Policy"), ["strict-origin-when-cross-origin"], "{status}");
        assert_eq!(answer.header_values("Permissions-Policy").len(), 1, "{status}");
    }
    let own = stack.get("own.test", "/").await;
    assert_eq!(own.header_values("X-Frame-Options"), ["DENY"], "what the user sets goes before");
    assert_eq!(own.header_values("X-Content-Type-Options"), ["nosniff"]);
    assert_eq!(stack.get("chat.test", "/").await.header("X-Frame-Options"), None);
});

on_every_engine!(no_answer_tells_the_engines_version, async |bed| {
    let engine = bed.engine;
    let stack = bed.up(TOPOLOGY, 2).await;
    stack.server(2).die().await;
    let mut all: Vec<Response> = answers(&stack.client()).await.into_iter().map(|(_, answer)| answer).collect();
    all.push(stack.get("unknown.test", "/").await);
    let mut connection = stack.client().connect("").await;
    connection.write(b"GET / HTTP/1.1\r\nHost: a b c\r\nBad Header\r\n\r\n").await.unwrap();
    all.push(connection.response().await.unwrap());
    for answer in all {
        let told = format!("{:?} {}", answer.headers, answer.text()).to_lowercase();
        assert!(!told.contains(engine.version()), "{told}");
    }
});

/// Text that means something in one of the configuration languages, or in what reads them.
pub const HOSTILE_VALUES: [&str; 28] = [
    "word",
    "two words",
    "a  b",
    "semi; colon",
    "}",
    "{",
    "\"",
    "a \"quoted\" word",
    "'",
    "it's",
    "\\",
    "\\\"",
    "back\\slash\\n",
    "$",
    "$host",
    "${HOME}",
    "cost: $5 $$",
    "%",
    "100%",
    "%[env(HOME)] %%",
    "`id`",
    "{{ env \"HOME\" }}",
    "# no comment",
    "key: value",
    "- item",
    "*alias &anchor !tag",
    "-f",
    "größe ☃",
];

on_every_engine!(a_value_arrives_byte_for_byte_whatever_it_holds, async |bed| {
    let set: Vec<String> = HOSTILE_VALUES
        .iter()
        .enumerate()
        .map(|(number, value)| format!("X-Value-{number}: {}", serde_json::to_string(value).unwrap()))
        .collect();
    let set = set.join(", ");
    let topology = format!(
        "listen: {{ http: \"{{http}}\" }}\n\
         upstreams: {{ chat: {{ servers: [\"{{server1}}\"] }} }}\n\
         routes:\n  - host: chat.test\n    to: chat\n    headers:\n      request: {{ set: {{ {set} }} }}\n      \
         response: {{ set: {{ {set} }} }}\n"
    );
    let stack = bed.up(&topology, 1).await;
    let answer = stack.get("chat.test", "/").await;
    let echo = answer.echo();
    for (number, value) in HOSTILE_VALUES.iter().enumerate() {
        let name = format!("X-Value-{number}");
        assert_eq!(echo.header_values(&name), [*value], "to the upstream");
        assert_eq!(answer.header_values(&name), [*value], "to the client");
    }
});
