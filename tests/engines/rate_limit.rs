//! Rate limits: a token bucket per key and route, held against what such a bucket lets through.

use crate::bed::{Client, ClientDemands as _, ConnectionDemands as _, Request, on_every_engine};
use std::time::{Duration, Instant};

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: chat.test, to: chat, rate_limit: { rate: 5/s, burst: 10 } }
  - { host: chat.test, path: /narrow, to: chat, rate_limit: { rate: 5/s, burst: 10 } }
  - { host: other.test, to: chat, rate_limit: { rate: 5/s, burst: 10 } }
  - { host: key.test, to: chat, rate_limit: { rate: 5/s, burst: 10, by: \"header:X-API-Key\" } }
  - { host: exempt.test, to: chat, rate_limit: { rate: 5/s, burst: 10, exempt: [127.0.1.0/24, \"::1/128\"] } }
  - { host: slow.test, to: chat, rate_limit: { rate: 30/m } }
  - { host: fixed.test, respond: { status: 200 }, rate_limit: { rate: 5/s, burst: 10 } }
  - { host: away.test, redirect: { to: \"https://chat.test{uri}\" }, rate_limit: { rate: 5/s, burst: 10 } }
";
const RATE: f64 = 5.0;
const BURST: u32 = 10;

/// What came back, over which time.
struct Tally {
    passed: u32,
    refused: u32,
    seconds: f64,
}

async fn send(client: &Client, request: &Request, count: u32, gap: Duration) -> Tally {
    let mut connection = client.connect(request.host()).await;
    let start = Instant::now();
    let (mut passed, mut refused) = (0, 0);
    for _ in 0..count {
        let answer = connection.send(request).await;
        match answer.status {
            429 => refused += 1,
            _ => passed += 1,
        }
        if answer.header("Connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            connection = client.connect(request.host()).await;
        }
        tokio::time::sleep(gap).await;
    }
    Tally { passed, refused, seconds: start.elapsed().as_secs_f64() }
}

impl Tally {
    /// A full bucket lets its size through, and what trickles in meanwhile.
    fn is_of_a_full_bucket(&self) -> bool {
        let most = f64::from(BURST) + self.seconds * RATE + 1.0;
        self.passed >= BURST && f64::from(self.passed) <= most && self.refused > 0
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed and {} refused in {:.2} s", self.passed, self.refused, self.seconds)
    }
}

on_every_engine!(a_burst_passes_at_once_and_then_the_rate_whatever_is_refused, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let request = Request::get("chat.test", "/");
    let at_once = send(&stack.client(), &request, 30, Duration::ZERO).await;
    assert!(at_once.is_of_a_full_bucket(), "{at_once}");
    assert_eq!(stack.server(1).requests().len(), usize::try_from(at_once.passed).unwrap());

    let hammering = send(&stack.client(), &request, 60, Duration::from_millis(40)).await;
    let refill = hammering.seconds * RATE;
    let (least, most) = (refill * 0.75 - 1.0, refill + 2.0);
    let passed = f64::from(hammering.passed);
    assert!(least <= passed && passed <= most, "{hammering}, not between {least} and {most}");

    tokio::time::sleep(Duration::from_millis(2300)).await;
    let again = send(&stack.client(), &request, 30, Duration::ZERO).await;
    assert!(again.is_of_a_full_bucket(), "after a rest: {again}");
});

on_every_engine!(a_refusal_is_a_429_that_says_when_to_come_again, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    for host in ["chat.test", "fixed.test", "away.test"] {
        let mut statuses = Vec::new();
        for _ in 0..20 {
            let answer = stack.get(host, "/").await;
            statuses.push(answer.status);
            if answer.status == 429 {
                assert_eq!(answer.header("Retry-After"), Some("1"), "{:?}", answer.headers);
                assert_eq!(answer.served_by(), None);
                break;
            }
        }
        assert_eq!(statuses.last(), Some(&429), "{host}: {statuses:?}");
        assert!(statuses.len() > 10, "{host}: {statuses:?}");
    }
});

on_every_engine!(every_client_and_every_route_has_a_bucket_of_its_own, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let client = stack.client();
    for (host, target) in [("chat.test", "/"), ("chat.test", "/narrow"), ("other.test", "/")] {
        let tally = send(&client, &Request::get(host, target), 30, Duration::ZERO).await;
        assert!(tally.is_of_a_full_bucket(), "{host}{target}: {tally}");
    }
    let other = send(&client.at("127.0.0.2"), &Request::get("chat.test", "/"), 30, Duration::ZERO).await;
    assert!(other.is_of_a_full_bucket(), "another client: {other}");
});

on_every_engine!(a_bucket_can_belong_to_the_value_of_a_header, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let long = "k".repeat(200);
    for key in ["one", "two", &format!("{long}1"), &format!("{long}2")] {
        let request = Request::get("key.test", "/").header("X-API-Key", key);
        let tally = send(&stack.client(), &request, 30, Duration::ZERO).await;
        assert!(tally.is_of_a_full_bucket(), "{key}: {tally}");
        let elsewhere = stack.client().at("127.0.0.2").send(&request).await;
        assert!([200, 429].contains(&elsewhere.status));
    }
    let request = Request::get("key.test", "/").header("X-API-Key", "one");
    let spent = send(&stack.client(), &request, 30, Duration::ZERO).await;
    let elsewhere = send(&stack.client().at("127.0.0.2"), &request, 6, Duration::ZERO).await;
    assert!(spent.refused > 0 && elsewhere.refused > 0, "the key counts, not the address: {spent}; {elsewhere}");
});

on_every_engine!(exempt_networks_are_not_limited_and_slow_rates_are_kept, async |bed| {
    let stack = bed.up(TOPOLOGY, 1).await;
    let request = Request::get("exempt.test", "/");
    let exempt = send(&stack.client().at("127.0.1.7"), &request, 40, Duration::ZERO).await;
    assert_eq!(exempt.refused, 0, "{exempt}");
    let limited = send(&stack.client().at("127.0.2.7"), &request, 30, Duration::ZERO).await;
    assert!(limited.is_of_a_full_bucket(), "{limited}");

    let slow = send(&stack.client(), &Request::get("slow.test", "/"), 60, Duration::from_millis(50)).await;
    let most = 1.0 + slow.seconds / 2.0 + 1.0;
    assert!(slow.passed >= 2 && f64::from(slow.passed) <= most, "30/m: {slow}");
});

const BEHIND_A_PROXY: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [127.0.0.9/32] }
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: chat.test, to: chat, rate_limit: { rate: 5/s, burst: 10 } }
";

on_every_engine!(behind_a_trusted_proxy_the_client_counts_and_nobody_else_can_claim_one, async |bed| {
    let stack = bed.up(BEHIND_A_PROXY, 1).await;
    let proxy = stack.client().at("127.0.0.9");
    for client in ["198.51.100.1", "198.51.100.2", "2001:db8::1"] {
        let request = Request::get("chat.test", "/").header("X-Forwarded-For", client);
        let tally = send(&proxy, &request, 30, Duration::ZERO).await;
        assert!(tally.is_of_a_full_bucket(), "{client}: {tally}");
    }
    let start = Instant::now();
    let mut passed = 0;
    for number in 0..30 {
        let claim = format!("198.51.100.{}", 10 + number);
        let request = Request::get("chat.test", "/").header("X-Forwarded-For", &claim);
        passed += u32::from(stack.client().send(&request).await.status == 200);
    }
    let tally = Tally { passed, refused: 30 - passed, seconds: start.elapsed().as_secs_f64() };
    assert!(tally.is_of_a_full_bucket(), "a stranger's claims: {tally}");
});
