//! Limits of size and number: requests in flight, bodies, and what one server is asked for at a time.

use crate::bed::{Client, ClientDemands as _, Connection, Recorded, Request, Stack, eventually, on_every_engine};
use std::time::Duration;

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"], streaming: true }
routes:
  - { host: chat.test, to: chat, concurrency: { limit: 3 } }
  - { host: key.test, to: chat, concurrency: { limit: 2, by: \"header:X-API-Key\" } }
  - { host: small.test, to: chat, max_body: 10KiB }
  - { host: large.test, to: chat }
";

/// Starts so many requests that last until the result is dropped.
async fn occupy(stack: &Stack, client: &Client, request: &Request, count: usize) -> Vec<Connection> {
    let before = stack.server(1).requests_to(request.target()).len();
    let mut connections = Vec::new();
    for _ in 0..count {
        let mut connection = client.connect(request.host()).await;
        connection.start(request).await.unwrap();
        connections.push(connection);
    }
    let arrived = async || stack.server(1).requests_to(request.target()).len() >= before + count;
    eventually("the requests are in flight", arrived).await;
    connections
}

on_every_engine!(what_is_over_the_requests_in_flight_gets_429_until_one_ends, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    let running = occupy(&stack, &client, &Request::get("chat.test", "/sse?n=1000&gap_ms=200"), 3).await;
    for _ in 0..3 {
        let refused = client.get("chat.test", "/").await;
        assert_eq!((refused.status, refused.served_by()), (429, None));
    }
    let other = client.at("127.0.0.2").get("chat.test", "/").await;
    assert_eq!(other.status, 200, "another client has a count of its own");
    assert_eq!(client.get("key.test", "/").await.status, 200, "another route has a count of its own");
    drop(running);
    let serves = async || client.get("chat.test", "/").await.status == 200;
    eventually("places of requests that ended are free", serves).await;
});

on_every_engine!(requests_in_flight_are_counted_by_a_header_when_asked, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    let _running =
        occupy(&stack, &client, &Request::get("key.test", "/sse?n=1000&gap_ms=200").header("X-API-Key", "one"), 2)
            .await;
    let one = Request::get("key.test", "/").header("X-API-Key", "one");
    let two = Request::get("key.test", "/").header("X-API-Key", "two");
    assert_eq!(client.at("127.0.0.2").send(&one).await.status, 429);
    assert_eq!(client.send(&two).await.status, 200);
});

on_every_engine!(a_body_over_the_limit_gets_413_and_never_reaches_the_upstream, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    let just = client.send(&Request::post("small.test", "/just", vec![b'x'; 10 * 1024])).await;
    assert_eq!(just.status, 200);
    let one_over = client.send(&Request::post("small.test", "/over", vec![b'x'; 10 * 1024 + 1])).await;
    assert_eq!(one_over.status, 413);
    // A proxy need not read a body that it refuses, so only its head is sent.
    let mut connection = client.connect("small.test").await;
    let head = format!("POST /over HTTP/1.1\r\nHost: small.test\r\nContent-Length: {}\r\n\r\n", 3 << 20);
    connection.write(head.as_bytes()).await.unwrap();
    assert_eq!(connection.head().await.unwrap().status, 413);
    assert!(stack.server(1).requests_to("/over").is_empty());
    let large = client.send(&Request::post("large.test", "/large", vec![b'x'; 3 << 20])).await;
    assert_eq!(large.status, 200, "no limit, no hidden one either");
});

on_every_engine!(a_chunked_body_is_no_way_around_the_limit, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let mut connection = stack.client().connect("small.test").await;
    let request = Request::post("small.test", "/over", vec![b'x'; 40 * 1024]).chunked();
    // An answer may come before the body was taken.
    let _sent = connection.start(&request).await;
    let status = connection.head().await.unwrap().status;
    assert!([413, 411].contains(&status), "{status}");
    let whole = |request: &Recorded| request.body_ended.is_some();
    assert!(!stack.server(1).requests_to("/over").iter().any(whole), "the whole body reached the upstream");
    let large = Request::post("large.test", "/large", vec![b'x'; 3 << 20]).chunked();
    assert_eq!(stack.client().send(&large).await.status, 200);
});

const ONE_UPSTREAM: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"], max_connections: 2, queue_timeout: 1s, retries: { attempts: 1 } }
routes:
  - { host: chat.test, to: chat }
";

on_every_engine!(an_upstream_is_not_asked_for_more_than_it_takes, async |bed| {
    let stack = bed.up(ONE_UPSTREAM, 1).await;
    // The last probe may be counted still.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let client = stack.client();
        running.spawn(async move { client.get("chat.test", "/slow?ms=1500").await.status });
    }
    let statuses = running.join_all().await;
    assert_eq!(stack.server(1).most_in_flight(), 2, "{statuses:?}");
    let served = statuses.iter().filter(|status| **status == 200).count();
    assert!(served >= 2, "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 503, 429].contains(status)), "{statuses:?}");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(stack.get("chat.test", "/").await.status, 200);
});
