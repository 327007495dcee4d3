//! P8: nothing waits longer than the topology says, on either side.

use crate::bed::{
    Bed, Behaviour, ClientDemands as _, Connection, ConnectionDemands as _, Request, on_engines, on_every_engine,
};
use std::time::{Duration, Instant};

const UPSTREAM: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\"], timeouts: { connect: 1s, read: 1s }, retries: { attempts: 1 } }
routes:
  - { host: chat.test, to: app }
";

const DEFAULTS: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
";

const CLIENTS: &str = "
listen: { http: \"{http}\" }
clients: { timeouts: { header: 1s, body: 1s, keepalive: 2s } }
upstreams: { app: { servers: [\"{server1}\"], timeouts: { read: 2s } } }
routes:
  - { host: chat.test, to: app }
";

/// What is owed after a second may come this late on a busy machine, and never at the 5 s and more of a default.
const A_SECOND_OR_SO: std::ops::Range<Duration> = Duration::from_millis(800)..Duration::from_millis(4500);
/// For limits on a client's doings, whose defaults are at least 60 s. Traefik has one limit for a whole request, and
/// takes no less than 10 s for it.
const SOON: Duration = Duration::from_secs(14);

on_every_engine!(a_silent_server_is_given_up_with_504, async |bed| {
    let stack = bed.up(UPSTREAM, 1).await;
    stack.server(1).behave(Behaviour::Silence);
    for request in [Request::get("chat.test", "/"), Request::post("chat.test", "/", "a body")] {
        stack.server(1).forget();
        let start = Instant::now();
        let answer = stack.client().send(&request).await;
        assert_eq!(answer.status, 504, "{request:?}");
        assert!(A_SECOND_OR_SO.contains(&start.elapsed()), "{:?}", start.elapsed());
        assert_eq!(stack.server(1).requests().len(), 1, "{request:?} was sent again");
    }
});

on_every_engine!(a_server_that_takes_no_connection_is_given_up, async |bed| {
    let stack = bed.up(UPSTREAM, 1).await;
    stack.server(1).become_unreachable().await.unwrap();
    let start = Instant::now();
    let answer = stack.get("chat.test", "/").await;
    assert!([502, 504].contains(&answer.status), "{}", answer.status);
    assert!(A_SECOND_OR_SO.contains(&start.elapsed()), "{:?}", start.elapsed());
});

on_every_engine!(a_server_that_refuses_connections_is_a_bad_gateway, async |bed| {
    for topology in [UPSTREAM, DEFAULTS] {
        let bed = Bed::of(bed.engine);
        let stack = bed.up(topology, 1).await;
        stack.server(1).die().await;
        for method in ["GET", "POST"] {
            let start = Instant::now();
            let answer = stack.client().send(&Request::new(method, "chat.test", "/")).await;
            assert_eq!((answer.status, answer.served_by()), (502, None), "{method}");
            assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
        }
    }
});

on_every_engine!(the_limit_is_on_silence_and_not_on_the_whole_answer, async |bed| {
    let stack = bed.up(UPSTREAM, 1).await;
    let answer = stack.get("chat.test", "/sse?n=9&gap_ms=300").await;
    assert!(answer.complete && answer.text().ends_with("data: 9\n\n"), "{}", answer.text());
    let answer = stack.get("chat.test", "/slow?ms=300").await;
    assert_eq!(answer.status, 200);
});

// Traefik has no limit between two reads of an answer, and says so.
on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8],
    an_answer_that_falls_silent_is_cut_and_not_passed_off_as_whole,
    async |bed| {
        let stack = bed.up(UPSTREAM, 1).await;
        let start = Instant::now();
        let answer = stack.get("chat.test", "/sse?n=2&gap_ms=60000").await;
        assert_eq!((answer.status, answer.complete, answer.text().as_str()), (200, false, "data: 1\n\n"));
        assert!(A_SECOND_OR_SO.contains(&start.elapsed()), "{:?}", start.elapsed());
    }
);

/// Waits for an answer or the end of the connection; the status, if there was one.
async fn end_of(connection: &mut Connection) -> Option<u16> {
    let start = Instant::now();
    let answer = connection.response().await;
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    match answer {
        Ok(answer) => Some(answer.status),
        Err(error) => {
            assert_ne!(error.kind(), std::io::ErrorKind::TimedOut, "the connection is left open");
            None
        }
    }
}

on_every_engine!(a_client_may_not_dawdle_over_its_header, async |bed| {
    let stack = bed.up(CLIENTS, 1).await;
    let mut connection = stack.client().patient_for(SOON).connect("chat.test").await;
    connection.write(b"GET / HTTP/1.1\r\nHost: chat.test\r\nX-Slow: ").await.unwrap();
    let status = end_of(&mut connection).await;
    assert!(status.is_none_or(|status| status == 408), "{status:?}");
    assert!(stack.server(1).requests().is_empty());
});

on_every_engine!(a_client_may_not_drip_its_header_for_ever, async |bed| {
    let stack = bed.up(CLIENTS, 1).await;
    let mut connection = stack.client().patient_for(SOON).connect("chat.test").await;
    connection.write(b"GET / HTTP/1.1\r\nHost: chat.test\r\nX-Slow: ").await.unwrap();
    let start = Instant::now();
    while connection.write(b"x").await.is_ok() {
        assert!(start.elapsed() < SOON, "the connection is left open");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
});

on_every_engine!(a_client_may_not_dawdle_over_its_body, async |bed| {
    let stack = bed.up(CLIENTS, 1).await;
    let mut connection = stack.client().patient_for(SOON).connect("chat.test").await;
    let head = b"POST / HTTP/1.1\r\nHost: chat.test\r\nContent-Length: 100\r\n\r\nfirst";
    connection.write(head).await.unwrap();
    let status = end_of(&mut connection).await;
    assert!(status.is_none_or(|status| status >= 400), "{status:?}");
});

on_every_engine!(an_idle_client_is_sent_away_and_a_busy_one_keeps_its_connection, async |bed| {
    let stack = bed.up(CLIENTS, 1).await;
    let mut connection = stack.client().connect("chat.test").await;
    for _ in 0..5 {
        assert_eq!(connection.get("chat.test", "/").await.status, 200);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let idle = connection.closed_within(SOON).await.expect("the connection is left open");
    assert!(idle > Duration::from_secs(1), "closed after {idle:?} already");
});
