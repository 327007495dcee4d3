//! What a client has to show: who does not is answered 401, and nothing that he sends passes for it.

use crate::bed::{Bed, ClientDemands as _, Request, Response, ResponseDemands as _, on_every_engine};
use crate::headers::HOSTILE_VALUES;
use crate::injection::MORE_VALUES;
use lbgen::topology::{Credential, SecretKind};

const KEYS: &str = "# who may ask\n\nalice:Correct-Horse.1\nbob & \"co\" $1:k{2} \\b $x;# (y)\n";

const ALICE: &str = "Correct-Horse.1";
const BOB: &str = "k{2} \\b $x;# (y)";

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\"] }
  tunnels: { servers: [\"{server1}\"], timeouts: { tunnel: 30s } }
routes:
  - { host: open.test, to: app }
  - { host: key.test, to: app, auth: &key { api_key: { header: X-API-Key, keys_file: secrets/keys } } }
  - { host: key.test, path: /other, to: app, strip_prefix: true, auth: { api_key: { header: X-Other, keys_file: secrets/keys } } }
  - { host: key.test, path: /open, to: app }
  - { host: tunnel.test, to: tunnels, auth: *key }
  - { host: limited.test, to: app, auth: *key, rate_limit: { rate: 1/s, burst: 2 } }
  - { host: listed.test, to: app, auth: *key, access: { allow: [127.0.1.0/24] }, methods: [GET, POST] }
  - { host: away.test, redirect: { to: \"https://open.test/\", status: 302 }, auth: *key }
  - { host: fixed.test, respond: { status: 200 }, auth: *key }
";

fn with_keys(bed: Bed) -> Bed {
    bed.file("secrets/keys", KEYS)
}

fn with(key: &str) -> Request {
    Request::get("key.test", "/x").header("X-API-Key", key)
}

fn is_refused(answer: &Response) {
    assert_eq!((answer.status, answer.served_by()), (401, None), "{answer:?}");
    assert_eq!(answer.header_values("WWW-Authenticate"), ["ApiKey header=\"X-API-Key\""]);
    assert!(answer.text().contains("Unauthorized"), "{}", answer.text());
    assert_eq!(answer.header("Content-Type"), Some("text/plain; charset=utf-8"));
}

on_every_engine!(an_api_key_lets_its_owner_in_and_goes_no_further, async |bed| {
    let stack = with_keys(bed).up(TOPOLOGY, 1).await;
    for (key, name) in [(ALICE, "alice"), (BOB, "bob & \"co\" $1")] {
        let echo = stack.client().send(&with(key).header("X-Consumer", "root")).await.echo();
        assert_eq!(echo.header_values("X-Consumer"), [name]);
        assert!(echo.header_values("X-API-Key").is_empty());
    }
    let posted = Request::post("key.test", "/x", "a body").header("X-API-Key", ALICE);
    assert_eq!(stack.client().send(&posted).await.echo().body(), "a body");
    let other = Request::get("key.test", "/other/x").header("x-other", BOB).header("X-API-Key", "mine");
    let echo = stack.client().send(&other).await.echo();
    assert_eq!((echo.target(), echo.header_values("X-API-Key")), ("/x", vec!["mine"]));
    assert!(echo.header_values("X-Other").is_empty());
});

on_every_engine!(hostile_names_and_keys_mean_themselves, async |bed| {
    let texts = HOSTILE_VALUES.into_iter().chain(MORE_VALUES);
    let pairs = texts.enumerate().map(|(at, text)| (text.replace(':', ";"), format!("{text}{at}")));
    let is_taken = |(name, key): &(String, String)| {
        Credential::read_all(&format!("{name}:{key}"), SecretKind::Key).is_ok_and(|read| read.len() == 1)
    };
    let pairs: Vec<(String, String)> = pairs.filter(is_taken).collect();
    assert!(pairs.len() > 25, "hardly anything was taken: {pairs:?}");
    let lines: Vec<String> = pairs.iter().map(|(name, key)| format!("{name}:{key}\n")).collect();
    let stack = bed.file("secrets/keys", &lines.concat()).up(TOPOLOGY, 1).await;
    for (name, key) in &pairs {
        let echo = stack.client().send(&with(key)).await.echo();
        assert_eq!(echo.header_values("X-Consumer"), [name]);
    }
    is_refused(&stack.client().send(&with("Word0")).await);
    assert_eq!(stack.get("open.test", "/x").await.echo().header("X-Consumer"), None);
});

on_every_engine!(whoever_shows_no_key_or_a_wrong_one_gets_401, async |bed| {
    let stack = with_keys(bed).up(TOPOLOGY, 1).await;
    let client = stack.client();
    is_refused(&client.get("key.test", "/x").await);
    let shorter = &ALICE[..ALICE.len() - 1];
    let longer = format!("{ALICE}x");
    let wrong_case = ALICE.to_lowercase();
    for key in ["", "x", "alice", "alice:Correct-Horse.1", "Correct-Horse-1", ".*", shorter, &longer, &wrong_case] {
        is_refused(&client.send(&with(key)).await);
    }
    is_refused(&client.send(&Request::post("key.test", "/x", "a body")).await);
    is_refused(&client.send(&Request::get("key.test", &format!("/x?X-API-Key={ALICE}"))).await);
    let head = client.send(&Request::new("HEAD", "key.test", "/x")).await;
    assert_eq!((head.status, head.body.len()), (401, 0));
    let elsewhere = Request::get("key.test", "/other").header("X-API-Key", ALICE);
    assert_eq!(client.send(&elsewhere).await.status, 401);
    assert!(stack.server(1).requests().is_empty(), "something went upstream");
});

on_every_engine!(a_key_that_is_sent_twice_makes_nobody_of_it, async |bed| {
    let stack = with_keys(bed).up(TOPOLOGY, 1).await;
    is_refused(&stack.client().send(&with("x").header("X-API-Key", "y")).await);
    is_refused(&stack.client().send(&with("Correct-").header("X-API-Key", "Horse.1")).await);
    for (one, other) in [(ALICE, "x"), ("x", ALICE)] {
        let answer = stack.client().send(&with(one).header("X-API-Key", other)).await;
        // Which of the two counts is the engine's own affair.
        if answer.status == 200 {
            let echo = answer.echo();
            assert_eq!(echo.header_values("X-Consumer"), ["alice"]);
            assert!(echo.header_values("X-API-Key").is_empty());
        } else {
            is_refused(&answer);
        }
    }
});

on_every_engine!(nobody_tells_an_upstream_who_he_is_on_a_route_without_auth, async |bed| {
    let stack = with_keys(bed).up(TOPOLOGY, 1).await;
    for (host, path) in [("open.test", "/x"), ("key.test", "/open/x")] {
        let spoofed = Request::get(host, path).header("X-Consumer", "root").header("X_Consumer", "root");
        let echo = stack.client().send(&spoofed.header("X-API-Key", "own")).await.echo();
        assert!(echo.header_values("X-Consumer").is_empty());
        assert!(echo.header_values("X_Consumer").is_empty());
        assert_eq!(echo.header_values("X-API-Key"), ["own"]);
    }
});

on_every_engine!(a_websocket_needs_the_key_too, async |bed| {
    let stack = with_keys(bed).up(TOPOLOGY, 1).await;
    let client = stack.client();
    for host in ["key.test", "tunnel.test"] {
        let refused = client.send(&Request::get(host, "/ws").upgrade()).await;
        assert_eq!((refused.status, refused.served_by()), (401, None), "{host}");
        assert_eq!(refused.header_values("WWW-Authenticate").len(), 1, "{host}");
        let mut socket = client.websocket_by(&Request::get(host, "/ws").header("X-API-Key", ALICE)).await;
        assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"), "{host}");
    }
    let shown = stack.server(1).requests();
    assert!(shown.iter().all(|request| request.header("X-API-Key").is_none()));
});

on_every_engine!(guesses_use_up_the_rate_limit, async |bed| {
    let stack = with_keys(bed).up(TOPOLOGY, 1).await;
    let mut statuses = Vec::new();
    for guess in 0..8 {
        let guess = Request::get("limited.test", "/").header("X-API-Key", &format!("guess-{guess}"));
        statuses.push(stack.client().send(&guess).await.status);
    }
    assert_eq!(statuses[..2], [401, 401], "{statuses:?}");
    assert!(statuses.iter().filter(|status| **status == 429).count() >= 4, "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
    let owner = Request::get("limited.test", "/").header("X-API-Key", ALICE);
    assert_eq!(stack.client().at("127.0.0.2").send(&owner).await.status, 200);
});

on_every_engine!(lists_and_methods_come_before_keys_and_keys_before_answers, async |bed| {
    let stack = with_keys(bed).up(TOPOLOGY, 1).await;
    let (outside, inside) = (stack.client(), stack.client().at("127.0.1.7"));
    let of = |host: &str| Request::get(host, "/").header("X-API-Key", ALICE);
    assert_eq!(outside.get("listed.test", "/").await.status, 403);
    assert_eq!(outside.send(&of("listed.test")).await.status, 403);
    assert_eq!(inside.get("listed.test", "/").await.status, 401);
    assert_eq!(inside.send(&of("listed.test")).await.status, 200);
    assert_eq!(inside.send(&Request::new("DELETE", "listed.test", "/")).await.status, 405);
    for (host, status) in [("away.test", 302), ("fixed.test", 200)] {
        is_refused(&outside.get(host, "/").await);
        assert_eq!(outside.send(&of(host)).await.status, status, "{host}");
    }
});
