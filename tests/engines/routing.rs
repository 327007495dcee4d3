//! Where a request goes (P1).

use crate::bed::on_every_engine;

const TOPOLOGY: &str = r#"
listen: { http: "{http}" }
upstreams:
  chat: { servers: ["{server1}"] }
  api: { servers: ["{server2}"] }
routes:
  - { host: chat.test, to: chat }
  - { host: chat.test, path: /api, to: api }
"#;

on_every_engine!(the_longest_path_wins_on_segment_boundaries, async |bed| {
    let stack = bed.up(TOPOLOGY, 2).await;
    for (target, server) in [("/", "server1"), ("/api", "server2"), ("/api/x?y=%20", "server2"), ("/apix", "server1")] {
        let answer = stack.get("CHAT.test:80", target).await;
        assert_eq!(answer.served_by(), Some(server), "{target}");
        assert_eq!(answer.echo().target(), target);
    }
    assert_eq!(stack.get("other.test", "/").await.status, 404);
});
