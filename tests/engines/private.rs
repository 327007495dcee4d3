//! `listen.private`: what is private is found there and nowhere else, and nothing else is found there.

use crate::bed::{
    Bed, Client, ClientDemands as _, Request, Response, ResponseDemands as _, Stack, Tls, on_every_engine,
};

/// Each side has hosts of its own, and both have one.
const SIDES: &str = "
listen: { http: \"{http}\", https: \"{https}\", private: \"{private}\" }
tls:
  redirect_http: false
  hsts: { max_age: 365d }
  certificates: [{ hosts: [chat.test, \"*.edge.test\"], cert: certs/all.pem, key: certs/all.key }]
upstreams:
  chat: { servers: [\"{server1}\"] }
  model: { servers: [\"{server2}\"] }
routes:
  - { host: chat.test, path: /, to: chat }
  - { host: chat.test, path: /v1, to: model, private: true, headers: { response: { set: { X-Own: \"1\" } } } }
  - { host: gateway.edge.test, path: /v1, to: model, private: true }
  - { host: gateway.edge.test, path: /fixed, respond: { status: 204 }, private: true }
  - { host: \"*.models.test\", path: /v1, to: model, private: true }
  - { host: public.edge.test, path: /only, to: chat }
";

/// Any host is known on both sides.
const ANY_HOST: &str = "
listen: { http: \"{http}\", private: \"{private}\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
  model: { servers: [\"{server2}\"] }
routes:
  - { path: /, to: chat }
  - { path: /v1, to: model, private: true }
  - { host: named.test, path: /v2, to: model, private: true }
";

/// Plain HTTP is sent to HTTPS, and both sides lead to one upstream.
const REDIRECTED: &str = "
listen: { http: \"{http}\", https: \"{https}\", private: \"{private}\" }
tls:
  hsts: { max_age: 365d }
  certificates: [{ hosts: [chat.test], cert: certs/all.pem, key: certs/all.key }]
upstreams:
  open: { servers: [\"{server1}\"], sticky: { cookie: {} } }
  shared: { servers: [\"{server1}\", \"{server2}\"], sticky: { cookie: {} } }
  inner: { servers: [\"{server1}\", \"{server2}\"], sticky: { cookie: {} } }
routes:
  - { host: chat.test, to: open }
  - { host: chat.test, path: /shared, to: shared }
  - { host: chat.test, path: /shared, to: shared, private: true }
  - { host: chat.test, path: /inner, to: inner, private: true }
  - { host: chat.test, path: /drawn, to: inner, private: true, canary: { to: shared, weight: 50 } }
";

/// What is listened for in public has nothing to serve.
const ALONE: &str = "
listen: { http: \"{http}\", private: \"{private}\" }
upstreams: { model: { servers: [\"{server1}\"] } }
routes:
  - { to: model, private: true }
";

/// Public clients are named in a PROXY header.
const ANNOUNCED: &str = "
listen: { http: \"{http}\", private: \"{private}\", proxy_protocol: true }
clients: { trusted_proxies: [127.0.0.8] }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
  - { host: gateway.edge.test, to: app, private: true }
";

/// What routes may ask for, asked for on the private side.
const POLICIES: &str = "
listen: { http: \"{http}\", private: \"{private}\" }
clients: { trusted_proxies: [127.0.0.9] }
upstreams:
  chat: { servers: [\"{server1}\"] }
  model: { servers: [\"{server2}\"] }
routes:
  - { host: chat.test, to: chat }
  - { host: split.test, to: model, private: true, canary: { to: chat, weight: 50, header: { name: X-Canary, value: \"1\" } } }
  - { host: keyed.test, to: model, private: true, auth: { api_key: { header: X-API-Key, keys_file: keys } } }
  - { host: listed.test, to: model, private: true, access: { allow: [127.0.1.0/24, 203.0.113.7] } }
  - { host: slow.test, to: model, private: true, rate_limit: { rate: 1/m, burst: 2 } }
  - { host: read.test, to: model, private: true, methods: [GET] }
  - { host: small.test, to: model, private: true, max_body: 1KiB }
  - { host: cut.test, path: /a, to: model, private: true, strip_prefix: true, security_headers: true }
";

async fn up(bed: Bed, topology: &str) -> Stack {
    bed.certificate("all", &["chat.test", "*.edge.test"]).up(topology, 2).await
}

/// The number of the server that answered, or the status of the proxy's own answer.
fn answered(answer: &Response) -> String {
    answer.served_by().map_or_else(|| answer.status.to_string(), str::to_owned)
}

async fn answered_to(client: &Client, host: &str, target: &str) -> String {
    answered(&client.get(host, target).await)
}

on_every_engine!(each_side_serves_its_own_routes, async |bed| {
    let stack = up(bed, SIDES).await;
    let private = stack.private_client();
    let port = stack.address("private").port();
    for (host, target, expected) in [
        ("gateway.edge.test", "/v1", "server2"),
        ("GATEWAY.Edge.Test", "/v1/x?y", "server2"),
        (&format!("gateway.edge.test:{port}"), "/v1/x", "server2"),
        ("gateway.edge.test", "http://gateway.edge.test/v1/x", "server2"),
        ("gateway.edge.test", "/fixed", "204"),
        ("one.models.test", "/v1/x", "server2"),
        ("chat.test", "/v1/x", "server2"),
        ("gateway.edge.test", "/v1x", "404"),
        ("gateway.edge.test", "/", "404"),
        ("unknown.test", "/v1", "404"),
    ] {
        assert_eq!(answered_to(&private, host, target).await, expected, "{host}{target}");
    }
    for client in [stack.client(), stack.https_client()] {
        assert_eq!(answered_to(&client, "chat.test", "/v1/x").await, "server1", "the public route takes it");
        assert_eq!(answered_to(&client, "public.edge.test", "/only").await, "server1");
    }
});

on_every_engine!(no_public_listener_leads_to_a_private_route, async |bed| {
    let stack = up(bed, SIDES).await;
    let by_another_name = Tls::trusting(stack.certificates.authority()).server_name("chat.test");
    let private = stack.address("private");
    let hosts =
        ["gateway.edge.test", "GATEWAY.EDGE.TEST", "one.models.test", &format!("gateway.edge.test:{}", private.port())];
    let targets = ["/v1/x", "/fixed", "//v1/x", "/x/../v1/x", "http://gateway.edge.test/v1/x"];
    for client in [stack.client(), stack.client_of_https(by_another_name)] {
        for host in hosts {
            for target in targets {
                let status = client.get(host, target).await.status;
                assert!([400, 404].contains(&status), "{host} {target}: {status}");
            }
        }
        for target in ["http://gateway.edge.test/v1/x", "http://gateway.edge.test:80/fixed"] {
            let answer = client.get("chat.test", target).await;
            let is_another = answer.served_by() == Some("server1") || [400, 404].contains(&answer.status);
            assert!(is_another, "{target}: {}", answered(&answer));
        }
        let claimed = Request::get("chat.test", "/x").header("X-Forwarded-Host", "gateway.edge.test");
        assert_eq!(answered(&client.send(&claimed).await), "server1");
    }
    // A name that no public route has may be refused in the handshake.
    let by_its_name = stack.https_client().try_send(&Request::get("gateway.edge.test", "/v1/x")).await;
    assert!(by_its_name.is_err() || by_its_name.is_ok_and(|answer| answer.status == 404));
    assert!(stack.server(2).requests().is_empty());
});

on_every_engine!(the_private_listener_leads_to_no_public_route, async |bed| {
    let stack = up(bed, SIDES).await;
    let private = stack.private_client();
    for (host, target) in [
        ("chat.test", "/"),
        ("CHAT.test:80", "/x"),
        ("chat.test", "/v1x"),
        ("public.edge.test", "/only"),
        ("gateway.edge.test", "/only"),
        ("chat.test", "http://chat.test/x"),
        ("gateway.edge.test", "http://chat.test/x"),
        ("gateway.edge.test", "http://public.edge.test/only"),
    ] {
        let status = private.get(host, target).await.status;
        assert!([400, 404].contains(&status), "{host} {target}: {status}");
    }
    assert!(stack.server(1).requests().is_empty());
});

on_every_engine!(what_is_private_falls_through_to_what_is_public, async |bed| {
    let stack = bed.up(ANY_HOST, 2).await;
    let (public, private) = (stack.client(), stack.private_client());
    for (host, target, outside, inside) in [
        ("any.test", "/", "server1", "404"),
        ("any.test", "/v1/x", "server1", "server2"),
        ("named.test", "/v2/x", "server1", "server2"),
        // A host that is known is not looked for among wider ones.
        ("named.test", "/v1/x", "server1", "404"),
        ("NAMED.test:81", "/v1", "server1", "404"),
    ] {
        assert_eq!(answered_to(&public, host, target).await, outside, "{host}{target} outside");
        assert_eq!(answered_to(&private, host, target).await, inside, "{host}{target} inside");
    }
});

on_every_engine!(the_private_side_is_plain_http_whatever_tls_says, async |bed| {
    let stack = up(bed, REDIRECTED).await;
    let private = stack.private_client();
    let told = |answer: &Response| {
        ["Strict-Transport-Security", "Alt-Svc", "Location"].iter().any(|name| answer.header(name).is_some())
    };
    for (host, target, status) in [
        ("chat.test", "/shared/x", 200),
        ("chat.test", "/inner/status/500", 500),
        ("chat.test", "/", 404),
        ("no.test", "/", 404),
    ] {
        let answer = private.get(host, target).await;
        assert_eq!((answer.status, told(&answer)), (status, false), "{host}{target}");
    }
    let redirected = stack.get("chat.test", "/shared/x").await;
    assert!([301, 308].contains(&redirected.status), "{}", redirected.status);
    assert!(told(&stack.https_client().get("chat.test", "/shared/x").await));
    let not_inside = stack.https_client().get("chat.test", "/inner/x").await;
    assert_eq!(not_inside.served_by(), Some("server1"), "the public route takes it");
    assert!(not_inside.cookie("lb_inner").is_none());
});

on_every_engine!(upstreams_are_told_of_the_private_listener, async |bed| {
    let stack = up(bed, SIDES).await;
    let private = stack.private_client().at("127.0.0.7");
    let port = stack.address("private").port().to_string();
    for host in ["gateway.edge.test".to_owned(), format!("gateway.edge.test:{port}")] {
        let claimed = Request::get(&host, "/v1/x")
            .header("X-Forwarded-For", "6.6.6.6")
            .header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-Port", "443");
        let told = private.send(&claimed).await.echo();
        for (name, value) in [
            ("Host", host.as_str()),
            ("X-Forwarded-For", "127.0.0.7"),
            ("X-Real-IP", "127.0.0.7"),
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Host", &host),
        ] {
            assert_eq!(told.header_values(name), [value], "{name}");
        }
        let told = told.header_values("X-Forwarded-Port").join(", ");
        // Traefik takes it that a host without a port has its scheme's usual one.
        assert!(told == port || (told == "80" && !host.contains(':')), "{host}: {told}");
    }
});

on_every_engine!(a_cookie_of_the_private_side_is_not_secure, async |bed| {
    let stack = up(bed, REDIRECTED).await;
    let private = stack.private_client();
    for (client, target, name, secure) in [
        (&private, "/inner/x", "lb_inner", false),
        (&private, "/shared/x", "lb_shared", false),
        (&private, "/drawn/x", "lb_canary.inner.shared", false),
        (&stack.https_client(), "/", "lb_open", true),
    ] {
        let cookie = client.get("chat.test", target).await.cookie(name).expect("a cookie");
        assert_eq!(cookie.attributes.contains_key("secure"), secure, "{name}");
    }
});

on_every_engine!(without_public_routes_nothing_is_listened_for_in_public, async |bed| {
    let stack = bed.up(ALONE, 1).await;
    assert_eq!(answered_to(&stack.private_client(), "any.test", "/").await, "server1");
    let refused = stack.client().try_send(&Request::get("any.test", "/")).await;
    assert_eq!(refused.expect_err("nobody listens").kind(), std::io::ErrorKind::ConnectionRefused);
});

on_every_engine!(the_private_listener_wants_no_proxy_header, async |bed| {
    let stack = bed.up(ANNOUNCED, 1).await;
    let claimed = Request::get("gateway.edge.test", "/").header("X-Forwarded-For", "6.6.6.6");
    let told = stack.private_client().at("127.0.0.8").send(&claimed).await.echo();
    assert_eq!(told.header_values("X-Real-IP"), ["127.0.0.8"]);
    assert_eq!(told.header_values("X-Forwarded-For"), ["127.0.0.8"]);
});

on_every_engine!(what_holds_for_routes_holds_for_private_ones, async |bed| {
    let stack = bed.file("keys", "alice:0123456789abcdef\n").up(POLICIES, 2).await;
    let private = stack.private_client();
    let through = |client: &str| Request::get("listed.test", "/").header("X-Forwarded-For", client);
    assert_eq!(private.at("127.0.1.7").get("listed.test", "/").await.status, 200);
    assert_eq!(private.at("127.0.2.7").get("listed.test", "/").await.status, 403);
    assert_eq!(private.at("127.0.0.9").send(&through("203.0.113.7")).await.status, 200);
    assert_eq!(private.at("127.0.0.9").send(&through("203.0.113.8")).await.status, 403);
    assert_eq!(private.at("127.0.2.7").send(&through("203.0.113.7")).await.status, 403);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(private.at("127.0.3.7").get("slow.test", "/").await.status);
    }
    assert_eq!(statuses, [200, 200, 429]);
    assert_eq!(private.send(&Request::post("read.test", "/", "x")).await.status, 405);
    assert_eq!(private.send(&Request::post("small.test", "/", "x".repeat(2048))).await.status, 413);
    let switched = private.send(&Request::get("split.test", "/").header("X-Canary", "1")).await;
    assert_eq!(switched.served_by(), Some("server1"));
    assert_eq!(private.get("keyed.test", "/").await.status, 401);
    let keyed = private.send(&Request::get("keyed.test", "/").header("X-API-Key", "0123456789abcdef")).await;
    assert_eq!(keyed.echo().header("X-Consumer"), Some("alice"));
    for host in ["split.test", "keyed.test", "listed.test", "slow.test"] {
        assert_eq!(stack.get(host, "/").await.status, 404, "{host} in public");
    }
    let cut = private.get("cut.test", "/a/b").await;
    assert_eq!(cut.echo().target(), "/b");
    assert_eq!(cut.header("X-Content-Type-Options"), Some("nosniff"));
});
