//! P4: a client stays at its server, and moves once when that is gone.

use crate::bed::{
    Bed, Behaviour, Client, ClientDemands as _, Cookie, CookieJar, Request, Response, Server, Stack, eventually,
    on_engines, on_every_engine,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::time::Duration;

const PLAIN: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\", \"{server2}\", \"{server3}\"], sticky: { cookie: { name: at } } }
routes:
  - { host: chat.test, to: app }
";

const ATTRIBUTES: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  certificates: [{ hosts: [chat.test, other.test], cert: certs/chat.pem, key: certs/chat.key }]
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\"]
    sticky: { cookie: { max_age: 1h, same_site: strict } }
  other:
    servers: [\"{server1}\", \"{server2}\"]
    sticky: { cookie: { name: elsewhere, http_only: false, secure: true, same_site: none } }
routes:
  - { host: chat.test, to: app }
  - { host: other.test, to: other }
";

/// The same upstream behind both listeners.
const BOTH_WAYS: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  redirect_http: false
  certificates: [{ hosts: [chat.test], cert: certs/chat.pem, key: certs/chat.key }]
upstreams:
  app: { servers: [\"{server1}\"], sticky: { cookie: { name: at } } }
routes:
  - { host: chat.test, to: app }
";

const RECOVERING: &str = "
listen: { http: \"{http}\" }
upstreams:
  app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    sticky: { cookie: { name: at } }
    passive_health: { max_failures: 1, window: 2s }
routes:
  - { host: chat.test, to: app }
";

/// The usual name of its cookie is no word.
const CHECKED: &str = "
listen: { http: \"{http}\" }
upstreams:
  web-app:
    servers: [\"{server1}\", \"{server2}\", \"{server3}\"]
    sticky: { cookie: {} }
    health_check: { path: /health, interval: 1s, timeout: 500ms, healthy_after: 1, unhealthy_after: 1 }
routes:
  - { host: chat.test, to: web-app }
";

/// A client that keeps its cookie, as a browser does.
struct Visitor {
    client: Client,
    jar: CookieJar,
    home: String,
}

impl Visitor {
    async fn new(stack: &Stack) -> Self {
        let mut visitor = Self { client: stack.client(), jar: CookieJar::default(), home: String::new() };
        let answer = visitor.ask("/").await;
        answer.served_by().expect("a server").clone_into(&mut visitor.home);
        visitor
    }

    async fn ask(&mut self, target: &str) -> Response {
        let answer = self.client.send(&self.jar.on(Request::get("chat.test", target))).await;
        self.jar.keep(&answer);
        answer
    }
}

async fn visitors(stack: &Stack, count: usize) -> Vec<Visitor> {
    let mut visitors = Vec::new();
    for _ in 0..count {
        visitors.push(Visitor::new(stack).await);
    }
    for server in &stack.servers {
        assert!(visitors.iter().any(|visitor| visitor.home == server.name()), "{} has no visitor", server.name());
    }
    visitors
}

on_every_engine!(fifty_requests_of_one_client_go_to_one_server, async |bed| {
    let stack = bed.up(PLAIN, 3).await;
    for mut visitor in visitors(&stack, 6).await {
        for _ in 0..50 {
            let answer = visitor.ask("/page").await;
            assert_eq!(answer.served_by(), Some(visitor.home.as_str()));
        }
    }
});

fn attribute(cookie: &Cookie, name: &str) -> Option<String> {
    cookie.attributes.get(name).map(|value| value.to_lowercase())
}

on_every_engine!(the_cookie_has_the_attributes_that_were_asked_for, async |bed| {
    let stack = bed.certificate("chat", &["chat.test", "other.test"]).up(ATTRIBUTES, 2).await;
    let answer = stack.https_client().get("chat.test", "/").await;
    let cookie = answer.cookie("lb_app").expect("a cookie under its usual name");
    assert_eq!(attribute(&cookie, "max-age").as_deref(), Some("3600"));
    assert_eq!(attribute(&cookie, "path").as_deref(), Some("/"));
    assert_eq!(attribute(&cookie, "samesite").as_deref(), Some("strict"));
    assert!(cookie.attributes.contains_key("httponly") && cookie.attributes.contains_key("secure"), "{cookie:?}");
    assert!(!cookie.attributes.contains_key("domain"), "{cookie:?}");

    let answer = stack.https_client().get("other.test", "/").await;
    let cookie = answer.cookie("elsewhere").expect("a cookie under its own name");
    assert_eq!(attribute(&cookie, "samesite").as_deref(), Some("none"));
    assert!(cookie.attributes.contains_key("secure"), "{cookie:?}");
    for absent in ["httponly", "max-age", "expires"] {
        assert!(!cookie.attributes.contains_key(absent), "{cookie:?}");
    }
});

on_every_engine!(the_cookie_is_not_secure_over_plain_http, async |bed| {
    let stack = bed.up(PLAIN, 3).await;
    let cookie = stack.get("chat.test", "/").await.cookie("at").expect("a cookie");
    assert!(!cookie.attributes.contains_key("secure"), "{cookie:?}");
    assert_eq!(attribute(&cookie, "samesite").as_deref(), Some("lax"));
    assert!(cookie.attributes.contains_key("httponly"), "{cookie:?}");
});

// nginx from 1.29.6 on writes one form of the cookie for all listeners, and says so.
on_engines!(
    [nginx_1_22, haproxy_2_6, haproxy_2_8, traefik_3_7],
    the_cookie_is_secure_where_the_listener_is,
    async |bed| {
        let stack = bed.certificate("chat", &["chat.test"]).up(BOTH_WAYS, 1).await;
        for (client, secure) in [(stack.client(), false), (stack.https_client(), true)] {
            let cookie = client.get("chat.test", "/").await.cookie("at").expect("a cookie");
            assert_eq!(cookie.attributes.contains_key("secure"), secure, "{cookie:?}");
        }
    }
);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// What an attacker may take a server's cookie for, if he guesses its address.
fn guesses(stack: &Stack) -> Vec<String> {
    let address = stack.server(2).address();
    let texts = [
        address.to_string(),
        address.ip().to_string(),
        address.port().to_string(),
        format!("http://{address}"),
        format!("http://{address}/"),
        "server2".to_owned(),
    ];
    let spellings = |text: &String| {
        let digest = hex(&Sha256::digest(text));
        [text.clone(), hex(text.as_bytes()), STANDARD.encode(text), digest[..16].to_owned(), digest]
    };
    texts.iter().flat_map(spellings).collect()
}

on_every_engine!(the_cookie_tells_no_address_and_cannot_be_made_of_one, async |bed| {
    let stack = bed.up(PLAIN, 3).await;
    let guesses = guesses(&stack);
    for visitor in visitors(&stack, 6).await {
        let value = visitor.jar.value("at").unwrap();
        for guess in &guesses {
            assert!(!value.eq_ignore_ascii_case(guess), "{value} is made of the address");
        }
        let address = stack.server_named(&visitor.home).address();
        assert!(!value.contains(&address.to_string()) && !value.contains(&format!("{:08x}", 0x7f00_0001)), "{value}");
    }
    for guess in &guesses {
        let request = Request::get("chat.test", "/").header("Cookie", &format!("at={guess}"));
        let given = stack.client().send(&request).await.cookie("at");
        assert!(given.is_some_and(|given| given.value != *guess), "{guess} is taken for a cookie");
    }
});

on_every_engine!(a_dead_server_is_left_by_the_same_request_and_for_good, async |bed| {
    let stack = bed.up(RECOVERING, 3).await;
    let mut visitors = visitors(&stack, 12).await;
    stack.server(2).die().await;
    for visitor in &mut visitors {
        let answer = visitor.ask("/page").await;
        assert_eq!(answer.status, 200, "a visitor of {}", visitor.home);
        let served_by = answer.served_by().unwrap().to_owned();
        if visitor.home == "server2" {
            assert!(answer.cookie("at").is_some(), "no new cookie");
            visitor.home = served_by;
        } else {
            assert_eq!(served_by, visitor.home, "a visitor of a living server moves");
        }
        assert_ne!(visitor.home, "server2");
    }
    stack.server(2).revive().await.unwrap();
    let takes_visitors = async || stack.get("chat.test", "/").await.served_by() == Some("server2");
    eventually("the server takes new visitors", takes_visitors).await;
    for visitor in &mut visitors {
        for _ in 0..3 {
            assert_eq!(visitor.ask("/page").await.served_by(), Some(visitor.home.as_str()), "a visitor moves twice");
        }
    }
});

// nginx before 1.29.6 sends no checks, and says so.
on_engines!(
    [nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
    a_sick_server_is_left_for_good_and_by_its_own_clients_alone,
    async |bed| {
        let stack = bed.up(CHECKED, 3).await;
        let mut visitors = visitors(&stack, 12).await;
        stack.server(2).behave_at("/health", Behaviour::Status(500));
        let mut watcher = visitors.iter().position(|visitor| visitor.home == "server2").map(|at| visitors.remove(at));
        let watcher = watcher.as_mut().unwrap();
        while watcher.ask("/watch").await.served_by() == Some("server2") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stack.servers.iter().for_each(Server::forget);
        for visitor in &mut visitors {
            let answer = visitor.ask("/page").await;
            let served_by = answer.served_by().unwrap().to_owned();
            if visitor.home == "server2" {
                assert!(answer.cookie("lb_web-app").is_some(), "no new cookie");
                visitor.home = served_by;
            }
            assert_eq!(visitor.ask("/page").await.served_by(), Some(visitor.home.as_str()), "a visitor moves");
        }
        for _ in 0..6 {
            assert_ne!(Visitor::new(&stack).await.home, "server2", "a sick server gets a new visitor");
        }
        assert!(stack.server(2).requests_to("/page").is_empty(), "a sick server is asked");
        assert!(visitors.iter().all(|visitor| visitor.home != "server2"));
        stack.server(2).behave_at("/health", Behaviour::Status(200));
        let takes_visitors = async || stack.get("chat.test", "/").await.served_by() == Some("server2");
        eventually("the server takes new visitors", takes_visitors).await;
        for visitor in &mut visitors {
            assert_eq!(visitor.ask("/page").await.served_by(), Some(visitor.home.as_str()), "a visitor moves twice");
        }
    }
);

on_every_engine!(a_client_survives_a_restart_of_its_server, async |bed| {
    let stack = bed.up(PLAIN, 3).await;
    let mut visitor = Visitor::new(&stack).await;
    let server = stack.server_named(&visitor.home);
    server.die().await;
    server.revive().await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    for _ in 0..5 {
        let answer = visitor.ask("/page").await;
        assert_eq!((answer.status, answer.served_by()), (200, Some(visitor.home.as_str())));
    }
});

on_every_engine!(a_websocket_goes_where_the_cookie_says_and_brings_one, async |bed| {
    let stack = bed.up(PLAIN, 3).await;
    for visitor in visitors(&stack, 6).await {
        let request = visitor.jar.on(Request::get("chat.test", "/ws"));
        let mut socket = stack.client().websocket_by(&request).await;
        assert_eq!(socket.accepted.header("X-Served-By"), Some(visitor.home.as_str()));
        assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"));
    }
    let socket = stack.client().websocket("chat.test", "/ws").await;
    let home = socket.accepted.header("X-Served-By").unwrap().to_owned();
    let cookie =
        socket.accepted.header("Set-Cookie").expect("a cookie on the 101").split(';').next().unwrap().to_owned();
    for _ in 0..6 {
        let request = Request::get("chat.test", "/").header("Cookie", &cookie);
        assert_eq!(stack.client().send(&request).await.served_by(), Some(home.as_str()));
    }
});

on_every_engine!(a_websocket_leaves_a_dead_server, async |bed| {
    let stack = bed.up(RECOVERING, 3).await;
    let visitor = Visitor::new(&stack).await;
    stack.server_named(&visitor.home).die().await;
    let mut socket = stack.client().websocket_by(&visitor.jar.on(Request::get("chat.test", "/ws"))).await;
    assert_ne!(socket.accepted.header("X-Served-By"), Some(visitor.home.as_str()));
    assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"));
});

on_engines!([traefik_3_3], an_engine_that_would_keep_a_client_at_a_dead_server_is_refused, async |bed| {
    Bed::refuses(bed, PLAIN, "sticky");
});
