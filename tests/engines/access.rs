//! Lists of networks: who is let in, and that it holds for every answer of a route.

use crate::bed::{Client, ClientDemands as _, Request, on_every_engine};

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: open.test, to: chat }
  - { host: allow.test, to: chat, access: { allow: [127.0.1.0/24, 127.0.2.7] } }
  - { host: deny.test, to: chat, access: { deny: [127.0.1.0/24, \"2001:db8::/32\"] } }
  - { host: both.test, to: chat, access: { allow: [127.0.1.0/24], deny: [127.0.1.7] } }
  - { host: inside.test, to: chat, access: { allow: [127.0.1.7], deny: [127.0.1.0/24] } }
  - { host: away.test, redirect: { to: \"https://open.test{uri}\", status: 301 }, access: { deny: [127.0.1.0/24] } }
  - { host: fixed.test, respond: { status: 200 }, access: { allow: [127.0.1.0/24] } }
  - { host: open.test, path: /private, to: chat, access: { allow: [127.0.1.0/24] } }
";

async fn statuses(client: &Client, host: &str, sources: &[&str]) -> Vec<u16> {
    let mut statuses = Vec::new();
    for source in sources {
        statuses.push(client.at(source).get(host, "/private/x").await.status);
    }
    statuses
}

on_every_engine!(deny_wins_and_an_allow_list_shuts_everyone_else_out, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    let sources = ["127.0.1.7", "127.0.1.8", "127.0.2.7", "127.0.0.1"];
    let expected = [
        ("allow.test", [200, 200, 200, 403]),
        ("deny.test", [403, 403, 200, 200]),
        ("both.test", [403, 200, 403, 403]),
        ("inside.test", [403, 403, 403, 403]),
        ("open.test", [200, 200, 403, 403]),
    ];
    for (host, expected) in expected {
        assert_eq!(statuses(&client, host, &sources).await, expected, "{host}");
    }
    assert_eq!(client.get("open.test", "/").await.status, 200);
    let claimed =
        Request::get("allow.test", "/").header("X-Forwarded-For", "127.0.1.7").header("X-Real-IP", "127.0.1.7");
    assert_eq!(client.send(&claimed).await.status, 403, "nobody becomes another client by saying so");
});

on_every_engine!(lists_hold_for_redirects_and_fixed_answers_too, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let sources = ["127.0.1.7", "127.0.2.7"];
    assert_eq!(statuses(&stack.client(), "away.test", &sources).await, [403, 301]);
    assert_eq!(statuses(&stack.client(), "fixed.test", &sources).await, [200, 403]);
});

on_every_engine!(who_is_shut_out_reaches_no_upstream, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    for request in [
        Request::get("both.test", "/"),
        Request::new("HEAD", "both.test", "/"),
        Request::new("OPTIONS", "both.test", "/"),
        Request::post("both.test", "/", "body"),
    ] {
        assert_eq!(stack.client().send(&request).await.status, 403, "{request:?}");
    }
    assert!(stack.server(1).requests().is_empty());
});

const BEHIND_A_PROXY: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [127.0.0.9/32, 10.0.0.0/8] }
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: open.test, to: chat }
  - { host: deny.test, to: chat, access: { deny: [198.51.100.0/24, \"2001:db8::/32\"] } }
  - { host: allow.test, to: chat, access: { allow: [203.0.113.7, \"2001:db8::7\"] } }
";

on_every_engine!(behind_a_trusted_proxy_it_is_the_client_that_is_listed, async |bed| {
    let stack = bed.up(BEHIND_A_PROXY, 1).await;
    let proxy = stack.client().at("127.0.0.9");
    let cases = [
        ("deny.test", "198.51.100.7", 403),
        ("deny.test", "203.0.113.7", 200),
        ("deny.test", "2001:db8::1", 403),
        ("deny.test", "198.51.100.7, 203.0.113.7", 200),
        ("deny.test", "203.0.113.7, 198.51.100.7, 10.1.2.3", 403),
        ("allow.test", "203.0.113.7", 200),
        ("allow.test", "2001:db8::7", 200),
        ("allow.test", "203.0.113.7, 198.51.100.7", 403),
        ("allow.test", "198.51.100.7, 203.0.113.7, 10.1.2.3", 200),
    ];
    for (host, chain, expected) in cases {
        let answer = proxy.send(&Request::get(host, "/").header("X-Forwarded-For", chain)).await;
        assert_eq!(answer.status, expected, "{host} for {chain}");
    }
    let stranger = Request::get("allow.test", "/").header("X-Forwarded-For", "203.0.113.7");
    assert_eq!(stack.client().send(&stranger).await.status, 403);
});
