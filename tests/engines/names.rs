//! Servers that are named: they are looked up, and one that is unknown keeps no engine from starting.

use crate::bed::{ResponseDemands as _, on_engines, on_every_engine};

const KNOWN: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"localhost:{server1_port}\"] }
routes:
  - { host: chat.test, to: chat }
";

on_every_engine!(a_server_is_found_by_its_name, async |bed| {
    let stack = bed.up(KNOWN, 1).await;
    let answer = stack.get("chat.test", "/x").await;
    assert_eq!(answer.served_by(), Some("server1"));
    assert_eq!(answer.echo().header("Host"), Some("chat.test"), "the name is for finding it, not for Host");
});

const UNKNOWN: &str = "
listen: { http: \"{http}\" }
upstreams:
  chat: { servers: [\"{server1}\"] }
  gone: { servers: [\"one.gone.invalid:3210\", \"two.gone.invalid:3210\"], timeouts: { connect: 1s } }
routes:
  - { host: chat.test, to: chat }
  - { host: gone.test, to: gone }
";

on_engines!(
    // nginx on a host looks names up when it starts, and says so; in a container network the stack's own resolver
    // answers it.
    [haproxy_2_6, haproxy_2_8, traefik_3_7],
    an_unknown_name_keeps_no_other_route_from_being_served,
    async |bed| {
        let mut stack = bed.up(UNKNOWN, 1).await;
        assert_eq!(stack.get("chat.test", "/").await.status, 200);
        let status = stack.get("gone.test", "/").await.status;
        assert!((502..=504).contains(&status), "{status}");
        assert_eq!(stack.get("chat.test", "/").await.status, 200);
        assert!(stack.process.is_running().unwrap());
    }
);
