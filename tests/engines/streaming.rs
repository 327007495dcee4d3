//! Streams: they come as they are made, silence does not end them, and who leaves is noticed.

use crate::bed::{
    ClientDemands as _, Connection, Request, Response, ResponseDemands as _, Stack, eventually, on_engines,
    on_every_engine,
};
use std::time::Duration;

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
clients: { timeouts: { header: 1s, body: 1s, keepalive: 1s } }
upstreams:
  chat: { servers: [\"{server1}\"], streaming: true, timeouts: { read: 4s, send: 2s } }
  site: { servers: [\"{server2}\"] }
routes:
  - { host: chat.test, to: chat, compress: true }
  - { host: site.test, to: site, compress: true }
";

fn compressed(target: &str) -> Request {
    compressed_at("chat.test", target)
}

fn compressed_at(host: &str, target: &str) -> Request {
    Request::get(host, target).header("Accept-Encoding", "gzip, br, zstd")
}

/// How long the first piece of a stream took, at the best of some attempts: the machine may be busy.
async fn first_piece(stack: &Stack, target: &str) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let mut connection = stack.client().connect("chat.test").await;
        connection.start(&compressed(target)).await.unwrap();
        let head = connection.head().await.unwrap();
        assert_eq!(head.status, 200);
        best = best.min(connection.piece().await.unwrap().expect("a first piece").after);
    }
    best
}

on_every_engine!(a_stream_comes_piece_by_piece_and_is_not_compressed, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    for target in ["/sse?n=3&gap_ms=1000", "/ndjson?n=3&gap_ms=1000"] {
        let first = first_piece(&stack, target).await;
        assert!(first < Duration::from_millis(150), "the first piece of {target} took {first:?}");
    }
    let answer = stack.client().send(&compressed("/sse?n=3&gap_ms=500")).await;
    assert_eq!(answer.header("Content-Encoding"), None, "an event stream is never compressed");
    assert_eq!(answer.text(), "data: 1\n\ndata: 2\n\ndata: 3\n\n");
    let (first, last) = (&answer.pieces[0], answer.pieces.last().unwrap());
    assert!(last.after > first.after + Duration::from_millis(400), "{:?}", answer.pieces);
});

on_every_engine!(silence_within_the_limit_does_not_end_a_stream, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    let (before, within) = tokio::join!(async { stack.get("chat.test", "/slow?ms=2500").await }, async {
        stack.get("chat.test", "/sse?n=3&gap_ms=2500").await
    },);
    assert_eq!(before.status, 200);
    assert!(within.complete);
    assert_eq!(within.text(), "data: 1\n\ndata: 2\n\ndata: 3\n\n");
});

on_every_engine!(a_request_body_streams_to_the_upstream, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    let mut connection = stack.client().connect("chat.test").await;
    let head = b"POST /up HTTP/1.1\r\nHost: chat.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n";
    connection.write(head).await.unwrap();
    let began = async || stack.server(1).requests_to("/up").iter().any(|request| request.body == b"first");
    eventually("the first part of a body is there before the last was sent", began).await;
    connection.write(b"4\r\nlast\r\n0\r\n\r\n").await.unwrap();
    assert_eq!(connection.response().await.unwrap().echo().body(), "firstlast");
});

/// Sends a request that is never read to its end, and waits until it is upstream.
async fn begin(stack: &Stack, target: &str) -> Connection {
    let mut connection = stack.client().connect("chat.test").await;
    connection.start(&Request::get("chat.test", target)).await.unwrap();
    let arrived = async || !stack.server(1).requests_to(target).is_empty();
    eventually("the request arrives", arrived).await;
    connection
}

/// Leaves, and says how long the upstream went on with the request.
async fn leave(connection: Connection, stack: &Stack, target: &str) -> Duration {
    drop(connection);
    let abandoned = async || stack.server(1).requests_to(target).iter().any(|request| request.abandoned.is_some());
    eventually("the upstream's answer is abandoned", abandoned).await
}

on_every_engine!(a_client_that_leaves_ends_its_stream_upstream, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    let mut connection = begin(&stack, "/sse?n=100&gap_ms=300").await;
    connection.head().await.unwrap();
    assert!(connection.piece().await.unwrap().is_some(), "the stream runs when its client leaves");
    let after = leave(connection, &stack, "/sse?n=100&gap_ms=300").await;
    assert!(after < Duration::from_secs(3), "it ended {after:?} after its client");
});

on_engines!(
    // HAProxy 2.6 does not look at a client that it owes an answer: the read timeout ends such a request.
    [nginx_1_22, nginx_1_31, haproxy_2_8, traefik_3_7],
    a_client_that_leaves_ends_its_request_before_the_answer_too,
    async |bed| {
        let stack = bed.up(TOPOLOGY, 2).await;
        let connection = begin(&stack, "/silence").await;
        let after = leave(connection, &stack, "/silence").await;
        assert!(after < Duration::from_secs(3), "it ended {after:?} after its client");
    }
);

fn is_gzip(answer: &Response) -> bool {
    answer.header("Content-Encoding").is_some() && answer.body.len() < 5000
}

on_every_engine!(text_is_compressed_for_those_who_take_it, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    let types = ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "application/xml"];
    for content_type in types {
        let target = format!("/text?type={content_type}&bytes=20000");
        for host in ["chat.test", "site.test"] {
            let answer = stack.client().send(&compressed_at(host, &target)).await;
            assert!(is_gzip(&answer), "{host} {content_type}: {:?}", answer.headers);
            let varies = answer.header_values("Vary").join(",").to_lowercase();
            assert!(varies.contains("accept-encoding"), "{host} {content_type}: {:?}", answer.headers);
            let plain = stack.get(host, &target).await;
            assert_eq!((plain.header("Content-Encoding"), plain.body.len()), (None, 20000));
        }
    }
    for content_type in ["image/png", "application/octet-stream", "video/mp4", "text/event-stream"] {
        let target = format!("/text?type={content_type}&bytes=20000");
        let answer = stack.client().send(&compressed(&target)).await;
        assert_eq!((answer.header("Content-Encoding"), answer.body.len()), (None, 20000), "{content_type}");
    }
});
