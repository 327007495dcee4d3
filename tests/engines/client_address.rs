//! P2: who a proxy says is asking, and whom it believes.

use crate::bed::{
    Bed, ClientDemands as _, Request, ResponseDemands as _, Stack, WebSocket, eventually, on_engines, on_every_engine,
};

/// Nobody is trusted.
const EDGE: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  redirect_http: false
  certificates: [{ hosts: [chat.test], cert: certs/chat.pem, key: certs/chat.key }]
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
";

const BEHIND_PROXIES: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [127.0.0.8, 10.9.0.0/16], forwarded_for: append }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app, access: { deny: [203.0.113.0/24, 127.0.0.66] } }
";

const BEHIND_PROXIES_REPLACING: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [127.0.0.8, 10.9.0.0/16], forwarded_for: replace }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
";

const BEHIND_CDNS: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [cloudflare, fastly, 127.0.0.8], forwarded_for: append }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app, access: { deny: [203.0.113.0/24] } }
";

const BEHIND_A_LIST: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [{ file: networks.txt }], forwarded_for: append }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app, access: { deny: [203.0.113.0/24] } }
";

const TRUSTED: &str = "127.0.0.8";

async fn edge(bed: Bed) -> Stack {
    bed.certificate("chat", &["chat.test"]).up(EDGE, 1).await
}

on_every_engine!(what_a_client_says_of_itself_is_discarded, async |bed| {
    let stack = edge(bed).await;
    let mut request = Request::get("chat.test:8080", "/");
    for (name, value) in [
        ("X-Forwarded-For", "6.6.6.6, evil"),
        ("X-Forwarded-For", "6.6.6.6"),
        ("X-Real-IP", "6.6.6.6"),
        ("X-Forwarded-Proto", "evil"),
        ("X-Forwarded-Host", "evil.test"),
        ("X-Forwarded-Port", "666"),
        ("X-Forwarded-Server", "evil"),
        ("X-Forwarded-Prefix", "/evil"),
        ("Forwarded", "for=6.6.6.6;proto=evil"),
        ("X_Forwarded_For", "6.6.6.6"),
        ("X-Forwarded_For", "6.6.6.6"),
        ("X_Real_IP", "6.6.6.6"),
        ("X_Forwarded_Host", "evil.test"),
        ("Proxy", "http://evil.test"),
    ] {
        request = request.header(name, value);
    }
    let answer = stack.client().at("127.0.0.9").send(&request).await;
    let echo = answer.echo();
    assert_eq!(echo.header_values("Host"), ["chat.test:8080"]);
    assert_eq!(echo.header_values("X-Forwarded-For"), ["127.0.0.9"]);
    assert_eq!(echo.header_values("X-Real-IP"), ["127.0.0.9"]);
    assert_eq!(echo.header_values("X-Forwarded-Proto"), ["http"]);
    assert_eq!(echo.header_values("X-Forwarded-Host"), ["chat.test:8080"]);
    assert_eq!(echo.header_values("X-Forwarded-Port"), ["8080"]);
    for trace in ["6.6.6.6", "evil", "666"] {
        assert!(!answer.text().contains(trace), "{trace} went upstream: {}", answer.text());
    }
});

on_every_engine!(an_address_cannot_be_hidden_as_a_header_of_the_connection, async |bed| {
    let stack = edge(bed).await;
    let request = Request::get("chat.test", "/").header("Connection", "close, X-Real-IP, X-Forwarded-For");
    let answer = stack.client().send(&request).await;
    let echo = answer.echo();
    assert_eq!(echo.header("X-Real-IP"), Some("127.0.0.1"));
    assert_eq!(echo.header("X-Forwarded-For"), Some("127.0.0.1"));
    let connection = echo.header_values("Connection").join(",").to_lowercase();
    assert!(!connection.contains("x-real-ip") && !connection.contains("x-forwarded-for"), "{connection}");
});

on_every_engine!(the_listener_is_told_where_the_host_names_no_port, async |bed| {
    let stack = edge(bed).await;
    for (client, scheme, listener) in [(stack.client(), "http", "http"), (stack.https_client(), "https", "https")] {
        let answer = client.get("chat.test", "/").await;
        let echo = answer.echo();
        assert_eq!(echo.header("Host"), Some("chat.test"));
        assert_eq!(echo.header("X-Forwarded-Host"), Some("chat.test"));
        assert_eq!(echo.header("X-Forwarded-Proto"), Some(scheme));
        // Traefik takes it that a host without a port has its scheme's usual one.
        let (port, usual) = (stack.address(listener).port().to_string(), if scheme == "https" { "443" } else { "80" });
        let told = echo.header("X-Forwarded-Port").unwrap();
        assert!(told == port || told == usual, "{scheme}: {told}");
    }
});

on_every_engine!(a_websocket_comes_by_http_or_https_like_any_request, async |bed| {
    let stack = edge(bed).await;
    for (client, scheme) in [(stack.client(), "http"), (stack.https_client(), "https")] {
        let mut socket: WebSocket = client.at("127.0.0.9").websocket("chat.test", "/ws").await;
        assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"));
        let asked = stack.server(1).requests().pop().unwrap();
        assert_eq!(asked.header("X-Forwarded-Proto"), Some(scheme));
        assert_eq!(asked.header("X-Forwarded-For"), Some("127.0.0.9"));
        assert_eq!(asked.header("X-Real-IP"), Some("127.0.0.9"));
    }
});

on_every_engine!(a_trusted_proxy_speaks_for_its_clients, async |bed| {
    let stack = bed.up(BEHIND_PROXIES, 1).await;
    let request = Request::get("chat.test", "/")
        .header("X-Forwarded-For", "6.6.6.6, 198.51.100.7, 10.9.1.1")
        .header("X-Real-IP", "198.51.100.7")
        .header("X-Forwarded-Proto", "https")
        .header("X-Forwarded-Host", "outside.test")
        .header("Forwarded", "for=6.6.6.6");
    let answer = stack.client().at(TRUSTED).send(&request).await;
    let echo = answer.echo();
    let chain = echo.header_values("X-Forwarded-For").join(", ");
    assert_eq!(chain, "6.6.6.6, 198.51.100.7, 10.9.1.1, 127.0.0.8");
    assert_eq!(echo.header_values("X-Real-IP"), ["198.51.100.7"]);
    assert_eq!(echo.header_values("X-Forwarded-Proto"), ["https"]);
    assert_eq!(echo.header_values("X-Forwarded-Host"), ["outside.test"]);
    assert_eq!(echo.header("Forwarded"), None);
});

on_every_engine!(an_untrusted_peer_is_not_believed_where_others_are, async |bed| {
    let stack = bed.up(BEHIND_PROXIES, 1).await;
    let request = Request::get("chat.test", "/")
        .header("X-Forwarded-For", "198.51.100.7, 10.9.1.1")
        .header("X-Real-IP", "198.51.100.7")
        .header("X-Forwarded-Proto", "https")
        .header("X-Forwarded-Host", "outside.test");
    let answer = stack.client().at("127.0.0.9").send(&request).await;
    let echo = answer.echo();
    assert_eq!(echo.header_values("X-Forwarded-For"), ["127.0.0.9"]);
    assert_eq!(echo.header_values("X-Real-IP"), ["127.0.0.9"]);
    assert_eq!(echo.header_values("X-Forwarded-Proto"), ["http"]);
    assert_eq!(echo.header_values("X-Forwarded-Host"), ["chat.test"]);
});

on_every_engine!(lists_hold_for_the_right_most_address_that_is_not_trusted, async |bed| {
    let stack = bed.up(BEHIND_PROXIES, 1).await;
    let status = async |peer: &str, forwarded_for: Option<&str>| {
        let request = Request::get("chat.test", "/");
        let request = match forwarded_for {
            Some(value) => request.header("X-Forwarded-For", value),
            None => request,
        };
        stack.client().at(peer).send(&request).await.status
    };
    for (peer, forwarded_for, expected) in [
        (TRUSTED, Some("203.0.113.5"), 403),
        (TRUSTED, Some("203.0.113.5, 10.9.1.1"), 403),
        (TRUSTED, Some("198.51.100.7, 203.0.113.5, 10.9.1.1, 10.9.2.2"), 403),
        (TRUSTED, Some("203.0.113.5, 198.51.100.7"), 200),
        (TRUSTED, Some("127.0.0.66"), 403),
        (TRUSTED, None, 200),
        ("127.0.0.66", None, 403),
        ("127.0.0.66", Some("198.51.100.7"), 403),
        ("127.0.0.9", Some("203.0.113.5"), 200),
    ] {
        assert_eq!(status(peer, forwarded_for).await, expected, "{peer} for {forwarded_for:?}");
    }
});

on_every_engine!(the_networks_of_a_named_cdn_are_trusted_and_no_others, async |bed| {
    let stack = bed.up(BEHIND_CDNS, 1).await;
    let strangers = ["104.32.0.1", "151.102.0.1", "198.51.100.7", "2606:4800::1", "2a04:4e43::1"];
    let hops = ["104.16.0.1", "173.245.63.254", "2606:4700::1", "151.101.255.254", "2a04:4e42::1"];
    only_these_are_believed(&stack, &hops, &strangers).await;
});

on_every_engine!(the_networks_of_a_file_are_trusted_as_they_stand_there_at_each_render, async |bed| {
    let stack = bed.file("networks.txt", "# ours\n127.0.0.8\n198.51.100.0/24 # inner\n2001:db8::/32\n");
    let stack = stack.up(BEHIND_A_LIST, 1).await;
    only_these_are_believed(&stack, &["198.51.100.7", "2001:db8::1"], &["198.51.101.7", "2001:db9::1"]).await;
    std::fs::write(stack.folder().join("networks.txt"), "127.0.0.8\n198.51.101.0/24\n").unwrap();
    stack.rerender(BEHIND_A_LIST);
    eventually("the new list counts", async || {
        is_believed(&stack, "198.51.101.7").await && !is_believed(&stack, "198.51.100.7").await
    })
    .await;
});

// The longest list that is taken: the peer is its last line.
on_every_engine!(a_list_may_be_as_long_as_is_allowed, async |bed| {
    let networks = (0..4095).map(|number| format!("100.{}.{}.0/25", number / 256, number % 256));
    let networks = networks.chain([TRUSTED.to_owned()]).collect::<Vec<_>>().join("\n");
    let stack = bed.file("networks.txt", &networks).up(BEHIND_A_LIST, 1).await;
    only_these_are_believed(&stack, &["100.0.0.7", "100.15.254.7"], &["100.0.0.200", "100.16.0.7"]).await;
});

/// A client of a denied network behind that hop, which is believed or not.
async fn is_believed(stack: &Stack, hop: &str) -> bool {
    let request = Request::get("chat.test", "/").header("X-Forwarded-For", &format!("203.0.113.5, {hop}"));
    stack.client().at(TRUSTED).send(&request).await.status == 403
}

async fn only_these_are_believed(stack: &Stack, trusted: &[&str], strangers: &[&str]) {
    for hop in trusted {
        assert!(is_believed(stack, hop).await, "the denied client behind {hop} was let in");
    }
    for hop in strangers {
        assert!(!is_believed(stack, hop).await, "{hop} was believed");
    }
}

// Traefik can only append to what a trusted proxy sends, and says so.
on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8],
    the_client_alone_goes_upstream_where_the_chain_is_replaced,
    async |bed| {
        let stack = bed.up(BEHIND_PROXIES_REPLACING, 1).await;
        let request = Request::get("chat.test", "/")
            .header("X-Forwarded-For", "6.6.6.6, 198.51.100.7, 10.9.1.1")
            .header("X-Real-IP", "7.7.7.7");
        let answer = stack.client().at(TRUSTED).send(&request).await;
        let echo = answer.echo();
        assert_eq!(echo.header_values("X-Forwarded-For"), ["198.51.100.7"]);
        assert_eq!(echo.header_values("X-Real-IP"), ["198.51.100.7"]);
        let direct = stack.client().at("127.0.0.9").send(&request).await;
        assert_eq!(direct.echo().header_values("X-Forwarded-For"), ["127.0.0.9"]);
    }
);
