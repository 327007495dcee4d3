//! Mock upstreams do what their paths and their handles say, seen without an engine between.

use crate::bed::{
    Behaviour, Client, ClientDemands as _, ConnectionDemands as _, Request, ResponseDemands as _, Server,
};
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::io;
use std::time::Duration;

async fn started() -> (Server, Client) {
    let server = Server::start("server1").await.unwrap();
    let client = Client::new(server.address());
    (server, client)
}

#[tokio::test]
async fn an_echo_tells_what_arrived_and_the_server_remembers_it() {
    let (server, client) = started().await;
    let mut connection = client.connect("a.test").await;
    let request = Request::post("A.test:80", "/x//%61?q=%7E", "body").header("X-B", "2").header("x-a", "1");
    let echo = connection.send(&request).await.echo();
    assert_eq!(
        (echo.server(), echo.method(), echo.target(), echo.body()),
        ("server1", "POST", "/x//%61?q=%7E", "body")
    );
    connection.send(&Request::post("a.test", "/", "in chunks").chunked()).await.echo();
    let requests = server.requests();
    let names: Vec<_> = requests[0].head.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Host", "X-B", "x-a", "Content-Length"]);
    assert_eq!(requests[0].header("host"), Some("A.test:80"));
    assert_eq!(requests[1].body, b"in chunks");
    assert_eq!((requests[0].connection, requests[1].connection), (1, 1));
    assert_eq!((server.connections(), server.open_connections()), (1, 1));
}

#[tokio::test]
async fn statuses_delays_and_texts_are_had_by_path() {
    let (_server, client) = started().await;
    assert_eq!(client.get("a.test", "/prefix/status/503").await.status, 503);
    assert_eq!(client.get("a.test", "/status/204").await.body, b"");
    let slow = client.get("a.test", "/slow?ms=300").await;
    assert!(slow.head_after >= Duration::from_millis(300) && slow.status == 200, "{slow:?}");
    let text = client.get("a.test", "/text?type=text/html&bytes=5000").await;
    assert_eq!((text.header("content-type"), text.body.len()), (Some("text/html"), 5000));
    let head = client.send(&Request::new("HEAD", "a.test", "/text")).await;
    assert_eq!((head.header("content-length"), head.body.len()), (Some("10000"), 0));
}

#[tokio::test]
async fn streams_come_piece_by_piece() {
    let (_server, client) = started().await;
    for target in ["/sse?n=3&gap_ms=200", "/ndjson?n=3&gap_ms=200"] {
        let answer = client.get("a.test", target).await;
        assert_eq!(answer.pieces.len(), 3);
        assert!(answer.pieces[0].after < answer.pieces[1].after);
        assert!(answer.pieces[2].after >= Duration::from_millis(400));
    }
}

#[tokio::test]
async fn connections_are_closed_where_a_path_says_so() {
    let (server, client) = started().await;
    for target in ["/close-unread", "/close-unanswered"] {
        assert!(client.try_send(&Request::post("a.test", target, "body")).await.is_err());
    }
    assert_eq!(server.requests_to("/close-unanswered")[0].body, b"body");
    assert_eq!(server.requests_to("/close-unread")[0].body, b"");
    let half = client.get("a.test", "/close-halfway").await;
    assert!(!half.complete && half.text() == "01234");
}

#[tokio::test]
async fn a_silent_server_never_answers_and_notices_who_leaves() {
    let (server, client) = started().await;
    let error = client.patient_for(Duration::from_millis(200)).try_send(&Request::get("a.test", "/silence")).await;
    assert_eq!(error.unwrap_err().kind(), io::ErrorKind::TimedOut);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(server.requests()[0].abandoned.is_some());
}

#[tokio::test]
async fn a_handle_overrules_the_path_and_a_path_of_its_own_the_handle() {
    let (server, client) = started().await;
    server.behave(Behaviour::Status(500));
    server.behave_at("/health", Behaviour::Status(200));
    assert_eq!(client.get("a.test", "/").await.status, 500);
    assert_eq!(client.get("a.test", "/health?x").await.status, 200);
    server.behave(Behaviour::Headers { status: 302, headers: vec![("Location".into(), "/there".into())] });
    assert_eq!(client.get("a.test", "/").await.header("location"), Some("/there"));
}

#[tokio::test]
async fn a_dead_server_refuses_cuts_its_connections_and_comes_back() {
    let (server, client) = started().await;
    let mut kept = client.connect("a.test").await;
    kept.get("a.test", "/").await;
    server.die().await;
    assert!(kept.closed_within(Duration::from_secs(2)).await.is_ok());
    let refused = client.try_connect("a.test").await.err().expect("refused");
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    server.revive().await.unwrap();
    assert_eq!(client.get("a.test", "/").await.status, 200);
}

#[tokio::test]
async fn an_unreachable_server_lets_connections_wait() {
    let (server, client) = started().await;
    server.become_unreachable().await.unwrap();
    let client = client.patient_for(Duration::from_millis(300));
    let error = client.try_connect("a.test").await.err().expect("no connection");
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    server.die().await;
    server.revive().await.unwrap();
    assert_eq!(client.get("a.test", "/").await.status, 200);
}

#[tokio::test]
async fn idle_connections_are_closed_after_their_time() {
    let (server, client) = started().await;
    server.close_idle_after(Duration::from_millis(200));
    let mut connection = client.connect("a.test").await;
    connection.get("a.test", "/").await;
    assert!(connection.closed_within(Duration::from_secs(2)).await.unwrap() >= Duration::from_millis(150));
}

#[tokio::test]
async fn the_beginning_of_a_body_is_timed() {
    let (server, client) = started().await;
    let mut connection = client.connect("a.test").await;
    connection.write(b"POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\na").await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.requests()[0].body, b"a");
    connection.write(b"b").await.unwrap();
    assert_eq!(connection.response().await.unwrap().echo().body(), "ab");
    let request = &server.requests()[0];
    assert!(request.body_ended.unwrap() - request.body_began.unwrap() >= Duration::from_millis(150));
}

#[tokio::test]
async fn requests_in_flight_are_counted_at_their_most() {
    let (server, client) = started().await;
    let slow = || client.get("a.test", "/slow?ms=200");
    tokio::join!(slow(), slow(), slow());
    assert_eq!(server.most_in_flight(), 3);
}

#[tokio::test]
async fn an_h2c_server_speaks_http2_from_the_first_byte() {
    let server = Server::start_h2c("server1").await.unwrap();
    let stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    let driver = tokio::spawn(connection);
    let request = hyper::Request::post("http://a.test/x?y=%20").body(Full::<Bytes>::from("body")).unwrap();
    let answer = sender.send_request(request).await.unwrap();
    assert_eq!(answer.headers()["x-served-by"], "server1");
    driver.abort();
    let request = &server.requests()[0];
    assert_eq!((request.target(), request.body.as_slice()), ("/x?y=%20", &b"body"[..]));
    assert_eq!(request.header("host"), Some("a.test"));
}
