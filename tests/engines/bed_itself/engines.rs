//! Each engine is started, carries one of every kind of traffic, reloads and stops: by configurations written by hand.

use crate::bed::{
    Bed, Behaviour, ClientDemands as _, Proxy, Request, ResponseDemands as _, Server, Stack, eventually, on_engines,
    on_every_engine,
};
use std::time::{Duration, Instant};

async fn up(bed: Bed) -> Stack {
    let bed = bed.certificate("chat", &["chat.test"]);
    let files: &[(&str, &str)] = match bed.engine.proxy() {
        Proxy::Nginx => &[("nginx/nginx.conf", include_str!("by_hand/nginx.conf"))],
        Proxy::Haproxy => &[("haproxy/haproxy.cfg", include_str!("by_hand/haproxy.cfg"))],
        Proxy::Traefik => &[
            ("traefik/traefik.yml", include_str!("by_hand/traefik.yml")),
            ("traefik/dynamic/routes.yml", include_str!("by_hand/routes.yml")),
        ],
    };
    bed.up_by_hand(files, 2, "chat.test").await
}

on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_3, traefik_3_6, traefik_3_7],
    a_request_reaches_an_upstream_and_its_echo_comes_back,
    async |bed| {
        let stack = up(bed).await;
        let request = Request::post("chat.test", "/a%2Fb?c=%20d", "hello").header("X-Test", "1");
        let answer = stack.client().at("127.0.0.7").send(&request).await;
        let echo = answer.echo();
        assert_eq!(answer.served_by(), Some(echo.server()));
        assert_eq!((echo.method(), echo.target(), echo.body()), ("POST", "/a%2Fb?c=%20d", "hello"));
        assert_eq!(echo.header("x-test"), Some("1"));
        assert_eq!(echo.header("X-Real-IP"), Some("127.0.0.7"));
        let recorded = stack.server_named(echo.server()).requests();
        assert_eq!(recorded.len(), 1, "the probes are forgotten");
        assert_eq!(recorded[0].body, b"hello");
        assert_eq!(stack.get("other.test", "/").await.status, 404);
    }
);

on_every_engine!(a_websocket_is_a_tunnel_to_an_upstream, async |bed| {
    let stack = up(bed).await;
    let mut socket = stack.client().websocket("chat.test", "/ws").await;
    assert_eq!(socket.exchange("one").await.as_deref(), Some("one"));
    assert!(!socket.closes_within(Duration::from_millis(300)).await);
    assert_eq!(socket.exchange("two").await.as_deref(), Some("two"));
    let upstreams = stack.servers.iter().map(Server::open_connections);
    assert!(upstreams.sum::<usize>() >= 1);
});

on_every_engine!(events_come_one_by_one_and_a_client_that_leaves_is_noticed, async |bed| {
    let stack = up(bed).await;
    let answer = stack.get("chat.test", "/sse?n=3&gap_ms=400").await;
    assert_eq!(answer.text(), "data: 1\n\ndata: 2\n\ndata: 3\n\n");
    let (first, last) = (&answer.pieces[0], answer.pieces.last().unwrap());
    assert!(last.after > first.after + Duration::from_millis(600), "{:?}", answer.pieces);

    let mut connection = stack.client().connect("chat.test").await;
    connection.start(&Request::get("chat.test", "/sse?n=100&gap_ms=200")).await.unwrap();
    assert_eq!(connection.head().await.unwrap().status, 200);
    drop(connection);
    let requests = || stack.servers.iter().flat_map(|server| server.requests_to("/sse?n=100"));
    let abandoned = async || requests().any(|request| request.abandoned.is_some());
    eventually("the upstream's answer is abandoned", abandoned).await;
});

on_every_engine!(a_server_that_dies_is_refused_and_one_that_revives_answers, async |bed| {
    let stack = up(bed).await;
    stack.server(1).die().await;
    stack.server(2).die().await;
    let status = stack.get("chat.test", "/").await.status;
    assert!((502..=504).contains(&status), "{status}");
    stack.server(1).revive().await.unwrap();
    stack.server(2).revive().await.unwrap();
    let serves = async || stack.get("chat.test", "/").await.status == 200;
    eventually("the servers are used again", serves).await;
});

on_every_engine!(a_stopped_engine_finishes_what_it_has_begun, async |bed| {
    let mut stack = up(bed).await;
    stack.server(1).behave(Behaviour::Slow(Duration::from_millis(800)));
    stack.server(2).behave(Behaviour::Slow(Duration::from_millis(800)));
    let client = stack.client();
    let running = tokio::spawn(async move { client.get("chat.test", "/").await.status });
    let arrived = async || stack.servers.iter().any(|server| !server.requests().is_empty());
    eventually("the request arrives", arrived).await;
    stack.stop_gracefully();
    assert_eq!(running.await.unwrap(), 200);
    let ended = stack.process.ends_within(Duration::from_secs(20)).unwrap();
    assert!(ended.is_some(), "it does not stop: {}{}", stack.process.stdout(), stack.process.stderr());
    assert!(stack.client().try_connect("chat.test").await.is_err(), "somebody listens still");
});

on_every_engine!(a_reloaded_engine_goes_on_serving, async |bed| {
    let mut stack = up(bed).await;
    stack.reload();
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(700) {
        assert_eq!(stack.get("chat.test", "/").await.status, 200);
    }
    assert!(stack.process.is_running().unwrap());
});

on_engines!([nginx_1_22, nginx_1_31], tls_and_http2_reach_an_engine, async |bed| {
    let stack = up(bed).await;
    let client = stack.https_client().at("127.0.0.8");
    let request = Request::post("chat.test", "/x?y=%20", "body").header("X-Test", "1");
    for answer in [client.send(&request).await, client.send_http2(&request).await] {
        let echo = answer.echo();
        assert_eq!((echo.method(), echo.target(), echo.body()), ("POST", "/x?y=%20", "body"));
        assert_eq!((echo.header("X-Test"), echo.header("X-Real-IP")), (Some("1"), Some("127.0.0.8")));
    }
    let mut socket = client.websocket("chat.test", "/ws").await;
    assert_eq!(socket.exchange("over TLS").await.as_deref(), Some("over TLS"));
});
