//! Reload and stop: what is under way is finished, and nothing is lost.

use crate::bed::{
    Client, ClientDemands as _, Request, ResponseDemands as _, Stack, eventually, on_engines, on_every_engine,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\", \"{server2}\"], streaming: true }
routes:
  - { host: chat.test, to: chat }
";

/// The same with a route more, so that there is something to take over.
fn version(number: usize) -> String {
    format!("{TOPOLOGY}  - {{ host: v{number}.test, to: chat }}\n")
}

/// Asks again and again until it is told to end; says how often it asked, and what went wrong.
async fn keep_asking(client: Client, keeps_connection: bool, goes_on: Arc<AtomicBool>) -> (usize, Vec<String>) {
    let (mut asked, mut lost) = (0, Vec::new());
    let mut kept = None;
    while goes_on.load(Ordering::SeqCst) {
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => client.connect("chat.test").await,
        };
        match connection.try_send(&Request::get("chat.test", "/load")).await {
            Ok(answer) if answer.status == 200 && answer.complete => {
                let closes = answer.header("Connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
                kept = Some(connection).filter(|_| keeps_connection && !closes);
            }
            Ok(answer) => lost.push(format!("{} {}", answer.status, answer.text())),
            Err(error) => lost.push(error.to_string()),
        }
        asked += 1;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    (asked, lost)
}

async fn reload_to(stack: &Stack, number: usize) {
    stack.rerender(&version(number));
    let host = format!("v{number}.test");
    eventually("the new route is there", async || stack.get(&host, "/").await.status == 200).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
}

on_engines!(
    // Below 1.27.4, nginx closes idle connections at a reload while a request may be under way on them.
    [nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
    a_reload_under_load_loses_no_request,
    async |bed| {
        let stack = bed.up(TOPOLOGY, 2).await;
        let goes_on = Arc::new(AtomicBool::new(true));
        let mut load = JoinSet::new();
        for number in 0..8 {
            load.spawn(keep_asking(stack.client(), number % 2 == 0, Arc::clone(&goes_on)));
        }
        for number in 1..=3 {
            reload_to(&stack, number).await;
        }
        goes_on.store(false, Ordering::SeqCst);
        let results = load.join_all().await;
        let asked: usize = results.iter().map(|(asked, _)| asked).sum();
        let lost: Vec<&String> = results.iter().flat_map(|(_, lost)| lost).collect();
        assert!(asked > 100, "{asked} requests are no load");
        assert!(lost.is_empty(), "{} of {asked} were lost: {lost:?}", lost.len());
    }
);

on_every_engine!(streams_and_tunnels_survive_a_reload, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    let mut socket = stack.client().websocket("chat.test", "/ws").await;
    let client = stack.client();
    let stream = tokio::spawn(async move { client.get("chat.test", "/sse?n=8&gap_ms=500").await });
    let begun = async || stack.servers.iter().any(|server| !server.requests_to("/sse").is_empty());
    eventually("the stream has begun", begun).await;
    reload_to(&stack, 1).await;
    assert_eq!(socket.exchange("still").await.as_deref(), Some("still"));
    let answer = stream.await.unwrap();
    assert!(answer.complete, "{}", answer.text());
    assert_eq!(answer.text().matches("data: ").count(), 8);
    assert_eq!(socket.exchange("and still").await.as_deref(), Some("and still"));
});

on_every_engine!(a_graceful_stop_finishes_streams_and_takes_nothing_new, async |bed| {
    let mut stack = bed.up(TOPOLOGY, 2).await;
    let client = stack.client();
    let stream = tokio::spawn(async move { client.get("chat.test", "/sse?n=5&gap_ms=400").await });
    let client = stack.client();
    let upload = tokio::spawn(async move {
        let mut connection = client.connect("chat.test").await;
        let head = b"POST /up HTTP/1.1\r\nHost: chat.test\r\nContent-Length: 9\r\n\r\nfirst";
        connection.write(head).await.unwrap();
        tokio::time::sleep(Duration::from_millis(1200)).await;
        connection.write(b"last").await.unwrap();
        connection.response().await.unwrap()
    });
    let begun = async || {
        let reached = |path| stack.servers.iter().any(|server| !server.requests_to(path).is_empty());
        reached("/sse") && reached("/up")
    };
    eventually("stream and upload have begun", begun).await;
    stack.stop_gracefully();
    let answer = stream.await.unwrap();
    assert_eq!(answer.text().matches("data: ").count(), 5, "{}", answer.text());
    assert_eq!(upload.await.unwrap().echo().body(), "firstlast");
    assert!(stack.client().try_connect("chat.test").await.is_err(), "somebody listens still");
    let ended = stack.process.ends_within(Duration::from_secs(20)).unwrap();
    assert!(ended.is_some(), "it does not stop: {}{}", stack.process.stdout(), stack.process.stderr());
});
