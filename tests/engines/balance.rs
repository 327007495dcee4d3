//! Which server gets a request (P3).

use crate::bed::{Request, on_every_engine};

const BY_HEADER: &str = r#"
listen: { http: "{http}" }
upstreams:
  chat:
    servers: ["{server1}", "{server2}", "{server3}"]
    balance: hash
    hash_by: "header:X-User"
routes:
  - { host: chat.test, to: chat }
"#;

on_every_engine!(a_hash_keeps_each_user_at_one_server_and_spreads_the_users, async |bed| {
    let stack = bed.up(BY_HEADER, 3).await;
    for user in 1..=40 {
        let request = Request::get("chat.test", &format!("/{user}")).header("X-User", &format!("user-{user}"));
        let first = stack.client().send(&request).await;
        let second = stack.client().coming_from("127.0.0.9").send(&request).await;
        assert!(first.served_by().is_some() && first.served_by() == second.served_by(), "user {user}");
    }
    assert!(stack.servers.iter().all(|server| !server.requests().is_empty()), "a server without a user");
}, refused by [traefik_3_7] for "hash_by" in BY_HEADER);
