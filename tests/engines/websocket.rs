//! WebSocket tunnels: what opens one, how long it lives in silence, and what goes on beside it.

use crate::bed::{ClientDemands as _, Request, ResponseDemands as _, eventually, on_engines, on_every_engine};
use std::time::{Duration, Instant};

const TOPOLOGY: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  redirect_http: false
  certificates: [{ hosts: [chat.test], cert: certs/chat.pem, key: certs/chat.key }]
clients: { timeouts: { header: 1s, body: 1s, keepalive: 1s } }
upstreams:
  chat: { servers: [\"{server1}\"], timeouts: { read: 1s, send: 1s, tunnel: 4s }, keepalive: { idle: 1s } }
routes:
  - { host: chat.test, to: chat, compress: true }
";

/// Tunnels live longer than silent answers, to a server that is dead, and where only few may open.
const FAILING: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
  dead: { servers: [\"{server2}\"] }
routes:
  - { host: chat.test, to: chat }
  - { host: dead.test, to: dead }
  - { host: limited.test, to: chat, security_headers: true, rate_limit: { rate: 1/m, burst: 1 } }
";

on_every_engine!(a_tunnel_carries_messages_and_outlives_every_other_timeout, async |bed| {
    let stack = bed.certificate("chat", &["chat.test"]).up(TOPOLOGY, 1).await;
    for client in [stack.client(), stack.https_client()] {
        let mut socket = client.websocket("chat.test", "/ws?room=1").await;
        assert_eq!(socket.exchange("one").await.as_deref(), Some("one"));
        assert!(!socket.closes_within(Duration::from_millis(2500)).await, "it lives for `tunnel`, not for `read`");
        assert_eq!(socket.exchange("two").await.as_deref(), Some("two"));
        socket.close().await;
    }
    let upgrades = stack.server(1).requests_to("/ws?room=1");
    let schemes: Vec<_> = upgrades.iter().map(|request| request.header("X-Forwarded-Proto")).collect();
    assert_eq!(schemes, [Some("http"), Some("https")]);
});

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8],
    /// Traefik has no such limit, and says so when it is asked for one.
    a_silent_tunnel_ends_at_its_limit,
    async |bed| {
        let stack = bed.certificate("chat", &["chat.test"]).up(TOPOLOGY, 1).await;
        let mut socket = stack.client().websocket("chat.test", "/ws").await;
        assert_eq!(socket.exchange("one").await.as_deref(), Some("one"));
        let silent_since = Instant::now();
        assert!(socket.closes_within(Duration::from_secs(15)).await, "a tunnel that is silent for long is closed");
        let silence = silent_since.elapsed();
        assert!(silence > Duration::from_millis(3500), "closed after {silence:?} already");
        let left = async || stack.server(1).open_connections() == 0;
        eventually("the upstream's side of the tunnel is closed", left).await;
    }
);

// nginx showed a page of its own: tunnels have a location apart there.
on_every_engine!(a_handshake_that_fails_is_answered_as_any_request, async |bed| {
    let stack = bed.certificate("chat", &["chat.test"]).up(FAILING, 2).await;
    stack.server(2).die().await;
    let handshake = |host: &str| Request::get(host, "/ws").upgrade();
    for host in ["dead.test", "limited.test"] {
        let refused = async || stack.client().send(&Request::get(host, "/")).await;
        eventually("the route refuses", async || refused().await.status >= 400).await;
        let (plain, answer) = (refused().await, stack.client().send(&handshake(host)).await);
        assert_eq!((answer.status, answer.text()), (plain.status, plain.text()), "{host}");
        for name in ["Content-Type", "X-Frame-Options"] {
            assert_eq!(answer.header_values(name), plain.header_values(name), "{host}");
        }
    }
});

on_every_engine!(no_other_protocol_than_websocket_is_upgraded_to, async |bed| {
    let stack = bed.certificate("chat", &["chat.test"]).up(TOPOLOGY, 1).await;
    for protocol in ["h2c", "foo", "websocket2", "TLS/1.0"] {
        let request = Request::get("chat.test", "/plain")
            .header("Upgrade", protocol)
            .header("Connection", "Upgrade, HTTP2-Settings")
            .header("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA");
        let answer = stack.client().send(&request).await;
        // An engine may go on without the upgrade, or refuse to.
        assert!([200, 400].contains(&answer.status), "{protocol}: {}", answer.status);
    }
    for request in stack.server(1).requests_to("/plain") {
        assert_eq!((request.header("Upgrade"), request.header("HTTP2-Settings")), (None, None));
        let connection = request.header("Connection").unwrap_or_default().to_lowercase();
        assert!(!connection.contains("upgrade"), "{connection}");
    }
    let mixed = Request::get("chat.test", "/mixed").header("Upgrade", "h2c, websocket").header("Connection", "Upgrade");
    stack.client().send(&mixed).await;
    for request in stack.server(1).requests_to("/mixed") {
        assert!(!request.header("Upgrade").unwrap_or_default().contains("h2c"), "{request:?}");
    }
});

on_every_engine!(plain_requests_beside_a_tunnel_share_connections_that_do_not_idle_for_long, async |bed| {
    let stack = bed.certificate("chat", &["chat.test"]).up(TOPOLOGY, 1).await;
    for _ in 0..10 {
        assert_eq!(stack.get("chat.test", "/before").await.status, 200);
    }
    let closed = async || stack.server(1).open_connections() == 0;
    eventually("idle connections to the upstream are closed", closed).await;

    stack.server(1).forget();
    let mut socket = stack.client().websocket("chat.test", "/ws").await;
    for number in 0..40 {
        let answer = stack.get("chat.test", &format!("/beside/{number}")).await;
        assert_eq!(answer.echo().header("Upgrade"), None);
    }
    let connections = stack.server(1).connections();
    assert!(connections <= 8, "{connections} connections for one tunnel and 40 requests, one after another");
    assert_eq!(socket.exchange("still").await.as_deref(), Some("still"));
});
