//! A service is asked about every request: what it says of it is what happens, whatever the client says of himself.

use crate::bed::{Bed, Behaviour, ClientDemands as _, Recorded, Request, Response, ResponseDemands as _, Stack};
use crate::bed::{Server, on_engines, on_every_engine};

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams:
  app: { servers: [\"{server1}\"] }
  tunnels: { servers: [\"{server1}\"], timeouts: { tunnel: 30s } }
  next: { servers: [\"{server3}\"] }
routes:
  - { host: open.test, to: app }
  - { host: auth.test, to: app, auth: &asked { forward: { url: \"http://{server2}/verify?of=a%20b\", copy_headers: [X-User, X-Groups] } } }
  - { host: auth.test, path: /cut, to: app, strip_prefix: true, auth: *asked, security_headers: true, headers: { request: { set: { X-Groups: own } } } }
  - { host: tunnel.test, to: tunnels, auth: *asked }
  - { host: canary.test, to: app, auth: *asked, canary: { to: next, header: { name: X-Canary, value: always } } }
  - { host: limited.test, to: app, auth: *asked, rate_limit: { rate: 1/s, burst: 2 } }
  - { host: listed.test, to: app, auth: *asked, access: { allow: [127.0.1.0/24] }, methods: [GET, POST] }
  - { host: away.test, redirect: { to: \"https://open.test/\", status: 302 }, auth: *asked }
  - { host: fixed.test, respond: { status: 200 }, auth: *asked }
";

fn says(stack: &Stack, status: u16, headers: &[(&str, &str)]) {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    stack.server(2).behave(Behaviour::Headers { status, headers });
}

async fn up(bed: Bed) -> Stack {
    let stack = bed.up(TOPOLOGY, 3).await;
    says(&stack, 200, &[("X-User", "alice")]);
    stack
}

fn questions(stack: &Stack) -> Vec<Recorded> {
    stack.server(2).requests()
}

/// All values of a header.
fn values<'r>(request: &'r Recorded, name: &str) -> Vec<&'r str> {
    let headers = request.head.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
    headers.map(|(_, value)| value.as_str()).collect()
}

/// An upstream has answered; the service itself may have.
fn is_served(answer: &Response) -> bool {
    answer.served_by().is_some_and(|server| server != "server2")
}

fn is_told(answer: &Response, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(!is_served(answer), "{answer:?}");
}

fn nothing_went_upstream(stack: &Stack) {
    assert!(stack.server(1).requests_to("/x").is_empty(), "something went upstream");
}

on_every_engine!(whom_the_service_lets_in_goes_on_under_the_name_that_it_gives, async |bed| {
    let stack = up(bed).await;
    let posted = Request::post("auth.test", "/x%20y?a=1", "a body").header("X-User", "root").header("X_User", "root");
    let posted = posted.header("x-groups", "admins").header("X_Groups", "admins").header("X-Other", "mine");
    let echo = stack.client().send(&posted).await.echo();
    assert_eq!((echo.method(), echo.target(), echo.body()), ("POST", "/x%20y?a=1", "a body"));
    assert_eq!(echo.header_values("X-User"), ["alice"]);
    assert_eq!(echo.header_values("X-Other"), ["mine"]);
    for name in ["X_User", "X-Groups", "X_Groups"] {
        assert!(echo.header_values(name).is_empty(), "{name} went upstream");
    }
    says(&stack, 204, &[("X-User", "bob"), ("X-Groups", "staff")]);
    let echo = stack.get("auth.test", "/x").await.echo();
    assert_eq!((echo.header_values("X-User"), echo.header_values("X-Groups")), (vec!["bob"], vec!["staff"]));
    let echo = stack.get("auth.test", "/cut/x").await.echo();
    assert_eq!((echo.target(), echo.header_values("X-Groups")), ("/x", vec!["own"]));
    let open = Request::get("open.test", "/x").header("X-User", "mine");
    assert_eq!(stack.client().send(&open).await.echo().header_values("X-User"), ["mine"]);
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

on_every_engine!(the_service_is_told_what_the_client_asked_for, async |bed| {
    let stack = up(bed).await;
    stack.server(2).forget();
    let asked = Request::post("auth.test:8080", "/cut/x%20y?a=1", "a body").header("Cookie", "session=1");
    let mut asked = asked.header("Authorization", "Bearer x");
    let claims = ["Method", "Uri", "Host", "Proto", "For"];
    for name in claims {
        asked = asked.header(&format!("X-Forwarded-{name}"), "evil").header(&format!("X_Forwarded_{name}"), "evil");
    }
    stack.client().at("127.0.0.9").send(&asked).await.echo();
    let questions = questions(&stack);
    let [question] = questions.as_slice() else { panic!("not asked once: {questions:?}") };
    assert_eq!((question.method(), question.target()), ("GET", "/verify?of=a%20b"));
    assert!(question.body.is_empty() && question.header("Content-Length").is_none_or(|length| length == "0"));
    let told = claims.map(|name| values(question, &format!("X-Forwarded-{name}")));
    assert_eq!(told, [["POST"], ["/cut/x%20y?a=1"], ["auth.test:8080"], ["http"], ["127.0.0.9"]].map(Vec::from));
    assert_eq!(question.header("Host"), Some(stack.address("server2").to_string().as_str()));
    assert_eq!((question.header("Cookie"), question.header("Authorization")), (Some("session=1"), Some("Bearer x")));
    assert!(question.head.headers.iter().all(|(_, value)| value != "evil"), "{question:?}");
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

on_every_engine!(whom_the_service_turns_away_is_told_what_it_says, async |bed| {
    let stack = up(bed).await;
    for request in [Request::get("auth.test", "/x"), Request::post("auth.test", "/x", "a body")] {
        says(&stack, 401, &[("WWW-Authenticate", "Bearer realm=\"a, b\""), ("Set-Cookie", "seen=1; Path=/")]);
        let answer = stack.client().send(&request).await;
        is_told(&answer, 401);
        assert_eq!(answer.header_values("WWW-Authenticate"), ["Bearer realm=\"a, b\""]);
        assert_eq!(answer.header_values("Set-Cookie"), ["seen=1; Path=/"]);
        says(&stack, 403, &[]);
        let answer = stack.client().send(&request).await;
        is_told(&answer, 403);
        assert!(answer.header("WWW-Authenticate").is_none() && answer.header("Location").is_none());
        for status in [301, 302, 303, 307, 308] {
            let login = "https://login.test/?rd=%2Fx&a=;{$b}\"'";
            let cookie = "csrf=a.b; Expires=Wed, 21 Oct 2037 07:28:00 GMT; Path=/";
            says(&stack, status, &[("Location", login), ("Set-Cookie", cookie)]);
            let answer = stack.client().send(&request).await;
            is_told(&answer, status);
            assert_eq!(answer.header_values("Location"), [login]);
            assert_eq!(answer.header_values("Set-Cookie"), [cookie]);
        }
    }
    let answer = stack.get("auth.test", "/cut/x").await;
    is_told(&answer, 308);
    assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"));
    let head = stack.client().send(&Request::new("HEAD", "auth.test", "/x")).await;
    assert_eq!((head.status, head.body.len()), (308, 0));
    nothing_went_upstream(&stack);
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

on_engines!([nginx_1_31, traefik_3_7], the_cookies_of_a_refusal_stay_apart, async |bed| {
    let stack = up(bed).await;
    let cookies = [
        "a=1; Path=/; Expires=Wed, 21 Oct 2037 07:28:00 GMT",
        "__Host-b=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:01 GMT; HttpOnly",
        "c=3; SameSite=Lax",
        "d_4=x=y",
    ];
    for count in 0..=cookies.len() {
        let mut headers = vec![("Location", "https://login.test/")];
        headers.extend(cookies.iter().take(count).map(|cookie| ("Set-Cookie", *cookie)));
        says(&stack, 302, &headers);
        let answer = stack.get("auth.test", "/x").await;
        is_told(&answer, 302);
        assert_eq!(answer.header_values("Set-Cookie"), cookies[..count]);
    }
});

on_every_engine!(a_service_that_fails_lets_nobody_in, async |bed| {
    let stack = up(bed).await;
    for status in [400, 404, 429, 500, 502, 503, 504] {
        says(&stack, status, &[]);
        let answer = stack.get("auth.test", "/x").await;
        assert!(answer.status >= 400 && !is_served(&answer), "{answer:?}");
    }
    for behaviour in [Behaviour::CloseUnread, Behaviour::CloseUnanswered] {
        stack.server(2).behave(behaviour);
        is_told(&stack.get("auth.test", "/x").await, 500);
    }
    stack.server(2).die().await;
    is_told(&stack.get("auth.test", "/x").await, 500);
    is_told(&stack.client().send(&Request::post("auth.test", "/x", "a body")).await, 500);
    nothing_went_upstream(&stack);
    assert_eq!(stack.get("open.test", "/x").await.status, 200);
    stack.server(2).revive().await.unwrap();
    says(&stack, 200, &[]);
    assert_eq!(stack.get("auth.test", "/x").await.status, 200);
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

on_every_engine!(the_service_is_asked_about_a_websocket_too, async |bed| {
    let stack = up(bed).await;
    let client = stack.client();
    for host in ["auth.test", "tunnel.test"] {
        says(&stack, 200, &[("X-User", "alice")]);
        stack.server(2).forget();
        let mut socket = client.websocket_by(&Request::get(host, "/ws").header("X-User", "root")).await;
        assert_eq!(socket.exchange("hello").await.as_deref(), Some("hello"), "{host}");
        let questions = questions(&stack);
        let [question] = questions.as_slice() else { panic!("not asked once: {questions:?}") };
        assert_eq!(question.header("X-Forwarded-Uri"), Some("/ws"));
        assert!(question.header("Upgrade").is_none(), "{question:?}");
        let shown = stack.server(1).requests_to("/ws");
        assert_eq!(shown.last().map(|request| values(request, "X-User")), Some(vec!["alice"]), "{host}");
        says(&stack, 302, &[("Location", "https://login.test/")]);
        is_told(&client.send(&Request::get(host, "/x").upgrade()).await, 302);
    }
    nothing_went_upstream(&stack);
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

on_every_engine!(a_canary_is_behind_the_service_too, async |bed| {
    let stack = up(bed).await;
    for (header, server) in [("X-Other", "server1"), ("X-Canary", "server3")] {
        says(&stack, 200, &[("X-User", "alice")]);
        stack.server(2).forget();
        let asked = Request::get("canary.test", "/x").header(header, "always").header("X-User", "root");
        let answer = stack.client().send(&asked).await;
        assert_eq!((answer.served_by(), answer.echo().header_values("X-User")), (Some(server), vec!["alice"]));
        assert_eq!(questions(&stack).len(), 1);
        says(&stack, 303, &[("Location", "https://login.test/")]);
        let answer = stack.client().send(&asked).await;
        is_told(&answer, 303);
        assert_eq!(answer.header_values("Location"), ["https://login.test/"]);
    }
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

on_every_engine!(guesses_that_a_service_turns_away_use_up_the_rate_limit, async |bed| {
    let stack = up(bed).await;
    says(&stack, 401, &[]);
    stack.server(2).forget();
    let mut statuses = Vec::new();
    for guess in 0..8 {
        let guess = Request::get("limited.test", "/").header("Authorization", &format!("Bearer {guess}"));
        statuses.push(stack.client().send(&guess).await.status);
    }
    let limited = statuses.iter().filter(|status| **status == 429).count();
    assert_eq!(statuses[..2], [401, 401], "{statuses:?}");
    assert!(limited >= 4 && statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
    assert_eq!(questions(&stack).len(), statuses.len() - limited, "what is limited was asked about");
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

on_every_engine!(lists_and_methods_come_before_the_service_and_the_service_before_answers, async |bed| {
    let stack = up(bed).await;
    let (outside, inside) = (stack.client(), stack.client().at("127.0.1.7"));
    stack.server(2).forget();
    assert_eq!(outside.get("listed.test", "/x").await.status, 403);
    assert_eq!(inside.send(&Request::new("DELETE", "listed.test", "/x")).await.status, 405);
    assert!(questions(&stack).is_empty(), "the service was asked for nothing");
    assert_eq!(inside.get("listed.test", "/").await.status, 200);
    for (host, status) in [("away.test", 302), ("fixed.test", 200)] {
        says(&stack, 200, &[]);
        assert_eq!(outside.get(host, "/").await.status, status, "{host}");
        says(&stack, 401, &[("WWW-Authenticate", "Bearer")]);
        let answer = outside.get(host, "/").await;
        is_told(&answer, 401);
        assert_eq!(answer.header_values("WWW-Authenticate"), ["Bearer"], "{host}");
        assert!(answer.header("Location").is_none(), "{host}");
    }
    assert_eq!(outside.get("listed.test", "/x").await.status, 403);
    nothing_went_upstream(&stack);
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in TOPOLOGY);

const BEHIND_A_PROXY: &str = "
listen: { http: \"{http}\" }
clients: { trusted_proxies: [127.0.0.8] }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: auth.test, to: app, auth: { forward: { url: \"http://{server2}/verify\" } } }
";

on_every_engine!(a_trusted_proxy_speaks_for_its_client_but_not_for_what_is_asked_for, async |bed| {
    let stack = bed.up(BEHIND_A_PROXY, 2).await;
    for (source, client, scheme) in [("127.0.0.8", "203.0.113.7", "https"), ("127.0.0.9", "127.0.0.9", "http")] {
        stack.server(2).forget();
        let asked = Request::post("auth.test", "/private", "").header("X-Forwarded-For", "203.0.113.7");
        let asked = asked.header("X-Forwarded-Proto", "https").header("X-Forwarded-Host", "auth.test");
        let asked = asked.header("X-Forwarded-Uri", "/public").header("X_Forwarded_Uri", "/public");
        let asked = asked.header("X-Forwarded-Method", "GET").header("X-Forwarded_Method", "GET");
        stack.client().at(source).send(&asked).await.echo();
        let questions = questions(&stack);
        let [question] = questions.as_slice() else { panic!("not asked once: {questions:?}") };
        let told = |name: &str| values(question, name);
        assert_eq!((told("X-Forwarded-Uri"), told("X-Forwarded-Method")), (vec!["/private"], vec!["POST"]));
        assert!(told("X_Forwarded_Uri").is_empty() && told("X-Forwarded_Method").is_empty(), "{question:?}");
        assert_eq!((told("X-Forwarded-Proto"), told("X-Forwarded-Host")), (vec![scheme], vec!["auth.test"]));
        let known = question.header("X-Forwarded-For").and_then(|list| list.split(", ").next());
        assert_eq!(known, Some(client));
    }
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in BEHIND_A_PROXY);

const OVER_TLS: &str = "
listen: { http: \"{http}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: open.test, to: app }
  - { host: known.test, to: app, auth: { forward: { url: \"https://localhost:{server2_port}/verify\", tls: { ca: certs/ca.pem } } } }
  - { host: unknown.test, to: app, auth: { forward: { url: \"https://localhost:{server2_port}/verify\" } } }
  - { host: unchecked.test, to: app, auth: { forward: { url: \"https://localhost:{server2_port}/verify\", tls: { verify: false } } } }
  - { host: other.test, to: app, auth: { forward: { url: \"https://localhost:{server3_port}/verify\", tls: { ca: certs/ca.pem } } } }
";

on_every_engine!(the_certificate_of_a_service_is_checked, async |bed| {
    let known = Server::start_tls("server2", bed.certificates.server_config(&["localhost"])).await.unwrap();
    let other = Server::start_tls("server3", bed.certificates.server_config(&["elsewhere.test"])).await.unwrap();
    let servers = vec![Server::start("server1").await.unwrap(), known, other];
    let stack = bed.up_with(OVER_TLS, servers).await;
    for (host, status) in [("known.test", 200), ("unchecked.test", 200), ("unknown.test", 500), ("other.test", 500)] {
        assert_eq!(stack.get(host, "/").await.status, status, "{host}");
    }
    let questions = questions(&stack);
    assert_eq!(questions.len(), 2);
    let host = format!("localhost:{}", stack.address("server2").port());
    assert!(questions.iter().all(|question| question.header("Host") == Some(&host)), "{questions:?}");
}, refused by [haproxy_2_6, haproxy_2_8] for "auth.forward" in OVER_TLS);
