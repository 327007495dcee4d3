//! P24: a share of the users goes to another upstream and stays there; a header or a cookie decides before it.

use crate::bed::{
    Bed, Client, ClientDemands as _, CookieJar, Request, Response, ResponseDemands as _, eventually, on_engines,
    on_every_engine,
};

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  main: { servers: [\"{server1}\", \"{server2}\"], sticky: { cookie: {} } }
  next:
    servers: [\"{server3}\", \"{server4}\"]
    sticky: { cookie: {} }
    host: next.internal
    timeouts: { tunnel: 2h }
    passive_health: { max_failures: 1, window: 2s }
routes:
  - host: chat.test
    to: main
    canary: { to: next, weight: 20, header: { name: X-Canary }, cookie: { name: canary } }
    headers: { response: { set: { X-Route: chat } } }
  - { host: asked.test, to: main, canary: { to: next, header: { name: X-Canary, value: v2.1 } } }
  - { host: all.test, to: main, canary: { to: next, weight: 100, cookie: { name: canary } } }
";

/// The cookie that keeps a user in his group.
const GROUP: &str = "lb_canary.main.next";

const MAIN: [&str; 2] = ["server1", "server2"];
const NEXT: [&str; 2] = ["server3", "server4"];

/// A user with a browser; his address is another each time.
struct User {
    client: Client,
    jar: CookieJar,
    home: String,
}

impl User {
    async fn new(client: &Client, number: usize) -> Self {
        let client = client.at(&format!("127.0.{}.{}", 2 + number / 200, 1 + number % 200));
        let mut user = Self { client, jar: CookieJar::default(), home: String::new() };
        let answer = user.ask().await;
        assert!(answer.cookie(GROUP).is_some(), "a new user is put into a group");
        answer.served_by().expect("a server").clone_into(&mut user.home);
        user
    }

    async fn ask(&mut self) -> Response {
        let answer = self.client.send(&self.request()).await;
        self.jar.keep(&answer);
        answer
    }

    fn request(&self) -> Request {
        self.jar.on(Request::get("chat.test", "/page"))
    }

    fn is_canary(&self) -> bool {
        NEXT.contains(&self.home.as_str())
    }
}

async fn users(client: &Client, count: usize) -> Vec<User> {
    let mut users = Vec::new();
    for number in 0..count {
        users.push(User::new(client, number).await);
    }
    users
}

/// A user of the canary's group, and one of the others.
async fn one_of_each(client: &Client) -> [User; 2] {
    let mut found = users(client, 100).await;
    let canary = found.iter().position(User::is_canary).expect("a user of the canary");
    let canary = found.swap_remove(canary);
    let main = found.into_iter().find(|user| !user.is_canary()).expect("a user beside the canary");
    [canary, main]
}

on_every_engine!(a_share_of_the_users_goes_to_the_canary_and_everyone_stays_through_a_reload, async |bed| {
    let stack = bed.up(TOPOLOGY, 4).await;
    let client = stack.client();
    let mut users = users(&client, 400).await;
    let share = users.iter().filter(|user| user.is_canary()).count();
    assert!((40..=120).contains(&share), "{share} of 400 for a weight of 20");
    let changed = TOPOLOGY.replace("weight: 20", "weight: 80") + "  - { host: reloaded.test, to: next }\n";
    for reloaded in [false, true] {
        if reloaded {
            stack.rerender(&changed);
            let is_taken = async || stack.get("reloaded.test", "/").await.status == 200;
            eventually("the new configuration is there", is_taken).await;
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        for user in users.iter_mut().step_by(5) {
            let answer = user.ask().await;
            assert_eq!((answer.status, answer.served_by()), (200, Some(user.home.as_str())));
            assert!(answer.cookie(GROUP).is_none(), "who has a group gets no other");
        }
    }
});

const PLAIN: &str = "
listen: { http: \"{http}\" }
upstreams:
  main: { servers: [\"{server1}\", \"{server2}\"] }
  next: { servers: [\"{server3}\", \"{server4}\"] }
routes:
  - { host: chat.test, to: main, canary: { to: next, weight: 20, header: { name: X-Canary } } }
";

on_engines!([traefik_3_6], without_middlewares_of_services_a_canary_takes_its_share, async |bed| {
    let stack = bed.up(PLAIN, 4).await;
    let client = stack.client();
    let mut users = users(&client, 100).await;
    let share = users.iter().filter(|user| user.is_canary()).count();
    assert!((5..=45).contains(&share), "{share} of 100 for a weight of 20");
    for user in &mut users {
        let was_canary = user.is_canary();
        user.ask().await.served_by().expect("a server").clone_into(&mut user.home);
        assert_eq!(user.is_canary(), was_canary);
        let asked = user.client.send(&user.request().header("X-Canary", "always")).await;
        assert!(NEXT.contains(&asked.served_by().expect("a server")));
    }
});

on_engines!([traefik_3_3, traefik_3_6], a_canary_that_cannot_be_led_to_as_asked_is_refused, async |bed| {
    Bed::refuses(bed, TOPOLOGY, "canary");
});

on_every_engine!(a_header_and_a_cookie_decide_before_the_group, async |bed| {
    let stack = bed.up(TOPOLOGY, 4).await;
    let [mut canary, mut main] = one_of_each(&stack.client()).await;
    let group = format!("{GROUP}={}", main.jar.value(GROUP).unwrap());
    let of_main = || Request::get("chat.test", "/");
    let leading = [
        of_main().header("X-Canary", "always").header("Cookie", &group),
        of_main().header("Cookie", &format!("{group}; canary=always")),
        of_main().header("Cookie", &format!("canary=always; {group}")),
        of_main().header("X-Canary", "always"),
        of_main().header("Cookie", "canary=always"),
    ];
    for request in &leading {
        let answer = main.client.send(request).await;
        assert!(NEXT.contains(&answer.served_by().unwrap()), "{request:?}");
        assert!(answer.cookie(GROUP).is_none(), "what was asked for once is no group: {request:?}");
        assert_eq!(answer.echo().header("Host"), Some("next.internal"));
    }
    let cookies = ["canary=Always", "canary=alwaysnot", "xcanary=always", "canary=never", "x=canary=always"];
    let others = cookies.map(|cookie| of_main().header("Cookie", &format!("{cookie}; {group}")));
    let headers = ["ALWAYS", "never", "always2"];
    let others = others.into_iter().chain(headers.map(|value| main.request().header("X-Canary", value)));
    for request in others {
        let answer = main.client.send(&request).await;
        assert!(MAIN.contains(&answer.served_by().unwrap()), "{request:?}");
        assert_eq!(answer.echo().header("Host").map(|host| host.starts_with("chat.test")), Some(true));
    }
    for user in [&mut canary, &mut main] {
        assert_eq!(user.ask().await.served_by(), Some(user.home.as_str()), "the group is still the user's own");
    }
});

on_every_engine!(a_weight_of_0_is_for_those_who_ask_and_a_weight_of_100_for_everyone, async |bed| {
    let stack = bed.up(TOPOLOGY, 4).await;
    let client = stack.client();
    for _ in 0..20 {
        let answer = client.get("asked.test", "/").await;
        assert!(MAIN.contains(&answer.served_by().unwrap()) && answer.cookie(GROUP).is_none());
        let answer = client.send(&Request::get("asked.test", "/").header("X-Canary", "v2.1")).await;
        assert!(NEXT.contains(&answer.served_by().unwrap()) && answer.cookie(GROUP).is_none());
        let answer = client.send(&Request::get("asked.test", "/").header("X-Canary", "v211")).await;
        assert!(MAIN.contains(&answer.served_by().unwrap()));
        let answer = client.get("all.test", "/").await;
        assert!(NEXT.contains(&answer.served_by().unwrap()) && answer.cookie(GROUP).is_none());
    }
});

on_every_engine!(a_forged_group_is_none, async |bed| {
    let stack = bed.up(TOPOLOGY, 4).await;
    let client = stack.client();
    let real = one_of_each(&client).await;
    for forged in ["canary", "new-canary", "main", "next", "", "1", "\"", "~"] {
        let request = Request::get("chat.test", "/").header("Cookie", &format!("{GROUP}={forged}"));
        let given = client.send(&request).await.cookie(GROUP).unwrap_or_else(|| panic!("`{forged}` is taken"));
        assert!(real.iter().any(|user| user.jar.value(GROUP) == Some(&given.value)), "{given:?}");
    }
});

on_every_engine!(a_dead_canary_is_as_any_upstream_and_nobody_moves, async |bed| {
    let stack = bed.up(TOPOLOGY, 4).await;
    let [mut canary, mut main] = one_of_each(&stack.client()).await;
    stack.server_named(&canary.home).die().await;
    let left = canary.ask().await;
    assert_eq!(left.status, 200, "another server of the canary takes over");
    assert!(NEXT.contains(&left.served_by().unwrap()));
    let other = stack.server_named(left.served_by().unwrap());
    other.die().await;
    for request in [canary.request(), Request::get("chat.test", "/").header("X-Canary", "always")] {
        let answer = canary.client.send(&request).await;
        assert!([502, 503].contains(&answer.status), "{}", answer.status);
        assert_eq!(answer.header("X-Route"), Some("chat"), "errors carry the route's headers");
        assert!(!answer.text().contains("<html>"), "{}", answer.text());
    }
    assert_eq!(main.ask().await.served_by(), Some(main.home.as_str()));
    other.revive().await.unwrap();
    let serves = async || {
        let answer = canary.client.send(&canary.request()).await;
        answer.served_by().is_some_and(|server| NEXT.contains(&server))
    };
    eventually("the canary serves its users again", serves).await;
});

const LIMITED: &str = "
listen: { http: \"{http}\" }
upstreams:
  main: { servers: [\"{server1}\"], streaming: true }
  next: { servers: [\"{server2}\"], streaming: true, retries: { attempts: 1 } }
defaults:
  route: { canary: { to: next, weight: 50, header: { name: X-Canary } } }
routes:
  - { host: rate.test, to: main, rate_limit: { rate: 10/m, burst: 2 } }
  - { host: key.test, to: main, rate_limit: { rate: 10/m, burst: 2, by: \"header:X-Key\" } }
  - { host: flight.test, to: main, concurrency: { limit: 3 } }
  - { host: body.test, to: main, max_body: 10KiB, methods: [GET, POST], access: { deny: [127.0.9.0/24] } }
  - host: path.test
    path: /api
    to: main
    strip_prefix: true
    compress: true
    headers:
      request: { set: { X-Env: prod }, remove: [X-Debug] }
      response: { set: { X-Route: api } }
    security_headers: true
";

/// To the canary, or by the draw.
fn by_turns(request: Request, number: usize) -> Request {
    if number.is_multiple_of(2) { request.header("X-Canary", "always") } else { request }
}

on_every_engine!(limits_count_both_groups_together_and_each_request_once, async |bed| {
    let stack = bed.up(LIMITED, 2).await;
    for (host, address) in [("rate.test", "127.0.3.1"), ("key.test", "127.0.3.2")] {
        let client = stack.client().at(address);
        let mut passed = 0;
        for number in 0..6 {
            let request = by_turns(Request::get(host, "/").header("X-Key", "one"), number);
            let answer = client.send(&request).await;
            assert!([200, 429].contains(&answer.status), "{}", answer.status);
            passed += usize::from(answer.status == 200);
        }
        assert_eq!(passed, 2, "{host}");
    }
    let client = stack.client().at("127.0.3.3");
    let mut running = Vec::new();
    for number in 0..3 {
        let mut connection = client.connect("flight.test").await;
        connection.start(&by_turns(Request::get("flight.test", "/sse?n=1000&gap_ms=200"), number)).await.unwrap();
        running.push(connection);
    }
    let arrived = async || {
        (1..=2).map(|number| stack.server(number).requests_to("/sse?n=1000&gap_ms=200").len()).sum::<usize>() == 3
    };
    eventually("the requests are in flight", arrived).await;
    for number in 0..4 {
        assert_eq!(client.send(&by_turns(Request::get("flight.test", "/"), number)).await.status, 429);
    }
    drop(running);
    let serves = async || client.get("flight.test", "/").await.status == 200;
    eventually("places of requests that ended are free", serves).await;
});

on_every_engine!(a_route_holds_for_both_groups, async |bed| {
    let stack = bed.up(LIMITED, 2).await;
    let client = stack.client();
    for number in 0..4 {
        let turn = |request: Request| by_turns(request, number);
        let large = client.send(&turn(Request::post("body.test", "/", vec![b'x'; 20_000]))).await;
        assert_eq!(large.status, 413);
        let small = client.send(&turn(Request::post("body.test", "/", vec![b'x'; 9_000]))).await;
        assert_eq!(small.status, 200);
        assert_eq!(client.send(&turn(Request::new("PUT", "body.test", "/"))).await.status, 405);
        assert_eq!(client.at("127.0.9.7").send(&turn(Request::get("body.test", "/"))).await.status, 403);
        let request = turn(Request::get("path.test", "/api/a%2Bb?x=1").header("X-Debug", "1"));
        let answer = client.send(&request).await;
        let echo = answer.echo();
        assert_eq!(answer.status, 200);
        assert_eq!((answer.header("X-Route"), answer.header("X-Content-Type-Options")), (Some("api"), Some("nosniff")));
        assert_eq!((echo.header("X-Env"), echo.header("X-Debug")), (Some("prod"), None));
        let host = if number.is_multiple_of(2) { "server2" } else { answer.served_by().unwrap() };
        assert_eq!(answer.served_by(), Some(host));
        let server = stack.server_named(host);
        assert!(!server.requests_to("/a%2Bb?x=1").is_empty(), "the path goes on without its prefix");
    }
});

on_every_engine!(streams_and_tunnels_pass_through_the_canary, async |bed| {
    let stack = bed.up(TOPOLOGY, 4).await;
    let [canary, main] = one_of_each(&stack.client()).await;
    for user in [&canary, &main] {
        let mut socket = user.client.websocket_by(&user.jar.on(Request::get("chat.test", "/ws"))).await;
        assert_eq!(socket.accepted.header("X-Served-By"), Some(user.home.as_str()));
        assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"));
        let events = user.client.send(&user.jar.on(Request::get("chat.test", "/sse?n=3&gap_ms=50"))).await;
        assert_eq!((events.status, events.served_by()), (200, Some(user.home.as_str())));
        assert!(events.complete && events.text().matches("data:").count() == 3, "{}", events.text());
    }
    let asked = Request::get("chat.test", "/ws").header("X-Canary", "always");
    let mut socket = stack.client().websocket_by(&asked).await;
    assert!(NEXT.contains(&socket.accepted.header("X-Served-By").unwrap()));
    assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"));
});

const BOTH_WAYS: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  redirect_http: false
  certificates: [{ hosts: [chat.test], cert: certs/chat.pem, key: certs/chat.key }]
upstreams:
  main: { servers: [\"{server1}\"] }
  next: { servers: [\"{server2}\"] }
routes:
  - { host: chat.test, to: main, canary: { to: next, weight: 50, header: { name: X-Canary } } }
";

on_every_engine!(the_cookie_of_the_group_is_secure_where_the_listener_is, async |bed| {
    let stack = bed.certificate("chat", &["chat.test"]).up(BOTH_WAYS, 2).await;
    for (client, secure) in [(stack.client(), false), (stack.https_client(), true)] {
        let answer = client.get("chat.test", "/").await;
        let cookie = answer.cookie(GROUP).expect("a cookie");
        assert_eq!(cookie.attributes.contains_key("secure"), secure, "{cookie:?}");
        assert!(cookie.attributes.contains_key("httponly"), "{cookie:?}");
        let attribute = |name: &str| cookie.attributes.get(name).map(|value| value.to_lowercase());
        assert_eq!((attribute("samesite").as_deref(), attribute("path").as_deref()), (Some("lax"), Some("/")));
        for absent in ["max-age", "expires", "domain"] {
            assert!(!cookie.attributes.contains_key(absent), "{cookie:?}");
        }
        let group = format!("{GROUP}={}", cookie.value);
        for other in [stack.client(), stack.https_client()] {
            let again = other.send(&Request::get("chat.test", "/").header("Cookie", &group)).await;
            assert_eq!(again.served_by(), answer.served_by(), "the group is the same by either listener");
        }
    }
});
