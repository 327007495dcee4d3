//! P9 and P10: a server that fails is left out, and comes back when it is well.

use crate::bed::{Behaviour, ClientDemands as _, Request, Server, Stack, eventually, on_engines, on_every_engine};
use std::time::Duration;

const ACTIVE: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\"]
    health_check: { path: /health, interval: 1s, timeout: 500ms, healthy_after: 1, unhealthy_after: 1, status: [\"204\"] }
routes:
  - { host: chat.test, to: app }
";

const PATIENT: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\"]
    health_check: { path: /health, interval: 1s, timeout: 500ms, healthy_after: 1, unhealthy_after: 3 }
routes:
  - { host: chat.test, to: app }
";

/// Sick at once, and well only after a long time.
const FORGETFUL: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\"]
    health_check: { path: /health, interval: 1s, timeout: 500ms, healthy_after: 60, unhealthy_after: 1 }
routes:
  - { host: chat.test, to: app }
";

const CHECKED: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\"]
    health_check: { path: /health, interval: 1s, timeout: 1s }
    retries: { attempts: 3, on: [connect_error, \"502\"] }
routes:
  - { host: chat.test, to: app }
";

const PASSIVE: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\"]
    passive_health: { max_failures: 2, window: 4s }
    retries: { attempts: 2, on: [connect_error, \"503\"] }
routes:
  - { host: chat.test, to: app }
";

const CANARY: &str = "
listen: { http: \"{http}\" }
upstreams:
  main: { servers: [\"{server1}\"] }
  next: { servers: [\"{server2}\"], health_check: { path: /health, interval: 1s, timeout: 500ms } }
routes:
  - { host: \"*.test\", to: main }
  - { host: chat.test, to: main, canary: { to: next, weight: 10 } }
";

const FOR_GOOD: Duration = Duration::from_secs(60);

async fn ask(stack: &Stack, requests: usize) {
    for _ in 0..requests {
        let answer = stack.get("chat.test", "/page").await;
        assert_eq!(answer.status, 200);
    }
}

/// Whether none of so many requests reaches the first server.
async fn first_is_left_out(stack: &Stack, requests: usize) -> bool {
    stack.servers.iter().for_each(Server::forget);
    ask(stack, requests).await;
    stack.server(1).requests_to("/page").is_empty()
}

/// An engine whose checks agree starts with both.
async fn both_serve(stack: &Stack) {
    stack.servers.iter().for_each(|server| server.behave_at("/health", Behaviour::Status(204)));
    let both = async || {
        stack.servers.iter().for_each(Server::forget);
        let mut served = true;
        for _ in 0..4 {
            served &= stack.get("chat.test", "/page").await.status == 200;
        }
        served && stack.servers.iter().all(|server| server.requests_to("/page").len() == 2)
    };
    eventually("both servers are well", both).await;
}

// Open-source nginx before 1.29.6 has no active checks, and says so.
on_engines!(
    [nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
    a_sick_server_gets_no_new_request_and_ends_its_stream,
    async |bed| {
        let stack = bed.up(ACTIVE, 2).await;
        both_serve(&stack).await;
        let client = stack.client();
        let streams: Vec<_> = (0..2)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.get("chat.test", "/sse?n=12&gap_ms=400").await })
            })
            .collect();
        let begun = async || stack.servers.iter().all(|server| !server.requests_to("/sse").is_empty());
        eventually("both servers stream", begun).await;
        for sickness in
            [Behaviour::Status(500), Behaviour::Status(200), Behaviour::Slow(FOR_GOOD), Behaviour::CloseUnread]
        {
            stack.server(1).behave_at("/health", sickness);
            eventually("the sick server is left out", async || first_is_left_out(&stack, 4).await).await;
            assert!(first_is_left_out(&stack, 10).await);
            stack.server(1).behave_at("/health", Behaviour::Status(204));
            eventually("the server is back", async || !first_is_left_out(&stack, 4).await).await;
        }
        for stream in streams {
            let answer = stream.await.unwrap();
            assert!(answer.complete && answer.text().ends_with("data: 12\n\n"), "{}", answer.text());
        }
    }
);

// An application that serves known hosts alone would be sick for ever.
on_engines!([nginx_1_31, haproxy_2_6, haproxy_2_8], a_canary_is_checked_under_the_host_that_leads_to_it, async |bed| {
    let stack = bed.up(CANARY, 2).await;
    eventually("the canary is checked", async || !stack.server(2).requests_to("/health").is_empty()).await;
    let hosts: Vec<_> =
        stack.server(2).requests_to("/health").iter().map(|check| check.header("Host").map(str::to_owned)).collect();
    assert!(hosts.iter().all(|host| host.as_deref() == Some("chat.test")), "{hosts:?}");
});

// Traefik's checks believe the first answer, and it says so.
on_engines!(
    [nginx_1_31, haproxy_2_6, haproxy_2_8],
    one_bad_answer_is_no_sickness_where_three_are_asked_for,
    async |bed| {
        let stack = bed.up(PATIENT, 2).await;
        let checks = || stack.server(1).requests_to("/health").len();
        eventually("the server is checked", async || checks() > 0).await;
        let start = checks();
        stack.server(1).behave_at("/health", Behaviour::Status(500));
        eventually("the server is asked again", async || checks() > start).await;
        stack.server(1).behave_at("/health", Behaviour::Status(200));
        assert!(!first_is_left_out(&stack, 4).await);
        stack.server(1).behave_at("/health", Behaviour::Status(500));
        eventually("the sick server is left out", async || first_is_left_out(&stack, 4).await).await;
    }
);

on_engines!([nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7], no_server_that_is_well_is_told_by_503, async |bed| {
    let stack = bed.up(ACTIVE, 2).await;
    both_serve(&stack).await;
    let answers = async |status: u16| stack.get("chat.test", "/page").await.status == status;
    stack.servers.iter().for_each(|server| server.behave_at("/health", Behaviour::Status(500)));
    eventually("nobody is asked any more", async || answers(503).await).await;
    stack.servers.iter().for_each(Server::forget);
    let socket = stack.client().try_websocket(&Request::get("chat.test", "/ws")).await;
    assert!(socket.is_err(), "a tunnel to a sick server");
    assert!(answers(503).await);
    assert!(stack.servers.iter().all(|server| server.requests_to("/page").is_empty()));
    stack.server(2).behave_at("/health", Behaviour::Status(204));
    eventually("the server that is well serves", async || answers(200).await).await;
});

// Traefik follows its files by itself, and forgets nothing by that.
on_engines!([nginx_1_31, haproxy_2_6, haproxy_2_8], a_server_counts_as_well_after_a_reload, async |bed| {
    let stack = bed.up(FORGETFUL, 2).await;
    stack.server(1).behave_at("/health", Behaviour::Status(500));
    eventually("the sick server is left out", async || first_is_left_out(&stack, 4).await).await;
    stack.server(1).behave_at("/health", Behaviour::Status(200));
    stack.reload();
    // Sixty good answers would take longer than this.
    let start = std::time::Instant::now();
    eventually("the server is used again", async || !first_is_left_out(&stack, 4).await).await;
    assert!(start.elapsed() < Duration::from_secs(8), "the reload forgot nothing: {:?}", start.elapsed());
});

on_every_engine!(a_death_is_not_noticed_by_clients_and_a_return_is, async |bed| {
    let stack = bed.up(CHECKED, 2).await;
    ask(&stack, 4).await;
    stack.server(1).die().await;
    ask(&stack, 30).await;
    stack.server(1).revive().await.unwrap();
    eventually("the server is used again", async || !first_is_left_out(&stack, 4).await).await;
});

// HAProxy 2.6 does not count what it tries again elsewhere, and says so.
on_engines!(
    [nginx_1_22, nginx_1_31, haproxy_2_8, traefik_3_7],
    a_server_that_fails_real_requests_is_left_out_for_a_while,
    async |bed| {
        let stack = bed.up(PASSIVE, 2).await;
        ask(&stack, 4).await;
        stack.server(1).behave(Behaviour::Status(503));
        ask(&stack, 8).await;
        assert!(first_is_left_out(&stack, 12).await, "the failing server is asked on");
        stack.server(1).behave(Behaviour::ByPath);
        eventually("the server is used again", async || !first_is_left_out(&stack, 4).await).await;
    }
);

on_every_engine!(one_failure_is_not_enough_where_two_are_asked_for, async |bed| {
    let stack = bed.up(PASSIVE, 2).await;
    ask(&stack, 4).await;
    stack.server(1).behave_at("/flaky", Behaviour::Status(503));
    for _ in 0..4 {
        if stack.server(1).requests_to("/flaky").is_empty() {
            let answer = stack.client().send(&Request::get("chat.test", "/flaky")).await;
            assert_eq!(answer.status, 200);
        }
    }
    assert_eq!(stack.server(1).requests_to("/flaky").len(), 1);
    assert!(!first_is_left_out(&stack, 4).await);
});
