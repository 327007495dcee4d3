//! P26: what never changes is asked for once, what is somebody's own never comes from the cache.

use std::time::{Duration, Instant};

use crate::bed::{Behaviour, Client, ClientDemands as _, Request, Stack, eventually, on_engines, on_every_engine};

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"], streaming: true }
  plain: { servers: [\"{server1}\"] }
  renamed: { servers: [\"{server1}\"], host: one.name.test }
routes:
  - { host: [chat.test, other.test], to: chat, cache: { paths: [/static/, /assets, /v2/static], size: 8MiB } }
  - { host: chat.test, path: /static/narrow, to: plain }
  - { host: chat.test, path: /v2, to: plain }
  - { host: chat.test, path: /v1, to: plain, strip_prefix: true, cache: { paths: [/v1/static], size: 8MiB } }
  - { host: [a.test, b.test], to: renamed, cache: { paths: [/], size: 8MiB } }
";

/// What a build tool's server says of a file whose name changes with its content.
const IMMUTABLE: [(&str, &str); 2] =
    [("Cache-Control", "public, max-age=31536000, immutable"), ("ETag", "\"0123456789abcdef\"")];

/// Names and values of headers.
type Headers<'a> = &'a [(&'a str, &'a str)];

fn answering(status: u16, headers: Headers<'_>) -> Behaviour {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Behaviour::Headers { status, headers }
}

/// What is asked for `/static/app.js` on this server is immutable.
fn immutable(stack: &Stack, paths: &[&str]) {
    for path in paths {
        stack.server(1).behave_at(path, answering(200, &IMMUTABLE));
    }
}

/// How many of these requests, one after the other, reach the upstream.
async fn reaching(stack: &Stack, client: &Client, requests: &[Request]) -> usize {
    stack.server(1).forget();
    for request in requests {
        client.send(request).await;
    }
    stack.server(1).requests().len()
}

fn times(count: usize, request: &Request) -> Vec<Request> {
    vec![request.clone(); count]
}

on_every_engine!(many_requests_for_what_never_changes_reach_the_upstream_once, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    immutable(&stack, &["/static/app.js", "/assets/a.css", "/static/"]);
    for target in ["/static/app.js", "/static/app.js?v=2", "/assets/a.css", "/v1/static/app.js", "/static/"] {
        let host = "chat.test";
        assert_eq!(reaching(&stack, &client, &times(20, &Request::get(host, target))).await, 1, "{target}");
    }
    for number in 0..3 {
        let answer = client.at(&format!("127.0.3.{number}")).get("chat.test", "/static/app.js").await;
        assert_eq!((answer.status, answer.served_by()), (200, Some("server1")));
        assert_eq!(answer.header("Cache-Control"), Some(IMMUTABLE[0].1));
        assert_eq!(answer.header("Set-Cookie"), None);
    }
    stack.server(1).forget();
    let head = client.send(&Request::new("HEAD", "chat.test", "/static/app.js")).await;
    assert_eq!((head.status, head.header("ETag")), (200, Some(IMMUTABLE[1].1)));
    let known = Request::get("chat.test", "/static/app.js").header("If-None-Match", IMMUTABLE[1].1);
    assert_eq!(client.send(&known).await.status, 304);
    assert_eq!(stack.server(1).requests().len(), 0, "HEAD and conditions are answered from what is kept");
}, refused by [traefik_3_7] for "cache" in TOPOLOGY);

on_every_engine!(what_is_not_the_same_is_kept_apart, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    immutable(&stack, &["/static/app.js", "/static/App.js", "/staticx", "/static.js", "/static/narrow/a.js", "/v2/static/a.js"]);
    immutable(&stack, &["/static/app.jsx", "/app", "/v1/static"]);
    assert_eq!(reaching(&stack, &client, &times(2, &Request::get("chat.test", "/static/app.js"))).await, 1);
    for (host, target) in [
        ("other.test", "/static/app.js"),
        ("chat.test", "/static/app.js?"),
        ("chat.test", "/static/app.js?user=1"),
        ("chat.test", "/static/app.js?user=2"),
        ("chat.test", "/static/App.js"),
        ("chat.test", "/static/app.jsx"),
        ("a.test", "/app"),
        ("b.test", "/app"),
        ("b.test:8080", "/app"),
    ] {
        assert_eq!(reaching(&stack, &client, &[Request::get(host, target)]).await, 1, "{host}{target}");
    }
    for target in ["/staticx", "/static.js", "/app", "/static/narrow/a.js", "/v2/static/a.js", "/v1/x/static"] {
        let twice = times(2, &Request::get("chat.test", target));
        assert_eq!(reaching(&stack, &client, &twice).await, 2, "{target}");
    }
    for method in ["POST", "PUT", "OPTIONS", "DELETE"] {
        let twice = times(2, &Request::new(method, "chat.test", "/static/app.js").body(Vec::new()));
        assert_eq!(reaching(&stack, &client, &twice).await, 2, "{method}");
    }
}, refused by [traefik_3_7] for "cache" in TOPOLOGY);

on_every_engine!(what_is_somebody_s_own_is_neither_kept_nor_answered, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    let unkept: [(&str, u16, Headers<'_>); 10] = [
        ("/static/cookie", 200, &[IMMUTABLE[0], IMMUTABLE[1], ("Set-Cookie", "session=1; Path=/")]),
        ("/static/no-store", 200, &[("Cache-Control", "no-store"), IMMUTABLE[1]]),
        ("/static/private", 200, &[("Cache-Control", "private, max-age=600"), IMMUTABLE[1]]),
        ("/static/no-cache", 200, &[("Cache-Control", "no-cache"), IMMUTABLE[1]]),
        ("/static/at-once", 200, &[("Cache-Control", "max-age=0"), IMMUTABLE[1]]),
        ("/static/expired", 200, &[("Expires", "Thu, 01 Jan 1970 00:00:10 GMT"), IMMUTABLE[1]]),
        ("/static/varies", 200, &[IMMUTABLE[0], IMMUTABLE[1], ("Vary", "*")]),
        ("/static/gone", 404, &IMMUTABLE),
        ("/static/moved", 301, &[IMMUTABLE[0], ("Location", "/elsewhere")]),
        ("/static/broken", 500, &IMMUTABLE),
    ];
    for (path, status, headers) in unkept {
        stack.server(1).behave_at(path, answering(status, headers));
        let twice = times(2, &Request::get("chat.test", path));
        assert_eq!(reaching(&stack, &client, &twice).await, 2, "{path}");
    }
    immutable(&stack, &["/static/app.js", "/static/other.js"]);
    let known = |target: &str, credentials: &str| {
        Request::get("chat.test", target).header("Authorization", credentials)
    };
    let stranger = Request::get("chat.test", "/static/app.js");
    for credentials in ["Bearer abc", "Basic dTpw", "0"] {
        let twice = times(2, &known("/static/app.js", credentials));
        assert_eq!(reaching(&stack, &client, &twice).await, 2, "not kept: {credentials}");
        let other = credentials == "Bearer abc";
        assert_eq!(reaching(&stack, &client, &times(3, &stranger)).await, usize::from(other), "others: {credentials}");
        assert_eq!(reaching(&stack, &client, &twice).await, 2, "not answered: {credentials}");
    }
}, refused by [traefik_3_7] for "cache" in TOPOLOGY);

on_every_engine!(an_answer_that_varies_is_kept_for_each_kind_of_client, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    let taking = |encoding: &str| Request::get("chat.test", "/static/app.js").header("Accept-Encoding", encoding);
    for (encoding, word) in [("gzip", "gzip"), ("identity", "")] {
        let by_encoding = [IMMUTABLE[0], IMMUTABLE[1], ("Vary", "Accept-Encoding"), ("Content-Encoding", word)];
        let said = if word.is_empty() { by_encoding.len() - 1 } else { by_encoding.len() };
        stack.server(1).behave_at("/static/app.js", answering(200, &by_encoding[..said]));
        assert_eq!(reaching(&stack, &client, &times(3, &taking(encoding))).await, 1, "{encoding}");
    }
    assert_eq!(client.send(&taking("gzip")).await.header("Content-Encoding"), Some("gzip"));
    assert_eq!(client.send(&taking("identity")).await.header("Content-Encoding"), None);
    assert_eq!(stack.server(1).requests().len(), 1, "both are kept");
    for page in ["https://one.test", "https://two.test"] {
        let by_page = [IMMUTABLE[0], IMMUTABLE[1], ("Vary", "Origin"), ("Access-Control-Allow-Origin", page)];
        stack.server(1).behave_at("/static/font", answering(200, &by_page));
        let answer = client.send(&Request::get("chat.test", "/static/font").header("Origin", page)).await;
        assert_eq!(answer.header("Access-Control-Allow-Origin"), Some(page), "no page gets what another one may");
    }
}, refused by [traefik_3_7] for "cache" in TOPOLOGY);

on_every_engine!(an_unprivileged_user_s_proxy_keeps_answers_too, async |bed| {
    let mut stack = bed.by_a_stranger().up(TOPOLOGY, 1).await;
    let text = Request::get("chat.test", "/static/text?bytes=200000&max_age=600");
    assert_eq!(reaching(&stack, &stack.client(), &times(3, &text)).await, 1);
    assert!(stack.process.is_running().unwrap());
    assert!(!stack.process.stderr().to_lowercase().contains("denied"), "{}", stack.process.stderr());
}, refused by [traefik_3_7] for "cache" in TOPOLOGY);

const AGES: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: short.test, to: chat, cache: { paths: [/static], max_age: 2s, size: 8MiB } }
  - { host: long.test, to: chat, cache: { paths: [/static], size: 8MiB } }
";

/// How long it takes until the upstream is asked again, from the first request on.
async fn kept_for(stack: &Stack, request: &Request) -> Duration {
    let client = stack.client();
    stack.server(1).forget();
    let start = Instant::now();
    client.send(request).await;
    let is_asked_again = async || {
        client.send(request).await;
        stack.server(1).requests().len() > 1
    };
    eventually("the upstream is asked again", is_asked_again).await;
    start.elapsed()
}

on_every_engine!(no_answer_is_kept_longer_than_the_topology_or_itself_says, async |bed| {
    let stack = bed.up(AGES, 1).await;
    immutable(&stack, &["/static/app.js"]);
    let age = kept_for(&stack, &Request::get("short.test", "/static/app.js")).await;
    assert!(age < Duration::from_secs(5), "`max_age` outranks what the answer says: {age:?}");
    stack.server(1).behave_at("/static/brief.js", answering(200, &[("Cache-Control", "max-age=2"), IMMUTABLE[1]]));
    let brief = Request::get("long.test", "/static/brief.js");
    assert_eq!(reaching(&stack, &stack.client(), &times(3, &brief)).await, 1);
    let age = kept_for(&stack, &Request::get("long.test", "/static/brief.js?2")).await;
    assert!(age < Duration::from_secs(5), "an answer may ask for less: {age:?}");
}, refused by [traefik_3_7] for "cache" in AGES);

const GUARDED: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"], streaming: true }
defaults:
  route: { cache: { paths: [/static], size: 8MiB } }
routes:
  - { host: lists.test, to: chat, access: { deny: [127.0.1.0/24] }, methods: [GET], security_headers: true }
  - { host: limits.test, to: chat, rate_limit: { rate: 1/m, burst: 3 } }
  - { host: keys.test, to: chat, auth: { api_key: { header: X-Key, keys_file: keys } } }
";

on_every_engine!(who_may_not_ask_is_not_answered_from_the_cache_either, async |bed| {
    let stack = bed.file("keys", "alice:0123456789abcdef\n").up(GUARDED, 1).await;
    let client = stack.client();
    immutable(&stack, &["/static/app.js"]);
    let lists = client.get("lists.test", "/static/app.js").await;
    assert_eq!((lists.status, lists.header("X-Content-Type-Options")), (200, Some("nosniff")));
    let kept = client.get("lists.test", "/static/app.js").await;
    assert_eq!((kept.status, kept.header("X-Content-Type-Options")), (200, Some("nosniff")));
    assert_eq!(client.at("127.0.1.7").get("lists.test", "/static/app.js").await.status, 403);
    assert_eq!(client.send(&Request::post("lists.test", "/static/app.js", "")).await.status, 405);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(client.get("limits.test", "/static/app.js").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    let with_key = Request::get("keys.test", "/static/app.js").header("X-Key", "0123456789abcdef");
    assert_eq!(client.send(&with_key).await.status, 200);
    assert_eq!(client.get("keys.test", "/static/app.js").await.status, 401);
    assert_eq!(reaching(&stack, &client, &times(3, &with_key)).await, 0);
}, refused by [traefik_3_7] for "cache" in GUARDED);

const COMPRESSED: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"], streaming: true }
routes:
  - { host: chat.test, to: chat, compress: true, cache: { paths: [/static, /text], size: 32MiB } }
";

on_every_engine!(what_is_kept_is_compressed_for_those_who_take_it, async |bed| {
    let stack = bed.up(COMPRESSED, 1).await;
    let client = stack.client();
    immutable(&stack, &["/static/app.js"]);
    let text = Request::get("chat.test", "/text?type=text/css&bytes=20000&max_age=600");
    let squeezed = text.clone().header("Accept-Encoding", "gzip");
    for request in [&squeezed, &text, &squeezed, &text] {
        let answer = client.send(request).await;
        match answer.header("Content-Encoding") {
            Some(encoding) => assert!(encoding == "gzip" && answer.body.len() < 2000, "{}", answer.body.len()),
            None => assert_eq!(answer.text().len(), 20000),
        }
        assert_eq!(answer.header("Content-Encoding").is_some(), request.headers().len() > text.headers().len());
    }
    assert_eq!(stack.server(1).requests().len(), 1, "it is kept once, uncompressed");
    let gzip = Request::get("chat.test", "/static/app.js").header("Accept-Encoding", "gzip");
    assert_eq!(reaching(&stack, &client, &times(5, &gzip)).await, 1);
    let stream = client.get("chat.test", "/sse?n=2&gap_ms=300").await;
    assert!(stream.head_after < Duration::from_millis(250), "streams still stream: {:?}", stream.head_after);
}, refused by [traefik_3_7] for "cache" in COMPRESSED);

const BOUND: &str = "
listen: { http: \"{http}\" }
upstreams:
  main: { servers: [\"{server1}\"], sticky: { cookie: {} }, streaming: true }
  next: { servers: [\"{server2}\"], sticky: { cookie: {} }, streaming: true }
routes:
  - host: chat.test
    to: main
    cache: { paths: [/static], size: 8MiB }
    canary: { to: next, header: { name: X-Canary } }
";

on_every_engine!(a_canary_keeps_its_own_and_what_is_kept_binds_nobody, async |bed| {
    let stack = bed.up(BOUND, 2).await;
    let client = stack.client();
    for server in [1, 2] {
        stack.server(server).behave_at("/static/app.js", answering(200, &IMMUTABLE));
    }
    let main = Request::get("chat.test", "/static/app.js");
    let next = main.clone().header("X-Canary", "always");
    for _ in 0..3 {
        assert_eq!(client.send(&main).await.served_by(), Some("server1"));
        assert_eq!(client.send(&next).await.served_by(), Some("server2"));
    }
    for server in [1, 2] {
        assert_eq!(stack.server(server).requests().len(), 1, "server{server}");
    }
    for request in [&main, &next] {
        let answer = client.send(request).await;
        assert_eq!((answer.header("Set-Cookie"), answer.header("Cache-Control")), (None, Some(IMMUTABLE[0].1)));
    }
    assert!(client.get("chat.test", "/").await.header("Set-Cookie").is_some(), "pages still bind");
}, refused by [traefik_3_7] for "cache" in BOUND);

on_engines!(
    [nginx_1_22, nginx_1_31],
    of_many_who_ask_at_once_one_goes_upstream_and_pieces_are_cut_from_what_is_kept,
    async |bed| {
        let stack = bed.up(TOPOLOGY, 1).await;
        let client = stack.client();
        let slow = Request::get("chat.test", "/static/slow?ms=700");
        let all = (0..20).map(|_| async { client.send(&slow).await.status });
        assert_eq!(futures_util::future::join_all(all).await, [200; 20]);
        assert_eq!(stack.server(1).requests().len(), 1);
        let text = Request::get("chat.test", "/static/text?bytes=20000");
        let piece = text.clone().header("Range", "bytes=10-19");
        for request in [&piece, &text, &piece] {
            let answer = client.send(request).await;
            let expected = if answer.status == 206 { 10 } else { 20000 };
            assert_eq!(answer.text().len(), expected, "{}", answer.status);
        }
        assert_eq!(stack.server(1).requests().len(), 2, "the whole is asked for, and once");
    }
);
