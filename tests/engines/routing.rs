//! P1: which route takes a request, and what of the request it sends on.

use crate::bed::{Client, ClientDemands as _, Request, Response, ResponseDemands as _, on_every_engine};

/// The wildcard and the catch-all stand before the name that is more specific than they are.
const HOSTS: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { to: app, headers: { request: { set: { X-Route: any } } } }
  - { host: \"*.chat.test\", to: app, headers: { request: { set: { X-Route: wildcard } } } }
  - { host: chat.test, to: app, headers: { request: { set: { X-Route: exact } } } }
  - { host: [api.chat.test, api.test], path: /v1, to: app, headers: { request: { set: { X-Route: v1 } } } }
";

const PATHS: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, path: /api, to: app, headers: { request: { set: { X-Route: api } } } }
  - { host: chat.test, path: /, to: app, headers: { request: { set: { X-Route: root } } } }
  - { host: chat.test, path: /api/v2, to: app, headers: { request: { set: { X-Route: v2 } } } }
  - { host: deep.test, path: /a/b, to: app, headers: { request: { set: { X-Route: deep } } } }
";

/// The path of one host is open and all else of it closed, and the other way round.
const CLOSED: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, path: /, to: app }
  - { host: chat.test, path: /admin, to: app, access: { deny: [127.0.0.0/8] } }
  - { host: closed.test, path: /, to: app, access: { deny: [127.0.0.0/8] } }
  - { host: closed.test, path: /public, to: app }
";

const PREFIXES: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, path: /, to: app }
  - { host: chat.test, path: /strip, to: app, strip_prefix: true }
  - { host: chat.test, path: /add, to: app, add_prefix: /v2 }
  - { host: chat.test, path: /both, to: app, strip_prefix: true, add_prefix: /v2 }
";

const ANSWERS: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
  - { host: chat.test, path: /old, redirect: { to: \"https://www.chat.test{uri}\", status: 308 } }
  - { host: chat.test, path: /gone, redirect: { to: \"https://{host}/new{path}?from=old&{query}\", status: 301 } }
  - { host: chat.test, path: /for-now, redirect: { to: \"https://other.test{path}\", status: 307 } }
  - { host: chat.test, path: /see, redirect: { to: \"https://other.test/seen\", status: 303 } }
  - { host: chat.test, path: /closed, respond: { status: 503 } }
  - { host: chat.test, path: /empty, respond: { status: 204 } }
";

const NOTICE: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
  - host: chat.test
    path: /notice
    respond: { status: 503, body: \"back \\\"soon\\\", $host; {x} %[src]\", content_type: text/markdown }
";

const METHODS: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app, methods: [GET, POST] }
  - { host: chat.test, path: /any, to: app }
  - { host: chat.test, path: /fixed, respond: { status: 204 }, methods: [POST] }
  - { host: chat.test, path: /moved, redirect: { to: \"https://other.test/\", status: 302 }, methods: [GET] }
";

/// The route that took the request, or the status of the proxy's own answer.
fn taken_by(answer: &Response) -> String {
    match answer.served_by() {
        Some(_) => answer.echo().header("X-Route").unwrap_or("unnamed").to_owned(),
        None => answer.status.to_string(),
    }
}

async fn target_of(client: &Client, target: &str) -> String {
    let answer = client.get("chat.test", target).await;
    if answer.served_by().is_some() { answer.echo().target().to_owned() } else { answer.status.to_string() }
}

on_every_engine!(the_most_specific_host_wins_whatever_its_case_and_port, async |bed| {
    let stack = bed.up(HOSTS, 1).await;
    for (host, target, route) in [
        ("chat.test", "/x", "exact"),
        ("CHAT.Test", "/x", "exact"),
        ("chat.test:8080", "/x", "exact"),
        ("one.chat.test", "/x", "wildcard"),
        ("One.Chat.Test:8080", "/x", "wildcard"),
        ("one.two.chat.test", "/x", "any"),
        ("notchat.test", "/x", "any"),
        ("other.test", "/x", "any"),
        ("api.test", "/v1/x", "v1"),
        ("api.chat.test", "/v1", "v1"),
        // A host that is known is not looked for among wider ones when its routes have no such path.
        ("api.chat.test", "/v2", "404"),
        ("api.test", "/", "404"),
    ] {
        let answer = stack.get(host, target).await;
        assert_eq!(taken_by(&answer), route, "{host}{target}");
    }
});

on_every_engine!(an_unknown_host_is_not_found, async |bed| {
    let stack = bed.up(PATHS, 1).await;
    for host in ["other.test", "www.chat.test", "chat.test.other", "127.0.0.1"] {
        let answer = stack.get(host, "/").await;
        assert_eq!((answer.status, answer.served_by()), (404, None), "{host}");
    }
    assert!(stack.server(1).requests().is_empty());
});

on_every_engine!(the_longest_path_wins_on_the_boundaries_of_segments, async |bed| {
    let stack = bed.up(PATHS, 1).await;
    for (target, route) in [
        ("/", "root"),
        ("/api", "api"),
        ("/api/", "api"),
        ("/api?x=/api/v2", "api"),
        ("/api/x", "api"),
        ("/apix", "root"),
        ("/api.json", "root"),
        ("/API", "root"),
        ("/x/api", "root"),
        ("/api/v2", "v2"),
        ("/api/v2/", "v2"),
        ("/api/v2/x?y", "v2"),
        ("/api/v2x", "api"),
        ("/?/api", "root"),
    ] {
        assert_eq!(taken_by(&stack.get("chat.test", target).await), route, "{target}");
    }
    for (target, route) in [("/a/b", "deep"), ("/a/b/c", "deep"), ("/a", "404"), ("/a/bc", "404"), ("/", "404")] {
        assert_eq!(taken_by(&stack.get("deep.test", target).await), route, "{target}");
    }
});

on_every_engine!(no_spelling_of_a_path_gets_around_its_route, async |bed| {
    let stack = bed.up(CLOSED, 1).await;
    for target in [
        "/admin",
        "/admin/x",
        "//admin",
        "///admin//x",
        "/%61dmin",
        "/%61%64min/x",
        "/./admin",
        "/x/../admin",
        "/%2e/admin",
        "/x/%2e%2e/admin",
        "/x/.%2E/admin",
        "/admin/../admin",
        "/admin/x%2Fy",
        "/admin%2Fx",
        "/admin%2f..%2fadmin",
        "/x%2F..%2Fadmin",
        "/x/..%2fadmin",
        "/%2Fadmin",
        "http://chat.test/admin",
    ] {
        let answer = stack.get("chat.test", target).await;
        assert!([400, 403].contains(&answer.status), "{target}: {}", answer.status);
    }
    for target in ["/public/../x", "/public/%2e%2e/x", "/public%2F..%2Fx", "/public/..%2Fx", "/public//../../x", "//x"]
    {
        let answer = stack.get("closed.test", target).await;
        assert!([400, 403].contains(&answer.status), "{target}: {}", answer.status);
    }
    assert!(stack.server(1).requests().is_empty());
    assert_eq!(stack.get("chat.test", "/administrator").await.status, 200);
    assert_eq!(stack.get("closed.test", "/public/x").await.status, 200);
});

on_every_engine!(path_and_query_go_upstream_byte_for_byte, async |bed| {
    let client = bed.up(PREFIXES, 1).await;
    let (stack, client) = (&client, client.client());
    for target in [
        "/",
        "/?",
        "/?x",
        "/x?a?b",
        "/a%20b/c%2Cd?x=%20y&z=a+b,c",
        "/caf%C3%A9",
        "/cafe?%63afe",
        "/~user/(x)!$&'*,;=:@",
        "/x?u=https://a.test/b//c/../d",
        "/trailing/",
    ] {
        assert_eq!(target_of(&client, target).await, target);
    }
    // Traefik writes a path in its plain form and separates parameters by `&` alone; what can be read in two ways may
    // be refused.
    for (target, cleaned) in [
        ("/a//b?c//d", "/a/b?c//d"),
        ("/%63afe", "/cafe"),
        ("/a?b;c", "/a?b&c"),
        ("/a%2Fb", "400"),
        ("/a%2Fb?c%2Fd", "400"),
    ] {
        let seen = target_of(&client, target).await;
        assert!(seen == target || seen == cleaned, "{target} became {seen}");
    }
    let posted = client.send(&Request::post("chat.test", "/x%20y?z", "a body")).await;
    assert_eq!((posted.echo().target(), posted.echo().body()), ("/x%20y?z", "a body"));
    assert_eq!(stack.server(1).requests().last().unwrap().header("Host"), Some("chat.test"));
});

on_every_engine!(a_prefix_is_taken_away_and_another_put_in_front, async |bed| {
    let stack = bed.up(PREFIXES, 1).await;
    let client = stack.client();
    for (target, sent) in [
        ("/strip/x?y", "/x?y"),
        ("/strip", "/"),
        ("/strip/", "/"),
        ("/strip?y=/strip/z", "/?y=/strip/z"),
        ("/strip/a%20b/c%2Cd?e=%2F", "/a%20b/c%2Cd?e=%2F"),
        ("/strip/strip/x", "/strip/x"),
        ("/strip/x/", "/x/"),
        ("/stripped", "/stripped"),
        ("/add/x?y", "/v2/add/x?y"),
        ("/add", "/v2/add"),
        ("/add/a%20b", "/v2/add/a%20b"),
        ("/both/x?y", "/v2/x?y"),
        ("/both", "/v2/"),
        ("/both/a%20b/c%2Cd", "/v2/a%20b/c%2Cd"),
    ] {
        assert_eq!(target_of(&client, target).await, sent, "{target}");
    }
});

on_every_engine!(a_redirect_names_the_place_that_was_asked_for, async |bed| {
    let stack = bed.up(ANSWERS, 1).await;
    for (method, target, status, location) in [
        ("GET", "/old", 308, "https://www.chat.test/old"),
        ("POST", "/old/a%20b?x=%2F&y", 308, "https://www.chat.test/old/a%20b?x=%2F&y"),
        ("GET", "/gone/x?y=1", 301, "https://chat.test/new/gone/x?from=old&y=1"),
        ("POST", "/for-now?y", 307, "https://other.test/for-now"),
        ("GET", "/see?y", 303, "https://other.test/seen"),
    ] {
        // The two are the same for a GET.
        let by_method = match (method, status) {
            ("GET", 308) => 301,
            _ => status,
        };
        let answer = stack.client().send(&Request::new(method, "chat.test:8080", target)).await;
        assert!([status, by_method].contains(&answer.status), "{method} {target}: {}", answer.status);
        assert_eq!(answer.header("Location"), Some(location), "{method} {target}");
    }
    assert!(stack.server(1).requests().is_empty());
});

on_every_engine!(a_fixed_answer_comes_from_the_proxy, async |bed| {
    let stack = bed.up(ANSWERS, 1).await;
    for (method, target, status) in [
        ("GET", "/closed", 503),
        ("GET", "/closed/x?y", 503),
        ("HEAD", "/closed", 503),
        ("POST", "/closed", 503),
        ("GET", "/empty", 204),
    ] {
        let answer = stack.client().send(&Request::new(method, "chat.test", target)).await;
        assert_eq!((answer.status, answer.served_by()), (status, None), "{method} {target}");
        assert!(answer.body.is_empty() || status != 204 && method != "HEAD", "{method} {target}: {}", answer.text());
    }
    assert_eq!(stack.get("chat.test", "/closedx").await.served_by(), Some("server1"));
    assert_eq!(stack.server(1).requests().len(), 1);
});

on_every_engine!(
    a_fixed_answer_has_the_body_that_was_written_for_it,
    async |bed| {
        let stack = bed.up(NOTICE, 1).await;
        let answer = stack.get("chat.test", "/notice/x?y").await;
        assert_eq!((answer.status, answer.text().as_str()), (503, "back \"soon\", $host; {x} %[src]"));
        assert!(answer.header("Content-Type").unwrap().starts_with("text/markdown"), "{answer:?}");
        let answer = stack.client().send(&Request::post("chat.test", "/notice", "a body")).await;
        assert_eq!((answer.status, answer.text().len()), (503, "back \"soon\", $host; {x} %[src]".len()));
        let head = stack.client().send(&Request::new("HEAD", "chat.test", "/notice")).await;
        assert_eq!((head.status, head.body.len()), (503, 0));
    },
    refused by [traefik_3_7] for "respond" in NOTICE
);

on_every_engine!(a_method_that_is_not_allowed_is_told_which_are, async |bed| {
    let stack = bed.up(METHODS, 1).await;
    let send = async |method: &str, target: &str| stack.client().send(&Request::new(method, "chat.test", target)).await;
    for (method, target, status) in [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("POST", "/", 200),
        ("DELETE", "/any", 200),
        ("POST", "/fixed", 204),
        ("GET", "/moved", 302),
        ("HEAD", "/moved", 302),
    ] {
        assert_eq!(send(method, target).await.status, status, "{method} {target}");
    }
    stack.server(1).forget();
    for (method, target, allowed) in [
        ("DELETE", "/", vec!["GET", "HEAD", "POST"]),
        ("PUT", "/x", vec!["GET", "HEAD", "POST"]),
        ("OPTIONS", "/", vec!["GET", "HEAD", "POST"]),
        ("GET", "/fixed", vec!["POST"]),
        ("POST", "/moved", vec!["GET", "HEAD"]),
    ] {
        let answer = send(method, target).await;
        assert_eq!((answer.status, answer.served_by()), (405, None), "{method} {target}");
        let mut told: Vec<&str> = answer.header("Allow").unwrap_or_default().split(',').map(str::trim).collect();
        told.sort_unstable();
        assert_eq!(told, allowed, "{method} {target}");
    }
    assert!(stack.server(1).requests().is_empty());
});
