//! P9: what is tried again on another server, and what must never be.

use crate::bed::{Behaviour, Request, Server, Stack, on_engines, on_every_engine};
use std::io::ErrorKind;

const ON_CONNECT_ERROR: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\", \"{server2}\", \"{server3}\"] }
routes:
  - { host: chat.test, to: app }
";

const ON_ALL: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    retries: { attempts: 3, on: [connect_error, timeout, \"502\", \"503\"] }
    timeouts: { connect: 1s, read: 1s }
routes:
  - { host: chat.test, to: app }
";

const TWICE: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    retries: { attempts: 2, on: [connect_error, \"503\"] }
routes:
  - { host: chat.test, to: app }
";

const ONCE: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    retries: { attempts: 1, on: [connect_error, \"503\"] }
routes:
  - { host: chat.test, to: app }
";

const REPEATABLE: [&str; 5] = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"];
const ONCE_ONLY: [&str; 2] = ["POST", "PATCH"];

/// The status of the answer. HAProxy closes without one when a server breaks a connection that was used before; for
/// the client that is a bad gateway as well.
async fn send(stack: &Stack, request: &Request) -> u16 {
    match stack.client().try_send(request).await {
        Ok(answer) => answer.status,
        Err(error) if [ErrorKind::UnexpectedEof, ErrorKind::ConnectionReset].contains(&error.kind()) => 502,
        Err(error) => panic!("no answer to {request:?}: {error}"),
    }
}

async fn ask(stack: &Stack, method: &str) -> u16 {
    let request = Request::new(method, "chat.test", "/task");
    send(stack, &if ONCE_ONLY.contains(&method) { request.body("a body") } else { request }).await
}

/// How often `/task` reached any server.
fn arrivals(stack: &Stack) -> usize {
    stack.servers.iter().map(|server| server.requests_to("/task").len()).sum()
}

fn forget(stack: &Stack) {
    stack.servers.iter().for_each(Server::forget);
}

/// Every repeatable request is answered by another server; nothing else arrives twice, though the faulty server is
/// asked.
async fn only_the_repeatable_is_repeated(stack: &Stack, statuses: &[u16]) {
    for method in REPEATABLE {
        for _ in 0..3 {
            assert_eq!(ask(stack, method).await, 200, "{method}");
        }
    }
    assert!(!stack.server(1).requests_to("/task").is_empty(), "the faulty server was never asked");
    for method in ONCE_ONLY {
        forget(stack);
        let mut failed = 0;
        for _ in 0..6 {
            let status = ask(stack, method).await;
            assert!(status == 200 || statuses.contains(&status), "{method}: {status}");
            failed += usize::from(status != 200);
        }
        assert_eq!(arrivals(stack), 6, "{method} was sent again");
        assert_eq!(stack.server(1).requests_to("/task").len(), failed);
        assert!(failed > 0, "the faulty server was never asked by {method}");
    }
}

on_every_engine!(any_request_finds_another_server_when_one_refuses_connections, async |bed| {
    let stack = bed.up(ON_CONNECT_ERROR, 3).await;
    stack.server(1).die().await;
    for method in REPEATABLE.into_iter().chain(ONCE_ONLY) {
        forget(&stack);
        for _ in 0..4 {
            assert_eq!(ask(&stack, method).await, 200, "{method}");
        }
        assert_eq!(arrivals(&stack), 4, "{method}");
    }
    let posted = stack.servers.iter().flat_map(|server| server.requests_to("/task")).next().unwrap();
    assert_eq!(posted.body, b"a body");
});

on_every_engine!(an_unreachable_server_does_not_stop_a_request_either, async |bed| {
    let stack = bed.up(ON_ALL, 3).await;
    stack.server(1).become_unreachable().await.unwrap();
    for _ in 0..4 {
        assert_eq!(ask(&stack, "GET").await, 200);
    }
});

on_every_engine!(a_status_that_is_listed_is_tried_elsewhere_but_never_after_a_post, async |bed| {
    let stack = bed.up(ON_ALL, 3).await;
    stack.server(1).behave(Behaviour::Status(503));
    only_the_repeatable_is_repeated(&stack, &[503]).await;
});

on_every_engine!(a_silent_server_is_left_after_the_timeout_but_never_by_a_post, async |bed| {
    let stack = bed.up(ON_ALL, 3).await;
    stack.server(1).behave(Behaviour::Silence);
    for _ in 0..3 {
        assert_eq!(ask(&stack, "GET").await, 200);
    }
    forget(&stack);
    let mut posts = 0;
    while stack.server(1).requests_to("/task").is_empty() {
        assert!(posts < 12, "the silent server was never asked by POST");
        let status = ask(&stack, "POST").await;
        let expected = if stack.server(1).requests_to("/task").is_empty() { 200 } else { 504 };
        assert_eq!(status, expected);
        posts += 1;
    }
    assert_eq!(arrivals(&stack), posts, "a POST was sent again");
});

on_every_engine!(a_connection_that_breaks_unanswered_never_repeats_a_post, async |bed| {
    let stack = bed.up(ON_ALL, 3).await;
    stack.server(1).behave(Behaviour::CloseUnanswered);
    only_the_repeatable_is_repeated(&stack, &[502]).await;
});

on_every_engine!(a_status_that_is_not_listed_is_the_answer, async |bed| {
    let stack = bed.up(ON_ALL, 3).await;
    stack.servers.iter().for_each(|server| server.behave(Behaviour::Status(500)));
    assert_eq!((ask(&stack, "GET").await, arrivals(&stack)), (500, 1));
});

on_every_engine!(no_request_is_tried_more_often_than_allowed, async |bed| {
    let stack = bed.up(TWICE, 3).await;
    stack.servers.iter().for_each(|server| server.behave(Behaviour::Status(503)));
    for _ in 0..3 {
        forget(&stack);
        assert_eq!(ask(&stack, "GET").await, 503);
        assert_eq!(arrivals(&stack), 2);
    }
});

on_every_engine!(one_attempt_is_no_retry, async |bed| {
    let stack = bed.up(ONCE, 3).await;
    stack.server(1).behave(Behaviour::Status(503));
    let failures = async || {
        let mut failed = 0;
        for _ in 0..12 {
            failed += usize::from(ask(&stack, "GET").await >= 500);
        }
        failed
    };
    // A third of them, give or take one where the turns are not the same each time.
    let failed = failures().await;
    assert!((3..=5).contains(&failed), "{failed} of 12");
    assert_eq!(arrivals(&stack), 12);
    stack.server(1).die().await;
    let failed = failures().await;
    assert!((3..=5).contains(&failed), "{failed} of 12");
});

on_every_engine!(a_large_body_is_not_sent_twice, async |bed| {
    let stack = bed.up(ON_ALL, 3).await;
    stack.server(1).behave(Behaviour::CloseUnanswered);
    let request = Request::post("chat.test", "/task", vec![b'x'; 200_000]);
    for _ in 0..6 {
        let status = send(&stack, &request).await;
        assert!([200, 502].contains(&status), "{status}");
    }
    assert_eq!(arrivals(&stack), 6);
});

on_engines!([traefik_3_3, traefik_3_6], retries_on_a_status_are_refused_where_they_are_unknown, async |bed| {
    bed.refuses(ON_ALL, "retries");
});
