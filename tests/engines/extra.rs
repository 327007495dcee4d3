//! The user's own lines do what they say, and leave what is rendered beside them alone.

use crate::bed::{Bed, ClientDemands as _, ResponseDemands as _, Stack, on_every_engine};
use lbgen::topology::Proxy;

const PLAIN: &str = "
listen: { http: \"{http}\", admin: \"{admin}\" }
upstreams: { app: { servers: [\"{server1}\"] } }
routes:
  - { host: chat.test, to: app }
";

/// A fixed answer at `/own`, in each engine's own words.
async fn with_an_answer_of_its_own(bed: Bed) -> Stack {
    let own = match bed.engine.proxy() {
        Proxy::Nginx => {
            r#"{ main: timer_resolution 100ms;, events: accept_mutex off;, http: "map $uri $own { default own; }", server: "location = /own { return 200 $own; }", location: proxy_socket_keepalive on; }"#
        }
        Proxy::Haproxy => {
            r#"{ global: description own, defaults: option tcp-smart-accept, frontend: "http-request return status 200 content-type text/plain string own if { path /own }", backend: "http-response set-header X-Own %s" }"#
        }
        Proxy::Traefik => {
            r#"{ static: { hostResolver: { cnameFlattening: false } }, dynamic: { http: { routers: { own: { rule: "Path(`/own`)", priority: 2000000, service: ping@internal } } } } }"#
        }
    };
    bed.extra(own).up(PLAIN, 1).await
}

on_every_engine!(lines_of_the_users_own_are_in_force_beside_the_rendered_ones, async |bed| {
    let stack = with_an_answer_of_its_own(bed).await;
    let client = stack.client();
    assert_eq!(client.get("chat.test", "/own").await.status, 200);
    assert!(!stack.server(1).requests().iter().any(|request| request.target() == "/own"), "the upstream was asked");
    let answer = client.get("chat.test", "/other").await;
    assert_eq!(answer.echo().target(), "/other");
    assert_eq!(client.get("unknown.test", "/other").await.status, 404);
});
