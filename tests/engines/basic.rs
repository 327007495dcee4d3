//! Names and passwords: who does not show both is answered 401, and the password goes no further.

use crate::bed::{Bed, ClientDemands as _, Request, Response, ResponseDemands as _, on_every_engine};
use crate::headers::HOSTILE_VALUES;
use crate::injection::MORE_VALUES;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lbgen::topology::{Credential, SecretKind};

const USERS: &str = "# who may ask

alice:$2y$04$v6svZWBi47vnUkJCtILVYOvXxJwYfpKy1UHAjjaJO3ovPnwQtv01q
bob & \"co\" $1:$2b$04$cVqcs/XgP/he1drVVc13f.zol8iPtzzPGQYYt/nqNvYAmc1qrbp2W
carl:$2a$05$biEywc1uKWav7f5SufCbTuTbYFyH0OBoVMYjwAaufLnLhdoJcFHAW
";

const ALICE: &str = "alice:Correct-Horse.1";
const BOB: &str = "bob & \"co\" $1:k{2} \\b $x;# (y):z";
const CARL: &str = "carl:pässword";

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\"] }
  tunnels: { servers: [\"{server1}\"], timeouts: { tunnel: 30s } }
routes:
  - { host: open.test, to: app }
  - { host: basic.test, to: app, auth: &users { basic: { users_file: secrets/users, realm: \"The $Realm; it's {1}\" } } }
  - { host: basic.test, path: /other, to: app, strip_prefix: true, auth: { basic: { users_file: secrets/others } } }
  - { host: basic.test, path: /open, to: app }
  - { host: own.test, to: app, auth: *users, headers: { request: { set: { Authorization: Bearer own } } } }
  - { host: tunnel.test, to: tunnels, auth: *users }
  - { host: limited.test, to: app, auth: *users, rate_limit: { rate: 1/s, burst: 2 } }
  - { host: listed.test, to: app, auth: *users, access: { allow: [127.0.1.0/24] }, methods: [GET, POST] }
  - { host: away.test, redirect: { to: \"https://open.test/\", status: 302 }, auth: *users }
  - { host: fixed.test, respond: { status: 200 }, auth: *users }
  - { host: canary.test, to: app, auth: *users, canary: { to: tunnels, weight: 0, header: { name: X-Canary, value: always } } }
";

const CHALLENGE: &str = "Basic realm=\"The $Realm; it's {1}\"";

fn with_users(bed: Bed) -> Bed {
    bed.file("secrets/users", USERS)
        .file("secrets/others", "dora:$2y$04$7ju5lKFx57btbkFziGNIgeleJQ.ameNAhsG0PfNA0.pG13TPRmhDu\n")
}

fn as_user(request: Request, pair: &str) -> Request {
    request.header("Authorization", &format!("Basic {}", STANDARD.encode(pair)))
}

fn with(pair: &str) -> Request {
    as_user(Request::get("basic.test", "/x"), pair)
}

fn is_refused(answer: &Response) {
    assert_eq!((answer.status, answer.served_by()), (401, None), "{answer:?}");
    assert_eq!(answer.header_values("WWW-Authenticate"), [CHALLENGE]);
    assert_eq!(answer.text(), "401 Unauthorized\n");
    assert!(answer.header("Content-Type").is_some_and(|media| media.starts_with("text/plain")));
}

on_every_engine!(a_password_lets_its_user_in_and_goes_no_further, async |bed| {
    let stack = with_users(bed).up(TOPOLOGY, 1).await;
    for (pair, name) in [(ALICE, "alice"), (BOB, "bob & \"co\" $1"), (CARL, "carl")] {
        let echo = stack.client().send(&with(pair).header("X-Consumer", "root")).await.echo();
        assert_eq!(echo.header_values("X-Consumer"), [name]);
        assert!(echo.header_values("Authorization").is_empty());
    }
    let posted = as_user(Request::post("basic.test", "/x", "a body"), ALICE);
    assert_eq!(stack.client().send(&posted).await.echo().body(), "a body");
    let other = as_user(Request::get("basic.test", "/other/x"), "dora:One-Password");
    assert_eq!(stack.client().send(&other).await.echo().target(), "/x");
    let own = stack.client().send(&as_user(Request::get("own.test", "/x"), ALICE)).await.echo();
    assert_eq!(own.header_values("Authorization"), ["Bearer own"]);
    assert_eq!(own.header_values("X-Consumer"), ["alice"]);
});

on_every_engine!(hostile_names_of_users_mean_themselves, async |bed| {
    let texts = HOSTILE_VALUES.into_iter().chain(MORE_VALUES);
    let hash = "$2y$04$7ju5lKFx57btbkFziGNIgeleJQ.ameNAhsG0PfNA0.pG13TPRmhDu";
    let names = texts.map(|text| text.replace(':', ";"));
    let is_taken = |name: &String| {
        Credential::read_all(&format!("{name}:{hash}"), SecretKind::Hash).is_ok_and(|read| read.len() == 1)
    };
    let names: std::collections::BTreeSet<String> = names.filter(is_taken).collect();
    assert!(names.len() > 20, "hardly anything was taken: {names:?}");
    let lines: Vec<String> = names.iter().map(|name| format!("{name}:{hash}\n")).collect();
    let stack = with_users(bed).file("secrets/users", &lines.concat()).up(TOPOLOGY, 1).await;
    for name in &names {
        let echo = stack.client().send(&with(&format!("{name}:One-Password"))).await.echo();
        assert_eq!(echo.header_values("X-Consumer"), [name]);
        is_refused(&stack.client().send(&with(&format!("{name}:one-password"))).await);
    }
});

on_every_engine!(whoever_shows_no_password_or_a_wrong_one_gets_401, async |bed| {
    let stack = with_users(bed).up(TOPOLOGY, 1).await;
    let client = stack.client();
    is_refused(&client.get("basic.test", "/x").await);
    let hash = USERS.lines().nth(2).unwrap();
    let wrong =
        ["", "alice", "alice:", "alice:x", "Alice:Correct-Horse.1", "alice:correct-horse.1", ":Correct-Horse.1"];
    let nearly = ["alice:Correct-Horse.", "alice:Correct-Horse.12", "bob:Correct-Horse.1", "dora:One-Password", hash];
    for pair in wrong.into_iter().chain(nearly) {
        is_refused(&client.send(&with(pair)).await);
    }
    for value in ["", "Basic", "Basic !", "Bearer x", ALICE, "Digest username=\"alice\""] {
        is_refused(&client.send(&Request::get("basic.test", "/x").header("Authorization", value)).await);
    }
    is_refused(&client.send(&Request::post("basic.test", "/x", "a body")).await);
    let head = client.send(&Request::new("HEAD", "basic.test", "/x")).await;
    assert_eq!((head.status, head.body.len()), (401, 0));
    let elsewhere = client.send(&as_user(Request::get("basic.test", "/other"), ALICE)).await;
    assert_eq!((elsewhere.status, elsewhere.header("WWW-Authenticate")), (401, Some("Basic realm=\"Restricted\"")));
    assert!(stack.server(1).requests().is_empty(), "something went upstream");
});

on_every_engine!(a_route_that_asks_for_no_password_is_not_touched, async |bed| {
    let stack = with_users(bed).up(TOPOLOGY, 1).await;
    for (host, path) in [("open.test", "/x"), ("basic.test", "/open/x")] {
        let spoofed = Request::get(host, path).header("X-Consumer", "root").header("X_Consumer", "root");
        let echo = stack.client().send(&spoofed.header("Authorization", "Bearer mine")).await.echo();
        assert!(echo.header_values("X-Consumer").is_empty());
        assert!(echo.header_values("X_Consumer").is_empty());
        assert_eq!(echo.header_values("Authorization"), ["Bearer mine"]);
    }
});

on_every_engine!(a_websocket_and_a_canary_need_the_password_too, async |bed| {
    let stack = with_users(bed).up(TOPOLOGY, 1).await;
    let client = stack.client();
    for host in ["basic.test", "tunnel.test"] {
        is_refused(&client.send(&Request::get(host, "/ws").upgrade()).await);
        let mut socket = client.websocket_by(&as_user(Request::get(host, "/ws"), ALICE)).await;
        assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"), "{host}");
    }
    let canary = Request::get("canary.test", "/").header("X-Canary", "always");
    is_refused(&client.send(&canary).await);
    assert_eq!(client.send(&as_user(canary, ALICE)).await.echo().header_values("X-Consumer"), ["alice"]);
    assert!(stack.server(1).requests().iter().all(|request| request.header("Authorization").is_none()));
});

on_every_engine!(guesses_of_passwords_use_up_the_rate_limit, async |bed| {
    let stack = with_users(bed).up(TOPOLOGY, 1).await;
    let mut statuses = Vec::new();
    for guess in 0..8 {
        let guess = as_user(Request::get("limited.test", "/"), &format!("alice:guess-{guess}"));
        statuses.push(stack.client().send(&guess).await.status);
    }
    assert_eq!(statuses[..2], [401, 401], "{statuses:?}");
    assert!(statuses.iter().filter(|status| **status == 429).count() >= 4, "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
    let owner = as_user(Request::get("limited.test", "/"), ALICE);
    assert_eq!(stack.client().at("127.0.0.2").send(&owner).await.status, 200);
});

on_every_engine!(lists_and_methods_come_before_passwords_and_passwords_before_answers, async |bed| {
    let stack = with_users(bed).up(TOPOLOGY, 1).await;
    let (outside, inside) = (stack.client(), stack.client().at("127.0.1.7"));
    let of = |host: &str| as_user(Request::get(host, "/"), ALICE);
    assert_eq!(outside.get("listed.test", "/").await.status, 403);
    assert_eq!(outside.send(&of("listed.test")).await.status, 403);
    is_refused(&inside.get("listed.test", "/").await);
    assert_eq!(inside.send(&of("listed.test")).await.status, 200);
    assert_eq!(inside.send(&Request::new("DELETE", "listed.test", "/")).await.status, 405);
    for (host, status) in [("away.test", 302), ("fixed.test", 200)] {
        is_refused(&outside.get(host, "/").await);
        assert_eq!(outside.send(&of(host)).await.status, status, "{host}");
    }
});
