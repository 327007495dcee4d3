//! Requests that two readers may take apart differently: what a rule keeps away comes past no proxy inside another request.

use crate::bed::{Stack, on_every_engine};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
  - { host: chat.test, path: /smuggled, to: app, access: { allow: [192.0.2.1] } }
";

/// The request that nobody may send.
const HIDDEN: &str = "GET /smuggled HTTP/1.1\r\nHost: chat.test\r\n\r\n";

/// Heads after the request line and Host, with what follows them; `HIDDEN` and its `LENGTH` are put in.
const PROBES: [(&str, &str); 15] = [
    ("a length beside chunks", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("a length that covers chunks", "Content-Length: LENGTH\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("two lengths", "Content-Length: 0\r\nContent-Length: LENGTH\r\n\r\nHIDDEN"),
    ("two lengths in one line", "Content-Length: 0, LENGTH\r\n\r\nHIDDEN"),
    ("a signed length", "Content-Length: +LENGTH\r\n\r\nHIDDEN"),
    ("a length in hexadecimal", "Content-Length: 0x2d\r\n\r\nHIDDEN"),
    ("a folded line", "Content-Length: LENGTH\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("a blank before the colon", "Content-Length: LENGTH\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("an unknown encoding", "Content-Length: LENGTH\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nHIDDEN"),
    ("two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\nHIDDEN"),
    ("a bare LF in the head", "X-A: b\nContent-Length: LENGTH\r\n\r\nHIDDEN"),
    ("a bare CR in the head", "X-A: b\rContent-Length: LENGTH\r\n\r\nHIDDEN"),
    ("a NUL in the head", "X-A: b\0\r\nContent-Length: LENGTH\r\n\r\nHIDDEN"),
    ("a bare LF after a chunk's size", "Transfer-Encoding: chunked\r\n\r\n3;a\nabc\r\n0\r\n\r\nHIDDEN"),
    ("a chunk without end", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\nHIDDEN"),
];

/// Sends the bytes and reads until the proxy closes the connection or falls silent.
async fn send(stack: &Stack, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(stack.address("http")).await.expect("the listener");
    stream.write_all(bytes).await.expect("the proxy reads");
    let (mut answer, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(Ok(read @ 1..)) = tokio::time::timeout(Duration::from_millis(400), stream.read(&mut piece)).await {
        answer.extend_from_slice(&piece[..read]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

on_every_engine!(no_request_comes_past_the_rules_inside_another, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    assert_eq!(stack.get("chat.test", "/smuggled").await.status, 403);
    assert!(
        send(&stack, format!("POST / HTTP/1.1\r\nHost: chat.test\r\nContent-Length: 0\r\n\r\n{HIDDEN}").as_bytes())
            .await
            .contains("403"),
        "two requests on one connection are two requests"
    );
    for (probe, rest) in PROBES {
        stack.server(1).forget();
        let rest = rest.replace("HIDDEN", HIDDEN).replace("LENGTH", &HIDDEN.len().to_string());
        let answer = send(&stack, format!("POST / HTTP/1.1\r\nHost: chat.test\r\n{rest}").as_bytes()).await;
        let requests = stack.server(1).requests();
        assert!(requests.len() <= 1, "{probe} reached the upstream as {} requests:\n{answer}", requests.len());
        for request in requests {
            assert_eq!(request.target(), "/", "{probe} reached the upstream as another request:\n{answer}");
            let framing = [request.header("Content-Length"), request.header("Transfer-Encoding")];
            assert!(framing.iter().flatten().count() <= 1, "{probe} goes on in two readings: {framing:?}");
            assert!(framing[1].is_none_or(|encoding| encoding == "chunked"), "{probe} goes on: {framing:?}");
        }
    }
});
